"""The member zone, on a record: whether the person is invited, and the invitation that was not sent."""

import reflex as rx

from invoice_app.members import wording as w
from invoice_app.members.record_state import MemberRecord
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.feedback import badge, notice
from invoice_app.ui.forms import button
from invoice_app.ui.locale import say
from invoice_app.ui.visitor import sees

_CARD = MemberRecord.card


def zone_card() -> rx.Component:
    email = _CARD.account_email
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(w.ZONE)),
            rx.match(
                _CARD.account,
                ("active", badge(w.ZONE_ACTIVE, "green")),
                ("invited", badge(w.ZONE_INVITED, "amber")),
                ("disabled", badge(w.ZONE_DISABLED, "red")),
                badge(w.ZONE_NONE),
            ),
            class_name="card-head",
        ),
        rx.el.p(
            rx.match(
                _CARD.account,
                ("active", say(w.ZONE_ACTIVE_TEXT, email=email)),
                ("invited", say(w.ZONE_INVITED_TEXT, email=email)),
                ("disabled", say(w.ZONE_DISABLED_TEXT, email=email)),
                rx.cond(_CARD.email != "", say(w.ZONE_NONE_TEXT), say(w.NO_EMAIL_TO_INVITE)),
            ),
            class_name="small soft",
        ),
        rx.cond(MemberRecord.invitation != "", _unsent()),
        rx.cond(
            (_CARD.account != "none") & sees(Tool.MEMBERS, Level.STANDARD),
            rx.el.button(
                say(w.WITHDRAW), type="button", class_name="link small", on_click=MemberRecord.ask_withdraw
            ),
        ),
        class_name="card members-zone",
    )


def _unsent() -> rx.Component:
    link = rx.el.input(
        id="invitation-link",
        type="text",
        read_only=True,
        value=MemberRecord.invitation,
        aria_label=say(w.INVITATION_LINK),
    )
    return notice(
        rx.el.div(
            rx.el.p(say(w.NOT_SENT), class_name="strong"),
            rx.el.p(say(w.NOT_SENT_TEXT), class_name="small"),
            link,
            button(w.COPY, kind="plain", symbol="copy", on_click=rx.set_clipboard(MemberRecord.invitation)),
            class_name="stack-small",
        ),
        tone="amber",
        symbol="link",
    )
