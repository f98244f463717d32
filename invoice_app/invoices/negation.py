"""A credit note as a document: an issued invoice with every figure the other way; pure."""

from __future__ import annotations

from datetime import date

from invoice_app.invoices.document import (
    Changes,
    Credit,
    Document,
    DocumentKind,
    Line,
    Progress,
    ScheduleLine,
    Words,
)
from invoice_app.shared.dates import long_text
from invoice_app.shared.phrases import Phrase

_CANCELS = Phrase("Crédite la facture {number} du {day}", "Credits invoice {number} of {day}")


def negation_of(
    document: Document, *, number: str, issue_on: date, reason: str, page_url: str = ""
) -> Document:
    """The credit note that cancels an issued document whole: added to it, every amount comes to zero.

    Who sold and who was billed stay as they were frozen, with the tax numbers that the tax was charged
    under. What was received is no part of it: money is not taken back by a credit note.
    """
    return document.model_copy(
        update={
            "kind": DocumentKind.CREDIT,
            "number": number,
            "issue_on": issue_on,
            "due_on": issue_on,
            "terms": _cancels(document),
            "lines": tuple(_line(line) for line in document.lines),
            "subtotal": -document.subtotal,
            "taxes": tuple(
                tax.model_copy(update={"base": -tax.base, "amount": -tax.amount}) for tax in document.taxes
            ),
            "total": -document.total,
            "received": (),
            "balance": -document.total,
            "note": "",
            "page_url": page_url,
            "progress": _progress(document.progress) if document.progress else None,
            "credit": Credit(number=document.number, issued_on=document.issue_on, reason=reason),
        }
    )


def _cancels(document: Document) -> Words:
    day = Phrase(long_text(document.issue_on, "fr"), long_text(document.issue_on, "en"))
    return Words.of(_CANCELS.filled(number=document.number, day=day))


def _line(line: Line) -> Line:
    """Fewer of the thing at the same price, so that the product still is the amount."""
    return line.model_copy(update={"quantity": -line.quantity, "amount": -line.amount})


def _progress(progress: Progress) -> Progress:
    return progress.model_copy(
        update={
            "claimed": None if progress.claimed is None else -progress.claimed,
            "changes": _changes(progress.changes) if progress.changes else None,
            "summary": tuple(line.model_copy(update={"amount": -line.amount}) for line in progress.summary),
            "schedule": tuple(_schedule_line(line) for line in progress.schedule),
            "schedule_total": _schedule_line(progress.schedule_total),
        }
    )


def _changes(changes: Changes) -> Changes:
    return Changes(
        additions_before=-changes.additions_before,
        deductions_before=-changes.deductions_before,
        additions_now=-changes.additions_now,
        deductions_now=-changes.deductions_now,
    )


def _schedule_line(line: ScheduleLine) -> ScheduleLine:
    """The share of the scheduled value stays what it was: both of its sides turn."""
    return line.model_copy(
        update={
            "quantity": None if line.quantity is None else -line.quantity,
            "claimed": None if line.claimed is None else -line.claimed,
            "scheduled": -line.scheduled,
            "previous": -line.previous,
            "this_period": -line.this_period,
            "stored": -line.stored,
            "to_date": -line.to_date,
            "balance": -line.balance,
            "retainage": -line.retainage,
        }
    )
