"""Groups: a list, and the people of the one that is open."""

import reflex as rx

from invoice_app.members import groups_wording as w
from invoice_app.members.groups import (
    GroupPerson,
    GroupRow,
    delete_group,
    groups,
    people_in,
    people_to_add,
    put_in,
    save_group,
    take_out,
)
from invoice_app.members.queries import CustomerChoice
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Invalid, NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of
from invoice_app.ui.live_pages import watch

_LOOK = needs(Tool.MEMBERS, Level.READ)
_CHANGE = needs(Tool.MEMBERS, Level.STANDARD)


class Groups(rx.State):
    """`shown` is the open group; `naming` is `new`, `rename`, or no dialog."""

    rows: list[GroupRow] = []
    loaded: bool = False
    shown: str = ""
    name: str = ""
    people: list[GroupPerson] = []
    found: list[CustomerChoice] = []
    typed: str = ""
    naming: str = ""
    deleting: bool = False
    wrong: str = ""

    @handler(_LOOK)
    async def load(self) -> Then:
        """`/members/groups`, or with `?group=<ref>`."""
        self.naming, self.deleting, self.wrong = "", False, ""
        await self._open(text_of(self.router.url.query_parameters.get("group", ""), 26))
        watch(self, Groups.refresh, "members")

    @handler(_LOOK)
    async def refresh(self) -> Then:
        await self._open(self.shown)

    @handler(_LOOK)
    async def show(self, ref: str) -> Then:
        self.found, self.typed = [], ""
        await self._open(text_of(ref, 26))

    @handler(_LOOK)
    async def close(self) -> Then:
        self.naming, self.deleting = "", False

    @handler(_CHANGE)
    async def ask_name(self, naming: str) -> Then:
        """Open the dialog for a new group, or to rename the open one."""
        self.wrong, self.naming = "", "rename" if naming == "rename" and self.shown else "new"

    @handler(_CHANGE)
    async def save(self, form: dict) -> Then:
        ref = self.shown if self.naming == "rename" else ""
        try:
            group = await write(save_group, ref=ref, name=fields_of(form).get("name", ""), now=now_utc())
        except Invalid as refusal:
            self.wrong = refusal.phrase.to(await language_of(self))
            return rx.set_focus("name")
        self.naming = ""
        await announce(self, w.SAVED)
        await self._open(group.ref)
        return None

    @handler(_CHANGE)
    async def find(self, typed: str) -> Then:
        """Who could be added, as one types."""
        self.typed = text_of(typed, 100)
        self.found = await read(people_to_add, self.shown, self.typed) if self.typed.strip() else []

    @handler(_CHANGE)
    async def put_in(self, customer_ref: str) -> Then:
        await write(put_in, ref=self.shown, customer_ref=text_of(customer_ref, 26))
        self.found, self.typed = [], ""
        await self._open(self.shown)
        return rx.set_value("find-person", "")

    @handler(_CHANGE)
    async def take_out(self, customer_ref: str) -> Then:
        await write(take_out, ref=self.shown, customer_ref=text_of(customer_ref, 26))
        await self._open(self.shown)

    @handler(_CHANGE)
    async def ask_delete(self) -> Then:
        self.deleting = bool(self.shown)

    @handler(_CHANGE)
    async def delete(self) -> Then:
        self.deleting = False
        await write(delete_group, ref=self.shown)
        await announce(self, w.DELETED)
        await self._open("")

    async def _open(self, ref: str) -> None:
        self.rows = list(await read(groups))
        self.shown, self.name, self.people = "", "", []
        row = next((row for row in self.rows if row.ref == ref), None)
        if row is not None:
            try:
                self.people = list(await read(people_in, row.ref))
            except NotFound:
                row = None
        if row is not None:
            self.shown, self.name = row.ref, row.name
        self.loaded = True
