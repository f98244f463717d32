"""How a bulk send is doing, and the list of those begun."""

import reflex as rx

from invoice_app.invoices.bulk import wording as w
from invoice_app.invoices.bulk.actions import resume, stop
from invoice_app.invoices.bulk.progress import (
    STAGES,
    BulkCard,
    ItemRow,
    SkippedFor,
    StageCount,
    bulk_sends,
    progress,
)
from invoice_app.shared.database import read, write
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.INVOICES, Level.READ)
_WRITE = needs(Tool.INVOICES, Level.STANDARD)
_NOTHING = BulkCard("", "", "", "", "", "", "", 0, 0, 0, 0, 0, 0, 0)


class BulkProgress(rx.State):
    ref: str = ""
    card: BulkCard = _NOTHING
    stages: list[StageCount] = []
    skipped_for: list[SkippedFor] = []
    rows: list[ItemRow] = []
    shown: str = ""
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    missing: bool = False
    loading: bool = True
    _page: int = 0

    @handler(_READ)
    async def load(self) -> Then:
        ref = text_of(self.router.url.path.rstrip("/").rpartition("/")[2], 26)
        if ref != self.ref:
            self.ref, self.shown, self._page, self.loading = ref, "", 0, True
        await self._read()
        if not self.missing:
            # The emails themselves rise « mail »: accepted, delivered, refused.
            watch(self, BulkProgress.refresh, f"bulk:{self.card.ref}", "mail")

    @handler(_READ)
    async def refresh(self) -> Then:
        await self._read()

    @handler(_READ)
    async def show_stage(self, stage: str) -> Then:
        self.shown, self._page = (stage if stage in STAGES else ""), 0
        await self._read()

    @handler(_READ)
    async def earlier(self) -> Then:
        self._page = max(0, self._page - 1)
        await self._read()

    @handler(_READ)
    async def later(self) -> Then:
        self._page += self.has_later
        await self._read()

    @handler(_WRITE)
    async def stop(self) -> Then:
        await write(stop, ref=self.ref, by=await viewer_of(self))
        await announce(self, w.HAS_STOPPED)
        await self._read()

    @handler(_WRITE)
    async def resume(self) -> Then:
        await write(resume, ref=self.ref, by=await viewer_of(self))
        await announce(self, w.HAS_RESUMED)
        await self._read()

    async def _read(self) -> None:
        try:
            found = await read(
                progress,
                ref=self.ref,
                stage_shown=self.shown,
                page=self._page,
                viewer=await viewer_of(self),
                language=await language_of(self),
            )
        except NotFound:
            self.missing, self.card = True, _NOTHING
            self.stages, self.skipped_for, self.rows = [], [], []
        else:
            self.missing, self.card = False, found.card
            self.stages, self.skipped_for = list(found.stages), list(found.skipped_for)
            self.rows, self.has_later = list(found.items.rows), found.items.has_later
            self.has_earlier = self._page > 0
            self.position = f"{found.items.first}–{found.items.last}"
        self.loading = False


class BulkSends(rx.State):
    cards: list[BulkCard] = []
    has_earlier: bool = False
    has_later: bool = False
    loading: bool = True
    _page: int = 0

    @handler(_READ)
    async def load(self) -> Then:
        self._page = 0
        await self._read()
        watch(self, BulkSends.refresh, "bulk")

    @handler(_READ)
    async def refresh(self) -> Then:
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
        cards, self.has_later = await read(
            bulk_sends, page=self._page, viewer=await viewer_of(self), language=await language_of(self)
        )
        self.cards, self.has_earlier, self.loading = list(cards), self._page > 0, False
