"""Events forged about a private contract, at every handler of contracts and of invoices: from its addresses,
with its refs, and from pages that were open while it could still be read. None tells or changes anything.

Handlers are taken from what the app offers, so that a new one is tried without being named here.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.door.forging import fitting
from tests.door.house import House
from tests.door.place import Place
from tests.door.registry import Handler
from tests.door.tab import Call, Tab
from tests.door.test_private_contract import COLLEAGUES, exported, pages
from tests.door.words import HUSHED

ROOMS = ("___contracts___", "___invoices___")
# These hold no record: the lists show what is in sight, and the others make something new.
OF_NO_RECORD = ("ContractList", "InvoiceList", "Catalogue", "NewInvoice")
ENDINGS = ("json", "csv", "xlsx", "pdf", "zip")


def handlers(place: Place, who: str, *states: str) -> list[Handler]:
    """Those of both rooms that somebody may call, or only those of some States."""
    levels = place.house.levels(who)
    return [
        h for h in place.offered.ours
        if h.asked and h.asked.lets_in(levels) and any(room in h.name for room in ROOMS)
        and (state_of(h) in states if states else state_of(h) not in OF_NO_RECORD)
    ]  # fmt: skip


def state_of(handler: Handler) -> str:
    return handler.short.partition(".")[0]


def calls(called: Iterable[Handler], house: House, who: str, path: str) -> list[Call]:
    """Every handler from one address, its pages loaded first, with every ref of the private contract."""
    # A form's address has three parts: with two it is that of a new contract, which is one's own.
    own_form = path.count("/") < 3
    made = []
    for handler in sorted(called, key=lambda h: not h.short.endswith(".load")):
        if not (own_form and state_of(handler) == "ContractFormPage"):
            made += [Call(handler.name, payload, path) for payload in payloads(handler, house, who)]
    return made


def payloads(handler: Handler, house: House, who: str) -> list[dict[str, object]]:
    refs = {name: ref for name, ref in house.refs.items() if name.startswith("hushed_")}
    item = int(refs.pop("hushed_item"))
    usual = fitting(handler, house, who)
    usual |= {"item_id": item, "scope": f"line:{item}", "drawn": "0"}
    usual = {name: usual[name] for name in handler.arguments}
    asked = [name for name in handler.arguments if name in ("ref", "key") or name.endswith("_ref")]
    return [usual | dict.fromkeys(asked, ref) for ref in (refs.values() if asked else ("",))]


@pytest.mark.parametrize("who", [*COLLEAGUES, "registrar"])
async def test_no_event_tells_or_changes_anything_of_it(place: Place, who: str) -> None:
    called = handlers(place, who)
    before, defects = place.kept.now(), place.kept.defects()
    async with place.tab(who) as tab:
        await tab.open("/refused")
        for page in pages(place.house):
            await tab.pour(*calls(called, place.house, who, page))
        await tab.open("/refused")
    assert len(called) > (20 if who == "accountant" else 80)
    assert HUSHED not in "".join(tab.heard).lower()
    assert place.kept.now() == before
    assert place.kept.defects() == defects


@pytest.mark.parametrize("who", ["treasurer", "registrar"])
async def test_what_hangs_from_it_is_not_reached_through_a_contract_that_one_reads(
    place: Place, who: str
) -> None:
    ref = place.house.refs
    called = handlers(place, who, "ApplicationPage", "OrderPage")
    before, defects = place.kept.now(), place.kept.defects()
    async with place.tab(who) as tab:
        await tab.open(f"/contracts/{ref['contract']}")
        for page in (
            *(f"applications/{ref[name]}" for name in ("hushed_application", "hushed_draft")),
            f"orders/{ref['hushed_order']}",
        ):
            await tab.pour(*calls(called, place.house, who, f"/contracts/{ref['contract']}/{page}"))
    assert {state_of(h) for h in called} == {"ApplicationPage", "OrderPage"}
    assert HUSHED not in "".join(tab.heard).lower()
    assert place.kept.now() == before
    assert place.kept.defects() == defects


async def test_nobody_else_is_told_that_its_invoice_is_there(place: Place) -> None:
    """The editor leads from an issued invoice to its page, and so would tell that there is one."""
    path = f"/invoices/{place.house.refs['hushed_invoice']}/edit"
    async with place.tab("treasurer") as tab:
        opened = await tab.open(path)
        typed = await tab.say(place.offered.named("Editor.add_line"), path)
    assert opened.changes["Editor.missing"] is True
    assert opened.redirects == []
    assert "émise" not in typed.text
    async with place.tab("admin") as tab:
        assert (await tab.open(path)).redirects == [path.removesuffix("/edit")]


@pytest.mark.parametrize(("who", "status"), [
    ("nobody", 401), ("basile", 404), ("treasurer", 404), ("accountant", 404), ("registrar", 404),
])  # fmt: skip
def test_its_applications_are_exported_for_nobody_else(place: Place, who: str, status: int) -> None:
    """Neither by its own address nor by that of a contract that they read, nor its PDF as configured."""
    ref = place.house.refs
    with place.browser(who) as browser:
        answers = [
            browser.get(exported(ref[contract], ref[application], ending))
            for contract in ("hushed", "contract")
            for application in ("hushed_application", "hushed_draft")
            for ending in ENDINGS
        ]
        preview = browser.get(f"/files/invoices/{ref['hushed_invoice']}/preview/{'0' * 32}.pdf")
    assert {answer.status_code for answer in answers} == {status}
    assert preview.status_code in (401, 403, 404)


async def let_read(place: Place, admin: Tab, *who: str) -> None:
    """Choose who reads the private contracts, as their pages do."""
    ticked = {f"reader-{place.house.people[name].ref}": "on" for name in who}
    for contract in ("hushed", "hushed_plan"):
        path = f"/contracts/{place.house.refs[contract]}"
        await admin.open(path)
        for name, payload in (("choose", {}), ("save", {"form": ticked})):
            await admin.say(place.offered.named(f"ContractReaders.{name}"), path, **payload)


async def test_whose_rights_were_withdrawn_is_told_and_changes_nothing_more(place: Place) -> None:
    """Though each of its pages is still open: one tab for each, and no page is loaded anew."""
    called = [h for h in handlers(place, "treasurer") if not h.short.endswith(".load")]
    refs = place.house.refs
    without_its_word = (f"{refs['hushed']}/edit", f"{refs['hushed_invoice']}/edit", "/send")
    tabs = {page: place.tab("treasurer") for page in pages(place.house)}
    defects = place.kept.defects()
    async with place.tab("admin") as admin:
        await let_read(place, admin, "confidant", "treasurer")
        try:
            for page, tab in tabs.items():
                await tab.__aenter__()
                await tab.open(page)
                is_shown = HUSHED in "".join(tab.heard).lower()
                assert is_shown is not page.endswith(without_its_word), page
        finally:
            await let_read(place, admin, "confidant")
        for tab in tabs.values():
            await tab.pour()
            tab.heard.clear()
        before = place.kept.now()
        for page, tab in tabs.items():
            await tab.pour(*calls(called, place.house, "treasurer", page))
            await tab.open(page)
            assert HUSHED not in "".join(tab.heard).lower(), page
            await tab.__aexit__(None, None, None)
    assert place.kept.now() == before
    assert place.kept.defects() == defects
