"""The billing periods of a contract, from its page: opened, edited, deleted."""

from dataclasses import asdict

import reflex as rx
from sqlmodel import Session

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts.periods import (
    PeriodBilled,
    PeriodUsed,
    delete_period,
    edit_period,
    open_period,
    proposed_period,
    require_unused,
)
from invoice_app.contracts.reach import reached
from invoice_app.contracts.record_state import ContractPage
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import day_of, now_utc, short_text
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Invalid, NotFound, Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_DAYS = ("starts_on", "ends_on", "due_on")
_NO_DAYS = dict.fromkeys(_DAYS, "")


class ContractPeriods(rx.State):
    """`editing` is the first day of the period that is edited, empty where one is opened.

    `refused` is what stands in the way, said beside the period `refused_on`.
    """

    opening: bool = False
    editing: str = ""
    deleting: bool = False
    deleting_on: str = ""
    deleting_days: str = ""
    days: dict[str, str] = _NO_DAYS
    wrong: dict[str, str] = _NO_DAYS
    refused: str = ""
    refused_on: str = ""

    @handler(_WRITE)
    async def ask_open(self) -> None:
        """Offer the days of the next period."""
        page = await self._page()
        if not page.card.can_be_billed:
            page.obstacle, page.helps = p.NO_APPLICATION_DRAFT.to(await language_of(self)), ["approve"]
            return
        self.days = await read(_proposed, ref=await reached(self, page.card.ref))
        self.wrong, self.editing, self.opening = _NO_DAYS, "", True

    @handler(_WRITE)
    async def ask_edit(self, starts_on: str) -> None:
        page = await self._page()
        await reached(self, page.card.ref)
        period = next((x for x in page.billing.periods if x.starts_on == text_of(starts_on, 10)), None)
        if period is None:
            raise NotFound()
        self.days = {name: getattr(period, name) for name in _DAYS}
        self.wrong, self.editing, self.opening = _NO_DAYS, period.starts_on, True

    @handler(_WRITE)
    async def keep(self, form: dict) -> None:
        """Open the period, or give it the days that were typed; a fault stands beside its box."""
        page = await self.get_state(ContractPage)
        typed = {name: text for name, text in fields_of(form, 20).items() if name in _DAYS}
        by, now = await viewer_of(self), now_utc()
        try:
            if self.editing:
                await write(
                    edit_period,
                    ref=await reached(self, page.card.ref),
                    starts_on=self.editing,
                    seen=self.days,
                    typed=typed,
                    by=by,
                    now=now,
                )
            else:
                await write(open_period, ref=await reached(self, page.card.ref), typed=typed, by=by, now=now)
        except Invalid as refusal:
            self.wrong = _NO_DAYS | {refusal.field: refusal.phrase.to(await language_of(self))}
            return
        except PeriodBilled as refusal:
            self.opening = False
            await self._refuse(refusal, self.editing)
            return
        except Refusal:
            # Its banner would stand behind the dialog.
            self.opening = False
            raise
        self.opening = False
        await announce(self, r.PERIOD_CHANGED if self.editing else p.PERIOD_OPENED)
        await page._show(page.card.ref, page.tab)

    @handler(_WRITE)
    async def ask_delete(self, starts_on: str) -> None:
        """Ask first; one that is billed says so at once, beside its button."""
        page = await self._page()
        await reached(self, page.card.ref)
        period = next((x for x in page.billing.periods if x.starts_on == text_of(starts_on, 10)), None)
        if period is None:
            raise NotFound()
        self.deleting_on, self.deleting_days = period.starts_on, period.days
        try:
            await read(require_unused, ref=await reached(self, page.card.ref), starts_on=period.starts_on)
        except PeriodUsed as refusal:
            await self._refuse(refusal, self.deleting_on)
            return
        self.deleting = True

    @handler(_WRITE)
    async def delete(self) -> None:
        self.deleting = False
        page = await self.get_state(ContractPage)
        try:
            await write(
                delete_period,
                ref=await reached(self, page.card.ref),
                starts_on=self.deleting_on,
                by=await viewer_of(self),
                now=now_utc(),
            )
        except PeriodUsed as refusal:
            await self._refuse(refusal, self.deleting_on)
            return
        await announce(self, r.PERIOD_GONE)
        await page._show(page.card.ref, page.tab)

    @handler(_READ)
    async def close(self) -> None:
        self.opening = self.deleting = False

    async def _refuse(self, refusal: Refusal, starts_on: str) -> None:
        self.refused, self.refused_on = refusal.phrase.to(await language_of(self)), starts_on

    async def _page(self) -> ContractPage:
        """The contract's page, with what was refused before no longer on it."""
        self.opening = self.deleting = False
        self.refused = self.refused_on = ""
        page = await self.get_state(ContractPage)
        page._clear()
        return page


def _proposed(db: Session, *, ref: str) -> dict[str, str]:
    today = day_of(now_utc(), the_organisation(db).time_zone)
    return {name: short_text(day) for name, day in asdict(proposed_period(db, ref=ref, today=today)).items()}
