"""The invoice's page: Détails, PDF, Courriels, each at an address of its own."""

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.invoices.details_tab import details
from invoice_app.invoices.emails_tab import emails
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.invoices.pdf_tab import configurable_pdf, frozen_pdf
from invoice_app.payments.wording import METHODS
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import badge_of, empty, waiting
from invoice_app.ui.forms import button, link_button, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tabs import tabs
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL

_TITLE = Phrase("Facture {number}", "Invoice {number}")
_BY = Phrase("Émise par {who}", "Issued by {who}")


def invoice_page() -> rx.Component:
    """The page in the office's frame."""
    card = InvoicePage.card
    return office(
        invoice_view(
            [(w.INVOICES, "/invoices"), (card.customer, f"/members/{card.customer_ref}")],
            rx.cond(
                sees(Tool.INVOICES, Level.STANDARD) & (card.pdf != ""),
                rx.fragment(
                    rx.cond(
                        card.is_owed,
                        button(
                            w.RECORD_PAYMENT,
                            kind="plain",
                            symbol="banknote",
                            on_click=InvoicePage.ask_payment,
                        ),
                    ),
                    link_button(w.SEND_INVOICE, f"/invoices/{card.ref}/send", kind="primary", symbol="send"),
                ),
            ),
            link_button(w.SEE_LIST, "/invoices"),
            configurable_pdf(),
        ),
        _paying(),
        active="/invoices",
    )


def invoice_view(
    crumbs: list[tuple[Phrase | rx.Var, str | rx.Var]],
    actions: rx.Component,
    way_out: rx.Component,
    configured: rx.Component | None = None,
) -> rx.Component:
    """The page without a frame, for whoever shows it; `configured` is the office's part of the PDF tab."""
    card = InvoicePage.card
    return rx.cond(
        InvoicePage.missing,
        empty(w.NOT_FOUND, w.NOT_FOUND_TEXT, way_out, symbol="search_x"),
        rx.cond(
            card.ref != here("invoice_ref"),
            waiting(8),
            rx.fragment(
                page_head(
                    rx.cond(card.number != "", say(_TITLE, number=card.number), say(w.DRAFT)),
                    actions,
                    crumbs=crumbs,
                    beside=badge_of(card.status, card.tone),
                    under=rx.cond(
                        card.issued_by != "", rx.el.p(say(_BY, who=card.issued_by), class_name="soft small")
                    ),
                ),
                _tabs(),
                rx.match(
                    InvoicePage.tab,
                    ("pdf", frozen_pdf()),
                    ("configure", configured or rx.fragment()),
                    ("emails", emails()),
                    details(card),
                ),
            ),
        ),
    )


def _tabs() -> rx.Component:
    base, tab = InvoicePage.base, InvoicePage.tab
    return tabs(
        w.TABS,
        [
            (w.DETAILS_TAB, "file_text", base, tab == "details"),
            (w.PDF_TAB, "file_down", base + "/pdf", (tab == "pdf") | (tab == "configure")),
            (w.EMAILS_TAB, "mail", base + "/emails", tab == "emails"),
        ],
    )


def _paying() -> rx.Component:
    wrong = InvoicePage.wrong
    return modal(
        "pay",
        w.RECORD_PAYMENT,
        InvoicePage.paying,
        InvoicePage.close,
        rx.el.form(
            rx.el.p(say(w.BALANCE), " : ", rx.el.span(InvoicePage.card.balance, class_name="strong nowrap")),
            rx.el.div(
                text_field(
                    w.AMOUNT,
                    "amount",
                    wrong=wrong["amount"],
                    input_mode="decimal",
                    auto_complete="off",
                    auto_focus=True,
                ),
                text_field(
                    w.RECEIVED_ON,
                    "received_on",
                    type="date",
                    default_value=InvoicePage.today,
                    wrong=wrong["received_on"],
                ),
                select_field(w.METHOD, "method", list(METHODS.items()), wrong=wrong["method"]),
                text_field(w.REFERENCE, "reference", optional=True, hint=w.REFERENCE_HINT, max_length=120),
                class_name="grid-2",
            ),
            id="pay-form",
            on_submit=InvoicePage.record_payment,
            method="post",
            no_validate=True,
            class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=InvoicePage.close),
            rx.el.button(
                icon("check"),
                say(w.RECORD_PAYMENT),
                type="submit",
                form="pay-form",
                class_name="button button-primary",
            ),
        ],
    )
