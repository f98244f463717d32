"""The forms in which a record is added or changed."""

import reflex as rx
from sqlmodel import Session

from invoice_app.members import actions
from invoice_app.members import wording as w
from invoice_app.members.actions import ChangedMeanwhile
from invoice_app.members.models import Customer, CustomerKind
from invoice_app.members.queries import (
    CustomerChoice,
    customer_by_ref,
    find_customers,
    next_member_number,
    typed_of,
)
from invoice_app.members.record_state import ref_in
from invoice_app.members.rules import Unfit, clean_text, reconcile
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of
from invoice_app.ui.live_pages import watch

_CHANGE = needs(Tool.MEMBERS, Level.STANDARD)
_NOTHING = dict.fromkeys(w.FIELD_LABELS, "")


class CustomerForm(rx.State, mixin=True):
    """What both forms have. `fields` is what the boxes held when they were drawn, not what is typed now."""

    fields: dict[str, str] = _NOTHING
    wrong: dict[str, str] = _NOTHING
    theirs: dict[str, str] = _NOTHING
    record_kind: str = "member"
    country: str = "CA"
    company_ref: str = ""
    company_name: str = ""
    companies: list[CustomerChoice] = []
    looked: bool = False
    drawn: str = ""
    loading: bool = True
    missing: bool = False

    @handler(_CHANGE)
    async def choose_kind(self, kind: str) -> Then:
        if kind in (CustomerKind.MEMBER, CustomerKind.CONTACT):
            self.record_kind = kind

    @handler(_CHANGE)
    async def choose_country(self, code: str) -> Then:
        if text_of(code) in w.COUNTRIES:
            self.country = code

    @handler(_CHANGE)
    async def find_company(self, text: str) -> Then:
        """Companies to choose from, as one types."""
        typed = text_of(text, 100)
        self.looked = typed.strip() != ""
        self.companies = await read(find_customers, typed, 6, kind="company") if self.looked else []

    @handler(_CHANGE)
    async def choose_company(self, ref: str) -> Then:
        company = await read(_company, text_of(ref, 26))
        self.company_ref, self.company_name = company.ref, company.name
        self.companies, self.looked = [], False

    @handler(_CHANGE)
    async def leave_company(self) -> Then:
        self.company_ref = self.company_name = ""

    def _draw(self, fields: dict[str, str], drawn: str) -> None:
        """Put these values in the boxes; a new `drawn` makes them anew, so it must change with the values."""
        self.fields, self.drawn = fields, drawn
        self.wrong, self.theirs = dict(_NOTHING), dict(_NOTHING)
        self.record_kind, self.country, self.company_ref = (
            fields["kind"],
            fields["country"],
            fields["company"],
        )
        self.companies, self.looked, self.loading, self.missing = [], False, False, False

    def _typed(self, form: object) -> dict[str, str]:
        """What was submitted, with what the page itself holds."""
        sent = fields_of(form)
        return {
            **{name: sent[name] for name in w.FIELD_LABELS if name in sent},
            "kind": self.record_kind,
            "country": self.country,
            "company": self.company_ref,
            # An unticked box is not sent at all, and a text area sends its own line ends.
            "bills": "on" if isinstance(form, dict) and form.get("bills") else "",
            "note": clean_text(sent.get("note", "")),
        }

    async def _point_out(self, unfit: Unfit) -> Then:
        """Show every refusal beside its box, and go to the first."""
        language = await language_of(self)
        self.wrong = {**_NOTHING, **{fault.field: fault.phrase.to(language) for fault in unfit.faults}}
        await announce(self, unfit.phrase, "refused")
        return rx.set_focus(unfit.field)


class NewCustomer(CustomerForm, rx.State):
    for_company: bool = False

    @handler(_CHANGE)
    async def load(self) -> Then:
        """Open an empty form for the kind in the address; `?company=…` adds a person to a company."""
        kind = text_of(self.router.url.path.rstrip("/").rsplit("/", 1)[-1], 20)
        company_ref = text_of(self.router.url.query_parameters.get("company", ""), 26)
        if kind not in tuple(CustomerKind):
            self.loading, self.missing = False, True
            return
        fields, self.company_name = await read(_blank, kind, company_ref)
        self._draw(fields, f"{kind}:{company_ref}")
        self.for_company = self.company_ref != ""
        watch(self, NewCustomer.refresh, f"member:{company_ref}")

    @handler(_CHANGE)
    async def refresh(self) -> Then:
        """Nothing here changes while one types."""

    @handler(_CHANGE)
    async def save(self, form: dict) -> Then:
        try:
            added = await write(actions.add, typed=self._typed(form), now=now_utc())
        except Unfit as unfit:
            return await self._point_out(unfit)
        await announce(self, w.ADDED_DONE.filled(name=added.name))
        # Back to the company, where the next person is added.
        return rx.redirect(
            f"/members/{self.company_ref if self.for_company and self.company_ref else added.ref}"
        )


class EditCustomer(CustomerForm, rx.State):
    ref: str = ""
    name: str = ""
    stale: bool = False
    # The record as it was saved when this form was drawn, and its version.
    _base: dict[str, str] = _NOTHING
    _version: int = 0

    @handler(_CHANGE)
    async def load(self) -> Then:
        """Open the form of the record that the address names."""
        self.ref, self.stale = ref_in(self.router.url.path), False
        try:
            customer, fields, self.company_name = await read(_opened, self.ref)
        except NotFound:
            self.loading, self.missing = False, True
            return
        self.name, self._base, self._version = customer.name, fields, customer.version
        self._draw(fields, f"{self.ref}:{customer.version}")
        watch(self, EditCustomer.refresh, f"member:{self.ref}")

    @handler(_CHANGE)
    async def refresh(self) -> Then:
        """Only say that the record was saved elsewhere: what is being typed stays as it is."""
        if not self.missing:
            self.stale = (await read(customer_by_ref, self.ref)).version != self._version

    @handler(_CHANGE)
    async def save(self, form: dict) -> Then:
        typed = self._typed(form)
        try:
            saved = await write(
                actions.change, ref=self.ref, typed=typed, before=self._base, version=self._version
            )
        except Unfit as unfit:
            return await self._point_out(unfit)
        except ChangedMeanwhile as changed:
            return await self._lay_together(typed, changed)
        await announce(self, w.CHANGED_DONE.filled(name=saved.name))
        return rx.redirect(f"/members/{saved.ref}")

    async def _lay_together(self, typed: dict[str, str], changed: ChangedMeanwhile) -> None:
        """Draw the form again with both people's changes; the next save is on top of the other's."""
        both = reconcile(self._base, typed, changed.saved)
        self._draw(both.fields, f"{self.ref}:{changed.version}:both")
        self.company_name = await read(_company_name, both.fields["company"])
        language = await language_of(self)
        shown = {name: await read(_shown, name, value, language) for name, value in both.theirs.items()}
        self.theirs = {**_NOTHING, **shown}
        self._base, self._version, self.stale = changed.saved, changed.version, False
        await announce(self, changed.phrase, "refused")


def _company(db: Session, ref: str) -> Customer:
    company = customer_by_ref(db, ref)
    if company.kind != CustomerKind.COMPANY:
        raise NotFound()
    return company


def _blank(db: Session, kind: str, company_ref: str) -> tuple[dict[str, str], str]:
    """The boxes of an empty form, and the name of the company it is opened for."""
    organisation = the_organisation(db)
    company = _company(db, company_ref) if company_ref and kind != CustomerKind.COMPANY else None
    number = next_member_number(db) if kind != CustomerKind.COMPANY else ""
    fields = {
        **_NOTHING,
        "kind": kind,
        "member_number": number,
        "language": company.language if company else organisation.language,
        "province": organisation.province,
        "country": organisation.country,
        "company": company.ref if company else "",
    }
    return fields, company.name if company else ""


def _opened(db: Session, ref: str) -> tuple[Customer, dict[str, str], str]:
    """A record with the boxes of its form, and the name of its company."""
    customer = customer_by_ref(db, ref)
    company = db.get(Customer, customer.company_id) if customer.company_id else None
    return customer, typed_of(db, customer), company.name if company else ""


def _company_name(db: Session, ref: str) -> str:
    return _company(db, ref).name if ref else ""


def _shown(db: Session, name: str, value: str, language: str) -> str:
    """What a box holds, in words."""
    if name == "company":
        value = _company_name(db, value)
    words = {"language": w.LANGUAGES, "country": w.COUNTRIES, "kind": w.KIND_LABELS}.get(name, {})
    if name == "bills":
        return (w.YES if value else w.NO).to(language)
    return words[value].to(language) if value in words else value or w.EMPTIED.to(language)
