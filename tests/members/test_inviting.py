"""Opening the member zone to someone, and closing it again."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session, select

from invoice_app.accounts.inviting import StaffAccount, create_account
from invoice_app.accounts.models import Account
from invoice_app.mail.models import Email
from invoice_app.members import actions, inviting, queries
from invoice_app.members.inviting import ArchivedNotInvited, NoEmailToInvite
from invoice_app.shared.permission import Viewer
from tests.members.conftest import Add

ADMIN = Viewer(account_id=1, email="andree@club.example", name="Andrée", language="fr")


def test_an_invited_member_has_an_account_a_letter_and_nothing_else(db: Session, add: Add, now: datetime):
    member = add("member", given_name="Ève", family_name="Roy", email="eve@club.example", language="both")
    invitation = inviting.invite(db, ref=member.ref, by=ADMIN, now=now)
    assert invitation.sent
    assert invitation.url.startswith("http://localhost:8000/link/")
    account = db.get_one(Account, member.account_id)
    assert (account.name, account.language, account.preset) == ("Ève Roy", "fr", "member")
    assert db.exec(select(Email)).one().subject
    assert queries.customer_card(db, member.ref, "fr").account == "invited"


def test_without_an_address_or_archived_nobody_is_invited(db: Session, add: Add, now: datetime):
    member = add("member", given_name="Ève")
    with pytest.raises(NoEmailToInvite):
        inviting.invite(db, ref=member.ref, by=ADMIN, now=now)
    actions.archive(db, ref=member.ref, now=now)
    with pytest.raises(ArchivedNotInvited):
        inviting.invite(db, ref=member.ref, by=ADMIN, now=now)


def test_two_children_with_their_parents_address_share_one_account(db: Session, add: Add, now: datetime):
    first, second = (add("member", given_name=name, email="parent@club.example") for name in ("Ève", "Luc"))
    for child in (first, second):
        inviting.invite(db, ref=child.ref, by=ADMIN, now=now)
    assert first.account_id == second.account_id
    assert queries.customers_of_account(db, first.account_id or 0) == (first.id, second.id)


def test_who_has_a_password_already_is_linked_without_a_letter(db: Session, add: Add, now: datetime):
    known = create_account(
        db,
        email="eve@club.example",
        name="Ève",
        language="fr",
        preset="member",
        now=now,
        password_hash="a hash",
    )
    member = add("member", given_name="Ève", email="eve@club.example")
    assert inviting.invite(db, ref=member.ref, by=ADMIN, now=now).sent is False
    assert member.account_id == known.id
    assert db.exec(select(Email)).all() == []


def test_a_corrected_address_gets_an_invitation_of_its_own(db: Session, add: Add, now: datetime):
    member = add("member", given_name="Ève", email="eve@cluub.example")
    inviting.invite(db, ref=member.ref, by=ADMIN, now=now)
    before = queries.typed_of(db, member)
    actions.change(
        db,
        ref=member.ref,
        typed={**before, "email": "eve@club.example"},
        before=before,
        version=member.version,
    )
    mistaken = member.account_id
    inviting.invite(db, ref=member.ref, by=ADMIN, now=now)
    assert member.account_id != mistaken
    assert queries.customers_of_account(db, mistaken or 0) == ()


def test_a_colleagues_account_is_not_opened_from_a_members_record(db: Session, add: Add, now: datetime):
    create_account(db, email="tresor@club.example", name="Zoé", language="fr", preset="treasurer", now=now)
    member = add("member", given_name="Zoé", email="tresor@club.example")
    with pytest.raises(StaffAccount):
        inviting.invite(db, ref=member.ref, by=ADMIN, now=now)


def test_withdrawing_takes_the_record_out_of_sight_at_once(db: Session, add: Add, now: datetime):
    member = add("member", given_name="Ève", email="eve@club.example")
    inviting.invite(db, ref=member.ref, by=ADMIN, now=now)
    account_id = member.account_id or 0
    inviting.withdraw(db, ref=member.ref)
    assert queries.customers_of_account(db, account_id) == ()
