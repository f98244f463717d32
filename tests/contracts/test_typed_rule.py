"""A rule of retainage as it is typed: every rule comes back as it was, and every fault names its box."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from invoice_app.contracts.drafting import create_contract, update_contract
from invoice_app.contracts.inputs import kept_rule
from invoice_app.contracts.models import Contract, ContractContact
from invoice_app.contracts.pressing import addresses_of
from invoice_app.contracts.retainage_rules import Cap, CapBasis, Flat, Manual, Rule, StepDown, Tier, Tiers
from invoice_app.contracts.rule_words import rule_sentence
from invoice_app.contracts.terms_rules import clean_contract, read_contract
from invoice_app.contracts.typed_rule import clean_rule, read_rule, rule_boxes
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import Invalid
from tests.contracts.stories import FORM, D

PERCENTS = st.decimals(0, 100, places=4).map(lambda value: value.normalize() + 0)
RISING = st.lists(
    st.integers(1, 1_000_000), min_size=1, max_size=5, unique=True
).map(lambda found: [Decimal(value) / 10_000 for value in sorted(found)])  # fmt: skip
RULES = st.one_of(
    st.just(Flat()),
    st.just(Manual()),
    st.builds(
        lambda up_to, percent, beyond: Tiers(tuple(Tier(value, percent) for value in up_to), beyond),
        RISING, PERCENTS, PERCENTS,
    ),
    st.builds(Cap, st.sampled_from([CapBasis.ORIGINAL, CapBasis.REVISED]), PERCENTS),
    st.builds(Cap, st.just(CapBasis.AMOUNT), st.decimals(0, 10_000_000, places=2)),
    st.builds(StepDown, PERCENTS, from_on=st.dates(date(1990, 1, 1), date(2200, 1, 1)),
              retroactive=st.booleans()),
    st.builds(StepDown, PERCENTS, at_percent=PERCENTS, retroactive=st.booleans()),
)  # fmt: skip


@given(RULES, st.sampled_from(["fr", "en"]))
def test_a_rule_typed_in_its_boxes_is_the_same_rule(rule: Rule, language: str) -> None:
    assert clean_rule(rule_boxes(rule, language), language) == rule
    typed = FORM | rule_boxes(rule, language)
    assert kept_rule(clean_contract(typed, language).retainage_rule) == rule
    assert all(rule_sentence(rule, D(10), "CAD").to(side) for side in ("fr", "en"))


@pytest.mark.parametrize(
    ("typed", "boxes"),
    [
        ({"rule": "sliding"}, {"rule"}),
        ({"rule": "tiers"}, {"tier_up_to_1"}),
        ({"rule": "tiers", "tier_up_to_1": "50"}, {"tier_percent_1"}),
        ({"rule": "tiers", "tier_up_to_1": "50", "tier_percent_1": "10", "tier_up_to_3": "40",
          "tier_percent_3": "5"}, {"tier_up_to_3"}),
        ({"rule": "tiers", "tier_up_to_1": "150", "tier_percent_1": "dix", "tier_beyond": "-1"},
         {"tier_up_to_1", "tier_percent_1", "tier_beyond"}),
        ({"rule": "tiers", "tier_up_to_1": "50", "tier_percent_1": "dix", "tier_up_to_2": "40",
          "tier_percent_2": "5"}, {"tier_percent_1", "tier_up_to_2"}),
        ({"rule": "cap"}, {"cap_value"}),
        ({"rule": "cap", "cap_basis": "revised", "cap_value": "101"}, {"cap_value"}),
        ({"rule": "cap", "cap_basis": "amount", "cap_value": "-5"}, {"cap_value"}),
        ({"rule": "step_down"}, {"step_percent", "step_on", "step_reach"}),
        ({"rule": "step_down", "step_percent": "5", "step_when": "progress", "step_reach": "retroactive"},
         {"step_at"}),
        ({"rule": "step_down", "step_percent": "5", "step_on": "2026-02-30", "step_reach": "prospective"},
         {"step_on"}),
    ],
)  # fmt: skip
def test_every_fault_of_a_rule_is_beside_its_box(typed: dict[str, str], boxes: set[str]) -> None:
    _, faults = read_rule(typed)
    assert set(faults) == boxes
    with pytest.raises(Invalid) as refused:
        clean_rule(typed)
    assert refused.value.field in boxes


def test_how_far_a_step_reaches_is_never_chosen_for_anybody() -> None:
    assert rule_boxes(Flat(), "fr")["step_reach"] == ""


def test_everything_wrong_in_the_terms_is_named_at_once() -> None:
    typed = FORM | {
        "starts_on": "2026-06-01", "ends_on": "2026-05-31", "province": "ZZ", "retainage_percent": "cent un",
        "over_billing": "always", "rule": "cap",
    }  # fmt: skip
    _, faults = read_contract(typed)
    assert set(faults) == {"ends_on", "province", "retainage_percent", "over_billing", "cap_value"}


@pytest.fixture
def organisation(db: Session, now: datetime) -> Organisation:
    club = Organisation(name="Club Nordet", province="NB", created_at=now)
    db.add(club)
    db.flush()
    return club


def person(db: Session, client: Customer, name: str, now: datetime, *, bills: bool = True) -> Customer:
    one = Customer(
        kind="contact", name=name, sort_name=name.lower(), search=name.lower(), company_id=client.id,
        email=f"{name.lower()}@eloi.example", bills=bills, created_at=now,
    )  # fmt: skip
    db.add(one)
    db.flush()
    return one


def test_the_province_is_the_organisation_s_until_another_is_chosen(
    db: Session, organisation: Organisation, by: Viewer, now: datetime
) -> None:
    contract = create_contract(db, typed=FORM, by=by, now=now)
    assert contract.province == "NB"
    update_contract(db, ref=contract.ref, version=1, typed=FORM | {"province": "ON"})
    assert contract.province == "ON"


def test_an_invoice_goes_to_those_whom_its_contract_names_else_to_all_who_receive_them(
    db: Session, first: object, draft: Contract, client: Customer, now: datetime
) -> None:
    ref = first.ref  # type: ignore[attr-defined]
    lea, max_ = person(db, client, "Lea", now), person(db, client, "Max", now, bills=False)
    assert addresses_of(db, ref=ref) == ("lea@eloi.example",)
    db.add(ContractContact(contract_id=draft.id or 0, customer_id=max_.id or 0))
    db.flush()
    assert addresses_of(db, ref=ref) == ("max@eloi.example",)
    max_.archived_at = now
    db.flush()
    assert addresses_of(db, ref=ref) == ("lea@eloi.example",)
    assert lea.bills


def test_only_people_of_the_client_are_kept_as_contacts(
    db: Session, client: Customer, by: Viewer, now: datetime
) -> None:
    lea = person(db, client, "Lea", now)
    other = Customer(kind="company", name="Autre", sort_name="autre", search="autre", created_at=now)
    db.add(other)
    db.flush()
    stranger = person(db, other, "Zoe", now)
    typed = FORM | {"company_ref": client.ref, "contacts": f"{lea.ref} {stranger.ref} nobody"}
    contract = create_contract(db, typed=typed, by=by, now=now)
    chosen = select(ContractContact.customer_id).where(ContractContact.contract_id == contract.id)
    kept = list(db.exec(chosen))
    assert kept == [lea.id]
