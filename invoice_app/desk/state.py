"""The start page of the people who work for the organisation."""

import reflex as rx

from invoice_app.desk.mail_sight import READ
from invoice_app.desk.queries import Reply, how_many_unread, replies
from invoice_app.invoices.delivered import count_undelivered
from invoice_app.invoices.queries import InvoiceRow, Receivables, page_of_invoices, receivables
from invoice_app.mail import holds, notices
from invoice_app.mail.arrivals import TOPIC
from invoice_app.mail.queries import waiting_to_be_filed
from invoice_app.mail.standing import Trouble, trouble
from invoice_app.organisation import brand
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import SIGNED_IN, Level, Tool, may, needs
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_ADMIN = needs(Tool.INVOICES, Level.ADMIN)
_REPLIES = 6
_NOTHING = Receivables("", "", 0, 0, 0)


class Desk(rx.State):
    money: Receivables = _NOTHING
    rows: list[InvoiceRow] = []
    replies: list[Reply] = []
    unread: int = 0
    to_file: int = 0
    undelivered: int = 0
    trouble: Trouble = Trouble()
    """What holds mail up; for Admins, who can do something about it."""
    loading: bool = True

    @handler(SIGNED_IN)
    async def load(self) -> Then:
        """A member has no desk: their place is the zone."""
        viewer = await viewer_of(self)
        if not viewer.is_staff:
            return rx.redirect("/zone", replace=True)
        await self._read()
        watch(self, Desk.refresh, "invoices", "payments", "mail", TOPIC)
        return None

    @handler(SIGNED_IN)
    async def refresh(self) -> Then:
        await self._read()

    @handler(READ)
    async def mark_read(self, ref: str) -> Then:
        """One reply is read, without opening it."""
        await write(notices.seen_one, (await viewer_of(self)).account_id, text_of(ref, 26), now_utc())
        await self._read()

    @handler(READ)
    async def mark_all_read(self) -> Then:
        await write(notices.seen_all, (await viewer_of(self)).account_id, now_utc())
        await self._read()

    @handler(_ADMIN)
    async def try_mail(self) -> Then:
        """What held mail up may have been corrected."""
        await write(holds.try_again, now=now_utc())
        await self._read()

    @handler(_ADMIN)
    async def resume_mail(self) -> Then:
        await write(holds.resume)
        await self._read()

    async def _read(self) -> None:
        viewer, language, now = await viewer_of(self), await language_of(self), now_utc()
        self.loading = False
        if not may(viewer, READ):
            self.money, self.rows, self.replies = _NOTHING, [], []
            self.unread = self.to_file = 0
            self.undelivered, self.trouble = 0, Trouble()
            return
        self.money = await read(receivables, viewer=viewer, now=now, language=language)
        page = await read(page_of_invoices, viewer=viewer, now=now, language=language)
        self.rows = list(page.rows[:6])
        self.replies = list(await read(replies, viewer=viewer, language=language, limit=_REPLIES))
        self.unread = await read(how_many_unread, viewer=viewer)
        is_admin = may(viewer, _ADMIN)
        self.to_file = await read(waiting_to_be_filed) if is_admin else 0
        self.undelivered = await read(count_undelivered, viewer=viewer)
        self.trouble = Trouble()
        if is_admin:
            zone = (await brand.shown()).time_zone
            self.trouble = await read(trouble, language=language, time_zone=zone)
