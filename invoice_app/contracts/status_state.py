"""Moving a contract from a status to the next, from its page."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts.approving import ContractIncomplete, approve_contract
from invoice_app.contracts.models import ContractStatus
from invoice_app.contracts.reach import reached
from invoice_app.contracts.record_state import ContractPage
from invoice_app.contracts.status_rules import BEFORE_APPROVAL, needs_reason
from invoice_app.contracts.statuses import ApplicationUnfinished, ReasonMissing, change_status
from invoice_app.contracts.terms_rules import NotOffered
from invoice_app.shared.database import write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_DECIDE = needs(Tool.CONTRACTS, Level.ADMIN)


class ContractMoves(rx.State):
    """`moving_to` is the status that the open dialog asks about; `text` says what it will mean."""

    approving: bool = False
    moving: bool = False
    moving_to: str = ""
    title: str = ""
    text: str = ""
    asks_reason: bool = False
    wrong: str = ""

    @handler(_DECIDE)
    async def ask_approve(self) -> None:
        await self._clear()
        self.approving = True

    @handler(_DECIDE)
    async def approve(self) -> None:
        self.approving = False
        page = await self.get_state(ContractPage)
        try:
            await write(
                approve_contract,
                ref=await reached(self, page.card.ref),
                version=page.card.version,
                by=await viewer_of(self),
                now=now_utc(),
            )
        except ContractIncomplete as refusal:
            await page._explain(refusal, "edit")
            return
        await announce(self, p.APPROVED)
        await page._show(page.card.ref, page.tab)

    @handler(_WRITE)
    async def ask_move(self, to: str) -> None:
        """Ask before a move; what it means depends on where it goes."""
        await self._clear()
        page = await self.get_state(ContractPage)
        to = text_of(to, 20)
        if to not in r.MOVE_TEXTS or to not in page.card.moves:
            raise NotOffered()
        language = await language_of(self)
        target = ContractStatus(to)
        self.moving, self.moving_to, self.wrong = True, to, ""
        self.asks_reason = needs_reason(page.card.status, to)
        self.title = r.move_title(page.card.status, target).to(language)
        self.text = r.MOVE_TEXTS[target].to(language)

    @handler(_READ)
    async def close(self) -> None:
        self.approving = self.moving = False

    @handler(_WRITE)
    async def sign(self, form: dict) -> None:
        """Between draft and signature, which binds nobody yet."""
        if self.moving_to not in BEFORE_APPROVAL:
            raise NotOffered()
        await self._move(form)

    @handler(_DECIDE)
    async def decide(self, form: dict) -> None:
        """To complete or terminated, and back."""
        await self._move(form)

    async def _move(self, form: object) -> None:
        page = await self.get_state(ContractPage)
        note = fields_of(form, 500).get("move-note", "")
        try:
            await write(
                change_status,
                ref=await reached(self, page.card.ref),
                version=page.card.version,
                to=self.moving_to,
                note=note,
                by=await viewer_of(self),
                now=now_utc(),
            )
        except ReasonMissing as refusal:
            self.wrong = refusal.phrase.to(await language_of(self))
            return
        except (ContractIncomplete, ApplicationUnfinished) as refusal:
            self.moving = False
            await page._explain(refusal, "edit" if isinstance(refusal, ContractIncomplete) else "previous")
            return
        except Refusal:
            # Its banner would stand behind the dialog.
            self.moving = False
            raise
        self.moving = False
        await announce(self, r.MOVED)
        await page._show(page.card.ref, page.tab)

    async def _clear(self) -> None:
        self.approving = self.moving = False
        (await self.get_state(ContractPage))._clear()
