"""One member's, contact's or company's record."""

from typing import Any

import reflex as rx

from invoice_app.members import actions, inviting
from invoice_app.members import wording as w
from invoice_app.members.queries import CustomerCard, PersonRow, customer_card, how_many_people, people_of
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.MEMBERS, Level.READ)
_CHANGE = needs(Tool.MEMBERS, Level.STANDARD)
_ARCHIVE = needs(Tool.MEMBERS, Level.ADMIN)
_FEW = 8
_MOST = 500

# What higher rooms add to the record's page; see `page.add_section`.
also_load: list[Any] = []
also_watch: list[str] = []


class MemberRecord(rx.State):
    card: CustomerCard = CustomerCard()
    people: list[PersonRow] = []
    people_count: int = 0
    all_people: bool = False
    invitation: str = ""
    asking: str = ""
    loading: bool = True
    missing: bool = False

    @handler(_READ)
    async def load(self) -> Then:
        """Open the record that the address names."""
        ref = ref_in(self.router.url.path)
        if ref != self.card.ref:
            self.card, self.people, self.loading = CustomerCard(), [], True
            self.all_people, self.invitation, self.asking = False, "", ""
        self.missing = False
        try:
            await self._read(ref)
        except NotFound:
            self.missing = True
        self.loading = False
        watch(self, MemberRecord.refresh, f"member:{ref}", "accounts", *also_watch)
        return [load() for load in also_load]

    @handler(_READ)
    async def refresh(self) -> Then:
        if self.missing:
            return None
        await self._read(self.card.ref)
        return [load() for load in also_load]

    @handler(_READ)
    async def show_all_people(self) -> Then:
        self.all_people = True
        await self._read(self.card.ref)

    @handler(_CHANGE)
    async def switch_billing(self, person_ref: str) -> Then:
        """Tick or untick one of the company's people."""
        ref = text_of(person_ref, 26)
        bills = {person.ref: person.bills for person in self.people}
        if ref in bills:
            await write(actions.set_billing, ref=ref, bills=not bills[ref])
            await self._read(self.card.ref)

    @handler(_CHANGE)
    async def invite(self) -> Then:
        sent = await write(inviting.invite, ref=self.card.ref, by=await viewer_of(self), now=now_utc())
        self.invitation = sent.url
        if sent.url:
            await announce(self, w.NOT_SENT, "sent")
        else:
            said = w.INVITED if sent.sent else w.LINKED
            await announce(self, said.filled(email=sent.email), "sent" if sent.sent else "done")
        await self._read(self.card.ref)

    @handler(_CHANGE)
    async def ask_withdraw(self) -> Then:
        self.asking = "withdraw"

    @handler(_ARCHIVE)
    async def ask_archive(self) -> Then:
        self.asking = "archive"

    @handler(_READ)
    async def stop_asking(self) -> Then:
        self.asking = ""

    @handler(_CHANGE)
    async def withdraw(self) -> Then:
        self.asking = self.invitation = ""
        await write(inviting.withdraw, ref=self.card.ref)
        await announce(self, w.WITHDRAWN)
        await self._read(self.card.ref)

    @handler(_ARCHIVE)
    async def archive(self) -> Then:
        self.asking = ""
        await write(actions.archive, ref=self.card.ref, now=now_utc())
        await announce(self, w.ARCHIVED_DONE.filled(name=self.card.name))
        await self._read(self.card.ref)

    @handler(_ARCHIVE)
    async def restore(self) -> Then:
        await write(actions.restore, ref=self.card.ref)
        await announce(self, w.RESTORED_DONE.filled(name=self.card.name))
        await self._read(self.card.ref)

    async def _read(self, ref: str) -> None:
        self.card = await read(customer_card, ref, await language_of(self))
        if self.card.kind == "company":
            self.people = await read(people_of, ref, _MOST if self.all_people else _FEW)
            self.people_count = await read(how_many_people, ref)


def ref_in(path: str) -> str:
    """The record's ref in `/members/<ref>` and `/members/<ref>/edit`, as the browser says it."""
    parts = path.split("/")
    return text_of(parts[2], 26) if len(parts) > 2 else ""
