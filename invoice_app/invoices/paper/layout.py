"""From a frozen document to a job for the press. Prints what the document says, and computes nothing."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from invoice_app.invoices.document import Document, Progress, SummaryLine, Words
from invoice_app.invoices.paper import wording
from invoice_app.invoices.paper.colour import palette
from invoice_app.invoices.paper.options import LINE_COLUMNS, USUAL, PdfOptions
from invoice_app.invoices.paper.schedule import table_of
from invoice_app.invoices.paper.texts import (
    ONE_ROW,
    contract_of,
    margin_text,
    name_of,
    present,
    registrations_of,
    sender_of,
    tax_label,
    title_of,
)
from invoice_app.invoices.paper.voice import Voice, day_phrase
from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.phrases import Phrase

_HERE = Path(__file__).parent
# Rows of text that are kept on one page; a page holds about fifty. What is taller may be cut, because
# the engine gives up on a page that may not be cut and cannot hold it.
_KEPT_WHOLE = 36
_CHARACTERS_PER_ROW = 45
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
# Millimetres: the long side of each paper, and the margins of a schedule (`styles/margins-*.css`).
_LONG_SIDES = {"letter": 279.4, "legal": 355.6, "a4": 297.0}
_SCHEDULE_MARGINS = {"narrow": 10.0, "normal": 14.0, "wide": 20.0}
# A watermark is as large as its letters leave room for across the page.
_WATERMARK_LARGEST, _WATERMARK_ROOM = 86, 720


def pdf_of(
    document: Document, *, logo: bytes | None, page_qr: bool = True, options: PdfOptions = USUAL
) -> PaperJob:
    """The PDF to make: archival once the document has its number, plain while it is a draft.

    `logo` is a PNG, JPEG or GIF; anything else prints the organisation's name instead. Without `options`
    it is the PDF of Details.
    """
    shown = _as_chosen(document, options)
    voice = Voice(shown.language, shown.currency)
    return PaperJob(
        html=html_of(document, logo=logo, page_qr=page_qr, options=options),
        stylesheets=tuple(
            str(_HERE / "styles" / name) for name in _sheets(shown, voice, _paper(shown, options), options)
        ),
        language=voice.tag,
        title=title_of(shown, voice),
        author=document.seller.legal_name or document.seller.name,
        # The day of issue and nothing else, so that the same document gives the same bytes.
        created=datetime.combine(document.issue_on, time(12), tzinfo=UTC),
        archival=not document.is_draft,
    )


def html_of(
    document: Document, *, logo: bytes | None, page_qr: bool = True, options: PdfOptions = USUAL
) -> str:
    """The page as HTML; every text of the document and of the options stands in it as text."""
    document = _as_chosen(document, options)
    voice = Voice(document.language, document.currency)
    template = "progress.html" if document.progress else "invoice.html"
    registrations = registrations_of(document.seller, voice)
    picture = _data_url(logo) if options.logo else ""
    watermark = voice.plain(wording.DRAFT) if document.is_draft else options.watermark
    values: dict[str, object] = {
        "document": document,
        "options": options,
        "voice": voice,
        "words": wording,
        "colours": palette(document.seller.accent),
        "name": name_of(document),
        "title": title_of(document, voice),
        "logo": picture,
        "watermark": watermark,
        "watermark_size": _watermark_size(watermark),
        "header": margin_text(options.header, document, voice),
        "footer": margin_text(options.footer, document, voice),
        "paid": bool(document.received) and not document.balance,
        "due_label": _due_label(document),
        "due_on": day_phrase(document.due_on),
        "received_days": [day_phrase(one.received_on) for one in document.received],
        "tax_labels": [tax_label(tax, document, voice) for tax in document.taxes],
        "apart": _ends_tall(document),
        "registrations": registrations,
        "sender": sender_of(document.seller, has_logo=bool(picture)),
        "contact": present(document.seller.phone, document.seller.email, document.seller.website),
        "folio": "  ·  ".join(present(document.number, *registrations)),
        "running": "  ·  ".join([title_of(document, voice), document.buyer.name]),
        "qr": _qr(document, voice) if page_qr and options.qr and document.page_url else None,
        "short_url": document.page_url.partition("://")[2] or document.page_url,
        "linked": document.page_url.startswith(("https://", "http://")),
    }
    more = (
        _progress_values(document, voice, options) if document.progress else _line_values(document, options)
    )
    return _templates().get_template(template).render(values | more)


def _as_chosen(document: Document, options: PdfOptions) -> Document:
    """The document in the language and the colour that the options choose."""
    if options.language != "document":
        document = document.model_copy(update={"language": options.language})
    if options.accent:
        seller = document.seller.model_copy(update={"accent": options.accent})
        document = document.model_copy(update={"seller": seller})
    return document


def _paper(document: Document, options: PdfOptions) -> str:
    if options.paper != "document":
        return options.paper
    return "a4" if document.seller.paper == "a4" else "letter"


def _sheets(document: Document, voice: Voice, paper: str, options: PdfOptions) -> list[str]:
    """The stylesheets, later ones over earlier ones: each row of a long schedule is held against them all."""
    return [
        "invoice.css",
        *(["progress.css"] if document.progress else []),
        f"{paper}.css",
        *([f"margins-{options.margins}.css"] if options.margins != "normal" else []),
        *([f"font-{options.font}.css"] if options.font != "inter" else []),
        *_margin_sheets("headed", margin_text(options.header, document, voice)),
        *_margin_sheets("footed", margin_text(options.footer, document, voice)),
    ]


def _margin_sheets(name: str, text: str) -> list[str]:
    """A header or a footer takes its room from the page."""
    if not text:
        return []
    return [f"{name}.css", *([f"{name}-tall.css"] if len(text) > ONE_ROW or "\n" in text else [])]


def _line_values(document: Document, options: PdfOptions) -> dict[str, object]:
    """What the lines of an ordinary invoice need."""
    lines = [line for line in document.lines if line.amount or not options.hide_zero]
    return {
        "lines": lines,
        "columns": options.line_columns,
        "usual_columns": options.line_columns == LINE_COLUMNS,
        "hidden_lines": len(document.lines) - len(lines),
        "marks_untaxed": bool(document.taxes) and not all(line.taxed for line in document.lines),
        "long_lines": {i for i, line in enumerate(lines) if _rows(line.description) > _KEPT_WHOLE},
    }


def _due_label(document: Document) -> Phrase:
    """What the figure at the top and at the foot is."""
    if document.credit:
        return wording.CREDIT_TOTAL
    return wording.BALANCE if document.received else wording.TO_PAY


def _progress_values(document: Document, voice: Voice, options: PdfOptions) -> dict[str, object]:
    """What an application for payment needs beside."""
    progress = document.progress
    if progress is None:
        return {}
    width = _LONG_SIDES[_paper(document, options)] - 2 * _SCHEDULE_MARGINS[options.margins]
    return {
        "contract": contract_of(document),
        "period_from": day_phrase(progress.period_from),
        "period_to": day_phrase(progress.period_to),
        "summary": _summary(progress, options),
        "changes": _changes(progress) if options.changes else (),
        "schedule": table_of(progress, voice, options, width=width),
    }


def _summary(progress: Progress, options: PdfOptions) -> list[tuple[SummaryLine, str]]:
    """The numbered lines with their class; what was claimed stands after what was certified of it."""
    rows: list[tuple[SummaryLine, str]] = []
    for line in progress.summary:
        detail = not line.key.isdigit()
        if detail and not options.retainage:
            continue
        rows.append((line, "strong" if line.strong else "muted" if detail else ""))
        if line.key == "8" and progress.claimed is not None:
            rows += [(_unnumbered(wording.CLAIMED_TOTAL, progress.claimed), "muted")]
            rows += [(_unnumbered(wording.NOT_CERTIFIED, progress.claimed - line.amount), "muted")]
    return rows


def _unnumbered(label: Phrase, amount: Decimal) -> SummaryLine:
    return SummaryLine(key="", label=Words.of(label), amount=amount)


def _changes(progress: Progress) -> tuple[tuple[Phrase, Decimal, Decimal, Decimal], ...]:
    """Rows of (label, additions, deductions, net) of the change orders; nothing where there are none."""
    c = progress.changes
    if c is None or not any((c.additions_before, c.deductions_before, c.additions_now, c.deductions_now)):
        return ()
    additions, deductions = c.additions_before + c.additions_now, c.deductions_before + c.deductions_now
    return (
        (
            wording.CHANGES_BEFORE,
            c.additions_before,
            c.deductions_before,
            c.additions_before + c.deductions_before,
        ),
        (wording.CHANGES_NOW, c.additions_now, c.deductions_now, c.additions_now + c.deductions_now),
        (wording.TOTAL, additions, deductions, additions + deductions),
    )


def _ends_tall(document: Document) -> bool:
    """Whether the last line and the totals are too tall to be kept on one page."""
    last = document.lines[-1].description if document.lines else ""
    # Each of these may take two rows when both languages are printed.
    totals = 2 * (3 + len(document.taxes) + len(document.received))
    return _rows(last) + totals > _KEPT_WHOLE


def _rows(text: str) -> int:
    """About how many rows a description takes."""
    return sum(1 + len(part) // _CHARACTERS_PER_ROW for part in text.split("\n"))


def _watermark_size(text: str) -> int:
    """Points, so that the text crosses the page once."""
    return min(_WATERMARK_LARGEST, _WATERMARK_ROOM // max(1, len(text)))


def _qr(document: Document, voice: Voice) -> Markup:
    title = voice.plain(wording.QR_TITLE, number=document.number)
    code = segno.make(document.page_url, error="m", micro=False)
    svg = code.svg_inline(border=0, omitsize=True, title=title, dark="#171a1f")
    return Markup(svg)  # noqa: S704  (drawn by segno, which escapes the title)


def _data_url(picture: bytes | None) -> str:
    for start, mime in _PICTURES.items():
        if picture and picture.startswith(start):
            return f"data:{mime};base64,{base64.b64encode(picture).decode()}"
    return ""


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
