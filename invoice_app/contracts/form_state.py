"""The form of a contract: each box is kept as it is typed, « Enregistrer » makes it the contract."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import unsaved
from invoice_app.contracts.drafting import NotADraft
from invoice_app.contracts.grid_state import ScheduleGrid
from invoice_app.contracts.import_state import ScheduleImport
from invoice_app.contracts.typed_form import CHOSEN, FIELDS
from invoice_app.contracts.typed_rows import TypedRows
from invoice_app.contracts.unsaved import ContactChoice, NotYet, form_card
from invoice_app.members.queries import CustomerChoice, find_customers
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.money import CURRENCIES
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_NO_FIELDS = dict.fromkeys(FIELDS, "")


class ContractFormPage(ScheduleGrid, ScheduleImport, rx.State):
    """`/contracts/new` and `/contracts/<ref>/edit`; `ref` is empty for a new contract.

    `fields` and `rows` are what the boxes are filled with when they are drawn, not what is being typed;
    `chosen` is what the lists say now.
    """

    ref: str = ""
    title: str = ""
    fields: dict[str, str] = _NO_FIELDS
    chosen: dict[str, str] = dict.fromkeys(CHOSEN, "")
    client: str = ""
    contacts: list[ContactChoice] = []
    wrong: dict[str, str] = _NO_FIELDS
    is_typed: bool = False
    is_behind: bool = False
    is_open: bool = False
    missing: bool = False
    approved: bool = False
    dropping: bool = False
    choosing: bool = False
    companies: list[CustomerChoice] = []
    drawn: str = ""
    _dropped: int = 0

    @handler(_WRITE)
    async def load(self) -> None:
        """Open the form; `?client=…` in the address of a new one chooses the client."""
        self.ref = self._here()
        self.missing = self.approved = self.dropping = self.choosing = self.importing = False
        self._open_grid()
        try:
            await self._open()
        except NotFound:
            self._empty()
            return
        except NotADraft:
            self.approved, self.is_open = True, False
            return
        client = text_of(self.router.url.query_parameters.get("client", ""), 26)
        if client and not self.ref and not self.client:
            await self._keep(company_ref=client)
            await self._show(rows=True)
        watch(self, ContractFormPage.refresh, "members", *([f"contract:{self.ref}"] if self.ref else []))

    @handler(_WRITE)
    async def refresh(self) -> None:
        """Someone saved the contract, or the language changed: what was typed here stays."""
        try:
            if self.is_typed:
                await self._show(rows=False)
            else:
                await self._open()
        except NotADraft:
            self.approved, self.is_open = True, False
        except NotFound:
            self._empty()

    @handler(_WRITE)
    async def type_field(self, field: str, text: str) -> None:
        name = text_of(field, 40)
        await self._keep(**{name: text_of(text, FIELDS.get(name, 0))})
        await self._show(rows=False)
        if name in CHOSEN:
            # Boxes that a choice brings back are filled with what they held.
            await self._fill()

    @handler(_WRITE)
    async def tick_contact(self, ref: str, ticked: bool) -> None:
        """Send the contract's invoices to one of the client's people, or no longer."""
        await write(
            unsaved.choose_contact, contract_ref=self._here(), by=await viewer_of(self),
            ref=text_of(ref, 26), chosen=ticked is True,
        )  # fmt: skip
        await self._show(rows=False)

    @handler(_WRITE)
    async def find_company(self, text: str) -> None:
        self.companies = await read(find_customers, text_of(text, 100), 6, kind="company")

    @handler(_WRITE)
    async def choose_another(self) -> None:
        self.choosing = True
        self.companies = await read(find_customers, "", 6, kind="company")
        self._go_to("find-company")

    @handler(_WRITE)
    async def choose_company(self, ref: str) -> None:
        await self._keep(company_ref=text_of(ref, 26))
        self.choosing = False
        await self._show(rows=False)

    @handler(_WRITE)
    async def save(self, form: dict) -> EventSpec | None:
        """Make the contract say what the form does; a refusal leaves everything as it was typed."""
        await self._keep(**{name: text for name, text in fields_of(form).items() if name in FIELDS})
        viewer, language = await viewer_of(self), await language_of(self)
        try:
            contract = await write(
                unsaved.save, contract_ref=self._here(), by=viewer, now=now_utc(), language=language
            )
        except NotYet as refusal:
            await self._show_refused(refusal, language)
            return None
        self.is_open = False
        await announce(self, p.SAVED)
        return rx.redirect(f"/contracts/{contract.ref}")

    async def _show_refused(self, refusal: NotYet, language: str) -> None:
        """All that is to be corrected, beside its boxes, and the cursor in the first of them."""
        self._strictly = self.listing = True
        first = next(iter(refusal.wrong))
        key = first.partition("-")[2]
        await self._show(rows=bool(key), towards=key)
        self.wrong = self.wrong | {
            box: phrase.to(language) for box, phrase in refusal.wrong.items() if box in FIELDS
        }
        self.choosing = self.choosing or first == "company_ref"
        self._go_to(first)
        await announce(self, refusal.phrase, "refused")

    @handler(_WRITE)
    async def ask_drop(self) -> None:
        self.dropping = True

    @handler(_WRITE)
    async def close(self) -> None:
        self.dropping = False

    @handler(_WRITE)
    async def drop(self) -> None:
        """Throw away what was typed, and go on with what is saved."""
        await write(unsaved.forget, contract_ref=self._here(), by=await viewer_of(self))
        self.dropping, self._dropped = False, self._dropped + 1
        self._open_grid()
        try:
            await self._open()
        except NotADraft:
            self.approved, self.is_open = True, False
            return
        except NotFound:
            self._empty()
            return
        await announce(self, p.DROPPED)

    def _empty(self) -> None:
        """The contract is not there, or may no longer be read."""
        self.missing, self.is_open, self.is_typed, self.dropping = True, False, False, False
        self.title = self.client = self.total = self.undo_text = ""
        self.fields, self.contacts, self.rows, self.problems = _NO_FIELDS, [], [], []
        self.wrong, self.marks, self.products, self.subtotals = _NO_FIELDS, {}, {}, {}
        self._undone = None

    def _here(self) -> str:
        """The contract in the address: what is typed while the server is away still finds its form."""
        parts = self.router.url.path.strip("/").split("/")
        return text_of(parts[1], 26) if len(parts) > 2 else ""

    async def _open(self) -> None:
        viewer, language = await viewer_of(self), await language_of(self)
        form = await write(unsaved.open_form, contract_ref=self._here(), by=viewer, language=language)
        # Boxes are drawn anew only where they are filled anew, never under what is being typed.
        self.drawn = f"{self.ref}:{form.version}:{language}:{self._dropped}"
        await self._fill()
        await self._show(rows=True)
        self.is_open = True

    async def _fill(self) -> None:
        self.fields = _NO_FIELDS | await read(
            unsaved.typed_fields, contract_ref=self._here(), by=await viewer_of(self)
        )

    async def _keep(self, **fields: str) -> None:
        await write(unsaved.keep, contract_ref=self._here(), by=await viewer_of(self), fields=fields)

    def _currency(self) -> str:
        chosen = self.chosen["currency"]
        return chosen if chosen in CURRENCIES else CURRENCIES[0]

    async def _change(self, patch: Callable[[TypedRows], Any]) -> Any:
        return await write(unsaved.change, contract_ref=self._here(), by=await viewer_of(self), patch=patch)

    async def _show(self, *, rows: bool, towards: str = "") -> None:
        language = await language_of(self)
        card = await read(
            form_card, contract_ref=self._here(), by=await viewer_of(self), language=language,
            strictly=self._strictly, page=self._page, drawn=self._drawn_key(), towards=towards,
        )  # fmt: skip
        found = {
            "title": " · ".join(part for part in (card.number, card.title) if part),
            "chosen": {name: card.fields.get(name, "") for name in CHOSEN},
            "client": card.client,
            "contacts": list(card.contacts),
            "wrong": _NO_FIELDS | card.wrong,
            "is_typed": card.is_typed,
            "is_behind": card.is_behind,
        }
        for name, value in found.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
        self._show_grid(card.grid, language, rows=rows)
        if not self.client and not self.choosing:
            self.choosing = True
            self.companies = await read(find_customers, "", 6, kind="company")
