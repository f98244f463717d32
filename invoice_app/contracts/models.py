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
    """`VOID`: its invoice was voided or credited, and what it billed can be billed again."""

    DRAFT = "draft"
    UNDER_REVIEW = "under_review"
    REVISE = "revise"
    APPROVED = "approved"
    VOID = "void"


class ProgressKind(StrEnum):
    """`RELEASE` bills no work, only retainage given back; `FINAL` closes the contract."""

    PROGRESS = "progress"
    RELEASE = "release"
    FINAL = "final"


class OrderStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    VOID = "void"


class OverBilling(StrEnum):
    """What happens when a line is billed beyond its scheduled value."""

    BLOCK = "block"
    REASON = "reason"


class TaxOnHoldback(StrEnum):
    """When retainage is taxed: at its release, or with the work it is held on."""

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"


class Contract(SQLModel, table=True):
    """What a client agreed to pay for. Its terms can be edited while it is a draft.

    Percentages are 0 to 100; `stored_retainage_percent` None follows the one on work. `tax_class` is
    what a new line of the schedule starts with. `search` is folded (lower case, no accents).
    `retainage_rule` is a `retainage_rules.Rule` as JSON, empty for a plain percentage;
    `retainage_rounding` is `line` or `total`. `province` is where the work is, and decides the taxes.
    Who may read a private contract is in `shared.audience`, under `About("contract", id)`.
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
    province: str = Field(default="QC", max_length=2)
    retainage_rule: str = Field(default="", sa_type=Text)
    retainage_rounding: str = Field(default="line", max_length=5)
    tax_on_holdback: str = Field(default=TaxOnHoldback.DEFERRED, max_length=10)
    over_billing: str = Field(default=OverBilling.BLOCK, max_length=10)
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    inclusions: str = Field(default="", max_length=4000)
    exclusions: str = Field(default="", max_length=4000)
    is_private: bool = False
    note: str = Field(default="", max_length=2000)
    search: str = Field(default="", max_length=300)
    version: int = 1
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    approved_at: datetime | None = None
    approved_by_name: str = Field(default="", max_length=120)


class ContractContact(SQLModel, table=True):
    """One of the client's people to whom a contract's invoices go; none means all who receive invoices."""

    __tablename__ = "contract_contact"

    contract_id: int = Field(foreign_key="contract.id", primary_key=True, ondelete="CASCADE")
    customer_id: int = Field(foreign_key="customer.id", primary_key=True, ondelete="CASCADE", index=True)


class ChangeOrder(SQLModel, table=True):
    """A change to a contract's sum: its lines are `ScheduleItem`s, in force once it is approved.

    `number` is what it is called everywhere (`OC-1`). `approved_on` is the day both sides agreed on:
    it enters the earliest application not yet issued whose period ends on or after that day.
    """

    __tablename__ = "change_order"
    __table_args__ = (
        UniqueConstraint("contract_id", "sequence"),
        UniqueConstraint("contract_id", "number", name="uq_change_order_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    sequence: int
    number: str = Field(max_length=40)
    title: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=4000)
    status: str = Field(default=OrderStatus.DRAFT, max_length=10)
    approved_on: date | None = None
    version: int = 1
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    approved_at: datetime | None = None
    approved_by_name: str = Field(default="", max_length=120)


class ScheduleItem(SQLModel, table=True):
    """A line of the schedule of values, or of a change order when `change_order_id` says so.

    `section` is the heading it stands under. With a `quantity` and a `unit_price`, `scheduled` is
    their product, rounded to the cent.
    """

    __tablename__ = "schedule_item"
    __table_args__ = (UniqueConstraint("contract_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    position: int
    change_order_id: int | None = Field(
        default=None, foreign_key="change_order.id", ondelete="CASCADE", index=True
    )
    section: str = Field(default="", max_length=120)
    item: str = Field(default="", max_length=20)
    description: str = Field(max_length=300)
    cost_code: str = Field(default="", max_length=40)
    unit: str = Field(default="", max_length=20)
    quantity: Decimal | None = Field(default=None, sa_type=FourPlaces)
    unit_price: Decimal | None = Field(default=None, sa_type=FourPlaces)
    scheduled: Decimal = Field(sa_type=Cents)
    tax_class: str = Field(default=TaxClass.TAXABLE, max_length=10)
    retainage_percent: Decimal | None = Field(default=None, sa_type=FourPlaces)


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

    Until it is approved it keeps `typed` (`reading.TypedLine` by line, as JSON), exactly as typed, and
    no figure. Approving fills `amount` (line 8), `claimed_amount` (the same before it was certified),
    `total` (with taxes), `inputs` (all that they are computed from, as JSON) and one `ProgressEntry`
    for each line. A period has one application that is not void.
    """

    __tablename__ = "progress_invoice"
    __table_args__ = (
        UniqueConstraint("contract_id", "sequence"),
        Index(
            "one_application_a_period",
            "period_id",
            unique=True,
            sqlite_where=text("status <> 'void'"),
            postgresql_where=text("status <> 'void'"),
        ),
        # A discarded draft leaves its id, and its history, to nobody.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    period_id: int = Field(foreign_key="billing_period.id")
    sequence: int
    kind: str = Field(default=ProgressKind.PROGRESS, max_length=10)
    status: str = Field(default=ProgressStatus.DRAFT, max_length=20)
    typed: str = Field(default="{}", sa_type=Text)
    remark: str = Field(default="", max_length=2000, description="Why it was returned.")
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id", unique=True)
    amount: Decimal | None = Field(default=None, sa_type=Cents)
    claimed_amount: Decimal | None = Field(default=None, sa_type=Cents)
    total: Decimal | None = Field(default=None, sa_type=Cents)
    tax_rates: str = Field(default="[]", sa_type=Text)
    inputs: str = Field(default="", sa_type=Text)
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
    These are the certified figures; what was claimed is in `ProgressInvoice.inputs`.
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
