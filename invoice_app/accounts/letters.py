"""The emails about accounts, one function each. They carry secrets, so they are on no screen."""

from __future__ import annotations

import contextlib
from datetime import datetime

from sqlmodel import Session

from invoice_app.accounts import wording as w
from invoice_app.accounts.models import Account
from invoice_app.mail.letter import Button, Footer, Letter, write
from invoice_app.mail.outbox import Recipient, Sender, post
from invoice_app.organisation.models import Organisation
from invoice_app.organisation.queries import address_lines, find_organisation
from invoice_app.shared.ids import fingerprint, new_ref
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid


def invitation(db: Session, account: Account, *, url: str, by: Viewer, now: datetime) -> None:
    body = [w.LETTER_INVITED.filled(by=by.name), w.LETTER_INVITED_LASTS]
    _post(db, account, w.LETTER_INVITED_SUBJECT, body, w.LETTER_CHOOSE_PASSWORD, url, now)


def password_link(db: Session, account: Account, *, url: str, now: datetime) -> None:
    body = [w.LETTER_FORGOTTEN, w.LETTER_FORGOTTEN_LASTS]
    _post(db, account, w.LETTER_FORGOTTEN_SUBJECT, body, w.LETTER_CHOOSE_PASSWORD, url, now)


def sign_in_link(db: Session, account: Account, *, url: str, now: datetime) -> None:
    body = [w.LETTER_SIGN_IN, w.LETTER_SIGN_IN_LASTS]
    _post(db, account, w.LETTER_SIGN_IN_SUBJECT, body, w.LETTER_SIGN_IN_BUTTON, url, now)


def password_changed(db: Session, account: Account, *, now: datetime) -> None:
    """Only a notice: an address that mail cannot reach does not stop anyone from changing a password."""
    with contextlib.suppress(Invalid):
        _post(db, account, w.LETTER_CHANGED_SUBJECT, [w.LETTER_CHANGED], None, "", now)


def _post(
    db: Session,
    account: Account,
    subject: Phrase,
    body: list[Phrase],
    button: Phrase | None,
    url: str,
    now: datetime,
) -> None:
    organisation = find_organisation(db)
    name = organisation.name if organisation else "Quittance"
    language = account.language
    letter = Letter(
        greeting=w.LETTER_HELLO.filled(name=account.name).to(language),
        paragraphs=tuple(paragraph.to(language) for paragraph in body),
        language=language,
        button=Button(button.to(language), url) if button else None,
    )
    bodies = write(letter, footer=_footer(organisation, name), conversational=False)
    post(
        db,
        about=None,
        private=True,
        sender=Sender(name),
        recipients=[Recipient("to", account.email, account.name)],
        subject=subject.filled(organisation=name).to(language),
        text=bodies.text,
        html=bodies.html,
        language=language,
        kind_nonce=f"account:{fingerprint(url or new_ref())}",
        now=now,
        from_name=name,
        automatic=True,
    )


def _footer(organisation: Organisation | None, name: str) -> Footer:
    if organisation is None:
        return Footer(name)
    return Footer(organisation.legal_name or name, address_lines(organisation), organisation.phone)
