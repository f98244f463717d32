"""The one notice that says what holds mail up, and what to do about it."""

from typing import Any

import reflex as rx

from invoice_app.mail.queue import wording as w
from invoice_app.mail.standing import Trouble
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.visitor import sees


def trouble_notice(
    trouble: rx.Var[Trouble], on_try: Any, on_resume: Any, *, away: bool = False
) -> rx.Component:
    """Nothing while mail leaves as it should; `away` from the queue, it leads there."""
    return rx.cond(
        trouble.kind != "",
        rx.el.div(
            icon("triangle_alert"),
            rx.el.div(
                rx.el.strong(trouble.title),
                rx.el.p(trouble.advice),
                rx.cond(trouble.said != "", rx.el.p(trouble.said, class_name="small soft breakable")),
                rx.cond(trouble.waiting != "", rx.el.p(trouble.waiting, class_name="small")),
                rx.el.div(
                    rx.cond(
                        trouble.kind == "paused",
                        button(w.RESUME, kind="plain", symbol="circle_play", on_click=on_resume),
                        button(w.RETRY, kind="plain", symbol="rotate_cw", on_click=on_try),
                    ),
                    rx.cond(
                        (trouble.kind == "config") & sees(Tool.ORGANISATION, Level.READ),
                        link_button(w.SETTINGS, "/organisation/mail", symbol="settings"),
                    ),
                    link_button(w.SEE_QUEUE, "/mail/queue", symbol="send") if away else None,
                    class_name="row",
                ),
                class_name="grow stack-tight",
            ),
            role="status",
            class_name="notice notice-" + trouble.tone,
        ),
    )
