"""The list of contracts."""

import reflex as rx

from invoice_app.contracts.listing import SORTS, ContractRow, contracts
from invoice_app.contracts.models import ContractStatus
from invoice_app.shared.database import read
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.ui.handler import handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.CONTRACTS, Level.READ)
PAGE_SIZE = 50


class ContractList(rx.State):
    rows: list[ContractRow] = []
    search: str = ""
    status: str = ""
    sort: str = "-created"
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    loading: bool = True
    _page: int = 1

    @handler(_READ)
    async def load(self) -> None:
        """Open the list; `?status=approved` in the address chooses a filter."""
        wanted = text_of(self.router.url.query_parameters.get("status", ""))
        if wanted in set(ContractStatus):
            self.status = wanted
        await self._read()
        watch(self, ContractList.refresh, "contracts", "members")

    @handler(_READ)
    async def refresh(self) -> None:
        await self._read()

    @handler(_READ)
    async def find(self, text: str) -> None:
        self.search, self._page = text_of(text, 100), 1
        await self._read()

    @handler(_READ)
    async def filter_by(self, status: str) -> None:
        wanted = text_of(status)
        self.status, self._page = (wanted if wanted in set(ContractStatus) else ""), 1
        await self._read()

    @handler(_READ)
    async def sort_by(self, key: str) -> None:
        """The same key again turns the order round."""
        if key in SORTS:
            self.sort, self._page = (f"-{key}" if self.sort == key else key), 1
            await self._read()

    @handler(_READ)
    async def earlier(self) -> None:
        self._page -= 1
        await self._read()

    @handler(_READ)
    async def later(self) -> None:
        self._page += 1
        await self._read()

    async def _read(self) -> None:
        page = await read(
            contracts, viewer=await viewer_of(self), language=await language_of(self),
            search=self.search, status=self.status, sort=self.sort.removeprefix("-"),
            descending=self.sort.startswith("-"), page=self._page, page_size=PAGE_SIZE,
        )  # fmt: skip
        first = (page.page - 1) * PAGE_SIZE + 1
        self.rows, self._page = list(page.rows), page.page
        self.has_earlier, self.has_later = page.page > 1, page.page < page.pages
        self.position = f"{first}–{first + len(page.rows) - 1} / {page.total}"
        self.loading = False
