"""A tab is named by a token, which outlives whoever sat there and may be read in a log: it tells nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.door.house import PASSWORD, PEOPLE
from tests.door.place import Place
from tests.door.tab import Tab
from tests.door.words import ALINE


@pytest.fixture
def browser(place: Place) -> Iterator[httpx.Client]:
    """One browser, at which several people sit in turn."""
    with place.browser() as browser:
        yield browser


def sign_in(browser: httpx.Client, who: str) -> None:
    answer = browser.post("/do/sign-in", data={"email": PEOPLE[who][0], "password": PASSWORD})
    assert answer.headers["location"] == "/", answer.text


def sign_out(browser: httpx.Client) -> None:
    assert browser.post("/do/sign-out").headers["location"] == "/sign-in?said=out"


def cookies(browser: httpx.Client) -> str:
    """What a tab that is opened now sends."""
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


@asynccontextmanager
async def taken_over(url: str, cookie: str, token: str) -> AsyncIterator[Tab]:
    """Somebody's tab under a token that another tab has just left, once the server has noticed."""
    async with asyncio.timeout(20):
        while True:
            async with Tab(url, cookie, token) as tab:
                if not tab.is_renamed:
                    yield tab
                    return
            await asyncio.sleep(0.05)


def pages_of_aline(place: Place) -> tuple[str, ...]:
    return "/zone", f"/zone/invoices/{place.house.refs['invoice']}/emails", "/account"


async def test_who_signs_in_after_somebody_finds_nothing_of_theirs(
    place: Place, browser: httpx.Client
) -> None:
    sign_in(browser, "aline")
    async with Tab(place.url, cookies(browser)) as tab:
        for page in pages_of_aline(place):
            await tab.open(page)
        assert ALINE in "".join(tab.heard)
    sign_out(browser)
    sign_in(browser, "basile")
    async with taken_over(place.url, cookies(browser), tab.token) as after:
        for page in ("/zone", *pages_of_aline(place)):
            await after.open(page)
    assert place.overheard("basile", after.heard) == []
    assert PEOPLE["basile"][0] in "".join(after.heard)


async def test_the_tab_of_somebody_who_left_is_turned_away_while_it_is_still_open(
    place: Place, browser: httpx.Client
) -> None:
    sign_in(browser, "aline")
    async with Tab(place.url, cookies(browser)) as tab:
        await tab.open(pages_of_aline(place)[1])
        sign_out(browser)
        told = len(tab.heard)
        answer = await tab.say(place.offered.named("InvoicePage.refresh"), path="/zone")
        assert answer.redirects == ["/sign-in?next=/zone"]
        assert ALINE not in "".join(tab.heard[told:])


@pytest.mark.parametrize("who", ["nobody", "basile", "accountant"])
@pytest.mark.parametrize(
    "first", ["InvoicePage.refresh", "MyInvoices.refresh", "MyAccount.refresh", "Banner.close"]
)
async def test_a_token_alone_opens_nothing_whatever_is_asked_first(
    place: Place, who: str, first: str
) -> None:
    async with place.tab("admin") as tab:
        for page in (f"/invoices/{place.house.refs['invoice']}/emails", "/", "/account"):
            await tab.open(page)
    async with taken_over(place.url, place.house.cookie(who), tab.token) as thief:
        await thief.say(place.offered.named(first))
        await thief.open("/refused")
    assert place.overheard(who, thief.heard) == []
    assert PEOPLE["admin"][0] not in "".join(thief.heard)


async def test_while_its_tab_is_open_a_token_gives_another_tab(place: Place) -> None:
    async with place.tab("admin") as tab:
        await tab.open(f"/invoices/{place.house.refs['invoice']}/emails")
        told = len(tab.heard)
        async with place.tab("basile", tab.token) as thief:
            assert thief.is_renamed
            await thief.open("/zone")
            await thief.say(place.offered.named("InvoicePage.refresh"))
        assert place.overheard("basile", thief.heard) == []
        assert len(tab.heard) == told


async def test_who_connects_with_a_token_and_keeps_silent_hears_no_news(place: Place) -> None:
    """News goes to open pages unasked; it must not go to whoever took the page's place on the wire."""
    async with place.tab("admin") as watching:
        await watching.open("/")
        async with place.tab("admin") as leaving:
            await leaving.open("/")
        async with taken_over(place.url, "", leaving.token) as thief:
            told = len(watching.heard)
            await pay_a_dollar(place)
            # Both are told in one go, hers first: her page had been open for longer.
            await watching.hears_more(than=told)
            await asyncio.sleep(0.5)
            assert thief.heard == []


async def pay_a_dollar(place: Place) -> None:
    """Something happens that every desk is told of."""
    async with place.tab("treasurer") as tab:
        path = f"/invoices/{place.house.refs['other_invoice']}"
        await tab.open(path)
        await tab.say(place.offered.named("InvoicePage.ask_payment"), path)
        form = {"amount": "1", "method": "cash", "received_on": "2020-01-06"}
        await tab.say(place.offered.named("InvoicePage.record_payment"), path, form=form)
