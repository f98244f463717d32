"""Moving an email to the invoice that it is about."""

import reflex as rx

from invoice_app.invoices import talk_wording as w
from invoice_app.invoices.correspondence import email_to_act_on
from invoice_app.invoices.moving import InvoiceChoice, invoice_choices, move_email
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of

_WRITE = needs(Tool.INVOICES, Level.STANDARD)


class MoveDialog(rx.State):
    """One dialog for whichever email it was opened for."""

    shown: bool = False
    typed: str = ""
    choices: list[InvoiceChoice] = []
    _email: str = ""

    @handler(_WRITE)
    async def open(self, email_ref: str) -> Then:
        ref = text_of(email_ref, 26)
        await read(email_to_act_on, email_ref=ref, viewer=await viewer_of(self))
        self._email, self.typed, self.shown = ref, "", True
        await self._find()

    @handler(_WRITE)
    async def close(self) -> Then:
        self._email, self.shown, self.choices = "", False, []

    @handler(_WRITE)
    async def find(self, typed: str) -> Then:
        self.typed = text_of(typed, 100)
        await self._find()

    @handler(_WRITE)
    async def move(self, ref: str) -> Then:
        """To the invoice chosen; whether they may is asked of both its places."""
        await write(
            move_email,
            email_ref=self._email,
            to_ref=text_of(ref, 26),
            by=await viewer_of(self),
            now=now_utc(),
        )
        self._email, self.shown, self.choices = "", False, []
        await announce(self, w.MOVED)

    async def _find(self) -> None:
        found = await read(
            invoice_choices, typed=self.typed, viewer=await viewer_of(self), language=await language_of(self)
        )
        self.choices = list(found)
