"""Two people fill in one application: each sees what the other does, and nothing either typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bench.club import Club, found_club, writing
from bench.works import contract_of
from invoice_app.accounts.inviting import create_account
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.accounts.signing_in import open_session
from invoice_app.contracts.models import ProgressInvoice
from invoice_app.contracts.ordering import approve_order, draft_order
from invoice_app.contracts.progress_drafting import keep_typed
from invoice_app.contracts.standing import by_ref, schedule_of
from invoice_app.shared import live
from invoice_app.shared.dates import now_utc
from tests.browser.conftest import Server
from tests.databases import Backend

Enter = Callable[..., Page]
Axe = Callable[..., list[str]]


@pytest.fixture(scope="module")
def house(serve: Callable[..., Server], sqlite: Backend, browser: object) -> tuple[Server, Club]:
    server = serve(sqlite)
    return server, found_club(server.env["DATABASE_URL"], invoices=0)


@pytest.fixture
def arrive(house: tuple[Server, Club], visitor: Enter) -> Callable[..., Page]:
    """Somebody who works for the club, signed in: the admin, or another with a name."""
    server, club = house

    def arrive(address: str, name: str = "", **choices: object) -> Page:
        secret = club.secret
        if name:
            with writing(club.database) as db:
                email = f"{name.split()[0].lower()}@club.example"
                account = create_account(
                    db, email=email, name=name, language="fr", preset="admin", now=now_utc(),
                    password_hash="-",
                )  # fmt: skip
                secret = open_session(
                    db, account_id=account.id or 0, browser="test", address="", now=now_utc()
                ).secret
                assert viewer_of_account(db, account).name == name
        page = visitor(base_url=server.url, **choices)
        page.context.add_cookies([{"name": "session", "value": secret, "url": server.url, "httpOnly": True}])
        page.goto(address)
        page.locator(".bill-line").first.wait_for()
        return page

    return arrive


@pytest.fixture
def address(house: tuple[Server, Club]) -> str:
    contract, application = contract_of(house[1], lines=6, issued=1)
    return f"/contracts/{contract}/applications/{application}"


def work(page: Page, row: int) -> object:
    return page.locator("input[data-column=work]").nth(row)


def test_the_second_is_told_who_wrote_what_and_chooses(
    arrive: Callable[..., Page], address: str, house: tuple[Server, Club]
) -> None:
    mine, theirs = arrive(address), arrive(address, "Camille Roy")
    # What is typed elsewhere in the grid appears, and leaves the box that is being typed in alone.
    work(mine, 0).click()
    work(mine, 0).press_sequentially("5")
    work(theirs, 1).fill("60")
    work(theirs, 1).press("Enter")
    expect(work(mine, 1)).to_have_value("60")
    expect(work(mine, 0)).to_be_focused()
    work(mine, 0).press_sequentially("0")
    expect(work(theirs, 0)).to_have_value("50")

    # Both in one box: the first wrote a moment before, and this page has not heard of it yet.
    application = address.rpartition("/")[2]
    with writing(house[1].database) as db:
        progress = by_ref(db, ProgressInvoice, application)
        item = schedule_of(db, progress.contract_id)[2].id or 0
        camille = house[1].admin.__class__(99, "c@club.example", "Camille Roy", "fr")
        keep_typed(db, progress, {item: {"work": "70"}}, by=camille)
    work(mine, 2).fill("80")
    work(mine, 2).blur()
    conflict = mine.get_by_role("alert").filter(has_text="Camille Roy")
    expect(conflict).to_contain_text("«\u00a070\u00a0»")
    expect(conflict).to_contain_text("«\u00a080\u00a0»")
    mine.locator("#keep-mine").click()
    expect(conflict).to_be_hidden()
    expect(work(theirs, 2)).to_have_value("80")


def test_whoever_submits_is_told_that_a_change_order_entered_meanwhile(
    arrive: Callable[..., Page], address: str, house: tuple[Server, Club], axe: Axe
) -> None:
    club = house[1]
    page = arrive(address)
    work(page, 0).fill("50")
    work(page, 0).press("Enter")
    expect(page.locator(".bill-line").first.locator(".bill-work + td")).not_to_have_text("0,00\u00a0$")
    with writing(club.database) as db:
        order = draft_order(
            db, contract_ref=address.split("/")[2], typed={"title": "Rampe"},
            rows=[{"description": "Rampe", "scheduled": "-500"}], by=club.admin, now=now_utc(),
        )  # fmt: skip
        approve_order(
            db, ref=order.ref, version=order.version, approved_on="2023-01-15", by=club.admin, now=now_utc()
        )
        live.announce(db)
    expect(page.locator(".bill-band").last).to_contain_text("Ordre de changement OC-1", timeout=20_000)
    assert axe(page) == []


def test_the_grid_is_walked_with_the_keyboard_and_shows_a_fault_beside_its_box(
    arrive: Callable[..., Page], address: str, axe: Axe
) -> None:
    page = arrive(address, viewport={"width": 390, "height": 844})
    # No « Total » without its amounts on a phone.
    expect(work(page, 0)).to_be_visible()
    expect(page.locator(".bill-grid tfoot")).to_be_hidden()
    work(page, 0).fill("150")
    work(page, 0).press("Enter")
    expect(work(page, 1)).to_be_focused()
    expect(page.get_by_text("Un pourcentage va de 0 à 100")).to_be_visible()
    expect(work(page, 0)).to_have_attribute("aria-invalid", "true")
    page.locator("#submit").click()
    expect(work(page, 0)).to_be_focused()
    assert axe(page) == []
    work(page, 0).fill("100")
    work(page, 0).press("Enter")
    page.locator("#mode-retainage").click()
    page.locator("#release-retainage-open").click()
    page.locator("#release").fill("101")
    page.locator("#release-yes").click()
    expect(page.locator("#release-wrong")).to_be_visible()
    expect(page.locator("#release")).to_have_value("101")
    page.locator("#release").fill("50")
    page.locator("#release-yes").click()
    expect(page.locator("input[data-column=release]").first).not_to_have_value("")
    assert axe(page) == []
