"""Every handler there is, called over the real socket by whoever should not: each refuses, tells nothing
and changes nothing.

What a person may do is said here by the levels that they were given, and not by asking the door.
"""

from __future__ import annotations

import pytest

from tests.door.forging import addresses, fitting, overfull, unfit_calls, visit
from tests.door.place import Place
from tests.door.registry import Handler
from tests.door.tab import UPDATE_VARS, Call

STRANGERS = ("nobody", "disabled")
TRIED_BY = {"basile": (fitting, overfull)}


def closed_to(place: Place, who: str) -> list[Handler]:
    return [h for h in place.offered.ours if h.asked and not h.asked.lets_in(place.house.levels(who))]


def open_to(place: Place, who: str) -> list[Handler]:
    return [h for h in place.offered.ours if h.asked and h.asked.lets_in(place.house.levels(who))]


@pytest.mark.parametrize(("who", "at_least"), [
    ("nobody", 100), ("disabled", 100), ("basile", 90), ("aline", 90),
    ("registrar", 60), ("accountant", 60), ("treasurer", 15),
])  # fmt: skip
async def test_a_closed_handler_refuses_says_nothing_and_does_nothing(
    place: Place, who: str, at_least: int
) -> None:
    before, closed = place.kept.now(), closed_to(place, who)
    path = addresses(place.house)[0]
    async with place.tab(who) as tab:
        await tab.open("/refused")
        given = [
            (h, payload(h, place.house, who))
            for payload in TRIED_BY.get(who, (fitting,))
            for h in closed
            if not h.is_background
        ]
        tried = [Call(handler.name, payload, path) for handler, payload in given]
        answers = await tab.call(*tried)
    assert len(closed) >= at_least
    turned_away = [f"/sign-in?next={path}"] if who in STRANGERS else ["/refused"]
    wrong = [
        (call.name, answer.redirects, answer.changes)
        for call, answer in zip(tried, answers, strict=True)
        if answer.redirects != turned_away or answer.changes
    ]
    assert wrong == []
    assert place.overheard(who, tab.heard) == []
    assert place.kept.now() == before


@pytest.mark.parametrize("who", ["nobody", "disabled", "basile", "aline", "registrar", "accountant"])
async def test_a_closed_handler_that_runs_beside_the_others_refuses_too(place: Place, who: str) -> None:
    before, closed = place.kept.now(), [h for h in closed_to(place, who) if h.is_background]
    path = addresses(place.house)[0]
    async with place.tab(who) as tab:
        await tab.open("/refused")
        answers = [await tab.say(h.name, path, **fitting(h, place.house, who)) for h in closed]
    turned_away = [f"/sign-in?next={path}"] if who in STRANGERS else ["/refused"]
    assert closed
    assert [(answer.redirects, answer.changes) for answer in answers] == [(turned_away, {})] * len(closed)
    assert place.overheard(who, tab.heard) == []
    assert place.kept.now() == before


# The invoice is Aline's, and so is an answer about it.
_ONE_S_OWN = {("aline", "AnswerBox.send")}


@pytest.mark.parametrize("who", ["nobody", "basile", "aline", "accountant"])
async def test_an_open_handler_changes_nothing_and_tells_nobody_what_is_another_s(
    place: Place, who: str
) -> None:
    before, defects = place.kept.now(), place.kept.defects()
    handlers = [handler for handler in open_to(place, who) if (who, handler.short) not in _ONE_S_OWN]
    async with place.tab(who) as tab:
        await tab.open("/refused")
        for path in addresses(place.house):
            await tab.pour(*visit(handlers, place.house, who, path))
        for handler in handlers:
            await tab.pour(*unfit_calls(handler, place.house))
        await tab.open("/refused")
    assert place.overheard(who, tab.heard) == []
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
                await tab.pour(*unfit_calls(handler, place.house))
    assert place.kept.defects() == defects


async def test_the_framework_s_setter_is_closed_on_every_var(place: Place) -> None:
    async with place.tab("basile") as tab:
        await tab.open("/refused")
        named = [var.rpartition(".") for var in place.offered.vars]
        forged = [Call(f"{state}.setvar", {"var_name": name, "value": True}) for state, _, name in named]
        answer = await tab.pour(*forged)
    assert len(forged) > 150
    assert answer.redirects == ["/refused"] * len(forged)
    assert answer.changes == {}


async def test_what_is_forged_into_the_browser_s_own_vars_is_the_language_at_most(place: Place) -> None:
    async with place.tab("basile") as tab:
        await tab.open("/refused")
        names = [f"{var}{ending}" for var in place.offered.vars for ending in ("", "_rx_state_")]
        answers = [await tab.say(UPDATE_VARS, vars=dict.fromkeys(names, value)) for value in (True, "en")]
        assert {name for answer in answers for name in answer.changes} <= {"Locale.lang"}
        shown = (await tab.open("/accounts")).changes
        assert (shown["Visitor.email"], shown["Visitor.is_staff"], shown["Visitor.levels"]) == (
            place.house.people["basile"].viewer.email, False, {},
        )  # fmt: skip
        assert (await tab.say(place.offered.named("Accounts.refresh"))).redirects == ["/refused"]


async def test_what_a_client_says_of_its_own_headers_is_not_believed(place: Place) -> None:
    """The cookie is read from the socket itself, whatever the event claims to have been sent with."""
    claimed = {
        "headers": {"cookie": place.house.cookie("admin")},
        "ip": "203.0.113.9",
        "sid": "x",
        "token": "x",
    }
    async with place.tab("basile") as tab:
        await tab.open("/refused")
        loads = [place.offered.named(f"{name}.load") for name in ("Accounts", "InvoiceList", "MemberList")]
        answers = await tab.call(*(Call(load, {}, claims=claimed) for load in loads))
    assert [answer.redirects for answer in answers] == [["/refused"]] * len(loads)
    assert place.overheard("basile", tab.heard) == []
