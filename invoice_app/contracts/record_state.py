"""The contract's own page: three tabs with an address each, approving it, and its billing periods."""

from dataclasses import asdict
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from invoice_app.contracts import emails_state, payments_state, readers_state
from invoice_app.contracts import page_wording as p
from invoice_app.contracts.approving import ContractIncomplete, approve_contract
from invoice_app.contracts.emails_state import ContractEmailsTab
from invoice_app.contracts.files_state import ContractFiles
from invoice_app.contracts.models import ContractStatus, ProgressStatus
from invoice_app.contracts.payments_state import ContractPayments
from invoice_app.contracts.periods import open_period, proposed_period
from invoice_app.contracts.pressing import today_and_rates
from invoice_app.contracts.progress_drafting import CannotStart, PeriodAlreadyBilled, start_progress
from invoice_app.contracts.queries import ContractCard, contract_card
from invoice_app.contracts.readers_state import ContractReaders
from invoice_app.contracts.reading_rights import readable_contract
from invoice_app.contracts.rules import BILLABLE
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc, short_text
from invoice_app.shared.permission import Level, Tool, Viewer, needs
from invoice_app.shared.refusals import Invalid, NotFound, Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_APPROVE = needs(Tool.CONTRACTS, Level.ADMIN)
TABS = ("general", "schedule", "invoices", "payments", "emails")
NO_CONTRACT = ContractCard(
    ref="", version=0, number="", title="", client_ref="", client="", our_role="", role_text="", status="",
    status_text="", is_draft=False, typed_retainage="", typed_stored_retainage="", currency="", tax_class="",
    signed_on="", note="", sum="", created="", approved="", approved_by="", schedule=(), periods=(),
    applications=(),
)  # fmt: skip
_DAYS = ("starts_on", "ends_on", "due_on")
_NO_DAYS = dict.fromkeys(_DAYS, "")


class ContractPage(rx.State):
    """`obstacle` is why the last thing asked could not be done; `helps` are the buttons that lead on."""

    card: ContractCard = NO_CONTRACT
    tab: str = "general"
    missing: bool = False
    can_be_billed: bool = False
    approving: bool = False
    opening: bool = False
    days: dict[str, str] = _NO_DAYS
    wrong: dict[str, str] = _NO_DAYS
    obstacle: str = ""
    helps: list[str] = []
    unfinished_ref: str = ""
    unfinished_number: str = ""

    @handler(_READ)
    async def load(self) -> list[Any]:
        parts = self.router.url.path.strip("/").split("/")
        ref = text_of(parts[1], 26) if len(parts) > 1 else ""
        tab = parts[2] if len(parts) > 2 else "general"
        self.tab = tab if tab in TABS else "general"
        self.approving = self.opening = False
        self._clear()
        if self.card.ref != ref:
            self.card = NO_CONTRACT
        await self._read(ref)
        watch(
            self, ContractPage.refresh, f"contract:{ref}", "members",
            *payments_state.TOPICS, *emails_state.TOPICS, *readers_state.TOPICS,
        )  # fmt: skip
        return self._parts()

    @handler(_READ)
    async def refresh(self) -> list[Any]:
        await self._read(self.card.ref)
        return self._parts()

    @handler(_APPROVE)
    async def ask_approve(self) -> None:
        self._clear()
        self.approving = True

    @handler(_READ)
    async def close(self) -> None:
        self.approving = self.opening = False

    @handler(_APPROVE)
    async def approve(self) -> None:
        self.approving = False
        ref = await self._reached()
        try:
            await write(
                approve_contract, ref=ref, version=self.card.version, by=await viewer_of(self),
                now=now_utc()
            )  # fmt: skip
        except ContractIncomplete as refusal:
            await self._explain(refusal, "edit")
            return
        await announce(self, p.APPROVED)
        await self._read(self.card.ref)

    @handler(_WRITE)
    async def ask_period(self) -> None:
        """Offer the days of the next period."""
        self._clear()
        if self.card.status not in BILLABLE:
            self.obstacle, self.helps = p.NO_APPLICATION_DRAFT.to(await language_of(self)), ["approve"]
            return
        self.days = await read(_proposed, ref=await self._reached())
        self.wrong, self.opening = _NO_DAYS, True

    @handler(_WRITE)
    async def open_period(self, form: dict) -> None:
        typed = {name: text for name, text in fields_of(form, 20).items() if name in _DAYS}
        ref = await self._reached()
        try:
            await write(open_period, ref=ref, typed=typed, by=await viewer_of(self), now=now_utc())
        except Invalid as refusal:
            self.wrong = _NO_DAYS | {refusal.field: refusal.phrase.to(await language_of(self))}
            return
        self.opening = False
        await announce(self, p.PERIOD_OPENED)
        await self._read(self.card.ref)

    @handler(_WRITE)
    async def bill_period(self) -> EventSpec | None:
        """Begin the application of the open period and go to it; or say what is missing, with the way on."""
        self._clear()
        ref = await self._reached()
        try:
            progress = await write(start_progress, contract_ref=ref, by=await viewer_of(self), now=now_utc())
        except CannotStart as refusal:
            await self._explain(refusal, *self._missing())
            return None
        except PeriodAlreadyBilled as refusal:
            await self._explain(refusal, "period")
            return None
        await announce(self, p.APPLICATION_STARTED)
        return rx.redirect(f"/contracts/{self.card.ref}/applications/{progress.ref}")

    def _parts(self) -> list[Any]:
        """What each part of the page reads for itself."""
        parts = {
            "general": [ContractFiles.load(), ContractReaders.load()],
            "payments": [ContractPayments.load()],
            "emails": [ContractEmailsTab.load()],
        }
        return [] if self.missing else parts.get(self.tab, [])

    async def _reached(self) -> str:
        """The contract shown, once this person may still read it. Raises `NotFound`."""
        await read(readable_contract, ref=self.card.ref, viewer=await viewer_of(self))
        return self.card.ref

    def _missing(self) -> list[str]:
        approved = self.card.status in BILLABLE
        has_period = any(period.is_open for period in self.card.periods)
        needed = (("approve", approved), ("period", has_period), ("previous", not self.unfinished_ref))
        return [help_ for help_, there in needed if not there]

    async def _explain(self, refusal: Refusal, *helps: str) -> None:
        self.obstacle, self.helps = refusal.phrase.to(await language_of(self)), list(helps)

    def _clear(self) -> None:
        self.obstacle, self.helps = "", []

    async def _read(self, ref: str) -> None:
        try:
            card = await read(_card, ref=ref, viewer=await viewer_of(self), language=await language_of(self))
        except NotFound:
            self.card, self.missing = NO_CONTRACT, True
            return
        if card.status != self.card.status or card.periods != self.card.periods:
            self._clear()
        self.card, self.missing = card, False
        self.can_be_billed = card.status in (ContractStatus.APPROVED, ContractStatus.COMPLETE)
        unfinished = [a for a in card.applications[:1] if a.status != ProgressStatus.APPROVED]
        self.unfinished_ref = unfinished[0].ref if unfinished else ""
        self.unfinished_number = str(unfinished[0].sequence) if unfinished else ""


def _card(db: Session, *, ref: str, viewer: Viewer, language: str) -> ContractCard:
    readable_contract(db, ref=ref, viewer=viewer)
    return contract_card(db, ref=ref, language=language, time_zone=the_organisation(db).time_zone)


def _proposed(db: Session, *, ref: str) -> dict[str, str]:
    today, _ = today_and_rates(db, now_utc())
    return {name: short_text(day) for name, day in asdict(proposed_period(db, ref=ref, today=today)).items()}
