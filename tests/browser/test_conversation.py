"""The conversation beside an invoice: read safely, judged, noted, moved, and answered by the member."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from invoice_app.accounts.inviting import create_account
from invoice_app.accounts.models import Account
from invoice_app.accounts.passwords import hash_password
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.commands.create_admin import make_admin
from invoice_app.invoices import sending
from invoice_app.invoices.issuing import foresee, seal
from invoice_app.invoices.models import Invoice
from invoice_app.mail.actions import simulate_reply
from invoice_app.mail.composing import Recipient
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import Email
from invoice_app.mail.transports.local import Local
from invoice_app.members import actions as members
from invoice_app.members.queries import customer_by_ref
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.permission import Viewer
from tests.browser.conftest import Server
from tests.conftest import forget
from tests.databases import Backend
from tests.invoices.conftest import Club, drafted, plant

PASSWORD = "trois bateaux verts 9"
ADMIN, MEMBER = "ada@club.example", "zoe@client.example"
NOW = datetime(2026, 3, 16, 18, 30, tzinfo=UTC)
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)

Enter = Callable[..., Page]
Axe = Callable[..., list[str]]


@dataclass
class House:
    """A served club: two issued invoices of one member, the first sent and answered."""

    server: Server
    ref: str
    other: str
    other_number: str
    sent: str
    reply: str
    admin: Viewer
    about: About


@pytest.fixture
def house(serve: Callable[..., Server], sqlite: Backend, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """This process sees the same database and files as the server."""
    server = serve(sqlite, MAIL_TRANSPORT="local")
    for name in ("DATA_DIR", "DATABASE_URL"):
        monkeypatch.setenv(name, server.env[name])
    forget()
    with writing() as db:
        club = plant(db, NOW)
        make_admin(
            db, email=ADMIN, name="Ada Admin", language="fr", password_hash=hash_password(PASSWORD), now=NOW
        )
        admin = viewer_of_account(db, db.exec(select(Account).where(Account.email == ADMIN)).one())
        _member_signs_in(db, club)
        first, second = (_issued(db, club, admin) for _ in range(2))
        sent = _sent(db, first, admin)
    Courier(Local(server.data_dir / "outbox")).deliver_due(NOW)
    about = About("invoice", first.id or 0)
    with writing() as db:
        text = "Le taux de TVQ est-il le bon ?"
        reply = simulate_reply(db, about=about, text=text, now=NOW + timedelta(hours=1))
        assert reply
    yield House(server, first.ref, second.ref, second.number or "", sent.ref, reply.ref, admin, about)
    server.stop()
    forget()


def _member_signs_in(db: Session, club: Club) -> None:
    account = create_account(
        db, email=MEMBER, name="Zoé Roy", language="fr", preset="member", now=NOW,
        password_hash=hash_password(PASSWORD),
    )  # fmt: skip
    customer = customer_by_ref(db, club.member)
    customer.account_id = account.id
    members.save(db, customer)


def _issued(db: Session, club: Club, admin: Viewer) -> Invoice:
    draft = drafted(db, club, NOW)
    seal(db, plan=foresee(db, ref=draft.ref, now=NOW), pdf=b"%PDF-1.7\n%", by=admin, now=NOW)
    return draft


def _sent(db: Session, invoice: Invoice, admin: Viewer) -> Email:
    envelope = sending.Envelope(
        nonce="1", recipients=(Recipient("to", MEMBER, "Zoé Roy"),), subject="Facture de mars",
        message="Bonjour,\n\nVoici la facture.", private=False, with_pdf=False, enclosed=(),
    )  # fmt: skip
    sending.send(db, ref=invoice.ref, envelope=envelope, by=admin, now=NOW)
    return db.exec(select(Email).where(Email.direction == "out")).one()


def enter(page: Page, email: str = ADMIN) -> Page:
    page.goto("/sign-in")
    page.locator("input[name=email]").first.fill(email)
    page.locator("input[name=password]").first.fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def the_email(ref: str) -> Email:
    with reading() as db:
        return db.exec(select(Email).where(Email.ref == ref)).one()


def change(ref: str, **fields: Any) -> None:
    with writing() as db:
        email = db.exec(select(Email).where(Email.ref == ref)).one()
        for name, value in fields.items():
            setattr(email, name, value)
        db.add(email)


class Canary:
    """Counts who calls: a picture that is fetched, a style that is loaded, a form that is sent."""

    heard: list[bytes]

    def __enter__(self) -> Canary:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port, self.heard = self._door.getsockname()[1], []
        threading.Thread(target=self._count, daemon=True).start()
        return self

    def _count(self) -> None:
        while True:
            try:
                caller, (_, port) = self._door.accept()
            except OSError:
                return
            caller.settimeout(2)
            with suppress(OSError):
                line = caller.recv(300).partition(b"\r\n")[0]
                # Who only knocks is noted too: a browser may connect before it has anything to ask.
                self.heard.append(line or b"a connection from port %d that asked nothing" % port)
            caller.close()

    def __exit__(self, *_: object) -> None:
        self._door.close()


HOSTILE = """
<script>parent.hit=1;top.hit=1;document.title='hit';fetch('{at}/script')</script>
<img src=x onerror="parent.hit=1;new Image().src='{at}/onerror'">
<svg onload="parent.hit=1"><script>parent.hit=1</script></svg>
<svg><a xlink:href="javascript:parent.hit=1"><text y=20>clic</text></a></svg>
<meta http-equiv="refresh" content="0;url={at}/refresh">
<base href="{at}/"><link rel="stylesheet" href="{at}/style.css"><link rel="prefetch" href="{at}/prefetch">
<style>@import url({at}/import.css); body{{background:url({at}/background.png)}}</style>
<div style="background:url({at}/inline.png)">bonjour</div>
<img src="{at}/picture.png"><img srcset="{at}/set.png 2x"><picture><source srcset="{at}/s.png"><img></picture>
<video poster="{at}/poster.png" src="{at}/film.mp4" autoplay></video><audio src="{at}/a.mp3" autoplay></audio>
<iframe src="{at}/frame"></iframe><object data="{at}/object"></object><embed src="{at}/embed">
<iframe srcdoc="<script>parent.parent.hit=1</script>"></iframe>
<form action="{at}/form" id=f><input autofocus onfocus="parent.hit=1"><button>ok</button></form>
<a href="javascript:parent.hit=1" id=js>lien</a><a href="https://example.org/" id=out>dehors</a>
<details open ontoggle="parent.hit=1">x</details><marquee onstart="parent.hit=1">x</marquee>
<table background="{at}/table.png"><tr><td>cellule</td></tr></table><p>Texte visible</p>
"""


@pytest.mark.parametrize("way", ["received", "sent"])
def test_a_hostile_email_runs_nothing_and_calls_nobody(
    house: House, visitor: Enter, troubles: Any, way: str
) -> None:
    """Stored as if nothing had made it harmless before; and as one of ours, where only the frame protects."""
    for refused in ("Content Security Policy", "sandboxed", "ERR_", "Failed to load"):
        troubles.expected(refused)
    ref = house.reply if way == "received" else house.sent
    with Canary() as canary:
        hostile = HOSTILE.format(at=f"http://127.0.0.1:{canary.port}")
        change(ref, **({"clean_html": hostile} if way == "received" else {"html": hostile}))
        page = enter(visitor(base_url=house.server.url))
        page.goto(f"/invoices/{house.ref}/emails")
        article = page.locator("#emails > li").nth(0 if way == "received" else 1)
        article.get_by_role("button", name="Mise en forme").click()
        inside = article.frame_locator("iframe")
        expect(inside.get_by_text("Texte visible")).to_be_visible()
        page.wait_for_timeout(700)
        if inside.locator("#js").count():
            inside.locator("#js").click()
        assert canary.heard == []
        assert page.evaluate("window.hit") is None
        assert page.title() != "hit"
        assert page.url.endswith(f"/invoices/{house.ref}/emails")
        # Opened by itself, it is as shut in.
        alone = page.context.new_page()
        answer = alone.goto(f"/files/mail/{ref}/body.html")
        assert answer
        assert "sandbox" in answer.headers["content-security-policy"]
        assert alone.evaluate("window.origin") == "null"
        alone.wait_for_timeout(300)
        assert canary.heard == []


def test_pictures_from_elsewhere_come_only_when_asked_for(
    house: House, visitor: Enter, troubles: Any
) -> None:
    troubles.expected("ERR_")
    with Canary() as canary:
        html = f'<p>Logo</p><img src="https://127.0.0.1:{canary.port}/pixel.png" alt="suivi">'
        change(house.reply, clean_html=html, remote_images=1)
        page = enter(visitor(base_url=house.server.url))
        page.goto(f"/invoices/{house.ref}/emails")
        article = page.locator("#emails > li").first
        article.get_by_role("button", name="Mise en forme").click()
        expect(article.frame_locator("iframe").get_by_text("Logo")).to_be_visible()
        page.wait_for_timeout(500)
        assert canary.heard == []
        article.get_by_role("button", name="Afficher les images distantes (1)").click()
        expect(article.locator("iframe")).to_have_attribute("src", re.compile(r"images=1$"))
        for _ in range(50):
            if canary.heard:
                break
            page.wait_for_timeout(100)
        assert canary.heard
        # Asked for once: another look asks again.
        article.get_by_role("button", name="Texte", exact=True).click()
        article.get_by_role("button", name="Mise en forme").click()
        expect(article.locator("iframe")).to_have_attribute("src", re.compile(r"body\.html$"))


def test_a_link_opens_in_a_tab_of_its_own_without_the_page_behind_it(house: House, visitor: Enter) -> None:
    change(house.reply, clean_html='<p><a href="/sign-in?of=mail">un lien</a></p>')
    change(
        house.sent,
        html=f'<html><head></head><body><a href="{house.server.url}/refused">ici</a></body></html>',
    )
    page = enter(visitor(base_url=house.server.url))
    page.goto(f"/invoices/{house.ref}/emails")
    article = page.locator("#emails > li").nth(1)
    article.get_by_role("button", name="Mise en forme").click()
    with page.context.expect_page() as opening:
        article.frame_locator("iframe").get_by_text("ici").click()
    opened = opening.value
    opened.wait_for_url("**/refused")
    assert page.url.endswith("/emails")


def test_pictures_of_the_text_are_shown_and_a_page_that_pretends_to_be_one_is_not(
    house: House, visitor: Enter
) -> None:
    from invoice_app.mail.freezing import Attachment
    from invoice_app.mail.outbox import attached

    change(
        house.reply, clean_html='<img src="cid:vrai@x" id=a alt="vrai"><img src="cid:faux@x" id=b alt="faux">'
    )
    with writing() as db:
        email_id = the_email(house.reply).id or 0
        for n, (name, content) in enumerate((("vrai", PIXEL), ("faux", b"<script>1</script>"))):
            file = Attachment(f"{name}.png", "image/png", content)
            db.add(attached(email_id, n, file, f"{name}@x"))
    page = enter(visitor(base_url=house.server.url))
    page.goto(f"/invoices/{house.ref}/emails")
    article = page.locator("#emails > li").first
    article.get_by_role("button", name="Mise en forme").click()
    inside = article.frame_locator("iframe")
    expect(inside.locator("img[alt=vrai]")).to_have_js_property("naturalWidth", 1)
    assert inside.locator("img[alt=faux]").get_attribute("src") is None


def test_a_reply_is_judged_noted_beside_and_moved(house: House, visitor: Enter, axe: Axe) -> None:
    page = enter(visitor(base_url=house.server.url))
    page.goto(f"/invoices/{house.ref}/emails")
    expect(page.locator(".tabs [aria-current=page]")).to_have_text("Courriels (2)")
    reply = page.locator("#emails > li").first

    # One press judges, another takes it back; the head and the timeline say so, the status does not move.
    status = page.locator(".page-head .badge").first.inner_text()
    reply.get_by_role("button", name="Approuvée").click()
    expect(page.locator(".page-head")).to_contain_text("Approuvée par le client")
    expect(reply.locator(".badge-green")).to_have_text("Approuvée")
    assert page.locator(".page-head .badge").first.inner_text() == status
    reply.get_by_role("button", name="À réviser").click()
    expect(page.locator(".page-head")).to_contain_text("À réviser selon le client")
    reply.get_by_role("button", name="À réviser").click()
    expect(page.locator(".page-head")).not_to_contain_text("selon le client")
    assert axe(page) == []
    page.goto(f"/invoices/{house.ref}/history")
    expect(page.locator("main table")).to_contain_text(re.compile("Réponse de .*Approuvée"))

    # A note is visibly no email; two presses make one; a refusal loses nothing.
    page.goto(f"/invoices/{house.ref}/emails")
    page.get_by_text("Ajouter une note interne").click()
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.locator(".mail-note-box .wrong")).to_be_visible()
    page.locator("#text").fill("Relancer Zoé en avril.")
    page.get_by_role("button", name="Enregistrer la note").dblclick()
    note = page.locator("#emails > li").first
    expect(note).to_contain_text("Jamais envoyée")
    expect(note).to_contain_text("Relancer Zoé en avril.")
    expect(page.locator("#emails > li")).to_have_count(3)
    assert axe(page) == []

    # The reply was about the other invoice.
    page.locator("#emails > li").nth(1).get_by_role("button", name="Déplacer…").click()
    page.locator("#move-email input[type=search]").fill(house.other_number)
    expect(page.locator("#move-email li")).to_have_count(1)
    assert axe(page) == []
    page.locator("#move-email li button").first.click()
    expect(page.locator("#emails > li")).to_have_count(2)
    page.goto(f"/invoices/{house.other}/emails")
    expect(page.locator("#emails > li").first).to_contain_text("TVQ")


def test_a_member_answers_from_the_page_in_the_same_thread(house: House, visitor: Enter, axe: Axe) -> None:
    office = enter(visitor(base_url=house.server.url))
    office.goto(f"/invoices/{house.ref}/emails")
    office.get_by_text("Ajouter une note interne").click()
    office.locator("#text").fill("Client difficile.")
    office.get_by_role("button", name="Enregistrer la note").click()
    office.locator("#emails > li").nth(1).get_by_role("button", name="À réviser").click()
    expect(office.locator("#emails > li")).to_have_count(3)

    member = enter(visitor(base_url=house.server.url, viewport={"width": 390, "height": 844}), MEMBER)
    member.goto(f"/zone/invoices/{house.ref}/emails")
    expect(member.locator("#emails > li")).to_have_count(2)
    shown = member.locator("#emails").inner_text()
    for kept_inside in (
        "difficile",
        "réviser",
        "SHA-256",
        "non envoyé",
        "Ada Admin",
        "Déplacer",
        "Répondre à tous",
    ):
        assert kept_inside not in shown
    assert axe(member) == []

    # Refused, nothing typed is lost; pressed twice, it is sent once; the office sees it at once.
    member.locator("#answer button[type=submit]").click()
    expect(member.locator("#answer .wrong")).to_be_visible()
    member.locator("#text").fill("Je paierai vendredi.")
    member.locator("#answer input[type=file]").set_input_files(
        {"name": "Chèque.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-cheque"}
    )
    expect(member.locator("#answer .file")).to_contain_text("Chèque.pdf")
    expect(member.locator("#text")).to_have_value("Je paierai vendredi.")
    member.locator("#answer button[type=submit]").dblclick()
    expect(member.locator("#emails > li")).to_have_count(3)
    expect(member.locator("#emails > li").first).to_contain_text("Je paierai vendredi.")
    expect(member.locator("#text")).to_have_value("")
    expect(member.locator("#answer .file")).to_have_count(0)
    expect(office.locator("#emails > li")).to_have_count(4)
    first = office.locator("#emails > li").first
    expect(first).to_contain_text("Je paierai vendredi.")
    expect(first).to_contain_text("Cheque.pdf")
    with reading() as db:
        answer = db.exec(select(Email).where(Email.transport == "zone")).one()
    reply = the_email(house.reply)
    assert answer.in_reply_to == reply.message_id
    assert answer.conversation_id == reply.conversation_id


def test_what_left_in_doubt_is_settled_from_the_tab(house: House, visitor: Enter) -> None:
    from invoice_app.mail.models import OutboxItem

    def doubt() -> None:
        with writing() as db:
            email = db.exec(select(Email).where(Email.ref == house.sent)).one()
            email.status = db.get_one(OutboxItem, email.id).state = "uncertain"

    doubt()
    page = enter(visitor(base_url=house.server.url))
    page.goto(f"/invoices/{house.ref}/emails")
    sent = page.locator("#emails > li").nth(1)
    sent.get_by_role("button", name="Marquer comme envoyé").click()
    expect(sent.get_by_role("button", name="Marquer comme envoyé")).to_have_count(0)
    assert the_email(house.sent).status == "accepted"
    doubt()
    page.reload()
    sent.get_by_role("button", name="Renvoyer").click()
    expect(page.locator("#send-again")).to_contain_text("deux fois")
    page.locator("#send-again .button-danger").click()
    expect(page.locator("#banner")).to_contain_text("de nouveau en file")
