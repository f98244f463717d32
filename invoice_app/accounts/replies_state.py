"""Of which replies a person wants to be told, on their own account."""

import reflex as rx

from invoice_app.accounts import wording as w
from invoice_app.mail import notices
from invoice_app.mail.states import Follows
from invoice_app.shared.database import read, write
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, viewer_of

READ = needs(Tool.INVOICES, Level.READ)


class MyReplies(rx.State):
    follows: str = Follows.MINE.value
    by_email: bool = False
    # Grows when it is read again, so that the form shows what is kept.
    shown: int = 0

    @handler(READ)
    async def load(self) -> None:
        kept = await read(notices.preference_of, (await viewer_of(self)).account_id)
        self.follows, self.by_email, self.shown = kept.follows, kept.by_email, self.shown + 1

    @handler(READ)
    async def save(self, form: dict) -> None:
        typed = fields_of(form)
        if typed.get("follows") not in set(Follows):
            # No form of ours: nothing was chosen.
            return
        self.follows = typed["follows"]
        self.by_email = typed.get("by_email") == "on"
        await write(
            notices.prefer,
            (await viewer_of(self)).account_id,
            follows=self.follows,
            by_email=self.by_email,
        )
        await announce(self, w.SAVED)
