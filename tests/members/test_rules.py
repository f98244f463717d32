"""What a record may say, and how it is found and sorted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_app.members import rules
from invoice_app.members.rules import Unfit, clean_customer, next_number, number_key, reconcile
from invoice_app.shared.folding import fold

BLANK = {"language": "fr", "country": "CA", "province": "QC"}


def faults_of(kind: str, **typed: str) -> dict[str, str]:
    with pytest.raises(Unfit) as refused:
        clean_customer(kind, {**BLANK, **typed})
    return {fault.field: fault.phrase.en for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Élodie", "elodie"),
        ("  SAINT-ŒUF,  Zoë ", "saint oeuf zoe"),
        ("L’Atelier d'Ève", "latelier deve"),
        ("50 % & plus_", "50 plus"),
        ("anne.roy@courriel.example", "anne roy courriel example"),
    ],
)
def test_accents_case_and_punctuation_do_not_count(written: str, folded: str):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str):
    assert fold(fold(text)) == fold(text)


def test_people_sort_by_family_name_and_elodie_as_elodie():
    assert rules.sort_name("Élodie", "Tremblay", "Élodie Tremblay") == "tremblay elodie"
    assert rules.sort_name("Élodie", "", "Élodie") == "elodie"
    assert rules.sort_name("", "", "Échafaudages Côté") == "echafaudages cote"


def test_member_numbers_sort_as_numbers():
    written = ["M-100", "M-9", "12", "9", "M-10", "100"]
    assert sorted(written, key=lambda n: number_key(n) or "") == ["9", "12", "100", "M-9", "M-10", "M-100"]


@pytest.mark.parametrize("same", ["M-007", "m7", "M 7", " m-07 "])
def test_a_member_number_is_the_same_however_it_is_written(same: str):
    assert number_key(same) == number_key("M-7")


def test_hyphens_tell_member_numbers_apart():
    assert number_key("1-23") != number_key("12-3")


def test_no_number_has_no_key():
    assert number_key("") is None
    assert number_key(" - ") is None


@pytest.mark.parametrize(
    ("highest", "following"),
    [("41", "42"), ("M-0099", "M-0100"), ("999", "1000"), ("2026-07B", "2026-08B"), ("abc", "1")],
)
def test_the_next_number_keeps_prefix_and_width(highest: str, following: str):
    assert next_number(highest) == following


def test_a_person_needs_one_name_and_a_company_its_own():
    assert "given_name" in faults_of("member", family_name="  \u200e ")
    assert "company_name" in faults_of("company", given_name="Élodie")
    assert clean_customer("contact", {**BLANK, "family_name": "Roy"})["name"] == "Roy"


def test_every_fault_is_told_at_once():
    faults = faults_of("member", email="elodie@", phone="12", postal_code="9", language="de", province="XX")
    assert set(faults) == {"given_name", "email", "phone", "postal_code", "language", "province"}


def test_what_is_too_long_is_refused_rather_than_cut():
    assert "80 characters" in faults_of("member", given_name="é" * 120)["given_name"]
    assert "2000 characters" in faults_of("member", given_name="É", note="x" * 2001)["note"]
    assert "79 characters" in faults_of("member", given_name="a" * 80, family_name="b" * 80)["family_name"]


def test_line_breaks_and_hidden_characters_never_reach_the_record():
    kept = clean_customer(
        "member",
        {
            **BLANK,
            "given_name": "Ève\r\nBcc: tous@ailleurs.example",
            "family_name": "R\x00o\u202ey",
            "note": "a\r\nb\x07",
        },
    )
    assert kept["given_name"] == "Ève Bcc: tous@ailleurs.example"
    assert kept["family_name"] == "R o y"
    assert kept["note"] == "a\nb"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(514) 555-0123", "514 555-0123"),
        ("5145550123", "514 555-0123"),
        ("514 555-0123, poste 4", "514 555-0123, poste 4"),
        ("+33 1 99 00 12 34", "+33 1 99 00 12 34"),
        ("", ""),
    ],
)
def test_phone_numbers_are_written_one_way(typed: str, kept: str):
    assert rules.clean_phone(typed) == kept


def test_postal_codes_follow_the_country():
    typed = {**BLANK, "given_name": "Ève"}
    assert clean_customer("member", {**typed, "postal_code": "h2x1y4"})["postal_code"] == "H2X 1Y4"
    abroad = clean_customer("member", {**typed, "country": "US", "province": "vt", "postal_code": "05401"})
    assert (abroad["province"], abroad["postal_code"]) == ("VT", "05401")
    assert clean_customer("member", {**typed, "country": "FR"})["province"] == ""
    assert "province" in faults_of("member", given_name="Ève", country="US", province="Vermont")


def test_a_contact_has_no_member_number_and_a_company_no_role():
    typed = {
        **BLANK,
        "given_name": "Ève",
        "company_name": "Béton inc.",
        "member_number": "7",
        "role_title": "Présidente",
    }
    assert clean_customer("contact", typed)["member_number"] == ""
    assert clean_customer("company", typed)["role_title"] == ""


def test_two_peoples_changes_are_laid_together():
    before = {"email": "a@club.example", "city": "Laval", "phone": "1", "note": ""}
    typed = {"email": "b@club.example", "city": "Laval", "phone": "2", "note": "x"}
    saved = {"email": "c@club.example", "city": "Gatineau", "phone": "1", "note": "x"}
    together = reconcile(before, typed, saved)
    assert together.fields == {"email": "b@club.example", "city": "Gatineau", "phone": "2", "note": "x"}
    assert together.theirs == {"email": "c@club.example"}
