"""Opening the member zone to someone, and closing it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from invoice_app.accounts.inviting import invite_member
from invoice_app.accounts.models import Account
from invoice_app.members.actions import save
from invoice_app.members.models import Customer
from invoice_app.members.queries import customer_by_ref
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase, as_language
from invoice_app.shared.refusals import Refusal


class NoEmailToInvite(Refusal):
    says = Phrase(
        "Cette fiche n’a pas d’adresse de courriel. Ajoutez-la avec « Modifier », puis invitez.",
        "This record has no email address. Add it with “Edit”, then invite.",
    )


class ArchivedNotInvited(Refusal):
    says = Phrase(
        "Cette fiche est archivée. Restaurez-la pour inviter la personne.",
        "This record is archived. Restore it to invite the person.",
    )


@dataclass(frozen=True, slots=True)
class Invitation:
    """What became of it: `sent` is false when the address had an account that needed no letter.

    `url` is the invitation's address where no email really leaves; else empty.
    """

    email: str
    sent: bool
    url: str = ""


def invite(db: Session, *, ref: str, by: Viewer, now: datetime) -> Invitation:
    """Send an invitation to the record's address, and let the account it makes see the record's invoices."""
    customer = customer_by_ref(db, ref, to_change=True)
    _refuse_to_invite(customer)
    invited = invite_member(
        db, email=customer.email, name=customer.name, language=as_language(customer.language), by=by, now=now
    )
    customer.account_id = invited.account_id
    save(db, customer)
    account = db.get_one(Account, invited.account_id)
    return Invitation(
        customer.email, sent=not account.password_hash and not account.disabled_at, url=invited.url
    )


def _refuse_to_invite(customer: Customer) -> None:
    if customer.archived_at:
        raise ArchivedNotInvited()
    if not customer.email:
        raise NoEmailToInvite()


def withdraw(db: Session, *, ref: str) -> Customer:
    """Take the record out of its account's sight; the account itself stays, for its other records."""
    customer = customer_by_ref(db, ref, to_change=True)
    customer.account_id = None
    save(db, customer)
    return customer
