"""A sheet becomes a schedule: headings in two languages, sections, no totals, every fault by its cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from invoice_app.contracts.guessing import NO_HEAD, Choices, guess
from invoice_app.contracts.import_view import chosen_head, import_view
from invoice_app.contracts.importing import Found, lines_of
from invoice_app.contracts.tables import Table, read_tables
from invoice_app.contracts.templates import template
from invoice_app.contracts.typed_rows import COLUMNS
from tests.contracts.test_tables import workbook

D = Decimal
FRENCH = """Soumission no 12;;;;;;;
;;;;;;;
Division;No;Désignation;Qté;Unité;P.U.;Montant;Retenue %
Fondations;1.1;Excavation;120;m3;12,50;1 500,00;
;1.2;Béton;;;;33 333,33;5
;;Sous-total;;;;34 833,33;
Toiture;2.1;Couverture;;;;(20 000,00);
;;;;;;;
;;TOTAL;;;;14 833,33;
;;TPS (5 %);;;;741,67;
"""


def csv_table(text: str, code: str = "cp1252") -> Table:
    [table] = read_tables(text.encode(code))
    return table


def found_in(table: Table, language: str = "fr", **choices: object) -> Found:
    return lines_of(table, guess(table, language), language, **choices)  # type: ignore[arg-type]


def test_a_french_csv_with_decimal_commas_is_understood_whole() -> None:
    table = csv_table(FRENCH)
    choices = guess(table)
    assert (choices.head, choices.mark) == (2, ",")
    assert choices.columns == {
        "section": 0, "item": 1, "description": 2, "quantity": 3, "unit": 4, "unit_price": 5,
        "scheduled": 6, "retainage_percent": 7,
    }  # fmt: skip
    found = lines_of(table, choices, may_deduct=True)
    assert [(x["section"], x["item"], x["description"], x["scheduled"]) for x in found.lines] == [
        ("Fondations", "1.1", "Excavation", "1500,00"),
        ("Fondations", "1.2", "Béton", "33333,33"),
        ("Toiture", "2.1", "Couverture", "-20000,00"),
    ]
    assert (found.lines[0]["quantity"], found.lines[0]["unit_price"]) == ("120", "12,5")
    assert found.problems == ()
    assert found.total == D("14833.33")
    assert [note.fr for note in found.notes] == [
        "3 ligne(s) de total ou de taxes laissée(s) de côté\u00a0: 6, 9, 10."
    ]


def test_an_english_csv_with_points_and_thousands_is_understood_too() -> None:
    table = csv_table(
        'Item,Description of Work,Scheduled Value,Holdback\n1,Demolition,"1,234",10%\n2,Roof,"12,000.50",\n'
    )
    found = found_in(table, "en")
    assert [(x["scheduled"], x["retainage_percent"]) for x in found.lines] == [
        ("1234.00", "10%"),
        ("12000.50", ""),
    ]
    assert (found.problems, found.total) == ((), D("13234.50"))


def test_a_decimal_mark_can_be_chosen_otherwise() -> None:
    table = csv_table("Description;Montant\nA;1,234\n")
    columns = guess(table).columns
    assert lines_of(table, Choices(0, columns, ".")).lines[0]["scheduled"] == "1234,00"
    assert lines_of(table, Choices(0, columns, ",")).problems[0].read == "1,234"


def test_a_negative_line_is_refused_in_an_original_schedule_and_taken_in_a_change_order() -> None:
    table = csv_table("Description;Montant\nCrédit;-500,00\n")
    [problem] = found_in(table).problems
    assert (problem.place, problem.column, problem.read) == ("B2", "scheduled", "-500,00")
    assert "ordre de changement" in problem.what.fr
    assert found_in(table, may_deduct=True).problems == ()


def test_text_in_an_amount_is_kept_and_named_by_its_cell() -> None:
    table = csv_table("No;Description;Montant\n1;Toit;à venir\n2;Mur;10 %\n3;;100\n")
    found = found_in(table)
    assert [x["scheduled"] for x in found.lines] == ["à venir", "10 %", "100,00"]
    assert [(p.place, p.column, p.read) for p in found.problems] == [
        ("C2", "scheduled", "à venir"), ("C3", "scheduled", "10 %"), ("B4", "description", ""),
    ]  # fmt: skip


def test_a_merged_heading_names_the_section_of_the_rows_under_it() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        for row in (["No", "Description", "Montant"], ["FONDATIONS"], [1, "Excavation", 100.004999],
                    [2, "Béton", 200], ["Toiture"], [3, "Bardeaux", 300]):  # fmt: skip
            sheet.append(row)
        sheet.merge_cells("A2:C2")
        sheet.merge_cells("A5:C5")

    found = found_in(read_tables(workbook(fill))[0])
    assert [(x["section"], x["item"], x["scheduled"]) for x in found.lines] == [
        ("FONDATIONS", "1", "100,00"), ("FONDATIONS", "2", "200,00"), ("Toiture", "3", "300,00"),
    ]  # fmt: skip
    assert [note.en.split(".")[0] for note in found.notes] == [
        "2 section heading(s) recognised: the lines below carry them",
        "1 number(s) with more decimals than are kept were rounded, amounts to the cent",
    ]


def test_a_number_is_rounded_once_and_what_a_float_leaves_over_is_not_spoken_of() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.append(["Description", "Quantité", "Prix unitaire", "Montant"])
        sheet.append(["Bruit", None, None, 33333.329999999])
        sheet.append(["Mesuré", 3, 0.1 + 0.2, None])

    found = found_in(read_tables(workbook(fill))[0])
    assert (found.lines[0]["scheduled"], found.lines[1]["unit_price"]) == ("33333,33", "0,3")
    assert (found.notes, found.problems) == ((), ())


def test_a_section_merged_downwards_is_that_of_all_its_rows_and_a_merged_amount_is_a_fault() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        for row in (["Section", "Description", "Montant"], ["Gros œuvre", "Murs", 500], [None, "Dalle", None],
                    ["Finition", "Peinture", 50]):  # fmt: skip
            sheet.append(row)
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("C2:C3")

    found = found_in(read_tables(workbook(fill))[0])
    assert [x["section"] for x in found.lines] == ["Gros œuvre", "Gros œuvre", "Finition"]
    [problem] = found.problems
    assert (problem.place, problem.column) == ("C3", "scheduled")
    assert "C2" in problem.what.fr


def test_a_formula_without_its_value_is_a_fault_and_not_an_empty_cell() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.append(["Description", "Montant"])
        sheet.append(["Toit", "=2*50"])
        sheet.append(["Mur", 5])

    [problem] = found_in(read_tables(workbook(fill))[0]).problems
    assert (problem.place, problem.what.en.split(".")[0]) == ("B2", "A formula without a value in the file")


def test_a_total_is_known_by_its_words_or_by_being_the_sum() -> None:
    table = csv_table(
        "Description;Montant\nMur;10\nToit;20\n;30\n"
        "Total station survey;5\nTotal de la section;5\nGrand total;35\n"
    )
    found = found_in(table)
    assert [x["description"] for x in found.lines] == ["Mur", "Toit", "Total station survey"]
    assert found.notes[0].en == "3 row(s) of totals or taxes left out: 4, 6, 7."


def test_a_sheet_without_headings_is_guessed_by_what_it_holds() -> None:
    table = csv_table("Mobilisation du chantier;1000\nDémolition complète;2500,50\n")
    choices = guess(table)
    assert (choices.head, dict(choices.columns)) == (NO_HEAD, {"description": 0, "scheduled": 1})
    assert [x["scheduled"] for x in lines_of(table, choices).lines] == ["1000,00", "2500,50"]


def test_the_names_of_tax_classes_are_known_in_both_languages() -> None:
    table = csv_table("Description;Montant;Taxes\nA;1;Exonéré\nB;2;GST only\nC;3;selon le cas\n")
    found = found_in(table)
    assert [x["tax_class"] for x in found.lines] == ["exempt", "gst_only", "selon le cas"]
    assert [p.place for p in found.problems] == ["C4"]


def test_codes_and_item_numbers_keep_their_zeros() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.append(["No", "Code de coût", "Description", "Montant"])
        sheet.append([1.1, 42, "Toit", 10])
        sheet["A2"].number_format, sheet["B2"].number_format = "0.00", "0000"

    [line] = found_in(read_tables(workbook(fill))[0]).lines
    assert (line["item"], line["cost_code"]) == ("1.10", "0042")


def test_what_is_shown_before_importing_is_what_will_be() -> None:
    tables = (csv_table(FRENCH),)
    view, found = import_view(tables, 0, guess(tables[0]), currency="CAD", language="fr")
    assert (view.counts, view.head, view.can_import) == ("3 poste(s), total 14\u00a0833,33\u00a0$", "2", True)
    assert view.titles[0] == "Section"
    assert view.lines[0].cells[:3] == ["Fondations", "1.1", "Excavation"]
    assert (view.problem_count, view.problems[0].place) == (1, "G7")
    assert len(found.lines) == 3
    moved = chosen_head(tables[0], 0, "fr")
    assert import_view(tables, 0, moved, currency="CAD", language="en")[0].head == "0"


def test_more_than_two_thousand_lines_are_not_imported() -> None:
    table = csv_table("Description;Montant\n" + "Poste;1\n" * 2001)
    view, _ = import_view((table,), 0, guess(table), currency="CAD", language="fr")
    assert (view.can_import, "2000" in view.notes[-1]) == (False, True)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_template_is_understood_as_it_is(language: str) -> None:
    [table] = read_tables(template(language))
    choices = guess(table, language)
    assert (choices.head, set(choices.columns)) == (0, set(COLUMNS))
    assert [name for name, _ in sorted(choices.columns.items(), key=lambda known: known[1])] == list(COLUMNS)
