"""The page of an application for payment: filled in, reviewed, approved, issued."""

import asyncio
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from invoice_app.contracts import page_wording as p
from invoice_app.contracts.issuing import require_issuable
from invoice_app.contracts.pressing import addresses_of, press_application, today_and_rates
from invoice_app.contracts.progress_drafting import discard, enter_line
from invoice_app.contracts.progress_queries import (
    Editor,
    EditorLine,
    EditorTotals,
    SummaryText,
    TaxText,
    editor,
)
from invoice_app.contracts.reading_rights import readable_application
from invoice_app.contracts.reviewing import LinesToCorrect, send_back, submit
from invoice_app.invoices.wording import FINALISED, FINALISED_AND_SENT
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_APPROVE = needs(Tool.CONTRACTS, Level.ADMIN)
_BOXES = ("method", "work", "stored", "release", "release_stored")
_NO_TOTALS = EditorTotals("", "", "", "", "", "", "", "")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with the ids of its boxes. `drawn` changes when they must be filled anew."""

    drawn: str
    figures: EditorLine


@dataclass(frozen=True, slots=True)
class Head:
    """What the page says beside the lines."""

    ref: str = ""
    version: int = 0
    number: str = ""
    status: str = ""
    status_text: str = ""
    can_edit: bool = False
    is_under_review: bool = False
    remark: str = ""
    contract_ref: str = ""
    contract: str = ""
    period: str = ""
    payment_due: str = ""
    due: str = ""
    total: str = ""
    to_correct: str = ""
    invoice_ref: str = ""
    invoice_number: str = ""


class ApplicationPage(rx.State):
    """`_typed` is what was typed here, by box; `_theirs` counts, by line, what somebody else typed."""

    head: Head = Head()
    lines: list[ShownLine] = []
    totals: EditorTotals = _NO_TOTALS
    summary: list[SummaryText] = []
    taxes: list[TaxText] = []
    missing: bool = False
    submitting: bool = False
    returning: bool = False
    discarding: bool = False
    approving: bool = False
    busy: bool = False
    addresses: str = ""
    go_to: str = ""
    _typed: dict[str, str] = {}
    _theirs: dict[str, int] = {}

    @handler(_READ)
    async def load(self) -> None:
        self.submitting = self.returning = self.discarding = self.approving = self.busy = False
        self._typed, self._theirs, self.go_to = {}, {}, ""
        ref = self._here()
        if self.head.ref != ref:
            self.head, self.lines = Head(), []
        await self._show()
        watch(
            self,
            ApplicationPage.refresh,
            f"progress:{ref}",
            f"contract:{self.head.contract_ref}",
            "organisation",
        )

    @handler(_READ)
    async def refresh(self) -> None:
        """Somebody else typed, or moved the application on."""
        await self._show()

    @handler(_WRITE)
    async def type_box(self, item_id: int, box: str, drawn: str, text: str) -> None:
        """Keep what was typed; unless the box was filled anew by somebody else meanwhile: then say so."""
        if not isinstance(item_id, int) or box not in _BOXES:
            return
        shown = text_of(text, 40)
        if text_of(drawn, 20) != self._drawn(item_id):
            await announce(self, p.REPLACED, "refused")
            return
        self._typed = {**self._typed, f"{box}-{item_id}": shown}
        if self._kept(item_id).get(box) == shown:
            return
        await write(enter_line, ref=await self._reached(), item_id=item_id, boxes={box: shown})
        await self._show()

    @handler(_READ)
    async def close(self) -> None:
        self.submitting = self.returning = self.discarding = self.approving = False

    @handler(_WRITE)
    async def submit(self) -> None:
        ref = await self._reached()
        try:
            await write(submit, ref=ref, version=self.head.version, by=await viewer_of(self), now=now_utc())
        except LinesToCorrect as refusal:
            self.go_to = refusal.field
            raise
        await announce(self, p.SUBMITTED)
        await self._show()

    @handler(_WRITE)
    async def ask_return(self) -> None:
        self.returning = True

    @handler(_WRITE)
    async def send_back(self, form: dict) -> None:
        remark = fields_of(form, 2000).get("remark", "")
        await write(send_back, ref=await self._reached(), version=self.head.version, remark=remark)
        self.returning = False
        await announce(self, p.SENT_BACK)
        await self._show()

    @handler(_WRITE)
    async def ask_discard(self) -> None:
        self.discarding = True

    @handler(_WRITE)
    async def discard(self) -> EventSpec | None:
        contract_ref = self.head.contract_ref
        await write(discard, ref=await self._reached())
        self.discarding = False
        await announce(self, p.DISCARDED)
        return rx.redirect(f"/contracts/{contract_ref}/invoices", replace=True)

    @handler(_APPROVE)
    async def ask_approve(self) -> None:
        """Open the last step, unless something stands in the way: then say what."""
        ref = await self._reached()
        await read(_issuable, ref=ref, version=self.head.version)
        self.addresses = ", ".join(await read(addresses_of, ref=ref))
        self.approving = True

    @handler(_APPROVE)
    async def approve(self, form: dict) -> EventSpec | None:
        """Approve, issue, and send as the box says."""
        emailed = fields_of(form, 20).get("send", "") not in ("", "false")
        viewer, ref = await viewer_of(self), await self._reached()
        issued = await asyncio.to_thread(
            press_application,
            ref=ref,
            version=self.head.version,
            by=viewer,
            now=now_utc(),
            emailed=emailed,
        )
        self.approving = False
        if issued.emailed:
            await announce(self, FINALISED_AND_SENT.filled(number=issued.number), "sent")
        else:
            await announce(self, FINALISED.filled(number=issued.number))
        if may(viewer, needs(Tool.INVOICES, Level.READ)):
            return rx.redirect(f"/invoices/{issued.ref}")
        await self._show()
        return None

    def _here(self) -> str:
        """The application in the address: what is typed while the server is away still finds its line."""
        return text_of(self.router.url.path.strip("/").rpartition("/")[2], 26)

    async def _reached(self) -> str:
        """The same, once this person may read it. Raises `NotFound`."""
        ref = self._here()
        await read(readable_application, ref=ref, viewer=await viewer_of(self))
        return ref

    def _drawn(self, item_id: int) -> str:
        return f"{item_id}-{self._theirs.get(str(item_id), 0)}"

    def _kept(self, item_id: int) -> dict[str, str]:
        """What the boxes of a line held when they were last read."""
        return next((_boxes_of(x.figures) for x in self.lines if x.figures.item_id == item_id), {})

    async def _show(self) -> None:
        try:
            found = await read(
                _editor, ref=self._here(), viewer=await viewer_of(self), language=await language_of(self)
            )
        except NotFound:
            self.head, self.lines, self.missing = Head(), [], True
            return
        self._notice_others(found)
        self.missing, self.head = False, _head(found)
        self.lines = [ShownLine(self._drawn(line.item_id), line) for line in found.lines]
        self.totals, self.summary, self.taxes = found.totals, list(found.summary), list(found.taxes)

    def _notice_others(self, found: Editor) -> None:
        """Draw anew the boxes of a line where something else is kept now than they show."""
        before = {x.figures.item_id: _boxes_of(x.figures) for x in self.lines}
        for line in found.lines:
            kept, showed = _boxes_of(line), before.get(line.item_id, {})
            theirs = {
                f"{box}-{line.item_id}"
                for box in kept.keys() - {"method"}
                if self._typed.get(f"{box}-{line.item_id}", showed.get(box, kept[box])) != kept[box]
            }
            if theirs:
                key = str(line.item_id)
                self._theirs = {**self._theirs, key: self._theirs.get(key, 0) + 1}
                self._typed = {box: text for box, text in self._typed.items() if box not in theirs}


def _boxes_of(line: EditorLine) -> dict[str, str]:
    return {
        "method": line.method,
        "work": line.typed_work,
        "stored": line.typed_stored,
        "release": line.typed_release,
        "release_stored": line.typed_release_stored,
    }


def _head(found: Editor) -> Head:
    return Head(
        ref=found.ref,
        version=found.version,
        number=str(found.sequence),
        status=found.status,
        status_text=found.status_text,
        can_edit=found.can_edit,
        is_under_review=found.is_under_review,
        remark=found.remark,
        contract_ref=found.contract_ref,
        contract=found.contract_number or found.contract_title,
        period=found.period,
        payment_due=found.payment_due,
        due=found.due,
        total=found.total,
        to_correct=str(found.to_correct) if found.to_correct else "",
        invoice_ref=found.invoice_ref,
        invoice_number=found.invoice_number,
    )


def _editor(db: Session, *, ref: str, viewer: Viewer, language: str) -> Editor:
    readable_application(db, ref=ref, viewer=viewer)
    today, rates = today_and_rates(db, now_utc())
    return editor(db, ref=ref, language=language, rates=rates, today=today)


def _issuable(db: Session, *, ref: str, version: int) -> None:
    _, rates = today_and_rates(db, now_utc())
    require_issuable(db, ref=ref, version=version, rates=rates)
