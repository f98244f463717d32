"""The page of mail, and the count of replies beside « Courriels » on every page."""

import reflex as rx

from invoice_app.desk.mail_queries import MailLine, page_of_mail
from invoice_app.desk.mail_sight import READ
from invoice_app.desk.queries import how_many_unread
from invoice_app.mail import notices
from invoice_app.mail.arrivals import TOPIC
from invoice_app.mail.searching import Show
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import SIGNED_IN, Viewer, may
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch
from invoice_app.ui.shell import Inbox

_SHOWN = tuple(show.value for show in Show)


class MailPage(rx.State):
    rows: list[MailLine] = []
    search: str = ""
    show: str = Show.ALL.value
    by_conversation: bool = True
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    loading: bool = True
    opened: str = ""
    _page: int = 0

    @handler(READ)
    async def load(self) -> None:
        """Open the page; `?q=` in the address searches, `?show=undelivered` chooses a filter."""
        asked = self.router.url.query_parameters
        words, shown = text_of(asked.get("q", ""), 100), text_of(asked.get("show", ""), 20)
        if self.opened != f"{shown or Show.ALL} {words}":
            # Another search than the one that was open here; a reconnection finds its own again.
            self.search, self._page = words, 0
            self.show = shown if shown in _SHOWN else Show.ALL.value
            self.opened = f"{shown or Show.ALL} {words}"
        await self._read()
        watch(self, MailPage.refresh, "mail", TOPIC)

    @handler(READ)
    async def refresh(self) -> None:
        await self._read()

    @handler(READ)
    async def find(self, text: str) -> None:
        text = text_of(text, 100)
        if text != self.search:
            self.search, self._page = text, 0
            await self._read()

    @handler(READ)
    async def find_now(self, form: dict) -> None:
        """Enter: nobody waits for the end of their own typing."""
        self.search, self._page = fields_of(form).get("q", "")[:100], 0
        await self._read()

    @handler(READ)
    async def filter_by(self, show: str) -> None:
        self.show, self._page = (show if show in _SHOWN else Show.ALL.value), 0
        await self._read()

    @handler(READ)
    async def mark_all_read(self) -> None:
        await write(notices.seen_all, (await viewer_of(self)).account_id, now_utc())
        await self._read()

    @handler(READ)
    async def earlier(self) -> None:
        self._page = max(0, self._page - 1)
        await self._read()

    @handler(READ)
    async def later(self) -> None:
        self._page += self.has_later
        await self._read()

    async def _read(self) -> None:
        page = await read(
            page_of_mail,
            viewer=await viewer_of(self),
            language=await language_of(self),
            search=self.search,
            show=self.show,
            page=self._page,
        )
        self.rows, self.has_earlier, self.has_later = list(page.rows), page.has_earlier, page.has_later
        self.position, self.by_conversation = page.position, page.by_conversation
        self.loading = False


class InboxCount(rx.State):
    """Counts anew whenever a reply arrives or is read, whatever page is open; members' pages too are told."""

    @handler(SIGNED_IN)
    async def refresh(self) -> None:
        await count_unread(self, await viewer_of(self))


async def count_unread(state: rx.State, viewer: Viewer | None) -> None:
    """Fill the count beside « Courriels »; nothing is asked for who has no mail to read."""
    inbox = await state.get_state(Inbox)
    unread = await read(how_many_unread, viewer=viewer) if viewer and may(viewer, READ) else 0
    if inbox.unread != unread:
        inbox.unread = unread
