"""Small texts of a page: names, numbers of registration, headers and footers."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from invoice_app.invoices.document import Document, Seller, Tax
from invoice_app.invoices.paper import wording
from invoice_app.invoices.paper.options import filled
from invoice_app.invoices.paper.voice import Voice, day_phrase
from invoice_app.shared.phrases import Phrase


def name_of(document: Document) -> Phrase:
    """What the paper is called: a credit note, an invoice, or by what an application asks for."""
    if document.credit is not None:
        return wording.CREDIT_NOTE
    if document.progress is None:
        return wording.INVOICE
    return wording.PROGRESS_NAMES.get(document.progress.kind, wording.PROGRESS_NAMES["progress"])


def title_of(document: Document, voice: Voice) -> str:
    number = document.number or voice.plain(wording.DRAFT)
    return f"{voice.plain(name_of(document))} {number} · {document.seller.name}"


def sender_of(seller: Seller, *, has_logo: bool) -> list[str]:
    """Name and address; the everyday name is left out where the logo's place or the legal name says it."""
    names = [seller.name, seller.legal_name] if has_logo else [seller.legal_name or seller.name]
    if seller.legal_name.startswith(seller.name):
        names = [seller.legal_name]
    return [*present(*names), *seller.address]


def registrations_of(seller: Seller, voice: Voice) -> list[str]:
    """The numbers that the law wants on paper, each with its name."""
    numbers = (
        (wording.GST, _spaced(seller.gst_number)),
        (wording.QST, _spaced(seller.qst_number)),
        (wording.LICENCE, re.sub(r"(?i)^rbq\W*", "", seller.licence.strip())),
        (wording.NEQ, seller.neq.strip()),
    )
    return [voice.plain(said, number=number) for said, number in numbers if number]


def tax_label(tax: Tax, document: Document, voice: Voice) -> Phrase:
    """`TPS 5 %`, and what it is on when that is not the whole subtotal."""
    rate = voice.rate(tax.rate)
    label = Phrase(f"{tax.label.fr} {rate.fr}", f"{tax.label.en} {rate.en}")
    if tax.base == document.subtotal:
        return label
    on = wording.TAX_ON.filled(base=voice.amount_phrase(tax.base))
    return Phrase(f"{label.fr} {on.fr}", f"{label.en} {on.en}")


LONGEST_MARGIN = 400
"""Characters of a header or footer that have room once its blanks are filled."""
ONE_ROW = 95
"""Characters that stand on one row of it, most of the time."""


def margin_text(text: str, document: Document, voice: Voice) -> Markup:
    """A header or footer as typed, with its blanks filled; pages are counted by the press."""
    progress = document.progress
    period = ""
    if progress:
        days = (day_phrase(progress.period_from), day_phrase(progress.period_to))
        period = voice.plain(wording.PERIOD_SPAN, start=days[0], end=days[1])
    said = filled(
        text,
        {
            "number": document.number or voice.plain(wording.DRAFT),
            "contract": contract_of(document),
            "period": period,
            "date": voice.plain(day_phrase(document.issue_on)),
            "client": document.buyer.name,
            "organisation": document.seller.name,
            # Marks that nobody can type.
            "page": "\ue000",
            "pages": "\ue001",
        },
    )
    if len(said) > LONGEST_MARGIN:
        said = said[: LONGEST_MARGIN - 1] + "…"
    counted = str(escape(said)).replace("\ue000", '<span class="page"></span>')
    return Markup(counted.replace("\ue001", '<span class="pages"></span>'))  # noqa: S704  (escaped above)


def contract_of(document: Document) -> str:
    progress = document.progress
    return " · ".join(present(progress.contract_number, progress.contract_title)) if progress else ""


def present(*texts: str) -> list[str]:
    return [text for text in texts if text]


def _spaced(number: str) -> str:
    """`123456789RT0001` as `123456789 RT0001`, which never breaks over two lines."""
    return re.sub(r"^(\d+)\s*(RT|TQ)\s*(\d{4})$", "\\1\u00a0\\2\\3", number.strip())
