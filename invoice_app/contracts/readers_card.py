"""The card « Lecteurs »: whether a contract is private, and to whom."""

import reflex as rx

from invoice_app.contracts import readers_wording as w
from invoice_app.contracts.readers import ReaderChoice
from invoice_app.contracts.readers_state import ContractReaders
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.dialogs import modal
from invoice_app.ui.forms import button, check_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL, SAVE

_CARD = ContractReaders.card
_FORM = "readers-form"


def readers_card() -> rx.Component:
    """Filled once `ContractReaders.load` has answered for the contract in the address."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(w.READERS)),
            rx.cond(
                sees(Tool.CONTRACTS, Level.STANDARD),
                button(w.CHANGE, kind="plain", symbol="users", on_click=ContractReaders.choose,
                       id="choose-readers"),
            ),
            class_name="card-head",
        ),
        rx.cond(
            _CARD.is_private,
            rx.el.div(
                rx.el.p(icon("lock", 14), say(w.PRIVATE), class_name="row-tight strong"),
                rx.el.p(say(w.ONLY_THESE), " ", _CARD.names, class_name="soft small"),
                class_name="stack-small",
            ),
            rx.el.p(say(w.OPEN_TEXT), class_name="soft small"),
        ),
        _choosing(),
        class_name="card",
    )  # fmt: skip


def _choosing() -> rx.Component:
    return modal(
        "readers", w.CHOOSE, ContractReaders.choosing, ContractReaders.close,
        rx.el.form(
            check_field(
                w.PRIVATE, "private", hint=w.PRIVATE_HINT, checked=ContractReaders.wants_private,
                on_change=ContractReaders.set_privacy,
            ),
            rx.cond(
                ContractReaders.wants_private,
                rx.el.fieldset(
                    rx.el.legend(say(w.READERS), class_name="hidden-visually"),
                    rx.el.ul(rx.foreach(_CARD.people, _person), class_name="lines contract-readers"),
                ),
            ),
            id=_FORM, on_submit=ContractReaders.save, method="post", no_validate=True, class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=ContractReaders.close),
            rx.el.button(icon("check"), say(SAVE), type="submit", form=_FORM,
                         class_name="button button-primary", id="save-readers"),
        ],
    )  # fmt: skip


def _person(person: rx.Var[ReaderChoice]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(
                person.why != "",
                rx.el.input(type="checkbox", id="always-" + person.ref, default_checked=True, disabled=True),
                rx.el.input(
                    type="checkbox", id="reader-" + person.ref, name="reader-" + person.ref,
                    default_checked=person.is_reader,
                ),
            ),
            rx.el.label(
                person.name,
                rx.cond(
                    person.why != "",
                    rx.el.span(" · ", say(w.ALWAYS), " (", person.why, ")", class_name="soft small"),
                    rx.el.span(" · ", person.email, class_name="soft small"),
                ),
                html_for=rx.cond(person.why != "", "always-" + person.ref, "reader-" + person.ref),
            ),
            class_name="check",
        ),
        key=person.ref,
    )  # fmt: skip
