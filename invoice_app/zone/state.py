"""The member's own invoices."""

import reflex as rx

from invoice_app.invoices.queries import InvoiceRow, Owed, invoices_of_account
from invoice_app.shared.database import read
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import SIGNED_IN
from invoice_app.ui.handler import Then, handler, language_of, viewer_of
from invoice_app.ui.live_pages import watch

_NOTHING = Owed("", "", False, 0)


class MyInvoices(rx.State):
    rows: list[InvoiceRow] = []
    owed: Owed = _NOTHING
    linked: bool = True
    loading: bool = True

    @handler(SIGNED_IN)
    async def load(self) -> Then:
        mine = await self._read()
        watch(self, MyInvoices.refresh, *(f"customer:{customer_id}" for customer_id in mine))

    @handler(SIGNED_IN)
    async def refresh(self) -> Then:
        await self._read()

    async def _read(self) -> frozenset[int]:
        viewer = await viewer_of(self)
        rows, self.owed, mine = await read(
            invoices_of_account, account_id=viewer.account_id, now=now_utc(), language=await language_of(self)
        )
        self.rows, self.linked, self.loading = list(rows), bool(mine), False
        return mine
