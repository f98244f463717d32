"""The form of a contract: each box is kept as it is typed, « Enregistrer » makes it the contract."""

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import unsaved
from invoice_app.contracts.drafting import NotADraft
from invoice_app.contracts.typed_form import COLUMNS, FIELDS
from invoice_app.contracts.unsaved import FormCard, FormRow, NotYet, form_card
from invoice_app.members.queries import CustomerChoice, find_customers
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, Viewer, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_NO_FIELDS = dict.fromkeys(FIELDS, "")


class ContractFormPage(rx.State):
    """`/contracts/new` and `/contracts/<ref>/edit`; `ref` is empty for a new contract.

    `rows` is what the boxes are filled with when they are drawn, not what is being typed.
    """

    ref: str = ""
    title: str = ""
    fields: dict[str, str] = _NO_FIELDS
    client: str = ""
    rows: list[FormRow] = []
    total: str = ""
    wrong: dict[str, str] = _NO_FIELDS
    is_typed: bool = False
    is_behind: bool = False
    is_open: bool = False
    missing: bool = False
    approved: bool = False
    dropping: bool = False
    choosing: bool = False
    companies: list[CustomerChoice] = []
    go_to: str = ""
    drawn: str = ""
    _strictly: bool = False
    _dropped: int = 0

    @handler(_WRITE)
    async def load(self) -> None:
        """Open the form; `?client=…` in the address of a new one chooses the client."""
        self.ref = self._here()
        self.missing = self.approved = self.dropping = self.choosing = self._strictly = False
        self.go_to = ""
        try:
            await self._open()
        except NotFound:
            self.missing, self.is_open = True, False
            return
        except NotADraft:
            self.approved, self.is_open = True, False
            return
        client = text_of(self.router.url.query_parameters.get("client", ""), 26)
        if client and not self.ref and not self.fields.get("company_ref"):
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
        except (NotFound, NotADraft):
            self.approved, self.is_open = True, False

    @handler(_WRITE)
    async def type_field(self, field: str, text: str) -> None:
        await self._keep(**{text_of(field, 40): text_of(text)})
        await self._show(rows=False)

    @handler(_WRITE)
    async def type_cell(self, key: str, column: str, text: str) -> None:
        await self._keep(**{f"{text_of(column, 20)}-{text_of(key, 10)}": text_of(text)})
        await self._show(rows=False)

    @handler(_WRITE)
    async def add_row(self) -> None:
        key = await write(unsaved.add_row, contract_ref=self._here(), by=await viewer_of(self))
        await self._show(rows=True)
        self.go_to = f"item-{key}"

    @handler(_WRITE)
    async def remove_row(self, key: str) -> None:
        await write(
            unsaved.remove_row, contract_ref=self._here(), by=await viewer_of(self), key=text_of(key, 10)
        )
        await self._show(rows=True)

    @handler(_WRITE)
    async def find_company(self, text: str) -> None:
        self.companies = await read(find_customers, text_of(text, 100), 6, kind="company")

    @handler(_WRITE)
    async def choose_another(self) -> None:
        self.choosing = True
        self.companies = await read(find_customers, "", 6, kind="company")
        self.go_to = "find-company"

    @handler(_WRITE)
    async def choose_company(self, ref: str) -> None:
        await self._keep(company_ref=text_of(ref, 26))
        self.choosing, self.go_to = False, ""
        await self._show(rows=False)

    @handler(_WRITE)
    async def save(self, form: dict) -> EventSpec | None:
        """Make the contract say what the form does; a refusal leaves everything as it was typed."""
        await self._keep(**_boxes_of(fields_of(form)))
        viewer = await viewer_of(self)
        try:
            contract = await write(unsaved.save, contract_ref=self._here(), by=viewer, now=now_utc())
        except NotYet as refusal:
            language = await language_of(self)
            self._strictly = True
            await self._show(rows=False)
            self.wrong = _NO_FIELDS | {box: phrase.to(language) for box, phrase in refusal.wrong.items()}
            self.go_to = next(iter(refusal.wrong))
            self.choosing = self.choosing or self.go_to == "company_ref"
            await announce(self, refusal.phrase, "refused")
            return None
        self.is_open = False
        await announce(self, p.SAVED)
        return rx.redirect(f"/contracts/{contract.ref}")

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
        self.dropping, self._strictly, self._dropped = False, False, self._dropped + 1
        try:
            await self._open()
        except (NotFound, NotADraft):
            self.approved, self.is_open = True, False
            return
        await announce(self, p.DROPPED)

    def _here(self) -> str:
        """The contract in the address: what is typed while the server is away still finds its form."""
        parts = self.router.url.path.strip("/").split("/")
        return text_of(parts[1], 26) if len(parts) > 2 else ""

    async def _open(self) -> None:
        viewer, language = await viewer_of(self), await language_of(self)
        form = await write(unsaved.open_form, contract_ref=self._here(), by=viewer, language=language)
        # Boxes are drawn anew only where they are filled anew, never under what is being typed.
        self.drawn = f"{self.ref}:{form.version}:{language}:{self._dropped}"
        await self._show(rows=True)
        self.is_open = True

    async def _keep(self, **boxes: str) -> None:
        await write(unsaved.keep, contract_ref=self._here(), by=await viewer_of(self), boxes=boxes)

    async def _show(self, *, rows: bool) -> None:
        card = await read(_card, self._here(), await viewer_of(self), await language_of(self), self._strictly)
        self.title = " · ".join(part for part in (card.number, card.title) if part)
        self.fields, self.client = _NO_FIELDS | card.fields, card.client
        self.total, self.wrong = card.total, _NO_FIELDS | card.wrong
        self.is_typed, self.is_behind = card.is_typed, card.is_behind
        if rows:
            self.rows = list(card.rows)
        if not self.client and not self.choosing:
            self.choosing = True
            self.companies = await read(find_customers, "", 6, kind="company")


def _card(db: Session, ref: str, viewer: Viewer, language: str, strictly: bool) -> FormCard:
    return form_card(db, contract_ref=ref, by=viewer, language=language, strictly=strictly)


def _boxes_of(form: dict[str, str]) -> dict[str, str]:
    """The submitted boxes that are the form's own; a list whose value a component holds is not sent."""
    return {name: text for name, text in form.items() if name in FIELDS or name.partition("-")[0] in COLUMNS}
