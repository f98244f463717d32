"""A password box that can show what was typed."""

from typing import Any

import reflex as rx

from invoice_app.accounts import wording as w
from invoice_app.ui.forms import Words, field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say

# In the browser alone: what is typed goes nowhere, and it works before the socket is open.
_PEEK = """() => {{
  const box = document.getElementById('{name}'), eye = document.getElementById('{name}-eye');
  const shown = box.type === 'password';
  box.type = shown ? 'text' : 'password';
  eye.setAttribute('aria-pressed', shown);
}}"""


def password_field(
    label: Words,
    name: str,
    *,
    auto_complete: str,
    hint: Words | None = None,
    wrong: rx.Var[str] | None = None,
    **props: Any,
) -> rx.Component:
    """`auto_complete` is `current-password` or `new-password`, which password managers go by."""
    described = " ".join([f"{name}-hint"] * (hint is not None) + [f"{name}-wrong"] * (wrong is not None))
    if described:
        props["aria_describedby"] = described
    if wrong is not None:
        props["aria_invalid"] = rx.cond(wrong != "", "true", "false")
    control = rx.el.div(
        rx.el.input(
            id=name,
            name=name,
            type="password",
            auto_complete=auto_complete,
            max_length=512,
            spell_check=False,
            **props,
        ),
        rx.el.button(
            icon("eye"),
            type="button",
            id=f"{name}-eye",
            aria_label=say(w.SHOW),
            aria_pressed="false",
            class_name="quiet",
            on_click=rx.call_function(_PEEK.format(name=name)),
        ),
        class_name="secret",
    )
    return field(label, control, name=name, hint=hint, wrong=wrong)
