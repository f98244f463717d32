"""Recording a payment on a contract, event by event, as a hasty hand or a slow line sends them."""

from __future__ import annotations

from tests.door.place import Place
from tests.door.tab import Call, Tab

CHEQUE = {"method": "cheque", "received_on": "2020-01-06"}


async def opened(place: Place, tab: Tab) -> tuple[str, str]:
    """The dialog of the private contract, which owes on one invoice; its address, and the invoice."""
    path = f"/contracts/{place.house.refs['hushed']}/payments"
    await tab.open(path)
    boxes = (await tab.say(place.offered.named("ContractPayments.ask_payment"), path)).changes
    return path, boxes["ContractPayments.boxes"][0]["ref"]


async def rows(tab: Tab, path: str) -> list[dict]:
    return (await tab.open(path)).changes["ContractPayments.card"]["rows"]


async def test_a_part_typed_while_the_amount_fills_its_box_comes_back(place: Place) -> None:
    async with place.tab("admin") as tab:
        path, ref = await opened(place, tab)
        filled = (await tab.say(place.offered.named("ContractPayments.type_amount"), path, text="10")).changes
        assert filled["ContractPayments.boxes"][0]["part"] == "10"
        typed = {"ref": ref, "drawn": "before", "text": "20"}
        back = (await tab.say(place.offered.named("ContractPayments.type_part"), path, **typed)).changes
        assert back["ContractPayments.boxes"][0]["part"] == "20"
        form = CHEQUE | {"amount": "10", f"part-{ref}": "20"}
        wrong = (await tab.say(place.offered.named("ContractPayments.record"), path, form=form)).changes
        assert set(wrong["ContractPayments.wrong"]) == {"amount"}


async def test_an_amount_sent_before_it_was_shared_is_shared_all_the_same(place: Place) -> None:
    async with place.tab("admin") as tab:
        path, ref = await opened(place, tab)
        before = len(await rows(tab, path))
        path, ref = await opened(place, tab)
        form = CHEQUE | {"amount": "3,21", f"part-{ref}": ""}
        press = Call(place.offered.named("ContractPayments.record"), {"form": form}, path)
        await tab.call(press, press)
        after = await rows(tab, path)
        # A double click is one payment.
        assert len(after) == before + 1
        assert "3,21\u00a0$" in {row["amount"] for row in after}
