"""« Annuler » beside the yellow banner, and the notices of what one left unsent."""

from typing import Any

import reflex as rx
from reflex_base.vars import VarData
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices.composer import wording as w
from invoice_app.invoices.composer.taking_back import LeftBehind
from invoice_app.invoices.composer.taking_back_state import Unsent
from invoice_app.invoices.composer.writing import UNDO_FOR
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.forms import button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say


class _Countdown(rx.Fragment):
    """Counts down beside the button, and hides both at the end; whether it is late is the server's to say."""

    about: rx.Var[str]

    def add_hooks(self) -> list[rx.Var]:
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        about = self.about
        return [
            rx.Var(
                "useEffect(() => { const seen = (window.unsentUntil ||= {});"
                f" const until = (seen[{about}] ||= Date.now() + {int(UNDO_FOR.total_seconds()) * 1000});"
                " const show = () => { const left = Math.ceil((until - Date.now()) / 1000);"
                " const place = document.getElementById('undo-send');"
                " const count = document.getElementById('undo-left');"
                " if (place) place.hidden = left <= 0;"
                " if (count) count.textContent = ' (' + Math.max(left, 0) + ')'; };"
                " show(); const timer = setInterval(show, 250);"
                f" return () => clearInterval(timer); }}, [{about}])",
                _var_data=VarData.merge(about._get_all_var_data(), react),
            )
        ]

    def _exclude_props(self) -> list[str]:
        return ["about"]


def undo_offer(about: rx.Var) -> rx.Component:
    """« Annuler (9) » in the banner; `about` is the email's ref."""
    return rx.el.span(
        rx.el.button(
            icon("undo_2", 16),
            say(w.UNDO),
            rx.el.span(id="undo-left", aria_hidden="true", class_name="undo-left"),
            type="button",
            class_name="quiet undo-send",
            on_click=Unsent.take_back(about),
        ),
        _Countdown.create(about=about),
        id="undo-send",
    )


def draft_notices() -> rx.Component:
    """One's own drafts and planned emails of the invoice that the page shows: to go on with, or to stop."""
    return rx.el.div(
        rx.cond(
            Unsent.found.length() > 0,
            rx.el.ul(
                rx.foreach(Unsent.found, _left), class_name="plain-list stack-small", aria_label=say(w.YOURS)
            ),
        ),
        confirm(
            "delete-left", w.DELETE_DRAFT_TITLE, w.DELETE_DRAFT_TEXT, Unsent.deleting != "",
            yes=w.DELETE_DRAFT, on_yes=Unsent.delete_draft, on_close=Unsent.close,
        ),
        on_mount=Unsent.load,
        id="drafts",
        class_name="no-print",
    )  # fmt: skip


def _left(each: rx.Var[LeftBehind]) -> rx.Component:
    acts: Any = rx.cond(
        each.is_planned,
        button(w.CANCEL_SENDING, kind="plain", symbol="undo_2", on_click=Unsent.take_back(each.ref)),
        rx.el.div(
            page_link(
                say(w.GO_ON_WRITING),
                to=f"/invoices/{InvoicePage.card.ref}/send?draft={each.ref}",
                class_name="button button-plain",
            ),
            rx.el.button(
                icon("trash_2", 16),
                type="button",
                aria_label=say(w.DELETE_DRAFT),
                class_name="quiet",
                on_click=Unsent.ask_delete(each.ref),
            ),
            class_name="row",
        ),
    )
    return rx.el.li(
        rx.cond(each.is_planned, icon("clock", 16), icon("pencil", 16)),
        rx.el.span(
            rx.el.span(each.words, class_name="strong"),
            rx.cond(each.subject != "", rx.fragment(" · ", each.subject)),
            class_name="grow",
        ),
        acts,
        class_name="notice draft-notice",
        key=each.ref,
    )
