"""A schedule of values in the browser: pasted from a spreadsheet, worked by keyboard, imported, saved."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server
from tests.browser.test_main_job import FR, add_company_with_two_people, set_up
from tests.databases import Backend

ROWS = ".sheet-rows > li"
TOTAL = "#schedule-total"


def test_a_schedule_is_pasted_typed_imported_and_saved(
    serve: Callable[..., Server],
    sqlite: Backend,
    visitor: Callable[..., Page],
    axe: Callable[..., list[str]],
) -> None:
    page = visitor(serve(sqlite).url, permissions=["clipboard-read", "clipboard-write"])
    set_up(page, FR)
    add_company_with_two_people(page, FR)
    begin_contract(page)
    paste_from_a_spreadsheet(page)
    work_by_keyboard(page)
    paste_two_thousand_rows_with_text_for_amounts(page)
    import_a_workbook(page)
    assert axe(page) == []
    save(page)


def begin_contract(page: Page) -> None:
    page.goto("/contracts/new")
    page.locator("#number").fill("C-2026-01")
    page.locator("#title").fill("Réfection du quai")
    page.locator(".contract-choices button").first.click()
    expect(page.locator("#client-name")).to_have_text("Ateliers du Port inc.")
    page.locator("#contacts input").first.check()
    page.locator("#rule").select_option("step_down")
    page.locator("#step_percent").fill("5")
    page.locator("#step_on").fill("2026-09-01")
    expect(page.locator("#retainage_percent")).to_have_value("10")


def paste_from_a_spreadsheet(page: Page) -> None:
    """A block fills cells to the right and down and adds rows; the computed amount is shown, not typed."""
    block = 'Quai\t1\tPieux\t03-100\t4\tpi\t250,50\r\nQuai\t2\t"Tablier,\nbois"\t\t\t\t\t1 000,25\r\n'
    first = cell(page, 0, "section")
    paste(page, first, block * 60)
    expect(page.locator(ROWS)).to_have_count(100)
    expect(page.locator(TOTAL)).to_have_text(money("120 135,00"))
    expect(cell(page, 0, "scheduled")).to_have_attribute("placeholder", re.compile("1.002,00"))
    expect(cell(page, 1, "description")).to_have_value("Tablier, bois")
    expect(page.locator(".sheet-undo")).to_contain_text("120")
    page.locator("#undo-rows").click()
    expect(page.locator(ROWS)).to_have_count(3)
    paste(page, cell(page, 0, "section"), block)
    expect(page.locator(TOTAL)).to_have_text(money("2 002,25"))
    paste(page, cell(page, 2, "description"), "une seule case\r\n")
    expect(cell(page, 2, "description")).to_have_value("une seule case")
    page.keyboard.press("Escape")
    expect(cell(page, 2, "description")).to_have_value("")


def work_by_keyboard(page: Page) -> None:
    cell(page, 0, "item").focus()
    page.keyboard.press("Enter")
    focused(page, cell(page, 1, "item"))
    page.keyboard.press("Shift+Enter")
    focused(page, cell(page, 0, "item"))
    page.keyboard.press("ArrowDown")
    focused(page, cell(page, 1, "item"))
    page.keyboard.press("Tab")
    focused(page, cell(page, 1, "description"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(ROWS)).to_have_count(4)
    focused(page, cell(page, 2, "description"))
    expect(cell(page, 2, "section")).to_have_value("Quai")
    page.keyboard.type("Garde-corps")
    page.keyboard.press("Alt+ArrowUp")
    focused(page, cell(page, 1, "description"))
    expect(cell(page, 1, "description")).to_have_value("Garde-corps")
    cell(page, 1, "scheduled").press_sequentially("5oo")
    expect(page.locator(".sheet-wrong")).to_contain_text("5oo")
    cell(page, 1, "scheduled").fill("500")
    expect(page.locator(".sheet-wrong")).to_have_count(0)
    expect(page.locator(TOTAL)).to_have_text(money("2 502,25"))
    page.keyboard.press("Control+Delete")
    expect(page.locator(ROWS)).to_have_count(3)
    expect(page.locator(TOTAL)).to_have_text(money("2 002,25"))
    page.locator("#undo-rows").click()
    expect(page.locator(TOTAL)).to_have_text(money("2 502,25"))
    cell(page, 3, "item").focus()
    page.keyboard.press("Enter")
    expect(page.locator(ROWS)).to_have_count(5)
    focused(page, cell(page, 4, "item"))
    page.locator("[data-act=up]").nth(1).click()
    expect(cell(page, 0, "description")).to_have_value("Garde-corps")
    page.locator(f"{ROWS}:nth-child(1) [data-grip]").drag_to(page.locator(f"{ROWS}:nth-child(3)"))
    expect(cell(page, 2, "description")).to_have_value("Garde-corps")
    page.reload()
    expect(cell(page, 2, "description")).to_have_value("Garde-corps")
    expect(page.locator(TOTAL)).to_have_text(money("2 502,25"))


def paste_two_thousand_rows_with_text_for_amounts(page: Page) -> None:
    """Nothing freezes, nothing is lost, and each fault has a way to it."""
    paste(page, cell(page, 0, "description"), "Poste\t\t\t\t\tà venir\r\n" * 2000)
    expect(page.locator(".sheet-problems li").first).to_contain_text("à venir")
    expect(page.locator(".notice-red").first).to_contain_text("2000")
    expect(page.locator(ROWS)).to_have_count(100)
    page.locator(".pager button").last.click()
    expect(page.locator(".sheet-position").first).to_have_text("101")
    page.locator(".sheet-problems button").first.click()
    focused(page, cell(page, 0, "scheduled"))
    expect(cell(page, 0, "scheduled")).to_have_value("à venir")
    paste(page, cell(page, 0, "tax_class"), "a\tb\tc\r\nd\te\tf")
    expect(page.locator("#banner")).to_contain_text("3 colonnes")


def import_a_workbook(page: Page) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Soumission"], ["No", "Description", "Montant"], ["FONDATIONS"], [1, "Excavation", 33333.33],
                [2, "Béton", "sur demande"], [None, "Total", 33333.33]):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A3:C3")
    content = io.BytesIO()
    book.save(content)
    page.locator("#import").click()
    choose = page.locator("#import-dialog input[type=file]")
    choose.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Bonjour"})
    expect(page.locator("#import-dialog [role=alert]")).to_contain_text("n’est pas un tableau")
    choose.set_input_files({"name": "soumission.xlsx", "mimeType": "", "buffer": content.getvalue()})
    expect(page.locator("#import-counts")).to_have_text(re.compile(r"2 poste\(s\), total 33.333,33"))
    expect(page.locator("#import-head")).to_have_value("1")
    expect(page.locator(".import-problems")).to_contain_text("C5")
    expect(page.locator(".import-notes")).to_contain_text("laissée(s) de côté")
    page.locator("#import-instead").click()
    expect(page.locator("#import-dialog")).not_to_be_visible()
    expect(page.locator(ROWS)).to_have_count(2)
    expect(cell(page, 0, "section")).to_have_value("FONDATIONS")
    expect(cell(page, 1, "scheduled")).to_have_value("sur demande")


def save(page: Page) -> None:
    """A refusal goes to the first box to correct; then the contract says what the form does."""
    page.locator("#save").click()
    focused(page, page.locator("#step_reach"))
    page.locator("#step_reach").select_option("prospective")
    cell(page, 1, "scheduled").fill("0,67")
    page.locator("#save").click()
    expect(page).to_have_url(re.compile(r"/contracts/[0-9a-z]{26}$"))
    expect(page.get_by_text(money("33 334,00")).first).to_be_visible()
    page.goto(f"{page.url}/edit")
    expect(page.locator("#step_reach")).to_have_value("prospective")
    expect(page.locator("#contacts input").first).to_be_checked()
    expect(page.locator(TOTAL)).to_have_text(money("33 334,00"))


def cell(page: Page, row: int, column: str) -> Locator:
    return page.locator(f"{ROWS}:nth-child({row + 1}) [data-column={column}]")


def focused(page: Page, box: Locator) -> None:
    expect(box).to_be_focused()


def paste(page: Page, box: Locator, text: str) -> None:
    """As a person does: what is on the clipboard, with the keyboard."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    box.focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")


def money(text: str) -> re.Pattern[str]:
    """`1 234,50` with whatever spaces the page has."""
    return re.compile(re.escape(text).replace(r"\ ", r"\s"))
