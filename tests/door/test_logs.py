"""The log is read by more people than the pages are: it names nobody's session and repeats no password."""

from __future__ import annotations

from tests.door.place import Place
from tests.door.tab import STATE, Call


async def test_an_event_that_nobody_knows_is_noted_by_its_name_alone(place: Place) -> None:
    """As a tab sends it that stayed open while the program was brought up to date."""
    gone, typed = f"{STATE}.page_of_an_earlier_version.change_password", "douze herons sur une jambe"
    async with place.tab("admin") as tab:
        await tab.open("/account")
        await tab.call(Call(gone, {"form": {"password": typed}}), Call("x', router_data={", {"text": typed}))
    assert gone in place.kept.log()
    assert typed not in place.kept.log()


async def test_no_session_is_named_in_the_log(place: Place) -> None:
    async with place.tab("admin") as tab:
        await tab.call(
            Call(place.offered.named("InvoiceList.find"), {"text": {"$gt": 1}}),
            Call(place.offered.named("InvoiceList.find"), {"no_such_argument": 1}),
            Call(f"{STATE}.nobody_s", {}),
            Call("", {}),
        )
    log = place.kept.log()
    assert place.kept.defects() != []
    assert [who for who, person in place.house.people.items() if person.cookie.partition("=")[2] in log] == []
