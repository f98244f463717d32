"""Only somebody who can read this machine's terminal sets it up."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path

import pytest

from invoice_app.organisation.models import Organisation
from invoice_app.organisation.setup_code import is_setup_code, setup_code
from invoice_app.shared.database import writing
from invoice_app.shared.settings import settings

pytestmark = pytest.mark.usefixtures("database_url")


def test_the_code_stays_the_same_until_it_is_used() -> None:
    code = setup_code()
    assert code
    assert len(code) == 9
    assert setup_code() == code


def test_the_code_can_be_read_by_its_owner_alone(data_dir: Path) -> None:
    setup_code()
    place = data_dir / "keys" / "setup_code"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_the_code_may_be_typed_in_lower_case_without_its_hyphen() -> None:
    code = setup_code() or ""
    assert is_setup_code(code)
    assert is_setup_code(f" {code.lower().replace('-', '')} ")


@pytest.mark.parametrize("typed", ["", "-", "AAAA-AAAA", "é"])
def test_another_code_is_refused(typed: str) -> None:
    assert not is_setup_code(typed)


def test_the_code_can_be_chosen_in_the_settings(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    monkeypatch.setenv("SETUP_CODE", "CLUB-2026")
    settings.cache_clear()
    assert setup_code() == "CLUB-2026"
    assert not (data_dir / "keys").exists()


def test_once_there_is_an_organisation_no_code_works_and_none_is_kept(now: datetime, data_dir: Path) -> None:
    code = setup_code() or ""
    with writing() as db:
        db.add(Organisation(name="Club de ski du Lac-Noir", created_at=now))
    assert setup_code() is None
    assert not is_setup_code(code)
    assert not is_setup_code("")
    assert not (data_dir / "keys" / "setup_code").exists()
