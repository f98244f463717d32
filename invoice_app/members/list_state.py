"""The list of members and contacts."""

import reflex as rx

from invoice_app.members.listing import KINDS, CustomerRow, page_of_customers
from invoice_app.shared.database import read
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.ui.handler import Then, handler, language_of, text_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.MEMBERS, Level.READ)
_SORT_KEYS = ("name", "number", "added")


class MemberList(rx.State):
    rows: list[CustomerRow] = []
    search: str = ""
    show: str = ""
    sort: str = "name"
    count: str = ""
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    loading: bool = True
    _page: int = 1

    @handler(_READ)
    async def load(self) -> Then:
        """Open the list; `?show=company` in the address chooses a kind."""
        wanted = text_of(self.router.url.query_parameters.get("show", ""))
        if wanted != self.show:
            self.show, self._page = (wanted if wanted in KINDS else ""), 1
        await self._read()
        watch(self, MemberList.refresh, "members", "organisation")

    @handler(_READ)
    async def refresh(self) -> Then:
        await self._read()

    @handler(_READ)
    async def find(self, text: str) -> Then:
        self.search, self._page = text_of(text, 100), 1
        await self._read()

    @handler(_READ)
    async def sort_by(self, key: str) -> Then:
        """The same key again turns the order round."""
        if key in _SORT_KEYS:
            self.sort, self._page = (f"-{key}" if self.sort == key else key), 1
            await self._read()

    @handler(_READ)
    async def earlier(self) -> Then:
        self._page -= 1
        await self._read()

    @handler(_READ)
    async def later(self) -> Then:
        self._page += 1
        await self._read()

    async def _read(self) -> None:
        page = await read(
            page_of_customers,
            search=self.search,
            kind=self.show,
            sort=self.sort,
            page=self._page,
            language=await language_of(self),
        )
        self.rows, self.count, self.position, self._page = page.rows, page.count, page.shown, page.page
        self.has_earlier, self.has_later, self.loading = page.has_earlier, page.has_later, False
