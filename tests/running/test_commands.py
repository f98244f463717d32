"""The command line: what starts, what refuses to, and what the doctor says."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import stat
from argparse import Namespace
from contextlib import closing
from pathlib import Path

import alembic.command
import pytest

from invoice_app.__main__ import main
from invoice_app.commands import doctor
from invoice_app.commands.build import PROJECT
from invoice_app.commands.migrate import (
    alembic_config,
    copy_before,
    migrate,
    newest_revision,
    present_revision,
    shown,
    tables,
)
from invoice_app.commands.serve import exposed, private_folder, server, unsafe, welcome
from invoice_app.mail.setup import setting_up
from invoice_app.shared.database import engine, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Viewer
from invoice_app.shared.settings import Settings, settings
from tests.conftest import forget


def with_settings(**chosen: object) -> Settings:
    return Settings(**{"port": 0, **chosen})


@pytest.mark.parametrize(
    ("chosen", "word"),
    [
        ({"public_url": "factures.example"}, "PUBLIC_URL"),
        ({"public_url": "http://factures.example"}, "https"),
        ({"REFLEX_REDIS_URL": "redis://10.0.0.5:6379"}, "Redis"),
        ({"setup_code": "1234"}, "SETUP_CODE"),
        ({"host": "203.0.113.9"}, "Port"),
    ],
)
def test_an_unsafe_setting_stops_the_start_and_says_what_to_change(
    chosen: dict[str, object], word: str
) -> None:
    (problem,) = unsafe(with_settings(**chosen))
    assert word in problem


def test_several_workers_ask_for_redis() -> None:
    assert "REFLEX_REDIS_URL" in unsafe(with_settings(), workers=2)[0]
    assert unsafe(with_settings(REFLEX_REDIS_URL="redis://127.0.0.1:6379"), workers=2) == []


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"public_url": "https://factures.example"},
        {"public_url": "http://192.168.1.5:8000"},
        {"REFLEX_REDIS_URL": "rediss://:secret@redis.example:6379"},
    ],
)
def test_an_ordinary_setting_starts(chosen: dict[str, object]) -> None:
    assert unsafe(with_settings(**chosen)) == []


def test_a_taken_port_is_named_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (problem,) = unsafe(with_settings(port=port))
    assert f"PORT={port + 1} make run" in problem


def test_an_open_network_is_warned_about_until_there_is_https() -> None:
    assert exposed(with_settings(host="0.0.0.0"))
    assert not exposed(with_settings(host="0.0.0.0", public_url="https://factures.example"))
    assert not exposed(with_settings())


def test_the_data_folder_is_made_private(tmp_path: Path) -> None:
    folder = tmp_path / "open to all"
    folder.mkdir()
    folder.chmod(0o755)
    private_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_fresh_copy_shows_where_to_set_it_up(database_url: str) -> None:
    assert re.search(r"http://localhost:8000/setup\?code=[A-Z2-9]{4}-[A-Z2-9]{4}", welcome())


def test_every_setting_is_explained_in_the_example_with_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (PROJECT / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    fields = Settings.model_fields
    assert set(example) == {field.validation_alias or name.upper() for name, field in fields.items()}
    for name, value in example.items():
        monkeypatch.setenv(name, value)
    assert Settings().model_dump() == {name: field.default for name, field in fields.items()}


def test_a_migrated_database_has_every_table_and_nothing_is_left_to_migrate(database_url: str) -> None:
    with engine().connect() as connection:
        found = engine().dialect.get_table_names(connection)
    assert set(found) >= set(tables().tables)
    assert present_revision(engine()) == newest_revision()


def test_the_migrations_make_the_tables_that_the_program_reads(database_url: str) -> None:
    alembic.command.check(alembic_config(database_url))


def test_migrating_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    migrate()
    migrate()
    assert "up to date" in capsys.readouterr().out


def test_a_copy_is_complete_private_and_not_kept_for_ever(tmp_path: Path) -> None:
    original = tmp_path / "original.db"
    with closing(sqlite3.connect(original)) as database:
        database.execute("CREATE TABLE invoice (number TEXT)")
        database.execute("INSERT INTO invoice VALUES ('2026-001')")
        database.commit()
    copies = tmp_path / "copies"
    copies.mkdir()
    for number in range(8):
        (copies / f"before-2020010{number}-000000.db").touch()
    copy = copy_before(f"sqlite:///{original}", copies)
    assert copy
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT number FROM invoice").fetchall() == [("2026-001",)]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert len(list(copies.iterdir())) == 5


def test_a_database_s_password_is_not_shown() -> None:
    assert "secret" not in shown("postgresql+psycopg://club:secret@db.example/quittance")


def lights() -> dict[str, doctor.Light]:
    return {finding.subject: finding.light for finding in doctor.examine()}


def test_the_doctor_finds_a_working_database(database_url: str) -> None:
    found = lights()
    assert found["Database"] is found["Migrations"] is doctor.Light.GREEN
    assert found["Organisation"] is doctor.Light.GREEN


def test_the_doctor_leaves_the_database_as_it_was(database_url: str) -> None:
    doctor.examine()
    with engine().connect() as connection:
        assert "doctor_was_here" not in engine().dialect.get_table_names(connection)


def test_the_doctor_makes_a_real_pdf(database_url: str) -> None:
    assert lights()["Paper"] is doctor.Light.GREEN


def test_the_doctor_does_not_create_what_is_missing(data_dir: Path) -> None:
    assert lights()["Database"] is doctor.Light.RED
    assert list(data_dir.iterdir()) == []


def test_a_database_that_does_not_answer_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    forget()
    assert lights()["Database"] is doctor.Light.RED


def test_a_data_folder_that_others_can_read_is_a_finding(data_dir: Path) -> None:
    data_dir.chmod(0o755)
    assert lights()["Data folder"] is doctor.Light.RED


@pytest.mark.parametrize(
    ("chosen", "light"),
    [
        ({"MAIL_TRANSPORT": "local"}, doctor.Light.GREEN),
        ({"MAIL_TRANSPORT": "sendgrid", "MAIL_FROM": "factures@club.example"}, doctor.Light.RED),
        ({"MAIL_TRANSPORT": "smtp", "MAIL_FROM": "factures@club.example"}, doctor.Light.GREEN),
    ],
)
def test_the_doctor_says_whether_mail_leaves(
    chosen: dict[str, str], light: doctor.Light, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    assert lights()["Mail"] is light


def test_the_doctor_knows_how_mail_is_set_up_in_the_app(database_url: str, data_dir: Path) -> None:
    now = now_utc()
    by = Viewer(1, "ada@club.example", "Ada", "fr")
    key = "SG.a-key-of-the-app.0123456789"
    with writing() as db:
        setting_up.save_key(db, typed={"sendgrid_key": key}, version=0, by=by, now=now)
        setting_up.save_from(db, typed={"from_address": "a@club.example"}, version=2, by=by, now=now)
        setting_up.put_in_service(db, transport="sendgrid", version=3, by=by, now=now)
    said = {finding.subject: finding for finding in doctor.examine()}
    assert (said["Mail"].light, said["Mail"].says) == (doctor.Light.GREEN, "sendgrid, from a@club.example.")
    assert said["Replies"].light is doctor.Light.YELLOW
    assert key not in str(said)
    (data_dir / "keys" / "mail_key").unlink()
    assert lights()["Mail secrets"] is doctor.Light.RED


def test_the_doctor_s_answer_can_be_read_by_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    status = doctor.run(Namespace(json=True))
    findings = json.loads(capsys.readouterr().out)
    assert status == int(any(finding["light"] == "red" for finding in findings))
    assert all(finding["do"] for finding in findings if finding["light"] == "red")


def test_an_unknown_command_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["invent"])
    assert "serve" in capsys.readouterr().err


def test_no_address_is_logged_because_some_hold_secrets() -> None:
    assert "--no-access-log" in server("127.0.0.1", 3000)
