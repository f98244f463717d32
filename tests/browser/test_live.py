"""Open pages learn of changes by themselves, and nothing that is being typed is ever lost."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from invoice_app.commands.build import PROJECT
from tests.browser.conftest import Server
from tests.browser.test_main_job import FR, add_member, open_record, set_up
from tests.databases import Backend

Enter = Callable[..., Page]

# Another process of the same installation: it shares the database, and nothing else.
ELSEWHERE = """
from sqlmodel import select
from invoice_app.members.actions import add
from invoice_app.shared.database import writing
from invoice_app.shared.dates import now_utc
with writing() as db:
    add(db, typed={"kind": "contact", "given_name": "Venu", "family_name": "Dailleurs", "language": "fr",
                   "country": "CA", "province": "QC"}, now=now_utc())
"""

# Looks at the page at every frame: a stale record is shown for no longer than an answer takes.
WATCH_FOR_THE_FIRST = """() => {
    const first = location.pathname;
    const look = () => {
        const box = document.querySelector('textarea[name^=description]');
        const elsewhere = location.pathname !== first && location.pathname.endsWith('/edit');
        if (elsewhere && box && box.value === 'Le premier brouillon') window.sawTheFirst = true;
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.fixture(scope="module")
def club(serve: Callable[..., Server], sqlite: Backend, browser: object) -> Server:
    return serve(sqlite)


@pytest.fixture
def office(club: Server, visitor: Enter) -> Page:
    """The administrator's page; the first test sets the club up."""
    page = visitor(base_url=club.url)
    page.goto("/")
    expect(page).to_have_url(re.compile("/(setup|sign-in)"))
    if "/setup" in page.url:
        set_up(page, FR)
        add_member(page, FR)
    else:
        page.locator("input[name=email]").first.fill("ada@club.example")
        page.locator("input[name=password]").first.fill("trois bateaux verts 9")
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    expect(page.locator(".nav a").first).to_be_visible()
    return page


def test_a_change_made_by_another_process_appears_without_a_reload(office: Page, club: Server) -> None:
    office.goto("/members")
    expect(office.locator("a.main-link").filter(has_text="Roy")).to_be_visible()
    office.evaluate("window.same = true")
    subprocess.run([sys.executable, "-c", ELSEWHERE], cwd=PROJECT, env=club.env, check=True)
    expect(office.locator("a.main-link").filter(has_text="Dailleurs")).to_be_visible()
    assert office.evaluate("window.same")


def test_what_is_typed_while_the_connection_is_lost_is_kept(
    office: Page, club: Server, troubles: object
) -> None:
    troubles.expected("ERR_CONNECTION_REFUSED|WebSocket|websocket|Failed to load resource")  # type: ignore[attr-defined]
    open_record(office, "Zoé Roy")
    office.get_by_role("link", name=FR.issue).click()
    description = office.locator("textarea[name^=description]").first
    description.fill("Avant")
    expect(office.locator("#go-on")).to_be_visible()
    with club.away():
        expect(office.locator(".offline")).to_be_visible()
        description.fill("Pendant la panne")
        office.locator("input[name^=unit_price]").first.fill("42")
        office.locator("input[name^=unit_price]").first.blur()
    expect(office.locator(".offline")).to_be_hidden(timeout=30_000)
    expect(description).to_have_value("Pendant la panne")
    expect(office.locator("#total")).to_contain_text("48,29")
    office.reload()
    expect(office.locator("textarea[name^=description]").first).to_have_value("Pendant la panne")
    expect(office.locator("input[name^=unit_price]").first).to_have_value("42")


def test_two_windows_on_one_draft_keep_each_others_words(office: Page, visitor: Enter, club: Server) -> None:
    open_record(office, "Zoé Roy")
    office.get_by_role("link", name=FR.issue).click()
    expect(office).to_have_url(re.compile("/edit$"))
    other = visitor(base_url=club.url, storage_state=office.context.storage_state())
    other.goto(office.url)
    typed_here = office.locator("textarea[name^=description]").first
    typed_here.press_sequentially("Je tape ici")
    other.locator("#note").fill("Et moi là")
    other.locator("#note").blur()
    expect(typed_here).to_have_value("Je tape ici")
    # Words leave a moment after the last key: a page that is left sooner takes them with it.
    expect(other.locator("textarea[name^=description]").first).to_have_value("Je tape ici")
    office.reload()
    expect(office.locator("#note")).to_have_value("Et moi là")
    expect(office.locator("textarea[name^=description]").first).to_have_value("Je tape ici")


def test_a_new_draft_never_shows_or_takes_typing_for_the_one_before(office: Page) -> None:
    """The page's state still holds the last draft when the next one opens."""
    open_record(office, "Zoé Roy")
    office.get_by_role("link", name=FR.issue).click()
    office.locator("textarea[name^=description]").first.fill("Le premier brouillon")
    office.locator("textarea[name^=description]").first.blur()
    office.evaluate(WATCH_FOR_THE_FIRST)
    office.locator(".crumbs a").last.click()
    office.get_by_role("link", name=FR.issue).click()
    expect(office.locator("textarea[name^=description]").first).to_have_value("")
    assert not office.evaluate("window.sawTheFirst")
    office.locator("textarea[name^=description]").first.fill("Le deuxième")
    office.locator("input[name^=unit_price]").first.fill("10")
    expect(office.locator("#total")).to_contain_text("11,50")
    office.reload()
    expect(office.locator("textarea[name^=description]")).to_have_count(1)
    expect(office.locator("textarea[name^=description]").first).to_have_value("Le deuxième")
