"""Create an admin, or give the account of an address all rights and another password.

The way back in for whoever runs the machine. The password is asked for, or read from ADMIN_PASSWORD;
it is never an argument, which other users of the machine could read.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from datetime import datetime

from sqlmodel import Session

from invoice_app.accounts.inviting import create_account
from invoice_app.accounts.levels import put_levels
from invoice_app.accounts.own_account import set_password
from invoice_app.accounts.passwords import check_password, hash_password
from invoice_app.accounts.presets import PRESETS
from invoice_app.accounts.queries import account_by_email
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.phrases import LANGUAGES, Language, Phrase
from invoice_app.shared.refusals import Refusal


class NotTheSame(Refusal):
    says = Phrase(
        "Les deux mots de passe diffèrent. Recommencez.", "The two passwords are not the same. Start again."
    )


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", help="asked for when left out")
    parser.add_argument("--name", help="asked for when left out")
    parser.add_argument("--language", choices=LANGUAGES, default="fr")


def run(given: argparse.Namespace) -> int:
    try:
        email = given.email or input("Email: ").strip()
        name = given.name or input("Name: ").strip()
        password = _password()
        check_password(password, email=email, name=name)
        with writing() as db:
            made = make_admin(
                db, email=email, name=name, language=given.language,
                password_hash=hash_password(password), now=now_utc(),
            )  # fmt: skip
    except Refusal as refusal:
        print(f"✗ {refusal}", file=sys.stderr)
        return 1
    except EOFError:
        print("✗ Nobody answers here: give --email and --name, and set ADMIN_PASSWORD.", file=sys.stderr)
        return 1
    print(
        f"→ {email} is an admin."
        if made
        else f"→ {email} had an account: it is an admin now, with this password."
    )
    return 0


def make_admin(
    db: Session, *, email: str, name: str, language: Language, password_hash: str, now: datetime
) -> bool:
    """Give an address all rights and this password; whether the account is new.

    An existing account keeps its name, is enabled if it was not, and is signed out everywhere. Raises
    `NotSetUp` before set-up, and an `Invalid` for an address that is none.
    """
    the_organisation(db)
    account = account_by_email(db, email)
    if account is None:
        create_account(
            db,
            email=email,
            name=name,
            language=language,
            preset="admin",
            now=now,
            password_hash=password_hash,
        )
        return True
    account.disabled_at = None
    put_levels(db, account, PRESETS["admin"])
    set_password(db, account_id=account.id or 0, password_hash=password_hash, now=now)
    return False


def _password() -> str:
    if given := os.environ.get("ADMIN_PASSWORD"):
        return given
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise NotTheSame()
    return password
