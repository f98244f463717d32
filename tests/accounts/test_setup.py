"""Set-up happens once, and only for whoever can read the terminal."""

from __future__ import annotations

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from invoice_app.accounts import first_run
from invoice_app.accounts.door import is_signed_in
from invoice_app.accounts.models import Account
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.accounts.setup_state import Setup
from invoice_app.organisation.queries import find_organisation
from invoice_app.organisation.setup_code import setup_code
from invoice_app.shared.database import reading
from invoice_app.shared.permission import Level, Tool
from tests.accounts.people import PASSWORD
from tests.accounts.tab import Tab

STEP_ONE = {"name": "Club des Érables", "language": "fr", "province": "QC", "currency": "CAD"}
STEP_TWO = {"admin_name": "Claire Fontaine", "admin_email": "Claire@club.example", "password": PASSWORD}


async def walk(tab: Tab, **more: str) -> None:
    """The three steps as the form submits them: everything, each time."""
    form = {"time_zone": "America/Montreal", **STEP_ONE, **STEP_TWO, "start": "empty", **more}
    for _ in range(3):
        await tab.do(Setup.go_on(form))


def accounts() -> list[Account]:
    with reading() as db:
        return list(db.exec(select(Account)))


@pytest.fixture
def code(database_url: str) -> str:
    found = setup_code()
    assert found
    return found


async def test_with_the_code_three_steps_make_an_organisation_and_its_admin(code: str) -> None:
    async with Tab(path=f"/setup?code={code}") as tab:
        await tab.do(Setup.load())
        assert (await tab.state(Setup)).phase == "organisation"
        await walk(tab)
        assert (await tab.state(Setup)).phase == "ready"
    with reading() as db:
        organisation = find_organisation(db)
        (admin,) = db.exec(select(Account)).all()
        assert organisation
        assert organisation.name == "Club des Érables"
        assert admin.email == "claire@club.example"
        assert viewer_of_account(db, admin).levels == dict.fromkeys(Tool, Level.ADMIN)


async def test_the_page_that_set_up_gets_a_ticket_that_signs_in_once(code: str, browser: TestClient) -> None:
    async with Tab(path=f"/setup?code={code}") as tab:
        await tab.do(Setup.load())
        await walk(tab)
        ticket = (await tab.state(Setup)).ticket
    assert browser.post("/do/redeem", data={"token": ticket}).headers["location"] == "/"
    assert is_signed_in(dict(browser.cookies))
    assert browser.post("/do/redeem", data={"token": ticket}).headers["location"] == f"/link/{ticket}"


@pytest.mark.parametrize("given", ["", "?code=", "?code=AAAA-BBBB", "?code=%00", "?code=" + "A" * 5_000])
async def test_without_the_code_nothing_is_set_up(database_url: str, given: str) -> None:
    async with Tab(path=f"/setup{given}") as tab:
        await tab.do(Setup.load())
        assert (await tab.state(Setup)).phase == "code"
        await walk(tab)
    assert accounts() == []


async def test_steps_called_out_of_turn_set_nothing_up(database_url: str) -> None:
    """A client may send any event in any order; the code is asked for again at the end."""
    async with Tab(path="/setup") as tab:
        page = await tab.state(Setup)
        page.phase = "start"
        await tab.do(Setup.go_on({**STEP_ONE, **STEP_TWO, "time_zone": "UTC", "start": "sample"}))
        await tab.do(Setup.fill)
    assert accounts() == []


async def test_guesses_at_the_code_are_counted(code: str) -> None:
    async with Tab(path="/setup") as tab:
        for _ in range(10):
            await tab.do(Setup.give_code({"code": "AAAA-BBBB"}))
        await tab.do(Setup.give_code({"code": code}))
        assert "Trop d’essais" in (await tab.state(Setup)).wrong["code"]


async def test_set_up_happens_once(code: str) -> None:
    async with Tab(path=f"/setup?code={code}") as tab:
        for tab.token in ("first", "second"):
            await tab.do(Setup.load())
        tab.token = "first"
        await walk(tab)
        tab.token = "second"
        await walk(tab, name="Les Intrus", admin_email="intrus@ailleurs.example")
        assert (await tab.state(Setup)).phase == "done"
        assert (await tab.state(Setup)).ticket == ""
    assert [account.email for account in accounts()] == ["claire@club.example"]


async def test_after_set_up_the_page_says_so(code: str, claire: Account) -> None:
    async with Tab(path=f"/setup?code={code}") as tab:
        await tab.do(Setup.load())
        assert (await tab.state(Setup)).phase == "done"


@pytest.mark.parametrize(
    ("field", "typed", "step"),
    [
        ("name", "  ", "organisation"),
        ("gst_number", "12", "organisation"),
        ("time_zone", "Mars/Olympus", "organisation"),
        ("email", "club", "organisation"),
        ("admin_name", "", "admin"),
        ("admin_email", "claire", "admin"),
        ("admin_email", "", "admin"),
        ("password", "court", "admin"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_box_and_nothing_typed_is_lost(
    code: str, field: str, typed: str, step: str
) -> None:
    async with Tab(path=f"/setup?code={code}") as tab:
        await tab.do(Setup.load())
        await walk(tab, **{field: typed})
        page = await tab.state(Setup)
        assert page.phase == step
        assert page.wrong[field]
        assert page.typed["admin_name"] == ("" if field == "admin_name" else "Claire Fontaine")
    assert accounts() == []


async def test_the_password_is_never_in_the_state(code: str) -> None:
    async with Tab(path=f"/setup?code={code}") as tab:
        await tab.do(Setup.load())
        await tab.do(Setup.go_on({**STEP_ONE, **STEP_TWO, "time_zone": "UTC"}))
        assert PASSWORD not in repr((await tab.state(Setup)).dict())


async def test_the_sample_is_made_after_set_up_and_seen_to_progress(code: str, monkeypatch) -> None:
    told: list[int] = []

    def fill(tell: first_run.Tell) -> None:
        for percent in (30, 100):
            tell(percent)
            told.append(percent)

    monkeypatch.setattr(first_run, "on_sample_wanted", fill)
    async with Tab(path=f"/setup?code={code}") as tab:
        await tab.do(Setup.load())
        await walk(tab, start="sample")
        page = await tab.state(Setup)
        assert (page.phase, page.percent, page.failed, told) == ("ready", 100, False, [30, 100])


async def test_a_sample_that_fails_leaves_the_organisation_and_lets_in(code: str, monkeypatch) -> None:
    def fail(_tell: first_run.Tell) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(first_run, "on_sample_wanted", fail)
    async with Tab(path=f"/setup?code={code}") as tab:
        await tab.do(Setup.load())
        await walk(tab, start="sample")
        page = await tab.state(Setup)
        assert (page.phase, page.failed) == ("ready", True)
        assert page.ticket
