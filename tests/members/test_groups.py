"""Groups: named once, each person in them once, and their addresses when they are written to."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.members import actions, groups
from invoice_app.members.groups import GroupIsFull, GroupNameMissing, GroupNameTaken
from invoice_app.members.models import Customer
from invoice_app.shared.refusals import NotFound
from tests.members.conftest import Add


def made(db: Session, now: datetime, name: str = "Comité des fêtes") -> str:
    return groups.save_group(db, ref="", name=name, now=now).ref


def test_a_group_has_a_name_of_its_own_however_it_is_written(db: Session, now: datetime) -> None:
    ref = made(db, now, "  Comité   des fêtes ")
    assert [group.name for group in groups.groups(db)] == ["Comité des fêtes"]
    for taken in ("comite des fetes", "COMITÉ DES FÊTES"):
        with pytest.raises(GroupNameTaken):
            made(db, now, taken)
    for missing in ("", "  ", "…"):
        with pytest.raises(GroupNameMissing):
            made(db, now, missing)
    groups.save_group(db, ref=ref, name="Comité des FÊTES", now=now)
    assert [row.name for row in groups.groups(db)] == ["Comité des FÊTES"]


def test_everyone_is_in_a_group_once(db: Session, now: datetime, add: Add) -> None:
    ref, zoe = made(db, now), add("member", given_name="Zoé", email="zoe@x.example")
    for _ in range(2):
        groups.put_in(db, ref=ref, customer_ref=zoe.ref)
    assert [person.name for person in groups.people_in(db, ref)] == ["Zoé"]
    assert groups.groups(db)[0].count == 1
    assert zoe.ref not in {choice.ref for choice in groups.people_to_add(db, ref, "zoe")}
    for _ in range(2):
        groups.take_out(db, ref=ref, customer_ref=zoe.ref)
    assert groups.people_in(db, ref) == ()


def test_a_letter_goes_to_each_address_once_and_to_nobody_who_left(
    db: Session, now: datetime, add: Add
) -> None:
    ref = made(db, now)
    people: list[Customer] = [
        add("member", given_name="Zoé", email="famille@x.example"),
        add("member", given_name="Luc", email="famille@x.example"),
        add("member", given_name="Ève"),
        add("member", given_name="Max", email="max@x.example"),
    ]
    for person in people:
        groups.put_in(db, ref=ref, customer_ref=person.ref)
    actions.archive(db, ref=people[-1].ref, now=now)
    assert [address for _, address in groups.addresses_in(db, ref)] == ["famille@x.example"]


def test_a_group_is_found_by_words_of_its_name(db: Session, now: datetime) -> None:
    ref = made(db, now)
    made(db, now, "Conseil")
    assert [row.ref for row in groups.found_groups(db, "FETE comi")] == [ref]
    assert groups.found_groups(db, "%") == groups.groups(db)


def test_deleting_a_group_leaves_its_people(db: Session, now: datetime, add: Add) -> None:
    ref, zoe = made(db, now), add("member", given_name="Zoé")
    groups.put_in(db, ref=ref, customer_ref=zoe.ref)
    groups.delete_group(db, ref=ref)
    assert groups.groups(db) == ()
    assert db.get(Customer, zoe.id) is not None
    with pytest.raises(NotFound):
        groups.put_in(db, ref=ref, customer_ref=zoe.ref)


def test_a_group_has_a_limit(db: Session, now: datetime, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "MOST_PEOPLE", 1)
    ref = made(db, now)
    groups.put_in(db, ref=ref, customer_ref=add("member", given_name="Zoé").ref)
    with pytest.raises(GroupIsFull):
        groups.put_in(db, ref=ref, customer_ref=add("member", given_name="Luc").ref)
