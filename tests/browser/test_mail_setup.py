"""Sending is set up in the app: SendGrid, its key, its addresses, and a test that goes out and comes back."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import httpx
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_main_job import ADMIN, FR, set_up
from tests.databases import Backend
from tests.mail.fake_sendgrid import FakeSendGrid

KEY = "SG.cle-secrete-de-l-histoire.0123456789abcdef"


def test_sendgrid_is_set_up_and_a_test_goes_out_and_comes_back(
    serve: Callable[..., Server],
    sqlite: Backend,
    sendgrid: FakeSendGrid,
    visitor: Callable[..., Page],
    axe: Callable[..., list[str]],
) -> None:
    server = serve(sqlite, SENDGRID_URL=sendgrid.url)
    page = visitor(server.url)
    said: list[str] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: said.append(str(frame))),
    )
    set_up(page, FR)
    page.get_by_role("link", name="Configurer l’envoi").locator("visible=true").click()
    expect(page).to_have_url(re.compile(r"/organisation/mail$"))

    _choose_sendgrid_and_paste_the_key(page)
    page.locator("#from_address").fill("Facturation@club.example")
    page.locator("#from-form").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("_dmarc.club.example")).to_be_visible()
    _name_the_domain_of_replies(page)
    inbound, events = _addresses(page)
    page.evaluate("scrollTo(0, 0)")  # the banner lies over nothing then
    assert axe(page) == []

    page.get_by_role("button", name="Mettre en service").click()
    expect(page.get_by_text("partiront pour vrai")).to_be_visible()
    expect(page.get_by_text("rien n’est envoyé")).to_have_count(0)
    page.get_by_role("button", name="Envoyer un test").click()
    expect(page.locator("[data-hop=accepted]")).to_have_attribute("data-state", "done")
    expect(page.locator("[data-hop=accepted]")).to_contain_text("202")
    [sent] = sendgrid.payloads
    assert sent["from"]["email"] == "facturation@club.example"
    assert sent["personalizations"][0]["to"] == [{"email": ADMIN, "name": "Ada Admin"}]

    expect(page.locator("[data-hop=event]")).to_have_attribute("data-state", "waiting")
    ref = sent["personalizations"][0]["custom_args"]["acct_email_id"]
    news = {"event": "delivered", "email": ADMIN, "acct_email_id": ref, "timestamp": int(time.time())}
    assert httpx.post(events, json=[news]).status_code == 200
    expect(page.locator("[data-hop=event]")).to_have_attribute("data-state", "done")

    assert httpx.post(inbound, **_reply(sent)).status_code == 200
    expect(page.locator("[data-hop=reply]")).to_have_attribute("data-state", "done")
    expect(page.locator("[data-hop=reply]")).to_contain_text(ADMIN)
    page.evaluate("scrollTo(0, 0)")  # the banner lies over nothing then
    assert axe(page) == []

    page.reload()
    expect(page.get_by_role("heading", name="Envoi des courriels")).to_be_visible()
    expect(page.locator("[data-hop=reply]")).to_have_attribute("data-state", "done")
    assert KEY not in page.content()
    assert any("sendgrid_region" in frame for frame in said), "the frames were listened to"
    assert [frame for frame in said if KEY in frame] == []
    assert inbound.rpartition("/")[2] not in page.content(), "an address is hidden when the page is left"
    assert KEY not in server.log()
    assert KEY.encode() not in b"".join(f.read_bytes() for f in server.data_dir.glob("quittance.db*"))


def _choose_sendgrid_and_paste_the_key(page: Page) -> None:
    page.locator("#way-sendgrid").check()
    page.locator("#sendgrid_key").fill("pas une clé")
    page.locator("#key-form").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#sendgrid_key-wrong")).to_contain_text("SG.")
    page.locator("#sendgrid_key").fill(f"  {KEY} ")
    page.locator("#key-form").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La clé est bonne et permet d’envoyer.")).to_be_visible()
    expect(page.locator("#key-form")).to_contain_text("Enregistrée le")
    expect(page.locator("#sendgrid_key")).to_have_value("")


def _name_the_domain_of_replies(page: Page) -> None:
    page.locator("#reply_domain").fill("club.example")
    page.locator("#reply-form").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#reply_domain-wrong")).to_contain_text("reponses.club.example")
    page.locator("#reply_domain").fill("reponses.club.example")
    page.locator("#reply-form").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("mx.sendgrid.net", exact=True)).to_be_visible()


def _addresses(page: Page) -> tuple[str, str]:
    expect(page.locator("#inbound-url")).to_have_count(0)
    page.get_by_role("button", name="Afficher l’adresse").first.click()
    expect(page.locator("#inbound-url")).to_have_value(re.compile("/hooks/sendgrid/inbound/"))
    return page.locator("#inbound-url").input_value(), page.locator("#events-url").input_value()


def _reply(sent: dict) -> dict:
    """What SendGrid posts when the admin has answered, raw."""
    to = sent["reply_to"]["email"]
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = f"Ada Admin <{ADMIN}>", to
    message["Subject"] = f"Re: {sent['subject']}"
    message["Message-ID"] = "<la-reponse@club.example>"
    message["In-Reply-To"] = sent["headers"]["Message-ID"]
    message.set_content("Bien reçu !", cte="quoted-printable")
    envelope = json.dumps({"to": [to], "from": ADMIN})
    return {"files": {"email": (None, message.as_bytes()), "envelope": (None, envelope)}}
