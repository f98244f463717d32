"""News of deliveries: late, twice, in any order, of others; the end is always the same."""

from __future__ import annotations

import json
import random
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from invoice_app.mail import events
from invoice_app.mail.models import EmailAlias, EmailEvent, EmailRecipient, OutboxItem
from invoice_app.mail.outcomes import settle
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.states import EmailStatus
from tests.mail.conftest import Send

FIRST = 1_773_686_000


def news(ref: str, event: str, address: str, after: int, **more: Any) -> dict[str, Any]:
    return {"acct_email_id": ref, "event": event, "email": address, "timestamp": FIRST + after, **more}


def take(db: Session, now: datetime, *batch: dict[str, Any]) -> int:
    return events.take(db, body=json.dumps(batch).encode(), now=now)


def standing(db: Session, email_id: int) -> list[tuple[object, ...]]:
    found = db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email_id))
    item = db.get_one(OutboxItem, email_id)
    return [
        (item.state, item.lease_owner),
        *sorted((r.address, r.status, str(r.status_at), r.detail) for r in found),
    ]


def test_whatever_the_order_of_the_same_news_the_end_is_the_same(db: Session, send: Send, now: datetime):
    email = send()
    item = db.get_one(OutboxItem, email.id)
    item.attempts = 1
    settle(item, email, EmailStatus.UNCERTAIN, "interrupted")
    payables, elise = "cp@client.example", "elise@client.example"
    said = [
        news(email.ref, "processed", payables, 1),
        news(email.ref, "deferred", payables, 2, response="451 try later", attempt="1"),
        news(email.ref, "deferred", payables, 9, response="451 busy", attempt="2"),
        news(email.ref, "delivered", payables, 12, response="250 OK"),
        news(email.ref, "open", payables, 20),
        news(email.ref, "processed", elise, 1),
        news(email.ref, "dropped", elise, 3, reason="Bounced Address"),
        news(email.ref, "bounce", elise, 4, type="blocked", reason="554 policy"),
        news(email.ref, "bounce", elise, 4, type="bounce", reason="550 no such user"),
        news(email.ref, "bounce", elise, 4, type="bounce", reason="550 unknown user"),
        news(email.ref, "delivered", "somebody@else.example", 5),
        news("", "delivered", elise, 6),
    ]
    ends, rng = set(), random.Random(45)
    for _ in range(60):
        rng.shuffle(said)
        cut = rng.randrange(1, len(said))
        before = db.begin_nested()
        # In two batches, the second with some that came already.
        take(db, now, *said[:cut])
        take(db, now, *said[cut:], *rng.sample(said, 3))
        ends.add(repr(standing(db, email.id)))
        before.rollback()
        db.expire_all()
    [end] = ends
    assert "250 OK" in end
    assert "550 unknown user" in end
    assert "accepted" in end


def test_the_providers_own_id_finds_an_email_when_ours_is_not_said(db: Session, send: Send, now: datetime):
    email = send()
    email.provider_id = "14c5d75ce93.dfd.64b469".partition(".")[0]
    said = {"event": "delivered", "email": "cp@client.example", "timestamp": FIRST}
    take(db, now, said | {"sg_message_id": "14c5d75ce93.recvd-5f-abc.0"})
    take(db, now, said | {"sg_message_id": "another.recvd-5f-abc.0", "email": "elise@client.example"})
    found = db.exec(select(EmailRecipient.address, EmailRecipient.status)).all()
    assert dict(found) == {"cp@client.example": "delivered", "elise@client.example": "queued"}


def test_without_any_id_news_is_nobodys(db: Session, send: Send, now: datetime):
    send()
    take(db, now, {"event": "delivered", "email": "cp@client.example", "sg_message_id": ""})
    assert db.exec(select(EmailEvent.email_id)).all() == [None]


def test_the_message_id_that_the_provider_wrote_itself_is_learnt(db: Session, send: Send, now: datetime):
    email = send()
    said = news(email.ref, "processed", "cp@client.example", 1)
    take(db, now, said | {"smtp-id": "<theirs@geopod-ismtpd-1>"})
    take(db, now, said | {"smtp-id": "<theirs@geopod-ismtpd-1>", "event": "delivered"})
    take(db, now, said | {"smtp-id": email.message_id, "attempt": "2"})
    take(db, now, said | {"smtp-id": "not one", "attempt": "3"})
    take(db, now, said | {"smtp-id": 12, "attempt": "4"})
    found = db.exec(select(EmailAlias.message_id, EmailAlias.email_id)).all()
    assert found == [("<theirs@geopod-ismtpd-1>", email.id)]


def test_news_of_another_installation_is_kept_and_changes_nothing(db: Session, send: Send, now: datetime):
    email = send()
    said = news(email.ref, "delivered", "cp@client.example", 1, **{"smtp-id": "<x@y.example>"})
    assert take(db, now, said | {"acct_env": "the-copy-on-somebodys-laptop"}) == 1
    assert db.exec(select(EmailEvent.email_id)).all() == [None]
    assert set(db.exec(select(EmailRecipient.status)).all()) == {"queued"}
    assert db.exec(select(EmailAlias)).all() == []
    assert take(db, now, said | {"acct_env": setup_row(db).installation}) == 1
    assert "delivered" in db.exec(select(EmailRecipient.status)).all()


@pytest.mark.parametrize("env", [None, 12, {"x": 1}, ["y"]])
def test_an_installation_that_is_no_text_is_survived(db: Session, send: Send, now: datetime, env: object):
    email = send()
    assert take(db, now, news(email.ref, "delivered", "cp@client.example", 1, acct_env=env)) == 1
