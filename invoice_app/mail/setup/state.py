"""The page where mail is set up. What it is sent never holds a secret but the hooks' addresses, on demand."""

import asyncio
from typing import Any

import reflex as rx

from invoice_app.mail import keys
from invoice_app.mail.composing import BadAddress
from invoice_app.mail.setup import page_wording as w
from invoice_app.mail.setup import setting_up
from invoice_app.mail.setup.checks import Checked, check_key, check_smtp
from invoice_app.mail.setup.effective import effective
from invoice_app.mail.setup.queries import PARTS, SHOWN, Setup, setup_card
from invoice_app.mail.setup.testing import ABOUT, Hop, send_test
from invoice_app.organisation import brand
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Invalid
from invoice_app.shared.settings import settings
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

ADMIN = needs(Tool.ORGANISATION, Level.ADMIN)
WAYS = ("local", "smtp", "sendgrid")
FIELDS = (
    "sendgrid_key", "from_address", "reply_domain", "inbound_public_key", "events_public_key",
    "smtp_host", "smtp_port", "smtp_user", "smtp_password", "test_address",
)  # fmt: skip
_NO_WRONG = dict.fromkeys(FIELDS, "")


class MailSetupPage(rx.State):
    """`way` is the card whose steps are shown; `asking` what waits for a yes: `local`, `secret` or none."""

    loaded: bool = False
    way: str = "local"
    kept: dict[str, str] = dict.fromkeys(SHOWN, "")
    fixed: dict[str, str] = dict.fromkeys(PARTS, "")
    wrong: dict[str, str] = _NO_WRONG
    hops: list[Hop] = []
    checking: bool = False
    checked: str = ""
    checked_tone: str = "green"
    asking: str = ""
    inbound_url: str = ""
    events_url: str = ""
    own_address: str = ""

    _version: int = 0

    @handler(ADMIN)
    async def load(self) -> None:
        self._clear()
        self._hide()
        is_first = not self.loaded
        shown = await self._read()
        self._version = shown.version
        if is_first:
            self.way = shown.kept["transport"]
        self.own_address = (await viewer_of(self)).email
        topic = f"{ABOUT.kind}:{ABOUT.id}:mail"
        watch(self, MailSetupPage.refresh, setting_up.TOPIC, topic)

    @handler(ADMIN)
    async def refresh(self) -> None:
        """Show what is new; what somebody else changed is not taken for what this page has seen."""
        await self._read()

    @handler(ADMIN)
    async def show(self, way: str) -> None:
        self._clear()
        self.way = text_of(way, 10) if text_of(way, 10) in WAYS else "local"

    @handler(ADMIN)
    async def save_key(self, form: dict) -> Then:
        """A key that was typed is looked at right away."""
        return await self._save(setting_up.save_key, form) or MailSetupPage.look_at_key

    @handler(ADMIN)
    async def save_from(self, form: dict) -> Then:
        return await self._save(setting_up.save_from, form)

    @handler(ADMIN)
    async def save_reply_domain(self, form: dict) -> Then:
        return await self._save(setting_up.save_reply_domain, form)

    @handler(ADMIN)
    async def save_inbound_key(self, form: dict) -> Then:
        return await self._save(setting_up.save_public_key, form, part="inbound_public_key")

    @handler(ADMIN)
    async def save_events_key(self, form: dict) -> Then:
        return await self._save(setting_up.save_public_key, form, part="events_public_key")

    @handler(ADMIN)
    async def save_smtp(self, form: dict) -> Then:
        return await self._save(setting_up.save_smtp, form) or MailSetupPage.look_at_server

    @handler(ADMIN)
    async def save_policy(self, form: dict) -> Then:
        return await self._save(setting_up.save_policy, form)

    @handler(ADMIN)
    async def look_at_key(self) -> Then:
        self.checking, self.checked = True, ""
        return MailSetupPage.try_key

    @handler(ADMIN)
    async def try_key(self) -> None:
        chosen = await read(effective)
        await self._tell(await check_key(chosen.sendgrid_url, chosen.sendgrid_key))

    @handler(ADMIN)
    async def look_at_server(self) -> Then:
        self.checking, self.checked = True, ""
        return MailSetupPage.try_server

    @handler(ADMIN)
    async def try_server(self) -> None:
        chosen = await read(effective)
        await self._tell(await asyncio.to_thread(check_smtp, chosen.smtp))

    @handler(ADMIN)
    async def ask(self, what: str) -> None:
        wanted = text_of(what, 10)
        self.asking = wanted if wanted in ("local", "secret") else ""

    @handler(ADMIN)
    async def close(self) -> None:
        self.asking = ""

    @handler(ADMIN)
    async def put_in_service(self, way: str) -> None:
        wanted = text_of(way, 10)
        self.asking = ""
        await self._write(setting_up.put_in_service, transport=wanted)
        brand.forget()
        await brand.fill_brand(self)
        await announce(self, w.NOW_STAYS if self.kept["transport"] == "local" else w.NOW_LEAVES)

    @handler(ADMIN)
    async def reveal(self) -> None:
        """The addresses are in the page from now until it is left or they are hidden."""
        secret = await asyncio.to_thread(keys.hook_secret)
        self.inbound_url, self.events_url = (
            f"{settings().address}/hooks/sendgrid/{kind}/{secret}" for kind in ("inbound", "events")
        )

    @handler(ADMIN)
    async def hide(self) -> None:
        self._hide()

    @handler(ADMIN)
    async def change_secret(self) -> None:
        self.asking = ""
        setting_up.require_own_hook_secret()
        await asyncio.to_thread(keys.change_hook_secret)
        self._hide()
        await announce(self, w.SECRET_CHANGED)

    @handler(ADMIN)
    async def send_test(self, form: dict) -> Then:
        self.wrong = _NO_WRONG
        by, language = await viewer_of(self), await language_of(self)
        address = fields_of(form, 254).get("test_address", "").strip() or by.email
        try:
            await write(send_test, address=address, by=by, language=language, nonce=new_ref(), now=now_utc())
        except BadAddress as refusal:
            self.wrong = {**_NO_WRONG, "test_address": refusal.phrase.to(language)}
            return rx.set_focus("test_address")
        await announce(self, w.TEST_SENT, "sent")
        await self._read()
        return None

    async def _save(self, act: Any, form: object, **more: Any) -> Then:
        """One step; a refusal stands beside its box, and what was typed stays in it."""
        self.wrong, self.checked = _NO_WRONG, ""
        try:
            await self._write(act, typed=fields_of(form, longest=2_000), **more)
        except Invalid as refusal:
            self.wrong = {**_NO_WRONG, refusal.field: refusal.phrase.to(await language_of(self))}
            return rx.set_focus(refusal.field)
        await announce(self, w.SAVED)
        return None

    async def _write(self, act: Any, **arguments: Any) -> None:
        by = await viewer_of(self)
        try:
            await write(act, **arguments, version=self._version, by=by, now=now_utc())
        except setting_up.SettingsChanged:
            # Saving again is then a choice made knowing what the other person did.
            self._version = (await self._read()).version
            raise
        self._version = (await self._read()).version

    async def _tell(self, found: Checked) -> None:
        self.checking = False
        self.checked, self.checked_tone = found.says.to(await language_of(self)), found.tone

    async def _read(self) -> Setup:
        shown = await read(
            setup_card,
            address=settings().address,
            language=await language_of(self),
            time_zone=(await brand.shown()).time_zone,
            now=now_utc(),
        )
        self.kept, self.fixed, self.hops = shown.kept, shown.fixed, list(shown.hops)
        self.loaded = True
        return shown

    def _clear(self) -> None:
        self.wrong, self.checked, self.checking, self.asking = _NO_WRONG, "", False, ""

    def _hide(self) -> None:
        self.inbound_url = self.events_url = ""
