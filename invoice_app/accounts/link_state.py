"""The page that a link from an email opens. Opening it spends nothing: mail scanners open links too."""

import reflex as rx

from invoice_app.accounts.links import look_at
from invoice_app.shared.database import read
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import PUBLIC
from invoice_app.ui.handler import handler, text_of

_ERRORS = ("PasswordTooShort", "PasswordTooLong", "PasswordTooEasy")


class LinkPage(rx.State):
    """`purpose` is one of `LinkPurpose`, `ended`, or empty until it is known."""

    purpose: str = ""
    email: str = ""
    name: str = ""
    carried: str = ""
    error: str = ""

    @handler(PUBLIC)
    async def load(self) -> None:
        secret = text_of(self.router.url.path.rstrip("/").rpartition("/")[2], 100)
        card = await read(look_at, secret=secret, now=now_utc())
        self.purpose = card.purpose or "ended"
        self.email, self.name = card.email, card.name
        self.carried = secret if card.purpose else ""
        error = self.router.url.query_parameters.get("error", "")
        self.error = error if error in _ERRORS else ""
