"""Dialogs: the browser's own `<dialog>`, which keeps the keyboard inside and closes with Escape."""

from typing import Any

import reflex as rx
from reflex_base.vars import VarData

from invoice_app.shared.phrases import Phrase
from invoice_app.ui.forms import Words, button, words
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say

_CLOSE = Phrase("Fermer", "Close")
_CANCEL = Phrase("Annuler", "Cancel")


class _OpenDialog(rx.Fragment):
    """Opens or closes the dialog whose id it is given as the state says."""

    dialog_id: str
    wanted: rx.Var[bool]

    def add_hooks(self) -> list[rx.Var]:
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        return [
            rx.Var(
                "useEffect(() => { const d = document.getElementById('" + self.dialog_id + "');"
                f" if (!d) return; if ({self.wanted}) {{ if (!d.open) d.showModal(); }}"
                f" else if (d.open) d.close(); }}, [{self.wanted}])",
                _var_data=VarData.merge(self.wanted._get_all_var_data(), react),
            )
        ]

    def _exclude_props(self) -> list[str]:
        return ["dialog_id", "wanted"]


class _Dialog(rx.el.Dialog):
    """`on_cancel` fires when the person presses Escape."""

    on_cancel: rx.EventHandler[rx.event.no_args_event_spec]


def modal(
    dialog_id: str,
    title: Words,
    is_open: rx.Var[bool],
    on_close: Any,
    *body: rx.Component,
    foot: list[rx.Component] | None = None,
) -> rx.Component:
    """A dialog over the page; `on_close` is called by its cross and by Escape and must clear `is_open`."""
    return rx.fragment(
        _Dialog.create(
            rx.el.div(
                rx.el.h2(words(title), id=f"{dialog_id}-title"),
                rx.el.button(
                    icon("x"), type="button", on_click=on_close, aria_label=say(_CLOSE), class_name="quiet"
                ),
                class_name="modal-head",
            ),
            rx.cond(is_open, rx.el.div(*body, class_name="modal-body")),
            rx.el.div(*foot, class_name="modal-foot") if foot else None,
            id=dialog_id,
            aria_labelledby=f"{dialog_id}-title",
            class_name="modal",
            on_cancel=on_close,
        ),
        _OpenDialog.create(dialog_id=dialog_id, wanted=is_open),
    )


def confirm(
    dialog_id: str,
    title: Words,
    text: Words,
    is_open: rx.Var[bool],
    *,
    yes: Words,
    on_yes: Any,
    on_close: Any,
) -> rx.Component:
    """Asks before something that cannot be undone."""
    return modal(
        dialog_id,
        title,
        is_open,
        on_close,
        rx.el.p(words(text)),
        foot=[button(_CANCEL, kind="plain", on_click=on_close), button(yes, kind="danger", on_click=on_yes)],
    )
