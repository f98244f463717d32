"""`make screenshots`: pictures of every page with the sample organisation, in build/screenshots.

Wide and narrow, light and dark, in French. Those that README shows are copied to docs/pictures.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from invoice_app.commands.build import PROJECT, build
from invoice_app.commands.serve import environment
from tests.browser.conftest import _BROWSERS, _QUIET, SCREENSHOTS, Server, free_port

SHOWN = {
    "invoice-1440-light": "invoice.png",
    "application-1440-light": "application.png",
    "conversation-shown-light": "conversation.png",
}
SIZES = ((1440, 900), (390, 844))


def main() -> None:
    build()
    # A busy machine is slow, and no less right for it.
    expect.set_options(timeout=30_000)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        _sample(Path(folder)) as (server, password),
        sync_playwright() as playwright,
    ):
        program = next(filter(None, map(shutil.which, _BROWSERS)))
        browser = playwright.chromium.launch(executable_path=program, args=_QUIET)
        for theme in ("light", "dark"):
            _office(browser, server, password, theme)
            _zone(browser, server, password, theme)
        browser.close()
    pictures = PROJECT / "docs" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    for taken, name in SHOWN.items():
        _lighten(SCREENSHOTS / f"{taken}.png", pictures / name)


@contextmanager
def _sample(folder: Path) -> Iterator[tuple[Server, str]]:
    port = free_port()
    env = environment() | {"DATA_DIR": str(folder), "PORT": str(port), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "invoice_app", "sample-data"]
    said = subprocess.run(command, cwd=PROJECT, env=env, check=True, capture_output=True, text=True).stdout
    password = re.search(r"^\s+(\w{4}(?:-\w{4})+)$", said, re.MULTILINE)
    assert password, said
    server = Server(f"http://localhost:{port}", folder, env)
    server.start()
    try:
        yield server, password[1]
    finally:
        server.stop()


def _visitor(browser: Browser, server: Server, email: str, password: str, theme: str) -> Page:
    context = browser.new_context(base_url=server.url, locale="fr-CA", color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/sign-in")
    _take(page, "sign-in", theme)
    page.locator("input[name=email]").first.fill(email)
    page.locator("input[name=password]").first.fill(password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/(zone)?$"))
    return page


def _office(browser: Browser, server: Server, password: str, theme: str) -> None:
    page = _visitor(browser, server, "admin@quittance.example", password, theme)
    for name, path in (
        ("desk", "/"),
        ("members", "/members"),
        ("invoices", "/invoices"),
        ("catalogue", "/catalogue"),
        ("contracts", "/contracts"),
        ("contract-new", "/contracts/new"),
        ("accounts", "/accounts"),
        ("organisation", "/organisation"),
        ("taxes", "/organisation/taxes"),
        ("mail-setup", "/organisation/mail"),
        ("letters", "/organisation/letters"),
        ("new-member", "/members/new/member"),
        ("groups", "/members/groups"),
        ("mail", "/mail"),
        ("mail-found", "/mail?q=garantie"),
        ("unmatched", "/mail/unmatched"),
        ("queue", "/mail/queue"),
        ("bulk-new", "/invoices/bulk/new?kind=reminder&show=overdue"),
        ("bulk-sends", "/invoices/bulk"),
    ):
        page.goto(path)
        _take(page, name, theme)
    invoice = _first(page, "/invoices?show=unpaid")
    for name, path in (
        ("invoice", ""), ("pdf", "/pdf"), ("pdf-configure", "/pdf/configure"), ("emails", "/emails"),
        ("invoice-history", "/history"), ("send", "/send"),
    ):  # fmt: skip
        page.goto(invoice + path)
        _take(page, name, theme)
    page.goto(_first(page, "/invoices?show=draft"))
    _take(page, "editor", theme)
    _exchange(page, f"/invoices/{_exchange_ref(server)}", theme)
    contract = _first(page, "/contracts")
    for name, path in (
        ("contract", ""), ("schedule", "/schedule"), ("orders", "/orders"), ("order-new", "/orders/new"),
        ("payments", "/payments"), ("contract-emails", "/emails"), ("history", "/history"),
        ("applications", "/invoices"),
    ):  # fmt: skip
        page.goto(contract + path)
        _take(page, name, theme)
    _applications(page, theme)
    page.goto(_first(page, "/members"))
    _take(page, "record", theme)
    page.context.close()


def _exchange(page: Page, invoice: str, theme: str) -> None:
    """The conversation in which most can be seen, and an answer to it being written."""
    page.goto(f"{invoice}/emails")
    page.locator("#emails > li").first.wait_for()
    _take(page, "conversation", theme)
    # From its beginning: what was sent, what came back, and what was answered.
    page.set_viewport_size({"width": 1440, "height": 1560})
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_timeout(250)
    page.screenshot(path=SCREENSHOTS / f"conversation-shown-{theme}.png")
    # The newest answer: the one that an answer was begun to.
    page.locator("a[href$='wish=reply']").nth(1).evaluate("link => link.click()")
    page.locator("#send").wait_for()
    _take(page, "composer", theme)


def _exchange_ref(server: Server) -> str:
    """The sample's one invoice that has a note beside it."""
    with closing(sqlite3.connect(server.data_dir / "quittance.db")) as db:
        return db.execute(
            "select invoice.ref from invoice"
            " join conversation on about_id = invoice.id and about_kind = 'invoice'"
            " join email on conversation_id = conversation.id where direction = 'own'"
        ).fetchone()[0]


def _applications(page: Page, theme: str) -> None:
    """The latest application of the contract shown: under review, and as it is filled in."""
    page.goto(_first(page, page.url))
    page.locator(".bill-line").first.wait_for()
    _take(page, "application-review", theme)
    page.locator("#send-back").click()
    page.locator("#return-form textarea").fill("Revoir le poste 12.")
    page.locator("#return-yes").click()
    expect(page.locator("#submit")).to_be_visible()
    page.locator(".banner button").click()
    page.locator("#mode-work").click()
    _take(page, "application", theme)
    page.locator("#mode-retainage").click()
    _take(page, "application-retainage", theme)
    # As it was, for the next pictures.
    page.locator("#submit").click()
    page.locator("#submit-yes").click()
    expect(page.locator("#send-back")).to_be_visible()


def _lighten(taken: Path, shown: Path) -> None:
    """A picture of a page has few colours: a palette of them weighs a third, and looks the same."""
    with Image.open(taken) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            shown, optimize=True
        )


def _zone(browser: Browser, server: Server, password: str, theme: str) -> None:
    page = _visitor(browser, server, "membre@quittance.example", password, theme)
    page.goto("/zone")
    _take(page, "zone", theme)
    page.locator("a.main-link").first.click()
    _take(page, "zone-invoice", theme)
    page.goto(page.url.rstrip("/") + "/emails")
    page.locator("#emails > li").first.wait_for()
    _take(page, "zone-conversation", theme)
    page.context.close()


def _first(page: Page, path: str) -> str:
    page.goto(path)
    link = page.locator("a.main-link").first
    link.wait_for()
    return link.get_attribute("href") or path


def _take(page: Page, name: str, theme: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.locator("h1").first.wait_for()
        expect(page.locator(".skeleton")).to_have_count(0)
        page.wait_for_timeout(4_000 if name.startswith("pdf") else 250)
        whole = name not in ("zone", "invoice")
        page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{theme}.png", full_page=whole)


if __name__ == "__main__":
    main()
