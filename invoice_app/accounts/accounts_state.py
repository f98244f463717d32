"""Accounts and rights: the list, inviting, levels, and closing the door."""

import reflex as rx
from sqlmodel import Session

from invoice_app.accounts import inviting, levels
from invoice_app.accounts import wording as w
from invoice_app.accounts.listing import PAGE, AccountCard, account_detail, accounts_page
from invoice_app.accounts.presets import CUSTOM, PRESETS
from invoice_app.organisation import brand
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, Viewer, needs
from invoice_app.shared.phrases import as_language
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

LOOK = needs(Tool.ACCOUNTS, Level.READ)
CHANGE = needs(Tool.ACCOUNTS, Level.ADMIN)
_BESIDE = ("email", "name", "preset")


class Accounts(rx.State):
    loaded: bool = False
    cards: list[AccountCard] = []
    search: str = ""
    staff_only: bool = False
    first: str = "0"
    last: str = "0"
    total: str = "0"
    has_earlier: bool = False
    has_later: bool = False

    is_inviting: bool = False
    wrong: dict[str, str] = dict.fromkeys(_BESIDE, "")
    link: str = ""
    link_name: str = ""

    # The account whose rights are open.
    ref: str = ""
    name: str = ""
    email: str = ""
    state: str = ""
    preset: str = ""
    chosen: dict[str, str] = {tool.value: "0" for tool in Tool}
    is_open: bool = False
    asking: bool = False

    _start: int = 0

    @handler(LOOK)
    async def load(self) -> None:
        self.is_open = self.asking = self.is_inviting = False
        self.link = ""
        await self._read()
        watch(self, Accounts.refresh, "accounts")

    @handler(LOOK)
    async def refresh(self) -> None:
        await self._read()

    async def _read(self) -> None:
        page = await read(
            accounts_page,
            search=self.search,
            staff_only=self.staff_only,
            start=self._start,
            time_zone=(await brand.shown()).time_zone,
            language=await language_of(self),
        )
        self.cards = page.cards
        self._start = max(page.first - 1, 0)
        self.first, self.last, self.total = str(page.first), str(page.last), str(page.total)
        self.has_earlier, self.has_later = page.first > 1, page.last < page.total
        self.loaded = True

    @handler(LOOK)
    async def find(self, typed: str) -> None:
        self.search, self._start = text_of(typed, 120), 0
        await self._read()

    @handler(LOOK)
    async def narrow(self, which: str) -> None:
        self.staff_only, self._start = which == "staff", 0
        await self._read()

    @handler(LOOK)
    async def earlier(self) -> None:
        self._start -= PAGE
        await self._read()

    @handler(LOOK)
    async def later(self) -> None:
        self._start += PAGE
        await self._read()

    @handler(CHANGE)
    async def start_inviting(self) -> None:
        self.wrong = dict.fromkeys(_BESIDE, "")
        self.is_inviting, self.link = True, ""

    @handler(CHANGE)
    async def stop_inviting(self) -> None:
        self.is_inviting = False

    @handler(CHANGE)
    async def invite(self, form: dict) -> None:
        typed, viewer = fields_of(form), await viewer_of(self)
        self.wrong = dict.fromkeys(_BESIDE, "")
        try:
            invited = await write(_create_and_invite, typed=typed, by=viewer)
        except Invalid as refusal:
            field = refusal.field if refusal.field in _BESIDE else "email"
            self.wrong = {**self.wrong, field: refusal.phrase.to(await language_of(self))}
            return
        self.is_inviting = False
        await self._invited(typed["name"].strip(), invited)

    @handler(CHANGE)
    async def invite_again(self) -> None:
        invited = await write(inviting.invite, account_ref=self.ref, by=await viewer_of(self), now=now_utc())
        self.is_open = False
        await self._invited(self.name, invited)

    async def _invited(self, name: str, invited: inviting.Invited) -> None:
        self.link, self.link_name = invited.url, name
        await self._read()
        if invited.url:
            await announce(self, w.INVITATION_KEPT.filled(name=name))
        else:
            await announce(self, w.INVITATION_SENT.filled(name=name), "sent")

    @handler(CHANGE)
    async def close_link(self) -> None:
        self.link = ""

    @handler(LOOK)
    async def show_rights(self, ref: str) -> None:
        await self._show(text_of(ref))
        self.is_open, self.asking = True, False

    async def _show(self, ref: str) -> None:
        detail = await read(account_detail, ref=ref)
        self.ref, self.name, self.email = detail.ref, detail.name, detail.email
        self.state, self.preset, self.chosen = detail.state, detail.preset, detail.levels

    @handler(LOOK)
    async def close_rights(self) -> None:
        self.is_open = self.asking = False

    @handler(CHANGE)
    async def choose_preset(self, name: str) -> None:
        """Fill the levels of a ready-made set in; nothing is kept before « Enregistrer »."""
        ready = PRESETS.get(text_of(name))
        if ready is not None:
            self.preset = name
            self.chosen = {tool.value: str(int(ready.get(tool, Level.NONE))) for tool in Tool}

    @handler(CHANGE)
    async def choose_level(self, tool: str, level: str) -> None:
        tool, level = text_of(tool), text_of(level)
        if tool in self.chosen and level in {str(int(each)) for each in Level}:
            self.chosen = {**self.chosen, tool: level}
            chosen = {tool: level for tool, level in self._chosen().items() if level > Level.NONE}
            self.preset = next((name for name, ready in PRESETS.items() if ready == chosen), CUSTOM)

    def _chosen(self) -> dict[Tool, Level]:
        return {Tool(tool): Level(int(level)) for tool, level in self.chosen.items()}

    @handler(CHANGE)
    async def save_levels(self) -> None:
        await write(levels.set_levels, account_ref=self.ref, levels=self._chosen())
        self.is_open = False
        await self._read()
        await announce(self, w.RIGHTS_SAVED.filled(name=self.name))

    @handler(CHANGE)
    async def ask(self) -> None:
        self.asking = True

    @handler(CHANGE)
    async def do_not(self) -> None:
        self.asking = False

    @handler(CHANGE)
    async def disable(self) -> None:
        self.asking = self.is_open = False
        await write(levels.disable, account_ref=self.ref, now=now_utc())
        await self._read()
        await announce(self, w.DISABLED_DONE.filled(name=self.name))

    @handler(CHANGE)
    async def enable(self) -> None:
        await write(levels.enable, account_ref=self.ref)
        self.is_open = False
        await self._read()
        await announce(self, w.ENABLED_DONE.filled(name=self.name))


def _create_and_invite(db: Session, *, typed: dict[str, str], by: Viewer) -> inviting.Invited:
    now = now_utc()
    account = inviting.create_account(
        db,
        email=typed.get("email", ""),
        name=typed.get("name", ""),
        language=as_language(typed.get("language")),
        preset=typed.get("preset", ""),
        now=now,
    )
    return inviting.invite(db, account_ref=account.ref, by=by, now=now)
