"""Every page there is, opened by everybody at the address of something that may not be theirs."""

from __future__ import annotations

import pytest

from tests.door.place import Place
from tests.door.tab import ON_LOAD, Tab
from tests.door.words import ALINE, BLIND, OFFICE, PRIVATE

OPEN_PAGES = {"/sign-in", "/forgotten", "/link/x", "/setup", "/refused", "/404"}


def pages(place: Place) -> list[str]:
    """Each page of the app, its blanks filled with what is Aline's or the office's."""
    ref = place.house.refs
    blanks = {
        "[token]": "x",
        "[kind]": "member",
        "[member_ref]": ref["aline"],
        "[customer_ref]": ref["aline"],
        "[invoice_ref]": ref["invoice"],
        "[contract_ref]": ref["contract"],
        "[application_ref]": ref["application"],
        "[order_ref]": ref["order"],
        "[bulk_ref]": ref["bulk"],
    }
    parts = [page.split("/") for page in place.offered.pages]
    return ["/" + "/".join(blanks.get(p, p) for p in page if p != "index") for page in parts]


async def walk(place: Place, tab: Tab) -> dict[str, list[str]]:
    """Where each page sent its visitor."""
    return {page: (await tab.open(page)).redirects for page in pages(place)}


def heard(tab: Tab) -> set[str]:
    everything = "\n".join(tab.heard).lower()
    return {word for word in (ALINE, OFFICE, PRIVATE, BLIND) if word in everything}


def test_every_blank_of_an_address_is_filled(place: Place) -> None:
    assert len(pages(place)) > 25
    assert [page for page in pages(place) if "[" in page] == []


async def test_every_page_but_the_open_ones_leads_a_stranger_to_sign_in(place: Place) -> None:
    before = place.kept.now()
    async with place.tab("nobody") as tab:
        sent = await walk(place, tab)
    closed = {page: where for page, where in sent.items() if page not in OPEN_PAGES}
    assert {page: where for page, where in closed.items() if where[:1] != [f"/sign-in?next={page}"]} == {}
    assert {page for page, where in sent.items() if not where} == OPEN_PAGES
    assert place.overheard("nobody", tab.heard) == []
    assert place.kept.now() == before


@pytest.mark.parametrize("who", ["basile", "aline"])
async def test_a_member_is_told_only_what_is_theirs(place: Place, who: str) -> None:
    before = place.kept.now()
    async with place.tab(who) as tab:
        await walk(place, tab)
    assert place.overheard(who, tab.heard) == []
    assert heard(tab) == ({ALINE} if who == "aline" else set())
    assert place.kept.now() == before


@pytest.mark.parametrize("who", ["nobody", "basile"])
async def test_loading_a_page_that_was_never_opened_tells_no_more(place: Place, who: str) -> None:
    before = place.kept.now()
    async with place.tab(who) as tab:
        await tab.open("/refused")
        for page in pages(place):
            await tab.open(page, by=ON_LOAD)
    assert place.overheard(who, tab.heard) == []
    assert place.kept.now() == before


async def test_another_member_s_invoice_is_told_from_none_by_nothing(place: Place) -> None:
    """The same answer for an invoice of somebody else, a draft, and an address that was never given."""
    answers = []
    for ref in (place.house.refs["invoice"], place.house.refs["draft"], "0" * 26):
        async with place.tab("basile") as tab:
            shown = (await tab.open(f"/zone/invoices/{ref}/emails")).changes
            answers.append({name: shown[f"InvoicePage.{name}"] for name in ("missing", "card", "talk")})
            answers[-1]["emails"] = shown["ConversationTab.rows"]
            assert ref not in str(answers[-1])
    assert answers[0]["missing"] is True
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(("who", "words"), [
    ("registrar", {ALINE, OFFICE}),
    ("accountant", {ALINE, OFFICE}),
    ("treasurer", {ALINE, OFFICE}),
    ("admin", {ALINE, OFFICE, PRIVATE, BLIND}),
])  # fmt: skip
async def test_the_office_is_told_all_that_its_rights_open(place: Place, who: str, words: set[str]) -> None:
    """And so the silence elsewhere is not for want of anything to say."""
    async with place.tab(who) as tab:
        await walk(place, tab)
    assert heard(tab) == words
    assert place.overheard(who, tab.heard) == []
