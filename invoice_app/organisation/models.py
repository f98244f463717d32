"""The organisation's one record, and its series of numbers."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import UniqueConstraint

from invoice_app.shared.money import Rate
from invoice_app.shared.tables import Field, SQLModel


class Organisation(SQLModel, table=True):
    """Who issues the invoices. There is exactly one row, whose id is 1."""

    id: int = Field(default=1, primary_key=True)
    name: str = Field(max_length=120)
    legal_name: str = Field(default="", max_length=160)
    street: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)
    province: str = Field(default="QC", max_length=2)
    postal_code: str = Field(default="", max_length=12)
    country: str = Field(default="CA", max_length=2)
    phone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=254)
    website: str = Field(default="", max_length=200)
    gst_number: str = Field(default="", max_length=20)
    qst_number: str = Field(default="", max_length=20)
    neq: str = Field(default="", max_length=12)
    licence: str = Field(default="", max_length=40)
    language: str = Field(default="fr", max_length=2)
    time_zone: str = Field(default="America/Montreal", max_length=60)
    currency: str = Field(default="CAD", max_length=3)
    accent: str = Field(default="#1f5f5b", max_length=7)
    paper: str = Field(default="letter", max_length=6)
    logo_sha256: str = Field(default="", max_length=64)
    terms_days: int = 30
    is_sample: bool = False
    created_at: datetime


class NumberSeries(SQLModel, table=True):
    """One series per document type and year; `next_number` is the one not yet given."""

    __tablename__ = "number_series"

    kind: str = Field(primary_key=True, max_length=20)
    year: int = Field(primary_key=True)
    next_number: int = 1


class TaxRateRow(SQLModel, table=True):
    """A sales tax in a province between two days (both included; no last day means still in force).

    `rate` is a fraction. `position` is the printed order. Seeded by a migration from published
    tables, and corrected by an admin; an issued document keeps the rates it was issued with.
    """

    __tablename__ = "tax_rate"
    __table_args__ = (UniqueConstraint("province", "code", "from_on"),)

    id: int | None = Field(default=None, primary_key=True)
    province: str = Field(max_length=2, index=True)
    code: str = Field(max_length=10)
    label_fr: str = Field(max_length=20)
    label_en: str = Field(max_length=20)
    rate: Decimal = Field(sa_type=Rate)
    from_on: date
    to_on: date | None = None
    position: int = 1
    source: str = Field(default="", max_length=300)
    version: int = 1
    changed_at: datetime | None = None
    changed_by_name: str = Field(default="", max_length=120)
