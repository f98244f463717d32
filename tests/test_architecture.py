"""The rules of the house that no tool checks. Which room may know which is import-linter's (`make check`)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from invoice_app.commands.build import PROJECT
from invoice_app.commands.migrate import tables

PACKAGE = PROJECT / "invoice_app"
ROOMS = {
    "sample",
    "desk",
    "zone",
    "contracts",
    "invoices",
    "payments",
    "members",
    "accounts",
    "mail",
    "organisation",
    "ui",
}
SHELVES = ROOMS | {"shared", "commands"}
# Names that say how a thing is built instead of what it is about.
EMPTY_NAMES = ("util", "helper", "common", "manager", "service", "misc", "base")
# The edges open transactions, read the clock and know who asks; nothing below them does.
EDGES = {"state.py", "api.py", "courier.py", "door.py"}
BELOW = {"actions.py", "queries.py", "rules.py", "models.py"}


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders or (".",):
        yield from sorted((PACKAGE / folder).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))


def below_the_edges() -> list[Path]:
    return [p for p in modules(*sorted(ROOMS)) if p.name in BELOW]


def test_every_folder_is_a_room_of_the_plan() -> None:
    found = {p.name for p in PACKAGE.iterdir() if p.is_dir() and any(p.rglob("*.py"))}
    assert found <= SHELVES


def test_no_file_is_named_for_its_kind() -> None:
    assert [named(p) for p in modules() for empty in EMPTY_NAMES if empty in p.stem.split("_")] == []


def test_no_file_is_two_subjects() -> None:
    longest = {named(p): len(p.read_text().splitlines()) for p in modules()}
    assert {name: lines for name, lines in longest.items() if lines > 400} == {}


def test_nothing_below_an_edge_commits_or_rolls_back() -> None:
    found = [
        f"{named(p)}:{call.lineno}"
        for p in modules(*sorted(ROOMS))
        if p.name not in EDGES
        for call in calls(p)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("commit", "rollback")
        and ast.unparse(call.func.value) in ("db", "session")
    ]
    assert found == []


def test_nothing_below_an_edge_reads_the_clock() -> None:
    clocks = ("now_utc", "datetime.now", "date.today", "datetime.today", "time.time", "datetime.utcnow")
    found = [
        f"{named(p)}:{call.lineno}"
        for p in below_the_edges()
        for call in calls(p)
        if ast.unparse(call.func) in clocks
    ]
    assert found == []


def test_nothing_below_an_edge_opens_a_transaction_or_reads_settings() -> None:
    openers = ("reading", "writing", "read", "write", "settings", "database.reading", "database.writing")
    found = [
        f"{named(p)}:{call.lineno}"
        for p in below_the_edges()
        for call in calls(p)
        if ast.unparse(call.func) in openers
    ]
    assert found == []


def test_no_float_comes_near_money() -> None:
    rooms = ("contracts", "payments", "invoices", "organisation")
    # Colours are counted in fractions; they are not money.
    paths = [p for p in (*modules(*rooms), PACKAGE / "shared" / "money.py") if p.name != "colour.py"]
    found = [
        f"{named(p)}:{call.lineno}" for p in paths for call in calls(p) if ast.unparse(call.func) == "float"
    ]
    assert found == []


def test_money_is_never_kept_in_a_column_of_fractions() -> None:
    found = [
        str(column)
        for table in tables().tables.values()
        for column in table.columns
        if column.type.__class__.__name__ in ("Float", "Numeric", "REAL", "Double")
    ]
    assert found == []


def test_the_name_of_a_column_tells_an_instant_from_a_day() -> None:
    kinds = {"DateTime": ("at", "_until"), "UTCDateTime": ("at", "_until"), "Date": ("_on",)}
    found = [
        str(column)
        for table in tables().tables.values()
        for column in table.columns
        if (ending := kinds.get(column.type.__class__.__name__)) and not column.name.endswith(ending)
    ]
    assert found == []


def test_a_ref_is_unique() -> None:
    def is_unique(table: object, name: str) -> bool:
        unique = [index.columns.keys() for index in table.indexes if index.unique]
        unique += [c.columns.keys() for c in table.constraints if c.__class__.__name__ == "UniqueConstraint"]
        return [name] in unique or table.columns[name].primary_key

    assert [t.name for t in tables().tables.values() if "ref" in t.columns and not is_unique(t, "ref")] == []


def test_a_reference_to_another_table_has_an_index() -> None:
    def leading(table: object) -> set[str]:
        indexed = {index.columns.keys()[0] for index in table.indexes}
        indexed |= {c.columns.keys()[0] for c in table.constraints if getattr(c, "columns", None)
                    and c.__class__.__name__ in ("UniqueConstraint", "PrimaryKeyConstraint")}  # fmt: skip
        return indexed

    found = [
        str(column)
        for table in tables().tables.values()
        for column in table.columns
        # Who did something is read from the row; nobody asks for all that one person ever did.
        if column.foreign_keys and not column.name.endswith("_by") and column.name not in leading(table)
    ]
    assert found == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "breakpoint("])
def test_nothing_is_left_for_later(word: str) -> None:
    assert [named(p) for p in modules() if word in p.read_text()] == []
