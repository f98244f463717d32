"""Payments received and what they settle."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index

from invoice_app.shared.ids import new_ref
from invoice_app.shared.money import Cents
from invoice_app.shared.tables import Field, SQLModel


class Method(StrEnum):
    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CARD = "card"
    CASH = "cash"
    DEPOSIT = "deposit"
    OTHER = "other"


class Payment(SQLModel, table=True):
    """Money that came in. Never changed; a mistake is reversed by another payment.

    `reverses_id` is the payment that this one takes back: its amount and its parts are the same, negative.
    """

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    received_on: date
    method: str = Field(max_length=20)
    reference: str = Field(default="", max_length=120)
    amount: Decimal = Field(sa_type=Cents)
    note: str = Field(default="", max_length=1000)
    reverses_id: int | None = Field(default=None, foreign_key="payment.id", unique=True)
    nonce: str = Field(unique=True, max_length=64)
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    created_by_name: str = Field(default="", max_length=120)


class Settlement(SQLModel, table=True):
    """The part of a payment that settles one record."""

    __table_args__ = (Index("ix_settlement_about", "about_kind", "about_id"),)

    id: int | None = Field(default=None, primary_key=True)
    payment_id: int = Field(foreign_key="payment.id", index=True)
    about_kind: str = Field(max_length=20)
    about_id: int
    amount: Decimal = Field(sa_type=Cents)
