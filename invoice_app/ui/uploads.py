"""Choosing files: a real button, on which files can also be dropped."""

from typing import Any

import reflex as rx
from reflex_base.vars import VarData

from invoice_app.shared.phrases import Phrase
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say


def file_chooser(
    label: Phrase, upload_id: str, on_drop: Any, *, symbol: str = "paperclip", **choices: Any
) -> rx.Component:
    """A button that asks for files and hands them to `on_drop`.

    `choices` (`multiple`, `accept`, `max_size`…) bind the browser only; the handler repeats them.
    """
    words = say(label)
    upload = rx.upload.root(
        rx.el.button(icon(symbol, 16), words, type="button", class_name="button button-plain"),
        id=upload_id,
        on_drop=on_drop,
        no_keyboard=True,
        class_name="upload",
        **choices,
    )
    _name_input(upload, words)
    return upload


def _name_input(upload: rx.Component, words: rx.Var) -> None:
    # The framework makes the hidden file input itself and leaves it without a name for screen readers.
    hidden = upload.children[0].children[0]
    (props,) = hidden.special_props
    hidden.special_props = [
        rx.Var(
            str(props).replace("()", f"({{'aria-label': {words}}})"),
            _var_data=VarData.merge(props._get_all_var_data(), words._get_all_var_data()),
        )
    ]
