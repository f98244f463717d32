"""Invoices: drafts as they are typed, and issued documents as they were frozen."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint

from invoice_app.shared.ids import new_ref
from invoice_app.shared.money import Cents, FourPlaces, Rate
from invoice_app.shared.tables import Field, SQLModel


class InvoiceStatus(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


class Invoice(SQLModel, table=True):
    """One invoice. A draft keeps `typed`, exactly as typed; issuing fills the frozen columns.

    `customer_id` is whose record it stands on, `bill_to_id` who pays. `under_kind` and `under_id` are
    the `About` of what it bills under (a contract), or empty. `credits_id` is the invoice that a
    credit note cancels. `document` is the frozen `Document` as JSON, `pdf_sha256` the PDF made from
    it. Once issued, a trigger in the database refuses any change but a void.
    """

    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_invoice_listing", "created_at", "id"),
        Index("ix_invoice_issue_on", "issue_on", "id"),
        Index("ix_invoice_due_on", "due_on", "id"),
        Index("ix_invoice_total", "total", "id"),
        Index("ix_invoice_status", "status", "created_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    kind: str = Field(default="invoice", max_length=10)
    status: str = Field(default=InvoiceStatus.DRAFT, max_length=10)
    number: str | None = Field(default=None, max_length=40)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    bill_to_id: int = Field(foreign_key="customer.id", index=True)
    bill_to_name: str = Field(max_length=160)
    under_kind: str = Field(default="", max_length=20)
    under_id: int | None = Field(default=None, index=True)
    credits_id: int | None = Field(default=None, foreign_key="invoice.id", unique=True)
    search: str = Field(default="", max_length=600)
    language: str = Field(default="fr", max_length=4)
    currency: str = Field(default="CAD", max_length=3)
    issue_on: date | None = None
    due_on: date | None = None
    subtotal: Decimal = Field(default=Decimal("0.00"), sa_type=Cents)
    total: Decimal = Field(default=Decimal("0.00"), sa_type=Cents)
    typed: str = Field(default="{}", sa_type=Text)
    document: str = Field(default="", sa_type=Text)
    pdf_sha256: str = Field(default="", max_length=64)
    version: int = 1
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    issued_at: datetime | None = None
    issued_by_name: str = Field(default="", max_length=120)


class InvoiceLine(SQLModel, table=True):
    """A line of an issued invoice, for reports; what is printed is in `Invoice.document`."""

    __tablename__ = "invoice_line"

    id: int | None = Field(default=None, primary_key=True)
    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    position: int
    item_id: int | None = Field(default=None, foreign_key="catalogue_item.id", index=True)
    description: str = Field(max_length=2000)
    quantity: Decimal = Field(sa_type=FourPlaces)
    unit_price: Decimal = Field(sa_type=FourPlaces)
    tax_class: str = Field(max_length=10)
    amount: Decimal = Field(sa_type=Cents)


class InvoiceTax(SQLModel, table=True):
    """One tax of an issued invoice."""

    __tablename__ = "invoice_tax"

    id: int | None = Field(default=None, primary_key=True)
    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    code: str = Field(max_length=10)
    rate: Decimal = Field(sa_type=Rate)
    base: Decimal = Field(sa_type=Cents)
    amount: Decimal = Field(sa_type=Cents)


class CatalogueItem(SQLModel, table=True):
    """Something the organisation often bills; a line copies it and may differ."""

    __tablename__ = "catalogue_item"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    code: str = Field(unique=True, max_length=30)
    description_fr: str = Field(max_length=400)
    description_en: str = Field(default="", max_length=400)
    unit_price: Decimal = Field(sa_type=FourPlaces)
    tax_class: str = Field(default="taxable", max_length=10)
    archived_at: datetime | None = None
    version: int = 1
    created_at: datetime


class PdfProfile(SQLModel, table=True):
    """The options of the configurable PDF (`paper.options.PdfOptions` as JSON) saved for one record.

    `about` is `organisation` 1, a `contract` or an `invoice`; the nearest to the invoice is used.
    """

    __tablename__ = "pdf_profile"

    about_kind: str = Field(primary_key=True, max_length=20)
    about_id: int = Field(primary_key=True)
    options: str = Field(default="{}", sa_type=Text)
    changed_at: datetime
    changed_by_name: str = Field(default="", max_length=120)


class BulkSend(SQLModel, table=True):
    """Many invoices sent with one press: one email each, queued little by little."""

    __tablename__ = "bulk_send"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    state: str = Field(default="running", max_length=10, index=True)
    """`running`, `stopped`, `done`."""
    kind: str = Field(default="invoice", max_length=20)
    """`invoice`, or `reminder`: which template its words come from."""
    created_at: datetime
    created_by: int
    created_by_name: str = Field(default="", max_length=120)
    finished_at: datetime | None = None


class BulkItem(SQLModel, table=True):
    """One invoice of a bulk send, and what became of it."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        UniqueConstraint("bulk_id", "invoice_id", name="uq_bulk_item"),
        Index("ix_bulk_item_state", "bulk_id", "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    bulk_id: int = Field(foreign_key="bulk_send.id", index=True)
    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    state: str = Field(default="waiting", max_length=10)
    """`waiting`, `queued`, `skipped`."""
    why: str = Field(default="", sa_type=Text)
    """Why it was skipped, in both languages (JSON)."""
    email_id: int | None = Field(default=None, foreign_key="email.id", index=True)
