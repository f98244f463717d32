"""Who the tests of this room are about."""

from __future__ import annotations

from invoice_app.accounts.inviting import create_account
from invoice_app.accounts.models import Account
from invoice_app.shared.database import writing
from invoice_app.shared.dates import now_utc

PASSWORD = "trois loutres sur un quai"
ADDRESS = "http://localhost:8000"


def put(email: str, *, preset: str = "member", password_hash: str = "") -> Account:
    with writing() as db:
        return create_account(
            db,
            email=email,
            name="Claire Fontaine",
            language="fr",
            preset=preset,
            now=now_utc(),
            password_hash=password_hash,
        )
