"""Reading records: cards, people, choices, and where invoices go."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.accounts.models import Account
from invoice_app.members import actions, queries
from invoice_app.shared.refusals import NotFound
from tests.members.conftest import Add


def account(db: Session, now: datetime, **known: object) -> Account:
    made = Account(email="eve@club.example", name="Ève", created_at=now, **known)
    db.add(made)
    db.flush()
    return made


def test_a_card_is_in_the_viewers_language(db: Session, add: Add):
    member = add(
        "member", given_name="Ève", family_name="Roy", language="both", city="Laval", postal_code="h7a1b2"
    )
    card = queries.customer_card(db, member.ref, "fr")
    assert (card.name, card.language, card.added) == ("Ève Roy", "Français et anglais", "16\u00a0mars 2026")
    assert card.address == ["Laval (QC)  H7A 1B2"]
    assert queries.customer_card(db, member.ref, "en").added == "March 16, 2026"


def test_an_unknown_record_is_not_found(db: Session):
    with pytest.raises(NotFound):
        queries.customer_card(db, "0" * 26, "fr")


def test_the_card_says_how_far_the_invitation_is(db: Session, add: Add, now: datetime):
    member = add("member", given_name="Ève")
    assert queries.customer_card(db, member.ref, "fr").account == "none"
    invited = account(db, now)
    member.account_id = invited.id
    assert queries.customer_card(db, member.ref, "fr").account == "invited"
    invited.password_hash = "a hash"
    assert queries.customer_card(db, member.ref, "fr").account == "active"
    invited.disabled_at = now
    assert queries.customer_card(db, member.ref, "fr").account == "disabled"


def test_a_companys_people_are_listed_by_name_without_the_archived(db: Session, add: Add, now: datetime):
    company = add("company", company_name="Béton Boréal inc.")
    for name in ("Zoé", "Élodie", "Anne"):
        add("contact", given_name=name, company=company.ref)
    gone = add("contact", given_name="Luc", company=company.ref)
    actions.archive(db, ref=gone.ref, now=now)
    assert [person.name for person in queries.people_of(db, company.ref)] == ["Anne", "Élodie", "Zoé"]
    assert [person.name for person in queries.people_of(db, company.ref, limit=1)] == ["Anne"]
    assert queries.how_many_people(db, company.ref) == 3


def test_an_account_sees_its_records_and_the_company_whose_invoices_it_receives(
    db: Session, add: Add, now: datetime
):
    company = add("company", company_name="Béton Boréal inc.")
    other = add("company", company_name="Autre inc.")
    child, second = add("member", given_name="Ève"), add("member", given_name="Luc")
    biller = add("contact", given_name="Zoé", company=company.ref, bills="on")
    colleague = add("contact", given_name="Anne", company=other.ref)
    parent = account(db, now)
    for customer in (child, second, biller, colleague):
        customer.account_id = parent.id
    seen = queries.customers_of_account(db, parent.id or 0)
    assert seen == (child.id, second.id, biller.id, colleague.id, company.id)
    assert queries.customers_of_account(db, 999_999) == ()


def test_invoices_go_to_a_persons_own_address(db: Session, add: Add):
    member = add("member", given_name="Ève", email="eve@club.example")
    assert queries.mailing_of(db, member.id or 0) == [("Ève", "eve@club.example")]
    assert queries.mailing_of(db, add("member", given_name="Luc").id or 0) == []


def test_a_companys_invoices_go_to_its_billing_people_else_to_itself(db: Session, add: Add, now: datetime):
    company = add("company", company_name="Béton Boréal inc.", email="info@beton.example")
    assert queries.mailing_of(db, company.id or 0) == [("Béton Boréal inc.", "info@beton.example")]
    biller = add("contact", given_name="Ève", email="eve@beton.example", company=company.ref, bills="on")
    add("contact", given_name="Luc", email="luc@beton.example", company=company.ref)
    add("contact", given_name="Zoé", company=company.ref, bills="on")
    assert queries.mailing_of(db, company.id or 0) == [("Ève", "eve@beton.example")]
    actions.archive(db, ref=biller.ref, now=now)
    assert queries.mailing_of(db, company.id or 0) == [("Béton Boréal inc.", "info@beton.example")]


def test_a_member_may_be_paid_for_by_their_company(db: Session, add: Add):
    company = add("company", company_name="Béton Boréal inc.")
    member = add("member", given_name="Ève", company=company.ref)
    assert [payer.name for payer in queries.payers_for(db, member.id or 0)] == ["Ève", "Béton Boréal inc."]
    assert [payer.name for payer in queries.payers_for(db, company.id or 0)] == ["Béton Boréal inc."]


def test_a_picker_finds_by_words_in_any_order_and_names_first(db: Session, add: Add, now: datetime):
    company = add("company", company_name="Roy et filles")
    add("contact", given_name="Zoé", family_name="Abel", company=company.ref)
    add("member", given_name="Élodie", family_name="Roy", city="Laval", member_number="12")
    gone = add("member", given_name="Luc", family_name="Roy")
    actions.archive(db, ref=gone.ref, now=now)
    assert [found.name for found in queries.find_customers(db, "ROY")] == [
        "Élodie Roy",
        "Roy et filles",
        "Zoé Abel",
    ]
    (elodie,) = queries.find_customers(db, "roy elod")
    assert elodie.detail == "12 · Laval"
    assert [found.name for found in queries.find_customers(db, "roy", kind="company")] == ["Roy et filles"]
    assert len(queries.find_customers(db, "r", limit=1)) == 1


def test_a_picker_offers_the_first_names_before_anything_is_typed(db: Session, add: Add):
    for name in ("Zoé", "Élodie", "Anne"):
        add("contact", given_name=name)
    assert [found.name for found in queries.find_customers(db, " % ", limit=2)] == ["Anne", "Élodie"]


def test_an_address_is_printed_without_empty_lines(add: Add):
    full = {"street": "12, rue des Érables", "city": "Québec", "postal_code": "G1R 2B5"}
    assert queries.address_lines(add("member", given_name="A", **full)) == (
        "12, rue des Érables", "Québec (QC)  G1R 2B5",
    )  # fmt: skip
    assert queries.address_lines(add("member", given_name="B")) == ()
    abroad = add(
        "member", given_name="C", city="Burlington", country="US", province="VT", postal_code="05401"
    )
    assert queries.address_lines(abroad) == ("Burlington VT 05401", "ÉTATS-UNIS")
    assert queries.address_lines(abroad, "en") == ("Burlington VT 05401", "UNITED STATES")


def test_the_next_member_number_follows_the_highest(db: Session, add: Add):
    assert queries.next_member_number(db) == "1"
    for number in ("M-099", "M-100", "M-9"):
        add("member", given_name="Ève", member_number=number)
    assert queries.next_member_number(db) == "M-101"
