"""How often one may try, and that nobody can keep the owner out."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from invoice_app.accounts import throttle
from invoice_app.accounts.models import Account
from invoice_app.accounts.throttle import TooOften
from invoice_app.shared.settings import settings
from tests.accounts.people import PASSWORD

HERE, THERE = "203.0.113.7", "198.51.100.9"


def guesses(email: str = "a@club.example", address: str = HERE, known: str = "", times: int = 1_000) -> int:
    """How many of so many guesses get through."""
    through = 0
    for _ in range(times):
        try:
            throttle.guess(email, address, known)
            through += 1
        except TooOften:
            pass
    return through


def test_five_guesses_a_minute_at_one_account_from_one_place() -> None:
    assert guesses() == 5
    assert guesses("b@club.example") == 5


def test_forty_guesses_at_the_same_moment_are_five_guesses() -> None:
    together = Barrier(40)

    def guess(_n: int) -> int:
        together.wait()
        return guesses(times=1)

    with ThreadPoolExecutor(40) as pool:
        assert sum(pool.map(guess, range(40))) == 5


def test_insisting_does_not_lengthen_the_wait() -> None:
    guesses(times=500)
    with pytest.raises(TooOften) as refusal:
        throttle.guess("a@club.example", HERE)
    assert refusal.value.seconds <= 60


def test_the_refusal_says_when_to_try_again() -> None:
    guesses()
    with pytest.raises(TooOften) as refusal:
        throttle.guess("a@club.example", HERE)
    assert 1 <= refusal.value.seconds <= 60
    assert "Réessayez dans" in refusal.value.phrase.fr


def test_after_the_wait_one_may_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    guesses()
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    throttle.guess("a@club.example", HERE)


def test_ten_thousand_guesses_an_hour_from_a_hundred_places_reach_the_hasher_120_times_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start, through = time.time(), 0
    for n in range(10_000):
        monkeypatch.setattr(time, "time", lambda at=start + n * 0.36: at)
        through += guesses(address=f"203.0.113.{n % 100}", times=1)
    assert 0 < through <= 120


def test_whoever_guesses_from_elsewhere_does_not_keep_a_known_browser_out() -> None:
    for n in range(200):
        guesses(address=f"198.51.100.{n}", times=2)
    assert guesses(address=HERE, times=1) == 0
    assert guesses(address=HERE, known="a-session-of-this-account", times=1) == 1


def test_failures_over_many_accounts_are_counted_by_place() -> None:
    for n in range(20):
        throttle.guess(f"{n}@club.example", HERE)
        throttle.missed(HERE)
    with pytest.raises(TooOften):
        throttle.guess("another@club.example", HERE)
    throttle.guess("another@club.example", THERE)


def test_a_household_with_ipv6_is_one_place() -> None:
    assert guesses(address="2001:db8:1:2::1") == 5
    assert guesses(address="2001:db8:1:2:ffff::9") == 0


def test_three_letters_an_hour_to_one_address() -> None:
    for _ in range(3):
        throttle.ask_for_letter("a@club.example", HERE)
    with pytest.raises(TooOften):
        throttle.ask_for_letter("a@club.example", THERE)


def asked(forwarded: str, peer: str = "10.0.0.1") -> Request:
    return Request(
        {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    )


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "198.51.100.9", "10.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "198.51.100.9", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    hops: int, forwarded: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "trusted_proxies", hops)
    assert throttle.client_address(asked(forwarded)) == address


def test_the_sixth_guess_is_answered_with_the_time_to_wait(browser: TestClient, claire: Account) -> None:
    wrong = {"email": "claire@club.example", "password": "non"}
    for _ in range(5):
        assert "error=wrong" in browser.post("/do/sign-in", data=wrong).headers["location"]
    assert "error=wait&seconds=" in browser.post("/do/sign-in", data=wrong).headers["location"]
    # Even the right one waits: else the answer would tell which it is.
    assert (
        "error=wait" in browser.post("/do/sign-in", data=wrong | {"password": PASSWORD}).headers["location"]
    )


def test_the_owner_s_browser_signs_in_during_an_attack(browser: TestClient, claire: Account) -> None:
    right = {"email": "claire@club.example", "password": PASSWORD}
    browser.post("/do/sign-in", data=right)
    browser.post("/do/sign-out")
    for n in range(30):
        guesses("claire@club.example", f"198.51.100.{n}", times=5)
    assert browser.post("/do/sign-in", data=right).headers["location"] == "/"
