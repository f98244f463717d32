"""The options of a PDF in a sentence, for the history."""

from __future__ import annotations

from invoice_app.invoices import pdf_wording as w
from invoice_app.invoices.paper.options import USUAL, PdfOptions
from invoice_app.shared.phrases import Phrase


def described(options: PdfOptions | None) -> Phrase:
    """What differs from the usual options, each by its name; None is that nothing is kept."""
    if options is None:
        return Phrase("", "")
    told = [
        (w.FIELDS[name], _value(name, value))
        for name, value in options
        if name in w.FIELDS and value != getattr(USUAL, name)
    ]
    if not told:
        return w.USUAL
    return Phrase(
        " ; ".join(f"{field.fr} : {value.fr}" for field, value in told),
        "; ".join(f"{field.en}: {value.en}" for field, value in told),
    )


def _value(name: str, value: object) -> Phrase:
    if isinstance(value, bool):
        return w.YES if value else w.NO
    words = w.CHOICES.get(name, {})
    parts = [words.get(str(part), _same(part)) for part in (value if isinstance(value, tuple) else (value,))]
    return Phrase(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))


def _same(value: object) -> Phrase:
    return Phrase(str(value) or "–", str(value) or "–")
