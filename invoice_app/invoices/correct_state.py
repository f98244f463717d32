"""Correcting an issued invoice from its page: asked first, then a void or a credit note."""

import asyncio

import reflex as rx

from invoice_app.invoices import correction_wording as h
from invoice_app.invoices.crediting import press_credit
from invoice_app.invoices.voiding import Corrections, corrections, void_invoice
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of

_WRITE = needs(Tool.INVOICES, Level.STANDARD)


class Correcting(rx.State):
    """The dialog « Corriger » of an invoice that is not an application for payment."""

    asking: bool = False
    offer: Corrections = Corrections()
    wrong: dict[str, str] = {}

    @handler(_WRITE)
    async def ask(self, ref: str) -> Then:
        """Open the dialog with what can be done, or say why nothing can."""
        self.asking, self.wrong = False, {}
        self.offer = await read(
            corrections, ref=text_of(ref, 26), by=await viewer_of(self), language=await language_of(self)
        )
        self.asking = True

    @handler(_WRITE)
    async def close(self) -> Then:
        self.asking = False

    @handler(_WRITE)
    async def correct(self, form: dict) -> Then:
        """Void or credit, as chosen; a second click of a double click finds the dialog closed."""
        if not self.asking:
            return None
        typed, ref, by = fields_of(form), self.offer.ref, await viewer_of(self)
        reason, now = typed.get("reason", ""), now_utc()
        try:
            if typed.get("way") == "void":
                await write(void_invoice, ref=ref, reason=reason, by=by, now=now)
                self.asking = False
                await announce(self, h.VOIDED.filled(number=self.offer.number))
                return None
            note = await asyncio.to_thread(press_credit, ref=ref, reason=reason, by=by, now=now)
        except Invalid as refusal:
            self.wrong = {refusal.field: refusal.phrase.to(await language_of(self))}
            return None
        self.asking = False
        await announce(self, h.CREDITED.filled(number=note.number))
        return rx.redirect(f"/invoices/{note.ref}")
