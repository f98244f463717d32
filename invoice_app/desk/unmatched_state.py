"""« À classer »: what waits is read, filed, or put away."""

from __future__ import annotations

import asyncio
import logging

import reflex as rx

from invoice_app.desk import unmatched_wording as w
from invoice_app.desk.unmatched_filing import READ_MEMBERS, file_with_customer
from invoice_app.desk.unmatched_queries import Opened, WaitingPage, WaitingRow, opened, page_of_waiting
from invoice_app.invoices.moving import file_on_invoice, invoice_choices
from invoice_app.mail import filing, inbound
from invoice_app.mail.models import InboundRaw
from invoice_app.mail.states import RawState
from invoice_app.members.queries import find_customers
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs, require
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_log = logging.getLogger(__name__)
_ADMIN = needs(Tool.INVOICES, Level.ADMIN)
_NOTHING = Opened()


class Unmatched(rx.State):
    """`to_file` is the message that the dialog files, empty when it is closed, and `target` says where:
    on an `invoice` or with a `person`.
    """

    rows: list[WaitingRow] = []
    shows_spam: bool = False
    position: str = ""
    has_earlier: bool = False
    has_later: bool = False
    loading: bool = True
    message: Opened = _NOTHING
    to_file: str = ""
    target: str = "invoice"
    search: str = ""
    choices: list[dict[str, str]] = []
    adds_sender: bool = False
    offers_adding: bool = True
    undo: str = ""
    _page: int = 0

    @handler(_ADMIN)
    async def load(self) -> Then:
        self.shows_spam = self.router.url.query_parameters.get("show", "") == "spam"
        self._page, self.message, self.undo = 0, _NOTHING, ""
        self._close()
        await self._read()
        watch(self, Unmatched.refresh, "mail")

    @handler(_ADMIN)
    async def refresh(self) -> Then:
        await self._read()

    @handler(_ADMIN)
    async def show(self, wanted: str) -> Then:
        """`spam`, or anything else for what waits."""
        self.shows_spam, self._page, self.message, self.undo = text_of(wanted) == "spam", 0, _NOTHING, ""
        await self._read()

    @handler(_ADMIN)
    async def earlier(self) -> Then:
        self._page = max(0, self._page - 1)
        await self._read()

    @handler(_ADMIN)
    async def later(self) -> Then:
        self._page += self.has_later
        await self._read()

    @handler(_ADMIN)
    async def open(self, ref: str) -> Then:
        """Unfold a message, or fold the one that is unfolded."""
        if self.message.ref == text_of(ref, 26):
            self.message = _NOTHING
            return
        self.message = await self._opened(text_of(ref, 26))

    @handler(_ADMIN)
    async def ask(self, ref: str, target: str) -> Then:
        """Open the dialog that files a message; `target` is `invoice` or `person`."""
        wanted = text_of(ref, 26)
        self.offers_adding = not (await self._opened(wanted)).was_private
        self.to_file, self.search, self.adds_sender = wanted, "", False
        self.target = "person" if text_of(target) == "person" else "invoice"
        await self._find()

    @handler(_ADMIN)
    async def close(self) -> Then:
        self._close()

    @handler(_ADMIN)
    async def find(self, text: str) -> Then:
        self.search = text_of(text, 100)
        await self._find()

    @handler(_ADMIN)
    async def add_sender(self, ticked: bool) -> Then:
        self.adds_sender = ticked is True

    @handler(_ADMIN)
    async def file_here(self, ref: str) -> Then:
        """File the dialog's message on the invoice, or with the person, of this ref."""
        await self._file(self.to_file, text_of(ref, 26))

    @handler(_ADMIN)
    async def file_as_suggested(self, ref: str, invoice_ref: str) -> Then:
        self.target, self.adds_sender = "invoice", False
        await self._file(text_of(ref, 26), text_of(invoice_ref, 26))

    @handler(_ADMIN)
    async def spam(self, ref: str) -> Then:
        wanted = text_of(ref, 26)
        await write(filing.mark_spam, raw_ref=wanted, by=await viewer_of(self), now=now_utc())
        self.undo = wanted
        await self._read()

    @handler(_ADMIN)
    async def not_spam(self, ref: str) -> Then:
        await write(filing.not_spam, raw_ref=text_of(ref, 26))
        self.undo = ""
        await announce(self, w.BACK)
        await self._read()

    @handler(_ADMIN)
    async def read_again(self, ref: str) -> Then:
        """Understand the original anew: the rules, or the settings, may have changed since."""
        raw_id = await write(filing.forget_what_was_understood, raw_ref=text_of(ref, 26))
        try:
            await asyncio.to_thread(inbound.understand_one, raw_id, now_utc())
        except Exception:
            # It is put aside by then, or still kept for the courier: the list says which.
            _log.exception("a message could not be read again")
        state = await read(lambda db: db.get_one(InboundRaw, raw_id).state)
        is_placed = state in (RawState.UNDERSTOOD, RawState.DUPLICATE)
        # On a busy machine the courier may have it in hand: then it is not in the list yet.
        waits = w.STILL_READ if state == RawState.STORED else w.STILL_WAITS
        await announce(self, w.PLACED if is_placed else waits)
        await self._read()

    async def _file(self, raw_ref: str, to_ref: str) -> None:
        by, now, adds = await viewer_of(self), now_utc(), self.adds_sender
        if self.target == "person":
            name = await write(
                file_with_customer, raw_ref=raw_ref, customer_ref=to_ref, adds_sender=adds, by=by, now=now
            )
            said = w.FILED_WITH.filled(name=name)
        else:
            number = await write(
                file_on_invoice, raw_ref=raw_ref, to_ref=to_ref, adds_sender=adds, by=by, now=now
            )
            said = w.FILED_ON.filled(number=number)
        self._close()
        await announce(self, said)
        await self._read()

    def _close(self) -> None:
        self.to_file, self.choices, self.search, self.adds_sender = "", [], "", False

    async def _opened(self, ref: str) -> Opened:
        return await read(opened, ref=ref, viewer=await viewer_of(self), language=await language_of(self))

    async def _find(self) -> None:
        if self.target == "person":
            require(await viewer_of(self), READ_MEMBERS)
            people = await read(find_customers, text=self.search, limit=8)
            self.choices = [{"ref": p.ref, "name": p.name, "detail": p.detail} for p in people]
            return
        found = await read(invoice_choices, self.search, await viewer_of(self), await language_of(self))
        self.choices = [
            {"ref": i.ref, "name": f"{i.number} · {i.customer}", "detail": i.detail} for i in found
        ]

    async def _read(self) -> None:
        page = await self._page_of(self._page)
        if not page.rows and self._page:
            # The last of a page has been filed.
            self._page -= 1
            page = await self._page_of(self._page)
        self.rows, self.has_earlier, self.has_later = list(page.rows), self._page > 0, page.has_later
        self.position = f"{page.first}–{page.last}"
        if self.message.ref:
            try:
                self.message = await self._opened(self.message.ref)
            except NotFound:
                self.message = _NOTHING
        self.loading = False

    async def _page_of(self, number: int) -> WaitingPage:
        return await read(
            page_of_waiting, language=await language_of(self), spam=self.shows_spam, page=number
        )
