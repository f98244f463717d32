"""A draft keeps what was typed, whatever it was."""

from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.invoices import catalogue, drafting
from invoice_app.invoices.editing import draft_card
from invoice_app.invoices.typed import MOST_LINES
from invoice_app.members import actions as members
from invoice_app.shared.refusals import NotFound
from tests.invoices.conftest import Club, drafted, type_line


def test_producing_an_invoice_twice_finds_the_untouched_draft_again(
    db: Session, club: Club, now: datetime
) -> None:
    first = drafting.begin(db, customer_ref=club.member, by=club.admin, now=now)
    assert drafting.begin(db, customer_ref=club.member, by=club.admin, now=now).ref == first.ref
    type_line(db, first, description="Cotisation")
    assert drafting.begin(db, customer_ref=club.member, by=club.admin, now=now).ref != first.ref


def test_what_cannot_be_read_is_kept_and_named_beside_its_box(db: Session, club: Club, now: datetime) -> None:
    draft = drafting.begin(db, customer_ref=club.member, by=club.admin, now=now)
    type_line(db, draft, description="Banquet", unit_price="12,x", quantity="deux")
    (line,) = draft_card(db, ref=draft.ref, language="fr").lines
    assert (line.unit_price, line.quantity, line.amount) == ("12,x", "deux", "—")
    assert "12,x" in line.wrong_unit_price
    assert "deux" in line.wrong_quantity


def test_totals_follow_what_can_be_read(db: Session, club: Club, now: datetime) -> None:
    draft = drafted(db, club, now)
    type_line(db, draft, description="Illisible", unit_price="?")
    card = draft_card(db, ref=draft.ref, language="fr")
    assert card.total == "114,98\u00a0$"
    assert [t.amount for t in card.taxes] == ["5,00\u00a0$", "9,98\u00a0$"]
    assert not card.can_finalise


def test_two_windows_that_type_in_different_boxes_both_keep_their_words(
    db: Session, club: Club, now: datetime
) -> None:
    draft = drafted(db, club, now)
    key = draft_card(db, ref=draft.ref, language="fr").lines[0].key
    drafting.type_in_line(db, ref=draft.ref, key=key, field="description", text="De la fenêtre A")
    drafting.type_field(db, ref=draft.ref, field="note", text="De la fenêtre B")
    card = draft_card(db, ref=draft.ref, language="fr")
    assert (card.lines[0].description, card.note) == ("De la fenêtre A", "De la fenêtre B")


def test_typing_into_a_line_removed_elsewhere_changes_nothing(db: Session, club: Club, now: datetime) -> None:
    draft = drafted(db, club, now)
    key = draft_card(db, ref=draft.ref, language="fr").lines[0].key
    drafting.remove_line(db, ref=draft.ref, key=key)
    drafting.type_in_line(db, ref=draft.ref, key=key, field="description", text="fantôme")
    (blank,) = draft_card(db, ref=draft.ref, language="fr").lines
    assert blank.description == ""


def test_only_the_boxes_of_a_draft_can_be_typed_into(db: Session, club: Club, now: datetime) -> None:
    """A client can send any name: `status` or `lines` is not a box."""
    draft = drafted(db, club, now)
    for field in ("status", "lines", "language", "__class__"):
        with pytest.raises(NotFound):
            drafting.type_field(db, ref=draft.ref, field=field, text="x")
        with pytest.raises(NotFound):
            drafting.type_in_line(db, ref=draft.ref, key="x", field=field, text="x")


def test_an_invoice_has_an_end(db: Session, club: Club, now: datetime) -> None:
    draft = drafting.begin(db, customer_ref=club.member, by=club.admin, now=now)
    for _ in range(MOST_LINES - 1):
        drafting.add_line(db, ref=draft.ref)
    with pytest.raises(drafting.TooManyLines):
        drafting.add_line(db, ref=draft.ref)


def test_a_line_from_the_catalogue_speaks_the_customers_language(
    db: Session, club: Club, now: datetime
) -> None:
    item = catalogue.save_item(
        db,
        ref="",
        language="fr",
        now=now,
        typed={
            "code": "COT",
            "description_fr": "Cotisation",
            "description_en": "Membership",
            "unit_price": "1 250,5",
            "tax_class": "exempt",
        },
    )
    draft = drafting.begin(db, customer_ref=club.member, by=club.admin, now=now)
    key = draft_card(db, ref=draft.ref, language="fr").lines[0].key
    drafting.use_item(db, ref=draft.ref, key=key, item_ref=item.ref)
    assert draft_card(db, ref=draft.ref, language="fr").lines[0].description == "Cotisation"
    drafting.bill_to(db, ref=draft.ref, payer_ref=club.company)
    drafting.use_item(db, ref=draft.ref, key=key, item_ref=item.ref)
    (line,) = draft_card(db, ref=draft.ref, language="fr").lines
    assert (line.description, line.unit_price, line.tax_class) == ("Membership", "1250,5", "exempt")


def test_only_the_member_or_their_company_can_pay(db: Session, club: Club, now: datetime) -> None:
    stranger = members.add(
        db,
        typed={
            "kind": "contact",
            "given_name": "Un",
            "family_name": "Autre",
            "language": "fr",
            "country": "CA",
            "province": "QC",
        },
        now=now,
    )
    draft = drafted(db, club, now)
    drafting.bill_to(db, ref=draft.ref, payer_ref=club.company)
    with pytest.raises(drafting.NotAPayer):
        drafting.bill_to(db, ref=draft.ref, payer_ref=stranger.ref)
    assert draft_card(db, ref=draft.ref, language="fr").payer_ref == club.company


def test_an_archived_record_is_not_billed(db: Session, club: Club, now: datetime) -> None:
    members.archive(db, ref=club.member, now=now)
    with pytest.raises(drafting.CustomerArchived):
        drafting.begin(db, customer_ref=club.member, by=club.admin, now=now)


def test_numbers_typed_in_english_are_read_in_english_ever_after(
    db: Session, club: Club, now: datetime
) -> None:
    from dataclasses import replace

    draft = drafting.begin(db, customer_ref=club.member, by=replace(club.admin, language="en"), now=now)
    type_line(db, draft, description="Hall", unit_price="1,234")
    assert draft_card(db, ref=draft.ref, language="fr").subtotal == "1\u00a0234,00\u00a0$"
