"""The list: searched, sorted and paged by the database, also when it is long."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import pytest
from sqlalchemy import insert
from sqlmodel import Session, text

from invoice_app.members import actions
from invoice_app.members.listing import _conditions, page_of_customers, page_of_ids
from invoice_app.members.models import Customer
from invoice_app.members.rules import number_key, search_text, sort_name
from invoice_app.shared.ids import new_ref
from tests.members.conftest import Add


def names(db: Session, **asked: object) -> list[str]:
    return [row.name for row in page_of_customers(db, **asked).rows]  # type: ignore[arg-type]


@pytest.fixture
def few(add: Add) -> None:
    company = add("company", company_name="Échafaudages Boréal", email="info@boreal.example")
    add(
        "member", given_name="Élodie", family_name="Tremblay", member_number="10", email="elodie@club.example"
    )
    add("member", given_name="Ève", family_name="Côté", member_number="9")
    add("contact", given_name="Zoé", family_name="Abel", company=company.ref)


@pytest.fixture
def ten_thousand(db: Session, now: datetime) -> None:
    db.exec(insert(Customer), params=_ten_thousand(now))


@cache
def _ten_thousand(now: datetime) -> list[dict[str, object]]:
    rows = []
    for i in range(10_000):
        given, family = ("Élodie", "Marc-André", "Zoë", "Guy")[i % 4], f"Nom{i * 7919 % 10_000:05d}"
        number, email = f"M-{i:05d}" if i % 3 else "", f"personne{i}@club.example"
        rows.append({
            "ref": new_ref(), "kind": ("member", "contact", "company")[i % 3], "given_name": given,
            "family_name": family, "name": f"{given} {family}", "member_number": number,
            "sort_name": sort_name(given, family, ""), "number_key": number_key(number), "email": email,
            "search": search_text(given, family, number, email), "created_at": now + timedelta(minutes=i),
        })  # fmt: skip
    return rows


@pytest.mark.usefixtures("few")
def test_the_list_is_by_family_name_whatever_the_accents(db: Session):
    assert names(db) == ["Abel, Zoé", "Côté, Ève", "Échafaudages Boréal", "Tremblay, Élodie"]
    assert names(db, sort="-name")[0] == "Tremblay, Élodie"


@pytest.mark.usefixtures("few")
def test_the_list_sorts_by_number_with_those_without_one_last_both_ways(db: Session):
    assert names(db, sort="number")[:2] == ["Côté, Ève", "Tremblay, Élodie"]
    assert names(db, sort="-number")[:2] == ["Tremblay, Élodie", "Côté, Ève"]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("typed", ["elodie tremblay", "TREMBLAY élo", "10 trem", "elodie@club"])
def test_a_search_finds_words_in_any_order_without_accents(db: Session, typed: str):
    assert names(db, search=typed) == ["Tremblay, Élodie"]


@pytest.mark.usefixtures("few")
def test_a_search_finds_people_by_their_company(db: Session):
    assert names(db, search="boreal") == ["Abel, Zoé", "Échafaudages Boréal"]
    assert names(db, search="boreal zoe") == ["Abel, Zoé"]


@pytest.mark.usefixtures("few")
def test_what_means_something_to_the_database_is_only_text_in_a_search(db: Session):
    assert names(db, search="' or 1=1 --") == []
    assert names(db, search="tr%yy") == []
    assert len(names(db, search="%")) == 4


@pytest.mark.usefixtures("few")
def test_kinds_filter_the_list(db: Session):
    assert names(db, kind="member") == ["Côté, Ève", "Tremblay, Élodie"]
    assert names(db, kind="company") == ["Échafaudages Boréal"]


def test_archived_records_are_in_their_own_list_only(db: Session, add: Add, now: datetime):
    gone = add("member", given_name="Luc")
    add("member", given_name="Ève")
    actions.archive(db, ref=gone.ref, now=now)
    assert names(db) == ["Ève"]
    assert names(db, kind="member", search="luc") == []
    assert names(db, kind="archived") == ["Luc"]


def test_an_empty_list_is_one_empty_page(db: Session):
    page = page_of_customers(db)
    assert (page.rows, page.page, page.total, page.has_earlier, page.has_later) == ([], 1, 0, False, False)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("odd", [{"sort": "password_hash"}, {"kind": "'; drop"}, {"page": -3}, {"page": 999}])
def test_what_is_not_offered_reads_as_the_ordinary_list(db: Session, odd: dict[str, object]):
    assert len(names(db, **odd)) == 4


@pytest.mark.usefixtures("ten_thousand")
def test_ten_thousand_records_are_paged_without_a_gap_or_a_double(db: Session):
    first, second = page_of_customers(db, page=1), page_of_customers(db, page=2)
    assert [row.name[:8] for row in first.rows[-1:] + second.rows[:1]] == ["Nom00049", "Nom00050"]
    last = page_of_customers(db, page=200)
    assert (last.rows[-1].name[:8], last.has_later) == ("Nom09999", False)
    assert last.shown.replace("\xa0", " ") == "9 951–10 000 sur 10 000"
    assert page_of_customers(db, page=2, language="en").shown == "51–100 of 10,000"


@pytest.mark.usefixtures("ten_thousand")
@pytest.mark.parametrize(
    ("kind", "sort", "index"),
    [
        ("", "name", "ix_customer_sort"), ("", "-name", "ix_customer_sort"),
        ("member", "name", "ix_customer_kind_sort"), ("", "added", "ix_customer_created"),
    ],
)  # fmt: skip
def test_the_page_is_read_in_the_order_of_an_index(db: Session, kind: str, sort: str, index: str):
    asked = page_of_ids(_conditions(kind, ""), sort, 1)
    written = asked.compile(db.get_bind(), compile_kwargs={"literal_binds": True})
    sqlite = db.get_bind().dialect.name == "sqlite"
    if not sqlite:
        db.exec(text("ANALYZE customer"))
    plan = "\n".join(str(row) for row in db.exec(text(f"EXPLAIN {'QUERY PLAN' if sqlite else ''} {written}")))
    assert index in plan, plan
