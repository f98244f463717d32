"""The editor of a draft."""

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.invoices.editing import EditorLine, Named, TotalLine
from invoice_app.invoices.editor_state import Editor
from invoice_app.organisation.taxes import LABELS
from invoice_app.payments.wording import METHODS
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import badge, empty, notice, waiting
from invoice_app.ui.forms import area_field, button, link_button, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.wording import CANCEL


def new_invoice_page() -> rx.Component:
    """Passed through on the way to a new draft's editor."""
    return office(
        page_head(w.NEW_INVOICE, crumbs=[(w.INVOICES, "/invoices")]),
        rx.el.p(rx.el.span(class_name="spinner")),
        active="/invoices",
    )


def editor_page() -> rx.Component:
    return office(
        rx.cond(
            Editor.missing,
            empty(w.NOT_FOUND, w.NOT_FOUND_TEXT, link_button(w.SEE_LIST, "/invoices"), symbol="search_x"),
            rx.cond(
                Editor.draft.ref == here("invoice_ref"),
                rx.fragment(*_editor(), _finalising(), _discarding()),
                waiting(8),
            ),
        ),
        active="/invoices",
    )


def _editor() -> list[rx.Component]:
    return [
        page_head(
            w.DRAFT_INVOICE,
            button(w.DISCARD_DRAFT, kind="plain", symbol="trash_2", on_click=Editor.ask_discard),
            crumbs=[
                (w.INVOICES, "/invoices"),
                (Editor.draft.customer, f"/members/{Editor.draft.customer_ref}"),
            ],
            beside=badge(w.DRAFT),
            under=rx.el.p(say(w.SAVED_AS_YOU_TYPE), class_name="soft small"),
        ),
        rx.el.div(
            rx.el.div(_heading(), _lines(), _note(), class_name="stack-large"),
            rx.el.div(_totals(), class_name="stack sticky"),
            class_name="with-side",
        ),
    ]


def _heading() -> rx.Component:
    draft = Editor.draft
    return rx.el.section(
        select_field(
            w.BILL_TO,
            "bill_to",
            rx.foreach(draft.payers, _payer),
            value=draft.payer_ref,
            on_change=Editor.bill_to,
        ),
        text_field(
            w.ISSUE_DATE,
            "issue_on",
            wrong=draft.wrong_issue_on,
            type="date",
            default_value=draft.issue_on,
            on_change=lambda v: Editor.type_field("issue_on", v),
        ),
        select_field(
            w.TERMS,
            "terms_days",
            [(str(days), words) for days, words in w.TERMS_CHOICES.items()],
            value=draft.terms_days,
            on_change=lambda v: Editor.type_field("terms_days", v),
        ),
        class_name="card grid-3",
    )


def _payer(payer: rx.Var[Named]) -> rx.Component:
    return rx.el.option(payer.name, value=payer.ref)


def _lines() -> rx.Component:
    return rx.el.section(
        rx.el.div(rx.el.h2(say(w.LINES)), class_name="card-head"),
        rx.el.ol(rx.foreach(Editor.draft.lines, _line), class_name="typed-lines"),
        button(w.ADD_LINE, kind="plain", symbol="plus", on_click=Editor.add_line, id="add-line"),
        class_name="card stack",
    )


def _line(line: rx.Var[EditorLine]) -> rx.Component:
    return rx.el.li(
        _box(
            line,
            "description",
            w.DESCRIPTION,
            line.description,
            line.wrong_description,
            "line-description",
            lines=True,
        ),
        _box(line, "quantity", w.QUANTITY, line.quantity, line.wrong_quantity, "line-number line-quantity"),
        _box(line, "unit_price", w.UNIT_PRICE, line.unit_price, line.wrong_unit_price, "line-number"),
        rx.el.div(
            rx.el.label(say(w.TAX_CLASS), html_for="tax_class-" + line.key),
            rx.el.select(
                *[rx.el.option(say(words), value=key.value) for key, words in LABELS.items()],
                id="tax_class-" + line.key,
                name="tax_class-" + line.key,
                value=line.tax_class,
                on_change=lambda v: Editor.type_in_line(line.key, "tax_class", v),
            ),
            class_name="field line-tax",
        ),
        rx.el.div(
            rx.el.span(say(w.AMOUNT), class_name="label small soft"),
            rx.el.output(line.amount, class_name="number strong", id="amount-" + line.key),
            class_name="field line-amount",
        ),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="quiet line-remove",
            aria_label=say(w.REMOVE_LINE, position=line.position),
            on_click=Editor.remove_line(line.key),
        ),
        rx.cond(Editor.choices.length() > 0, _catalogue(line)),
        key=line.row,
        class_name="typed-line",
    )


def _box(
    line: rx.Var[EditorLine],
    field: str,
    label: object,
    value: rx.Var[str],
    wrong: rx.Var[str],
    class_name: str,
    *,
    lines: bool = False,
) -> rx.Component:
    """A box of a line: uncontrolled, so that nothing that arrives can change what is being typed."""
    name = f"{field}-" + line.key
    make = rx.el.textarea if lines else rx.el.input
    props = {"rows": 1} if lines else {"type": "text", "input_mode": "decimal", "auto_complete": "off"}
    return rx.el.div(
        rx.el.label(say(label), html_for=name),
        make(
            id=name,
            name=name,
            default_value=value,
            aria_invalid=rx.cond(wrong != "", "true", "false"),
            aria_describedby=name + "-wrong",
            on_change=lambda v: Editor.type_in_line.debounce(300)(line.key, field, v),
            on_blur=lambda v: Editor.type_in_line(line.key, field, v),
            **props,
        ),
        rx.el.span(wrong, class_name="wrong", id=name + "-wrong"),
        class_name=f"field {class_name}",
    )


def _catalogue(line: rx.Var[EditorLine]) -> rx.Component:
    return rx.el.select(
        rx.el.option(say(w.FROM_CATALOGUE), value=""),
        rx.foreach(Editor.choices, lambda item: rx.el.option(item.name, value=item.ref)),
        value="",
        aria_label=say(w.FROM_CATALOGUE),
        class_name="line-catalogue",
        on_change=lambda v: Editor.use_item(line.key, v),
    )


def _note() -> rx.Component:
    return rx.el.section(
        area_field(
            w.NOTE,
            "note",
            hint=w.NOTE_HINT,
            optional=True,
            default_value=Editor.draft.note,
            on_change=lambda v: Editor.type_field.debounce(300)("note", v),
            on_blur=lambda v: Editor.type_field("note", v),
        ),
        class_name="card",
    )


def _totals() -> rx.Component:
    draft = Editor.draft
    return rx.el.section(
        rx.el.dl(
            rx.el.dt(say(w.SUBTOTAL)),
            rx.el.dd(draft.subtotal),
            rx.foreach(draft.taxes, _tax),
            rx.el.dt(say(w.TOTAL), class_name="sum"),
            rx.el.dd(draft.total, class_name="sum", id="total"),
            rx.el.dt(say(w.DUE_DATE)),
            rx.el.dd(draft.due),
            class_name="totals",
            aria_live="polite",
        ),
        rx.cond(draft.charges_tax, rx.fragment(), rx.el.p(say(w.NO_TAX_NUMBER), class_name="small soft")),
        button(w.GO_ON, symbol="check", on_click=Editor.ask_finalise, id="go-on"),
        class_name="card stack",
    )


def _tax(tax: rx.Var[TotalLine]) -> rx.Component:
    return rx.fragment(rx.el.dt(tax.label), rx.el.dd(tax.amount))


def _finalising() -> rx.Component:
    draft = Editor.draft
    return modal(
        "finalise",
        w.FINALISE_TITLE,
        Editor.finalising,
        Editor.close,
        rx.el.p(say(w.FINALISE_TEXT), class_name="soft"),
        rx.el.form(
            rx.el.div(
                rx.el.span(say(w.TOTAL), class_name="soft"),
                rx.el.span(draft.total, class_name="value"),
                class_name="figure",
            ),
            rx.cond(
                draft.addresses != "",
                rx.el.div(
                    rx.el.input(type="checkbox", id="send", name="send", default_checked=True),
                    rx.el.label(say(w.SEND_BY_EMAIL_TO, addresses=draft.addresses), html_for="send"),
                    class_name="check",
                ),
                notice(
                    rx.el.div(
                        rx.el.input(type="checkbox", id="send", name="send", disabled=True),
                        rx.el.label(say(w.NO_ADDRESS), html_for="send"),
                        class_name="check",
                    ),
                    tone="amber",
                    symbol="mail_x",
                ),
            ),
            rx.el.fieldset(
                rx.el.legend(say(w.HOW_PAID), class_name="label"),
                _paid_choice("later", w.PAID_LATER, w.PAID_LATER_HINT),
                _paid_choice("already", w.PAID_ALREADY, None),
                class_name="choices",
            ),
            rx.cond(Editor.paid, _payment()),
            rx.el.span(Editor.wrong["paid"], class_name="wrong"),
            id="finalise-form",
            on_submit=Editor.finalise,
            method="post",
            class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=Editor.close),
            rx.el.button(
                rx.cond(Editor.busy, rx.el.span(class_name="spinner"), icon("check")),
                say(w.FINALISE),
                type="submit",
                form="finalise-form",
                class_name="button button-primary",
                disabled=Editor.busy,
            ),
        ],
    )


def _paid_choice(value: str, label: object, hint: object | None) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="paid",
            value=value,
            default_checked=value == "later",
            on_change=Editor.choose_paid(value),
        ),
        rx.el.span(
            say(label),
            rx.el.span(say(hint), class_name="small soft") if hint else None,
            class_name="stack-small",
        ),
        class_name="choice",
    )


def _payment() -> rx.Component:
    return rx.el.div(
        select_field(w.METHOD, "method", list(METHODS.items()), wrong=Editor.wrong["method"]),
        text_field(
            w.RECEIVED_ON,
            "received_on",
            type="date",
            default_value=Editor.today,
            wrong=Editor.wrong["received_on"],
        ),
        text_field(w.REFERENCE, "reference", optional=True, hint=w.REFERENCE_HINT, max_length=120),
        class_name="grid-3",
    )


def _discarding() -> rx.Component:
    return confirm(
        "discard",
        w.DISCARD_DRAFT,
        w.DISCARD_TEXT,
        Editor.discarding,
        yes=w.DISCARD_DRAFT,
        on_yes=Editor.discard,
        on_close=Editor.close,
    )
