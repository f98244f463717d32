"""Contracts, their schedules of values, their billing periods, and what was billed on each line."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint, text

from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.ids import new_ref
from invoice_app.shared.money import Cents, FourPlaces
from invoice_app.shared.tables import Field, SQLModel


class ContractStatus(StrEnum):
    DRAFT = "draft"
    OUT_FOR_SIGNATURE = "out_for_signature"
    APPROVED = "approved"
    COMPLETE = "complete"
    TERMINATED = "terminated"


class OurRole(StrEnum):
    """What we are under a contract."""

    GENERAL_CONTRACTOR = "general_contractor"
    SUBCONTRACTOR = "subcontractor"
    SUPPLIER = "supplier"
    CONSULTANT = "consultant"


class ProgressStatus(StrEnum):
    DRAFT = "draft"
    UNDER_REVIEW = "under_review"
    REVISE = "revise"
    APPROVED = "approved"


class Contract(SQLModel, table=True):
    """What a client agreed to pay for. Its terms can be edited while it is a draft.

    Percentages are 0 to 100; `stored_retainage_percent` None follows the one on work. `tax_class` is
    what a new line of the schedule starts with. `search` is folded (lower case, no accents).
    """

    __table_args__ = (
        Index("ix_contract_listing", "created_at", "id"),
        Index("ix_contract_status", "status", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    number: str | None = Field(default=None, unique=True, max_length=40)
    title: str = Field(default="", max_length=200)
    company_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    our_role: str = Field(default=OurRole.GENERAL_CONTRACTOR, max_length=20)
    status: str = Field(default=ContractStatus.DRAFT, max_length=20)
    retainage_percent: Decimal = Field(default=Decimal(0), sa_type=FourPlaces)
    stored_retainage_percent: Decimal | None = Field(default=None, sa_type=FourPlaces)
    currency: str = Field(default="CAD", max_length=3)
    tax_class: str = Field(default=TaxClass.TAXABLE, max_length=10)
    signed_on: date | None = None
    note: str = Field(default="", max_length=2000)
    search: str = Field(default="", max_length=300)
    version: int = 1
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    approved_at: datetime | None = None
    approved_by_name: str = Field(default="", max_length=120)


class ScheduleItem(SQLModel, table=True):
    """A line of the schedule of values. `change_order` names the order it entered with, if any."""

    __tablename__ = "schedule_item"
    __table_args__ = (UniqueConstraint("contract_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    position: int
    item: str = Field(default="", max_length=20)
    description: str = Field(max_length=300)
    scheduled: Decimal = Field(sa_type=Cents)
    tax_class: str = Field(default=TaxClass.TAXABLE, max_length=10)
    retainage_percent: Decimal | None = Field(default=None, sa_type=FourPlaces)
    change_order: str = Field(default="", max_length=40)


class BillingPeriod(SQLModel, table=True):
    """The days that one application bills for. A contract has one open period at most."""

    __tablename__ = "billing_period"
    __table_args__ = (
        UniqueConstraint("contract_id", "starts_on"),
        Index(
            "one_open_period",
            "contract_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    starts_on: date
    ends_on: date
    due_on: date
    opened_at: datetime
    opened_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    closed_at: datetime | None = None


class ProgressInvoice(SQLModel, table=True):
    """An application for payment.

    Until it is approved it keeps `typed` (`typed.TypedLine` by line, as JSON), exactly as typed, and
    no figure. Approving fills `amount` (line 8), `total` (with taxes), the rates as JSON, and one
    `ProgressEntry` for each line.
    """

    __tablename__ = "progress_invoice"
    __table_args__ = (UniqueConstraint("contract_id", "sequence"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    period_id: int = Field(foreign_key="billing_period.id", unique=True)
    sequence: int
    status: str = Field(default=ProgressStatus.DRAFT, max_length=20)
    typed: str = Field(default="{}", sa_type=Text)
    remark: str = Field(default="", max_length=2000, description="Why it was returned.")
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id", unique=True)
    amount: Decimal | None = Field(default=None, sa_type=Cents)
    total: Decimal | None = Field(default=None, sa_type=Cents)
    tax_rates: str = Field(default="[]", sa_type=Text)
    version: int = 1
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    submitted_at: datetime | None = None
    submitted_by_name: str = Field(default="", max_length=120)
    approved_at: datetime | None = None
    approved_by_name: str = Field(default="", max_length=120)


class ProgressEntry(SQLModel, table=True):
    """Where a line stood when an application was approved; written once, never changed.

    `work_to_date` leaves stored materials out; `stored` is a balance. What is held is after releases.
    """

    __tablename__ = "progress_entry"

    progress_invoice_id: int = Field(foreign_key="progress_invoice.id", primary_key=True)
    schedule_item_id: int = Field(foreign_key="schedule_item.id", primary_key=True, index=True)
    method: str = Field(max_length=10)
    typed: str = Field(default="", max_length=40)
    work_to_date: Decimal = Field(sa_type=Cents)
    work_held: Decimal = Field(sa_type=Cents)
    work_released: Decimal = Field(sa_type=Cents)
    stored: Decimal = Field(sa_type=Cents)
    stored_held: Decimal = Field(sa_type=Cents)
    stored_released: Decimal = Field(sa_type=Cents)


class ContractForm(SQLModel, table=True):
    """A contract's form that somebody has open: what its boxes hold (`typed_form.Typed`), as JSON.

    `contract_ref` is empty for a contract that does not exist yet; `version` is the contract's when
    the form was filled. `is_typed` says that something in it is not saved.
    """

    __tablename__ = "contract_form"

    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    contract_ref: str = Field(default="", primary_key=True, max_length=26)
    version: int = 0
    is_typed: bool = False
    typed: str = Field(default="{}", sa_type=Text)
