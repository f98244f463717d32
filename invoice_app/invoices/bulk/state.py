"""Choosing invoices in the list, and the page that shows what would be sent before it is."""

import reflex as rx

from invoice_app.invoices.bulk import wording as w
from invoice_app.invoices.bulk.actions import ChoiceChanged, start
from invoice_app.invoices.bulk.queries import PreviewRow, WhyRow, preview
from invoice_app.invoices.bulk.rules import DAYS, LIFTABLE, MOST_PICKED, BulkKind, Choice, read_choice
from invoice_app.invoices.list_state import InvoiceList
from invoice_app.invoices.queries import FILTERS
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_WRITE = needs(Tool.INVOICES, Level.STANDARD)


class BulkPicks(rx.State):
    """The invoices ticked in the list: a page of them at most, more is what the filter is for."""

    refs: list[str] = []

    @handler(_WRITE)
    async def pick(self, ref: str, wanted: bool) -> Then:
        others = [r for r in self.refs if r != text_of(ref, 26)]
        self.refs = [*others, text_of(ref, 26)][-MOST_PICKED:] if wanted is True else others

    @handler(_WRITE)
    async def pick_page(self, wanted: bool) -> Then:
        """All of the page that the list shows, or none."""
        shown = [row.ref for row in (await self.get_state(InvoiceList)).rows]
        self.refs = shown[:MOST_PICKED] if wanted is True else []

    @handler(_WRITE)
    async def clear(self) -> Then:
        self.refs = []

    @handler(_WRITE)
    async def send(self) -> Then:
        """To the preview of what is ticked; without a tick, of all that the list finds."""
        shown = await self.get_state(InvoiceList)
        found = Choice(show=shown.show, search=shown.search, refs=tuple(self.refs))
        return rx.redirect(f"/invoices/bulk/new?{found.query}")

    @handler(_WRITE)
    async def remind(self) -> Then:
        shown = await self.get_state(InvoiceList)
        found = Choice(BulkKind.REMINDER, shown.show, shown.search, tuple(self.refs))
        return rx.redirect(f"/invoices/bulk/new?{found.query}")


class BulkPreview(rx.State):
    """What would leave and what would not; the choice itself is in the address."""

    kind: str = BulkKind.INVOICE
    show: str = "all"
    search: str = ""
    picked: int = 0
    days: str = "7"
    leaves: bool = True
    leaving: int = 0
    staying: int = 0
    why: list[WhyRow] = []
    rows: list[PreviewRow] = []
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    loading: bool = True
    asking: bool = False
    _refs: tuple[str, ...] = ()
    _lifted: frozenset[str] = frozenset()
    _page: int = 0
    _nonce: str = ""

    @handler(_WRITE)
    async def load(self) -> Then:
        asked = self.router.url.query_parameters
        choice = read_choice({k: text_of(asked.get(k, "")) for k in ("kind", "show", "q", "refs")}, FILTERS)
        self.kind, self.show, self.search = choice.kind, choice.show, choice.search
        self._refs, self.picked = choice.refs, len(choice.refs)
        self._lifted, self.days, self.leaves, self._page = frozenset(), "7", True, 0
        self.asking, self.loading, self._nonce = False, True, new_ref()
        await self._read()
        watch(self, BulkPreview.refresh, "invoices", "payments", "bulk")

    @handler(_WRITE)
    async def refresh(self) -> Then:
        # A number that is being agreed to does not move under the finger.
        if not self.asking:
            await self._read()

    @handler(_WRITE)
    async def choose_kind(self, kind: str) -> Then:
        self.kind = BulkKind.REMINDER if text_of(kind) == BulkKind.REMINDER else BulkKind.INVOICE
        await self._from_the_first()

    @handler(_WRITE)
    async def choose_days(self, days: str) -> Then:
        self.days = text_of(days) if text_of(days) in {str(n) for n in DAYS} else "7"
        await self._from_the_first()

    @handler(_WRITE)
    async def lift(self, reason: str, wanted: bool) -> Then:
        """Send those all the same, or not."""
        if text_of(reason) in set(LIFTABLE):
            others = self._lifted - {text_of(reason)}
            self._lifted = others | {text_of(reason)} if wanted is True else others
            await self._from_the_first()

    @handler(_WRITE)
    async def show_side(self, side: str) -> Then:
        self.leaves = side != "stay"
        await self._from_the_first()

    @handler(_WRITE)
    async def earlier(self) -> Then:
        self._page = max(0, self._page - 1)
        await self._read()

    @handler(_WRITE)
    async def later(self) -> Then:
        self._page += self.has_later
        await self._read()

    @handler(_WRITE)
    async def ask(self) -> Then:
        await self._read()
        self.asking = self.leaving > 0

    @handler(_WRITE)
    async def close(self) -> Then:
        self.asking = False

    @handler(_WRITE)
    async def send(self) -> Then:
        """Write down what is to leave: one press, one send."""
        if not self.asking:
            return None
        self.asking = False
        try:
            bulk = await write(
                start,
                nonce=self._nonce,
                choice=self._choice(),
                shown=self.leaving,
                by=await viewer_of(self),
                now=now_utc(),
            )
        except ChoiceChanged:
            await self._read()
            raise
        (await self.get_state(BulkPicks)).refs = []
        said = w.STARTED_ONE if self.leaving == 1 else w.STARTED.filled(count=self.leaving)
        await announce(self, said, "sent")
        return rx.redirect(f"/invoices/bulk/{bulk.ref}")

    def _choice(self) -> Choice:
        return Choice(BulkKind(self.kind), self.show, self.search, self._refs, self._lifted, int(self.days))

    async def _from_the_first(self) -> None:
        self._page, self.asking = 0, False
        await self._read()

    async def _read(self) -> None:
        found = await read(
            preview,
            choice=self._choice(),
            leaves=self.leaves,
            page=self._page,
            viewer=await viewer_of(self),
            now=now_utc(),
            language=await language_of(self),
        )
        self.leaving, self.staying = found.leaving, found.staying
        self.why, self.rows = list(found.why), list(found.rows)
        self.has_earlier, self.has_later = self._page > 0, found.has_later
        self.position = f"{found.first}–{found.last}"
        self.loading = False
