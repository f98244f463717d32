"""Set-up: the organisation and its first admin, together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from invoice_app.accounts.inviting import EmailMissing, NameMissing, create_account
from invoice_app.accounts.links import make_link
from invoice_app.accounts.models import LinkPurpose
from invoice_app.accounts.passwords import check_password
from invoice_app.organisation.actions import found
from invoice_app.organisation.rules import BadEmail, clean_email, clean_organisation
from invoice_app.shared.phrases import as_language
from invoice_app.shared.refusals import Invalid

_TICKET_LASTS = timedelta(minutes=2)
# The first admin's boxes have names of their own: both steps are one form.
ADMIN_FIELDS = ("admin_name", "admin_email", "password")


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    name: str
    email: str
    password: str


def check_organisation(typed: Mapping[str, str]) -> None:
    """Raises the first `Invalid` of step one, naming its field."""
    clean_organisation(typed)


def check_admin(typed: Mapping[str, str]) -> FirstAdmin:
    """The first admin as typed. Raises the first `Invalid` of step two, naming its field."""
    name, password = typed.get("admin_name", "").strip(), typed.get("password", "")
    if not name:
        raise NameMissing(field="admin_name")
    try:
        email = clean_email(typed.get("admin_email", ""))
    except BadEmail:
        raise BadEmail(field="admin_email", typed=typed["admin_email"].strip()[:60]) from None
    if not email:
        raise EmailMissing(field="admin_email")
    check_password(password, email=email, name=name)
    return FirstAdmin(name, email, password)


def step_of(refusal: Invalid) -> str:
    """The step where a refusal is put right."""
    return "admin" if refusal.field in ADMIN_FIELDS else "organisation"


def set_up(
    db: Session,
    *,
    typed: Mapping[str, str],
    admin: FirstAdmin,
    password_hash: str,
    is_sample: bool,
    now: datetime,
) -> int:
    """Found the organisation with its first admin, and say which account that is. Raises `AlreadySetUp`."""
    found(db, typed=typed, is_sample=is_sample, now=now)
    account = create_account(
        db,
        email=admin.email,
        name=admin.name,
        language=as_language(typed.get("language")),
        preset="admin",
        now=now,
        password_hash=password_hash,
    )
    return account.id or 0


def ticket(db: Session, *, account_id: int, now: datetime) -> str:
    """A secret by which the page that has just set up signs in, at once."""
    return make_link(db, account_id=account_id, purpose=LinkPurpose.SIGN_IN, now=now, lasts=_TICKET_LASTS)
