"""A contract's form as somebody is typing it: kept from the first key to « Enregistrer ».

Each person has a form of their own for each contract, so that nobody types over anybody; whoever
saves second is told. What is kept is text, readable or not: it survives an error, a reload and a
lost connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, select

from invoice_app.contracts.drafting import NotADraft, create_contract, set_schedule, update_contract
from invoice_app.contracts.facts import record_edit, snapshot
from invoice_app.contracts.models import Contract, ContractForm, ContractStatus
from invoice_app.contracts.reading_rights import readable_contract
from invoice_app.contracts.rules import MOST_LINES, TooManyLines
from invoice_app.contracts.standing import by_ref
from invoice_app.contracts.typed_form import COLUMNS, FIELDS, Typed, faults, filled, total_of, unreadable
from invoice_app.members.queries import customer_by_ref
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared import money
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound, Refusal


class NotYet(Refusal):
    says = Phrase(
        "Rien n’est encore enregistré\u00a0: {count} case(s) à corriger, marquées en rouge. "
        "Ce que vous avez tapé est gardé.",
        "Nothing is saved yet: {count} box(es) to correct, marked in red. What you typed is kept.",
    )

    def __init__(self, wrong: Mapping[str, Phrase]) -> None:
        super().__init__(count=len(wrong))
        self.wrong = dict(wrong)


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row as its boxes are filled; `position` counts from 1."""

    key: str
    position: str
    item: str
    description: str
    scheduled: str
    tax_class: str
    retainage_percent: str


@dataclass(frozen=True, slots=True)
class FormCard:
    """A form for its page. `wrong` is by box: `title`, or `scheduled-r3`; `total` is of what can be read.

    `is_behind`: somebody saved the contract after this form was filled.
    """

    number: str
    title: str
    fields: dict[str, str]
    client: str
    rows: tuple[FormRow, ...]
    total: str
    wrong: dict[str, str]
    is_typed: bool
    is_behind: bool


def open_form(db: Session, *, contract_ref: str, by: Viewer, language: str) -> ContractForm:
    """The person's form of a draft (of a new contract when `contract_ref` is empty), filled if it was not.

    A form in which nothing was typed is filled anew. Raises `NotFound` or `NotADraft`.
    """
    contract = _draft(db, contract_ref, by)
    form = _locked(db, contract_ref, by)
    if not form.is_typed:
        form.typed = filled(db, contract, language).model_dump_json()
        form.version = contract.version if contract else 0
        db.flush()
    return form


def keep(db: Session, *, contract_ref: str, by: Viewer, boxes: Mapping[str, str]) -> None:
    """Keep what many boxes hold, by name: `title`, `scheduled-r3`. What is no box is ignored."""

    def patch(typed: Typed) -> None:
        for name, text in boxes.items():
            field, _, key = name.partition("-")
            row = typed.row(key)
            if not key and field in FIELDS:
                typed.fields[field] = text[: FIELDS[field]]
            elif row is not None and field in COLUMNS:
                setattr(row, field, text[: COLUMNS[field]])

    _patch(db, contract_ref, by, patch)


def add_row(db: Session, *, contract_ref: str, by: Viewer) -> str:
    """Add an empty row and return its key."""

    def patch(typed: Typed) -> None:
        if len(typed.rows) >= MOST_LINES:
            raise TooManyLines(most=MOST_LINES)
        typed.add(tax_class=typed.rows[-1].tax_class if typed.rows else TaxClass.TAXABLE)

    return _patch(db, contract_ref, by, patch).rows[-1].key


def remove_row(db: Session, *, contract_ref: str, by: Viewer, key: str) -> None:
    """Take a row out; the last one leaves an empty one behind."""

    def patch(typed: Typed) -> None:
        typed.rows = [row for row in typed.rows if row.key != key]
        if not typed.rows:
            typed.add()

    _patch(db, contract_ref, by, patch)


def save(db: Session, *, contract_ref: str, by: Viewer, now: datetime) -> Contract:
    """Make the contract say what the form does, and put the form away.

    Raises `NotYet` with all that is to be corrected, `NotADraft` or `ChangedElsewhere`.
    """
    form = _open(db, contract_ref, by)
    if contract_ref:
        readable_contract(db, ref=contract_ref, viewer=by)
    typed = Typed.model_validate_json(form.typed)
    if wrong := faults(typed):
        raise NotYet(wrong)
    try:
        if contract_ref:
            before = snapshot(db, by_ref(db, Contract, contract_ref))
            contract = update_contract(db, ref=contract_ref, version=form.version, typed=typed.fields)
        else:
            contract = create_contract(db, typed=typed.fields, by=by, now=now)
            before = snapshot(db, contract)
        rows = [row.boxes for row in typed.rows]
        contract = set_schedule(db, ref=contract.ref, version=contract.version, rows=rows)
    except Invalid as refusal:
        raise NotYet({refusal.field: refusal.phrase}) from refusal
    record_edit(db, contract, before, by=by, now=now)
    db.delete(form)
    db.flush()
    return contract


def forget(db: Session, *, contract_ref: str, by: Viewer) -> None:
    """Throw away what was typed."""
    form = db.get(ContractForm, (by.account_id, contract_ref))
    if form is not None:
        db.delete(form)
        db.flush()


def form_card(
    db: Session, *, contract_ref: str, by: Viewer, language: str, strictly: bool = False
) -> FormCard:
    """The form for its page. `strictly` also names what is only missing so far.

    Raises `NotFound` when it is not open, or its contract is gone.
    """
    form = db.get(ContractForm, (by.account_id, contract_ref))
    if form is None:
        raise NotFound()
    typed = Typed.model_validate_json(form.typed)
    contract = readable_contract(db, ref=contract_ref, viewer=by) if contract_ref else None
    wrong = faults(typed) if strictly else unreadable(typed)
    return FormCard(
        number=(contract.number or "") if contract else "",
        title=contract.title if contract else "",
        fields=typed.fields,
        client=_client_name(db, typed.fields.get("company_ref", "")),
        rows=tuple(FormRow(position=str(i), **row.model_dump()) for i, row in enumerate(typed.rows, start=1)),
        total=money.text(total_of(typed), _currency(typed), language),
        wrong={box: phrase.to(language) for box, phrase in wrong.items()},
        is_typed=form.is_typed,
        is_behind=contract is not None and contract.version != form.version,
    )


def _currency(typed: Typed) -> str:
    chosen = typed.fields.get("currency", "")
    return chosen if chosen in money.CURRENCIES else money.CURRENCIES[0]


def _client_name(db: Session, ref: str) -> str:
    try:
        return customer_by_ref(db, ref).name if ref else ""
    except NotFound:
        return ""


def _draft(db: Session, contract_ref: str, by: Viewer) -> Contract | None:
    if not contract_ref:
        return None
    contract = readable_contract(db, ref=contract_ref, viewer=by)
    if contract.status != ContractStatus.DRAFT:
        raise NotADraft()
    return contract


def _patch(db: Session, contract_ref: str, by: Viewer, patch: Callable[[Typed], None]) -> Typed:
    """Read, change and write in one transaction, so that two windows never undo each other."""
    form = _open(db, contract_ref, by)
    before = Typed.model_validate_json(form.typed)
    after = before.model_copy(deep=True)
    patch(after)
    if after != before:
        form.typed, form.is_typed = after.model_dump_json(), True
        db.flush()
    return after


def _open(db: Session, contract_ref: str, by: Viewer) -> ContractForm:
    form = _locked(db, contract_ref, by)
    if form.typed == "{}":
        # Put away in another window a moment ago: this one goes on with the contract as it is now.
        contract = _draft(db, contract_ref, by)
        form.typed = filled(db, contract, by.language).model_dump_json()
        form.version = contract.version if contract else 0
    return form


def _locked(db: Session, contract_ref: str, by: Viewer) -> ContractForm:
    insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
    empty = {"account_id": by.account_id, "contract_ref": contract_ref, "version": 0, "is_typed": False}
    db.execute(insert(ContractForm).values(**empty, typed="{}").on_conflict_do_nothing())
    return db.exec(
        select(ContractForm)
        .where(ContractForm.account_id == by.account_id, ContractForm.contract_ref == contract_ref)
        .with_for_update()
    ).one()
