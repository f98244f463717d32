"""A contract from its draft to its last release, in a browser, every figure computed by hand beforehand.

Schedule: 01 for 1 000,00; 02 for 33 333,33; 03 by the unit, 250 m² at 48,50 = 12 125,00: 46 458,33.
Held: 10 % of work, 5 % of stored materials. One change order of 2 400,00: 48 858,33.

| | 1 | 2 claimed | 2 certified | 3 | 4, final |
|---|--:|--:|--:|--:|--:|
| 01 to date | 1 000,00 | 1 000,00 | 1 000,00 | 1 000,00 | 1 000,00 |
| 02 to date | 25 % = 8 333,33 | 66,67 % = 22 223,33 | 18 333,33 | 33 333,33 | 33 333,33 |
| 03 to date | 0,00 | 150 m² = 7 275,00 | 7 275,00 | 12 125,00 | 12 125,00 |
| 03 stored | 6 000,00 | 1 500,00 | 1 500,00 | 0,00 | 0,00 |
| OC-1 to date | – | 0,00 | 0,00 | 2 400,00 | 2 400,00 |
| line 4 | 15 333,33 | 31 998,33 | 28 108,33 | 48 858,33 | 48 858,33 |
| line 5 | 1 233,33 | 3 124,83 | 2 735,83 | 4 885,83 | 0,00 |
| line 6 | 14 100,00 | 28 873,50 | 25 372,50 | 43 972,50 | 48 858,33 |
| line 8 | 14 100,00 | 14 773,50 | 11 272,50 | 18 600,00 | 4 885,83 |
| TPS 5 % | 705,00 | | 563,63 | 930,00 | 244,29 |
| TVQ 9,975 % | 1 406,48 | | 1 124,43 | 1 855,35 | 487,36 |
| payable | 16 211,48 | | 12 960,56 | 21 385,35 | 5 617,48 |

The four lines 8 add up to 48 858,33, the contract sum. Paid: the first invoice, 16 211,48; what is left
is 12 960,56 + 21 385,35 + 5 617,48 = 39 963,39.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from invoice_app.commands.build import PROJECT
from tests.browser.conftest import Server
from tests.browser.test_main_job import (
    CLIENT,
    FR,
    add_company_with_two_people,
    fill_schedule,
    served,
    set_up,
    wait_for_letter,
)
from tests.databases import Backend
from tests.mail.fake_sendgrid import FakeSendGrid

Axe = Callable[..., list[str]]


def test_a_contract_from_its_draft_to_its_last_release(
    serve: Callable[..., Server], sqlite: Backend, sendgrid: FakeSendGrid, visitor: Callable[..., Page],
    axe: Axe, tmp_path: Path,
) -> None:  # fmt: skip
    server = served(serve, sqlite, sendgrid)
    page = visitor(base_url=server.url)
    set_up(page, FR)
    add_company_with_two_people(page, FR)
    contract = draw_up(page, axe)

    first_period(page, contract)
    issue(page, "16 211,48", sent=True)
    letter = wait_for_letter(page, sendgrid, CLIENT)
    assert "16\u00a0211,48\u00a0$" in letter["content"][0]["value"]

    approve_change_order(page, contract)
    second_period(page, contract, axe)
    issue(page, "12 960,56")
    pay_the_first(page, contract)
    third_period(page, contract)
    issue(page, "21 385,35")
    final_invoice(page, contract, axe)
    last = page.url
    issue(page, "5 617,48")

    what_the_contract_says(page, contract, axe)
    what_an_auditor_finds(page, last, tmp_path)


def draw_up(page: Page, axe: Axe) -> str:
    """The draft with its three lines, one of them by the unit; then approved. Returns its address."""
    page.goto("/contracts/new")
    page.locator("#number").fill("C-2026-01")
    page.locator("#title").fill("Réfection de la capitainerie")
    page.locator("#find-company").fill("port")
    page.locator(".contract-choices button").first.click()
    expect(page.locator("#client-name")).to_have_text("Ateliers du Port inc.")
    page.locator("#retainage_percent").fill("10")
    page.locator("#stored_retainage_percent").fill("5")
    fill_schedule(
        page,
        {"item": "01", "description": "Mobilisation", "scheduled": "1 000,00"},
        {"item": "02", "description": "Structure", "scheduled": "33 333,33"},
        {"item": "03", "description": "Revêtement", "quantity": "250", "unit": "m²", "unit_price": "48,50"},
    )
    expect(page.locator("#schedule-total")).to_contain_text("46 458,33")
    assert axe(page) == []
    page.locator("#save").click()
    expect(page).to_have_url(re.compile(r"/contracts/[0-9a-z]{26}$"))
    page.locator("#approve").click()
    page.locator("#approve-yes").click()
    expect(page.locator(".badge").first).to_have_text("Approuvé")
    return page.url


def open_period(page: Page, contract: str, month: int) -> None:
    page.goto(f"{contract}/invoices")
    page.locator("#open-period").click()
    for name, day in (("starts_on", "01"), ("ends_on", "28"), ("due_on", "28")):
        page.locator(f"#{name}").fill(f"2026-{month:02d}-{day}")
    page.locator("#period-yes").click()
    expect(page.locator("#period-yes")).to_be_hidden()


def begin(page: Page, contract: str, month: int, button: str = "#bill-period") -> None:
    open_period(page, contract, month)
    page.locator(button).click()
    expect(page).to_have_url(re.compile(r"/applications/[0-9a-z]{26}$"))
    page.locator(".bill-line").first.wait_for()


def write(page: Page, row: int, box: str, text: str, method: str = "") -> None:
    """Type in a box as a person does, and leave it with Enter."""
    if method:
        page.locator("select[id^=method-]").nth(row).select_option(method)
    cell = page.locator(f"input[data-column={box}]").nth(row)
    cell.fill(text)
    cell.press("Enter")


def says(page: Page, **lines: str) -> None:
    for key, amount in lines.items():
        place = {"payable": "#payable", "claimed": "#claimed"}.get(key, f"#line-{key.removeprefix('l')}")
        expect(page.locator(place)).to_have_text(f"{amount}\u00a0$".replace(" ", "\u00a0"))


def issue(page: Page, payable: str, *, sent: bool = False) -> None:
    """Submit where that is still to be done, approve, and come to the invoice with its amount."""
    if page.locator("#submit").is_visible():
        submit(page)
    page.locator("#approve").click()
    page.locator("#approve-form input[name=send]").set_checked(sent)
    page.locator("#approve-yes").click()
    expect(page).to_have_url(re.compile(r"/invoices/[0-9a-z]{26}$"), timeout=30_000)
    expect(page.get_by_text(f"{payable}\u00a0$".replace(" ", "\u00a0")).first).to_be_visible()


def submit(page: Page, note: str = "") -> None:
    page.locator("#submit").click()
    page.locator("#submit-form textarea").fill(note)
    page.locator("#submit-yes").click()


def first_period(page: Page, contract: str) -> None:
    begin(page, contract, 1)
    write(page, 0, "work", "100")
    write(page, 1, "work", "250")
    expect(page.get_by_text("Un pourcentage va de 0 à 100")).to_be_visible()
    write(page, 1, "work", "25")
    write(page, 2, "stored", "6 000,00")
    says(page, l1="46 458,33", l4="15 333,33", l5a="933,33", l5b="300,00", l6="14 100,00", l8="14 100,00",
         l9="32 358,33", payable="16 211,48")  # fmt: skip


def approve_change_order(page: Page, contract: str) -> None:
    page.goto(f"{contract}/orders/new")
    page.locator("#title").fill("Rampe d’accès")
    page.locator("[name^='description-']").first.fill("Rampe d’accès")
    page.locator("[name^='scheduled-']").first.fill("2 400,00")
    page.locator("#save-order").click()
    expect(page).to_have_url(re.compile(r"/orders/[0-9a-z]{26}$"))
    page.locator("#approve-order").click()
    page.locator("#approved_on").fill("2026-02-10")
    page.locator("#approve-order-yes").click()
    expect(page.locator(".badge").first).to_have_text("Approuvé")


def second_period(page: Page, contract: str, axe: Axe) -> None:
    """Claimed for 14 773,50, certified for 11 272,50: the client found less of the structure."""
    begin(page, contract, 2)
    expect(page.locator(".bill-band").last).to_contain_text("OC-1")
    write(page, 1, "work", "66,67")
    write(page, 2, "work", "150", method="quantity")
    write(page, 2, "stored", "1500")
    says(page, l2="2 400,00", l3="48 858,33", l4="31 998,33", l5="3 124,83", l6="28 873,50", l7="14 100,00",
         l8="14 773,50")  # fmt: skip
    submit(page, "Relevé du 27 février")
    page.locator("#send-back").click()
    page.locator("#return-yes").click()
    expect(page.get_by_text("Écrivez ce qu’il faut corriger.")).to_be_visible()
    assert axe(page) == []
    page.locator("#return-form textarea").fill("Revoir le poste 02")
    page.locator("#return-yes").click()
    expect(page.get_by_text("Revoir le poste 02", exact=True)).to_be_visible()
    submit(page, "Poste 02 revu")
    write(page, 1, "certified", "13 890,01")
    expect(page.get_by_text("Le montant certifié doit rester entre")).to_be_visible()
    write(page, 1, "certified", "10 000,00")
    says(page, l4="28 108,33", l5="2 735,83", l6="25 372,50", l8="11 272,50", claimed="14 773,50",
         payable="12 960,56")  # fmt: skip
    assert axe(page) == []


def pay_the_first(page: Page, contract: str) -> None:
    page.goto(f"{contract}/payments")
    page.locator("#record-payment").click()
    page.locator("#amount").fill("16 211,48")
    page.locator("#method").select_option("cheque")
    page.locator("#reference").fill("Chèque 0042")
    page.locator("#record-yes").click()
    expect(page.locator("#record-yes")).to_be_hidden()
    expect(page.get_by_text("Chèque 0042")).to_be_visible()


def third_period(page: Page, contract: str) -> None:
    """« Facturer tout le reste »; the column « précédent » and line 7 follow what was certified."""
    begin(page, contract, 3)
    expect(page.locator(".bill-line").nth(1).locator("td").nth(2)).to_contain_text("18\u00a0333,33")
    page.locator("#bill-rest").click()
    says(page, l4="48 858,33", l5="4 885,83", l7="25 372,50", l8="18 600,00", payable="21 385,35")


def final_invoice(page: Page, contract: str, axe: Axe) -> None:
    begin(page, contract, 4, "#bill-final")
    says(page, l5="0,00", l6="48 858,33", l7="43 972,50", l8="4 885,83", l9="0,00", payable="5 617,48")
    page.locator("#mode-retainage").click()
    expect(page.locator("input[data-column=release]").nth(1)).to_have_value("3333,33")
    assert axe(page) == []


def what_the_contract_says(page: Page, contract: str, axe: Axe) -> None:
    page.goto(contract)
    expect(page.locator(".badge").first).to_have_text("Terminé")
    page.goto(f"{contract}/payments")
    money = page.locator(".contract-money")
    for amount in ("48 858,33", "16 211,48", "39 963,39"):
        expect(money).to_contain_text(amount.replace(" ", "\u00a0"))
    page.goto(f"{contract}/invoices")
    rows = page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(2)).to_contain_text("14\u00a0773,50")
    expect(rows.nth(2)).to_contain_text("11\u00a0272,50")
    page.goto(f"{contract}/history")
    for done in (
        "Contrat créé", "Relevé du 27 février", "Revoir le poste 02", "OC-1 approuvé",
        "certifiée pour moins que réclamé", "Contrat terminé",
    ):  # fmt: skip
        expect(page.locator("table")).to_contain_text(done)
    assert axe(page) == []


def what_an_auditor_finds(page: Page, application: str, folder: Path) -> None:
    """The open file agrees with itself when every figure is computed again; the paper says the same."""
    page.goto(application)
    address = application.split("/contracts/")[1].split("/applications/")
    base = f"/files/contracts/{address[0]}/applications/{address[1]}"
    file = folder / "application.json"
    file.write_bytes(page.request.get(f"{base}.json").body())
    checked = subprocess.run(
        [sys.executable, "-m", "invoice_app", "contracts", "check", str(file), "--json"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(checked.stdout)
    assert (checked.returncode, found["agrees"]) == (0, True)
    assert [a["payable"] for a in found["applications"]] == ["16211.48", "12960.56", "21385.35", "5617.48"]
    text = "".join(
        p.extract_text() for p in PdfReader(io.BytesIO(page.request.get(f"{base}.pdf").body())).pages
    )
    assert "5\u00a0617,48\u00a0$" in text
    assert not re.search(r"14[.,]975", text)
    assert page.request.get(f"{base}.xlsx").body().startswith(b"PK")
