"""Signing in with a password, over HTTP, with real Argon2 and a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from httpx import Response
from sqlmodel import Session, select
from starlette.testclient import TestClient

from invoice_app.accounts import signing_in
from invoice_app.accounts.api import typed_email
from invoice_app.accounts.door import is_signed_in, viewer_for_session
from invoice_app.accounts.levels import disable
from invoice_app.accounts.models import Account, SignedIn
from invoice_app.accounts.passwords import PasswordTooEasy, check_password, needs_new_hash, password_matches
from invoice_app.accounts.queries import recognise
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import fingerprint
from invoice_app.shared.settings import settings
from tests.accounts.people import PASSWORD, put


def sign_in(
    browser: TestClient, email: str = "claire@club.example", password: str = PASSWORD, **more: str
) -> Response:
    return browser.post("/do/sign-in", data={"email": email, "password": password, **more})


def test_the_right_password_opens_a_session_in_an_http_only_cookie(
    browser: TestClient, claire: Account
) -> None:
    answer = sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert is_signed_in(dict(browser.cookies))


def test_with_https_the_cookie_is_tied_to_this_very_host(
    browser: TestClient, claire: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "public_url", "https://factures.example")
    answer = sign_in(browser)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-session="))
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_the_email_is_read_without_regard_to_case_or_spaces(browser: TestClient, claire: Account) -> None:
    assert sign_in(browser, "  Claire@CLUB.example ").headers["location"] == "/"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(
    browser: TestClient, claire: Account
) -> None:
    put("invite@club.example")
    wrong = sign_in(browser, password="une autre phrase")
    for email in ("personne@club.example", "invite@club.example"):
        other = sign_in(browser, email, password="une autre phrase")
        assert (other.status_code, other.headers["location"]) == (
            wrong.status_code,
            wrong.headers["location"],
        )
        assert other.content == wrong.content
        assert set(other.headers) == set(wrong.headers)


def test_a_disabled_account_is_answered_like_a_wrong_password(browser: TestClient, claire: Account) -> None:
    put("autre@club.example", preset="admin", password_hash=claire.password_hash)
    with writing() as db:
        disable(db, account_ref=claire.ref, now=now_utc())
    assert sign_in(browser).headers["location"] == "/sign-in?error=wrong"


def test_nobody_s_password_is_as_much_work_as_somebody_s() -> None:
    """The decoy is hashed with the very parameters of real ones."""
    from invoice_app.accounts import passwords

    assert extract_parameters(passwords._nobody()) == extract_parameters(passwords.hash_password("x" * 12))
    assert not password_matches("no account has this password", "")


def test_what_was_typed_comes_back_by_a_cookie_and_not_by_the_address(
    browser: TestClient, claire: Account
) -> None:
    answer = sign_in(browser, password="faux", next="/invoices")
    assert answer.headers["location"] == "/sign-in?error=wrong&next=%2Finvoices"
    assert "claire" not in answer.headers["location"]
    assert typed_email(browser.cookies["typed_email"]) == "claire@club.example"


def test_each_session_has_a_secret_of_its_own_and_ends_the_one_before(
    browser: TestClient, claire: Account
) -> None:
    sign_in(browser)
    first = browser.cookies["session"]
    sign_in(browser)
    second = browser.cookies["session"]
    assert first != second
    assert not is_signed_in({"session": first})
    assert is_signed_in({"session": second})


def test_a_secret_brought_along_is_never_made_a_session(browser: TestClient, claire: Account) -> None:
    """Fixation: what was in the cookie before is not what is in it after."""
    browser.cookies.set("session", "planted")
    sign_in(browser)
    assert not is_signed_in({"session": "planted"})


def test_the_secret_is_not_kept_in_clear(browser: TestClient, claire: Account) -> None:
    sign_in(browser)
    with reading() as db:
        kept = db.exec(select(SignedIn)).one()
    assert browser.cookies["session"] not in kept.model_dump().values()


def test_signing_out_ends_the_session_on_the_server_too(browser: TestClient, claire: Account) -> None:
    sign_in(browser)
    secret = browser.cookies["session"]
    answer = browser.post("/do/sign-out")
    assert answer.headers["location"] == "/sign-in?said=out"
    assert "session" not in browser.cookies
    assert not is_signed_in({"session": secret})


def test_another_site_cannot_sign_anyone_in_or_out(browser: TestClient, claire: Account) -> None:
    for path in ("/do/sign-in", "/do/sign-out", "/do/forgotten", "/do/accept", "/do/redeem"):
        answer = browser.post(path, data={"email": "x"}, headers={"origin": "https://ailleurs.example"})
        assert answer.status_code == 400
        assert "set-cookie" not in answer.headers


def test_opening_an_address_never_signs_in(browser: TestClient) -> None:
    assert browser.get("/do/sign-in?email=a&password=b").status_code == 405


def test_a_form_that_is_far_too_large_is_refused(browser: TestClient, claire: Account) -> None:
    assert sign_in(browser, password="x" * 30_000).status_code == 400


OFF_SITE = (
    "//ailleurs.example",
    "///ailleurs.example",
    "/\\ailleurs.example",
    "\\/ailleurs.example",
    "\\\\ailleurs.example",
    "https://ailleurs.example",
    "http:ailleurs.example",
    "https:ailleurs",
    "javascript:alert(1)",
    "data:text/html,x",
    "ailleurs.example",
    "/\t/ailleurs.example",
    "/\n/ailleurs.example",
    "/\r\nLocation: https://ailleurs.example",
    "\t//ailleurs.example",
    " //ailleurs.example",
    "/\x00/ailleurs.example",
    "/\u2028/ailleurs.example",
    "",
    "?x",
    "#x",
    ".//ailleurs.example",
    "@ailleurs.example",
    "mailto:a@b.c",
    "//ailleurs.example/..",
    "/\u0009//ailleurs.example",
)


@pytest.mark.parametrize("wanted", OFF_SITE)
def test_signing_in_leads_to_no_other_site(browser: TestClient, claire: Account, wanted: str) -> None:
    assert sign_in(browser, next=wanted).headers["location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(browser: TestClient, claire: Account) -> None:
    assert sign_in(browser, next="/invoices/abc?tab=pdf").headers["location"] == "/invoices/abc?tab=pdf"


def test_a_hash_of_weaker_parameters_is_made_anew_at_the_next_sign_in(
    browser: TestClient, club: None
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    put("vieux@club.example", password_hash=weak)
    assert sign_in(browser, "vieux@club.example").headers["location"] == "/"
    with reading() as db:
        kept = db.exec(select(Account).where(Account.email == "vieux@club.example")).one().password_hash
    assert kept != weak
    assert not needs_new_hash(kept)
    assert password_matches(PASSWORD, kept)


def test_a_session_ends_after_twelve_idle_hours_and_after_thirty_days_in_any_case(
    db: Session, add, now
) -> None:
    account = add("claire@club.example")
    opened = signing_in.open_session(db, account_id=account.id, browser="", address="", now=now)
    assert viewer_for_session(db, opened.secret, now + timedelta(hours=11, minutes=59))
    assert not viewer_for_session(db, opened.secret, now + timedelta(hours=12))
    at = now
    while at < now + timedelta(days=29, hours=23):
        at += timedelta(hours=11)
        signing_in.seen(db, secret=opened.secret, now=at)
    assert viewer_for_session(db, opened.secret, now + timedelta(days=30) - timedelta(seconds=1))
    assert not viewer_for_session(db, opened.secret, now + timedelta(days=30))


def test_a_sign_of_life_is_noted_once_a_minute_and_brings_nothing_back_to_life(db: Session, add, now) -> None:
    account = add("claire@club.example")
    opened = signing_in.open_session(db, account_id=account.id, browser="", address="", now=now)
    assert not recognise(db, opened.secret, now + timedelta(seconds=59)).is_stale
    assert recognise(db, opened.secret, now + timedelta(seconds=60)).is_stale
    signing_in.seen(db, secret=opened.secret, now=now + timedelta(seconds=59))
    kept = db.exec(select(SignedIn).where(SignedIn.secret_hash == fingerprint(opened.secret))).one()
    assert kept.seen_at == now
    signing_in.seen(db, secret=opened.secret, now=now + timedelta(hours=13))
    assert kept.seen_at == now


@pytest.mark.parametrize(
    "typed", ["motdepasse123", "azertyazerty", "clairefontaine", "Quittance123456", "aaaaaaaaaaaaaa"]
)
def test_a_password_that_anyone_would_try_is_refused(typed: str) -> None:
    with pytest.raises(PasswordTooEasy):
        check_password(typed, email="claire@club.example", name="Claire Fontaine")
