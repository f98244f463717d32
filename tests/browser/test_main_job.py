"""The main job, told as one story: set up, bill a member, send, be read, be answered, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.browser.conftest import SETUP_CODE, Server
from tests.databases import Backend
from tests.mail.fake_sendgrid import FakeSendGrid

SECRET = "hook-secret-of-the-story"
PASSWORD = "trois bateaux verts 9"
ADMIN, MEMBER, COLLEAGUE, CLIENT = (
    "ada@club.example",
    "zoe@client.example",
    "guy@club.example",
    "comptes@port.example",
)

Enter = Callable[..., Page]
Axe = Callable[..., list[str]]


@dataclass
class Words:
    """What the story presses and reads, in one language."""

    language: str
    go_on: str
    record: str
    issue: str
    review: str
    finalise: str
    created: str
    awaiting: str
    emails: str
    send: str
    my_invoices: str
    invite: str


FR = Words(
    "fr",
    "Continuer",
    "Enregistrer",
    "Produire une facture",
    "Vérifier et finaliser",
    "Finaliser",
    "Communication créée",
    "En attente de paiement",
    "Courriels",
    "Envoyer la facture",
    "Mes factures",
    "Inviter",
)
EN = Words(
    "en",
    "Continue",
    "Save",
    "Issue an invoice",
    "Review and finalise",
    "Finalise",
    "Communication created",
    "Awaiting payment",
    "Emails",
    "Send Invoice",
    "My invoices",
    "Invite",
)


def served(serve: Callable[..., Server], backend: Backend, sendgrid: FakeSendGrid) -> Server:
    return serve(
        backend,
        MAIL_TRANSPORT="sendgrid",
        SENDGRID_URL=sendgrid.url,
        SENDGRID_API_KEY="SG.of-the-story",
        SENDGRID_HOOK_SECRET=SECRET,
        MAIL_FROM="facturation@club.example",
        MAIL_REPLY_DOMAIN="reply.club.example",
    )


def set_up(page: Page, say: Words) -> None:
    """Three short steps, from the address that the terminal prints."""
    page.goto(f"/setup?code={SETUP_CODE}")
    expect(page.locator("#name")).to_be_visible()
    if say.language == "en":
        page.locator(".language-switch").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Installation")
    page.locator("#name").fill("Club des Érables")
    page.locator("#street").fill("1, rue du Quai")
    page.locator("#city").fill("Rimouski")
    page.locator("#postal_code").fill("g5l1a1")
    page.locator("#language").select_option(say.language)
    page.locator("#gst_number").fill("123456789RT0001")
    page.locator("#qst_number").fill("1234567890 TQ0001")
    page.get_by_role("button", name=say.go_on).locator("visible=true").click()
    page.locator("#admin_name").fill("Ada Admin")
    page.locator("#admin_email").fill(ADMIN)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=say.go_on).locator("visible=true").click()
    page.locator("#start-empty").check()
    page.locator("button[type=submit]:visible").last.click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator(".nav a").first).to_be_visible()


def add_member(page: Page, say: Words) -> None:
    page.goto("/members/new/member")
    # The form is this one's once its number is offered; until then the last one's may still be there.
    expect(page.locator("#member_number")).not_to_have_value("")
    page.locator("#given_name").fill("Zoé")
    page.locator("#family_name").fill("Roy")
    _fill_address(page, MEMBER, say)
    expect(page).to_have_url(re.compile(r"/members/[0-9a-z]{26}$"))


def add_company_with_two_people(page: Page, say: Words) -> None:
    page.goto("/members/new/company")
    page.locator("#company_name").fill("Ateliers du Port inc.")
    _fill_address(page, CLIENT, say)
    expect(page).to_have_url(re.compile(r"/members/[0-9a-z]{26}$"))
    record = page.url
    for given in ("Léa", "Max"):
        page.goto(record)
        page.locator("a[href*='/members/new/contact']").first.click()
        page.locator("#given_name").fill(given)
        page.locator("#family_name").fill("Dubois")
        _fill_address(page, f"{given.lower().replace('é', 'e')}@port.example", say)
        expect(page).to_have_url(re.compile(r"/members/[0-9a-z]{26}$"))
    page.goto(record)
    expect(page.get_by_role("link", name="Léa Dubois")).to_be_visible()
    expect(page.get_by_role("link", name="Max Dubois")).to_be_visible()


def _fill_address(page: Page, email: str, say: Words) -> None:
    page.locator("#email").fill(email)
    page.locator("#customer-language, #language").first.select_option(say.language)
    page.locator("#street").fill("2, rue du Port")
    page.locator("#city").fill("Lévis")
    page.locator("#postal_code").fill("G6V 1A1")
    page.locator("main button[type=submit]").last.click()


def open_record(page: Page, name: str) -> None:
    page.goto("/members")
    page.locator("a.main-link").filter(has_text=name.split()[-1]).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def write_invoice(page: Page, say: Words) -> None:
    """Lines, totals that move, an unreadable price that is kept, a reload that loses nothing."""
    page.get_by_role("link", name=say.issue).click()
    expect(page).to_have_url(re.compile(r"/invoices/[0-9a-z]{26}/edit$"))
    page.locator("textarea[name^=description]").first.fill("Cotisation 2026")
    page.locator("input[name^=unit_price]").first.press_sequentially("100")
    expect(page.locator("#total")).to_contain_text(re.compile("114[.,]98"))
    page.locator("#add-line").click()
    expect(page.locator("textarea[name^=description]")).to_have_count(2)
    page.locator("textarea[name^=description]").nth(1).fill("Banquet")
    page.locator("input[name^=unit_price]").nth(1).press_sequentially("4x")
    expect(page.locator(".typed-line .wrong").filter(has_text="4x")).to_be_visible()
    page.locator("#note").fill("Merci !")
    page.locator("#note").blur()
    page.reload()
    expect(page.locator("input[name^=unit_price]").nth(1)).to_have_value("4x")
    expect(page.locator("#note")).to_have_value("Merci !")
    page.locator("#go-on").click()
    expect(page.locator("#banner")).to_be_visible()
    page.locator("input[name^=unit_price]").nth(1).fill("40")
    expect(page.locator("#total")).to_contain_text(re.compile("160[.,]97"))


def finalise(page: Page, say: Words, *, email: bool) -> str:
    """The last step; returns the invoice's address."""
    page.locator("#go-on").click()
    send = page.locator("#finalise input[name=send]")
    expect(send).to_be_visible()
    send.set_checked(email)
    page.locator("button[form=finalise-form]").click()
    expect(page).to_have_url(re.compile(r"/invoices/[0-9a-z]{26}$"), timeout=30_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("FA-20"))
    return page.url


def letters_to(sendgrid: FakeSendGrid, address: str) -> list[dict[str, Any]]:
    return [
        payload
        for payload in list(sendgrid.payloads)
        if address in {to["email"] for p in payload["personalizations"] for to in p["to"]}
    ]


def wait_for_letter(page: Page, sendgrid: FakeSendGrid, address: str, count: int = 1) -> dict[str, Any]:
    """The latest letter that the provider was handed for an address."""
    # Ten seconds are left to whoever pressed Send to take it back.
    for _ in range(300):
        if len(letters_to(sendgrid, address)) >= count:
            return letters_to(sendgrid, address)[-1]
        page.wait_for_timeout(100)
    raise AssertionError(f"no letter to {address}: {len(sendgrid.payloads)} sent in all")


def link_in(letter: dict[str, Any], path: str) -> str:
    text = letter["content"][0]["value"]
    found = re.search(rf"https?://\S*{path}\S*", text)
    assert found, text
    return re.sub(r"^https?://[^/]+", "", found[0])


def accept_invitation(page: Page, letter: dict[str, Any]) -> None:
    page.goto(link_in(letter, "/link/"))
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    expect(page).not_to_have_url(re.compile("/link/"))


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.locator("input[name=email]").first.fill(email)
    page.locator("input[name=password]").first.fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    expect(page).not_to_have_url(re.compile("/sign-in"))


def reply_by_mail(server: Server, letter: dict[str, Any], text: str, *, attach: bool = False) -> None:
    """The client answers from an ordinary mail program, and the provider posts what arrived."""
    to = letter["reply_to"]["email"]
    sender = letter["personalizations"][0]["to"][0]["email"]
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = f"Client <{sender}>", to, "Re: " + letter["subject"]
    message["Message-ID"] = f"<reply-{abs(hash(text))}@client.example>"
    message["In-Reply-To"] = letter["headers"]["Message-ID"]
    message.set_content(
        f"{text}\n\nLe lun. 16 mars 2026 à 09:00, Club <{to}> a écrit :\n\n> Bonjour,\n> la facture\n"
    )
    if attach:
        message.add_attachment(
            b"%PDF-1.4 bon", maintype="application", subtype="pdf", filename="Bon de commande.pdf"
        )
    fields = {"to": to, "from": sender, "envelope": f'{{"to":["{to}"],"from":"{sender}"}}', "SPF": "pass"}
    answer = httpx.post(
        f"{server.url}/hooks/sendgrid/inbound/{SECRET}",
        data=fields,
        files={"email": (None, message.as_bytes())},
        timeout=20,
    )
    assert answer.status_code == 200, answer.text


def invite_colleague(page: Page, sendgrid: FakeSendGrid, say: Words) -> dict[str, Any]:
    """A treasurer: writes invoices, and does not administer them."""
    page.goto("/accounts")
    page.locator("main button").filter(has_text=re.compile("Inviter|Invite")).first.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("input[name=name]").fill("Guy Trésorier")
    dialog.locator("input[name=email]").fill(COLLEAGUE)
    dialog.locator("select[name=preset]").select_option("treasurer")
    page.locator("dialog[open] button[type=submit]").click()
    return wait_for_letter(page, sendgrid, COLLEAGUE)


def fill_send_page(page: Page, say: Words, *, private: bool) -> None:
    page.get_by_role("link", name=say.send).click()
    expect(page.locator("[data-chips=to] .chip")).not_to_have_count(0)
    expect(page.locator("#subject")).to_have_value(re.compile("FA-20"))
    expect(page.locator("[data-chips=cc] .chip")).to_contain_text("Ada Admin")
    expect(page.locator("#with-pdf")).to_be_checked()
    page.locator("#private").set_checked(private)


def test_the_main_job_from_set_up_to_answer(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe
) -> None:
    """In French, on SQLite, with a provider in between."""
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_company_with_two_people(page, FR)
    add_member(page, FR)
    assert axe(page) == []

    # Bill the member, and send with the same press.
    write_invoice(page, FR)
    assert axe(page) == []
    invoice = finalise(page, FR, email=True)
    expect(page.locator(".banner-sent")).to_contain_text(FR.created)
    expect(page.get_by_text(FR.awaiting)).to_be_visible()
    assert axe(page) == []
    letter = wait_for_letter(page, sendgrid, MEMBER)
    assert [a["filename"] for a in letter["attachments"]] == [f"Facture-{_number(page)}.pdf"]

    # Three tabs, each at an address of its own; the PDF is the frozen one.
    page.goto(invoice + "/pdf")
    expect(page.locator("iframe.pdf-frame")).to_be_visible()
    with page.expect_download() as downloading:
        page.locator("#download").click()
    assert downloading.value.path().read_bytes().startswith(b"%PDF-1.7")
    page.goto(invoice + "/emails")
    expect(page.locator("#emails > li").first).to_contain_text(MEMBER)

    # The member is invited, signs in and finds the invoice; a new one appears by itself.
    open_record(page, "Zoé Roy")
    page.get_by_role("button", name=FR.invite).click()
    member = visitor(base_url=server.url, viewport={"width": 390, "height": 844})
    accept_invitation(member, wait_for_letter(page, sendgrid, MEMBER, count=2))
    expect(member).to_have_url(re.compile("/zone$"))
    expect(member.get_by_text(_number_in(letter))).to_be_visible()
    expect(member.locator("#owed")).to_contain_text("160,97")
    assert axe(member) == []
    open_record(page, "Zoé Roy")
    write_invoice(page, FR)
    second = finalise(page, FR, email=False)
    expect(member.get_by_text(_number(page))).to_be_visible()
    expect(member.locator("#owed")).to_contain_text("321,94")
    member.get_by_role("link", name=_number(page)).click()
    expect(member.get_by_role("heading", level=1)).to_contain_text(_number(page))
    member.locator(".tabs a").nth(1).click()
    with member.expect_download() as downloading:
        member.locator("#download").click()
    assert downloading.value.path().read_bytes().startswith(b"%PDF-1.7")
    member.goto(second.replace(server.url, "") + "/edit")
    expect(member).to_have_url(re.compile("/refused$"))

    # The client answers: both open windows see it, with its file, its quotation folded.
    colleague = visitor(base_url=server.url)
    accept_invitation(colleague, invite_colleague(page, sendgrid, FR))
    page.goto(invoice + "/emails")
    colleague.goto(invoice + "/emails")
    for window in (page, colleague):
        expect(window.locator("#emails > li")).to_have_count(1)
    reply_by_mail(server, letter, "Le taux de TVQ est-il le bon ?", attach=True)
    for window in (page, colleague):
        first = window.locator("#emails > li").first
        expect(first).to_contain_text("Le taux de TVQ est-il le bon ?")
        expect(first.get_by_text("Bon de commande.pdf")).to_be_visible()
        expect(first.get_by_text("la facture", exact=False).last).to_be_hidden()
    assert axe(page) == []

    # A private exchange, which the colleague never sees.
    fill_send_page(page, FR, private=True)
    page.locator("#message").fill("Bonjour,\n\nEntre nous seulement.")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "Détail confidentiel.txt", "mimeType": "text/plain", "buffer": b"secret"}
    )
    expect(page.get_by_text("Détail confidentiel.txt")).to_be_visible()
    assert axe(page) == []
    page.locator("#send").click()
    expect(page.locator(".banner-sent")).to_contain_text(FR.created)
    expect(page.locator("#emails > li").first).to_contain_text("Entre nous seulement.")
    private = wait_for_letter(page, sendgrid, MEMBER, count=3)
    assert len(private["attachments"]) == 2
    assert private["reply_to"]["email"] != letter["reply_to"]["email"]
    reply_by_mail(server, private, "Réponse confidentielle.")
    expect(page.locator("#emails > li").first).to_contain_text("Réponse confidentielle.")
    colleague.reload()
    expect(colleague.locator("#emails > li")).to_have_count(2)
    expect(colleague.get_by_text("confidentiel")).to_have_count(0)
    colleague.goto("/")
    expect(colleague.get_by_text("TVQ est-il le bon")).to_be_visible()
    expect(colleague.get_by_text("confidentiel")).to_have_count(0)

    # The switch of language takes effect at once, and is remembered.
    page.locator(".side .language-switch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Invoice")
    expect(page.get_by_text("Awaiting payment")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Invoice")
    expect(page.locator("html")).to_have_attribute("lang", "en-CA")


def test_the_main_job_in_english_on_postgresql(
    serve: Callable[..., Server], postgresql: Backend, sendgrid: FakeSendGrid, visitor: Enter
) -> None:
    """The short form of the story."""
    server = served(serve, postgresql, sendgrid)
    page = visitor(base_url=server.url, locale="en-CA")
    set_up(page, EN)
    add_member(page, EN)
    write_invoice(page, EN)
    invoice = finalise(page, EN, email=True)
    expect(page.locator(".banner-sent")).to_contain_text(EN.created)
    expect(page.get_by_text(EN.awaiting)).to_be_visible()
    letter = wait_for_letter(page, sendgrid, MEMBER)
    assert letter["subject"].startswith("Invoice FA-20")
    page.goto(invoice + "/emails")
    reply_by_mail(server, letter, "Received with thanks.")
    expect(page.locator("#emails > li").first).to_contain_text("Received with thanks.")
    fill_send_page(page, EN, private=False)
    page.locator("#send").click()
    expect(page.locator(".banner-sent")).to_contain_text(EN.created)
    expect(page.locator("#emails > li")).to_have_count(3)

    # A payment already received is recorded with the invoice that it pays.
    open_record(page, "Zoé Roy")
    write_invoice(page, EN)
    page.locator("#go-on").click()
    page.locator("#finalise input[value=already]").check()
    page.locator("#reference").fill("Cheque 0417")
    page.locator("button[form=finalise-form]").click()
    expect(page).to_have_url(re.compile(r"/invoices/[0-9a-z]{26}$"), timeout=30_000)
    expect(page.locator(".badge-green")).to_have_text("Paid")
    expect(page.get_by_text("Cheque 0417")).to_be_visible()


def _number(page: Page) -> str:
    found = re.search(r"FA-\d{4}-\d{4}", page.get_by_role("heading", level=1).inner_text())
    assert found
    return found[0]


def _number_in(letter: dict[str, Any]) -> str:
    found = re.search(r"FA-\d{4}-\d{4}", letter["subject"])
    assert found
    return found[0]


def fill_schedule(page: Page, *lines: dict[str, str]) -> None:
    """Type lines into the grid of a schedule of values, a box after the other."""
    for row, boxes in enumerate(lines, start=1):
        for column, text in boxes.items():
            box = page.locator(f".sheet-rows > li:nth-child({row}) [data-column={column}]")
            box.fill(text)
            box.blur()


def draw_up_contract(page: Page) -> str:
    """Number, title, client, two lines of schedule; returns the contract's address."""
    page.goto("/contracts/new")
    page.locator("#number").fill("C-2026-01")
    page.locator("#title").fill("Réfection du quai")
    page.locator("#find-company").fill("port")
    page.locator(".contract-choices button").first.click()
    page.locator("#retainage_percent").fill("10")
    fill_schedule(
        page,
        {"item": "01", "description": "Mobilisation", "scheduled": "1 000"},
        {"item": "02", "description": "Structure", "scheduled": "33 333,33"},
    )
    expect(page.locator("#schedule-total")).to_contain_text("34 333,33")
    page.locator("#save").click()
    expect(page).to_have_url(re.compile(r"/contracts/[0-9a-z]{26}$"))
    return page.url


def test_a_contract_is_billed_by_the_period(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe
) -> None:
    """From the contract to the sent invoice of its first period, with figures computed by hand.

    To date 1 000,00 + 25 % of 33 333,33 = 9 333,33; retainage 100,00 + 833,33 = 933,33; due 8 400,00;
    TPS 420,00; TVQ 8 400 × 9,975 % = 837,90; to pay 9 657,90.
    """
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_company_with_two_people(page, FR)
    contract = draw_up_contract(page)
    assert axe(page) == []
    page.locator("#approve").click()
    page.locator("#approve-yes").click()
    expect(page.get_by_text("Approuvé").first).to_be_visible()
    page.locator("#open-period").click()
    page.locator("#period-yes").click()
    page.locator("#bill-period").click()
    expect(page).to_have_url(re.compile(r"/applications/[0-9a-z]{26}$"))
    page.locator("input[name^='work-']").first.fill("100")
    page.locator("input[name^='work-']").nth(1).fill("250")
    page.locator("input[name^='work-']").nth(1).blur()
    expect(page.locator(".wrong").filter(has_text="100")).to_be_visible()
    page.locator("input[name^='work-']").nth(1).fill("25")
    page.locator("input[name^='work-']").nth(1).blur()
    for line, amount in (
        ("3", "34 333,33"),
        ("4", "9 333,33"),
        ("5", "933,33"),
        ("6", "8 400,00"),
        ("9", "25 933,33"),
    ):
        expect(page.locator(f"#line-{line}")).to_contain_text(amount)
    expect(page.locator("#payable")).to_contain_text("9 657,90")
    assert axe(page) == []
    page.locator("#submit").click()
    page.locator("#submit-yes").click()
    page.locator("#approve").click()
    expect(page.locator("#approve-form input[name=send]")).to_be_checked()
    page.locator("#approve-yes").click()
    expect(page.locator(".banner-sent")).to_contain_text(FR.created, timeout=30_000)
    letter = wait_for_letter(page, sendgrid, CLIENT)
    assert "9\u00a0657,90\u00a0$" in letter["content"][0]["value"]
    if "/applications/" in page.url:
        page.locator("#view-invoice").click()
    expect(page).to_have_url(re.compile(r"/invoices/[0-9a-z]{26}$"))
    expect(page.get_by_text("9 657,90").first).to_be_visible()
    assert axe(page) == []
    page.goto(contract + "/invoices")
    expect(page.get_by_text(_number_in(letter)).first).to_be_visible()
