"""A contract's form as somebody is typing it: kept from the first key to « Enregistrer ».

Each person has a form of their own for each contract, so that nobody types over anybody; whoever
saves second is told. What is kept is text, readable or not: it survives an error, a reload and a
lost connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, select

from invoice_app.contracts.drafting import NotADraft, create_contract, set_schedule, update_contract
from invoice_app.contracts.facts import record_edit, snapshot
from invoice_app.contracts.grid_view import GridView, grid_view, page_of
from invoice_app.contracts.models import Contract, ContractForm, ContractStatus
from invoice_app.contracts.reading_rights import readable_contract
from invoice_app.contracts.standing import by_ref
from invoice_app.contracts.typed_form import FIELDS, Typed, faults, field_faults, filled
from invoice_app.members.queries import customer_by_ref, people_of
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound, Refusal

T = TypeVar("T")


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
class ContactChoice:
    """One of the client's people, and whether the contract's invoices go to them."""

    ref: str
    name: str
    detail: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FormCard:
    """A form for its page. `wrong` is by field; what is wrong in the grid is in it.

    `is_behind`: somebody saved the contract after this form was filled.
    """

    number: str
    title: str
    fields: dict[str, str]
    client: str
    contacts: tuple[ContactChoice, ...]
    wrong: dict[str, str]
    grid: GridView
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


def keep(db: Session, *, contract_ref: str, by: Viewer, fields: Mapping[str, str]) -> None:
    """Keep what boxes above the grid hold. What is no box of the form is ignored."""

    def patch(typed: Typed) -> None:
        before = typed.fields.get("company_ref", "")
        for name, text in fields.items():
            if name in FIELDS:
                typed.fields[name] = text[: FIELDS[name]]
        if typed.fields.get("company_ref", "") != before:
            # They were people of the client that there was.
            typed.fields["contacts"] = ""

    change(db, contract_ref=contract_ref, by=by, patch=patch)


def choose_contact(db: Session, *, contract_ref: str, by: Viewer, ref: str, chosen: bool) -> None:
    """Send the contract's invoices to one of the client's people, or no longer."""

    def patch(typed: Typed) -> None:
        others = [known for known in typed.fields.get("contacts", "").split() if known != ref]
        typed.fields["contacts"] = " ".join([*others, ref] if chosen else others)[: FIELDS["contacts"]]

    change(db, contract_ref=contract_ref, by=by, patch=patch)


def change(db: Session, *, contract_ref: str, by: Viewer, patch: Callable[[Typed], T]) -> T:
    """Read, change and write in one transaction, so that two windows never undo each other.

    What `patch` raises changes nothing.
    """
    form = _open(db, contract_ref, by)
    typed = Typed.model_validate_json(form.typed)
    answer = patch(typed)
    after = typed.model_dump_json()
    if after != form.typed:
        form.typed, form.is_typed = after, True
        db.flush()
    return answer


def save(db: Session, *, contract_ref: str, by: Viewer, now: datetime, language: str = "fr") -> Contract:
    """Make the contract say what the form does, and put the form away.

    Raises `NotYet` with all that is to be corrected, `NotADraft` or `ChangedElsewhere`.
    """
    form = _open(db, contract_ref, by)
    typed = Typed.model_validate_json(form.typed)
    if wrong := faults(typed, language):
        raise NotYet(wrong)
    try:
        if contract_ref:
            before = snapshot(db, by_ref(db, Contract, contract_ref))
            contract = update_contract(
                db, ref=contract_ref, version=form.version, typed=typed.fields, language=language
            )
        else:
            contract = create_contract(db, typed=typed.fields, language=language, by=by, now=now)
            before = snapshot(db, contract)
        contract = set_schedule(
            db, ref=contract.ref, version=contract.version, rows=[row.boxes for row in typed.rows],
            language=language,
        )  # fmt: skip
    except Invalid as refusal:
        raise NotYet({refusal.field: refusal.phrase}) from refusal
    record_edit(db, contract, before, by=by, now=now)
    db.delete(form)
    db.flush()
    return contract


def forget(db: Session, *, contract_ref: str, by: Viewer) -> None:
    """Throw away what was typed. Raises `NotFound`."""
    if contract_ref:
        readable_contract(db, ref=contract_ref, viewer=by)
    form = db.get(ContractForm, (by.account_id, contract_ref))
    if form is not None:
        db.delete(form)
        db.flush()


def typed_fields(db: Session, *, contract_ref: str, by: Viewer) -> dict[str, str]:
    """What the boxes above the grid hold; nothing when the form is not open. Raises `NotFound`."""
    if contract_ref:
        readable_contract(db, ref=contract_ref, viewer=by)
    form = db.get(ContractForm, (by.account_id, contract_ref))
    return Typed.model_validate_json(form.typed).fields if form else {}


def form_card(
    db: Session, *, contract_ref: str, by: Viewer, language: str, strictly: bool = False, page: int = 0,
    drawn: str = "", towards: str = "",
) -> FormCard:  # fmt: skip
    """The form for its page, with a page of its grid: the one that the row `towards` is on, if given.

    `strictly` also names what is only missing so far. Raises `NotFound` when the form is not open, or
    its contract is gone.
    """
    form = db.get(ContractForm, (by.account_id, contract_ref))
    if form is None:
        raise NotFound()
    typed = Typed.model_validate_json(form.typed)
    contract = readable_contract(db, ref=contract_ref, viewer=by) if contract_ref else None
    wrong = field_faults(typed, language, strictly=strictly)
    return FormCard(
        number=(contract.number or "") if contract else "",
        title=contract.title if contract else "",
        fields=typed.fields,
        client=_client_name(db, typed.fields.get("company_ref", "")),
        contacts=_contacts(db, typed.fields),
        wrong={box: phrase.to(language) for box, phrase in wrong.items()},
        grid=grid_view(
            typed, page=page_of(typed, towards) if towards else page, strictly=strictly, drawn=drawn,
            currency=typed.fields.get("currency", ""), language=language,
        ),
        is_typed=form.is_typed,
        is_behind=contract is not None and contract.version != form.version,
    )  # fmt: skip


def _contacts(db: Session, fields: Mapping[str, str]) -> tuple[ContactChoice, ...]:
    company, chosen = fields.get("company_ref", ""), fields.get("contacts", "").split()
    return tuple(
        ContactChoice(
            ref=person.ref,
            name=person.name,
            detail=" · ".join(part for part in (person.role, person.email) if part),
            is_chosen=person.ref in chosen,
        )
        for person in (people_of(db, company, limit=100) if company else ())
    )


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


def _open(db: Session, contract_ref: str, by: Viewer) -> ContractForm:
    if contract_ref:
        readable_contract(db, ref=contract_ref, viewer=by)
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
