"""The databases that the other tests stand on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlmodel import Session, select

from invoice_app.shared import live
from invoice_app.shared.database import engine, reading, writing
from invoice_app.shared.settings import settings
from tests.databases import Backend


def test_what_a_test_writes_is_thrown_away(backend: Backend, now: datetime) -> None:
    for _ in range(2):
        with backend.shared().connect() as connection, Session(connection) as db:
            assert db.exec(select(live.LiveTopic)).all() == []
            db.add(live.LiveTopic(topic="invoices", touched_at=now))
            db.flush()


def test_a_refused_row_leaves_the_rest_of_the_test_usable(db: Session, now: datetime) -> None:
    db.add(live.LiveTopic(topic="kept", touched_at=now))
    db.commit()
    db.add(live.LiveTopic(topic="undone", touched_at=now))
    db.flush()
    db.rollback()
    assert db.exec(select(live.LiveTopic.topic)).all() == ["kept"]


def test_an_edge_under_test_writes_to_the_test_s_own_database(database_url: str) -> None:
    with writing() as db:
        live.touch(db, "members")
    with reading() as db:
        assert db.exec(select(live.LiveTopic.topic)).all() == ["members"]
    assert engine().url == make_url(database_url)


def test_settings_of_a_test_are_its_own(data_dir: Path) -> None:
    assert settings().data_dir == data_dir
    assert settings().database == f"sqlite:///{data_dir}/quittance.db"
