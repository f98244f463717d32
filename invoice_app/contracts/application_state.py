"""The page of an application for payment: filled in, reviewed, certified, approved, issued."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from sqlmodel import Session, select

from invoice_app.contracts import filling
from invoice_app.contracts.application_steps import ApplicationSteps
from invoice_app.contracts.application_view import (
    BOXES,
    NO_TOTALS,
    PAGE,
    Head,
    ShownLine,
    boxes_of,
    head_of,
    place_of,
    shown_lines,
)
from invoice_app.contracts.models import ProgressInvoice
from invoice_app.contracts.pressing import contract_of, today_and_rates
from invoice_app.contracts.progress_drafting import TypedElsewhere, enter_line
from invoice_app.contracts.progress_queries import Editor, EditorTotals, TaxText, editor
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.history import ChangeRow, history_of
from invoice_app.shared.permission import Level, Tool, Viewer, needs
from invoice_app.shared.refusals import Invalid, NotFound
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_APPROVE = needs(Tool.CONTRACTS, Level.ADMIN)
MODES = ("work", "retainage", "certify")
# Beyond this many changed lines it is shorter to send the page of lines anew.
_MOST_CHANGED = 40


class ApplicationPage(ApplicationSteps, rx.State):
    """`lines` is a page of lines as it was last sent whole, `changed` those that differ since, by key.

    What one box changes is sent by itself: a page of hundreds of lines answers like one of five.
    `_typed` is what was typed here, by box; `_theirs` counts how often a box was filled anew because
    somebody else typed in it; `conflict` is what was typed here and not kept, for the person to decide.
    """

    lines: list[ShownLine] = []
    changed: dict[str, ShownLine] = {}
    totals: EditorTotals = NO_TOTALS
    amounts: dict[str, str] = {}
    taxes: list[TaxText] = []
    timeline: list[ChangeRow] = []
    page: int = 0
    pages: int = 1
    missing: bool = False
    busy: bool = False
    go_to: str = ""
    conflict_at: str = ""
    conflict_who: str = ""
    conflict_theirs: str = ""
    conflict_mine: str = ""
    _conflict: tuple[int, str] = (0, "")
    _typed: dict[str, str] = {}
    _theirs: dict[str, int] = {}
    _around: int = -1
    _now: tuple[ShownLine, ...] = ()
    _sent: tuple[ShownLine, ...] = ()

    @handler(_READ)
    async def load(self) -> None:
        self._close_all()
        self.busy = False
        self._typed, self._theirs, self.go_to, self.page = {}, {}, "", 0
        self._forget_conflict()
        ref = self._here()
        if self.head.ref != ref:
            self._empty()
        self.mode = "work"
        await self._show(whole=True)
        if self.head.is_under_review:
            self.mode = "certify"
        watch(
            self,
            ApplicationPage.refresh,
            f"progress:{ref}",
            f"contract:{self.head.contract_ref}",
            "organisation",
        )

    @handler(_READ)
    async def refresh(self) -> None:
        """Somebody else typed, or moved the application on; what this page did itself is shown already."""
        try:
            version, around = await read(
                _versions, ref=await self._reached(), contract_ref=self.head.contract_ref
            )
        except NotFound:
            self._empty()
            self.missing = True
            return
        if (version, around) != (self.head.version, self._around):
            self._around = around
            await self._show()

    @handler(_READ)
    async def show_mode(self, mode: str) -> None:
        """Show other columns of the same lines: progress, retainage, or what was certified."""
        self.mode = mode if mode in MODES else "work"

    @handler(_READ)
    async def show_page(self, page: int) -> None:
        self.page = max(0, min(page, self.pages - 1)) if isinstance(page, int) else 0
        await self._show(whole=True)

    @handler(_WRITE)
    async def type_box(self, item_id: int, box: str, drawn: str, text: str) -> None:
        """Keep what was typed; unless somebody else filled the box meanwhile: then ask which stands."""
        if not isinstance(item_id, int) or box not in BOXES:
            return
        place, shown = place_of(box, item_id), text_of(text, 300)
        kept = self._kept(item_id)
        if text_of(drawn, 20) != self._drawn(place):
            self._ask_which(item_id, box, kept, shown)
            return
        self._typed = {**self._typed, place: shown}
        if not kept or kept[box] == shown:
            return
        try:
            await self._enter(item_id, box, shown, seen=kept[box])
        except TypedElsewhere:
            await self._show()
            self._ask_which(item_id, box, self._kept(item_id), shown)

    @handler(_WRITE)
    async def take_mine(self) -> None:
        """Of two things typed in one box, keep what was typed here."""
        item_id, box = self._conflict
        mine = self.conflict_mine
        self._forget_conflict()
        if item_id:
            await self._enter(item_id, box, mine)

    @handler(_READ)
    async def leave_theirs(self) -> None:
        self._forget_conflict()

    @handler(_WRITE)
    async def bill_rest(self, scope: str) -> None:
        """« Facturer tout le reste »: `line:12`, `section:…`, `order:…`, or `all`."""
        kind, _, name = text_of(scope, 200).partition(":")
        chosen: dict[str, Any] = {}
        if kind == "line" and name.isdecimal():
            chosen["item_id"] = int(name)
        elif kind in ("section", "order"):
            chosen[kind] = name
        elif kind != "all":
            return
        await self._fill(filling.bill_the_rest, **chosen)

    @handler(_WRITE)
    async def repeat_last(self) -> None:
        await self._fill(filling.repeat_last)

    @handler(_WRITE)
    async def ask_release(self) -> None:
        self._close_all()
        self.wrong, self.releasing = "", True

    @handler(_WRITE)
    async def release(self, form: dict) -> None:
        """Give retainage back on all lines or on one change order, by percentage or amount."""
        typed = fields_of(form, 80)
        try:
            await self._fill(
                filling.release,
                how="amount" if typed.get("how") == "amount" else "percent",
                typed=typed.get("release", ""),
                order=typed.get("order") or None,
            )
        except Invalid as refusal:
            self.wrong = refusal.phrase.to(await language_of(self))
            return
        self.releasing, self.mode = False, "retainage"

    def _drawn(self, place: str) -> str:
        return str(self._theirs.get(place, 0))

    def _kept(self, item_id: int) -> dict[str, str]:
        """What the boxes of a line held when they were last read."""
        return next((boxes_of(x.line) for x in self._now if x.line.item_id == item_id), {})

    def _ask_which(self, item_id: int, box: str, kept: dict[str, str], mine: str) -> None:
        if kept.get(box, "") == mine:
            return
        line = next((x.line for x in self._now if x.line.item_id == item_id), None)
        if line is None:
            return
        self._conflict = (item_id, box)
        self.conflict_at = " ".join(part for part in (line.item, line.description) if part)
        self.conflict_who, self.conflict_theirs, self.conflict_mine = line.by, kept.get(box, ""), mine

    def _forget_conflict(self) -> None:
        self._conflict = (0, "")
        self.conflict_at = self.conflict_who = self.conflict_theirs = self.conflict_mine = ""

    async def _enter(self, item_id: int, box: str, text: str, seen: str | None = None) -> None:
        found = await write(
            _entered, ref=await self._reached(), item_id=item_id, boxes={box: text}, by=await viewer_of(self),
            language=await language_of(self), seen=None if seen is None else {box: seen},
        )  # fmt: skip
        self._take(found, whole=False)

    async def _fill(self, fill: Callable[..., Any], **chosen: Any) -> None:
        """Fill many boxes; they are drawn anew with what they hold now."""
        await write(fill, ref=await self._reached(), by=await viewer_of(self), **chosen)
        await self._show(whole=True)

    async def _go_to(self, place: str) -> None:
        """Show the page and the columns where a box is, and put the keyboard in it."""
        box, _, item = place.partition("-")
        keys = [str(x.line.item_id) for x in self._now]
        if item in keys and keys.index(item) // PAGE != self.page:
            self.page = keys.index(item) // PAGE
            await self._show(whole=True)
        if box.startswith(("release", "hold")):
            self.mode = "retainage"
        elif box.startswith("certified"):
            self.mode = "certify"
        else:
            self.mode = "work"
        self.go_to = place

    def _empty(self) -> None:
        """Nothing of an application: another is opened, or this one may no longer be read."""
        self._close_all()
        self.head, self.totals, self.amounts, self.taxes, self.timeline = Head(), NO_TOTALS, {}, [], []
        self.lines, self.changed, self._now, self._sent, self._typed = [], {}, (), (), {}
        self.wrong = self.addresses = ""
        self._forget_conflict()

    async def _show(self, *, whole: bool = False) -> None:
        try:
            found = await read(_editor, ref=await self._reached(), language=await language_of(self))
        except NotFound:
            self._empty()
            self.missing = True
            return
        moved = found.status != self.head.status
        self._take(found, whole=whole or moved)
        if whole or moved:
            self.timeline = await read(
                _timeline, progress_id=found.progress_id, language=await language_of(self)
            )

    def _take(self, found: Editor, *, whole: bool) -> None:
        """Show what was read, sending only what differs from what the page shows."""
        self._notice_others(found)
        now = shown_lines(found, self._theirs)
        self._now = now
        self.pages = max(1, -(-len(now) // PAGE))
        self.page = min(self.page, self.pages - 1)
        here = now[self.page * PAGE : (self.page + 1) * PAGE]
        differ = {x.key: x for x, was in zip(here, self._sent, strict=False) if x != was}
        if whole or len(here) != len(self._sent) or len(differ) > _MOST_CHANGED:
            self.lines, self._sent, differ = list(here), here, {}
        if self.changed or differ:
            self.changed = differ
        self._set(
            head=head_of(found), totals=found.totals, taxes=list(found.taxes), missing=False,
            amounts={line.key: line.amount for line in found.summary},
        )  # fmt: skip

    def _set(self, **values: object) -> None:
        """Assign only what differs: what is assigned is sent."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _notice_others(self, found: Editor) -> None:
        """Draw anew each box where something else is kept now than it shows."""
        before = {x.line.item_id: boxes_of(x.line) for x in self._now}
        theirs = dict(self._theirs)
        typed = dict(self._typed)
        for line in found.lines:
            showed = before.get(line.item_id)
            if showed is None:
                continue
            for box, kept in boxes_of(line).items():
                place = place_of(box, line.item_id)
                if box != "method" and typed.get(place, showed[box]) != kept:
                    theirs[place] = theirs.get(place, 0) + 1
                    typed.pop(place, None)
        self._theirs, self._typed = theirs, typed


def _entered(
    db: Session, *, ref: str, item_id: int, boxes: dict[str, str], by: Viewer, language: str,
    seen: dict[str, str] | None,
) -> Editor:  # fmt: skip
    enter_line(db, ref=ref, item_id=item_id, boxes=boxes, by=by, seen=seen)
    return _editor(db, ref=ref, language=language)


def _editor(db: Session, *, ref: str, language: str) -> Editor:
    today, rates = today_and_rates(db, now_utc(), contract_of(db, ref=ref))
    return editor(db, ref=ref, language=language, rates=rates, today=today)


def _versions(db: Session, *, ref: str, contract_ref: str) -> tuple[int, int]:
    """The application's version, and how often what it stands on has changed."""
    version = db.exec(select(ProgressInvoice.version).where(ProgressInvoice.ref == ref)).first()
    return version or 0, live.version_of(db, "organisation", f"contract:{contract_ref}")


def _timeline(db: Session, *, progress_id: int, language: str) -> list[ChangeRow]:
    zone = the_organisation(db).time_zone
    return list(history_of(db, About("application", progress_id), language=language, time_zone=zone))
