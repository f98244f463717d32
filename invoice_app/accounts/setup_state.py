"""The set-up wizard. Its three steps are one form, so that what was typed stays where it was typed."""

import asyncio
import logging
from typing import Any

import reflex as rx

from invoice_app.accounts import first_run, setting_up, throttle
from invoice_app.accounts import wording as w
from invoice_app.accounts.passwords import hash_password
from invoice_app.organisation import brand
from invoice_app.organisation.actions import AlreadySetUp
from invoice_app.organisation.setup_code import is_setup_code
from invoice_app.shared.database import write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import PUBLIC
from invoice_app.shared.refusals import Invalid, Refusal
from invoice_app.ui.handler import fields_of, handler, language_of
from invoice_app.ui.policy import marked

_log = logging.getLogger(__name__)

# What is kept between steps and over a reload; the password stays in the browser's box alone.
_KEPT = {
    "name": "",
    "legal_name": "",
    "street": "",
    "city": "",
    "province": "QC",
    "postal_code": "",
    "email": "",
    "phone": "",
    "language": "fr",
    "time_zone": "America/Montreal",
    "currency": "CAD",
    "gst_number": "",
    "qst_number": "",
    "admin_name": "",
    "admin_email": "",
    "start": "empty",
}
_NO_WRONG = dict.fromkeys((*_KEPT, "password", "code"), "")
_STEPS = ("organisation", "admin", "start")


class BadCode(Invalid):
    says = w.BAD_CODE


class Setup(rx.State):
    """`phase` is `code`, one of the three steps, `filling`, `ready` or `done`; empty until it is known."""

    phase: str = ""
    typed: dict[str, str] = _KEPT
    wrong: dict[str, str] = _NO_WRONG
    percent: int = 0
    failed: bool = False
    ticket: str = ""

    _code: str = ""
    # Set when this very tab has set up, and only then.
    _admin_id: int = 0

    @handler(PUBLIC)
    async def load(self) -> None:
        if (await brand.shown()).is_set_up:
            if self.phase not in ("filling", "ready"):
                self.phase = "done"
            return
        if not self._code:
            await self._try(self.router.url.query_parameters.get("code", ""))
        self.phase = (self.phase if self.phase in _STEPS else _STEPS[0]) if self._code else "code"

    async def _try(self, code: str) -> None:
        if not code:
            return
        try:
            await self._check(code)
        except Refusal as refusal:
            self.wrong = {**_NO_WRONG, "code": refusal.phrase.to(await language_of(self))}

    async def _check(self, code: str) -> None:
        await asyncio.to_thread(throttle.type_code, self.router.session.client_ip)
        if not await asyncio.to_thread(is_setup_code, code[:80]):
            raise BadCode(field="code")
        self._code = code[:80]

    @handler(PUBLIC)
    async def give_code(self, form: dict) -> None:
        self.wrong = _NO_WRONG
        await self._try(fields_of(form).get("code", "") or "-")
        if self._code:
            self.phase = _STEPS[0]

    @handler(PUBLIC)
    async def back(self) -> None:
        if self.phase in _STEPS[1:]:
            self.phase = _STEPS[_STEPS.index(self.phase) - 1]

    @handler(PUBLIC)
    async def go_on(self, form: dict) -> Any:
        """Check the step that is shown, and go to the next; the last one sets up."""
        typed = fields_of(form, longest=500)
        self.typed = {name: typed.get(name, kept) for name, kept in self.typed.items()}
        self.wrong = _NO_WRONG
        if self.phase not in _STEPS:
            return None
        try:
            if self.phase == "organisation":
                setting_up.check_organisation(self.typed)
            elif self.phase == "admin":
                setting_up.check_admin(typed)
            else:
                return await self._finish(typed)
        except Invalid as refusal:
            await self._point_out(refusal)
            return rx.set_focus(refusal.field)
        self.phase = _STEPS[_STEPS.index(self.phase) + 1]
        return None

    async def _point_out(self, refusal: Invalid) -> None:
        self.phase = setting_up.step_of(refusal)
        self.wrong = {**_NO_WRONG, refusal.field: refusal.phrase.to(await language_of(self))}

    async def _finish(self, typed: dict[str, str]) -> Any:
        # The code is asked for once more: another window may have set up meanwhile.
        if not await asyncio.to_thread(is_setup_code, self._code):
            self.phase = "done" if (await brand.shown()).is_set_up else "code"
            return None
        organisation = dict(self.typed)
        setting_up.check_organisation(organisation)
        admin = setting_up.check_admin(typed)
        wants_sample = organisation["start"] == "sample"
        password_hash = await asyncio.to_thread(hash_password, admin.password)
        try:
            self._admin_id = await write(
                setting_up.set_up,
                typed=organisation,
                admin=admin,
                password_hash=password_hash,
                is_sample=wants_sample,
                now=now_utc(),
            )
        except AlreadySetUp:
            self.phase = "done"
            return None
        brand.forget()
        self._code, self.typed = "", _KEPT
        if wants_sample and first_run.on_sample_wanted is not None:
            self.phase, self.percent = "filling", 0
            return Setup.fill
        await self._let_in()
        return None

    async def _let_in(self) -> None:
        self.ticket = await write(setting_up.ticket, account_id=self._admin_id, now=now_utc())
        self._admin_id = 0
        self.phase = "ready"

    @rx.event(background=True)
    @marked(PUBLIC)
    async def fill(self) -> None:
        """Make the examples; only for the tab that has just set up, and once."""
        async with self:
            if self.phase != "filling" or not self._admin_id or self.percent:
                return
            self.percent = 1
        reached = [1]
        task = asyncio.create_task(asyncio.to_thread(_make_examples, reached))
        while not task.done():
            await asyncio.wait({task}, timeout=0.4)
            async with self:
                self.percent = max(self.percent, min(reached[0], 99))
        async with self:
            self.failed = not task.result()
            self.percent = 100
            await self._let_in()


def _make_examples(reached: list[int]) -> bool:
    """Whether it went well; the organisation is founded in any case."""

    def tell(percent: int) -> None:
        reached[0] = percent

    try:
        if first_run.on_sample_wanted is not None:
            first_run.on_sample_wanted(tell)
    except Exception:
        _log.exception("the sample organisation could not be made")
        return False
    return True
