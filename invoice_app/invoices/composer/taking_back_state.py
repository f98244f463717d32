"""« Annuler » beside the yellow banner, and what one left unfinished or planned on an invoice."""

import reflex as rx

from invoice_app.invoices.composer import wording as w
from invoice_app.invoices.composer.taking_back import LeftBehind, left_behind, take_back, throw_away
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of

_WRITE = needs(Tool.INVOICES, Level.STANDARD)


class Unsent(rx.State):
    """What waits beside the invoice that the page shows; `deleting` is a draft to be erased."""

    found: list[LeftBehind] = []
    deleting: str = ""

    @handler(_WRITE)
    async def load(self) -> Then:
        await self._read()

    @handler(_WRITE)
    async def take_back(self, email_ref: str) -> Then:
        """Stop an email before it leaves, and go back to its draft."""
        back = await write(
            take_back, email_ref=text_of(email_ref, 26), by=await viewer_of(self), now=now_utc()
        )
        await announce(self, w.TAKEN_BACK)
        return rx.redirect(f"/invoices/{back.invoice_ref}/send?draft={back.draft_ref}")

    @handler(_WRITE)
    async def ask_delete(self, ref: str) -> Then:
        self.deleting = text_of(ref, 26)

    @handler(_WRITE)
    async def close(self) -> Then:
        self.deleting = ""

    @handler(_WRITE)
    async def delete_draft(self) -> Then:
        ref, self.deleting = self.deleting, ""
        page = await self.get_state(InvoicePage)
        await write(throw_away, ref=page.card.ref, draft_ref=ref, by=await viewer_of(self))
        await announce(self, w.DRAFT_DELETED)
        await self._read()

    async def _read(self) -> None:
        page = await self.get_state(InvoicePage)
        self.found = []
        if page.card.ref:
            by, language = await viewer_of(self), await language_of(self)
            self.found = list(
                await read(left_behind, ref=page.card.ref, by=by, language=language, now=now_utc())
            )
