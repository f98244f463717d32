"""The start page of the people who work for the organisation."""

import reflex as rx

from invoice_app.desk.queries import Reply, latest_replies
from invoice_app.invoices.queries import InvoiceRow, Receivables, page_of_invoices, receivables
from invoice_app.shared.database import read
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import SIGNED_IN, Level, Tool, may, needs
from invoice_app.ui.handler import Then, handler, language_of, viewer_of
from invoice_app.ui.live_pages import watch

_NOTHING = Receivables("", "", 0, 0, 0)


class Desk(rx.State):
    money: Receivables = _NOTHING
    rows: list[InvoiceRow] = []
    replies: list[Reply] = []
    loading: bool = True

    @handler(SIGNED_IN)
    async def load(self) -> Then:
        """A member has no desk: their place is the zone."""
        viewer = await viewer_of(self)
        if not viewer.is_staff:
            return rx.redirect("/zone", replace=True)
        await self._read()
        watch(self, Desk.refresh, "invoices", "payments", "mail")
        return None

    @handler(SIGNED_IN)
    async def refresh(self) -> Then:
        await self._read()

    async def _read(self) -> None:
        viewer, language, now = await viewer_of(self), await language_of(self), now_utc()
        self.loading = False
        if not may(viewer, needs(Tool.INVOICES, Level.READ)):
            self.money, self.rows, self.replies = _NOTHING, [], []
            return
        self.money = await read(receivables, viewer=viewer, now=now, language=language)
        page = await read(page_of_invoices, viewer=viewer, now=now, language=language)
        self.rows = list(page.rows[:6])
        self.replies = list(await read(latest_replies, viewer=viewer, language=language, limit=6))
