"""A contract from its first draft to its billing periods, through the tables."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from invoice_app.contracts.approving import AlreadyApproved, ContractIncomplete, approve_contract
from invoice_app.contracts.billing_queries import billing_of
from invoice_app.contracts.drafting import (
    NotADraft,
    NumberUsed,
    UnknownClient,
    create_contract,
    set_schedule,
    update_contract,
)
from invoice_app.contracts.listing import contracts
from invoice_app.contracts.models import (
    BillingPeriod,
    Contract,
)
from invoice_app.contracts.periods import PeriodsOverlap, open_period, proposed_period
from invoice_app.contracts.rules import Days
from invoice_app.contracts.standing import schedule_of
from invoice_app.members.models import Customer
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import ChangedElsewhere, Invalid, NotFound
from tests.contracts.stories import (
    APRIL,
    FORM,
    LINES,
    MARCH,
)


def test_a_contract_is_approved_only_when_nothing_is_missing_and_all_of_it_is_named(
    db: Session, by: Viewer, now: datetime
) -> None:
    contract = create_contract(db, typed=FORM | {"number": "", "title": ""}, by=by, now=now)
    with pytest.raises(ContractIncomplete) as refused:
        approve_contract(db, ref=contract.ref, version=1, by=by, now=now)
    assert refused.value.phrase.en.endswith(
        "the contract number, the title, the client, at least one line in the schedule of values."
    )


def test_an_approved_contract_is_no_longer_edited(
    db: Session, approved: Contract, by: Viewer, now: datetime
) -> None:
    with pytest.raises(NotADraft):
        update_contract(db, ref=approved.ref, version=approved.version, typed=FORM)
    with pytest.raises(NotADraft):
        set_schedule(db, ref=approved.ref, version=approved.version, rows=[])
    with pytest.raises(AlreadyApproved):
        approve_contract(db, ref=approved.ref, version=approved.version, by=by, now=now)
    assert (approved.approved_by_name, approved.approved_at) == ("Claude Gestion", now)


def test_two_contracts_never_share_a_number(db: Session, draft: Contract, by: Viewer, now: datetime) -> None:
    with pytest.raises(NumberUsed) as refused:
        create_contract(db, typed=FORM | {"number": " C-2026-07 "}, by=by, now=now)
    assert (refused.value.field, "C-2026-07" in refused.value.phrase.fr) == ("number", True)
    update_contract(db, ref=draft.ref, version=draft.version, typed=FORM | {"title": "Même numéro, le mien"})
    create_contract(db, typed=FORM | {"number": ""}, by=by, now=now)
    create_contract(db, typed=FORM | {"number": ""}, by=by, now=now)


def test_a_contract_saved_from_an_old_page_is_refused(db: Session, draft: Contract) -> None:
    with pytest.raises(ChangedElsewhere):
        update_contract(db, ref=draft.ref, version=draft.version - 1, typed=FORM)
    with pytest.raises(NotFound):
        update_contract(db, ref="nowhere", version=1, typed=FORM)


def test_a_client_who_is_gone_cannot_be_chosen(
    db: Session, client: Customer, by: Viewer, now: datetime
) -> None:
    client.archived_at = now
    db.flush()
    with pytest.raises(UnknownClient) as refused:
        create_contract(db, typed=FORM | {"company_ref": client.ref}, by=by, now=now)
    assert refused.value.field == "company_ref"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"description": "", "scheduled": "10"}, "description-1"),
        ({"description": "Toit", "scheduled": ""}, "scheduled-1"),
        ({"description": "Toit", "scheduled": "beaucoup"}, "scheduled-1"),
        ({"description": "Toit", "scheduled": "0,005"}, "scheduled-1"),
        ({"description": "Toit", "scheduled": "10", "retainage_percent": "101"}, "retainage_percent-1"),
        ({"description": "Toit", "scheduled": "10", "tax_class": "free"}, "tax_class-1"),
    ],
)
def test_a_bad_line_names_its_column_and_row_and_the_schedule_stays(
    db: Session, draft: Contract, row: dict[str, str], field: str
) -> None:
    before = [item.id for item in schedule_of(db, draft.id or 0)]
    with pytest.raises(Invalid) as refused:
        set_schedule(db, ref=draft.ref, version=draft.version, rows=[LINES[0], row])
    assert refused.value.field == field
    assert [item.id for item in schedule_of(db, draft.id or 0)] == before


def test_opening_a_period_closes_the_last(db: Session, approved: Contract, by: Viewer, now: datetime) -> None:
    assert proposed_period(db, ref=approved.ref, today=date(2026, 3, 16)) == Days(
        date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 25)
    )
    open_period(db, ref=approved.ref, typed=MARCH, by=by, now=now)
    with pytest.raises(PeriodsOverlap):
        open_period(db, ref=approved.ref, typed=MARCH, by=by, now=now)
    assert proposed_period(db, ref=approved.ref, today=date(2026, 3, 16)) == Days(
        date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 25)
    )
    open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    periods = db.exec(select(BillingPeriod).order_by(BillingPeriod.starts_on)).all()
    assert [period.closed_at for period in periods] == [now, None]
    billing = billing_of(db, ref=approved.ref, language="fr", today=now.date())
    assert [(p.days, p.state) for p in billing.periods] == [
        ("Du 1er\u00a0avril 2026 au 30\u00a0avril 2026", "Ouverte"),
        ("Du 1er\u00a0mars 2026 au 31\u00a0mars 2026", "Fermée"),
    ]


def test_the_list_is_searched_sorted_and_paged(
    db: Session, draft: Contract, client: Customer, by: Viewer, now: datetime
) -> None:
    for number, title in (("C-1", "École du Nord"), ("C-2", "Quai"), ("C-3", "100 % neuf")):
        create_contract(db, typed=FORM | {"number": number, "title": title}, by=by, now=now)

    def numbers(**asked: object) -> list[str]:
        return [row.number for row in contracts(db, viewer=by, language="fr", **asked).rows]  # type: ignore[arg-type]

    assert numbers(sort="number", descending=False) == ["C-1", "C-2", "C-2026-07", "C-3"]
    assert numbers(sort="sum")[0] == "C-2026-07"
    assert numbers(search="ecole") == ["C-1"]
    assert numbers(search="ÉCOLE nord") == ["C-1"]
    assert numbers(search="eloi toiture") == ["C-2026-07"]
    assert numbers(search="100%") == ["C-3"]
    assert numbers(search="_") == numbers()
    assert numbers(status="approved") == []
    page = contracts(db, viewer=by, language="fr", sort="number", descending=False, page=9, page_size=3)
    assert ([row.number for row in page.rows], page.total, page.page, page.pages) == (["C-3"], 4, 2, 2)
    assert contracts(db, viewer=by, language="fr", sort="client").rows[0].client == "Bâtisses Éloi inc."
