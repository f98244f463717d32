"""Writing an email: recipients by keyboard, a draft that is never lost, one press, ten seconds to undo."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Troubles
from tests.browser.test_main_job import (
    COLLEAGUE,
    FR,
    MEMBER,
    accept_invitation,
    add_company_with_two_people,
    add_member,
    finalise,
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

Enter = Callable[..., Page]
Axe = Callable[..., list[str]]


def chips(page: Page, role: str) -> list[str]:
    return [text.strip() for text in page.locator(f"[data-chips={role}] .chip").all_inner_texts()]


def has_chips(page: Page, role: str, *names: str) -> None:
    expect(page.locator(f"[data-chips={role}] .chip")).to_have_text(list(names))


def paste(page: Page, role: str, text: str) -> None:
    page.locator(f"#{role}").focus()
    page.evaluate(
        """([role, text]) => {
            const data = new DataTransfer();
            data.setData('text/plain', text);
            const what = { clipboardData: data, bubbles: true, cancelable: true };
            document.getElementById(role).dispatchEvent(new ClipboardEvent('paste', what));
        }""",
        [role, text],
    )


def bill_member(page: Page) -> str:
    """An issued invoice that was not sent; returns its address."""
    open_record(page, "Zoé Roy")
    page.get_by_role("link", name=FR.issue).click()
    page.locator("textarea[name^=description]").first.fill("Cotisation 2026")
    page.locator("input[name^=unit_price]").first.press_sequentially("100")
    expect(page.locator("#total")).to_contain_text("114,98")
    return finalise(page, FR, email=False)


def make_group(page: Page) -> None:
    page.goto("/members/groups")
    page.get_by_role("button", name="Nouveau groupe").click()
    page.locator("dialog[open] #name").fill("Comité du quai")
    page.locator("dialog[open] button[type=submit]").click()
    for given in ("Léa", "Max"):
        page.locator("#find-person").fill(given)
        page.locator(".contract-choices button").filter(has_text=given).click()
        expect(page.locator(".groups-people li").filter(has_text=given)).to_be_visible()


def html_of(letter: dict[str, Any]) -> str:
    return next(part["value"] for part in letter["content"] if part["type"] == "text/html")


def without_blank_ends(html: str) -> str:
    return html.replace("\r\n", "\n").strip()


def test_an_email_is_written_kept_taken_back_and_sent(
    serve: Callable[..., Server],
    sqlite: Backend,
    sendgrid: FakeSendGrid,
    visitor: Enter,
    axe: Axe,
    troubles: Troubles,
) -> None:
    # The server is started again while its page is open.
    troubles.expected("WebSocket|ERR_CONNECTION_REFUSED")
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_company_with_two_people(page, FR)
    add_member(page, FR)
    make_group(page)
    assert axe(page) == []
    invoice = bill_member(page)

    # By keyboard alone: arrows and Enter, a comma, Backspace, Escape.
    page.goto(invoice + "/send")
    has_chips(page, "to", "Zoé Roy")
    has_chips(page, "cc", "Ada Admin")
    box = page.locator("#to")
    box.press_sequentially("comit")
    options = page.locator("#to-options [role=option]")
    expect(options).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "to-option-0")
    assert axe(page) == []
    box.press("Enter")
    has_chips(page, "to", "Zoé Roy", "Léa Dubois", "Max Dubois")
    expect(box).to_be_focused()
    box.press("Backspace")
    has_chips(page, "to", "Zoé Roy", "Léa Dubois")
    box.press_sequentially("lea")
    expect(options.first).to_be_visible()
    box.press("Escape")
    expect(options).to_have_count(0)
    box.fill("")
    box.press_sequentially("tiers@ailleurs.example,")
    has_chips(page, "to", "Zoé Roy", "Léa Dubois", "tiers@ailleurs.example")

    # A pasted list: what is there already is named, what cannot be read stays, red, until it is mended.
    page.get_by_role("button", name="Ajouter Cci").click()
    paste(page, "bcc", 'ZOE@client.example; "Hamel, Guy" <guy@hamel.example>, pas une adresse')
    has_chips(page, "bcc", "Hamel Guy", "pas une adresse")
    expect(page.locator("#bcc-wrong")).to_have_text("zoe@client.example est déjà dans «\u00a0À\u00a0».")
    expect(page.locator("[data-chips=bcc] .chip-wrong")).to_have_count(1)
    expect(page.locator("#to-mend")).to_contain_text("pas une adresse")
    assert axe(page) == []
    page.locator("#send").click()
    expect(page.locator("#to-mend")).to_contain_text("pas une adresse")
    expect(page).to_have_url(re.compile("/send$"))
    page.get_by_role("button", name="Modifier pas une adresse").click()
    expect(page.locator("#bcc")).to_have_value("pas une adresse")
    page.locator("#bcc").fill("avocate@hamel.example")
    page.locator("#bcc").press("Tab")
    has_chips(page, "bcc", "Hamel Guy", "avocate@hamel.example")
    expect(page.locator("#to-mend")).to_have_count(0)

    # Who sees it follows the box and the chips.
    expect(page.locator("#audience")).to_contain_text("toute personne qui a accès aux factures")
    page.locator("#private").check()
    expect(page.locator("#audience")).to_contain_text("Zoé Roy, Léa Dubois")
    expect(page.locator("#audience")).to_contain_text("les administrateurs")
    page.locator("#private").uncheck()

    # The draft is there after a reload, after a restart, and in another browser of the same person.
    page.locator("#message").fill("Bonjour Zoé,\n\nVoici <b>{la facture}</b> & son reçu.\n\nLigne 1\nLigne 2")
    page.locator("#subject").fill("Objet à moi")
    page.locator("#subject").blur()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "Plan du quai.txt", "mimeType": "text/plain", "buffer": b"plan"}
    )
    expect(page.get_by_text("Plan du quai.txt")).to_be_visible()
    expect(page.locator("#draft-saved")).to_be_visible()
    server.restart()
    page.goto(invoice + "/send")
    expect(page.locator("#subject")).to_have_value("Objet à moi")
    expect(page.locator("#message")).to_have_value(re.compile(r"<b>\{la facture\}</b> & son reçu\."))
    has_chips(page, "bcc", "Hamel Guy", "avocate@hamel.example")
    expect(page.get_by_text("Plan du quai.txt")).to_be_visible()
    page.goto(invoice + "/emails")
    expect(page.locator(".draft-notice")).to_contain_text("Objet à moi")
    page.locator(".draft-notice a").click()
    expect(page.locator("#subject")).to_have_value("Objet à moi")

    # The preview is the email, to the character.
    page.get_by_role("button", name="Aperçu").click()
    frame = page.locator("#preview iframe")
    expect(frame).to_be_visible()
    expect(page.locator("#preview .facts")).to_contain_text("Facture-FA-")
    shown = frame.get_attribute("srcdoc") or ""
    assert "&lt;b&gt;{la facture}&lt;/b&gt;" in shown
    assert axe(page) == []
    page.get_by_role("button", name="Modifier", exact=True).click()
    expect(frame).to_be_hidden()

    # Ctrl+Enter sends; « Annuler » gives everything back.
    page.locator("#message").press("Control+Enter")
    expect(page.locator(".banner-sent")).to_contain_text("Communication créée")
    expect(page).to_have_url(re.compile("/emails$"))
    assert axe(page) == []
    page.locator(".undo-send").click()
    expect(page).to_have_url(re.compile("/send"))
    expect(page.locator("#subject")).to_have_value("Objet à moi")
    has_chips(page, "to", "Zoé Roy", "Léa Dubois", "tiers@ailleurs.example")
    expect(page.get_by_text("Plan du quai.txt")).to_be_visible()
    page.locator("#send").dblclick()
    expect(page.locator(".banner-sent")).to_contain_text("Communication créée")
    letter = wait_for_letter(page, sendgrid, MEMBER)
    assert len(letters_to(sendgrid, MEMBER)) == 1
    assert without_blank_ends(html_of(letter)) == without_blank_ends(shown)
    assert letter["subject"] == "Objet à moi"
    names = [file["filename"] for file in letter["attachments"]]
    assert names[1:] == ["Plan du quai.txt"]
    assert {each["email"] for each in letter["personalizations"][0]["bcc"]} == {
        "guy@hamel.example", "avocate@hamel.example",
    }  # fmt: skip
    expect(page.locator("#undo-send")).to_be_hidden()

    # Later: an hour that has passed is refused, one to come is shown and can be stopped.
    page.goto(invoice + "/send?wish=reminder")
    expect(page.get_by_role("heading", level=1)).to_have_text("Relancer")
    expect(page.locator("#subject")).to_have_value(re.compile("^Rappel"))
    page.locator("#later").click()
    page.locator("#send_at").fill("2020-01-06T09:00")
    page.locator("#send").click()
    expect(page.locator("#send_at-wrong")).to_contain_text("déjà passé")
    assert axe(page) == []
    page.locator("#send_at").fill(page.evaluate(
        "() => new Date(Date.now() + 5 * 86400000).toISOString().slice(0, 16)"
    ))  # fmt: skip
    page.locator("#send").click()
    expect(page.locator(".banner-sent")).to_contain_text("envoi prévu le")
    planned = page.locator(".draft-notice").filter(has_text="Envoi prévu le")
    expect(planned).to_be_visible()
    planned.get_by_role("button", name="Annuler l’envoi").click()
    expect(page.locator("#subject")).to_have_value(re.compile("^Rappel"))
    expect(page.locator("#send_at")).not_to_have_value("")


def test_an_answer_to_all_keeps_the_thread_and_a_private_one_its_readers(
    serve: Callable[..., Server], postgresql: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe
) -> None:
    server = served(serve, postgresql, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_member(page, FR)
    invoice = bill_member(page)
    page.goto(invoice + "/send")
    paste(page, "to", "Max Tiers <max@tiers.example>")
    has_chips(page, "to", "Zoé Roy", "Max Tiers")
    page.locator("#send").click()
    expect(page.locator(".banner-sent")).to_contain_text("Communication créée")
    first = wait_for_letter(page, sendgrid, MEMBER)
    reply_by_mail(server, first, "Pouvez-vous préciser ?")
    page.goto(invoice + "/emails")
    received = page.locator("#emails > li").filter(has_text="Pouvez-vous préciser ?")
    expect(received).to_be_visible()
    original = received.get_by_role("link", name="Original").get_attribute("href") or ""
    email_ref = original.split("/")[3]

    # On a phone: the page itself, whole, without sideways scroll.
    phone = visitor(
        base_url=server.url,
        viewport={"width": 390, "height": 844},
        storage_state=page.context.storage_state(),
    )
    phone.goto(f"{invoice}/send?answer={email_ref}&wish=reply_all")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Répondre à tous")
    has_chips(phone, "to", "Client")
    expect(phone.locator("#subject")).to_have_value(re.compile("^Re: Facture"))
    expect(phone.locator(".composer-original")).to_contain_text("Pouvez-vous préciser ?")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(phone) == []
    phone.locator("#message").fill("Voici les précisions.")
    phone.locator("#message").blur()
    expect(phone.locator("#draft-saved")).to_be_visible()

    # The same draft, in the window at the desk, which is told of what the phone types.
    page.goto(f"{invoice}/send?answer={email_ref}&wish=reply_all")
    expect(page.locator("#message")).to_have_value("Voici les précisions.")
    phone.locator("#message").fill("Voici toutes les précisions.")
    expect(page.locator("#message")).to_have_value("Voici toutes les précisions.")
    paste(page, "cc", "Max Tiers <max@tiers.example>")
    has_chips(phone, "cc", "Max Tiers")
    page.locator("#send").click()
    expect(page.locator(".banner-sent")).to_contain_text("Communication créée")
    answer = wait_for_letter(page, sendgrid, MEMBER, count=2)
    headers = answer["headers"]
    assert headers["In-Reply-To"].startswith("<reply-")
    assert headers["References"].split() == [first["headers"]["Message-ID"], headers["In-Reply-To"]]
    assert "préciser" not in answer["content"][0]["value"]
    assert answer["reply_to"] == first["reply_to"]

    # A private exchange is answered privately, and a colleague cannot even begin to.
    page.goto(invoice + "/send")
    page.locator("#private").check()
    page.locator("#message").fill("Entre nous.")
    page.locator("#send").click()
    private = wait_for_letter(page, sendgrid, MEMBER, count=3)
    reply_by_mail(server, private, "Réponse confidentielle.")
    page.goto(invoice + "/emails")
    received = page.locator("#emails > li").filter(has_text="Réponse confidentielle.")
    original = received.get_by_role("link", name="Original").get_attribute("href") or ""
    answering = f"{invoice}/send?answer={original.split('/')[3]}&wish=forward"
    page.goto(answering)
    expect(page.locator("#private")).to_be_checked()
    expect(page.locator("#private")).to_be_disabled()
    expect(page.locator("#message")).to_have_value(re.compile("Réponse confidentielle"))
    colleague = visitor(base_url=server.url)
    accept_invitation(colleague, invite_colleague(page, sendgrid, FR))
    expect(colleague.locator(".nav a").first).to_be_visible()
    colleague.goto(answering)
    expect(colleague.get_by_text("Facture introuvable")).to_be_visible()
    assert "confidentielle" not in colleague.content()
    assert letters_to(sendgrid, COLLEAGUE)


def test_the_usual_words_are_the_organisations_own(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe
) -> None:
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_member(page, FR)
    invoice = bill_member(page)
    page.goto("/organisation/letters")
    expect(page.locator("#letter_subject")).to_have_value("Facture {number} – {organisation}")
    assert axe(page) == []
    page.locator("#letter_subject").fill("Votre {numero}")
    page.locator("#save-letter").click()
    expect(page.locator("#letter_subject-wrong")).to_contain_text("{numero}")
    page.locator("#letter_subject").fill("Votre facture {number}")
    page.locator("#letter_body").fill("Chère {customer},\n\n{payment}\n\n{sender}")
    page.locator("#preview-letter").click()
    frame = page.frame_locator("#letter-preview iframe")
    expect(frame.locator("body")).to_contain_text("Chère Zoé Roy,")
    expect(page.locator("#letter-preview")).to_contain_text("Votre facture FA-")
    assert axe(page) == []
    page.locator("#letter-preview .modal-foot button").click()
    page.locator("#save-letter").click()
    expect(page.locator(".banner")).to_contain_text("Modèle enregistré")
    page.goto(invoice + "/send")
    expect(page.locator("#subject")).to_have_value(re.compile("^Votre facture FA-"))
    expect(page.locator("#message")).to_have_value(re.compile("^Chère Zoé Roy,"))
    page.goto("/organisation/letters")
    page.get_by_role("button", name="Revenir au texte d’origine").first.click()
    page.locator("dialog[open] .button-danger").click()
    expect(page.locator("#letter_subject")).to_have_value("Facture {number} – {organisation}")


def test_an_answer_is_written_beside_the_conversation(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Enter, axe: Axe
) -> None:
    """In a wide window; a narrow one leads to the page instead."""
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url, viewport={"width": 1440, "height": 900})
    set_up(page, FR)
    add_member(page, FR)
    invoice = bill_member(page)
    page.goto(invoice + "/send")
    has_chips(page, "to", "Zoé Roy")
    page.locator("#send").click()
    reply_by_mail(server, wait_for_letter(page, sendgrid, MEMBER), "Pouvez-vous préciser ?")
    page.goto(invoice + "/emails")
    received = page.locator("#emails > li").filter(has_text="Pouvez-vous préciser ?")
    received.get_by_role("button", name="Répondre", exact=True).click()
    panel = page.locator(".composer-panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Répondre")
    has_chips(page, "to", "Client")
    expect(received).to_be_visible()
    assert axe(page) == []
    page.locator("#message").fill("Voici.")
    page.locator("#message").press("Control+Enter")
    expect(page.locator(".banner-sent")).to_contain_text("Communication créée")
    expect(panel).to_have_count(0)
    expect(page.locator("#emails > li").filter(has_text="Voici.")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(received.get_by_role("button", name="Répondre", exact=True)).to_be_hidden()
    received.get_by_role("link", name="Répondre", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Répondre")
