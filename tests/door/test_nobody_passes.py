"""Every handler there is, called over the real socket by whoever should not: each refuses, tells nothing
and changes nothing.

What a person may do is said here by the levels that they were given, and not by asking the door.
"""

from __future__ import annotations

import pytest

from tests.door.conftest import Place
from tests.door.forging import addresses, calls, fitting, overfull, unfit_calls
from tests.door.house import ALINE, BLIND, EVERYTHING, OFFICE, PRIVATE, SYSTEM
from tests.door.registry import Handler
from tests.door.tab import Call, Tab

NOT_FOR = {
    "nobody": EVERYTHING,
    "disabled": EVERYTHING,
    "basile": EVERYTHING,
    "aline": (OFFICE, PRIVATE, BLIND, SYSTEM),
    "accountant": (PRIVATE, BLIND, SYSTEM),
    "treasurer": (PRIVATE, BLIND, SYSTEM),
}
"""The words that somebody must never hear."""
STRANGERS = ("nobody", "disabled")


def closed_to(place: Place, who: str) -> list[Handler]:
    return [h for h in place.offered.ours if h.asked and not h.asked.lets_in(place.house.levels(who))]


def open_to(place: Place, who: str) -> list[Handler]:
    return [h for h in place.offered.ours if h.asked and h.asked.lets_in(place.house.levels(who))]


def overheard(place: Place, who: str, tab: Tab) -> list[str]:
    """The frames in which somebody was told what is not for them."""
    secrets = [p.cookie.partition("=")[2] for p in place.house.people.values()]
    words = (*NOT_FOR[who], *secrets, *((place.house.number,) if ALINE in NOT_FOR[who] else ()))
    said = [(word, frame) for frame in tab.heard for word in words if word.lower() in frame.lower()]
    return [f"{word}: …{frame[max(0, frame.lower().find(word.lower()) - 200) :][:400]}…" for word, frame in said]


@pytest.mark.parametrize(("who", "at_least"), [
    ("nobody", 100), ("disabled", 100), ("basile", 90), ("aline", 90), ("accountant", 60), ("treasurer", 15),
])  # fmt: skip
async def test_a_closed_handler_refuses_says_nothing_and_does_nothing(place: Place, who: str, at_least: int) -> None:
    before, closed = place.kept.now(), closed_to(place, who)
    path = addresses(place.house)[0]
    async with place.tab(who) as tab:
        await tab.open("/refused")
        tried = [Call(h.name, payload(h, place.house, who), path) for h in closed for payload in (fitting, overfull)]
        answers = await tab.call(*tried)
    assert len(closed) >= at_least
    turned_away = [f"/sign-in?next={path}"] if who in STRANGERS else ["/refused"]
    wrong = [
        (call.name, answer.redirects, answer.changes)
        for call, answer in zip(tried, answers, strict=True)
        if answer.redirects != turned_away or answer.changes
    ]
    assert wrong == []
    assert overheard(place, who, tab) == []
    assert place.kept.now() == before


@pytest.mark.parametrize("who", ["nobody", "disabled", "basile", "aline", "accountant"])
async def test_an_open_handler_changes_nothing_and_tells_nobody_what_is_another_s(place: Place, who: str) -> None:
    before, defects = place.kept.now(), place.kept.defects()
    async with place.tab(who) as tab:
        await tab.open("/refused")
        for handler in open_to(place, who):
            await tab.call(*calls(handler, place.house, who))
        await tab.open("/refused")
    assert overheard(place, who, tab) == []
    assert place.kept.now() == before
    assert place.kept.defects() == defects


async def test_what_does_not_fit_is_refused_and_is_no_fault_of_the_program(place: Place) -> None:
    """Annotations are not enforced: whoever may call a handler may send it anything at all."""
    defects = place.kept.defects()
    async with place.tab("admin") as tab:
        await tab.open("/")
        for handler in open_to(place, "admin"):
            # Files only ever come from the framework's own route.
            if not handler.takes_files:
                await tab.call(*unfit_calls(handler, place.house))
    assert place.kept.defects() == defects
