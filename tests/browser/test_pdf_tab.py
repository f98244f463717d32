"""The PDF tab: options change, the preview follows; what is sent is what the tab shows."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlmodel import select

from invoice_app.accounts.passwords import hash_password
from invoice_app.commands.create_admin import make_admin
from invoice_app.invoices import issuing
from invoice_app.mail.models import EmailAttachment
from invoice_app.shared.database import reading, writing
from invoice_app.shared.paper import pool
from tests.browser.conftest import Server
from tests.conftest import forget
from tests.databases import Backend
from tests.invoices.conftest import drafted, plant

PASSWORD = "trois bateaux verts 9"
NOW = datetime(2026, 3, 16, 18, 30, tzinfo=UTC)


@dataclass
class House:
    server: Server
    ref: str


@pytest.fixture
def house(serve: Callable[..., Server], sqlite: Backend, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A served club with one issued invoice; this process sees the same database and files."""
    server = serve(sqlite, MAIL_TRANSPORT="local")
    for name in ("DATA_DIR", "DATABASE_URL"):
        monkeypatch.setenv(name, server.env[name])
    forget()
    with writing() as db:
        club = plant(db, NOW)
        make_admin(
            db, email=club.admin.email, name="Ada Admin", language="fr",
            password_hash=hash_password(PASSWORD), now=NOW,
        )  # fmt: skip
        draft = drafted(db, club, NOW)
    issued = issuing.finalise(ref=draft.ref, by=club.admin, now=NOW)
    yield House(server, issued.ref)
    pool.close()
    server.stop()
    forget()


def enter(page: Page) -> None:
    page.goto("/sign-in")
    page.locator("input[name=email]").first.fill("ada@club.example")
    page.locator("input[name=password]").first.fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def shown(page: Page) -> bytes:
    """The PDF in the preview's frame, once it is up to date."""
    expect(page.locator("#preview-status")).to_contain_text("L’aperçu est le PDF lui-même.")
    address = page.locator("#preview-frame").get_attribute("src") or ""
    return page.request.get(address.partition("#")[0]).body()


def words_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_options_are_followed_kept_and_sent(
    house: House, visitor: Callable[..., Page], axe: Callable[..., list[str]]
) -> None:
    page = visitor(base_url=house.server.url)
    enter(page)
    page.goto(f"/invoices/{house.ref}/pdf")
    page.get_by_role("link", name="PDF configurable").click()
    frame = page.locator("#preview-frame")
    expect(frame).to_be_visible()
    before = frame.get_attribute("src") or ""
    assert axe(page) == []

    # An option that cannot be used is answered beside its box, and the last good preview stays.
    page.locator("#footer").fill("Merci, {nom}")
    expect(page.locator("#footer-wrong")).to_contain_text("{number}")
    assert frame.get_attribute("src") == before
    page.locator("#footer").fill("Merci, {client} <b>!</b>")
    page.locator("#qr").uncheck()
    page.locator("#column-quantity").uncheck()
    page.locator("#watermark").fill("Copie")
    page.locator("#watermark").blur()
    expect(frame).not_to_have_attribute("src", before)
    page.wait_for_timeout(700)
    pdf = shown(page)
    for wanted in ("Merci, Zoé Roy <b>!</b>", "COPIE", "TPS"):
        assert wanted in words_of(pdf)
    assert "Quantité" not in words_of(pdf)

    page.locator("#save-invoice").click()
    expect(page.locator("#banner")).to_contain_text("Options enregistrées pour cette facture")
    page.reload()
    expect(page.locator("#footer")).to_have_value("Merci, {client} <b>!</b>")
    expect(page.locator("#qr")).not_to_be_checked()
    assert shown(page) == pdf

    page.goto(f"/invoices/{house.ref}/send")
    expect(page.locator("#with-pdf")).to_be_checked()
    page.locator("#with-configured").check()
    page.locator("#send").click()
    page.wait_for_url(f"**/invoices/{house.ref}/emails")
    with reading() as db:
        sent = db.exec(select(EmailAttachment).order_by(EmailAttachment.position)).all()  # type: ignore[arg-type]
    assert [file.name for file in sent] == [
        "Facture-FA-2026-0001.pdf",
        "Facture-FA-2026-0001-configurable.pdf",
    ]
    assert sent[1].sha256 == hashlib.sha256(pdf).hexdigest()

    page.goto(f"/invoices/{house.ref}/pdf/configure")
    page.locator("#go-back").click()
    page.locator("#forget-options .button-danger").click()
    expect(page.locator("#options-in-force")).to_contain_text("Options usuelles.")
    expect(page.locator("#qr")).to_be_checked()
    assert "COPIE" not in words_of(shown(page))
