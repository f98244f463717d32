"""The queue, for Admins: what waits, what failed, and what they may do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import reflex as rx
from sqlmodel import Session

from invoice_app.mail import actions, holds
from invoice_app.mail.actions import NotInThatState
from invoice_app.mail.queue import queries as queue
from invoice_app.mail.queue import wording as w
from invoice_app.mail.queue.queries import SHOWS, QueueRow
from invoice_app.mail.standing import Trouble, age, figures, oldest_posted_at, trouble
from invoice_app.mail.states import EmailStatus
from invoice_app.mail.wording import STILL_IN_DOUBT
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

ADMIN = needs(Tool.INVOICES, Level.ADMIN)


def _cancel(db: Session, *, email_ref: str, now: datetime) -> Phrase:
    email = actions.cancel(db, email_ref=email_ref)
    return w.NOW_CANCELLED if email.status == EmailStatus.CANCELLED else STILL_IN_DOUBT


class MailQueue(rx.State):
    rows: list[QueueRow] = []
    trouble: Trouble = Trouble()
    waiting: str = "0"
    uncertain: str = "0"
    failed: str = "0"
    oldest: str = ""
    show: str = "open"
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    loading: bool = True
    asking: str = ""
    """What is asked before it is done: `pause`, `retry_all`, `cancel`, `again`; empty for nothing."""
    _about: str = ""
    _open: str = ""
    _page: int = 0

    @handler(ADMIN)
    async def load(self) -> Then:
        shown = text_of(self.router.url.query_parameters.get("show", ""))
        self.show, self._page = (shown if shown in SHOWS else "open"), 0
        self.asking = self._about = self._open = ""
        await self._read()
        watch(self, MailQueue.refresh, "mail")

    @handler(ADMIN)
    async def refresh(self) -> Then:
        await self._read()

    @handler(ADMIN)
    async def filter_by(self, show: str) -> Then:
        wanted = text_of(show, 20)
        self.show, self._page = (wanted if wanted in SHOWS else "open"), 0
        await self._read()

    @handler(ADMIN)
    async def earlier(self) -> Then:
        self._page = max(0, self._page - 1)
        await self._read()

    @handler(ADMIN)
    async def later(self) -> Then:
        self._page += self.has_later
        await self._read()

    @handler(ADMIN)
    async def open_one(self, ref: str) -> Then:
        """Show the attempts of one email; the same again folds them."""
        ref = text_of(ref, 26)
        self._open = "" if self._open == ref else ref
        await self._read()

    @handler(ADMIN)
    async def ask(self, what: str, ref: str) -> Then:
        self.asking, self._about = text_of(what, 20), text_of(ref, 26)

    @handler(ADMIN)
    async def close(self) -> Then:
        self.asking = self._about = ""

    @handler(ADMIN)
    async def send_again(self, ref: str) -> Then:
        await self._do(actions.send_again, text_of(ref, 26), w.QUEUED_AGAIN)

    @handler(ADMIN)
    async def send_doubtful_again(self) -> Then:
        await self._do(actions.send_again, self._about, w.QUEUED_AGAIN)

    @handler(ADMIN)
    async def mark_sent(self, ref: str) -> Then:
        await self._do(actions.mark_sent, text_of(ref, 26), w.NOW_MARKED)

    @handler(ADMIN)
    async def cancel(self) -> Then:
        await self._do(_cancel, self._about)

    @handler(ADMIN)
    async def retry_all(self) -> Then:
        """Queue every failure again; one that changed meanwhile is left alone."""
        viewer, now = await viewer_of(self), now_utc()

        def again(db: Session) -> int:
            done = 0
            for ref in queue.failures(db, viewer=viewer):
                try:
                    actions.send_again(db, email_ref=ref, now=now)
                except NotInThatState:
                    continue
                done += 1
            return done

        self.asking = ""
        await announce(self, w.ALL_QUEUED_AGAIN.filled(n=await write(again)))
        await self._read()

    @handler(ADMIN)
    async def pause(self) -> Then:
        viewer = await viewer_of(self)
        self.asking = ""
        await write(holds.pause, by_name=viewer.name, now=now_utc())
        await announce(self, w.NOW_PAUSED)
        await self._read()

    @handler(ADMIN)
    async def resume(self) -> Then:
        await write(holds.resume)
        await announce(self, w.NOW_RESUMED)
        await self._read()

    @handler(ADMIN)
    async def try_again(self) -> Then:
        """The settings were corrected, or may have been: let one email try at once."""
        await write(holds.try_again, now=now_utc())
        await announce(self, w.TRYING)
        await self._read()

    async def _do(self, act: Callable[..., object], ref: str, said: Phrase | None = None) -> None:
        """Do it, and announce `said`, or what `act` says of how it went."""
        viewer, now = await viewer_of(self), now_utc()
        self.asking = self._about = ""

        def acting(db: Session) -> object:
            return act(db, email_ref=queue.reachable(db, ref=ref, viewer=viewer), now=now)

        went = await write(acting)
        told = said or (went if isinstance(went, Phrase) else None)
        if told:
            await announce(self, told)
        await self._read()

    async def _read(self) -> None:
        viewer, language, now = await viewer_of(self), await language_of(self), now_utc()

        def look(db: Session) -> tuple[queue.QueuePage, Trouble, tuple[str, str, str, str]]:
            zone = the_organisation(db).time_zone
            counted = figures(db, now=now)
            since = queue.oldest_words(counted.waiting, oldest_posted_at(db), now, age).to(language)
            page = queue.page_of_queue(
                db,
                viewer=viewer,
                show=self.show,
                page=self._page,
                opened=self._open,
                language=language,
                time_zone=zone,
            )
            numbers = (str(counted.waiting), str(counted.uncertain), str(counted.failed), since)
            return page, trouble(db, language=language, time_zone=zone), numbers

        page, self.trouble, (self.waiting, self.uncertain, self.failed, self.oldest) = await read(look)
        self.rows = list(page.rows)
        self.has_earlier, self.has_later = page.has_earlier, page.has_later
        self.position = f"{page.first}–{page.last}"
        self.loading = False
