"""The files of an application: what is in them, and that their figures are the engine's."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session

from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.audit_file import checked as follows_schema
from invoice_app.contracts.auditing import numbered
from invoice_app.contracts.bundle import pieces_of, safe_name, unique, write_bundle
from invoice_app.contracts.checking import Verdict, check_document
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.exporting import application_json, application_under, as_text, told
from invoice_app.contracts.models import Contract, ProgressInvoice, ProgressStatus
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.progress_drafting import start_progress
from invoice_app.contracts.reviewing import submit
from invoice_app.contracts.schedule_csv import harmless, schedule_csv
from invoice_app.contracts.workbook import workbook
from invoice_app.members.models import Customer
from invoice_app.shared.about import About
from invoice_app.shared.attachments import attach
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import NotFound
from tests.contracts.files import Calculator, Cells, cached, calculators, opened
from tests.contracts.stories import APRIL, FORM, MARCH, QUEBEC, D, change_order
from tests.contracts.test_check import VALIDATOR

GROUPED = [
    {"section": "Toit", "item": "01", "description": "Mobilisation", "scheduled": "1 000,00"},
    {"section": "Toit", "item": "02", "description": "=2+5+cmd|' /C calc'!A0", "scheduled": "33 333,33"},
    {
        "section": "Murs",
        "item": "-03",
        "description": "Isolation et pare-vapeur",
        "scheduled": "20 000,00",
    },
    {"section": "Murs", "item": "04", "description": "Permis", "scheduled": "5000", "tax_class": "exempt"},
    {"section": "Murs", "item": "05", "description": "Livres", "scheduled": "700", "tax_class": "gst_only"},
]


@pytest.fixture
def contract(db: Session, client: Customer, by: Viewer, now: datetime) -> Contract:
    draft = create_contract(db, typed=FORM | {"company_ref": client.ref}, by=by, now=now)
    draft = set_schedule(db, ref=draft.ref, version=draft.version, rows=GROUPED)
    return approve_contract(db, ref=draft.ref, version=draft.version, by=by, now=now)


@pytest.fixture
def two(
    db: Session, contract: Contract, by: Viewer, now: datetime, type_in: Callable, issue: Callable
) -> tuple[ProgressInvoice, ProgressInvoice]:
    """One that is issued, and one under review: change orders both ways, materials, a certificate."""
    change_order(db, contract, "OC-1", D("2400.00"), by=by, now=now)
    open_period(db, ref=contract.ref, typed=MARCH, by=by, now=now)
    first = start_progress(db, contract_ref=contract.ref, by=by, now=now)
    ids = {"i01": {"work": "100"}, "i02": {"work": "33,3333"}, "i05": {"work": "50"}}
    type_in(first, **ids)
    items = {"_03": {"stored": "6000"}, "OC_1": {"method": "amount", "work": "1200,1"}}
    type_in(first, **items)
    issue(first)
    change_order(db, contract, "OC-2", D("-500.00"), by=by, now=now)
    open_period(db, ref=contract.ref, typed=APRIL, by=by, now=now)
    second = start_progress(db, contract_ref=contract.ref, by=by, now=now)
    type_in(second, i02={"work": "66,6667"}, i04={"work": "10"}, OC_2={"work": "100"})
    type_in(second, _03={"work": "30", "stored": "1 500"}, i01={"release": "40"})
    submit(db, ref=second.ref, version=second.version, by=by, now=now)
    type_in(second, i02={"certified": "9 000,00"})
    return first, second


def verdict_on(db: Session, contract: Contract, progress: ProgressInvoice) -> Verdict:
    found = json.loads(as_text(application_json(db, contract=contract, progress=progress, rates=QUEBEC)))
    VALIDATOR.validate(found)
    return check_document(follows_schema(found))


def test_an_issued_application_and_one_under_review_export_and_check(
    db: Session, contract: Contract, two: tuple[ProgressInvoice, ProgressInvoice]
) -> None:
    verdict = verdict_on(db, contract, two[1])
    assert verdict.agrees
    first, second = verdict.document["applications"]
    assert (first["status"], first["invoice_number"], first["inputs_origin"]) == (
        "approved", "DP-2026-0001", "frozen",
    )  # fmt: skip
    assert (second["status"], second["invoice_number"], second["inputs_origin"]) == (
        "under_review",
        None,
        "live",
    )
    claimed, certified = second["results"]["claimed"], second["results"]["certified"]
    assert (claimed["lines"][1]["this_period"], certified["lines"][1]["this_period"]) == (
        "11111.13",
        "9000.00",
    )
    assert (certified["lines"][0]["released_this_period"], certified["lines"][0]["retainage"]) == (
        "40.00",
        "60.00",
    )
    assert certified["changes"] == {
        "additions_before": "2400.00", "deductions_before": "0.00", "additions_now": "0.00",
        "deductions_now": "-500.00",
    }  # fmt: skip
    head = verdict.document["contract"]
    assert (head["client"], head["number"], len(head["lines"])) == ("Bâtisses Éloi inc.", "C-2026-07", 7)
    assert [order["number"] for order in head["change_orders"]] == ["OC-1", "OC-2"]


def test_the_first_application_alone_knows_nothing_of_what_came_after(
    db: Session, contract: Contract, two: tuple[ProgressInvoice, ProgressInvoice]
) -> None:
    verdict = verdict_on(db, contract, two[0])
    assert verdict.agrees
    assert len(verdict.applications) == 1
    assert len(verdict.document["contract"]["lines"]) == 6


def test_inputs_that_were_not_kept_are_reconstructed_and_it_says_so(
    db: Session, contract: Contract, two: tuple[ProgressInvoice, ProgressInvoice]
) -> None:
    two[0].inputs = ""
    db.flush()
    verdict = verdict_on(db, contract, two[1])
    assert verdict.agrees
    assert verdict.document["applications"][0]["inputs_origin"] == "reconstructed"


def test_a_void_application_is_left_out_of_what_comes_after(
    db: Session, contract: Contract, two: tuple[ProgressInvoice, ProgressInvoice]
) -> None:
    first, second = two
    first.status = ProgressStatus.VOID
    db.flush()
    found = application_json(db, contract=contract, progress=second, rates=QUEBEC)
    assert [one["number"] for one in found["applications"]] == [2]
    assert verdict_on(db, contract, second).agrees
    alone = verdict_on(db, contract, first)
    assert (alone.agrees, alone.document["applications"][0]["status"]) == (True, "void")


def test_an_application_is_found_only_under_its_own_contract(
    db: Session,
    contract: Contract,
    client: Customer,
    now: datetime,
    two: tuple[ProgressInvoice, ProgressInvoice],
    by: Viewer,
) -> None:
    other = create_contract(db, typed=FORM | {"company_ref": client.ref, "number": "C-2"}, by=by, now=now)
    assert application_under(db, contract_ref=contract.ref, ref=two[0].ref, viewer=by) == (
        contract,
        two[0],
    )
    for contract_ref, ref in ((other.ref, two[0].ref), (contract.ref, "x"), ("x", two[0].ref)):
        with pytest.raises(NotFound):
            application_under(db, contract_ref=contract_ref, ref=ref, viewer=by)


@pytest.mark.parametrize(("language", "separator", "sign"), [("fr", ";", ","), ("en", ",", ".")])
def test_a_csv_has_a_row_a_line_and_its_totals(
    db: Session, two: tuple[ProgressInvoice, ProgressInvoice], language: str, separator: str, sign: str
) -> None:
    chapter = told(db, two[1], QUEBEC)
    content = schedule_csv(chapter, language)
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator)
    assert len(rows) == len(chapter.application.lines) + 1
    assert {len(row) for row in rows} == {len(head)}
    numbers = [[D(text.replace(sign, ".")) for text in row[6:]] for row in rows]
    for column in (0, 1, 2, 3, 4, 6, 7, 8, 9, 10):
        assert sum(row[column] for row in numbers[:-1]) == numbers[-1][column]
    assert numbers[-1][0] == chapter.application.line_3
    assert numbers[-1][-1] == chapter.application.line_8
    assert rows[1][2] == "'=2+5+cmd|' /C calc'!A0"
    assert rows[2][1:3] == ["'-03", "Isolation et pare-vapeur"]
    assert rows[-2][6] == f"-500{sign}00"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"])
def test_a_text_never_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("calculate", calculators(), ids=lambda one: one.__name__)
def test_every_formula_of_a_workbook_gives_the_engine_s_figure(
    db: Session, two: tuple[ProgressInvoice, ProgressInvoice], now: datetime, language: str, tmp_path: Path,
    calculate: Calculator,
) -> None:  # fmt: skip
    for progress in two:
        content = workbook(told(db, progress, QUEBEC), language, paper="letter", now=now)
        beside = cached(content)
        assert len(beside) > 100
        assert differing(calculate(content, tmp_path), beside) == {}


def test_a_workbook_says_what_the_application_says(
    db: Session, two: tuple[ProgressInvoice, ProgressInvoice], now: datetime
) -> None:
    chapter = told(db, two[1], QUEBEC)
    book = opened(workbook(chapter, "fr", paper="a4", now=now), values=True)
    summary, schedule = book.worksheets
    assert (summary.title, schedule.title) == ("Sommaire", "Ventilation")
    lines = {str(row[0].value): row[2].value for row in summary.iter_rows() if row[0].value}
    assert {key: D(str(lines[key])) for key in numbered(chapter.application)} == numbered(chapter.application)
    rows = {row[1].value: row for row in summary.iter_rows() if row[1].value}
    assert D(str(rows["Montant à payer"][4].value)) == chapter.application.total
    assert [D(str(rows[name][4].value)) for name in ("TPS", "TVQ")] == [
        tax.amount for tax in chapter.application.taxes
    ]
    words = [row[2].value for row in schedule.iter_rows(min_row=5)]
    assert words == [
        "Mobilisation", "=2+5+cmd|' /C calc'!A0", "Sous-total, Toit",
        "Isolation et pare-vapeur", "Permis", "Livres", "Sous-total, Murs",
        "Contrat initial", "OC-1", "Sous-total, OC-1", "OC-2", "Sous-total, OC-2",
        "Ordres de changement", "Total",
    ]  # fmt: skip


def test_a_workbook_is_ready_to_be_read_and_printed(
    db: Session, two: tuple[ProgressInvoice, ProgressInvoice], now: datetime
) -> None:
    book = opened(workbook(told(db, two[1], QUEBEC), "en", paper="letter", now=now))
    summary, schedule = book.worksheets
    assert (summary.title, schedule.title) == ("Summary", "Schedule")
    assert schedule.freeze_panes == "D5"
    assert schedule.print_title_rows == "$4:$4"
    for page in (summary, schedule):
        assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    assert "[$$-1009]" in schedule["G5"].number_format
    assert schedule["C6"].data_type == "s"
    assert (schedule["J5"].value, schedule["J5"].data_type) == ("=ROUND(I5-H5,2)", "f")
    assert schedule.column_dimensions["C"].width > 30


def test_a_schedule_of_many_small_groups_still_adds_up(
    db: Session, client: Customer, by: Viewer, now: datetime, type_in: Callable, tmp_path: Path
) -> None:
    rows = [
        {"section": f"G{n % 7}", "item": f"{n}", "description": f"Poste {n}", "scheduled": f"{n}.01"}
        for n in range(1, 181)
    ]
    draft = create_contract(db, typed=FORM | {"company_ref": client.ref}, by=by, now=now)
    draft = set_schedule(db, ref=draft.ref, version=draft.version, rows=rows)
    contract = approve_contract(db, ref=draft.ref, version=draft.version, by=by, now=now)
    open_period(db, ref=contract.ref, typed=MARCH, by=by, now=now)
    progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
    type_in(progress, **{f"i{n}": {"work": f"{n / 2}"} for n in range(1, 181)})
    content = workbook(told(db, progress, QUEBEC), "fr", paper="letter", now=now)
    for calculate in calculators():
        assert differing(calculate(content, tmp_path), cached(content)) == {}
    longest = max(len(str(c.value)) for s in opened(content) for row in s.iter_rows() for c in row)
    assert longest < 8000


def differing(theirs: Cells, ours: Cells) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    return {at: (theirs[at], value) for at, value in ours.items() if theirs[at] != value}


def test_attachments_come_with_their_names_safe_and_unique(
    db: Session, contract: Contract, two: tuple[ProgressInvoice, ProgressInvoice], by: Viewer, now: datetime,
    tmp_path: Path,
) -> None:  # fmt: skip
    about, mine = About("contract", contract.id or 0), About("application", two[0].id or 0)
    for owner, name in (
        (about, "Contrat signé.pdf"), (about, "contrat SIGNÉ.pdf"), (about, "../../etc/passwd"),
        (about, "CON.txt"), (about, "a:b?.txt"), (mine, "Photo.jpg"),
    ):  # fmt: skip
        attach(db, owner, name=name, mime="text/plain", content=name.encode(), by=by, now=now)
    pieces = pieces_of(db, contract, two[0], "fr")
    place = io.BytesIO()
    write_bundle(place, b"%PDF-1.7", "C-2026/07 - demande 1.pdf", pieces, now)
    with zipfile.ZipFile(place) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert archive.read("Demande de paiement/Photo.jpg") == b"Photo.jpg"
    assert names == [
        "C-2026_07 - demande 1.pdf", "Demande de paiement/Photo.jpg", "Contrat/Contrat signé.pdf",
        "Contrat/contrat SIGNÉ (2).pdf", "Contrat/passwd", "Contrat/_CON.txt", "Contrat/a_b_.txt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "safe"),
    [("..", "fichier"), ("", "fichier"), ("a\x00b\x1b.txt", "ab.txt"),
     ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
     ("nul", "_nul"), ("fin. ", "fin"), ("a/b\\c", "a_b_c")],
)  # fmt: skip
def test_a_name_that_some_system_refuses_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_the_same_name_many_times_is_numbered() -> None:
    taken: set[str] = set()
    assert [unique("Contrat/a.pdf", taken) for _ in range(3)] == [
        "Contrat/a.pdf", "Contrat/a (2).pdf", "Contrat/a (3).pdf",
    ]  # fmt: skip
