"""Whatever is sent to a handler of contracts or of invoices is kept, refused or ignored: never a fault.

On pages that are loaded, one argument at a time where the others fit, by somebody who may do anything; on
both databases, which differ in what text they take. The house is torn down afterwards: much is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import Backend
from tests.door.conftest import furnished
from tests.door.forging import fitting
from tests.door.house import HOOK_SECRET, House
from tests.door.kept import Kept
from tests.door.place import Place
from tests.door.registry import Handler
from tests.door.serving import serving, surroundings
from tests.door.tab import Call

UNFIT: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 10**40, 0.5, 1e300, [], ["x"], [["x"]], {}, {"$gt": 1}, {"x": {"y": []}},
    "", "-1", "--5", "٣", "1e400", "NaN", "99999999999999999999", "x" * 5_000, "' OR 1=1 --", "\u0000",
    "\ud800", "r1\u0000", "line:99999999999999999999", "section:\u0000", "1%", "-", "2026-02-30",
    "0000-00-00",
)  # fmt: skip


@pytest.fixture
def spare(backend: Backend, place: Place, tmp_path: Path) -> Iterator[Place]:
    """A house of its own, on each database in turn; what the app offers is the same."""
    (tmp_path / "house").mkdir()
    folder = tmp_path / "house"
    (folder / "data").mkdir(mode=0o700)
    url = backend.fresh()
    env = surroundings(folder, url, HOOK_SECRET)
    house = furnished(folder / "data", url)
    with serving(folder, env) as address:
        yield Place(address, house, place.offered, Kept(url, folder))
    backend.drop(url)


def pages(house: House) -> dict[str, tuple[str, ...]]:
    """Where each State is at work, by the beginning of its name."""
    ref = house.refs
    contract, hushed = f"/contracts/{ref['contract']}", f"/contracts/{ref['hushed']}"
    invoice = f"/invoices/{ref['hushed_invoice']}"
    return {
        "Application": (f"{contract}/applications/{ref['application']}",
                        f"{hushed}/applications/{ref['hushed_application']}"),
        "Order": (f"{contract}/orders/{ref['order']}", f"{contract}/orders/new"),
        "ContractForm": ("/contracts/new", f"/contracts/{ref['hushed_plan']}/edit"),
        "ContractPayments": (f"{hushed}/payments",),
        "ContractList": ("/contracts",),
        "Contract": (f"{contract}/invoices", f"{contract}/schedule", f"{contract}/history"),
        "InvoiceList": ("/invoices",),
        "Catalogue": ("/invoices/catalogue",),
        "Editor": (f"/invoices/{ref['draft']}/edit",),
        "Composer": (f"{invoice}/send",),
        "PdfTab": (f"{invoice}/pdf/configure",),
        "": (invoice, f"{invoice}/history"),
    }  # fmt: skip


def at_work(handlers: list[Handler], house: House) -> dict[str, list[Handler]]:
    """The handlers of both rooms, by the address of their page."""
    at: dict[str, list[Handler]] = {}
    for handler in handlers:
        known = pages(house)
        name = next(name for name in known if handler.short.startswith(name))
        for path in known[name]:
            at.setdefault(path, []).append(handler)
    return at


def unfit_one_by_one(handler: Handler, house: House, path: str) -> list[Call]:
    """Each argument unfit while the others fit; a form with each of its boxes so."""
    usual = fitting(handler, house, "admin")
    given = [usual | {name: unfit} for name in handler.arguments for unfit in UNFIT]
    if "form" in handler.arguments:
        given += [usual | {"form": dict.fromkeys(usual["form"], unfit)} for unfit in UNFIT]
    return [Call(handler.name, payload, path) for payload in given]


async def test_nothing_that_is_sent_is_a_fault_of_the_program(spare: Place) -> None:
    rooms = ("___contracts___", "___invoices___")
    # Files only ever come from the framework's own route.
    tried = [h for h in spare.offered.ours if any(r in h.name for r in rooms) and not h.takes_files]
    # What opens a dialog or adds something is called first, so that there is something to send to.
    tried.sort(key=lambda h: bool(h.arguments))
    count = 0
    for path, handlers in at_work(tried, spare.house).items():
        async with spare.tab("admin") as tab:
            await tab.open(path)
            for handler in handlers:
                if handler.arguments:
                    calls = unfit_one_by_one(handler, spare.house, path)
                    count += len(calls)
                    await tab.pour(*calls)
                elif "ask" in handler.short or "add" in handler.short or "open" in handler.short:
                    await tab.pour(Call(handler.name, {}, path))
    assert spare.kept.defects() == []
    assert count > 3_000


async def test_no_address_is_a_fault_of_the_program(spare: Place) -> None:
    """An event says by itself which page it comes from."""
    loads = [h for h in spare.offered.ours if h.short.endswith(".load") and not h.arguments]
    # Half a character ends the socket that it is sent on, in the framework, and nobody else's.
    odd = ("\u0000", "x" * 5_000, "..", "é")
    async with spare.tab("admin") as tab:
        await tab.open("/")
        for first in ("contracts", "invoices", "members", "zone/invoices"):
            for name in odd:
                for rest in ("", "/edit", f"/applications/{name}", f"/orders/{name}"):
                    path = f"/{first}/{name}{rest}"
                    await tab.pour(*(Call(h.name, {}, path) for h in loads))
    ref = spare.house.refs["contract"]
    with spare.browser("admin") as browser:
        for name in ("%00", "a%00b", "%ff", "x" * 3_000, "%ed%a0%80"):
            for path in (
                f"/files/invoices/{name}.pdf", f"/files/contracts/{name}/{name}", f"/files/mail/{name}",
                f"/files/contracts/{ref}/{name}", f"/files/mail/{name}/original.eml",
                f"/files/contracts/{ref}/applications/{name}.json",
                f"/files/invoices/{name}/preview/{name}.pdf",
            ):  # fmt: skip
                assert browser.get(path).status_code in (400, 404), path
    posted = dict.fromkeys(("email", "password", "secret", "code", "next", "name"), "a\u0000@b.example")
    with spare.browser() as browser:
        for path in ("sign-in", "forgotten", "sign-in-link", "accept", "redeem"):
            assert browser.post(f"/do/{path}", data=posted).status_code < 500, path
    assert spare.kept.defects() == []
