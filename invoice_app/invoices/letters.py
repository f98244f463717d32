"""The usual words of each kind of email about an invoice, and the letter that is made of a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session

from invoice_app.invoices import letters_wording as w
from invoice_app.invoices.credits import credit_note_of
from invoice_app.invoices.document import Document, DocumentKind
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.queries import owed_on
from invoice_app.mail.letter import Bodies, Button, Footer, Letter, write
from invoice_app.mail.states import Wish
from invoice_app.mail.templates import Words, fill, kept_template
from invoice_app.members.models import Customer
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments.queries import received
from invoice_app.shared.about import About
from invoice_app.shared.dates import day_of, long_text
from invoice_app.shared.money import ZERO, text
from invoice_app.shared.phrases import Phrase

# A line of its own between two languages, in the message as in the text that leaves.
BETWEEN = "* * *"


class LetterKind(StrEnum):
    """What a letter is; its usual words are its own."""

    INVOICE = "invoice"
    PROGRESS = "progress"
    CREDIT = "credit_note"
    REMINDER = "reminder"
    REPLY = "reply"
    FORWARD = "forward"


ORIGINALS: dict[str, tuple[Phrase, Phrase]] = {
    LetterKind.INVOICE: (w.SUBJECT, w.BODY),
    LetterKind.PROGRESS: (w.SUBJECT, w.BODY),
    LetterKind.CREDIT: (w.SUBJECT_CREDIT, w.BODY_CREDIT),
    LetterKind.REMINDER: (w.SUBJECT_REMINDER, w.BODY_REMINDER),
    LetterKind.REPLY: (w.SUBJECT, w.BODY_REPLY),
    LetterKind.FORWARD: (w.SUBJECT, w.BODY_FORWARD),
}
"""Subject and body as they are until somebody changes them."""
_BOTH_SUBJECTS: dict[str, Phrase] = {
    LetterKind.INVOICE: w.SUBJECT_BOTH,
    LetterKind.PROGRESS: w.SUBJECT_BOTH,
    LetterKind.CREDIT: w.SUBJECT_CREDIT_BOTH,
    LetterKind.REMINDER: w.SUBJECT_REMINDER_BOTH,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a letter says of the money: what is owed now, and the note that credits it."""

    owed: Decimal
    note_number: str
    is_late: bool


def kind_of(document: Document, wish: str) -> LetterKind:
    """Which words a letter starts from."""
    if wish in (Wish.REPLY, Wish.REPLY_ALL):
        return LetterKind.REPLY
    if wish == Wish.FORWARD:
        return LetterKind.FORWARD
    if wish == Wish.REMINDER:
        return LetterKind.REMINDER
    if document.credit:
        return LetterKind.CREDIT
    return LetterKind.PROGRESS if document.kind == DocumentKind.PROGRESS else LetterKind.INVOICE


def languages_of(document: Document) -> tuple[str, ...]:
    """In what a customer is written to: French first where it is both."""
    return ("fr", "en") if document.language == "both" else ("en",) if document.language == "en" else ("fr",)


def words_of(db: Session, kind: str, language: str) -> Words:
    """The words of a kind in a language, their placeholders standing."""
    row = kept_template(db, kind, language)
    if row is not None:
        return Words(row.subject, row.body)
    subject, body = ORIGINALS[kind]
    return Words(subject.to(language), body.to(language))


def usual_words(
    db: Session, invoice: Invoice, document: Document, *, wish: str, by_name: str, now: datetime
) -> Words:
    """The subject and the message that an email about this invoice starts from, in its customer's language.

    In both languages the French stands first, the English below a line of `* * *`. Raises
    `UnknownPlaceholder` where the words were kept before a placeholder went.
    """
    kind, languages = kind_of(document, wish), languages_of(document)
    standing = standing_of(db, invoice, document, now)
    bodies = []
    for language in languages:
        values = values_of(db, document, standing, language=language, by_name=by_name)
        bodies.append(fill(words_of(db, kind, language).body, values))
    subject = _subject(db, kind, document, standing, by_name)
    return Words(subject, f"\n\n{BETWEEN}\n\n".join(bodies))


def usual_subject(db: Session, document: Document, *, wish: str, by_name: str) -> str:
    """The subject alone, as of the day of issue: for a list of many. Raises `UnknownPlaceholder`."""
    return _subject(db, kind_of(document, wish), document, Standing(document.balance, "", False), by_name)


def _subject(db: Session, kind: str, document: Document, standing: Standing, by_name: str) -> str:
    languages = languages_of(document)
    both = len(languages) > 1 and kind in _BOTH_SUBJECTS and not _is_changed(db, kind)
    subjects = []
    for language in languages:
        values = values_of(db, document, standing, language=language, by_name=by_name)
        words = _BOTH_SUBJECTS[kind].fr if both else words_of(db, kind, language).subject
        subjects.append(fill(words, values))
        if both:
            break
    return " / ".join(dict.fromkeys(subjects))[:255]


def _is_changed(db: Session, kind: str) -> bool:
    return any(kept_template(db, kind, language) for language in ("fr", "en"))


def standing_of(db: Session, invoice: Invoice, document: Document, now: datetime) -> Standing:
    """What is owed on an invoice now. At its issue, its document knows payments that are not noted yet."""
    note = credit_note_of(db, invoice)
    owed = document.balance
    if invoice.status != InvoiceStatus.DRAFT and not document.credit:
        paid = received(db, About("invoice", invoice.id or 0))
        owed = min(owed, owed_on(invoice, paid, note is not None))
    today = day_of(now, the_organisation(db).time_zone)
    return Standing(owed, (note.number or "") if note else "", owed > ZERO and today > document.due_on)


def values_of(
    db: Session, document: Document, standing: Standing, *, language: str, by_name: str
) -> dict[str, str]:
    """What stands for each placeholder."""
    return {
        "number": document.number,
        "organisation": document.seller.name,
        "customer": document.buyer.name,
        "total": text(abs(document.total), document.currency, language),
        "balance": text(standing.owed if not document.credit else ZERO, document.currency, language),
        "issue_date": long_text(document.issue_on, language),
        "due_date": long_text(document.due_on, language),
        "payment": _payment(document, standing, language),
        "link": document.page_url,
        "sender": by_name,
    }


def example_values(day: date, language: str) -> dict[str, str]:
    """The same of an invoice that is not there, to show what a template comes to."""
    amount = Decimal("114.98")
    owed = w.OWED.filled(balance=text(amount, "CAD", language), due=long_text(day, language))
    return {
        "number": "FA-2026-0001",
        "organisation": w.EXAMPLE_ORGANISATION.to(language),
        "customer": w.EXAMPLE_CUSTOMER.to(language),
        "total": text(amount, "CAD", language),
        "balance": text(amount, "CAD", language),
        "issue_date": long_text(day, language),
        "due_date": long_text(day, language),
        "payment": owed.to(language),
        "link": "https://…/invoices/…",
        "sender": w.EXAMPLE_SENDER.to(language),
    }


def _payment(document: Document, standing: Standing, language: str) -> str:
    """The sentence that says what is to be paid."""
    due = long_text(document.due_on, language)
    if document.credit:
        amount = text(-document.total, document.currency, language)
        return w.CREDITS.filled(number=document.credit.number, amount=amount).to(language)
    if standing.note_number:
        return w.IS_CREDITED.filled(number=standing.note_number).to(language)
    if not standing.owed:
        return w.SETTLED.to(language)
    said = w.LATE if standing.is_late else w.OWED
    return said.filled(balance=text(standing.owed, document.currency, language), due=due).to(language)


def bodies_of(db: Session, invoice: Invoice, document: Document, message: str) -> Bodies:
    """The bodies of an email that says `message`, under the organisation's name and numbers."""
    organisation = the_organisation(db)
    payer = db.get_one(Customer, invoice.bill_to_id)
    # Someone without an account would only meet a closed door behind the link.
    link = document.page_url if payer.account_id else ""
    letters = [_letter(part, language, link) for part, language in _by_language(message, document)]
    numbers = (("TPS/GST", document.seller.gst_number), ("TVQ/QST", document.seller.qst_number))
    footer = Footer(
        name=organisation.legal_name or organisation.name,
        address=document.seller.address,
        phone=organisation.phone,
        numbers=tuple(f"{label} {number}" for label, number in numbers if number),
    )
    return write(*letters, footer=footer, accent=organisation.accent)


def _by_language(message: str, document: Document) -> Sequence[tuple[str, str]]:
    languages = languages_of(document)
    parts = _parts(message) if len(languages) > 1 else [message]
    return list(zip(parts, languages, strict=False)) if len(parts) <= 2 else [(message, languages[0])]


def _parts(message: str) -> list[str]:
    """A message in two languages is parted at its line of `* * *`."""
    parts: list[list[str]] = [[]]
    for line in message.splitlines():
        if line.strip() == BETWEEN:
            parts.append([])
        else:
            parts[-1].append(line)
    return ["\n".join(lines) for lines in parts if any(line.strip() for line in lines)] or [message]


def _letter(message: str, language: str, link: str) -> Letter:
    plain = message.replace("\r\n", "\n").replace("\r", "\n")
    greeting, *rest = [p.strip("\n") for p in plain.split("\n\n") if p.strip()] or [""]
    button = Button(w.SEE.to(language), link) if link else None
    return Letter(greeting=greeting, paragraphs=tuple(rest), language=language, button=button)
