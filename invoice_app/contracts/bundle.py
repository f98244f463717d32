"""An application's PDF with what is attached to it and to its contract, in one archive."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlmodel import Session

from invoice_app.contracts import export_wording as e
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.shared.about import About
from invoice_app.shared.attachments import attached_to
from invoice_app.shared.files import files
from invoice_app.shared.phrases import Language, Phrase
from invoice_app.shared.refusals import Refusal

# No name may hold these, or be one of those, on one system or another.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST = 120
# Made smaller already, so that trying again only takes time.
_COMPRESSED = frozenset({".pdf", ".zip", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".docx", ".xlsx", ".mp4"})


class FileIsGone(Refusal):
    says = Phrase(
        "Le fichier «\u00a0{name}\u00a0» n’est plus dans le dossier de l’application. Retirez-le des pièces "
        "jointes, ou restaurez-le d’une sauvegarde.",
        "The file “{name}” is no longer in the app’s folder. Remove it from the attachments, "
        "or restore it from a backup.",
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of an archive: its path in it, what it is called, and where its bytes are kept."""

    path: str
    name: str
    sha256: str


def pieces_of(
    db: Session, contract: Contract, progress: ProgressInvoice, language: Language
) -> tuple[Piece, ...]:
    """What is attached to an application and to its contract, under names that are safe and unique."""
    taken: set[str] = set()
    made = []
    for about, folder in (
        (About("application", progress.id or 0), e.APPLICATION_FOLDER),
        (About("contract", contract.id or 0), e.CONTRACT_FOLDER),
    ):
        for row in attached_to(db, about):
            path = unique(f"{folder.to(language)}/{safe_name(row.name)}", taken)
            made.append(Piece(path, row.name, row.sha256))
    return tuple(made)


def write_bundle(place: IO[bytes], pdf: bytes, name: str, pieces: Iterable[Piece], now: datetime) -> None:
    """The archive, one file in memory at a time. Raises `FileIsGone`."""
    with zipfile.ZipFile(place, "w") as archive:
        _put(archive, safe_name(name), pdf, now)
        for piece in pieces:
            try:
                content = files().get(piece.sha256)
            except OSError:
                raise FileIsGone(name=piece.name) from None
            _put(archive, piece.path, content, now)


def safe_name(name: str) -> str:
    """A name that every system can keep, and that leads to no other folder."""
    plain = _FORBIDDEN.sub("_", "".join(letter for letter in name if letter.isprintable()))
    plain = plain.strip(" .") or "fichier"
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:_LONGEST]
    return f"{stem[: _LONGEST - len(ending) - 1]}.{ending}"


def unique(path: str, taken: set[str]) -> str:
    """The path, or the same with a number; upper and lower case are one name on some systems."""
    stem, dot, ending = path.rpartition(".")
    if not dot or "/" in ending:
        stem, dot, ending = path, "", ""
    chosen, count = path, 1
    while chosen.casefold() in taken:
        count += 1
        chosen = f"{stem} ({count}){dot}{ending}"
    taken.add(chosen.casefold())
    return chosen


def _put(archive: zipfile.ZipFile, path: str, content: bytes, now: datetime) -> None:
    entry = zipfile.ZipInfo(path, date_time=now.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    packed = Path(path).suffix.lower() in _COMPRESSED
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
