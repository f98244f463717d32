"""Customers: members, contacts and companies, in one table."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.types import TypeEngine

from invoice_app.shared.ids import new_ref
from invoice_app.shared.tables import Field, SQLModel


class CustomerKind(StrEnum):
    MEMBER = "member"
    CONTACT = "contact"
    COMPANY = "company"


def _folded(length: int) -> TypeEngine[str]:
    # The same order on both databases, byte by byte, whatever the server's locale.
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Customer(SQLModel, table=True):
    """Someone who can be billed. A person may belong to a company; a company belongs to nobody.

    `name` is what is shown and printed. `sort_name`, `number_key` and `search` are folded (lower
    case, no accents) and computed from the rest; `number_key` is empty (NULL) without a number.
    `language` is the customer's choice for documents and emails: fr, en or both. Several customers
    may share an account: a parent who follows two children.
    """

    __table_args__ = (
        Index("ix_customer_kind_sort", "kind", "sort_name", "id"),
        Index("ix_customer_sort", "sort_name", "id"),
        Index("ix_customer_company_sort", "company_id", "sort_name", "id"),
        Index("ix_customer_created", "created_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    kind: str = Field(max_length=10)
    given_name: str = Field(default="", max_length=80)
    family_name: str = Field(default="", max_length=80)
    name: str = Field(max_length=160)
    sort_name: str = Field(sa_type=_folded(320))
    search: str = Field(default="", sa_type=_folded(600))
    member_number: str = Field(default="", max_length=30)
    number_key: str | None = Field(default=None, unique=True, sa_type=_folded(200))
    role_title: str = Field(default="", max_length=80)
    company_id: int | None = Field(default=None, foreign_key="customer.id")
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    email: str = Field(default="", max_length=254, index=True)
    phone: str = Field(default="", max_length=40)
    language: str = Field(default="fr", max_length=4)
    street: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)
    province: str = Field(default="QC", max_length=2)
    postal_code: str = Field(default="", max_length=12)
    country: str = Field(default="CA", max_length=2)
    bills: bool = Field(default=False, description="A company's person who receives its invoices.")
    note: str = Field(default="", max_length=2000)
    archived_at: datetime | None = None
    version: int = 1
    created_at: datetime


class CustomerGroup(SQLModel, table=True):
    """People who are often written to together: a committee, a crew."""

    __tablename__ = "customer_group"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    name: str = Field(unique=True, max_length=80)
    created_at: datetime


class CustomerInGroup(SQLModel, table=True):
    __tablename__ = "customer_in_group"

    group_id: int = Field(foreign_key="customer_group.id", primary_key=True, ondelete="CASCADE")
    customer_id: int = Field(foreign_key="customer.id", primary_key=True, ondelete="CASCADE", index=True)
