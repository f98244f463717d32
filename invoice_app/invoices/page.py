"""The invoice's page: Détails, PDF, Courriels, Historique, each at an address of its own."""

from collections.abc import Callable

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices import correction_wording as h
from invoice_app.invoices import wording as w
from invoice_app.invoices.composer.page import composer_panel
from invoice_app.invoices.composer.taking_back_section import draft_notices
from invoice_app.invoices.composer.wording import REMIND
from invoice_app.invoices.correct_card import correct_button, correcting, standing
from invoice_app.invoices.details_tab import details
from invoice_app.invoices.document import DocumentKind
from invoice_app.invoices.emails_tab import emails
from invoice_app.invoices.history_state import InvoiceHistory
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.invoices.pdf_tab import configurable_pdf, frozen_pdf
from invoice_app.invoices.talk_wording import EMAILS_COUNTED
from invoice_app.payments.wording import METHODS
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import badge, badge_of, empty, waiting
from invoice_app.ui.forms import button, link_button, select_field, text_field
from invoice_app.ui.history import history_pager, history_table
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tabs import tabs
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL

_TITLE = Phrase("Facture {number}", "Invoice {number}")
_NOTE_TITLE = Phrase("Note de crédit {number}", "Credit note {number}")
_BY = Phrase("Émise par {who}", "Issued by {who}")

_corrections: dict[str, Callable[[rx.Var], rx.Component]] = {}
_dialogs: list[Callable[[], rx.Component]] = []


def add_correction(
    kind: str, draw: Callable[[rx.Var], rx.Component], dialog: Callable[[], rx.Component]
) -> None:
    """How a higher room corrects invoices of a kind: called by the front door before pages are added.

    `draw` makes the button from the invoice's card, `dialog` what it opens; both with a State of their
    own and under its policy.
    """
    _corrections[kind] = draw
    _dialogs.append(dialog)


def invoice_page() -> rx.Component:
    """The page in the office's frame."""
    card = InvoicePage.card
    return office(
        invoice_view(
            [(w.INVOICES, "/invoices"), (card.customer, f"/members/{card.customer_ref}")],
            rx.cond(
                sees(Tool.INVOICES, Level.STANDARD) & (card.pdf != "") & ~card.is_void,
                rx.fragment(
                    _correction(),
                    rx.cond(
                        card.is_owed,
                        button(
                            w.RECORD_PAYMENT,
                            kind="plain",
                            symbol="banknote",
                            on_click=InvoicePage.ask_payment,
                        ),
                    ),
                    rx.cond(
                        card.is_owed,
                        link_button(REMIND, f"/invoices/{card.ref}/send?wish=reminder", symbol="bell_ring"),
                    ),
                    _send(),
                ),
            ),
            link_button(w.SEE_LIST, "/invoices"),
            configured=configurable_pdf(),
            conversation=_conversation(),
        ),
        _paying(),
        correcting(),
        *[dialog() for dialog in _dialogs],
        active="/invoices",
    )


def _conversation() -> rx.Component:
    """The Emails tab, with what one left unsent above it and the composer beside it."""
    may_write = sees(Tool.INVOICES, Level.STANDARD)
    return rx.el.div(
        rx.el.div(rx.cond(may_write, draft_notices()), emails(), class_name="stack"),
        rx.cond(may_write, composer_panel()),
        class_name="with-composer",
    )


def _send() -> rx.Component:
    card = InvoicePage.card
    to = f"/invoices/{card.ref}/send"
    return rx.cond(
        card.note_ref != "",
        link_button(w.SEND_INVOICE, to, symbol="send"),
        link_button(
            rx.cond(card.credits_ref != "", say(h.SEND_NOTE), say(w.SEND_INVOICE)),
            to,
            kind="primary",
            symbol="send",
        ),
    )


def _correction() -> rx.Component:
    """The way to correct it, where it can be: it stands, and no note credits it yet."""
    card = InvoicePage.card
    others = [(kind, draw(card)) for kind, draw in _corrections.items()]
    own = (DocumentKind.INVOICE.value, correct_button(card))
    return rx.cond(card.note_ref == "", rx.match(card.kind, own, *others, rx.fragment()))


def invoice_view(
    crumbs: list[tuple[Phrase | rx.Var, str | rx.Var]],
    actions: rx.Component,
    way_out: rx.Component,
    base: str = "/invoices",
    configured: rx.Component | None = None,
    answer: rx.Component | None = None,
    conversation: rx.Component | None = None,
) -> rx.Component:
    """The page without a frame, for whoever shows it; `base` is where they show invoices.

    `configured` is the office's part of the PDF tab, `answer` the zone's part of the Emails tab, and
    `conversation` the office's own of it.
    """
    card = InvoicePage.card
    return rx.cond(
        InvoicePage.missing,
        empty(w.NOT_FOUND, w.NOT_FOUND_TEXT, way_out, symbol="search_x"),
        rx.cond(
            card.ref != here("invoice_ref"),
            waiting(8),
            rx.fragment(
                page_head(
                    _title(),
                    actions,
                    crumbs=crumbs,
                    # A credit note's title says what its state says.
                    beside=rx.el.span(
                        rx.cond(card.credits_ref == "", badge_of(card.status, card.tone)),
                        _verdict(),
                        rx.cond(InvoicePage.in_office & (card.delivery != ""), _delivery(card)),
                        class_name="badges",
                    ),
                    under=rx.cond(
                        card.issued_by != "", rx.el.p(say(_BY, who=card.issued_by), class_name="soft small")
                    ),
                ),
                standing(card, base),
                _tabs(),
                rx.match(
                    InvoicePage.tab,
                    ("pdf", frozen_pdf()),
                    ("configure", configured or rx.fragment()),
                    ("emails", conversation or emails(answer)),
                    ("history", _history()),
                    details(card),
                ),
            ),
        ),
    )


def _verdict() -> rx.Component:
    """What the client last answered, as the office read it; a member is not told."""
    talk = InvoicePage.talk
    return rx.match(
        talk.verdict,
        ("approved", badge(talk.verdict_words, "green")),
        ("revise", badge(talk.verdict_words, "amber")),
        rx.fragment(),
    )


def _delivery(card: rx.Var) -> rx.Component:
    """How far its emails got; it leads to them."""
    return page_link(
        rx.el.span(card.delivery, class_name="badge badge-" + card.delivery_tone),
        to=InvoicePage.base + "/emails",
        class_name="plain-link",
    )


def _title() -> rx.Var:
    card = InvoicePage.card
    issued = rx.cond(
        card.kind == DocumentKind.CREDIT.value,
        say(_NOTE_TITLE, number=card.number),
        say(_TITLE, number=card.number),
    )
    return rx.cond(card.number != "", issued, say(w.DRAFT))


def _tabs() -> rx.Component:
    base, tab = InvoicePage.base, InvoicePage.tab
    shown = [
        (w.DETAILS_TAB, "file_text", base, tab == "details"),
        (w.PDF_TAB, "file_down", base + "/pdf", (tab == "pdf") | (tab == "configure")),
        (_emails_counted(), "mail", base + "/emails", tab == "emails"),
    ]
    history = (w.HISTORY_TAB, "history", base + "/history", tab == "history")
    # A member's own page has no history: it names the people of the office.
    return rx.cond(base.startswith("/zone"), tabs(w.TABS, shown), tabs(w.TABS, [*shown, history]))


def _emails_counted() -> rx.Var:
    count = InvoicePage.talk.count
    return rx.cond(count > 0, say(EMAILS_COUNTED, n=count), say(w.EMAILS_TAB))


def _history() -> rx.Component:
    return rx.cond(
        InvoiceHistory.of != here("invoice_ref"),
        waiting(),
        rx.el.section(
            history_table(InvoiceHistory.rows),
            history_pager(
                InvoiceHistory.position,
                InvoiceHistory.has_earlier,
                InvoiceHistory.has_later,
                InvoiceHistory.earlier,
                InvoiceHistory.later,
            ),
            class_name="stack",
        ),
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
