"""Adding, changing, archiving."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session, select

from invoice_app.members import actions, queries
from invoice_app.members.actions import ChangedMeanwhile, KindFixed, MemberNumberJustTaken
from invoice_app.members.models import Customer
from invoice_app.members.rules import Unfit
from invoice_app.shared.database import reading, writing
from invoice_app.shared.live import LiveTopic
from invoice_app.shared.refusals import NotFound
from tests.members.conftest import BLANK, Add


def test_a_member_is_added_with_what_is_needed_to_find_them(add: Add):
    member = add(
        "member", given_name="Élodie", family_name="Côté", member_number="M-012", email="Elodie@Club.example"
    )
    assert member.name == "Élodie Côté"
    assert member.email == "elodie@club.example"
    assert member.search == "elodie cote m 012 elodie club example"
    assert len(member.ref) == 26


def test_a_kind_that_does_not_exist_is_not_found(add: Add):
    with pytest.raises(NotFound):
        add("admin", given_name="Ève")


def test_a_taken_member_number_names_its_holder_and_the_next_free_one(add: Add):
    add("member", given_name="Ève", member_number="M-099")
    with pytest.raises(Unfit) as refused:
        add("member", given_name="Luc", member_number="m99")
    (fault,) = refused.value.faults
    assert fault.field == "member_number"
    assert "Ève" in fault.phrase.fr
    assert "M-100" in fault.phrase.fr


def test_a_member_keeps_their_own_number_when_their_record_changes(db: Session, add: Add):
    member = add("member", given_name="Ève", member_number="7")
    before = queries.typed_of(db, member)
    changed = actions.change(db, ref=member.ref, typed={**before, "city": "Laval"}, before=before, version=1)
    assert (changed.member_number, changed.city, changed.version) == ("7", "Laval", 2)


def test_members_without_a_number_do_not_collide(add: Add):
    assert add("member", given_name="Ève").number_key is None
    assert add("member", given_name="Luc").number_key is None


def test_the_second_to_save_is_told_what_changed_and_keeps_what_they_typed(db: Session, add: Add):
    member = add("member", given_name="Ève", email="eve@club.example")
    before = queries.typed_of(db, member)
    actions.change(db, ref=member.ref, typed={**before, "city": "Laval"}, before=before, version=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.change(db, ref=member.ref, typed={**before, "phone": "5145550123"}, before=before, version=1)
    assert "Ville" in refused.value.phrase.fr
    assert "City" in refused.value.phrase.en
    assert refused.value.saved["city"] == "Laval"
    assert refused.value.version == 2
    assert queries.customer_by_ref(db, member.ref).phone == ""


def test_a_save_of_the_same_words_by_two_people_is_no_conflict(db: Session, add: Add):
    member = add("member", given_name="Ève")
    before = queries.typed_of(db, member)
    actions.change(db, ref=member.ref, typed=before, before=before, version=1)
    actions.change(db, ref=member.ref, typed={**before, "city": "Laval"}, before=before, version=1)
    assert member.city == "Laval"


def test_a_contact_becomes_a_member_but_never_a_company(db: Session, add: Add):
    contact = add("contact", given_name="Ève")
    before = queries.typed_of(db, contact)
    typed = {**before, "kind": "member", "member_number": "1"}
    assert actions.change(db, ref=contact.ref, typed=typed, before=before, version=1).kind == "member"
    with pytest.raises(KindFixed):
        actions.change(db, ref=contact.ref, typed={**typed, "kind": "company"}, before=typed, version=2)


def test_a_person_joins_a_company_and_only_a_company(add: Add):
    company = add("company", company_name="Béton Boréal inc.")
    person = add("contact", given_name="Ève", company=company.ref, bills="on")
    assert (person.company_id, person.bills) == (company.id, True)
    for wrong in (person.ref, "0" * 26):
        with pytest.raises(Unfit) as refused:
            add("contact", given_name="Luc", company=wrong)
        assert [fault.field for fault in refused.value.faults] == ["company"]


def test_nobody_joins_an_archived_company_but_its_people_stay(db: Session, add: Add, now: datetime):
    company = add("company", company_name="Béton Boréal inc.")
    person = add("contact", given_name="Ève", company=company.ref)
    actions.archive(db, ref=company.ref, now=now)
    with pytest.raises(Unfit):
        add("contact", given_name="Luc", company=company.ref)
    before = queries.typed_of(db, person)
    kept = actions.change(db, ref=person.ref, typed={**before, "city": "Laval"}, before=before, version=1)
    assert kept.company_id == company.id


def test_who_leaves_the_company_no_longer_receives_its_invoices(db: Session, add: Add):
    company = add("company", company_name="Béton Boréal inc.")
    person = add("contact", given_name="Ève", company=company.ref, bills="on")
    before = queries.typed_of(db, person)
    actions.change(db, ref=person.ref, typed={**before, "company": ""}, before=before, version=1)
    assert person.bills is False


def test_a_company_with_a_new_name_is_found_by_it_through_its_people(db: Session, add: Add):
    company = add("company", company_name="Ancien nom inc.")
    person = add("contact", given_name="Ève", company=company.ref)
    before = queries.typed_of(db, company)
    actions.change(
        db, ref=company.ref, typed={**before, "company_name": "Écluse ltée"}, before=before, version=1
    )
    assert person.search == "eve ecluse ltee"


def test_archiving_twice_keeps_the_first_day_and_restoring_undoes_it(db: Session, add: Add, now: datetime):
    member = add("member", given_name="Ève")
    actions.archive(db, ref=member.ref, now=now)
    actions.archive(db, ref=member.ref, now=now.replace(year=2027))
    assert member.archived_at == now
    assert actions.restore(db, ref=member.ref).archived_at is None


def test_billing_is_for_people_of_a_company(db: Session, add: Add):
    company = add("company", company_name="Béton Boréal inc.")
    person = add("contact", given_name="Ève", company=company.ref)
    assert actions.set_billing(db, ref=person.ref, bills=True).bills is True
    with pytest.raises(NotFound):
        actions.set_billing(db, ref=company.ref, bills=True)


def test_open_pages_are_told_of_the_record_its_company_and_the_list(database_url: str, now: datetime):
    with writing() as db:
        company = actions.add(db, typed={**BLANK, "kind": "company", "company_name": "Béton"}, now=now)
        person = actions.add(
            db, typed={**BLANK, "kind": "contact", "given_name": "Ève", "company": company.ref}, now=now
        )
    with reading() as db:
        risen = set(db.exec(select(LiveTopic.topic)))
    assert {"members", f"member:{company.ref}", f"member:{person.ref}"} <= risen


def test_the_database_itself_refuses_a_number_twice(db: Session, add: Add, now: datetime):
    add("member", given_name="Ève", member_number="7")
    twin = Customer(kind="member", name="Luc", sort_name="luc", number_key="017", created_at=now)
    with pytest.raises(MemberNumberJustTaken):
        actions.save(db, twin)
