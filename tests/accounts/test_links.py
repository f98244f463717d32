"""Links by email: once, for a while, to the configured address, and telling nothing to whoever asks."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from invoice_app.accounts import links
from invoice_app.accounts.door import is_signed_in
from invoice_app.accounts.inviting import NothingToInvite, StaffAccount, invite, invite_member
from invoice_app.accounts.levels import disable
from invoice_app.accounts.models import Account, AccountLink, LinkPurpose
from invoice_app.accounts.passwords import password_matches
from invoice_app.accounts.signing_in import open_session
from invoice_app.mail.models import Email
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Viewer
from invoice_app.shared.settings import settings
from tests.accounts.people import ADDRESS, put

NEW = "un nouveau secret assez long"


def link_for(account: Account, purpose: LinkPurpose) -> str:
    with writing() as db:
        return links.make_link(db, account_id=account.id or 0, purpose=purpose, now=now_utc())


def letters() -> list[Email]:
    with reading() as db:
        return list(db.exec(select(Email)))


def secret_in(letter: Email) -> str:
    found = re.search(r"http://localhost:8000/link/([\w-]{43})\b", letter.text)
    assert found
    return found.group(1)


@pytest.mark.parametrize(
    ("purpose", "lasts"),
    [
        (LinkPurpose.SIGN_IN, timedelta(minutes=10)),
        (LinkPurpose.PASSWORD, timedelta(hours=1)),
        (LinkPurpose.INVITATION, timedelta(days=14)),
    ],
)
def test_a_link_is_good_until_its_time_has_passed(
    db: Session, add, now, purpose: LinkPurpose, lasts: timedelta
) -> None:
    secret = links.make_link(db, account_id=add("a@club.example").id, purpose=purpose, now=now)
    assert links.look_at(db, secret=secret, now=now + lasts - timedelta(seconds=1)).purpose == purpose
    assert links.look_at(db, secret=secret, now=now + lasts).purpose == ""
    with pytest.raises(links.LinkEnded):
        links.spend(db, secret=secret, purposes=set(LinkPurpose), now=now + lasts)


def test_a_link_is_kept_only_as_a_hash(db: Session, add, now) -> None:
    secret = links.make_link(db, account_id=add("a@club.example").id, purpose=LinkPurpose.SIGN_IN, now=now)
    assert secret not in db.exec(select(AccountLink)).one().model_dump().values()


def test_eight_presses_at_once_use_a_link_once(claire: Account) -> None:
    secret = link_for(claire, LinkPurpose.SIGN_IN)
    together = Barrier(8)

    def press(_n: int) -> bool:
        together.wait()
        try:
            with writing() as db:
                links.spend(db, secret=secret, purposes={LinkPurpose.SIGN_IN}, now=now_utc())
        except links.LinkEnded:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(press, range(8))) == [False] * 7 + [True]


def test_looking_at_a_link_spends_nothing(db: Session, add, now) -> None:
    secret = links.make_link(db, account_id=add("a@club.example").id, purpose=LinkPurpose.SIGN_IN, now=now)
    for _ in range(5):
        assert links.look_at(db, secret=secret, now=now).email == "a@club.example"
    assert links.spend(db, secret=secret, purposes={LinkPurpose.SIGN_IN}, now=now).email == "a@club.example"


def test_a_sign_in_link_does_not_set_a_password(browser: TestClient, claire: Account) -> None:
    secret = link_for(claire, LinkPurpose.SIGN_IN)
    answer = browser.post("/do/accept", data={"token": secret, "password": NEW})
    assert answer.headers["location"] == f"/link/{secret}"
    assert "session" not in browser.cookies


def test_a_password_link_does_not_sign_in_without_a_password(browser: TestClient, claire: Account) -> None:
    browser.post("/do/redeem", data={"token": link_for(claire, LinkPurpose.PASSWORD)})
    assert "session" not in browser.cookies


def test_a_sign_in_link_signs_in_once(browser: TestClient, claire: Account) -> None:
    secret = link_for(claire, LinkPurpose.SIGN_IN)
    assert browser.post("/do/redeem", data={"token": secret}).headers["location"] == "/"
    assert is_signed_in(dict(browser.cookies))
    assert browser.post("/do/redeem", data={"token": secret}).headers["location"] == f"/link/{secret}"


def test_an_invitation_sets_the_password_and_signs_in(browser: TestClient, club: None) -> None:
    paul = put("paul@club.example")
    answer = browser.post(
        "/do/accept", data={"token": link_for(paul, LinkPurpose.INVITATION), "password": NEW}
    )
    assert answer.headers["location"] == "/"
    assert is_signed_in(dict(browser.cookies))
    with reading() as db:
        kept = db.get(Account, paul.id)
    assert kept
    assert password_matches(NEW, kept.password_hash)


def test_a_password_that_is_refused_does_not_spend_the_link(browser: TestClient, club: None) -> None:
    secret = link_for(put("paul@club.example"), LinkPurpose.INVITATION)
    answer = browser.post("/do/accept", data={"token": secret, "password": "court"})
    assert answer.headers["location"] == f"/link/{secret}?error=PasswordTooShort"
    assert browser.post("/do/accept", data={"token": secret, "password": NEW}).headers["location"] == "/"


def test_another_password_ends_every_session_and_every_link(browser: TestClient, claire: Account) -> None:
    with writing() as db:
        elsewhere = open_session(db, account_id=claire.id or 0, browser="", address="", now=now_utc())
    other_link = link_for(claire, LinkPurpose.SIGN_IN)
    browser.post("/do/accept", data={"token": link_for(claire, LinkPurpose.PASSWORD), "password": NEW})
    assert not is_signed_in({"session": elsewhere.secret})
    assert browser.post("/do/redeem", data={"token": other_link}).headers["location"] == f"/link/{other_link}"
    assert [letter.subject for letter in letters()] == ["Votre mot de passe a été changé"]


@pytest.mark.parametrize("path", ["/do/forgotten", "/do/sign-in-link"])
def test_asking_for_a_link_says_the_same_of_every_address(
    browser: TestClient, claire: Account, path: str
) -> None:
    known = browser.post(path, data={"email": "claire@club.example"})
    unknown = browser.post(path, data={"email": "personne@ailleurs.example"})
    assert known.status_code == unknown.status_code == 303
    assert known.headers["location"] == unknown.headers["location"]
    assert known.content == unknown.content
    (letter,) = letters()
    assert secret_in(letter)


def test_a_disabled_account_is_sent_nothing(browser: TestClient, claire: Account) -> None:
    put("autre@club.example", preset="admin", password_hash=claire.password_hash)
    with writing() as db:
        disable(db, account_ref=claire.ref, now=now_utc())
    browser.post("/do/forgotten", data={"email": "claire@club.example"})
    assert letters() == []


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "forwarded", "x-original-host", "x-host"])
def test_what_a_request_says_of_its_host_is_never_in_a_link(
    browser: TestClient, claire: Account, header: str
) -> None:
    value = "host=ailleurs.example" if header == "forwarded" else "ailleurs.example"
    browser.post("/do/forgotten", data={"email": "claire@club.example"}, headers={header: value})
    (letter,) = letters()
    assert secret_in(letter)
    assert "ailleurs" not in letter.text + letter.html


def test_a_letter_about_an_account_belongs_to_no_record(browser: TestClient, claire: Account) -> None:
    browser.post("/do/sign-in-link", data={"email": "claire@club.example"})
    (letter,) = letters()
    assert letter.conversation_id is None
    assert "bon 10\u00a0minutes" in letter.text


def test_an_invitation_shows_its_link_only_where_no_email_leaves(
    db: Session, add, admin: Viewer, now, monkeypatch: pytest.MonkeyPatch
) -> None:
    paul = add("paul@club.example", preset="member", accepted=False)
    assert invite(db, account_ref=paul.ref, by=admin, now=now).url.startswith(f"{ADDRESS}/link/")
    monkeypatch.setattr(settings(), "mail_transport", "smtp")
    assert invite(db, account_ref=paul.ref, by=admin, now=now).url == ""


def test_who_has_a_password_is_not_invited(db: Session, add, admin: Viewer, now) -> None:
    with pytest.raises(NothingToInvite):
        invite(db, account_ref=add("claire@club.example").ref, by=admin, now=now)


def test_a_member_invited_twice_has_one_account(db: Session, admin: Viewer, now) -> None:
    first = invite_member(db, email="Paul@club.example", name="Paul Roy", language="fr", by=admin, now=now)
    again = invite_member(db, email="paul@club.example ", name="Paul Roy", language="fr", by=admin, now=now)
    assert (first.account_id, first.url != again.url) == (again.account_id, True)


def test_whoever_invites_members_cannot_get_a_colleague_s_link(db: Session, add, admin: Viewer, now) -> None:
    add("tresor@club.example", preset="treasurer", accepted=False)
    with pytest.raises(StaffAccount):
        invite_member(db, email="tresor@club.example", name="x", language="fr", by=admin, now=now)
