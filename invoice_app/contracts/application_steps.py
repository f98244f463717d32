"""What happens to an application on its page: submitted, sent back, deleted, approved and issued."""

import asyncio

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from invoice_app.contracts import page_wording as p
from invoice_app.contracts.application_view import Head
from invoice_app.contracts.issuing import require_issuable
from invoice_app.contracts.models import ProgressInvoice
from invoice_app.contracts.pressing import addresses_of, contract_of, press_application, today_and_rates
from invoice_app.contracts.progress_drafting import discard
from invoice_app.contracts.reach import reached_application
from invoice_app.contracts.reviewing import LinesToCorrect, RemarkNeeded, refuse_unsound, send_back, submit
from invoice_app.contracts.standing import by_ref, standing_of
from invoice_app.invoices.wording import FINALISED, FINALISED_AND_SENT
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, may, needs
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_APPROVE = needs(Tool.CONTRACTS, Level.ADMIN)


class ApplicationSteps(rx.State, mixin=True):
    """The part of `ApplicationPage` that moves the application on; each step asks in a dialog first."""

    head: Head = Head()
    mode: str = "work"
    submitting: bool = False
    returning: bool = False
    discarding: bool = False
    approving: bool = False
    releasing: bool = False
    addresses: str = ""
    wrong: str = ""

    @handler(_READ)
    async def close(self) -> None:
        self._close_all()

    @handler(_WRITE)
    async def ask_submit(self) -> None:
        """Ask for a note, unless something stands in the way: then say what."""
        try:
            await read(_sound, ref=await self._reached())
        except LinesToCorrect as refusal:
            await self._go_to(refusal.field)
            raise
        self._close_all()
        self.submitting = True

    @handler(_WRITE)
    async def submit(self, form: dict) -> None:
        await write(
            submit, ref=await self._reached(), version=self.head.version, by=await viewer_of(self),
            now=now_utc(), note=fields_of(form, 1000).get("note", ""),
        )  # fmt: skip
        self.submitting = False
        await announce(self, p.SUBMITTED)
        await self._show(whole=True)
        self.mode = "certify"

    @handler(_WRITE)
    async def ask_return(self) -> None:
        self._close_all()
        self.wrong, self.returning = "", True

    @handler(_WRITE)
    async def send_back(self, form: dict) -> None:
        remark = fields_of(form, 2000).get("remark", "")
        try:
            await write(
                send_back, ref=await self._reached(), version=self.head.version, remark=remark,
                by=await viewer_of(self), now=now_utc(),
            )  # fmt: skip
        except RemarkNeeded as refusal:
            self.wrong = refusal.phrase.to(await language_of(self))
            return
        self.returning, self.mode = False, "work"
        await announce(self, p.SENT_BACK)
        await self._show(whole=True)

    @handler(_WRITE)
    async def ask_discard(self) -> None:
        self._close_all()
        self.discarding = True

    @handler(_WRITE)
    async def discard(self) -> EventSpec | None:
        contract_ref = self.head.contract_ref
        await write(discard, ref=await self._reached(), by=await viewer_of(self), now=now_utc())
        self.discarding = False
        await announce(self, p.DISCARDED)
        return rx.redirect(f"/contracts/{contract_ref}/invoices", replace=True)

    @handler(_APPROVE)
    async def ask_approve(self) -> None:
        """Open the last step, unless something stands in the way: then say what."""
        try:
            await read(_issuable, ref=await self._reached(), version=self.head.version)
        except LinesToCorrect as refusal:
            await self._go_to(refusal.field)
            raise
        self.addresses = ", ".join(await read(addresses_of, ref=await self._reached()))
        self._close_all()
        self.approving = True

    @handler(_APPROVE)
    async def approve(self, form: dict) -> EventSpec | None:
        """Approve, issue, and send as the box says."""
        fields = fields_of(form, 1000)
        emailed = fields.get("send", "") not in ("", "false")
        viewer = await viewer_of(self)
        issued = await asyncio.to_thread(
            press_application,
            ref=await self._reached(),
            version=self.head.version,
            by=viewer,
            now=now_utc(),
            emailed=emailed,
            note=fields.get("note", ""),
        )
        self.approving = False
        if issued.emailed:
            await announce(self, FINALISED_AND_SENT.filled(number=issued.number), "sent")
        else:
            await announce(self, FINALISED.filled(number=issued.number))
        if may(viewer, needs(Tool.INVOICES, Level.READ)):
            return rx.redirect(f"/invoices/{issued.ref}")
        await self._show(whole=True)
        return None

    def _close_all(self) -> None:
        self.submitting = self.returning = self.discarding = self.approving = self.releasing = False

    def _here(self) -> str:
        """The application in the address: what is typed while the server is away still finds its line."""
        return text_of(self.router.url.path.strip("/").rpartition("/")[2], 26)

    async def _reached(self) -> str:
        """The same, once this person may read it. Raises `NotFound`."""
        return await reached_application(self, self._here())

    async def _show(self, *, whole: bool = False) -> None:
        """Read the application again: the page's own."""
        raise NotImplementedError

    async def _go_to(self, place: str) -> None:
        """Put the keyboard in a box: the page's own."""
        raise NotImplementedError


def _sound(db: Session, *, ref: str) -> None:
    refuse_unsound(standing_of(db, by_ref(db, ProgressInvoice, ref), rates=()))


def _issuable(db: Session, *, ref: str, version: int) -> None:
    _, rates = today_and_rates(db, now_utc(), contract_of(db, ref=ref))
    require_issuable(db, ref=ref, version=version, rates=rates)
