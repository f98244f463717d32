"""A contract's form while it is typed: nothing typed is lost, and nobody types over anybody."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

from invoice_app.accounts.models import Account
from invoice_app.contracts import unsaved
from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.drafting import NotADraft, update_contract
from invoice_app.contracts.models import Contract
from invoice_app.contracts.standing import schedule_of
from invoice_app.contracts.typed_rows import TypedRows
from invoice_app.contracts.unsaved import FormCard, NotYet
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import ChangedElsewhere
from tests.contracts.stories import FORM, LINES, D


@pytest.fixture(autouse=True)
def organisation(db: Session, now: datetime) -> Organisation:
    club = Organisation(name="Club Nordet", created_at=now)
    db.add(club)
    db.flush()
    return club


@pytest.fixture
def other(db: Session, now: datetime) -> Viewer:
    account = Account(email="autre@club.example", name="Dominique Autre", created_at=now)
    db.add(account)
    db.flush()
    return Viewer(account.id or 0, account.email, account.name, "fr")


def opened(db: Session, ref: str, by: Viewer) -> FormCard:
    unsaved.open_form(db, contract_ref=ref, by=by, language="fr")
    return unsaved.form_card(db, contract_ref=ref, by=by, language="fr")


def changed(db: Session, ref: str, by: Viewer, patch: Callable[[TypedRows], Any]) -> Any:
    return unsaved.change(db, contract_ref=ref, by=by, patch=patch)


def put(db: Session, ref: str, by: Viewer, key: str, column: str, text: str) -> None:
    changed(db, ref, by, lambda rows: rows.put(key, column, text))


def test_a_new_contract_is_typed_then_saved(db: Session, client: Customer, by: Viewer, now: datetime) -> None:
    card = opened(db, "", by)
    assert (card.grid.count, card.fields["currency"], card.fields["province"]) == (3, "CAD", "QC")
    assert card.is_typed is False
    unsaved.keep(db, contract_ref="", by=by, fields=FORM | {"company_ref": client.ref})
    for i, line in enumerate(LINES[:3], start=1):
        for column, text in line.items():
            put(db, "", by, f"r{i}", column, text)
    card = opened(db, "", by)
    assert (card.client, card.grid.total) == ("Bâtisses Éloi inc.", "54\u00a0333,33\u00a0$")
    assert (card.wrong, card.grid.marks) == ({}, {})

    contract = unsaved.save(db, contract_ref="", by=by, now=now)
    assert (contract.number, contract.retainage_percent) == ("C-2026-07", D("10"))
    assert [item.scheduled for item in schedule_of(db, contract.id or 0)] == [
        D("1000"),
        D("33333.33"),
        D("20000"),
    ]
    assert opened(db, "", by).fields["number"] == ""


def test_what_cannot_be_read_is_kept_and_all_of_it_is_named(
    db: Session, draft: Contract, by: Viewer, now: datetime
) -> None:
    opened(db, draft.ref, by)
    unsaved.keep(db, contract_ref=draft.ref, by=by, fields={"retainage_percent": "dix"})
    put(db, draft.ref, by, "r1", "scheduled", "1o00")
    put(db, draft.ref, by, "r2", "description", "")
    card = opened(db, draft.ref, by)
    assert (set(card.wrong), set(card.grid.marks)) == ({"retainage_percent"}, {"scheduled-r1"})
    assert (card.fields["retainage_percent"], card.grid.rows[0].scheduled) == ("dix", "1o00")
    with pytest.raises(NotYet) as refused:
        unsaved.save(db, contract_ref=draft.ref, by=by, now=now)
    assert set(refused.value.wrong) == {"retainage_percent", "scheduled-r1", "description-r2"}
    assert len(schedule_of(db, draft.id or 0)) == 4


def test_a_number_already_used_is_said_beside_its_box(
    db: Session, draft: Contract, by: Viewer, now: datetime
) -> None:
    opened(db, "", by)
    unsaved.keep(db, contract_ref="", by=by, fields={"number": draft.number or ""})
    with pytest.raises(NotYet) as refused:
        unsaved.save(db, contract_ref="", by=by, now=now)
    assert set(refused.value.wrong) == {"number"}


def test_rows_are_added_and_removed_by_key(db: Session, draft: Contract, by: Viewer) -> None:
    opened(db, draft.ref, by)
    key = changed(db, draft.ref, by, lambda rows: rows.add_below().key)
    put(db, draft.ref, by, key, "description", "Nettoyage")
    changed(db, draft.ref, by, lambda rows: rows.remove("r1"))
    card = opened(db, draft.ref, by)
    assert [(row.key, row.position, row.description) for row in card.grid.rows] == [
        ("r2", "1", "Couverture"), ("r3", "2", "Isolation"), ("r4", "3", "Permis"), (key, "4", "Nettoyage"),
    ]  # fmt: skip


def test_two_people_type_apart_and_the_second_to_save_is_told(
    db: Session, draft: Contract, by: Viewer, other: Viewer, now: datetime
) -> None:
    for person, title in ((by, "Titre de Claude"), (other, "Titre de Dominique")):
        opened(db, draft.ref, person)
        unsaved.keep(db, contract_ref=draft.ref, by=person, fields={"title": title})
    unsaved.save(db, contract_ref=draft.ref, by=by, now=now)
    card = opened(db, draft.ref, other)
    assert (card.fields["title"], card.is_behind) == ("Titre de Dominique", True)
    with pytest.raises(ChangedElsewhere):
        unsaved.save(db, contract_ref=draft.ref, by=other, now=now)
    unsaved.forget(db, contract_ref=draft.ref, by=other)
    card = opened(db, draft.ref, other)
    assert (card.fields["title"], card.is_behind) == ("Titre de Claude", False)


def test_a_form_in_which_nothing_was_typed_follows_the_contract(
    db: Session, draft: Contract, client: Customer, by: Viewer
) -> None:
    opened(db, draft.ref, by)
    typed = FORM | {"title": "Nouveau titre", "company_ref": client.ref}
    update_contract(db, ref=draft.ref, version=draft.version, typed=typed)
    assert opened(db, draft.ref, by).fields["title"] == "Nouveau titre"


def test_an_approved_contract_has_no_form(db: Session, draft: Contract, by: Viewer, now: datetime) -> None:
    opened(db, draft.ref, by)
    approve_contract(db, ref=draft.ref, version=draft.version, by=by, now=now)
    with pytest.raises(NotADraft):
        unsaved.open_form(db, contract_ref=draft.ref, by=by, language="fr")
