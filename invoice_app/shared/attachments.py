"""Files that a person attached to a record: a signed contract, a cheque's picture.

The bytes are in the file store; the row says what they are called. The room that owns the record
decides who may read them, because it is the one that asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Session, col, select

from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal
from invoice_app.shared.tables import Field, SQLModel

MOST_BYTES = 25 * 1024 * 1024
MOST_FILES = 50


class TooManyFiles(Refusal):
    says = Phrase(
        "{most} fichiers au plus. Retirez-en un avant d’en ajouter d’autres.",
        "{most} files at most. Remove one before adding others.",
    )


class FileTooLarge(Refusal):
    says = Phrase(
        "«\u00a0{name}\u00a0» dépasse 25\u00a0Mo. Joignez un fichier plus petit.",
        "“{name}” is over 25 MB. Attach a smaller file.",
    )


class EmptyFile(Refusal):
    says = Phrase(
        "«\u00a0{name}\u00a0» est vide. Choisissez un autre fichier.",
        "“{name}” is empty. Choose another file.",
    )


class AttachedFile(SQLModel, table=True):
    """One file of a record; the same bytes attached twice are kept once."""

    __tablename__ = "attached_file"
    __table_args__ = (Index("ix_attached_file_about", "about_kind", "about_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    about_kind: str = Field(max_length=20)
    about_id: int
    name: str = Field(max_length=200)
    mime: str = Field(default="application/octet-stream", max_length=100)
    size: int
    sha256: str = Field(max_length=64)
    added_at: datetime
    added_by_name: str = Field(default="", max_length=120)


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file as it is listed; `size` is text: `1,2 Mo`."""

    ref: str
    name: str
    size: str


def attach(
    db: Session, about: About, *, name: str, mime: str, content: bytes, by: Viewer, now: datetime
) -> AttachedFile:
    """Keep a file beside a record. Raises `EmptyFile`, `FileTooLarge` or `TooManyFiles`."""
    plain = _plain(name)
    if not content:
        raise EmptyFile(name=plain)
    if len(content) > MOST_BYTES:
        raise FileTooLarge(name=plain)
    if len(attached_to(db, about)) >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    kept = AttachedFile(
        about_kind=about.kind, about_id=about.id, name=plain, mime=mime[:100] or "application/octet-stream",
        size=len(content), sha256=files().put(content), added_at=now, added_by_name=by.name,
    )  # fmt: skip
    db.add(kept)
    db.flush()
    return kept


def detach(db: Session, about: About, *, ref: str) -> AttachedFile:
    """Take a file away from a record; its bytes stay in the store. Raises `NotFound`."""
    row = attached_file(db, ref)
    if (row.about_kind, row.about_id) != (about.kind, about.id):
        raise NotFound()
    db.delete(row)
    db.flush()
    return row


def attached_to(db: Session, about: About) -> list[AttachedFile]:
    """The files of a record, in the order they came."""
    return list(
        db.exec(
            select(AttachedFile)
            .where(AttachedFile.about_kind == about.kind, AttachedFile.about_id == about.id)
            .order_by(col(AttachedFile.id))
        )
    )


def attached_file(db: Session, ref: str) -> AttachedFile:
    """A file by its ref; whoever asks must check that its record may be read. Raises `NotFound`."""
    row = db.exec(select(AttachedFile).where(AttachedFile.ref == ref)).first()
    if row is None:
        raise NotFound()
    return row


def file_card(row: AttachedFile, language: str) -> FileCard:
    return FileCard(row.ref, row.name, size_text(row.size, language))


def size_text(size: int, language: str) -> str:
    """`850 o`, `34 Ko`, `1,2 Mo`; in English `850 B`, `34 KB`, `1.2 MB`."""
    small, medium, large = ("B", "KB", "MB") if language == "en" else ("o", "Ko", "Mo")
    if size < 1000:
        return f"{size}\u00a0{small}"
    if size < 1_000_000:
        return f"{round(size / 1000)}\u00a0{medium}"
    text = f"{size / 1_000_000:.1f}"
    return f"{text if language == 'en' else text.replace('.', ',')}\u00a0{large}"


def _plain(name: str) -> str:
    """The last part of a path, without what no file name should hold."""
    last = name.replace("\\", "/").rpartition("/")[2].strip()
    return "".join(letter for letter in last if letter.isprintable())[:200] or "fichier"
