"""The routes of an application's files, asked by somebody who may read the contract."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime

import pypdf
import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from invoice_app.accounts.levels import put_levels
from invoice_app.accounts.models import Account
from invoice_app.accounts.presets import PRESETS
from invoice_app.accounts.signing_in import open_session
from invoice_app.contracts.api import routes
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.pressing import press_application, today_and_rates
from invoice_app.contracts.progress_queries import editor
from invoice_app.contracts.standing import by_ref, found
from invoice_app.invoices.models import Invoice
from invoice_app.shared.about import About
from invoice_app.shared.attachments import attach
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.files import files
from invoice_app.shared.permission import Viewer
from tests.contracts.files import opened
from tests.contracts.stories import D
from tests.contracts.test_pressing import by, under_review

__all__ = ["by"]


@pytest.fixture
def browser(by: Viewer) -> TestClient:
    """Somebody who may read everything."""
    with writing() as db:
        put_levels(db, found(db, Account, by.account_id), PRESETS["accountant"])
        opened_session = open_session(db, account_id=by.account_id, browser="", address="", now=now_utc())
    return TestClient(Starlette(routes=routes), cookies={"session": opened_session.secret})


def address(progress: ProgressInvoice, ending: str) -> str:
    with reading() as db:
        contract = found(db, Contract, progress.contract_id)
    return f"/files/contracts/{contract.ref}/applications/{progress.ref}.{ending}"


def test_the_api_says_what_the_page_says(by: Viewer, browser: TestClient, now: datetime) -> None:
    progress = under_review(by, now)
    answer = browser.get(address(progress, "json"))
    assert answer.headers["content-type"] == "application/json"
    assert "C-2026-07%20-%20demande%201.json" in answer.headers["content-disposition"]
    told = answer.json()
    certified = told["applications"][0]["results"]["certified"]
    with reading() as db:
        page = editor(db, ref=progress.ref, language="en", rates=_rates(progress, now), today=now.date())
    shown = {line.key: line.amount.strip("$").replace(",", "") for line in page.summary}
    assert certified["summary"] == shown
    assert f"${D(certified['payable']):,.2f}" == page.total
    assert certified["lines"][0]["this_period"] == "1000.00"


def test_a_draft_s_pdf_is_made_on_the_spot_and_is_marked(
    by: Viewer, browser: TestClient, now: datetime
) -> None:
    progress = under_review(by, now)
    answer = browser.get(address(progress, "pdf"), params={"lang": "fr"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "Brouillon" in text
    english = browser.get(address(progress, "pdf"), params={"lang": "en"})
    assert "Draft" in pypdf.PdfReader(io.BytesIO(english.content)).pages[0].extract_text()


def test_an_issued_application_gives_the_very_bytes_that_were_issued(
    by: Viewer, browser: TestClient, now: datetime
) -> None:
    progress = under_review(by, now)
    issued = press_application(ref=progress.ref, version=progress.version, by=by, now=now, emailed=False)
    with writing() as db:
        sha256 = db.get(Invoice, by_ref(db, ProgressInvoice, progress.ref).invoice_id).pdf_sha256
        about = About("contract", progress.contract_id)
        attach(db, about, name="Devis.pdf", mime="application/pdf", content=b"%PDF devis", by=by, now=now)
    frozen = files().get(sha256)
    assert browser.get(address(progress, "pdf")).content == frozen
    archive = browser.get(address(progress, "zip"), params={"lang": "en"})
    assert archive.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as pieces:
        assert {name: pieces.read(name) for name in pieces.namelist()} == {
            "C-2026-07 - application 1.pdf": frozen, "Contract/Devis.pdf": b"%PDF devis",
        }  # fmt: skip
    told = browser.get(address(progress, "json")).json()
    assert told["applications"][0]["invoice_number"] == issued.number


def test_a_table_comes_in_the_language_that_was_asked_for(
    by: Viewer, browser: TestClient, now: datetime
) -> None:
    progress = under_review(by, now)
    french, english = (browser.get(address(progress, "csv"), params={"lang": one}) for one in ("fr", "en"))
    assert ";1000,00;" in french.content.decode("utf-8-sig")
    assert ",1000.00," in english.content.decode("utf-8-sig")
    sheets = opened(browser.get(address(progress, "xlsx"), params={"lang": "en"}).content).sheetnames
    assert sheets == ["Summary", "Schedule"]
    assert opened(browser.get(address(progress, "xlsx")).content).sheetnames == ["Sommaire", "Ventilation"]


def test_an_attachment_whose_bytes_are_lost_is_named(by: Viewer, browser: TestClient, now: datetime) -> None:
    progress = under_review(by, now)
    with writing() as db:
        about = About("application", progress.id or 0)
        row = attach(db, about, name="Photo.jpg", mime="image/jpeg", content=b"x", by=by, now=now)
        row.sha256 = "0" * 64
    answer = browser.get(address(progress, "zip"))
    assert (answer.status_code, "Photo.jpg" in answer.text) == (409, True)


def test_what_is_not_there_is_not_found(by: Viewer, browser: TestClient, now: datetime) -> None:
    progress = under_review(by, now)
    here = address(progress, "json")
    for elsewhere in (here.replace(progress.ref, "x"), here.replace("/contracts/", "/contracts/x")):
        answer = browser.get(elsewhere, headers={"Accept": "application/json"})
        assert (answer.status_code, "error" in json.loads(answer.text)) == (404, True)


def _rates(progress: ProgressInvoice, now: datetime) -> tuple:
    with reading() as db:
        return today_and_rates(db, now, db.exec(select(Contract)).one())[1]
