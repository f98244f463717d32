"""What is asked of the press: one value that can travel to another process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file inside the PDF; `relationship` is PDF's own word: Data, Source, Alternative, Supplement."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"
    relationship: str = "Data"


@dataclass(frozen=True, slots=True)
class PaperJob:
    """One PDF to make. The same job gives the same bytes, in any process.

    `html` reaches nothing but its own `data:` URLs; `stylesheets` are paths of files of ours.
    `archival` makes the file PDF/A-3a and PDF/UA-1. `created` is an aware instant.
    """

    html: str
    stylesheets: tuple[str, ...]
    language: str
    title: str
    created: datetime
    archival: bool = True
    author: str = ""
    enclosures: tuple[Enclosure, ...] = ()
