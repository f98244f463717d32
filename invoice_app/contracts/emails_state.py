"""The Emails tab of a contract."""

import reflex as rx

from invoice_app.contracts.address import contract_ref_in
from invoice_app.contracts.correspondence import ContractEmail, emails_of_contract
from invoice_app.shared.database import read
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.handler import handler, language_of, viewer_of

_READ = needs(Tool.CONTRACTS, Level.READ)
TOPICS = ("mail",)
"""What the page that shows the tab watches for it, besides the contract."""


class ContractEmailsTab(rx.State):
    """`load` is called when the tab opens and whenever something changes."""

    rows: list[ContractEmail] = []
    loaded: bool = False
    has_earlier: bool = False
    has_later: bool = False
    position: str = ""
    _of: str = ""
    _page: int = 1

    @handler(_READ)
    async def load(self) -> None:
        ref = contract_ref_in(self.router.url.path)
        if ref != self._of:
            self._of, self._page, self.rows, self.loaded = ref, 1, [], False
        await self._read()

    @handler(_READ)
    async def earlier(self) -> None:
        self._page = max(1, self._page - 1)
        await self._read()

    @handler(_READ)
    async def later(self) -> None:
        self._page += self.has_later
        await self._read()

    async def _read(self) -> None:
        viewer, language = await viewer_of(self), await language_of(self)
        try:
            shown = await read(
                emails_of_contract, ref=self._of, viewer=viewer, language=language, page=self._page
            )
        except NotFound:
            self.rows, self.has_earlier, self.has_later = [], False, False
            return
        self.rows, self.loaded = list(shown.rows), True
        self.has_earlier, self.has_later = self._page > 1, shown.has_later
        self.position = str(self._page)
