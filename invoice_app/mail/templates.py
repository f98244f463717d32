"""The usual words of each kind of email: kept per language, with placeholders from a fixed list."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from invoice_app.mail.composing import subject_of, text_of
from invoice_app.mail.models import MailTemplate
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

_PLACEHOLDER = re.compile(r"\{([^{}\n]{0,60})\}")
LONGEST = 10_000


class UnknownPlaceholder(Invalid):
    says = Phrase(
        "Ces champs n’existent pas\u00a0: {names}. Choisissez parmi\u00a0: {known}.",
        "These fields do not exist: {names}. Choose among: {known}.",
    )


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and a body, with or without their placeholders filled."""

    subject: str
    body: str


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled, in one pass: braces in a value are printed as they are.

    Raises `UnknownPlaceholder`.
    """
    check(text, values)
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def check(text: str, known: Collection[str], field: str = "") -> None:
    """Raise `UnknownPlaceholder` naming each `{…}` that is not among `known`."""
    names = dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name not in known)
    if names:
        raise UnknownPlaceholder(
            field=field,
            names=", ".join(f"{{{name}}}" for name in names),
            known=", ".join(f"{{{name}}}" for name in known),
        )


def kept_template(db: Session, kind: str, language: str) -> MailTemplate | None:
    """The words as somebody changed them, or `None` for the original ones."""
    return db.get(MailTemplate, (kind, language))


def keep_template(
    db: Session, *, kind: str, language: str, words: Words, known: Collection[str], by_name: str,
    now: datetime,
) -> MailTemplate:  # fmt: skip
    """Change the usual words. Raises an `Invalid` whose field is `subject` or `text`."""
    subject, body = subject_of(words.subject), text_of(words.body[:LONGEST])
    check(subject, known, "subject")
    check(body, known, "text")
    row = kept_template(db, kind, language) or MailTemplate(kind=kind, language=language, changed_at=now)
    row.subject, row.body, row.changed_at, row.changed_by_name = subject, body, now, by_name[:200]
    db.add(row)
    db.flush()
    return row


def restore_original(db: Session, *, kind: str, language: str) -> None:
    """Go back to the original words; nothing where they are in force."""
    row = kept_template(db, kind, language)
    if row is not None:
        db.delete(row)
        db.flush()
