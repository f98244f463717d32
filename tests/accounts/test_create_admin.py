"""The way back in for whoever runs the machine."""

from __future__ import annotations

import pytest
from sqlmodel import select

from invoice_app.__main__ import main
from invoice_app.accounts.levels import disable
from invoice_app.accounts.models import Account
from invoice_app.accounts.passwords import password_matches
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool
from tests.accounts.people import put

NEW = "neuf hiboux sous la pluie"


def create_admin(monkeypatch: pytest.MonkeyPatch, email: str, password: str = NEW) -> int:
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    return main(["create-admin", "--email", email, "--name", "Claire Fontaine"])


def kept(email: str) -> Account:
    with reading() as db:
        return db.exec(select(Account).where(Account.email == email)).one()


def test_a_new_admin_has_every_right_and_the_password_of_the_environment(
    club: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert create_admin(monkeypatch, "neuve@club.example") == 0
    account = kept("neuve@club.example")
    assert password_matches(NEW, account.password_hash)
    with reading() as db:
        assert viewer_of_account(db, account).levels == dict.fromkeys(Tool, Level.ADMIN)


def test_an_account_that_was_shut_out_is_let_in_again(
    claire: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    paul = put("paul@club.example")
    with writing() as db:
        disable(db, account_ref=paul.ref, now=now_utc())
    assert create_admin(monkeypatch, "paul@club.example") == 0
    assert kept("paul@club.example").disabled_at is None
    assert kept("paul@club.example").preset == "admin"


def test_a_weak_password_is_refused_with_words(
    club: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert create_admin(monkeypatch, "neuve@club.example", "court") == 1
    assert "at least 12 characters" in capsys.readouterr().err


@pytest.mark.usefixtures("database_url")
def test_before_set_up_there_is_nothing_to_administer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert create_admin(monkeypatch, "neuve@club.example") == 1
    assert "not set up yet" in capsys.readouterr().err


def test_the_password_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["create-admin", "--email", "a@b.example", "--name", "A", "--password", "x"])
    assert "unrecognized arguments" in capsys.readouterr().err
