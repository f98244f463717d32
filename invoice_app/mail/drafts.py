"""Emails that are being written: kept as they are typed, box by box, and found again by their writer.

A draft is its account's alone. Once sent it stays, tied to its email, so that « Annuler » gives back
exactly what was typed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from invoice_app.mail.models import MailDraft, MailDraftFile
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal

BOXES = frozenset(
    {
        "to", "cc", "bcc", "subject", "message", "private", "with_pdf", "with_configured", "left_out",
        "send_at",
    }
)  # fmt: skip
_PRESS = "press"


class AlreadySent(Refusal):
    says = Phrase(
        "Ce message est déjà parti, d’une autre fenêtre. Rechargez la page pour en écrire un autre.",
        "This message has already left, from another window. Reload the page to write another.",
    )


@dataclass(frozen=True, slots=True)
class DraftKey:
    """What a draft is: of whom, beside what, and what it answers."""

    account_id: int
    about: About
    wish: str
    answers_id: int | None = None


def open_draft(db: Session, key: DraftKey, *, now: datetime) -> MailDraft:
    """The unsent draft of this key, the latest typed in; begun where there is none.

    The caller holds the record that it stands beside, so that two windows begin one draft.
    """
    found = db.exec(
        select(MailDraft)
        .where(
            MailDraft.account_id == key.account_id,
            MailDraft.about_kind == key.about.kind,
            MailDraft.about_id == key.about.id,
            MailDraft.wish == key.wish,
            MailDraft.answers_id == key.answers_id,
            col(MailDraft.email_id).is_(None),
        )
        .order_by(col(MailDraft.changed_at).desc(), col(MailDraft.id).desc())
    ).first()
    if found is not None:
        return found
    draft = MailDraft(
        account_id=key.account_id, about_kind=key.about.kind, about_id=key.about.id, wish=key.wish,
        answers_id=key.answers_id, changed_at=now,
    )  # fmt: skip
    db.add(draft)
    db.flush()
    return draft


def own_draft(db: Session, *, ref: str, account_id: int, to_change: bool = False) -> MailDraft:
    """A draft of this account, sent or not. Raises `NotFound` for anybody else's."""
    asked = select(MailDraft).where(MailDraft.ref == ref, MailDraft.account_id == account_id)
    if to_change:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found = db.exec(asked).first()
    if found is None:
        raise NotFound()
    return found


def typed_in(draft: MailDraft) -> dict[str, str]:
    """What was typed, by box; a box that nobody touched is not in it."""
    return {box: text for box, text in json.loads(draft.typed).items() if box in BOXES}


def type_in(db: Session, *, ref: str, account_id: int, typed: Mapping[str, str], now: datetime) -> MailDraft:
    """Keep some boxes; the others stay as they are, whichever window typed them last.

    Raises `NotFound`, or `AlreadySent`.
    """
    draft = _unsent(db, ref, account_id)
    _keep(draft, json.loads(draft.typed) | {b: t for b, t in typed.items() if b in BOXES}, now)
    live.touch(db, topic(draft))
    return draft


def topic(draft: MailDraft) -> str:
    """What the windows of a draft watch."""
    return f"draft:{draft.ref}"


def _keep(draft: MailDraft, typed: Mapping[str, str], now: datetime) -> None:
    draft.typed, draft.changed_at = json.dumps(typed, ensure_ascii=False), now


def _unsent(db: Session, ref: str, account_id: int) -> MailDraft:
    draft = own_draft(db, ref=ref, account_id=account_id, to_change=True)
    if draft.email_id is not None:
        raise AlreadySent()
    return draft


def files_in(db: Session, draft: MailDraft) -> list[MailDraftFile]:
    """The files that it encloses, in the order they came."""
    return list(
        db.exec(
            select(MailDraftFile).where(MailDraftFile.draft_id == draft.id).order_by(col(MailDraftFile.id))
        )
    )


def enclose(
    db: Session, *, ref: str, account_id: int, name: str, mime: str, content: bytes, now: datetime
) -> MailDraftFile:
    """Add a file. Its limits are the caller's to ask."""
    draft = _unsent(db, ref, account_id)
    plain = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).strip()
    file = MailDraftFile(
        draft_id=draft.id or 0, name=plain[:200] or "fichier", mime=mime[:120], size=len(content),
        sha256=files().put(content),
    )  # fmt: skip
    draft.changed_at = now
    db.add(file)
    db.flush()
    live.touch(db, topic(draft))
    return file


def take_out(db: Session, *, ref: str, account_id: int, file_ref: str, now: datetime) -> None:
    """Remove a file of one's own draft; one that is not there is nothing to refuse."""
    draft = _unsent(db, ref, account_id)
    for file in files_in(db, draft):
        if file.ref == file_ref:
            db.delete(file)
            draft.changed_at = now
    live.touch(db, topic(draft))


def discard(db: Session, *, ref: str, account_id: int) -> None:
    """Erase an unsent draft with its files."""
    draft = _unsent(db, ref, account_id)
    live.touch(db, topic(draft))
    for file in files_in(db, draft):
        db.delete(file)
    db.flush()
    db.delete(draft)
    db.flush()


def press(draft: MailDraft) -> str:
    """What one press of Send is called: the same in all windows, another once it was taken back."""
    return f"{draft.ref}:{json.loads(draft.typed).get(_PRESS, '0')}"


def mark_sent(db: Session, draft: MailDraft, email_id: int) -> None:
    draft.email_id = email_id
    live.touch(db, topic(draft))


def give_back(db: Session, *, email_id: int, account_id: int, now: datetime) -> MailDraft:
    """The draft of an email that was cancelled, as it was typed. Raises `NotFound`."""
    draft = db.exec(
        select(MailDraft)
        .where(MailDraft.email_id == email_id, MailDraft.account_id == account_id)
        .with_for_update()
    ).first()
    if draft is None:
        raise NotFound()
    typed = json.loads(draft.typed)
    _keep(draft, typed | {_PRESS: str(int(typed.get(_PRESS, "0")) + 1)}, now)
    draft.email_id = None
    live.touch(db, topic(draft))
    return draft


def drafts_beside(db: Session, about: About, *, account_id: int) -> list[MailDraft]:
    """This account's unsent drafts beside a record that something was typed in, the latest first."""
    found = db.exec(
        select(MailDraft)
        .where(
            MailDraft.account_id == account_id,
            MailDraft.about_kind == about.kind,
            MailDraft.about_id == about.id,
            col(MailDraft.email_id).is_(None),
        )
        .order_by(col(MailDraft.changed_at).desc(), col(MailDraft.id).desc())
    ).all()
    return [draft for draft in found if typed_in(draft) or files_in(db, draft)]
