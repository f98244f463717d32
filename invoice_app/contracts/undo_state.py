"""Undoing an approved application, from its own page or from its invoice's."""

import asyncio

import reflex as rx
from sqlmodel import Session

from invoice_app.contracts.undoing import (
    application_of_invoice,
    corrections_of,
    credit_application,
    void_application,
)
from invoice_app.invoices import correction_wording as h
from invoice_app.invoices.voiding import Corrections
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, may, needs
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of

_APPROVE = needs(Tool.CONTRACTS, Level.ADMIN)
_SEES = needs(Tool.INVOICES, Level.READ)


class UndoApplication(rx.State):
    """The dialog « Corriger » of an application for payment; both pages know its invoice's ref."""

    asking: bool = False
    offer: Corrections = Corrections()
    wrong: dict[str, str] = {}

    @handler(_APPROVE)
    async def ask(self, invoice_ref: str) -> Then:
        """Open the dialog with what can be done, or say why nothing can."""
        self.asking, self.wrong = False, {}
        self.offer = await read(
            corrections_of,
            invoice_ref=text_of(invoice_ref, 26),
            by=await viewer_of(self),
            language=await language_of(self),
        )
        self.asking = True

    @handler(_APPROVE)
    async def close(self) -> Then:
        self.asking = False

    @handler(_APPROVE)
    async def correct(self, form: dict) -> Then:
        """Void or credit, as chosen; a second click of a double click finds the dialog closed."""
        if not self.asking:
            return None
        typed, by, now = fields_of(form), await viewer_of(self), now_utc()
        reason = typed.get("reason", "")
        ref = await read(_application, self.offer.ref)
        try:
            if typed.get("way") == "void":
                await write(void_application, ref=ref, reason=reason, by=by, now=now)
                self.asking = False
                await announce(self, h.VOIDED.filled(number=self.offer.number))
                return None
            note = await asyncio.to_thread(credit_application, ref=ref, reason=reason, by=by, now=now)
        except Invalid as refusal:
            self.wrong = {refusal.field: refusal.phrase.to(await language_of(self))}
            return None
        self.asking = False
        await announce(self, h.CREDITED.filled(number=note.number))
        # Who may undo may not see invoices: then they stay where they are.
        return rx.redirect(f"/invoices/{note.ref}") if may(by, _SEES) else None


def _application(db: Session, invoice_ref: str) -> str:
    return application_of_invoice(db, invoice_ref)
