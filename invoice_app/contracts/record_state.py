"""The contract's own page: what stands on each of its tabs, and billing it.

Its statuses are moved by `status_state`, its periods by `period_state`.
"""

from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from invoice_app.contracts import emails_state, payments_state, readers_state
from invoice_app.contracts import page_wording as p
from invoice_app.contracts.billing_queries import Billing, billing_of
from invoice_app.contracts.emails_state import ContractEmailsTab
from invoice_app.contracts.files_state import ContractFiles
from invoice_app.contracts.filling import start
from invoice_app.contracts.history_queries import HistoryPage, history_page
from invoice_app.contracts.models import ProgressKind
from invoice_app.contracts.order_queries import OrderRow, orders_of_contract
from invoice_app.contracts.payments_state import ContractPayments
from invoice_app.contracts.progress_drafting import CannotStart, PeriodAlreadyBilled
from invoice_app.contracts.queries import ContractCard, Figures, contract_card
from invoice_app.contracts.reach import reached
from invoice_app.contracts.readers_state import ContractReaders
from invoice_app.contracts.schedule_queries import SchedulePage, schedule_page
from invoice_app.contracts.terms_rules import NotOffered
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import day_of, now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import NotFound, Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
TABS = ("general", "schedule", "orders", "invoices", "payments", "emails", "history")
NO_CONTRACT = ContractCard(
    ref="", version=0, number="", title="", client_ref="", client="", role_text="", status="",
    status_text="", is_draft=False, can_be_billed=False, moves=(), sum="", created="", approved="",
    approved_by="", figures=Figures("", "", "", "", "", "", 0), dates=(), billing=(), inclusions="",
    exclusions="", note="", is_private=False, open_period="", unfinished_ref="", unfinished_number="",
)  # fmt: skip
NO_SCHEDULE = SchedulePage(
    rows=(), shown="", page=0, has_earlier=False, has_later=False, orders=(), original="", changes="",
    revised="", has_changes=False,
)  # fmt: skip
NO_BILLING = Billing((), ())
NO_HISTORY = HistoryPage((), "", 0, False, False)


class ContractPage(rx.State):
    """`obstacle` is why the last thing asked could not be done; `helps` are the buttons that lead on.

    Of the tabs, only the one that is shown is filled: a schedule can be long.
    """

    card: ContractCard = NO_CONTRACT
    tab: str = ""
    missing: bool = False
    schedule: SchedulePage = NO_SCHEDULE
    orders: list[OrderRow] = []
    billing: Billing = NO_BILLING
    history: HistoryPage = NO_HISTORY
    obstacle: str = ""
    helps: list[str] = []

    @handler(_READ)
    async def load(self) -> list[Any]:
        parts = self.router.url.path.strip("/").split("/")
        ref = text_of(parts[1], 26) if len(parts) > 1 else ""
        tab = parts[2] if len(parts) > 2 else "general"
        self._clear()
        if self.card.ref != ref:
            self.card = NO_CONTRACT
        self._empty_tabs()
        await self._show(ref, tab if tab in TABS else "general")
        watch(
            self, ContractPage.refresh, f"contract:{ref}", "members", "invoices",
            *payments_state.TOPICS, *emails_state.TOPICS, *readers_state.TOPICS,
        )  # fmt: skip
        return self._parts()

    @handler(_READ)
    async def refresh(self) -> list[Any]:
        await self._show(self.card.ref, self.tab)
        return self._parts()

    @handler(_READ)
    async def schedule_earlier(self) -> None:
        await self._show(self.card.ref, self.tab, schedule=self.schedule.page - 1)

    @handler(_READ)
    async def schedule_later(self) -> None:
        await self._show(self.card.ref, self.tab, schedule=self.schedule.page + 1)

    @handler(_READ)
    async def history_earlier(self) -> None:
        await self._show(self.card.ref, self.tab, history=self.history.page - 1)

    @handler(_READ)
    async def history_later(self) -> None:
        await self._show(self.card.ref, self.tab, history=self.history.page + 1)

    @handler(_WRITE)
    async def bill_period(self, kind: str) -> EventSpec | None:
        """Begin the application of the open period and go to it; or say what is missing, with the way on."""
        self._clear()
        if text_of(kind, 20) not in list(ProgressKind):
            raise NotOffered()
        try:
            progress = await write(
                start,
                contract_ref=await reached(self, self.card.ref),
                kind=kind,
                by=await viewer_of(self),
                now=now_utc(),
            )
        except CannotStart as refusal:
            await self._explain(refusal, *self._needed())
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

    def _needed(self) -> list[str]:
        has = (("approve", self.card.can_be_billed), ("period", bool(self.card.open_period)),
               ("previous", not self.card.unfinished_ref))  # fmt: skip
        return [help_ for help_, there in has if not there]

    async def _explain(self, refusal: Refusal, *helps: str) -> None:
        self.obstacle, self.helps = refusal.phrase.to(await language_of(self)), list(helps)

    def _clear(self) -> None:
        self.obstacle, self.helps = "", []

    def _empty_tabs(self) -> None:
        self.tab, self.schedule, self.orders = "", NO_SCHEDULE, []
        self.billing, self.history = NO_BILLING, NO_HISTORY

    async def _show(
        self, ref: str, tab: str, *, schedule: int | None = None, history: int | None = None
    ) -> None:
        """Read what every tab shows and what this one does; pages stay where they are unless one is asked."""
        language = await language_of(self)
        schedule = self.schedule.page if schedule is None else schedule
        history = self.history.page if history is None else history
        try:
            card = await read(_card, ref=await reached(self, ref), language=language)
            if tab == "schedule":
                self.schedule = await read(schedule_page, ref=ref, language=language, page=schedule)
            elif tab == "orders":
                self.orders = list(await read(orders_of_contract, ref=ref, language=language))
            elif tab == "invoices":
                self.billing = await read(_billing, ref=ref, language=language)
            elif tab == "history":
                self.history = await read(_history, ref=ref, language=language, page=history)
        except NotFound:
            self._clear()
            self._empty_tabs()
            self.card, self.missing = NO_CONTRACT, True
            return
        if (card.status, card.open_period) != (self.card.status, self.card.open_period):
            self._clear()
        self.card, self.tab, self.missing = card, tab, False


def _card(db: Session, *, ref: str, language: str) -> ContractCard:
    return contract_card(db, ref=ref, language=language, time_zone=the_organisation(db).time_zone)


def _billing(db: Session, *, ref: str, language: str) -> Billing:
    today = day_of(now_utc(), the_organisation(db).time_zone)
    return billing_of(db, ref=ref, language=language, today=today)


def _history(db: Session, *, ref: str, language: str, page: int) -> HistoryPage:
    return history_page(db, ref=ref, language=language, time_zone=the_organisation(db).time_zone, page=page)
