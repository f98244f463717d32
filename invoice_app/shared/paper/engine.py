"""The press itself: loaded only where PDFs are made, because it is heavy."""

from __future__ import annotations

import base64
import logging
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration

from invoice_app.shared.paper.archival import claim
from invoice_app.shared.paper.fetcher import OnlyFonts, OnlyItself
from invoice_app.shared.paper.job import Enclosure, PaperJob

FONT_SHEET = str(Path(__file__).with_name("fonts.css"))

logging.getLogger("weasyprint").setLevel(logging.ERROR)


def render_pdf(job: PaperJob) -> bytes:
    """The PDF. Pure: reads no clock and nothing but our stylesheets and fonts."""
    document = HTML(string=job.html, url_fetcher=OnlyItself()).render(
        font_config=_fonts(), stylesheets=_sheets(job.stylesheets), pdf_variant=_variant(job)
    )
    _describe(document, job)
    if job.archival:
        claim(document)
    pdf: bytes = document.write_pdf(pdf_variant=_variant(job))
    return pdf


def warm_up() -> None:
    """Load fonts and the engine's own tables, so that the first person does not wait for them."""
    page = "<html lang=fr><title>.</title><table><tr><td>1 234,50 $<td><b>é</b></table>"
    born = datetime(2000, 1, 1, tzinfo=UTC)
    render_pdf(PaperJob(html=page, stylesheets=(), language="fr", title=".", created=born))


def _variant(job: PaperJob) -> str | None:
    return "pdf/a-3a" if job.archival else None


def _describe(document: Document, job: PaperJob) -> None:
    about = document.metadata
    about.title, about.lang, about.generator = _written(job.title), job.language, "Quittance"
    about.authors = [_written(job.author)] if job.author else []
    born = job.created.astimezone(UTC)
    about.created = about.modified = born.strftime("%Y-%m-%dT%H:%M:%SZ")
    about.attachments = [_attachment(enclosure, born) for enclosure in job.enclosures]


def _written(text: str) -> str:
    """Without control characters, which no XML may hold."""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")


def _attachment(enclosure: Enclosure, when: datetime) -> Attachment:
    # Only a URL carries its type along.
    content = base64.b64encode(enclosure.content).decode()
    return Attachment(
        url=f"data:{enclosure.mime};base64,{content}",
        url_fetcher=OnlyItself(),
        name=enclosure.name,
        relationship=enclosure.relationship,
        created=when,
        modified=when,
    )


@lru_cache(maxsize=1)
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def _sheets(paths: tuple[str, ...]) -> list[CSS]:
    return [_sheet(path) for path in (FONT_SHEET, *paths)]


@lru_cache(maxsize=32)
def _sheet(path: str) -> CSS:
    # Fonts named in a sheet are found only through the same configuration here and at printing.
    return CSS(filename=path, url_fetcher=OnlyFonts(), font_config=_fonts())
