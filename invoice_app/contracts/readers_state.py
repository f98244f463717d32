"""Choosing who reads a contract."""

import reflex as rx

from invoice_app.contracts import readers_wording as w
from invoice_app.contracts.address import contract_ref_in
from invoice_app.contracts.readers import ReadersCard, readers_of
from invoice_app.contracts.reading_rights import set_readers
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, viewer_of

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
TOPICS = ("accounts",)
"""What the page that shows the card watches for it, besides the contract."""
_NOBODY = ReadersCard(False, "", ())
_TICK = "reader-"


class ContractReaders(rx.State):
    """`load` is called when the page opens and whenever something changes."""

    card: ReadersCard = _NOBODY
    choosing: bool = False
    wants_private: bool = False
    _of: str = ""

    @handler(_READ)
    async def load(self) -> None:
        ref = contract_ref_in(self.router.url.path)
        if ref != self._of:
            self._of, self.card, self.choosing = ref, _NOBODY, False
        await self._read()

    @handler(_WRITE)
    async def choose(self) -> None:
        await self._read()
        self.choosing, self.wants_private = True, self.card.is_private

    @handler(_WRITE)
    async def set_privacy(self, private: bool) -> None:
        self.wants_private = private is True

    @handler(_READ)
    async def close(self) -> None:
        self.choosing = False

    @handler(_WRITE)
    async def save(self, form: dict) -> None:
        typed = fields_of(form, 20)
        ticked = {name.removeprefix(_TICK) for name, on in typed.items() if name.startswith(_TICK) and on}
        # A box that cannot be unticked is not sent; those people are readers whatever is said.
        await write(
            set_readers, ref=self._of, is_private=self.wants_private, account_refs=ticked,
            by=await viewer_of(self), now=now_utc(),
        )  # fmt: skip
        self.choosing = False
        await announce(self, w.SAVED)
        await self._read()

    async def _read(self) -> None:
        viewer, language = await viewer_of(self), await language_of(self)
        try:
            self.card = await read(readers_of, ref=self._of, viewer=viewer, language=language)
        except NotFound:
            self.card, self.choosing = _NOBODY, False
