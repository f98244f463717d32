"""The invoice as one value: everything that is printed, and nothing else.

A draft is turned into a `Document` to be shown; at issue the same value is frozen as JSON beside
the PDF made from it. The page, the PDF and the email read it and compute nothing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from invoice_app.shared.phrases import Phrase

DocumentLanguage = Literal["fr", "en", "both"]
"""The customer's choice; `both` prints French first, English beside it."""


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentKind(StrEnum):
    INVOICE = "invoice"
    PROGRESS = "progress"
    CREDIT = "credit"


class Words(Frozen):
    """A label in both languages, frozen with the document."""

    fr: str
    en: str

    @classmethod
    def of(cls, phrase: Phrase) -> Words:
        return cls(fr=phrase.fr, en=phrase.en)


class Seller(Frozen):
    """The organisation as it was on the day of issue."""

    name: str
    legal_name: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    gst_number: str = ""
    qst_number: str = ""
    neq: str = ""
    licence: str = ""
    logo_sha256: str = ""
    accent: str = "#1f5f5b"
    paper: Literal["letter", "a4"] = "letter"


class Buyer(Frozen):
    """Who is billed, as they were on the day of issue."""

    name: str
    attention: str = ""
    address: tuple[str, ...] = ()
    email: str = ""


class Line(Frozen):
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    taxed: bool


class Tax(Frozen):
    """One tax of the whole document; `rate` is a fraction (0.09975)."""

    code: str
    label: Words
    rate: Decimal
    base: Decimal
    amount: Decimal


class Received(Frozen):
    """Money received before the document was issued, and printed on it."""

    method: Words
    received_on: date
    reference: str = ""
    amount: Decimal


class SummaryLine(Frozen):
    """One of the numbered lines of an application for payment (1 to 9, 5a, 5b)."""

    key: str
    label: Words
    amount: Decimal
    strong: bool = False


class ScheduleLine(Frozen):
    """One line of the schedule of values at this period; `percent` is 0 to 100 of the scheduled value.

    `change_order` is the number of the order it entered with, or empty. `claimed` is what was asked
    for this period where less was certified.
    """

    item: str
    description: str
    section: str = ""
    cost_code: str = ""
    change_order: str = ""
    unit: str = ""
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    tax_class: str = ""
    claimed: Decimal | None = None
    scheduled: Decimal
    previous: Decimal
    this_period: Decimal
    stored: Decimal = Decimal("0.00")
    to_date: Decimal
    percent: Decimal
    balance: Decimal
    retainage: Decimal


class Changes(Frozen):
    """Change orders: those of earlier applications, and those that enter with this one."""

    additions_before: Decimal
    deductions_before: Decimal
    additions_now: Decimal
    deductions_now: Decimal


class Progress(Frozen):
    """What an application for payment adds to an invoice.

    `kind` is `progress`, `release` or `final`. `claimed` is line 8 as it was asked for, where less was
    certified. Lines of change orders come last in `schedule`.
    """

    contract_number: str
    contract_title: str
    application: int
    kind: str = "progress"
    claimed: Decimal | None = None
    changes: Changes | None = None
    period_from: date
    period_to: date
    summary: tuple[SummaryLine, ...]
    schedule: tuple[ScheduleLine, ...]
    schedule_total: ScheduleLine


class Credit(Frozen):
    """What a credit note cancels, and why; `reason` is as somebody wrote it."""

    number: str
    issued_on: date
    reason: str


class Document(Frozen):
    """An invoice ready to be read. Amounts are whole cents of `currency`."""

    version: int = 1
    kind: DocumentKind = DocumentKind.INVOICE
    number: str = ""
    language: DocumentLanguage = "fr"
    currency: str = "CAD"
    issue_on: date
    due_on: date
    terms: Words
    seller: Seller
    buyer: Buyer
    concerning: str = ""
    lines: tuple[Line, ...] = ()
    subtotal: Decimal
    taxes: tuple[Tax, ...] = ()
    total: Decimal
    received: tuple[Received, ...] = ()
    balance: Decimal
    note: str = ""
    page_url: str = ""
    progress: Progress | None = None
    credit: Credit | None = None

    @property
    def is_draft(self) -> bool:
        return not self.number
