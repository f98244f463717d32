"""Many invoices with one press: what would leave and why not, stopped, resumed, one email each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from invoice_app.accounts.queries import account_by_email, viewer_of_account
from invoice_app.members import actions as members
from invoice_app.shared.database import writing
from tests.browser.conftest import Server, Troubles
from tests.browser.test_main_job import ADMIN, FR, served, set_up
from tests.conftest import forget
from tests.databases import Backend
from tests.invoices.conftest import ADDRESS, Club, drafted
from tests.invoices.many import many
from tests.mail.fake_sendgrid import FakeSendGrid

Enter = Callable[..., Page]
Axe = Callable[..., list[str]]


def bill(server: Server, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """So many invoices to as many members, one to a member without an address, and a draft."""
    for name in ("DATA_DIR", "DATABASE_URL"):
        monkeypatch.setenv(name, server.env[name])
    forget()
    now = datetime.now(UTC)
    zoe = {"kind": "member", "given_name": "Zoé", "family_name": "Roy", "email": "", "language": "fr"}
    with writing() as db:
        account = account_by_email(db, ADMIN)
        assert account is not None
        member = members.add(db, typed=zoe | ADDRESS, now=now)
        club = Club(viewer_of_account(db, account), member.ref, "")
        many(db, club, count, now)
        many(db, club, 1, now, bill_to_id=member.id, bill_to_name=member.name)
        drafted(db, club, now)
    forget()


def letters(sendgrid: FakeSendGrid) -> Counter[str]:
    return Counter(
        to["email"]
        for payload in list(sendgrid.payloads)
        for p in payload["personalizations"]
        for to in p["to"]
    )


def test_many_invoices_are_sent_stopped_and_resumed(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe,
    monkeypatch: pytest.MonkeyPatch, troubles: Troubles,
) -> None:  # fmt: skip
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    bill(server, monkeypatch, 26)

    # Two that are ticked, then all that the list finds.
    page.goto("/invoices")
    ticks = page.locator("td.bulk-pick input")
    for tick in (ticks.nth(5), ticks.nth(6)):
        tick.click()
        expect(tick).to_be_checked()
    expect(page.get_by_text("2 choisies")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Envoyer…", exact=True).click()
    expect(page.locator("#leaving")).to_have_text("2")
    page.goto("/invoices")
    page.get_by_role("button", name="Ne rien choisir").click()
    page.get_by_role("button", name="Envoyer tout ce qui est affiché…").click()

    # Who and what, and why not.
    expect(page.locator("#leaving")).to_have_text("26")
    expect(page.locator("#staying")).to_have_text("4")
    expect(page.locator("tbody tr")).to_have_count(26)
    expect(page.locator("tbody tr").first).to_contain_text("Facture FA-2025-")
    expect(page.locator("tbody tr").first).to_contain_text("@client.example")
    expect(page.locator(".bulk-reason")).to_have_count(3)
    assert axe(page) == []
    page.locator("#side").select_option("stay")
    expect(page.get_by_role("cell", name="Aucune adresse sur la fiche")).to_be_visible()
    page.locator("#side").select_option("leave")

    # The provider refuses the key: what waits stays few, and stopping keeps the rest.
    # Several are asked at once: one that was accepted would let the others go.
    sendgrid.answers(*["bad_key"] * 40)
    page.locator("#send").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Envoyer 26 courriels")
    assert axe(page) == []
    dialog.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page).to_have_url(re.compile(r"/invoices/bulk/[0-9a-z]{26}$"))
    expect(page.locator(".banner-sent")).to_contain_text("26 courriels")
    expect(page.locator("#stage-queued")).to_have_text("20", timeout=30_000)
    expect(page.locator("#stage-waiting")).to_have_text("6")
    beside = page.context.new_page()
    beside.goto(page.url)
    expect(beside.locator("#stage-waiting")).to_have_text("6")
    page.get_by_role("button", name="Arrêter").click()
    expect(beside.get_by_text("Envoi arrêté. 20 courriels")).to_be_visible()
    assert axe(beside) == []

    troubles.expected("ERR_CONNECTION_REFUSED")
    # The server goes and comes back with the right key; the rest waits until somebody resumes.
    with server.away():
        sendgrid.recovers()
    expect(page.locator("#stage-accepted")).to_have_text("20", timeout=60_000)
    expect(page.locator("#stage-waiting")).to_have_text("6")
    assert sum(letters(sendgrid).values()) == 20
    page.get_by_role("button", name="Reprendre").click()
    expect(page.locator("#stage-accepted")).to_have_text("26", timeout=60_000)
    expect(beside.get_by_text("Terminé : 26 courriels")).to_be_visible()
    assert set(letters(sendgrid).values()) == {1}
    assert len(letters(sendgrid)) == 26
    assert axe(page) == []

    # Sent a moment ago: another press would send none of it again.
    page.goto("/invoices/bulk/new")
    expect(page.locator("#leaving")).to_have_text("0")
    page.locator("#lift-recent").click()
    expect(page.locator("#leaving")).to_have_text("26")
    page.goto("/invoices/bulk")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Ada Admin")
    assert axe(page) == []
