"""The organisation's settings."""

import asyncio
from typing import Any

import reflex as rx

from invoice_app.organisation import brand
from invoice_app.organisation import wording as w
from invoice_app.organisation.actions import LOGO_BYTES, NotALogo, change, clean_logo, set_logo
from invoice_app.organisation.queries import FIELDS, settings_card
from invoice_app.shared.database import read, write
from invoice_app.shared.files import files as file_store
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of
from invoice_app.ui.live_pages import watch

LOOK = needs(Tool.ORGANISATION, Level.READ)
CHANGE = needs(Tool.ORGANISATION, Level.ADMIN)
_NO_WRONG = dict.fromkeys((*FIELDS, "logo"), "")


class OrganisationPage(rx.State):
    loaded: bool = False
    kept: dict[str, str] = dict.fromkeys((*FIELDS, "logo"), "")
    wrong: dict[str, str] = _NO_WRONG
    saving: bool = False

    @handler(LOOK)
    async def load(self) -> None:
        self.wrong = _NO_WRONG
        await self._read()
        watch(self, OrganisationPage.refresh, "organisation")

    @handler(LOOK)
    async def refresh(self) -> None:
        await self._read()

    async def _read(self) -> None:
        self.kept = await read(settings_card)
        self.loaded = True

    @handler(CHANGE)
    async def save(self, form: dict) -> Any:
        self.wrong = _NO_WRONG
        try:
            await write(change, typed=fields_of(form, longest=500))
        except Invalid as refusal:
            self.wrong = {**_NO_WRONG, refusal.field: refusal.phrase.to(await language_of(self))}
            return rx.set_focus(refusal.field)
        brand.forget()
        await brand.fill_brand(self)
        await self._read()
        await announce(self, w.SAVED)
        return None

    @handler(CHANGE)
    async def upload_logo(self, files: list[rx.UploadFile]) -> None:
        """The browser's limits are only courtesy: all of them are repeated here."""
        self.wrong = _NO_WRONG
        content = await files[0].read(LOGO_BYTES + 1) if len(files) == 1 else b""
        try:
            png = await asyncio.to_thread(clean_logo, content)
        except NotALogo as refusal:
            self.wrong = {**_NO_WRONG, "logo": refusal.phrase.to(await language_of(self))}
            return
        sha256 = await asyncio.to_thread(file_store().put, png)
        await write(set_logo, sha256=sha256)
        await self._read()
        await announce(self, w.LOGO_SAVED)

    @handler(CHANGE)
    async def remove_logo(self) -> None:
        await write(set_logo, sha256="")
        await self._read()
        await announce(self, w.LOGO_GONE)
