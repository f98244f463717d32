"""From a frozen document to a job for the press. Prints what the document says, and computes nothing."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from invoice_app.invoices.document import Document, Seller, Tax
from invoice_app.invoices.paper import wording
from invoice_app.invoices.paper.colour import palette
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


def pdf_of(document: Document, *, logo: bytes | None, page_qr: bool = True) -> PaperJob:
    """The PDF to make: archival once the document has its number, plain while it is a draft.

    `logo` is a PNG, JPEG or GIF; anything else prints the organisation's name instead.
    """
    voice = Voice(document.language, document.currency)
    sheet = "a4.css" if document.seller.paper == "a4" else "letter.css"
    return PaperJob(
        html=html_of(document, logo=logo, page_qr=page_qr),
        stylesheets=(str(_HERE / "styles" / "invoice.css"), str(_HERE / "styles" / sheet)),
        language=voice.tag,
        title=_title(document, voice),
        author=document.seller.legal_name or document.seller.name,
        # The day of issue and nothing else, so that the same document gives the same bytes.
        created=datetime.combine(document.issue_on, time(12), tzinfo=UTC),
        archival=not document.is_draft,
    )


def html_of(document: Document, *, logo: bytes | None, page_qr: bool = True) -> str:
    """The page as HTML; every text of the document stands in it as text."""
    voice = Voice(document.language, document.currency)
    template = "progress.html" if document.progress else "invoice.html"
    registrations = _registrations(document.seller, voice)
    picture = _data_url(logo)
    values: dict[str, object] = {
        "document": document,
        "voice": voice,
        "words": wording,
        "colours": palette(document.seller.accent),
        "title": _title(document, voice),
        "logo": picture,
        "paid": bool(document.received) and not document.balance,
        "heading": _heading(document),
        "due_label": _due_label(document),
        "due_on": day_phrase(document.due_on),
        "received_days": [day_phrase(one.received_on) for one in document.received],
        "tax_labels": [_tax_label(tax, document, voice) for tax in document.taxes],
        "marks_untaxed": bool(document.taxes) and not all(line.taxed for line in document.lines),
        "long_lines": {i for i, line in enumerate(document.lines) if _rows(line.description) > _KEPT_WHOLE},
        "apart": _ends_tall(document),
        "registrations": registrations,
        "sender": _sender(document.seller, has_logo=bool(picture)),
        "contact": _present(document.seller.phone, document.seller.email, document.seller.website),
        "folio": "  ·  ".join(_present(document.number, *registrations)),
        "running": "  ·  ".join([_title(document, voice), document.buyer.name]),
        "qr": _qr(document, voice) if page_qr and document.page_url else None,
        "short_url": document.page_url.partition("://")[2] or document.page_url,
        "linked": document.page_url.startswith(("https://", "http://")),
    }
    return _templates().get_template(template).render(values | _progress_values(document))


def _progress_values(document: Document) -> dict[str, object]:
    progress = document.progress
    if progress is None:
        return {}
    return {
        "contract": " · ".join(_present(progress.contract_number, progress.contract_title)),
        "period_from": day_phrase(progress.period_from),
        "period_to": day_phrase(progress.period_to),
        "shows_stored": any(line.stored for line in progress.schedule),
    }


def _heading(document: Document) -> Phrase:
    return wording.CREDIT_NOTE if document.credit else wording.INVOICE


def _due_label(document: Document) -> Phrase:
    """What the figure at the top and at the foot is."""
    if document.credit:
        return wording.CREDIT_TOTAL
    return wording.BALANCE if document.received else wording.TO_PAY


def _title(document: Document, voice: Voice) -> str:
    name = document.number or voice.plain(wording.DRAFT)
    return f"{voice.plain(_heading(document))} {name} · {document.seller.name}"


def _sender(seller: Seller, *, has_logo: bool) -> list[str]:
    """Name and address; the everyday name is left out where the logo's place or the legal name says it."""
    names = [seller.name, seller.legal_name] if has_logo else [seller.legal_name or seller.name]
    if seller.legal_name.startswith(seller.name):
        names = [seller.legal_name]
    return [*_present(*names), *seller.address]


def _registrations(seller: Seller, voice: Voice) -> list[str]:
    """The numbers that the law wants on paper, each with its name."""
    numbers = (
        (wording.GST, _spaced(seller.gst_number)),
        (wording.QST, _spaced(seller.qst_number)),
        (wording.LICENCE, re.sub(r"(?i)^rbq\W*", "", seller.licence.strip())),
        (wording.NEQ, seller.neq.strip()),
    )
    return [voice.plain(said, number=number) for said, number in numbers if number]


def _spaced(number: str) -> str:
    """`123456789RT0001` as `123456789 RT0001`, which never breaks over two lines."""
    return re.sub(r"^(\d+)\s*(RT|TQ)\s*(\d{4})$", "\\1\u00a0\\2\\3", number.strip())


def _tax_label(tax: Tax, document: Document, voice: Voice) -> Phrase:
    """`TPS 5 %`, and what it is on when that is not the whole subtotal."""
    rate = voice.rate(tax.rate)
    label = Phrase(f"{tax.label.fr} {rate.fr}", f"{tax.label.en} {rate.en}")
    if tax.base == document.subtotal:
        return label
    on = wording.TAX_ON.filled(base=voice.amount_phrase(tax.base))
    return Phrase(f"{label.fr} {on.fr}", f"{label.en} {on.en}")


def _ends_tall(document: Document) -> bool:
    """Whether the last line and the totals are too tall to be kept on one page."""
    last = document.lines[-1].description if document.lines else ""
    # Each of these may take two rows when both languages are printed.
    totals = 2 * (3 + len(document.taxes) + len(document.received))
    return _rows(last) + totals > _KEPT_WHOLE


def _rows(text: str) -> int:
    """About how many rows a description takes."""
    return sum(1 + len(part) // _CHARACTERS_PER_ROW for part in text.split("\n"))


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


def _present(*texts: str) -> list[str]:
    return [text for text in texts if text]


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
