"""What an account may do, who may take that away, and that somebody is always left in charge."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import Session

from invoice_app.accounts import own_account, signing_in
from invoice_app.accounts.inviting import EmailTaken, create_account
from invoice_app.accounts.levels import LastAdmin, disable, enable, set_levels
from invoice_app.accounts.listing import account_detail, accounts_page
from invoice_app.accounts.models import Account
from invoice_app.accounts.presets import PRESETS
from invoice_app.accounts.queries import viewer_for_session, viewer_of_account
from invoice_app.organisation.rules import BadEmail
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import (
    PUBLIC,
    SIGNED_IN,
    Forbidden,
    Level,
    SignInFirst,
    Tool,
    Viewer,
    may,
    needs,
    require,
)
from invoice_app.shared.refusals import NotFound
from tests.accounts.people import put


def viewer(preset: str) -> Viewer:
    return Viewer(1, "a@club.example", "A", "fr", PRESETS[preset])


@pytest.mark.parametrize("tool", Tool)
@pytest.mark.parametrize("level", [Level.READ, Level.STANDARD, Level.ADMIN])
@pytest.mark.parametrize("preset", list(PRESETS))
def test_a_policy_is_met_exactly_by_those_who_hold_its_level(preset: str, tool: Tool, level: Level) -> None:
    assert may(viewer(preset), needs(tool, level)) is (PRESETS[preset].get(tool, Level.NONE) >= level)
    assert not may(None, needs(tool, level))


def test_everyone_may_what_is_public_and_anyone_signed_in_what_asks_for_that() -> None:
    assert may(None, PUBLIC)
    assert not may(None, SIGNED_IN)
    assert may(viewer("member"), SIGNED_IN)


def test_a_stranger_is_asked_to_sign_in_and_a_member_is_refused() -> None:
    with pytest.raises(SignInFirst):
        require(None, needs(Tool.INVOICES, Level.READ))
    with pytest.raises(Forbidden):
        require(viewer("member"), needs(Tool.INVOICES, Level.READ))


def test_levels_are_kept_exactly_and_named_after_the_ready_made_set_that_they_are(db: Session, add) -> None:
    add("claire@club.example")
    paul = add("paul@club.example", preset="member")
    set_levels(db, account_ref=paul.ref, levels={Tool.INVOICES: Level.READ, Tool.MEMBERS: Level.NONE})
    assert viewer_of_account(db, paul).levels == {Tool.INVOICES: Level.READ}
    assert paul.preset == "custom"
    set_levels(db, account_ref=paul.ref, levels=PRESETS["treasurer"])
    assert paul.preset == "treasurer"


def test_the_last_admin_keeps_their_rights_and_their_account(db: Session, add, now) -> None:
    claire = add("claire@club.example")
    add("tresor@club.example", preset="treasurer")
    with pytest.raises(LastAdmin):
        set_levels(db, account_ref=claire.ref, levels=PRESETS["treasurer"])
    with pytest.raises(LastAdmin):
        disable(db, account_ref=claire.ref, now=now)


def test_an_admin_who_has_not_accepted_yet_does_not_count(db: Session, add, now) -> None:
    claire = add("claire@club.example")
    add("autre@club.example", accepted=False)
    with pytest.raises(LastAdmin):
        disable(db, account_ref=claire.ref, now=now)


def test_one_of_two_admins_may_go_and_come_back(db: Session, add, now) -> None:
    claire, autre = add("claire@club.example"), add("autre@club.example")
    disable(db, account_ref=claire.ref, now=now)
    with pytest.raises(LastAdmin):
        disable(db, account_ref=autre.ref, now=now)
    enable(db, account_ref=claire.ref)
    disable(db, account_ref=autre.ref, now=now)


def test_two_admins_who_disable_each_other_at_once_leave_one(club: None, password_hash: str) -> None:
    refs = [
        put(e, preset="admin", password_hash=password_hash).ref for e in ("a@club.example", "b@club.example")
    ]
    together = Barrier(2)

    def close(ref: str) -> bool:
        together.wait()
        try:
            with writing() as db:
                disable(db, account_ref=ref, now=now_utc())
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, refs)) == [False, True]


def test_disabling_ends_every_session_at_once(db: Session, add, now) -> None:
    add("claire@club.example")
    paul = add("paul@club.example", preset="member")
    opened = signing_in.open_session(db, account_id=paul.id, browser="", address="", now=now)
    assert viewer_for_session(db, opened.secret, now)
    disable(db, account_ref=paul.ref, now=now)
    assert not viewer_for_session(db, opened.secret, now)
    enable(db, account_ref=paul.ref)
    assert not viewer_for_session(db, opened.secret, now)


def test_a_change_of_levels_holds_from_the_next_look_on(db: Session, add, now) -> None:
    add("claire@club.example")
    paul = add("paul@club.example")
    opened = signing_in.open_session(db, account_id=paul.id, browser="", address="", now=now)
    set_levels(db, account_ref=paul.ref, levels={})
    seen = viewer_for_session(db, opened.secret, now)
    assert seen
    assert not seen.is_staff


def test_another_password_ends_the_other_sessions_and_not_this_one(db: Session, add, now) -> None:
    claire = add("claire@club.example")
    here, there = (
        signing_in.open_session(db, account_id=claire.id, browser="", address="", now=now) for _ in range(2)
    )
    own_account.set_password(db, account_id=claire.id, password_hash="x", now=now, staying=here.secret)
    assert viewer_for_session(db, here.secret, now)
    assert not viewer_for_session(db, there.secret, now)


def test_nobody_ends_another_person_s_session(db: Session, add, now) -> None:
    claire, paul = add("claire@club.example"), add("paul@club.example")
    opened = signing_in.open_session(db, account_id=claire.id, browser="", address="", now=now)
    with pytest.raises(NotFound):
        signing_in.end_one(db, account_id=paul.id, ref=opened.ref, now=now)
    assert viewer_for_session(db, opened.secret, now)


def test_an_address_has_one_account(db: Session, add, now) -> None:
    add("claire@club.example")
    with pytest.raises(EmailTaken):
        create_account(db, email="CLAIRE@club.example", name="x", language="fr", preset="member", now=now)
    with pytest.raises(BadEmail):
        create_account(db, email="claire", name="x", language="fr", preset="member", now=now)


def test_the_list_is_found_without_accents_and_paged_by_name(db: Session, now) -> None:
    for n in range(60):
        create_account(
            db, email=f"e{n}@club.example", name=f"Élise {n:02}", language="fr", preset="member", now=now
        )
    create_account(db, email="zoe@club.example", name="Zoé Côté", language="fr", preset="treasurer", now=now)
    at = {"time_zone": "America/Montreal", "language": "fr"}
    first = accounts_page(db, search="", staff_only=False, start=0, **at)
    assert (len(first.cards), first.first, first.last, first.total) == (50, 1, 50, 61)
    last = accounts_page(db, search="elise", staff_only=False, start=500, **at)
    assert (last.first, last.last, last.cards[-1].name) == (51, 60, "Élise 59")
    (zoe,) = accounts_page(db, search="cote ZOE", staff_only=False, start=0, **at).cards
    assert (zoe.name, zoe.preset, zoe.state) == ("Zoé Côté", "Trésorerie", "invited")
    assert len(accounts_page(db, search="", staff_only=True, start=0, **at).cards) == 1
    assert accounts_page(db, search="%", staff_only=False, start=0, **at).total == 0


def test_an_account_is_shown_with_a_level_for_every_tool(db: Session, add) -> None:
    detail = account_detail(db, ref=add("t@club.example", preset="treasurer").ref)
    assert detail.levels == {
        "members": "2",
        "invoices": "2",
        "contracts": "2",
        "organisation": "1",
        "accounts": "0",
    }


def test_a_name_changed_is_found_again(claire: Account) -> None:
    with writing() as db:
        own_account.rename(db, account_id=claire.id or 0, name="Clémence Roy")
    with reading() as db:
        found = accounts_page(
            db, search="clemence", staff_only=False, start=0, time_zone="America/Montreal", language="fr"
        )
    assert [card.name for card in found.cards] == ["Clémence Roy"]
