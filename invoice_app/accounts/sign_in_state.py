"""The pages where one signs in, or asks for a link to do so."""

from typing import Any

import reflex as rx

from invoice_app.accounts.api import TYPED_EMAIL, typed_email
from invoice_app.accounts.door import cookie_in, safe_next
from invoice_app.accounts.throttle import in_words
from invoice_app.shared.permission import PUBLIC
from invoice_app.ui.handler import handler
from invoice_app.ui.visitor import Visitor

_ERRORS = ("wrong", "wait", "email")
_SAID = ("sent", "out")
_LONGEST_WAIT = 3_600


class SignIn(rx.State):
    """What a route sent the browser back with: `error` and `said` are keys, never words."""

    email: str = ""
    next: str = ""
    error: str = ""
    said: str = ""
    wait_fr: str = ""
    wait_en: str = ""

    @handler(PUBLIC)
    async def load(self) -> Any:
        asked = self.router.url.query_parameters
        self.next = safe_next(asked.get("next", ""))
        if (await self.get_state(Visitor))._viewer is not None:
            return rx.redirect(self.next)
        self.email = typed_email(cookie_in(self.router.headers.cookie or "", TYPED_EMAIL))
        self.error = asked.get("error", "") if asked.get("error") in _ERRORS else ""
        self.said = asked.get("said", "") if asked.get("said") in _SAID else ""
        wait = in_words(_seconds(asked.get("seconds", "")))
        self.wait_fr, self.wait_en = wait.fr, wait.en
        return None


def _seconds(typed: str) -> int:
    return (
        max(1, min(int(typed), _LONGEST_WAIT))
        if typed.isascii() and typed.isdecimal() and len(typed) < 6
        else 60
    )
