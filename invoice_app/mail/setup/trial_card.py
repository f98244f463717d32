"""Putting a way in service, and the test email on its way out and back."""

import reflex as rx

from invoice_app.mail.setup import page_wording as w
from invoice_app.mail.setup.state import MailSetupPage as Page
from invoice_app.mail.setup.testing import Hop
from invoice_app.ui.feedback import badge
from invoice_app.ui.forms import button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say


def service(way: str) -> rx.Component:
    """Put a way in service, and try it with a real email."""
    return rx.fragment(
        rx.cond(
            Page.kept["transport"] == way,
            rx.fragment(
                rx.el.p(badge(w.IN_SERVICE, "green")),
                rx.el.form(
                    text_field(
                        w.TEST_TO, "test_address", hint=w.TEST_TO_HINT, wrong=Page.wrong["test_address"],
                        default_value=Page.own_address, type="email",
                    ),
                    rx.el.div(
                        button(
                            rx.cond(Page.hops.length() > 0, say(w.SEND_TEST_AGAIN), say(w.SEND_TEST)),
                            symbol="send", type="submit",
                        ),
                        class_name="row",
                    ),
                    on_submit=Page.send_test, method="post", no_validate=True, id="test-form",
                    class_name="stack",
                ),
            ),
            rx.fragment(
                rx.el.p(say(w.SERVICE_TEXT), class_name="small soft"),
                rx.cond(
                    Page.fixed["transport"] != "",
                    rx.el.p(
                        icon("lock", 14), say(w.FIXED, names=Page.fixed["transport"]),
                        class_name="small soft row-tight",
                    ),
                    rx.el.div(
                        button(w.PUT_IN_SERVICE, symbol="power", on_click=Page.put_in_service(way)),
                        class_name="row",
                    ),
                ),
            ),
        ),
        rx.cond(Page.hops.length() > 0, _hops()),
    )  # fmt: skip


def _hops() -> rx.Component:
    return rx.el.ol(
        rx.foreach(Page.hops, _hop), class_name="setup-hops", aria_label=say(w.TEST_PROGRESS), role="list"
    )


def _hop(hop: rx.Var[Hop]) -> rx.Component:
    sign, words = (
        rx.match(
            hop.state,
            ("done", icon("circle_check", 20)),
            ("wrong", icon("circle_x", 20)),
            ("late", icon("clock_alert", 20)),
            ("waiting", rx.el.span(class_name="spinner", aria_hidden="true")),
            icon("circle_dashed", 20),
        ),
        rx.match(
            hop.state, ("done", say(w.DONE)), ("wrong", say(w.WRONG)), ("idle", say(w.IDLE)), say(w.WAITING)
        ),
    )
    return rx.el.li(
        sign,
        rx.el.div(
            rx.el.span(
                hop.title, rx.el.span(" (", words, ")", class_name="hidden-visually"), class_name="strong"
            ),
            rx.el.span(hop.says),
            rx.cond(hop.hint != "", rx.el.span(hop.hint, class_name="small setup-hint")),
            class_name="stack-small grow",
        ),
        key=hop.key,
        data_state=hop.state,
        data_hop=hop.key,
    )
