"""Who works for the co-operative, and the member who may sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from invoice_app.accounts.inviting import create_account, invite
from invoice_app.accounts.models import Account, AccountLevel
from invoice_app.accounts.queries import account_by_email, viewer_of_account
from invoice_app.members import inviting as members
from invoice_app.sample.people import INVITED, MEMBER_EMAIL, Person
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

ADMIN_EMAIL = "admin@quittance.example"
TREASURER_EMAIL = "tresorerie@quittance.example"
ACCOUNTANT_EMAIL = "comptable@quittance.example"
_MEMBER_NAME = "Zoé Tremblay-Okafor"


class NobodyInCharge(Refusal):
    says = Phrase(
        "Cette copie n’a pas encore de compte d’administration. Terminez l’installation d’abord.",
        "This copy has no admin account yet. Finish the set-up first.",
    )


@dataclass(frozen=True, slots=True)
class Staff:
    """Who presses the buttons."""

    admin: Viewer
    treasurer: Viewer


def create_admin(db: Session, *, password_hash: str, now: datetime) -> Account:
    return create_account(
        db, email=ADMIN_EMAIL, name="Dominique Lachance-Ortega", language="fr", preset="admin", now=now,
        password_hash=password_hash,
    )  # fmt: skip


def hire(db: Session, *, password_hash: str, now: datetime) -> Staff:
    """A treasurer and an accountant beside the admin there is; they sign in once they have a password."""
    admin = _admin(db)
    for email, name, preset in (
        (TREASURER_EMAIL, "Marie-Soleil Gendron", "treasurer"),
        (ACCOUNTANT_EMAIL, "Farid Belkacem", "accountant"),
    ):
        if account_by_email(db, email) is None:
            create_account(
                db, email=email, name=name, language="fr", preset=preset, now=now, password_hash=password_hash
            )
    treasurer = account_by_email(db, TREASURER_EMAIL)
    return Staff(admin, viewer_of_account(db, treasurer) if treasurer else admin)


def open_doors(db: Session, people: list[Person], *, password_hash: str, by: Viewer, now: datetime) -> None:
    """Invite some members, and the staff who have no password; with one, one member can sign in at once."""
    if password_hash:
        create_account(
            db, email=MEMBER_EMAIL, name=_MEMBER_NAME, language="fr", preset="member", now=now,
            password_hash=password_hash,
        )  # fmt: skip
    for email in (TREASURER_EMAIL, ACCOUNTANT_EMAIL):
        account = account_by_email(db, email)
        if account and not account.password_hash:
            invite(db, account_ref=account.ref, by=by, now=now)
    for person in people:
        if person.name in (*INVITED, _MEMBER_NAME):
            members.invite(db, ref=person.ref, by=by, now=now)


def _admin(db: Session) -> Viewer:
    found = db.exec(
        select(Account)
        .join(AccountLevel, col(AccountLevel.account_id) == Account.id)
        .where(
            AccountLevel.tool == Tool.ACCOUNTS.value,
            AccountLevel.level >= int(Level.ADMIN),
            col(Account.disabled_at).is_(None),
        )
        .order_by(col(Account.id))
    ).first()
    if found is None:
        raise NobodyInCharge()
    return viewer_of_account(db, found)
