"""The card « Lecteurs » of a contract: who reads it, and whom else one could choose."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from invoice_app.accounts.queries import Colleague, staff_who_may
from invoice_app.contracts import readers_wording as w
from invoice_app.contracts.models import Contract
from invoice_app.contracts.reading_rights import READ, about_contract, readable_contract, readers_text
from invoice_app.shared.audience import audience_of
from invoice_app.shared.permission import Level, Viewer


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """Somebody who may read contracts; `why` says why they always read this one, or is empty."""

    ref: str
    name: str
    email: str
    is_reader: bool
    why: str


@dataclass(frozen=True, slots=True)
class ReadersCard:
    """`names` of those who read a private contract, Admins apart."""

    is_private: bool
    names: str
    people: tuple[ReaderChoice, ...]


def readers_of(db: Session, *, ref: str, viewer: Viewer, language: str) -> ReadersCard:
    """The card of a contract. Raises `NotFound`."""
    contract = readable_contract(db, ref=ref, viewer=viewer)
    named = set(audience_of(db, about_contract(contract)))

    def choice(person: Colleague) -> ReaderChoice:
        why = _why(contract, person, viewer, language)
        return ReaderChoice(
            person.ref, person.name, person.email, person.account_id in named or bool(why), why
        )

    people = tuple(choice(person) for person in staff_who_may(db, READ))
    return ReadersCard(contract.is_private, readers_text(db, contract), people)


def _why(contract: Contract, person: Colleague, viewer: Viewer, language: str) -> str:
    if person.level >= Level.ADMIN:
        return w.ADMIN.to(language)
    if person.account_id == contract.created_by:
        return w.CREATOR.to(language)
    return w.YOU.to(language) if person.account_id == viewer.account_id else ""
