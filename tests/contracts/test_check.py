"""`contracts check`: an exported application computed again from its inputs, and held against the file."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoice_app.commands.build import PROJECT
from invoice_app.commands.contracts import language_of
from invoice_app.contracts.application import ContractLine
from invoice_app.contracts.audit_file import checked as follows_schema
from invoice_app.contracts.certifying import Certificate
from invoice_app.contracts.check_text import aligned, verdict_text, width
from invoice_app.contracts.checking import check_document
from invoice_app.contracts.inputs import Inputs, inputs_from
from invoice_app.contracts.progress import ContractTerms, Entry, Method
from invoice_app.contracts.shapes import DoesNotFit
from invoice_app.shared.refusals import Refusal
from tests.contracts.auditor import audited
from tests.contracts.dense import dense
from tests.contracts.documents import Json, billed, checked, document, written
from tests.contracts.stories import QUEBEC, D

few = settings(max_examples=40, deadline=None)
SCHEMA = json.loads((PROJECT / "docs" / "application.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
TERMS = ContractTerms(
    (
        ContractLine(1, D("1000.00"), section="Toit"),
        ContractLine(2, D("33333.33"), section="Toit"),
        ContractLine(3, D("-500.00"), change_order="OC-1"),
    ),
    D(10),
)
FIRST = Inputs(TERMS, {1: Entry(Method.PERCENT, D(100)), 2: Entry(Method.PERCENT, D(50))}, {}, QUEBEC)
SECOND = Inputs(
    TERMS,
    {2: Entry(Method.AMOUNT, D("10000.00")), 3: Entry(Method.PERCENT, D(100))},
    {2: Certificate(D("8000.00"))},
    QUEBEC,
)


@pytest.fixture
def exported() -> Json:
    return document([FIRST, SECOND])


def figures(found: object, path: tuple = ()) -> Iterator[tuple]:
    """Where every figure of the results stands."""
    if isinstance(found, dict):
        for name, one in found.items():
            yield from figures(one, (*path, name))
    elif isinstance(found, list):
        for place, one in enumerate(found):
            yield from figures(one, (*path, place))
    elif isinstance(found, str) and path[-1] not in ("code", "fr", "en"):
        yield path


def put(found: Json, path: tuple, value: object) -> None:
    for step in path[:-1]:
        found = found[step]
    found[path[-1]] = value


def at(found: Json, path: tuple) -> object:
    for step in path:
        found = found[step]
    return found


@few
@given(billed())
def test_what_is_exported_is_what_is_computed_again(periods: list[Inputs]) -> None:
    through_text = json.loads(json.dumps(document(periods)))
    VALIDATOR.validate(through_text)
    verdict = check_document(follows_schema(through_text))
    assert [(found.differences, found.faults) for found in verdict.applications if not found.agrees] == []


@few
@given(billed())
def test_inputs_come_through_the_file_unchanged(periods: list[Inputs]) -> None:
    for inputs, told in zip(periods, document(periods)["applications"], strict=True):
        assert inputs_from(json.loads(json.dumps(told["inputs"]))) == inputs


@few
@given(billed(), st.data())
def test_one_figure_changed_anywhere_is_named(periods: list[Inputs], data: st.DataObject) -> None:
    tampered = document(periods)
    path = data.draw(st.sampled_from(list(figures([a["results"] for a in tampered["applications"]]))))
    where = ("applications", path[0], "results", *path[1:])
    cents = D(str(at(tampered, where))) + data.draw(st.sampled_from([D("0.01"), D("-1.00")]))
    put(tampered, where, f"{cents:.6f}" if path[-1] == "rate" else f"{cents:.2f}")
    if path[-1] == "rate":
        put(tampered, where, "0.123")
    verdict = check_document(follows_schema(tampered))
    assert not verdict.agrees
    [(number, found)] = [(i, d) for i, one in enumerate(verdict.applications) for d in one.differences]
    assert (number, found.place) == (path[0], path[1])
    assert found.figure.endswith(str(path[-1]))
    if path[2] == "lines":
        assert found.line == at(tampered, ("applications", *path[:1], "results", *path[1:4], "key"))


def test_every_figure_of_a_file_is_watched(exported: Json) -> None:
    paths = list(figures([a["results"] for a in exported["applications"]]))
    assert len(paths) > 200
    for path in paths:
        tampered = copy.deepcopy(exported)
        where = ("applications", path[0], "results", *path[1:])
        put(tampered, where, "0.5" if path[-1] == "rate" else "77777.77")
        assert not check_document(follows_schema(tampered)).agrees, path


def test_the_next_application_starts_from_what_was_computed_and_not_from_the_file(exported: Json) -> None:
    put(exported, ("applications", 0, "results", "certified", "lines", 0, "to_date"), "1.00")
    put(exported, ("applications", 0, "results", "certified", "summary", "6"), "1.00")
    first, second = check_document(follows_schema(exported)).applications
    assert [d.figure for d in first.differences] == ["to_date", "summary.6"]
    assert second.differences == ()


def test_an_input_changed_shows_in_its_results_and_in_what_follows(exported: Json) -> None:
    put(exported, ("applications", 0, "inputs", "entries", "2", "value"), "51")
    first, second = check_document(follows_schema(exported)).applications
    assert {"this_period", "to_date", "summary.4", "payable"} <= {d.figure for d in first.differences}
    assert {"previous", "summary.7"} <= {d.figure for d in second.differences}


@pytest.mark.parametrize("change", ["gone", "more", "twice"])
def test_a_line_or_a_tax_that_is_not_there_is_a_difference(exported: Json, change: str) -> None:
    certified = exported["applications"][0]["results"]["certified"]
    for rows, name in ((certified["lines"], "key"), (certified["taxes"], "code")):
        if change == "gone":
            rows.pop(0)
        elif change == "more":
            rows.append(rows[0] | {name: 99 if name == "key" else "PST"})
        else:
            rows.append(rows[0])
    if change == "twice":
        with pytest.raises(DoesNotFit, match=r"applications\[0\].results.certified.lines\[3\].key"):
            follows_schema(exported)
        return
    found = check_document(follows_schema(exported)).applications[0].differences
    assert {d.computed is None for d in found} == {change == "more"}
    assert {d.in_file is None for d in found} == {change == "gone"}
    assert any(d.line is not None for d in found)
    assert any(d.figure.startswith("taxes.") for d in found)


def test_the_terms_at_the_head_are_those_of_the_latest_application(exported: Json) -> None:
    exported["contract"]["terms"]["retainage_percent"] = "5"
    [found] = check_document(follows_schema(exported)).applications[-1].differences
    assert (found.place, found.figure, found.in_file, found.computed) == (
        "contract", "terms.retainage_percent", "5", "10",
    )  # fmt: skip


def test_what_cannot_stand_is_said_though_the_figures_agree() -> None:
    beyond = Inputs(TERMS, {1: Entry(Method.PERCENT, D(150)), 3: Entry(value=D("20.00"))}, {}, QUEBEC)
    [one] = check_document(follows_schema(document([beyond]))).applications
    assert (one.differences, one.agrees) == ((), False)
    assert {(fault.place, fault.line) for fault in one.faults} == {
        (place, line) for place in ("claimed", "certified") for line in (1, 3)
    }


def test_more_certified_than_claimed_cannot_stand() -> None:
    beyond = replace(FIRST, certificates={1: Certificate(D("1000.01")), 2: Certificate(stored=D("-0.01"))})
    [one] = check_document(follows_schema(document([beyond]))).applications
    assert (one.differences, one.agrees) == ((), False)
    found = {(fault.place, fault.line, fault.says.en) for fault in one.faults}
    assert (
        "certified",
        1,
        "The certified amount must stay between 0 and $1,000.00, what is claimed on this line.",
    ) in found
    assert (
        "certified",
        2,
        "The certified amount must stay between 0 and $0.00, what is claimed on this line.",
    ) in found


def test_a_file_that_agrees_ends_with_0_and_shows_every_figure(
    exported: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = checked(capsys, written(tmp_path / "a.json", exported), "--language", "fr")
    assert (said.status, said.err) == (0, "")
    for words in (
        "Demande de paiement no\u00a01", "Réclamé", "Certifié", "33\u00a0333,33", "9,975\u00a0%",
        "Tout concorde", "OC-1",
    ):  # fmt: skip
        assert words in said.out
    english = checked(capsys, tmp_path / "a.json", "--language", "en")
    assert "Application for payment no.\u00a02" in english.out
    assert "33,333.33" in english.out
    assert "All agrees" in english.out


def test_a_file_that_does_not_agree_ends_with_1_and_names_what(
    exported: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(exported, ("applications", 1, "results", "certified", "lines", 1, "this_period"), "9999.99")
    path = written(tmp_path / "a.json", exported)
    said = checked(capsys, path, "--language", "fr")
    assert said.status == 1
    assert "certifié, poste 02, this_period\u00a0: dans le fichier 9999.99, calculé 8000.00" in said.out
    as_json = checked(capsys, path, "--json")
    assert (as_json.status, as_json.json["agrees"]) == (1, False)
    first, second = as_json.json["applications"]
    assert (first["number"], first["agrees"], first["differences"]) == (1, True, [])
    assert second["differences"] == [
        {
            "set": "certified", "line": 2, "figure": "this_period", "in_file": "9999.99",
            "computed": "8000.00",
        }
    ]  # fmt: skip
    assert second["lines"][1]["this_period"] == "8000.00"
    assert (second["summary"]["8"], second["taxes"][0]["code"]) == ("6750.00", "GST")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "n’est pas du JSON"),
        (b"{", "ligne 1, colonne 2"),
        (b"[1, 2", "n’est pas du JSON"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"[]", "$\u00a0: un objet est attendu"),
        (b"{}", "schema\u00a0: ce champ manque"),
        (b'{"schema": "autre/1"}', "schema\u00a0: un de ces mots est attendu, quittance/application/1"),
        (b'{"schema": NaN}', "NaN\u00a0: ce n’est pas un nombre"),
        (b'{"schema": -Infinity}', "-Infinity"),
        (b'{"schema": 1, "schema": 2}', "schema\u00a0: ce champ est écrit deux fois"),
        (b'{"schema": ' + b"9" * 6000 + b"}", "nombre impossible"),
        (b"[" * 200_000, "niveaux"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_2_and_says_why(
    content: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    said = checked(capsys, path, "--language", "fr")
    assert (said.status, said.out) == (2, "")
    assert says in said.err
    as_json = checked(capsys, path, "--json", "--language", "fr")
    assert (as_json.status, as_json.json["agrees"]) == (2, False)
    assert says in as_json.json["error"]


def test_a_file_that_is_not_there_or_is_a_folder_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path / "nowhere.json", tmp_path):
        said = checked(capsys, path)
        assert (said.status, "ne peut pas être lu" in said.err) == (2, True)


WRONG: list[tuple[tuple, object, str]] = [
    (("applications", 0, "inputs", "terms", "lines", 2, "scheduled"), None,
     "applications[0].inputs.terms.lines[2].scheduled"),
    (("applications", 0, "inputs", "terms", "lines", 2, "scheduled"), 12.5,
     "applications[0].inputs.terms.lines[2].scheduled"),
    (("applications", 0, "inputs", "terms", "lines", 2, "scheduled"), "NaN", "(NaN)"),
    (("applications", 0, "inputs", "terms", "lines", 2, "scheduled"), "1e999", "(1e999)"),
    (("applications", 0, "inputs", "terms", "lines", 2, "scheduled"), "9" * 400 + ".00", "…"),
    (("applications", 0, "inputs", "terms", "lines", 2, "scheduled"), "1.005", "1.005"),
    (("applications", 0, "inputs", "terms", "lines", 1, "key"), 1, "lines[1].key"),
    (("applications", 0, "inputs", "terms", "rule"), {"kind": "magic"}, "rule.kind"),
    (("applications", 0, "inputs", "terms", "rule"), {"kind": "cap", "basis": "amount"}, "rule.value"),
    (("applications", 0, "inputs", "entries", "77"), {}, "entries.77.method"),
    (("applications", 0, "inputs", "entries", "x"), {}, "entries.x"),
    (("applications", 0, "inputs", "entries", "1", "method"), "guess", "entries.1.method"),
    (("applications", 0, "inputs", "entries", "1", "hold"), "1.00", "entries.1.hold"),
    (("applications", 0, "inputs", "on"), "2026-02-30", "inputs.on"),
    (("applications", 0, "inputs", "rates", 0, "rate"), "0.123456789", "rates[0].rate"),
    (("applications", 0, "inputs", "rates", 1, "code"), "GST", "rates[1].code"),
    (("applications", 0, "approved_at"), "hier", "approved_at"),
    (("applications", 1, "sequence"), 1, "applications[1].sequence"),
    (("applications",), [], "applications"),
    (("applications",), {}, "applications"),
    (("application",), True, "application"),
    (("application",), 1, "application"),
    (("contract", "currency"), "XXX", "contract.currency"),
    (("contract", "terms", "allows_over_billing"), "false", "contract.terms.allows_over_billing"),
    (("contract", "lines"), [{}] * 1_000_000, "1000000"),
    (("contract", "\x1b[2J"), "", "\ufffd[2J"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "says"), WRONG)
def test_what_does_not_follow_the_schema_is_named_by_its_path(
    exported: Json, path: tuple, value: object, says: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    put(exported, path, value)
    said = checked(capsys, written(tmp_path / "a.json", exported))
    assert (said.status, said.out) == (2, "")
    assert says in said.err


def test_every_field_is_asked_for_by_its_path_and_by_the_schema() -> None:
    """Both say the same: the reader of the command, and the schema for other people's programs."""
    one = replace(TERMS, lines=TERMS.lines[:1])
    small = document(
        [Inputs(one, {1: Entry(Method.PERCENT, D(50))}, {1: Certificate(D("400.00"))}, QUEBEC[:1])]
    )
    count = 0
    for path in list(fields(small)):
        without = copy.deepcopy(small)
        owner = at(without, path[:-1])
        assert isinstance(owner, dict)
        del owner[path[-1]]
        if path[-2:-1] in (("entries",), ("certificates",)):
            follows_schema(without)
            continue
        named = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]
        with pytest.raises(DoesNotFit) as refused:
            follows_schema(without)
        assert str(refused.value).startswith(f"{named}: ")
        assert not VALIDATOR.is_valid(without), named
        owner["autre"] = owner[path[-1]] = 0
        assert not VALIDATOR.is_valid(without), named
        count += 1
    assert count > 100


def fields(found: object, path: tuple = ()) -> Iterator[tuple]:
    if isinstance(found, dict):
        for name, one in found.items():
            yield (*path, name)
            yield from fields(one, (*path, name))
    elif isinstance(found, list):
        for place, one in enumerate(found):
            yield from fields(one, (*path, place))


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("1.00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(junk, st.data())
def test_anything_anywhere_is_refused_or_computed_and_never_breaks(
    value: object, data: st.DataObject
) -> None:
    broken = document([FIRST, SECOND])
    path = data.draw(st.sampled_from(list(fields(broken))))
    put(broken, path, value)
    with contextlib.suppress(Refusal):
        verdict_text(check_document(follows_schema(broken)), "fr")


@pytest.mark.parametrize(
    ("environment", "language"),
    [({}, "fr"), ({"LANG": "fr_CA.UTF-8"}, "fr"), ({"LANG": "en_CA.UTF-8"}, "en"),
     ({"LANG": "en_CA", "LC_ALL": "fr_CA"}, "fr"), ({"LANG": "fr_CA", "LC_MESSAGES": "en_US"}, "en")],
)  # fmt: skip
def test_the_language_is_the_terminal_s(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_columns_are_aligned_and_a_description_moves_no_cursor() -> None:
    rows = [["Poste", "1,00"], ["é\u0301漢字", "12\u00a0345,00"]]
    assert len({width(line) for line in aligned(rows, left=1)}) == 1
    nasty = document([FIRST], {1: "\x1b[31mRouge\n\r\x07", 2: "x" * 300})
    said = verdict_text(check_document(follows_schema(nasty)), "fr")
    assert not {"\x1b", "\r", "\x07"} & set(said)
    assert max(map(width, said.splitlines())) < 200


def test_the_command_needs_no_database_no_settings_and_no_accents(exported: Json, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", exported)
    bare = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii", "DATABASE_URL": "postgresql://nowhere/x"}
    command = [sys.executable, "-m", "invoice_app", "contracts", "check", str(path)]
    done = subprocess.run(command, cwd=PROJECT, env=bare, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    refused = subprocess.run(
        [*command[:-1], "nowhere"], cwd=PROJECT, env=bare, capture_output=True, text=True
    )
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)


@few
@given(billed())
def test_whoever_follows_the_description_finds_the_same_figures(periods: list[Inputs]) -> None:
    """With a program that shares nothing with ours, and counts in fractions."""
    told = json.loads(json.dumps(document(periods)))
    assert audited(told) == [application["results"] for application in told["applications"]]


@pytest.mark.parametrize("hundred", range(4))
def test_so_they_do_of_contracts_where_every_rule_meets_every_other(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * hundred + 100):
        told = document(dense(seed))
        assert audited(told) == [application["results"] for application in told["applications"]], seed
        assert check_document(told).agrees, seed
