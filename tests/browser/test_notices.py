"""A reply raises the count in every open window, waits on the desk, is found, and is told by email."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_main_job import (
    ADMIN,
    FR,
    MEMBER,
    add_member,
    finalise,
    letters_to,
    open_record,
    reply_by_mail,
    served,
    set_up,
    sign_in,
    wait_for_letter,
    write_invoice,
)
from tests.databases import Backend
from tests.mail.fake_sendgrid import FakeSendGrid

Enter = Callable[..., Page]
Axe = Callable[..., list[str]]


def test_a_reply_is_told_live_on_the_desk_by_email_and_is_found(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe
) -> None:
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_member(page, FR)
    write_invoice(page, FR)
    invoice = finalise(page, FR, email=True)
    letter = wait_for_letter(page, sendgrid, MEMBER)

    # By email as well, if asked.
    page.goto("/account")
    expect(page.locator("#follows-mine")).to_be_checked()
    page.locator("#by_email").check()
    page.locator("form:has(#by_email) button[type=submit]").click()
    expect(page.locator("#banner")).to_be_visible()
    page.reload()
    expect(page.locator("#by_email")).to_be_checked()
    assert axe(page) == []

    # Two windows, neither of them about mail: the count rises in both by itself.
    page.goto("/members")
    other = visitor(base_url=server.url)
    sign_in(other, ADMIN)
    expect(other.locator(".nav a").first).to_be_visible()
    expect(other.locator(".side .count")).to_have_count(0)
    reply_by_mail(server, letter, "Le chèque est parti ce matin <b>par la poste</b>.")
    for window in (page, other):
        expect(window.locator(".side .count")).to_contain_text("1")
        assert axe(window) == []
    told = wait_for_letter(page, sendgrid, ADMIN)
    assert "Réponse de Client à la facture FA-20" in told["subject"]
    assert "/emails#" in told["content"][0]["value"]

    # It waits on the desk, is searched for, and its line leads to it.
    expect(other.get_by_role("heading", name="Réponses à lire")).to_be_visible()
    expect(other.locator(".reply")).to_contain_text("Le chèque est parti")
    page.goto("/mail")
    expect(page.locator(".mail-line")).to_have_count(1)
    assert axe(page) == []
    page.locator("input[name=q]").fill("CHEQUE poste")
    expect(page.locator("mark").first).to_have_text("chèque")
    expect(page.locator(".mail-line b")).to_have_count(0)
    page.locator("input[name=q]").fill("introuvable")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Aucun courriel trouvé")).to_be_visible()
    page.goto("/mail?q=poste")
    page.locator(".mail-line").click()
    expect(page).to_have_url(re.compile(re.escape(invoice) + "/emails#[0-9a-z]{26}$"))

    # Opened, it is read: everywhere.
    for window in (page, other):
        expect(window.locator(".side .count")).to_have_count(0)
    expect(other.get_by_role("heading", name="Dernières réponses")).to_be_visible()

    # Marked as read where it stands; and no second email within ten minutes.
    reply_by_mail(server, letter, "Encore une chose.")
    expect(other.locator(".side .count")).to_contain_text("1")
    other.get_by_role("button", name=re.compile("Marquer comme lu")).click()
    expect(other.locator(".side .count")).to_have_count(0)
    assert len(letters_to(sendgrid, ADMIN)) == 1
    open_record(other, "Zoé Roy")
