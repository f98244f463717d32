"""A contract’s own page in a browser: statuses, a change order that two people edit, periods, history."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_main_job import (
    ADMIN,
    FR,
    PASSWORD,
    add_company_with_two_people,
    draw_up_contract,
    set_up,
)
from tests.databases import Backend

TABS = ("", "/schedule", "/orders", "/invoices", "/payments", "/emails", "/history")


def sign_in(page: Page) -> Page:
    page.goto("/sign-in")
    page.locator("input[name=email]").first.fill(ADMIN)
    page.locator("input[name=password]").first.fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(r"/$"))
    return page


def test_the_record_of_a_contract_from_signature_to_its_end(
    serve: Callable[..., Server], sqlite: Backend, visitor: Callable[..., Page], axe: Callable[..., list[str]]
) -> None:
    """Contract 34 333,33; order +1 500,00 and 3 × −50,00 = −150,00: 1 350,00; revised 35 683,33."""
    server = serve(sqlite, MAIL_TRANSPORT="local")
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_company_with_two_people(page, FR)
    contract = draw_up_contract(page)

    # Out for signature, and approved once it is signed.
    page.locator("#move-out_for_signature").click()
    page.locator("#move-note").fill("Envoyé par messager")
    page.locator("#move-yes").click()
    expect(page.locator(".badge").first).to_have_text("À la signature")
    page.locator("#approve").click()
    page.locator("#approve-yes").click()
    expect(page.locator(".badge").first).to_have_text("Approuvé")

    # A change order: what cannot be read is answered beside its box, and stays there.
    page.goto(f"{contract}/orders/new")
    page.locator("#title").fill("Escalier de secours")
    page.locator("[name^='description-']").first.fill("Escalier")
    page.locator("[name^='scheduled-']").first.fill("mille")
    page.locator("#save-order").click()
    expect(page.locator(".wrong").filter(has_text="mille")).to_be_visible()
    expect(page.locator("[name^='scheduled-']").first).to_have_value("mille")
    page.locator("[name^='scheduled-']").first.fill("1 500,00")
    page.locator("[name^='description-']").nth(1).fill("Rampe retirée")
    page.locator("[name^='quantity-']").nth(1).fill("3")
    page.locator("[name^='unit_price-']").nth(1).fill("-50")
    page.locator("[name^='unit_price-']").nth(1).blur()
    expect(page.locator("[name^='scheduled-']").nth(1)).to_have_attribute("placeholder", "-150")
    expect(page.locator("#order-total")).to_contain_text("1 350,00")
    expect(page.locator("#order-revised")).to_contain_text("35 683,33")
    assert axe(page) == []
    page.locator("#save-order").click()
    expect(page).to_have_url(re.compile(r"/orders/[0-9a-z]{26}$"))

    # Two people edit it: the second is told who was first, and loses nothing of what they typed.
    colleague = sign_in(visitor(base_url=server.url))
    colleague.goto(page.url)
    colleague.locator("#title").fill("Escalier et palier")
    expect(page.locator("#title")).to_have_value("Escalier de secours")
    page.locator("#title").fill("Escalier extérieur")
    page.locator("#save-order").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Escalier extérieur")
    expect(colleague.get_by_text("Ada Admin a changé cet ordre")).to_be_visible()
    expect(colleague.locator("#title")).to_have_value("Escalier et palier")
    expect(colleague.locator("#save-order")).to_be_disabled()
    colleague.get_by_role("button", name="Repartir de la version enregistrée").click()
    expect(colleague.locator("#title")).to_have_value("Escalier extérieur")

    # Two periods; the first is deleted, as nothing is billed in it.
    page.goto(f"{contract}/invoices")
    for starts_on, ends_on, due_on in (
        ("2026-03-01", "2026-03-31", "2026-04-25"),
        ("2026-04-01", "2026-04-30", "2026-05-25"),
    ):
        page.locator("#open-period").click()
        for name, day in (("starts_on", starts_on), ("ends_on", ends_on), ("due_on", due_on)):
            page.locator(f"#{name}").fill(day)
        page.locator("#period-yes").click()
        expect(page.locator("#period-yes")).to_be_hidden()
    expect(page.locator(".contract-period")).to_have_count(2)
    page.get_by_role("button", name="Supprimer la période Du 1er mars").click()
    page.locator("#delete-period-yes").click()
    expect(page.locator(".contract-period")).to_have_count(1)

    # The order is approved: it says where it will enter, and the schedule has it below its own lines.
    page.goto(f"{contract}/orders")
    page.locator("a.main-link").first.click()
    page.locator("#approve-order").click()
    page.locator("#approved_on").fill("2026-04-10")
    expect(page.locator("#order-enters")).to_contain_text("la période ouverte, du 1er avril 2026")
    page.locator("#approve-order-yes").click()
    expect(page.locator(".badge").first).to_have_text("Approuvé")
    page.goto(f"{contract}/schedule")
    expect(page.locator(".contract-totals")).to_contain_text("35 683,33")

    # A period in use stays, and the answer names what uses it.
    page.locator("#bill-period").click()
    expect(page).to_have_url(re.compile(r"/applications/[0-9a-z]{26}$"))
    page.goto(f"{contract}/invoices")
    page.get_by_role("button", name="Supprimer la période").click()
    expect(page.locator(".wrong").filter(has_text="no 1 (brouillon)")).to_be_visible()

    # It cannot be closed over an application that is not issued.
    page.goto(contract)
    page.locator("#move-complete").click()
    page.locator("#move-yes").click()
    expect(page.locator(".contract-obstacle")).to_contain_text("no 1")

    # While a banner slides in, its colours are not yet what they will be.
    page.locator(".banner button").click()
    for tab in TABS:
        page.goto(contract + tab)
        expect(page.locator(".skeleton")).to_have_count(0)
        assert axe(page) == [], tab
    history = page.locator("table")
    for done in ("Contrat créé", "État changé : Envoyé par messager", "Période supprimée", "OC-1 approuvé"):
        expect(history).to_contain_text(done)
