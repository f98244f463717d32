"""The configurable PDF: its options as they are typed, and a preview that follows them."""

import asyncio
from dataclasses import dataclass

import reflex as rx
from sqlmodel import Session

from invoice_app.invoices import pdf_wording as w
from invoice_app.invoices.paper.options import USUAL, PdfOptions, WrongOptions, read_options
from invoice_app.invoices.pdf_form import (
    SWITCHES,
    TEXTS,
    ColumnRow,
    accent_note,
    moved,
    options_typed,
    rows_of,
    typed_of,
)
from invoice_app.invoices.pdf_profiles import (
    FOR_INVOICES,
    forget_options,
    in_force,
    places_of,
    policy_for,
    save_options,
)
from invoice_app.invoices.previews import make_preview
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.reading import document_of
from invoice_app.shared.about import About
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Viewer, may
from invoice_app.shared.refusals import NotFound, Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.policy import marked


@dataclass(frozen=True, slots=True)
class Found:
    """What the form starts from. `source` is whose options are in force, `wider` whose come next."""

    options: PdfOptions
    source: str
    wider: str
    is_progress: bool
    places: tuple[About, ...]
    may_organisation: bool


def find(db: Session, *, ref: str, by: Viewer) -> Found:
    """The options in force for an invoice. Raises `NotFound`."""
    invoice = readable_invoice(db, ref=ref, viewer=by)
    now = in_force(db, invoice)
    places = places_of(invoice)
    further = places[places.index(now.about) + 1 :] if now.about else ()
    return Found(
        options=now.options,
        source=now.about.kind if now.about else "",
        wider=further[0].kind if further else "",
        is_progress=document_of(db, invoice).progress is not None,
        places=places,
        may_organisation=may(by, policy_for(places[-1])),
    )


class PdfTab(rx.State):
    """`opened` is the invoice that the form is about; `preview` the address of the last good PDF."""

    opened: str = ""
    typed: dict[str, str] = typed_of(USUAL)
    columns: list[ColumnRow] = []
    is_progress: bool = False
    has_contract: bool = False
    may_organisation: bool = False
    source: str = ""
    wider: str = ""
    changed: bool = False
    wrong: dict[str, str] = {}
    note: str = ""
    preview: str = ""
    making: bool = False
    failed: str = ""
    forgetting: bool = False
    form_key: int = 0
    _options: str = ""
    _turn: int = 0

    @handler(FOR_INVOICES)
    async def load(self) -> Then:
        parts = self.router.url.path.strip("/").split("/")
        ref = text_of(parts[1], 26) if len(parts) > 1 else ""
        if self.opened != ref:
            self.opened, self.preview = "", ""
        self.making, self.failed, self.forgetting = False, "", False
        try:
            await self._fill(ref)
        except NotFound:
            # The page itself says so.
            return None
        return PdfTab.make

    @handler(FOR_INVOICES)
    async def set_option(self, name: str, text: str) -> Then:
        """A box or a list was changed."""
        if name not in TEXTS or self.typed.get(name) == text_of(text):
            return None
        self.typed = {**self.typed, name: text_of(text)}
        return await self._follow()

    @handler(FOR_INVOICES)
    async def set_switch(self, name: str, wanted: bool) -> Then:
        if name not in SWITCHES:
            return None
        self.typed = {**self.typed, name: "on" if wanted is True else ""}
        return await self._follow()

    @handler(FOR_INVOICES)
    async def show_column(self, key: str, wanted: bool) -> Then:
        self.columns = [
            ColumnRow(row.key, wanted is True or row.locked, row.locked)
            if row.key == text_of(key, 30)
            else row
            for row in self.columns
        ]
        return await self._follow()

    @handler(FOR_INVOICES)
    async def move_column(self, key: str, way: int) -> Then:
        if way not in (-1, 1):
            return None
        self.columns = moved(self.columns, text_of(key, 30), way)
        return await self._follow()

    @rx.event(background=True)
    @marked(FOR_INVOICES)
    async def make(self) -> None:
        """Make the preview; when the options changed meanwhile, make it again for the latest."""
        async with self:
            if self.making or not self.opened:
                return
            self.making = True
            viewer, language = await viewer_of(self), await language_of(self)
        turn, address, failed = -1, "", ""
        while True:
            async with self:
                if turn == self._turn:
                    self.making, self.failed = False, failed
                    self.preview = address or self.preview
                    return
                turn, ref, options = self._turn, self.opened, read_options(self._options)
            try:
                key = await asyncio.to_thread(make_preview, ref=ref, options=options, by=viewer)
                address, failed = f"/files/invoices/{ref}/preview/{key}.pdf", ""
            except Refusal as refusal:
                address, failed = "", refusal.phrase.to(language)

    @handler(FOR_INVOICES)
    async def save(self, place: str) -> Then:
        """Keep the options for this invoice, its contract or the organisation."""
        viewer = await viewer_of(self)
        found = await read(find, ref=self.opened, by=viewer)
        about = next((about for about in found.places if about.kind == text_of(place, 20)), None)
        if about is None:
            raise NotFound()
        try:
            options = self._typed_options(found.options)
        except WrongOptions:
            return await self._follow()
        await write(save_options, about, options, by=viewer, now=now_utc())
        await announce(self, w.SAVED_FOR[about.kind])
        await self._fill(self.opened, anew=False)
        return PdfTab.make

    @handler(FOR_INVOICES)
    async def ask_forget(self) -> Then:
        self.forgetting = True

    @handler(FOR_INVOICES)
    async def close(self) -> Then:
        self.forgetting = False

    @handler(FOR_INVOICES)
    async def forget(self) -> Then:
        """Remove the options in force, so that the wider ones are."""
        self.forgetting = False
        viewer = await viewer_of(self)
        found = await read(find, ref=self.opened, by=viewer)
        about = next((about for about in found.places if about.kind == found.source), None)
        if about is not None:
            await write(forget_options, about, by=viewer, now=now_utc())
            await announce(self, w.GONE_BACK)
        await self._fill(self.opened)
        return PdfTab.make

    async def _fill(self, ref: str, *, anew: bool = True) -> None:
        """Show the options in force; `anew` draws the boxes again."""
        found = await read(find, ref=text_of(ref, 26), by=await viewer_of(self))
        self.typed = typed_of(found.options)
        self.columns = rows_of(found.options, is_progress=found.is_progress)
        self.is_progress, self.may_organisation = found.is_progress, found.may_organisation
        self.has_contract = any(about.kind == "contract" for about in found.places)
        self.source, self.wider = found.source, found.wider
        self.opened, self.wrong, self.changed = ref, {}, False
        self.form_key += anew
        await self._note(found.options)
        self._options, self._turn = found.options.as_json(), self._turn + 1

    async def _follow(self) -> Then:
        """Say what is wrong with the options, or have them shown."""
        language = await language_of(self)
        self.changed = True
        try:
            options = self._typed_options(read_options(self._options or USUAL.as_json()))
        except WrongOptions as refusal:
            self.wrong = {name: phrase.to(language) for name, phrase in refusal.wrong.items()}
            return None
        self.wrong = {}
        await self._note(options)
        self._options, self._turn = options.as_json(), self._turn + 1
        return PdfTab.make

    async def _note(self, options: PdfOptions) -> None:
        said = accent_note(options)
        self.note = said.to(await language_of(self)) if said else ""

    def _typed_options(self, kept: PdfOptions) -> PdfOptions:
        return options_typed(self.typed, self.columns, kept, is_progress=self.is_progress)
