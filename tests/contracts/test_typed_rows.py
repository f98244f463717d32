"""The rows of a grid: whatever is pasted, moved or undone, no text is lost and no row changes its name."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_app.contracts.grid_view import PAGE_ROWS, grid_view, page_of
from invoice_app.contracts.line_rules import MOST_LINES, TooManyLines, read_line
from invoice_app.contracts.pasting import block_of, is_block
from invoice_app.contracts.typed_rows import (
    COLUMNS,
    LONGEST_CELL,
    CellTooLong,
    PasteTooWide,
    TypedRows,
    row_faults,
    total_of,
)

D = Decimal
# What a cell of a spreadsheet may hold; its spaces at either end are nobody's text.
CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Zl", "Zp", "Cc"], include_characters='"\t\n'),
    max_size=30,
)
BLOCKS = st.integers(1, len(COLUMNS)).flatmap(
    lambda wide: st.lists(st.lists(CELLS, min_size=wide, max_size=wide), min_size=1, max_size=12)
)


def rows_of(*lines: dict[str, str]) -> TypedRows:
    typed = TypedRows()
    for line in lines:
        typed.add(**line)
    return typed


def copied(block: list[list[str]]) -> str:
    """What Excel puts on the clipboard: a cell with a tab, a line end or a leading quote is quoted."""

    def cell(text: str) -> str:
        needs = "\t" in text or "\n" in text or text.strip().startswith('"')
        return '"' + text.replace('"', '""') + '"' if needs else text

    return "".join("\t".join(map(cell, row)) + "\r\n" for row in block)


def letters(text: str) -> str:
    return "".join(text.split())


@given(BLOCKS)
def test_any_block_is_pasted_without_losing_a_letter(block: list[list[str]]) -> None:
    found = block_of(copied(block))
    assert [[letters(cell) for cell in row] for row in found] == [
        [letters(cell) for cell in row] for row in block
    ]
    typed = rows_of({})
    typed.paste("r1", "section", found)
    kept = "".join(letters(text) for row in typed.rows for text in row.boxes.values())
    # A tax class that is known by its name is kept by its code.
    known = [row.tax_class for row in typed.rows]
    if all(letters(cell) in map(letters, known) for row in block for cell in row[8:9]):
        assert kept == "".join(letters(cell) for row in block for cell in row)


@given(st.text(max_size=400))
def test_any_text_at_all_is_read_as_some_block(text: str) -> None:
    block = block_of(text)
    assert letters("".join(cell for row in block for cell in row)).replace('"', "") == letters(text).replace(
        '"', ""
    )


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\rb", [["a"], ["b"]]),
        ('2" x 4"\t"tel quel"\n', [['2" x 4"', '"tel quel"']]),
        ('"ligne 1\nligne 2"\tx', [["ligne 1 ligne 2", "x"]]),
        ('"dit ""oui"""\tx', [['dit "oui"', "x"]]),
        ('"jamais fermé\tx', [['"jamais fermé', "x"]]),
        ("a\t\t\n", [["a", "", ""]]),
    ],
)
def test_a_block_is_cut_as_the_spreadsheet_that_copied_it_meant(text: str, block: list[list[str]]) -> None:
    assert block_of(text) == block


def test_one_cell_is_pasted_as_any_text() -> None:
    assert not is_block("1 234,50\r\n")
    assert is_block("1\t2")
    assert is_block("1\n2")


def test_a_paste_fills_to_the_right_and_down_and_adds_what_rows_it_needs() -> None:
    typed = rows_of({"item": "1", "description": "Avant"}, {"item": "2"})
    assert typed.paste("r2", "description", [["Toit", "03"], ["Mur"]]) == 2
    assert [(row.key, row.item, row.description, row.cost_code) for row in typed.rows] == [
        ("r1", "1", "Avant", ""), ("r2", "2", "Toit", "03"), ("r3", "", "Mur", ""),
    ]  # fmt: skip


def test_a_paste_that_does_not_fit_changes_nothing() -> None:
    typed = rows_of({"description": "Avant"})
    before = typed.model_copy(deep=True)
    with pytest.raises(PasteTooWide) as refused:
        typed.paste("r1", "tax_class", [["taxable", "5", "trop"]])
    assert "3 colonnes" in refused.value.phrase.fr
    with pytest.raises(CellTooLong):
        typed.paste("r1", "section", [["x" * (LONGEST_CELL + 1)]])
    with pytest.raises(TooManyLines):
        typed.paste("r1", "section", [["x"]] * (MOST_LINES + 501))
    assert typed == before
    typed.paste("r1", "retainage_percent", [["5", "", " "]])
    assert typed.rows[0].retainage_percent == "5"


def test_two_thousand_rows_with_text_for_amounts_are_kept_and_each_is_named() -> None:
    typed = rows_of({})
    typed.paste("r1", "description", [["Poste", "", "", "", "", "à venir"]] * 2000)
    wrong = list(row_faults(typed, strictly=True))
    assert (len(wrong), {column for _, column, _ in wrong}) == (2000, {"scheduled"})
    assert {row.scheduled for row in typed.rows} == {"à venir"}
    view = grid_view(typed, page=19, currency="CAD", language="fr")
    assert (len(view.rows), view.rows[0].position, view.pages, view.problem_count) == (100, "1901", 20, 2000)
    assert (len(view.marks), len(view.problems), view.problems[0].where) == (100, 8, "Ligne 1, Montant prévu")


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["move", "place", "below"]))))
def test_rows_are_moved_and_added_under_names_that_never_change(moves: list[tuple[int, int, str]]) -> None:
    typed = rows_of(*({"description": f"D{i}"} for i in range(1, 9)))
    for first, second, how in moves:
        key = typed.rows[first].key
        if how == "move":
            typed.move(key, second - 4)
        elif how == "place":
            typed.place(key, typed.rows[second].key)
        else:
            typed.add_below(key)
    said = {row.key: row.description for row in typed.rows if row.description}
    assert said == {f"r{i}": f"D{i}" for i in range(1, 9)}
    assert len({row.key for row in typed.rows}) == len(typed.rows)


def test_a_row_added_below_is_in_the_same_section_and_taxed_the_same() -> None:
    typed = rows_of({"section": "Toiture", "tax_class": "exempt", "description": "x"}, {"description": "y"})
    added = typed.add_below("r1")
    assert [row.key for row in typed.rows] == ["r1", added.key, "r2"]
    assert (added.section, added.tax_class, added.is_empty) == ("Toiture", "exempt", True)


def test_imported_rows_come_after_the_last_that_says_something() -> None:
    typed = rows_of({"description": "Un"}, {}, {"section": "Toiture"})
    assert typed.append([{"description": "Deux"}, {"description": "Trois"}]) == 2
    assert [row.description for row in typed.rows] == ["Un", "Deux", "Trois"]
    assert typed.replace([]) == 0
    assert [row.is_empty for row in typed.rows] == [True]


def test_totals_are_of_the_whole_and_subtotals_of_each_run_of_a_section() -> None:
    lines = [{"section": f"S{i // 80}", "description": "x", "scheduled": "1,50"} for i in range(240)]
    typed = rows_of(*lines, {"description": "seul", "quantity": "3", "unit_price": "0,333"})
    view = grid_view(typed, page=99, currency="CAD", language="fr")
    assert (view.page, view.total) == (2, "361,00\u00a0$")
    assert view.subtotals == {"r240": "120,00\u00a0$"}
    assert view.products == {"r241": "1,00"}
    assert page_of(typed, "r101") == 1
    assert PAGE_ROWS == 100
    assert total_of(typed) == D("361.00")


@pytest.mark.parametrize(
    ("boxes", "columns"),
    [
        ({"description": "Toit", "scheduled": "10 %"}, ["scheduled"]),
        ({"description": "Toit", "scheduled": "-5"}, ["scheduled"]),
        ({"description": "Toit", "quantity": "2"}, ["unit_price"]),
        ({"description": "Toit", "quantity": "deux", "unit_price": "trois"}, ["quantity", "unit_price"]),
        ({"description": "Toit", "quantity": "2", "unit_price": "3", "scheduled": "7"}, ["scheduled"]),
        ({"description": "Toit", "quantity": "9999999999", "unit_price": "9999999999"}, ["unit_price"]),
        ({"description": "x" * 301, "item": "y" * 21, "scheduled": "z"},
         ["item", "description", "scheduled"]),
        ({"scheduled": "abc", "tax_class": "free", "retainage_percent": "101"},
         ["description", "retainage_percent", "tax_class", "scheduled"]),
        ({"section": "Toiture", "tax_class": "exempt"}, []),
    ],
)  # fmt: skip
def test_everything_wrong_in_a_row_is_named(boxes: dict[str, str], columns: list[str]) -> None:
    assert list(read_line(boxes, "taxable").faults) == columns


def test_a_change_order_may_deduct_and_brackets_are_a_minus() -> None:
    row = {"description": "Crédit", "scheduled": "(1 250,00 $)"}
    reading = read_line(row, "taxable", may_deduct=True)
    assert reading.line is not None
    assert reading.line.scheduled == D("-1250.00")


def test_thousands_are_read_as_the_person_writes_them() -> None:
    row = {"description": "x", "scheduled": "1,234"}
    assert read_line(row, "taxable", language="en").scheduled == D("1234.00")
    assert list(read_line(row, "taxable", language="fr").faults) == ["scheduled"]
