"""A private contract is for its readers and the admins: a colleague who may read contracts and invoices
finds neither it nor anything that hangs from it, however they ask, and changes nothing of it."""

from __future__ import annotations

import pytest

from tests.door.house import House
from tests.door.place import Place, heard_in
from tests.door.tab import Tab
from tests.door.words import HUSHED, OFFICE

COLLEAGUES = ["treasurer", "accountant"]
READERS = ["confidant", "admin"]
TABS = ("schedule", "orders", "invoices", "payments", "emails", "history")


def pages(house: House) -> list[str]:
    ref = house.refs
    contract, invoice = f"/contracts/{ref['hushed']}", f"/invoices/{ref['hushed_invoice']}"
    return [
        contract, *(f"{contract}/{tab}" for tab in (*TABS, "edit")),
        *(f"{contract}/applications/{ref[name]}" for name in ("hushed_application", "hushed_draft")),
        *(f"{contract}/orders/{name}" for name in (ref["hushed_order"], "new")),
        f"/contracts/{ref['hushed_plan']}/edit", f"/contracts/{ref['hushed_plan']}/schedule",
        invoice, f"{invoice}/edit",
        *(f"{invoice}/{tab}" for tab in ("pdf", "pdf/configure", "emails", "history", "send")),
    ]  # fmt: skip


def files(house: House) -> list[str]:
    ref = house.refs
    return [
        f"/files/contracts/{ref['hushed']}/{ref['hushed_file']}",
        f"/files/contracts/{ref['hushed']}/{ref['hushed_cheque']}",
        f"/files/invoices/{ref['hushed_invoice']}.pdf",
        f"/files/mail/{ref['hushed_email']}/original.eml",
        *(exported(ref["hushed"], ref["hushed_application"], ending) for ending in ("json", "csv", "pdf")),
    ]


def exported(contract_ref: str, ref: str, ending: str) -> str:
    return f"/files/contracts/{contract_ref}/applications/{ref}.{ending}"


@pytest.mark.parametrize("who", [*COLLEAGUES, "registrar", "basile"])
async def test_its_pages_tell_somebody_else_nothing(place: Place, who: str) -> None:
    async with place.tab(who) as tab:
        for page in pages(place.house):
            await tab.open(page)
        for page in ("/", "/contracts", "/invoices", f"/members/{place.house.refs['company']}"):
            await tab.open(page)
    assert place.overheard(who, tab.heard) == []
    assert HUSHED not in "".join(tab.heard).lower()


@pytest.mark.parametrize("who", READERS)
async def test_its_readers_are_told_all_of_it(place: Place, who: str) -> None:
    """And so the silence elsewhere is not for want of anything to say."""
    refs = place.house.refs
    async with place.tab(who) as tab:
        general = (await tab.open(f"/contracts/{refs['hushed']}")).changes
        assert general["ContractPage.card"]["number"] == f"C-{HUSHED}"
        assert [file["name"] for file in general["ContractFiles.rows"]] == [f"plan-{HUSHED}.txt"]
        assert "Camille Discret" in general["ContractReaders.card"]["names"]
        shown = (await tab.open(f"/contracts/{refs['hushed']}/payments")).changes["ContractPayments.card"]
        assert f"{HUSHED}-77" in {row["reference"] for row in shown["rows"]}
        emails = (await tab.open(f"/contracts/{refs['hushed']}/emails")).changes["ContractEmailsTab.rows"]
        assert {row["email"]["subject"] for row in emails} == {f"Objet {HUSHED}", f"Re: Objet {HUSHED}"}
        desk = (await tab.open("/")).changes
        assert f"Reponse {HUSHED}." in {reply["text"] for reply in desk["Desk.replies"]}


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_no_list_and_no_search_finds_it(place: Place, who: str) -> None:
    refs = place.house.refs
    async with place.tab(who) as tab:
        for name in ("ContractList", "InvoiceList"):
            for asked in (HUSHED, ""):
                found = await tab.say(place.offered.named(f"{name}.find"), text=asked)
                rows = {row["ref"] for row in found.changes[f"{name}.rows"]}
                assert rows.isdisjoint({refs["hushed"], refs["hushed_invoice"]})
                assert bool(rows) is not bool(asked)
    async with place.tab("confidant") as tab:
        for name, ref in (("ContractList", "hushed"), ("InvoiceList", "hushed_invoice")):
            found = await tab.say(place.offered.named(f"{name}.find"), text=HUSHED)
            assert refs[ref] in {row["ref"] for row in found.changes[f"{name}.rows"]}


@pytest.mark.parametrize(("who", "status"), [
    ("nobody", 401), ("disabled", 401), ("basile", 404), ("aline", 404), ("treasurer", 404),
    ("accountant", 404), ("registrar", 404),
])  # fmt: skip
def test_its_files_are_not_there_for_anybody_else(place: Place, who: str, status: int) -> None:
    with place.browser(who) as browser:
        answers = [browser.get(address) for address in files(place.house)]
    assert [answer.status_code for answer in answers] == [status] * len(answers)
    assert not any(HUSHED in heard_in(answer).lower() for answer in answers)


@pytest.mark.parametrize("who", READERS)
def test_its_files_are_there_for_its_readers(place: Place, who: str) -> None:
    with place.browser(who) as browser:
        answers = [browser.get(address) for address in files(place.house)]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    for answer in answers:
        assert HUSHED in heard_in(answer).lower()
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_is_reached_only_through_its_own_contract(place: Place) -> None:
    """One may not borrow a contract that one reads to reach a file of one that one does not."""
    ref = place.house.refs
    with place.browser("treasurer") as browser:
        for file in ("hushed_file", "hushed_cheque"):
            assert browser.get(f"/files/contracts/{ref['contract']}/{ref[file]}").status_code == 404
    with place.browser("admin") as browser:
        for file in ("hushed_file", "hushed_cheque"):
            assert browser.get(f"/files/contracts/{ref['contract']}/{ref[file]}").status_code == 404


async def make(place: Place, tab: Tab, path: str, *, private: bool) -> None:
    """Choose the readers of a contract, as its page does."""
    said = {"choose": {}, "set_privacy": {"private": private}, "save": {"form": {"private": private}}}
    await tab.open(path)
    for name, payload in said.items():
        await tab.say(place.offered.named(f"ContractReaders.{name}"), path, **payload)


async def test_a_page_that_was_open_when_it_became_private_shows_it_no_more(place: Place) -> None:
    path = f"/contracts/{place.house.refs['contract']}"
    async with place.tab("treasurer") as tab, place.tab("admin") as admin:
        assert OFFICE in (await tab.open(path)).changes["ContractPage.card"]["title"]
        await make(place, admin, path, private=True)
        try:
            told = (await tab.say(place.offered.named("ContractPage.refresh"), path)).changes
            # Live pages may have told the tab already: then there is nothing new to say.
            assert told.get("ContractPage.missing", True) is True
            again = (await tab.open(path)).changes
            assert (again["ContractPage.missing"], again["ContractPage.card"]["title"]) == (True, "")
            refused = await tab.say(place.offered.named("ContractPage.bill_period"), path)
            assert refused.redirects == []
        finally:
            await make(place, admin, path, private=False)
        assert OFFICE in (await tab.open(path)).changes["ContractPage.card"]["title"]
