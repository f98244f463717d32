"""The PDF tab: the PDF of Details as it was frozen, and the configurable one with its options beside it."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices import pdf_wording as w
from invoice_app.invoices import wording as iw
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.invoices.paper.options import LONGEST_TEXT, LONGEST_WATERMARK
from invoice_app.invoices.pdf_state import ColumnRow, PdfTab
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.feedback import empty, notice, waiting
from invoice_app.ui.forms import (
    anchor,
    area_field,
    button,
    check_field,
    file_button,
    link_button,
    select_field,
    text_field,
)
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.visitor import sees

_PDF_TITLE = Phrase("PDF de la facture {number}", "PDF of invoice {number}")


def frozen_pdf() -> rx.Component:
    """The PDF that was frozen when the invoice was finalised."""
    card = InvoicePage.card
    return rx.el.section(
        _modes("frozen"),
        rx.cond(
            card.pdf != "",
            rx.fragment(
                rx.el.div(
                    rx.el.p(say(w.FROZEN_HINT), class_name="soft small grow"),
                    file_button(iw.DOWNLOAD, card.pdf + "?dl=1", id="download"),
                    class_name="row",
                ),
                rx.el.iframe(src=card.pdf, title=say(_PDF_TITLE, number=card.number), class_name="pdf-frame"),
            ),
            empty(
                iw.DRAFT,
                iw.PDF_NOT_YET,
                rx.cond(
                    sees(Tool.INVOICES, Level.STANDARD),
                    link_button(iw.GO_ON, f"/invoices/{card.ref}/edit", kind="primary"),
                ),
                symbol="file_clock",
            ),
        ),
        class_name="stack",
    )


def configurable_pdf() -> rx.Component:
    """The options at the left, the very PDF at the right."""
    return rx.el.section(
        _modes("configure"),
        rx.cond(
            PdfTab.opened == InvoicePage.card.ref,
            rx.el.div(_form(), _preview(), class_name="pdf-bench"),
            waiting(10),
        ),
        _forgetting(),
        class_name="stack",
    )


def _modes(shown: str) -> rx.Component:
    """Which of the two PDFs; the second is for those who may send invoices."""
    address = f"/invoices/{InvoicePage.card.ref}/pdf"
    choices = ((w.FROZEN, address, "frozen"), (w.CONFIGURABLE, f"{address}/configure", "configure"))
    return rx.cond(
        InvoicePage.in_office & sees(Tool.INVOICES, Level.STANDARD),
        rx.el.nav(
            *[
                page_link(say(text), to=to, aria_current="page" if key == shown else "false")
                for text, to, key in choices
            ],
            aria_label=say(w.MODES),
            class_name="pdf-modes",
        ),
    )


def _form() -> rx.Component:
    return rx.el.div(
        _saving(),
        _look(),
        _parts(),
        _table(),
        _texts(),
        key=PdfTab.form_key.to_string(),
        class_name="stack pdf-options",
    )


def _saving() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.p(
                rx.match(PdfTab.source, *_said(w.IN_FORCE), ""),
                rx.cond(PdfTab.changed, rx.el.span(" ", say(w.UNSAVED), class_name="soft")),
                class_name="small",
                id="options-in-force",
            ),
        ),
        rx.el.div(say(w.SAVE_FOR), class_name="label", id="save-for"),
        rx.el.div(
            button(w.THIS_INVOICE, on_click=PdfTab.save("invoice"), id="save-invoice"),
            rx.cond(
                PdfTab.has_contract,
                button(w.THIS_CONTRACT, kind="plain", on_click=PdfTab.save("contract"), id="save-contract"),
            ),
            rx.cond(
                PdfTab.may_organisation,
                button(
                    w.THE_ORGANISATION,
                    kind="plain",
                    on_click=PdfTab.save("organisation"),
                    id="save-organisation",
                ),
            ),
            class_name="row",
            role="group",
            aria_labelledby="save-for",
        ),
        anchor(say(w.SEE_PREVIEW), href="#preview", class_name="small pdf-see"),
        rx.cond(
            (PdfTab.source != "") & ((PdfTab.source != "organisation") | PdfTab.may_organisation),
            rx.el.button(
                rx.match(PdfTab.wider, *_said(w.GO_BACK_TO), ""),
                type="button",
                on_click=PdfTab.ask_forget,
                class_name="link small",
                id="go-back",
            ),
        ),
        class_name="card stack-small",
    )


def _look() -> rx.Component:
    return _section(
        w.LOOK,
        rx.el.div(
            _select(w.LANGUAGE, "language", w.LANGUAGES),
            _select(w.FONT, "font", w.FONTS),
            _select(w.PAPER, "paper", w.PAPERS),
            _select(w.MARGINS, "margins", w.MARGIN_CHOICES),
            class_name="pdf-pairs",
        ),
        text_field(
            w.ACCENT,
            "accent",
            hint=rx.cond(PdfTab.note != "", PdfTab.note, say(w.ACCENT_HINT)),
            wrong=PdfTab.wrong["accent"],
            placeholder="#1f5f5b",
            max_length=7,
            auto_complete="off",
            **_typing("accent"),
        ),
        _switch(w.LOGO, "logo"),
    )


def _parts() -> rx.Component:
    return _section(
        w.PARTS,
        rx.cond(
            PdfTab.is_progress,
            rx.fragment(
                _switch(w.SUMMARY, "summary"),
                _switch(w.RETAINAGE, "retainage"),
                _switch(w.CHANGES, "changes"),
            ),
        ),
        _switch(w.TERMS, "terms"),
        _switch(w.NOTES, "notes"),
        _switch(w.QR, "qr"),
        _switch(w.SIGNATURES, "signatures"),
        rx.el.p(say(w.PARTS_HINT), class_name="small soft"),
    )


def _table() -> rx.Component:
    return _section(
        w.TABLE,
        rx.cond(
            PdfTab.is_progress,
            rx.el.div(
                _select(w.GROUP_BY, "group_by", w.GROUPINGS),
                _select(w.DETAIL, "detail", w.DETAILS),
                _select(w.CHANGE_ORDERS, "change_orders", w.CHANGE_ORDER_PLACES),
                _select(w.DECIMALS, "percent_decimals", w.DECIMAL_CHOICES),
                class_name="pdf-pairs",
            ),
        ),
        _switch(w.HIDE_ZERO, "hide_zero"),
        rx.el.fieldset(
            rx.el.legend(say(w.COLUMNS), class_name="label"),
            rx.el.ul(
                rx.foreach(PdfTab.columns, lambda row, at: _column(row, at)),
                class_name="pdf-columns",
            ),
            rx.el.p(say(w.COLUMNS_HINT), class_name="small soft"),
            rx.cond(
                PdfTab.wrong["columns"] | PdfTab.wrong["line_columns"],
                rx.el.p(
                    PdfTab.wrong["columns"],
                    PdfTab.wrong["line_columns"],
                    class_name="wrong",
                    role="alert",
                ),
            ),
        ),
    )


def _column(row: rx.Var[ColumnRow], at: rx.Var[int]) -> rx.Component:
    name = rx.match(row.key, *_said(w.COLUMN_WORDS | w.LINE_COLUMN_WORDS), row.key)
    box = "column-" + row.key
    return rx.el.li(
        rx.el.input(
            type="checkbox",
            id=box,
            default_checked=row.shown,
            disabled=row.locked,
            on_change=lambda v: PdfTab.show_column(row.key, v),
        ),
        rx.el.label(name, html_for=box, class_name="grow"),
        rx.el.button(
            icon("chevron_up", 16),
            type="button",
            class_name="quiet",
            disabled=at == 0,
            aria_label=_filled(w.EARLIER, name),
            on_click=PdfTab.move_column(row.key, -1),
        ),
        rx.el.button(
            icon("chevron_down", 16),
            type="button",
            class_name="quiet",
            disabled=at == PdfTab.columns.length() - 1,
            aria_label=_filled(w.LATER, name),
            on_click=PdfTab.move_column(row.key, 1),
        ),
        key=row.key,
    )


def _texts() -> rx.Component:
    wrong = PdfTab.wrong
    return _section(
        w.WORDS,
        area_field(
            w.HEADER, "header", rows=2, max_length=LONGEST_TEXT, wrong=wrong["header"], **_typing("header")
        ),
        area_field(
            w.FOOTER,
            "footer",
            rows=2,
            max_length=LONGEST_TEXT,
            wrong=wrong["footer"],
            hint=w.WORDS_HINT,
            **_typing("footer"),
        ),
        text_field(
            w.WATERMARK,
            "watermark",
            hint=w.WATERMARK_HINT,
            wrong=wrong["watermark"],
            max_length=LONGEST_WATERMARK,
            auto_complete="off",
            **_typing("watermark"),
        ),
    )


def _preview() -> rx.Component:
    bad = PdfTab.wrong.length() > 0
    return rx.el.div(
        rx.el.div(
            rx.el.p(
                rx.cond(
                    PdfTab.making,
                    rx.fragment(rx.el.span(class_name="spinner", aria_hidden="true"), say(w.MAKING)),
                    rx.cond(bad, say(w.LAST_GOOD), say(w.UP_TO_DATE)),
                ),
                class_name="row small soft grow",
                role="status",
                id="preview-status",
            ),
            rx.cond(
                PdfTab.preview != "",
                rx.el.div(
                    anchor(
                        icon("external_link", 16),
                        say(w.OPEN_THIS),
                        href=PdfTab.preview,
                        target="_blank",
                        rel="noopener",
                        class_name="button button-plain",
                    ),
                    file_button(w.DOWNLOAD_THIS, PdfTab.preview + "?dl=1", id="download-configured"),
                    class_name="row",
                ),
            ),
            class_name="row pdf-preview-head",
        ),
        rx.cond(PdfTab.failed != "", notice(PdfTab.failed, tone="red", symbol="triangle_alert")),
        rx.cond(
            PdfTab.preview != "",
            rx.el.iframe(
                # The browser's own viewer, without its column of thumbnails.
                src=PdfTab.preview + "#navpanes=0&view=FitH",
                title=say(w.PREVIEW_OF),
                class_name=rx.cond(PdfTab.making, "pdf-frame pdf-stale", "pdf-frame"),
                id="preview-frame",
            ),
            rx.el.div(class_name="pdf-frame skeleton", aria_hidden="true"),
        ),
        id="preview",
        class_name="stack pdf-preview",
    )


def _forgetting() -> rx.Component:
    return confirm(
        "forget-options",
        w.FORGET,
        rx.match(PdfTab.source, *_said(w.GO_BACK_TEXT), ""),
        PdfTab.forgetting,
        yes=w.FORGET,
        on_yes=PdfTab.forget,
        on_close=PdfTab.close,
    )


def _section(title: Phrase, *children: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(say(title)), *children, class_name="card stack")


def _select(label: Phrase, name: str, choices: dict[str, Phrase]) -> rx.Component:
    return select_field(
        label,
        name,
        list(choices.items()),
        wrong=PdfTab.wrong[name],
        default_value=PdfTab.typed[name],
        on_change=lambda v: PdfTab.set_option(name, v),
    )


def _switch(label: Phrase, name: str) -> rx.Component:
    return check_field(
        label,
        name,
        default_checked=PdfTab.typed[name] == "on",
        on_change=lambda v: PdfTab.set_switch(name, v),
    )


def _typing(name: str) -> dict[str, Any]:
    """A box that is followed as it is typed in, a moment after the last letter."""
    return {
        "default_value": PdfTab.typed[name],
        "on_change": lambda v: PdfTab.set_option.debounce(500)(name, v),
        "on_blur": lambda v: PdfTab.set_option(name, v),
    }


def _said(phrases: dict[str, Phrase]) -> list[tuple[str, rx.Var]]:
    return [(key, say(phrase)) for key, phrase in phrases.items()]


def _filled(phrase: Phrase, column: rx.Var) -> rx.Var:
    return say(phrase, column=column.to(str))
