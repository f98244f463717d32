"""« À classer »: what nobody could place arrives, is seen at once, and finds its place by hand."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCREENSHOTS, Server
from tests.browser.test_main_job import (
    FR,
    MEMBER,
    SECRET,
    Axe,
    Enter,
    add_member,
    finalise,
    open_record,
    served,
    set_up,
    wait_for_letter,
    write_invoice,
)
from tests.databases import Backend
from tests.mail.fake_sendgrid import FakeSendGrid

AWFUL = "Sujet " + "interminableetsanscoupure" * 8


def arrives(server: Server, *, sender: str, subject: str, text: str, **headers: str) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, "info@reply.club.example", subject
    message["Message-ID"] = f"<{abs(hash(subject + text))}@ailleurs.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Reçu été.pdf")
    posts(server, message.as_bytes())


def posts(server: Server, message: bytes) -> None:
    envelope = '{"to":["info@reply.club.example"],"from":"x@ailleurs.example"}'
    answer = httpx.post(
        f"{server.url}/hooks/sendgrid/inbound/{SECRET}",
        data={"envelope": envelope},
        files={"email": (None, message)},
        timeout=20,
    )
    assert answer.status_code == 200


def message_about(page: Page, subject: str) -> Any:
    return page.locator("main li").filter(has=page.get_by_role("heading", name=subject))


def picture(page: Page, name: str) -> None:
    """For whoever wants to look: `PICTURES=1 pytest tests/browser/test_unmatched.py`."""
    if "PICTURES" not in os.environ:
        return
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for width, height in ((1440, 900), (390, 844)):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)
            page.screenshot(path=SCREENSHOTS / f"unmatched-{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_what_nobody_could_place_is_filed_by_hand(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe
) -> None:
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_member(page, FR)
    write_invoice(page, FR)
    invoice = finalise(page, FR, email=True)
    number = page.get_by_role("heading", level=1).inner_text().split()[-1]
    letter = wait_for_letter(page, sendgrid, MEMBER)

    # Nothing waits, and the page says what it is for.
    page.goto("/mail/unmatched")
    expect(page.get_by_role("heading", name="Tout est classé")).to_be_visible()
    assert axe(page) == []
    picture(page, "empty")

    # Somebody else answers our email: it is here at once, with why, and where it seems to belong.
    arrives(
        server, sender="Marc Comptable <marc@ailleurs.example>", subject="Re: votre facture",
        text="Bonjour,\n\nLe paiement part vendredi.", In_Reply_To=letter["headers"]["Message-ID"],
    )  # fmt: skip
    found = message_about(page, "Re: votre facture")
    expect(found).to_contain_text("n’en était pas destinataire")
    expect(found).to_contain_text("1 pièce jointe")
    found.get_by_role("button", name=re.compile("^(Lire|Ouvrir)$")).click()
    expect(found.locator(".mail-body")).to_contain_text("Le paiement part vendredi.")
    with page.expect_download() as downloading:
        found.get_by_role("link", name="Reçu été.pdf").click()
    assert downloading.value.path().read_bytes() == b"%PDF-1.4"
    with page.expect_download() as downloading:
        found.get_by_role("link", name="Original").click()
    assert downloading.value.suggested_filename.endswith(".eml")
    assert b"Le paiement part" in downloading.value.path().read_bytes()
    expect(found).to_contain_text("répond à un courriel de cette facture")
    arrives(server, sender=f"Zoé <{MEMBER}>", subject=AWFUL, text="Voici.\n" + "mot " * 9_000)
    arrives(server, sender="robot@ailleurs.example", subject="Gagnez un voyage", text="Cliquez !")
    posts(server, b"X: " + b"y" * 300_000 + b"\r\n\r\nillisible")
    expect(page.locator("main ul > li article")).to_have_count(4)
    assert axe(page) == []
    picture(page, "list")
    page.set_viewport_size({"width": 390, "height": 844})
    assert is_as_wide_as_the_screen(page)
    page.set_viewport_size({"width": 1280, "height": 800})

    # One click files it; the invoice shows it, flagged, and its history says so.
    found.get_by_role("button", name=f"Classer dans {number}").click()
    expect(page.locator("#banner")).to_contain_text(f"Message classé dans la facture {number}")
    expect(found).to_have_count(0)
    page.goto("/")
    expect(page.get_by_role("link", name="3 messages à classer")).to_be_visible()
    picture(page, "desk")
    assert axe(page) == []
    page.goto(invoice + "/emails")
    expect(page.get_by_text("Le paiement part vendredi.")).to_be_visible()
    expect(page.get_by_text("Expéditeur inconnu dans cette conversation")).to_be_visible()
    page.goto(invoice + "/history")
    expect(page.get_by_text("Courriel reçu classé ici")).to_be_visible()

    # Another is looked for by name; its sender is added, and what they write next is filed by itself.
    page.goto("/mail/unmatched")
    awful = message_about(page, AWFUL)
    awful.get_by_role("button", name=re.compile("^(Lire|Ouvrir)$")).click()
    expect(awful).to_contain_text("La suite est dans l’original")
    expect(awful).to_contain_text("facture récente de cette personne")
    awful.get_by_role("button", name="Classer chez une personne").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("personne de ce nom")
    expect(dialog.get_by_text("Aucune fiche ne correspond.")).to_be_visible()
    dialog.get_by_role("searchbox").fill("zoe")
    expect(dialog.get_by_role("button", name="Zoé Roy")).to_be_visible()
    assert axe(page) == []
    picture(page, "person")
    dialog.get_by_role("button", name="Fermer").click()
    expect(dialog).not_to_be_visible()
    awful.get_by_role("button", name="Classer dans une facture").click()
    dialog.get_by_role("searchbox").fill(number)
    # The page ticks it, and says so.
    dialog.get_by_label("Ajouter cette personne à la conversation").click()
    expect(dialog.get_by_label("Ajouter cette personne à la conversation")).to_be_checked()
    expect(dialog.get_by_role("button", name=number)).to_be_visible()
    picture(page, "invoice")
    dialog.get_by_role("button", name=number).click()
    expect(awful).to_have_count(0)

    # What is spam is put away, taken back, put away again; what cannot be read is read again.
    spam = message_about(page, "Gagnez un voyage")
    spam.get_by_role("button", name="Indésirable").click()
    expect(spam).to_have_count(0)
    picture(page, "undo")
    page.get_by_role("button", name="Annuler").click()
    expect(spam).to_have_count(1)
    spam.get_by_role("button", name="Indésirable").click()
    page.get_by_label("Messages montrés").select_option("spam")
    expect(spam.get_by_role("button", name="Ce n’est pas un indésirable")).to_be_visible()
    expect(spam).to_contain_text("Ada Admin")
    assert axe(page) == []
    picture(page, "spam")
    page.get_by_label("Messages montrés").select_option("waiting")
    unread = message_about(page, "(message illisible)")
    expect(unread).to_contain_text("N’a pas pu être lu")
    expect(unread.get_by_role("button", name="Classer dans une facture")).to_have_count(0)
    unread.get_by_role("button", name=re.compile("^Relire")).click()
    expect(page.locator("#banner")).to_contain_text("il attend toujours ici")
    expect(unread).to_have_count(1)
    open_record(page, "Zoé Roy")


def test_a_colleague_who_is_no_admin_is_turned_away(server: Server, visitor: Enter) -> None:
    page = visitor()
    page.goto("/mail/unmatched")
    expect(page).to_have_url(re.compile(r"/(sign-in|setup)"))
