"""New accounts, and the invitations that open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from invoice_app.accounts import letters
from invoice_app.accounts.levels import put_levels, the_account
from invoice_app.accounts.links import make_link, url_of
from invoice_app.accounts.models import Account, LinkPurpose
from invoice_app.accounts.presets import PRESETS
from invoice_app.accounts.queries import account_by_email
from invoice_app.accounts.rules import search_text
from invoice_app.mail.setup.effective import stays_here
from invoice_app.organisation.rules import clean_email
from invoice_app.shared import live
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Language, Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class EmailMissing(Invalid):
    says = Phrase("Écrivez l’adresse de courriel.", "Write the email address.")


class NameMissing(Invalid):
    says = Phrase("Écrivez le nom de la personne.", "Write the person’s name.")


class UnknownPreset(Invalid):
    says = Phrase("Choisissez une valeur de la liste.", "Choose a value from the list.")


class EmailTaken(Invalid):
    says = Phrase(
        "Cette adresse a déjà un compte. Cherchez-la dans la liste.",
        "This address already has an account. Look for it in the list.",
    )


class NothingToInvite(Refusal):
    says = Phrase(
        "Cette personne a déjà choisi son mot de passe, ou son compte est désactivé : "
        "une invitation ne lui servirait à rien.",
        "This person has already chosen a password, or their account is disabled: "
        "an invitation would be of no use.",
    )


class StaffAccount(Refusal):
    says = Phrase(
        "Cette adresse est celle d’une personne qui travaille pour l’organisation. "
        "Invitez-la à partir de la page « Comptes et droits ».",
        "This address belongs to someone who works for the organisation. "
        "Invite them from “Accounts and rights”.",
    )


@dataclass(frozen=True, slots=True)
class Invited:
    """An account, and the address of its invitation where no email really leaves; else empty.

    `url` is for the eyes of whoever invited, and of nobody else.
    """

    account_id: int
    account_ref: str
    url: str = ""


def create_account(
    db: Session,
    *,
    email: str,
    name: str,
    language: Language,
    preset: str,
    now: datetime,
    password_hash: str = "",
) -> Account:
    """A new account with the levels of a ready-made set. Raises an `Invalid` that names its field."""
    address = clean_email(email)
    if not address:
        raise EmailMissing(field="email")
    if not name.strip():
        raise NameMissing(field="name")
    if preset not in PRESETS:
        raise UnknownPreset(field="preset")
    if account_by_email(db, address):
        raise EmailTaken(field="email")
    shown = name.strip()[:120]
    account = Account(
        email=address,
        name=shown,
        search=search_text(shown, address),
        language=language,
        password_hash=password_hash,
        created_at=now,
    )
    db.add(account)
    db.flush()
    put_levels(db, account, PRESETS[preset])
    live.touch(db, "accounts")
    return account


def invite(db: Session, *, account_ref: str, by: Viewer, now: datetime) -> Invited:
    """Send an account the link by which its password is chosen. Raises `NothingToInvite`."""
    account = the_account(db, account_ref)
    if account.password_hash or account.disabled_at:
        raise NothingToInvite()
    url = url_of(make_link(db, account_id=account.id or 0, purpose=LinkPurpose.INVITATION, now=now))
    letters.invitation(db, account, url=url, by=by, now=now)
    return Invited(account.id or 0, account.ref, url if stays_here(db) else "")


def invite_member(
    db: Session, *, email: str, name: str, language: Language, by: Viewer, now: datetime
) -> Invited:
    """An account without any level for someone who is billed, and its invitation.

    An address that has such an account already keeps it, and is invited again unless it has a password.
    Raises `StaffAccount`: who looks after members may not open the door of a colleague.
    """
    account = account_by_email(db, email)
    if account is None:
        made = create_account(db, email=email, name=name, language=language, preset="member", now=now)
        return invite(db, account_ref=made.ref, by=by, now=now)
    if account.preset != "member":
        raise StaffAccount()
    if account.password_hash or account.disabled_at:
        return Invited(account.id or 0, account.ref)
    return invite(db, account_ref=account.ref, by=by, now=now)
