"""Mail that can be trusted, told as one story: sent, delivered or known why, answered, kept, and seen by
nobody whom it does not concern.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_composer import bill_member, has_chips, paste
from tests.browser.test_main_job import (
    FR,
    MEMBER,
    SECRET,
    accept_invitation,
    add_member,
    invite_colleague,
    letters_to,
    open_record,
    reply_by_mail,
    served,
    set_up,
    wait_for_letter,
)
from tests.databases import Backend
from tests.mail.fake_sendgrid import FakeSendGrid

MAX = "max@tiers.example"
Enter = Callable[..., Page]
Axe = Callable[..., list[str]]


def news(server: Server, letter: dict[str, Any], event: str, address: str, **also: Any) -> None:
    """The provider tells later what became of a letter for one address."""
    said = {
        "event": event,
        "email": address,
        "timestamp": int(datetime.now(UTC).timestamp()),
        "sg_event_id": f"{event}-{address}",
        "sg_message_id": "fake.recvd-1",
        **letter["personalizations"][0]["custom_args"],
        **also,
    }
    answer = httpx.post(f"{server.url}/hooks/sendgrid/events/{SECRET}", json=[said], timeout=20)
    assert answer.status_code == 200, answer.text


def email_with(page: Page, words: str) -> Any:
    return page.locator("#emails > li").filter(has_text=words)


def test_what_was_sent_is_known_and_what_is_answered_is_kept(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe
) -> None:
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_member(page, FR)
    invoice = bill_member(page)
    number = page.get_by_role("heading", level=1).inner_text().split()[-1]
    colleague = visitor(base_url=server.url)
    accept_invitation(colleague, invite_colleague(page, sendgrid, FR))
    expect(colleague.locator(".nav a").first).to_be_visible()
    open_record(page, "Zoé Roy")
    page.get_by_role("button", name=FR.invite).click()
    member = visitor(base_url=server.url, viewport={"width": 390, "height": 844})
    accept_invitation(member, wait_for_letter(page, sendgrid, MEMBER))
    expect(member).to_have_url(re.compile("/zone$"))
    ref = invoice.rsplit("/", 1)[1]

    # Composed and sent, to two people at once: one press, one email.
    page.goto(invoice + "/send")
    has_chips(page, "to", "Zoé Roy")
    paste(page, "to", f"Max Tiers <{MAX}>")
    has_chips(page, "to", "Zoé Roy", "Max Tiers")
    page.locator("#send").dblclick()
    expect(page.locator(".banner-sent")).to_contain_text(FR.created)
    first = wait_for_letter(page, sendgrid, MAX)
    assert len(letters_to(sendgrid, MAX)) == 1

    # Delivered to one, bounced for the other, with what to do about it; and not lost among the others.
    sent = email_with(page, "Max Tiers")
    expect(sent).to_contain_text("envoyé")
    news(server, first, "delivered", MEMBER, response="250 OK")
    news(server, first, "bounce", MAX, type="bounce", status="5.1.1", reason="550 5.1.1 User unknown")
    zoe, max_ = (sent.locator(".recipients li").filter(has_text=each) for each in (MEMBER, MAX))
    expect(zoe).to_contain_text("livré")
    expect(max_).to_contain_text("non livrable")
    expect(max_).to_contain_text("corrigez sa fiche")
    assert axe(page) == []
    colleague.goto("/invoices?show=undelivered")
    expect(colleague.get_by_role("link", name=number)).to_be_visible()

    # The very bytes are at hand, with their seal.
    with page.expect_download() as downloading:
        sent.get_by_role("link", name="Original").click()
    bytes_sent = downloading.value.path().read_bytes()
    assert hashlib.sha256(bytes_sent).hexdigest()[:8] in sent.inner_text()
    assert first["headers"]["Message-ID"].encode() in bytes_sent

    # A reply arrives in two open windows, without a reload.
    colleague.goto(invoice + "/emails")
    expect(email_with(colleague, "Max Tiers")).to_be_visible()
    reply_by_mail(server, first, "Pouvez-vous préciser le tarif ?")
    for each in (page, colleague):
        expect(email_with(each, "préciser le tarif")).to_be_visible()
    reply_by_mail(server, first, "Pouvez-vous préciser le tarif ?")

    # Answered from the app: the client's mail program keeps the thread.
    received = email_with(page, "préciser le tarif")
    received.get_by_role("button", name="Répondre", exact=True).or_(
        received.get_by_role("link", name="Répondre", exact=True)
    ).locator("visible=true").first.click()
    expect(page.locator("#message")).to_be_visible()
    page.locator("#message").fill("Le tarif est celui de 2026.")
    page.locator("#message").press("Control+Enter")
    expect(page.locator(".banner-sent").last).to_contain_text(FR.created)
    answer = wait_for_letter(page, sendgrid, MEMBER, count=3)
    replied_to = answer["headers"]["In-Reply-To"]
    assert replied_to.startswith("<reply-")
    assert answer["headers"]["References"].split() == [first["headers"]["Message-ID"], replied_to]
    assert answer["reply_to"]["email"] == first["reply_to"]["email"]
    reply_by_mail(server, answer, "Parfait, je paie demain.")
    for each in (page, colleague):
        expect(email_with(each, "je paie demain")).to_be_visible()
    # What the provider posted twice is there once.
    expect(email_with(page, "préciser le tarif")).to_have_count(1)

    # The member reads it on their page, and answers there: the same thread.
    member.goto(f"/zone/invoices/{ref}/emails")
    expect(email_with(member, "Le tarif est celui de 2026.")).to_be_visible()
    member.locator("#answer textarea").fill("Payé ce matin.")
    member.locator("#answer button[type=submit]").click()
    for each in (member, page):
        expect(email_with(each, "Payé ce matin.")).to_be_visible()
    assert axe(member) == []

    # What is private is invisible to a colleague and to the member, wherever they look.
    page.goto(invoice + "/send")
    has_chips(page, "to", "Zoé Roy")
    page.get_by_role("button", name="Retirer Zoé Roy").click()
    page.locator("#to").press_sequentially(MAX + ",")
    has_chips(page, "to", MAX)
    page.locator("#private").check()
    page.locator("#subject").fill("Entente confidentielle")
    page.locator("#message").fill("Entre nous : un rabais secret.")
    page.locator("#send").click()
    expect(page.locator(".banner-sent")).to_contain_text(FR.created)
    private = wait_for_letter(page, sendgrid, MAX, count=2)
    assert private["reply_to"]["email"] != first["reply_to"]["email"]
    reply_by_mail(server, private, "Rabais secret accepté.")
    hidden = email_with(page, "Rabais secret accepté.")
    expect(hidden).to_be_visible()
    original = hidden.get_by_role("link", name="Original").get_attribute("href") or ""
    for each, addresses in (
        (colleague, (f"/invoices/{ref}/emails", "/mail?q=secret", "/mail?q=confidentielle", "/mail", "/")),
        (member, (f"/zone/invoices/{ref}/emails",)),
    ):
        for address in addresses:
            each.goto(address)
            expect(each.get_by_role("heading", level=1)).to_be_visible()
            each.wait_for_load_state("networkidle")
            assert "secret" not in each.locator("main").inner_text().replace("« secret »", "").lower()
            assert "confidentielle" not in each.locator("#emails, .mail-line").all_inner_texts()
        assert each.request.get(server.url + original).status == 404
    page.goto("/mail?q=secret")
    expect(
        page.locator(".mail-line").filter(has_text=re.compile("rabais secret", re.IGNORECASE))
    ).to_have_count(2)

    # Somebody whom nobody knows: kept, with why, and filed by hand.
    lost = {**answer, "reply_to": {"email": "r-00000000000000000000000000@reply.club.example"}}
    lost["headers"] = {"Message-ID": "<elsewhere@client.example>"}
    reply_by_mail(server, lost, "Réponse à une adresse inconnue.")
    page.goto("/mail/unmatched")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_text("Réponse à une adresse inconnue.")).to_be_visible()
    assert axe(page) == []
