"""Fill an empty copy with a fictional co-operative: its members, two years of invoices, and emails.

The admin, the treasurer, the accountant and one member share a password, which is shown once at the
end. `make demo` serves the same in a folder of its own.
"""

from __future__ import annotations

import argparse
import sys
import time

from sqlmodel import select

from invoice_app.accounts.passwords import hash_password
from invoice_app.commands.migrate import migrate
from invoice_app.desk.mail_sight import open_eyes
from invoice_app.invoices.models import Invoice
from invoice_app.organisation.actions import found
from invoice_app.organisation.queries import find_organisation
from invoice_app.sample.club import CLUB
from invoice_app.sample.filling import FULL, fill
from invoice_app.sample.people import MEMBER_EMAIL
from invoice_app.sample.staff import ACCOUNTANT_EMAIL, ADMIN_EMAIL, TREASURER_EMAIL, create_admin
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import new_ref
from invoice_app.shared.refusals import Refusal
from invoice_app.shared.settings import settings

_ACCOUNTS = (
    (ADMIN_EMAIL, "admin"),
    (TREASURER_EMAIL, "treasurer"),
    (ACCOUNTANT_EMAIL, "accountant, read only"),
    (MEMBER_EMAIL, "member with invoices"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--invoices", type=int, default=FULL, help=f"about how many invoices ({FULL})")


def run(given: argparse.Namespace) -> int:
    migrate()
    open_eyes()
    if _is_there():
        print("→ The sample organisation is there already.")
        return 0
    try:
        password = _fill(given.invoices)
    except Refusal as refusal:
        print(f"✗ {refusal.phrase.en}\n  {refusal.phrase.fr}", file=sys.stderr)
        return 1
    print(f"\n  Sign in at {settings().address} with the password\n\n      {password}\n")
    for email, role in _ACCOUNTS:
        print(f"      {email:<32}{role}")
    print("\n  It is not kept in the clear anywhere: write it down.\n", flush=True)
    return 0


def _is_there() -> bool:
    with reading() as db:
        organisation = find_organisation(db)
        has_invoices = db.exec(select(Invoice.id).limit(1)).first() is not None
        return organisation is not None and organisation.is_sample and has_invoices


def _fill(invoices: int) -> str:
    print("→ Making the sample organisation (a minute at most)…", flush=True)
    started = time.monotonic()
    # Sixteen letters and digits that survive being read aloud, in groups: 80 random bits.
    drawn = new_ref()
    password = "-".join(drawn[at : at + 4] for at in range(0, 16, 4))
    password_hash = hash_password(password)
    with writing() as db:
        if find_organisation(db) is None:
            found(db, typed=CLUB, is_sample=True, now=now_utc())
            create_admin(db, password_hash=password_hash, now=now_utc())
    fill(_show, size=invoices, password_hash=password_hash)
    print(f"\r  done in {time.monotonic() - started:.0f} s.          ", flush=True)
    return password


def _show(percent: int) -> None:
    if sys.stdout.isatty():
        print(f"\r  {percent} %", end="", flush=True)
