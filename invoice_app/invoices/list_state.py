"""The list of invoices, and choosing whom to bill."""

import reflex as rx

from invoice_app.invoices.queries import FILTERS, InvoiceRow, page_of_invoices
from invoice_app.members.queries import find_customers
from invoice_app.shared.database import read
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.INVOICES, Level.READ)
_SORT_KEYS = ("number", "customer", "issued", "due", "total", "created")


class InvoiceList(rx.State):
    rows: list[InvoiceRow] = []
    search: str = ""
    show: str = "all"
    sort: str = "-created"
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    loading: bool = True
    opened: str = ""
    _page: int = 0

    @handler(_READ)
    async def load(self) -> Then:
        """Open the list; `?show=unpaid` in the address chooses a filter."""
        shown = text_of(self.router.url.query_parameters.get("show", ""))
        if self.opened != (shown or "all"):
            # Another list than the one that was open here; a reconnection finds its search again.
            self.search, self._page = "", 0
            self.show = shown if shown in FILTERS else "all"
            self.opened = shown or "all"
        await self._read()
        watch(self, InvoiceList.refresh, "invoices", "payments", "mail")

    @handler(_READ)
    async def refresh(self) -> Then:
        await self._read()

    @handler(_READ)
    async def find(self, text: str) -> Then:
        self.search, self._page = text_of(text, 100), 0
        await self._read()

    @handler(_READ)
    async def filter_by(self, show: str) -> Then:
        self.show, self._page = (show if show in FILTERS else "all"), 0
        await self._read()

    @handler(_READ)
    async def sort_by(self, key: str) -> Then:
        """The same key again turns the order round."""
        if key in _SORT_KEYS:
            self.sort, self._page = (f"-{key}" if self.sort == key else key), 0
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
        page = await read(
            page_of_invoices,
            viewer=await viewer_of(self),
            now=now_utc(),
            language=await language_of(self),
            search=self.search,
            show=self.show,
            sort=self.sort,
            page=self._page,
        )
        self.rows, self.has_earlier, self.has_later = list(page.rows), page.has_earlier, page.has_later
        self.position = f"{page.first}–{page.last}"
        self.loading = False


class ChooseCustomer(rx.State):
    """« Nouvelle facture » without a record open: find whom to bill."""

    search: str = ""
    found: list[dict[str, str]] = []

    @handler(needs(Tool.INVOICES, Level.STANDARD))
    async def load(self) -> Then:
        self.search = ""
        await self._find("")

    @handler(needs(Tool.INVOICES, Level.STANDARD))
    async def find(self, text: str) -> Then:
        self.search = text_of(text, 100)
        await self._find(self.search)

    async def _find(self, text: str) -> None:
        customers = await read(find_customers, text=text, limit=12)
        self.found = [{"ref": c.ref, "name": c.name, "detail": c.email or c.city} for c in customers]
