"""Files that spreadsheets make: every encoding, separator and trap that reaches an office, or a refusal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from invoice_app.contracts.tables import (
    LARGEST_FILE,
    MOST_ROWS,
    Damaged,
    EmptyFile,
    Encrypted,
    FileTooLarge,
    HasMacros,
    NotASpreadsheet,
    OldFormat,
    UnpacksTooLarge,
    decoded,
    letter,
    place_name,
    read_tables,
)
from invoice_app.shared.refusals import Refusal

ROWS = (("No", "Désignation", "Montant"), ("1", "Démolition « été »", "1 234,50"), ("2", "Œuvre", "10,00"))
TEXT = "No;Désignation;Montant\r\n1;Démolition « été »;1 234,50\r\n2;Œuvre;10,00\r\n"


def workbook(fill: Callable[[openpyxl.Workbook, Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(book, sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """The same package with some of its parts changed, and others beside them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in added.items():
            new.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize(
    "code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"]
)
def test_a_csv_is_read_in_every_encoding_that_offices_have(code: str) -> None:
    text = TEXT if code != "cp850" else TEXT.replace("Œ", "OE")
    rows = ROWS if code != "cp850" else (*ROWS[:2], ("2", "OEuvre", "10,00"))
    [table] = read_tables(text.encode(code))
    assert table.rows == rows


def test_latin_1_is_read_as_the_windows_code_that_contains_it() -> None:
    assert decoded("Reçu à l’été".encode("cp1252")) == "Reçu à l’été"
    assert decoded("Reçu à l'été".encode("latin-1")) == "Reçu à l'été"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_separator_is_found_by_itself(delimiter: str) -> None:
    text = TEXT.replace(",50", ".50").replace(",00", ".00").replace(";", delimiter)
    [table] = read_tables(text.encode())
    assert table.rows[1] == ("1", "Démolition « été »", "1 234.50")


def test_decimal_commas_do_not_pass_for_separators() -> None:
    [table] = read_tables(b"Poste;Prix\nA;1,50\nB;2,75\nC;3,00\n")
    assert table.rows[1] == ("A", "1,50")


def test_a_first_line_that_names_the_separator_is_believed() -> None:
    [table] = read_tables(b"sep=;\r\na;b\r\n1;2\r\n")
    assert table.rows == (("a", "b"), ("1", "2"))


def test_line_ends_and_separators_in_quotes_belong_to_their_cell() -> None:
    [table] = read_tables('No;Description\r\n1;"Béton ;\r\ncoulé ""sur place"""\r\n'.encode())
    assert table.rows[1] == ("1", 'Béton ;\r\ncoulé "sur place"')


def test_a_workbook_gives_its_numbers_dates_and_percents_as_they_are_read() -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["a", 33333.329999999, 1000, 0.1, date(2026, 3, 1), 7, 1.1, 12.34567, True])
        for cell, code in zip(sheet[1][3:7], ("0.00%", "yyyy-mm-dd", "000", "0.00"), strict=True):
            cell.number_format = code

    [table] = read_tables(workbook(fill))
    assert table.rows == (
        ("a", "33333.329999999", "1000", "10%", "2026-03-01", "7", "1.1", "12.34567", "oui"),
    )
    assert table.shown == {(0, 5): "007", (0, 6): "1.10"}
    assert (0, 1) in table.numbers
    assert (0, 0) not in table.numbers


def test_merged_cells_keep_their_value_in_the_first_and_say_which_they_cover() -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"], sheet["C3"] = "FONDATIONS", 500
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("C3:C4")

    [table] = read_tables(workbook(fill))
    assert (table.cell(0, 0), table.cell(0, 1), table.cell(3, 2)) == ("FONDATIONS", "", "")
    assert table.covered == {(0, 1): (0, 0), (0, 2): (0, 0), (3, 2): (2, 2)}
    assert place_name((2, 2)) == "C3"


def test_a_formula_gives_the_value_that_was_kept_and_one_without_is_named() -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"], sheet["B2"] = "x", "=1+1", "=2+2"

    def with_value(name: str, part: bytes) -> bytes:
        # The library writes formulas without a value; a spreadsheet program writes both.
        return part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        )

    [table] = read_tables(repacked(workbook(fill), with_value))
    assert table.cell(0, 1) == "2"
    assert table.unvalued == {(1, 1)}


def test_hidden_sheets_come_last_and_are_said_to_be_hidden() -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.title, sheet["A1"] = "Brouillon", "x"
        sheet.sheet_state = "hidden"
        book.create_sheet("Ventilation")["A1"] = "y"
        book.active = 1

    tables = read_tables(workbook(fill))
    assert [(table.name, table.is_hidden) for table in tables] == [
        ("Ventilation", False),
        ("Brouillon", True),
    ]


def test_empty_rows_keep_their_place_so_that_row_numbers_are_those_of_the_file() -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"], sheet["A5"] = "a", "b"

    [table] = read_tables(workbook(fill))
    assert [table.cell(row, 0) for row in range(5)] == ["a", "", "", "", "b"]


def test_a_sheet_that_goes_on_for_ever_is_cut_and_says_so() -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"], sheet.cell(MOST_ROWS + 1, 1).value = "a", "b"
        sheet["XFD1048576"] = "far"

    [table] = read_tables(workbook(fill))
    assert (len(table.rows) <= MOST_ROWS, table.is_cut) == (True, True)
    [table] = read_tables(b"a;b\n" * (MOST_ROWS + 5))
    assert (len(table.rows), table.is_cut) == (MOST_ROWS, True)


def zip_of(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return made.getvalue()


def simple() -> bytes:
    return workbook(lambda _, sheet: sheet.append(["a", 1]))


def bomb() -> bytes:
    return repacked(simple(), lambda _, part: part, **{"xl/more.xml": b"<a/>" * 20_000_000})


def tags() -> bytes:
    """Few bytes for a great many cells: each of them costs memory once it is read."""

    def crowd(name: str, part: bytes) -> bytes:
        return part.replace(b"</row>", b"<c/>" * 1_600_000 + b"</row>") if "worksheets" in name else part

    return repacked(simple(), crowd)


def entities() -> bytes:
    """A « billion laughs » in the sheet itself."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    def infect(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return part
        return laughs + part.split(b"?>", 1)[-1].replace(b"</row>", b'<c t="str"><v>&b;</v></c></row>')

    return repacked(simple(), infect)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"\xef\xbb\xbf \r\n;;;\r\n", EmptyFile),
        (b"x" * (LARGEST_FILE + 1), FileTooLarge),
        (b"From: a@b.example\r\nSubject: Bonjour\r\n\r\nTexte\r\n", NotASpreadsheet),
        (b"<html><table><tr><td>1</td></tr></table></html>", NotASpreadsheet),
        (b"%PDF-1.7\n1;2\n", NotASpreadsheet),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR;\x00;", NotASpreadsheet),
        (b"a;" + b"x" * 200_000 + b"\n", NotASpreadsheet),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, OldFormat),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), Encrypted),
        (b"PK\x03\x04 not a package", Damaged),
        (zip_of(**{"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), NotASpreadsheet),
        (zip_of(**{"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"}), OldFormat),
        (zip_of(**{"xl/workbook.bin": b"", "[Content_Types].xml": b"<a/>"}), OldFormat),
        (zip_of(**{"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), Damaged),
        (repacked(simple(), lambda _, part: part, **{"xl/vbaProject.bin": b"macro"}), HasMacros),
        (bomb(), UnpacksTooLarge),
        (tags(), UnpacksTooLarge),
        (entities(), Damaged),
        (simple()[:-200], Damaged),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        read_tables(content)
    assert refused.value.phrase.fr.count(".") >= 1


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letter(column) for column in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
