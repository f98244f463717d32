"""The Historique tab of an invoice."""

import reflex as rx
from sqlmodel import Session

from invoice_app.invoices.queries import readable_invoice
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.about import About
from invoice_app.shared.database import read
from invoice_app.shared.history import PAGE, ChangeRow, history_of
from invoice_app.shared.permission import Level, Tool, Viewer, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of

_READ = needs(Tool.INVOICES, Level.READ)


class InvoiceHistory(rx.State):
    """For the office: a member's own page does not show it."""

    of: str = ""
    rows: list[ChangeRow] = []
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    _page: int = 0

    @handler(_READ)
    async def load(self) -> Then:
        parts = self.router.url.path.strip("/").split("/")
        ref = text_of(parts[1], 26) if len(parts) > 1 and parts[0] == "invoices" else ""
        if ref != self.of:
            self.of, self.rows, self._page = ref, [], 0
        await self._read()

    @handler(_READ)
    async def earlier(self) -> Then:
        self._page = max(0, self._page - 1)
        await self._read()

    @handler(_READ)
    async def later(self) -> Then:
        self._page += self.has_later
        await self._read()

    async def _read(self) -> None:
        try:
            rows = await read(_lines, self.of, await viewer_of(self), await language_of(self), self._page)
        except NotFound:
            # The page beside says that there is no such invoice.
            rows = ()
        self.rows, self.has_earlier, self.has_later = list(rows[:PAGE]), self._page > 0, len(rows) > PAGE
        self.position = f"{self._page * PAGE + 1}–{self._page * PAGE + len(self.rows)}"


def _lines(db: Session, ref: str, viewer: Viewer, language: str, page: int) -> tuple[ChangeRow, ...]:
    about = About("invoice", readable_invoice(db, ref=ref, viewer=viewer).id or 0)
    return history_of(db, about, language=language, time_zone=the_organisation(db).time_zone, page=page)
