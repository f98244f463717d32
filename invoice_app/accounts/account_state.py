"""A person's own account: name, language, password, devices."""

import asyncio

import reflex as rx

from invoice_app.accounts import own_account, signing_in, throttle
from invoice_app.accounts import wording as w
from invoice_app.accounts.door import secret_of
from invoice_app.accounts.passwords import check_password, hash_password, password_matches
from invoice_app.accounts.queries import SessionCard, sessions_of
from invoice_app.accounts.replies_state import READ, MyReplies
from invoice_app.organisation import brand
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import SIGNED_IN, may
from invoice_app.shared.phrases import Language, as_language
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch
from invoice_app.ui.locale import Locale
from invoice_app.ui.visitor import Visitor


class WrongPresentPassword(Invalid):
    says = w.WRONG_PRESENT_PASSWORD


class MyAccount(rx.State):
    name: str = ""
    language: str = "fr"
    has_password: bool = True
    sessions: list[SessionCard] = []
    has_others: bool = False
    wrong_name: str = ""
    wrong_present: str = ""
    wrong_password: str = ""
    # Grows with each change of password, so that the form is drawn anew and its boxes are empty.
    changes: int = 0

    @handler(SIGNED_IN)
    async def load(self) -> Then:
        viewer = await viewer_of(self)
        self.name, self.language = viewer.name, viewer.language
        self.wrong_name = self.wrong_present = self.wrong_password = ""
        await self._read()
        watch(self, MyAccount.refresh, "accounts")
        return MyReplies.load if may(viewer, READ) else None

    @handler(SIGNED_IN)
    async def refresh(self) -> None:
        await self._read()

    async def _read(self) -> None:
        viewer = await viewer_of(self)
        self.has_password = bool((await read(signing_in.credentials_of, email=viewer.email)).password_hash)
        self.sessions = await read(
            sessions_of,
            account_id=viewer.account_id,
            secret=secret_of(self),
            now=now_utc(),
            time_zone=(await brand.shown()).time_zone,
            language=await language_of(self),
        )
        self.has_others = len(self.sessions) > 1

    @handler(SIGNED_IN)
    async def save_profile(self, form: dict) -> None:
        typed, viewer = fields_of(form), await viewer_of(self)
        self.wrong_name = ""
        language = as_language(typed.get("language"))
        try:
            await write(own_account.rename, account_id=viewer.account_id, name=typed.get("name", ""))
        except Invalid as refusal:
            self.wrong_name = refusal.phrase.to(await language_of(self))
            return
        await write(own_account.set_language, account_id=viewer.account_id, language=language)
        (await self.get_state(Locale)).lang = language
        (await self.get_state(Visitor)).name = typed["name"].strip()[:120]
        await self._read()
        await announce(self, w.SAVED)

    @handler(SIGNED_IN)
    async def change_password(self, form: dict) -> None:
        typed, viewer = fields_of(form), await viewer_of(self)
        self.wrong_present = self.wrong_password = ""
        try:
            await self._prove(typed.get("present", ""))
            check_password(typed.get("password", ""), email=viewer.email, name=viewer.name)
        except Invalid as refusal:
            words = refusal.phrase.to(await language_of(self))
            if refusal.field == "present":
                self.wrong_present = words
            else:
                self.wrong_password = words
            return
        password_hash = await asyncio.to_thread(hash_password, typed["password"])
        await write(
            own_account.set_password,
            account_id=viewer.account_id,
            password_hash=password_hash,
            now=now_utc(),
            staying=secret_of(self),
        )
        self.changes += 1
        await self._read()
        await announce(self, w.PASSWORD_CHANGED)

    async def _prove(self, present: str) -> None:
        """Whoever finds this screen open must not be able to keep the account."""
        viewer = await viewer_of(self)
        kept = await read(signing_in.credentials_of, email=viewer.email)
        if not kept.password_hash:
            return
        address = self.router.session.client_ip
        await asyncio.to_thread(throttle.guess, viewer.email, address, str(viewer.account_id))
        if not await asyncio.to_thread(password_matches, present, kept.password_hash):
            raise WrongPresentPassword(field="present")
        await asyncio.to_thread(throttle.hit_it, viewer.email, address, str(viewer.account_id))

    @handler(SIGNED_IN)
    async def end_session(self, ref: str) -> None:
        viewer = await viewer_of(self)
        await write(signing_in.end_one, account_id=viewer.account_id, ref=text_of(ref), now=now_utc())
        await self._read()
        await announce(self, w.SESSION_ENDED)

    @handler(SIGNED_IN)
    async def end_others(self) -> None:
        viewer = await viewer_of(self)
        await write(signing_in.end_others, account_id=viewer.account_id, but=secret_of(self), now=now_utc())
        await self._read()
        await announce(self, w.OTHERS_ENDED)


async def keep_language(state: rx.State, language: Language) -> None:
    """Save the language chosen with the switch on the account of whoever chose it."""
    viewer = (await state.get_state(Visitor))._viewer
    if viewer is not None:
        await write(own_account.set_language, account_id=viewer.account_id, language=language)
