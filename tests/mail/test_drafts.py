"""Drafts: kept box by box, their writer's alone, and given back when an email is taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from invoice_app.mail import drafts
from invoice_app.mail.models import MailDraft, MailDraftFile
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.refusals import NotFound
from tests.mail.conftest import INVOICE, Send

KEY = drafts.DraftKey(1, INVOICE, "new")


def typed(db: Session, draft: MailDraft, now: datetime, **boxes: str) -> dict[str, str]:
    return drafts.typed_in(drafts.type_in(db, ref=draft.ref, account_id=1, typed=boxes, now=now))


def test_a_draft_is_found_again_by_what_it_is(db: Session, now: datetime, send: Send) -> None:
    first = drafts.open_draft(db, KEY, now=now)
    assert drafts.open_draft(db, KEY, now=now).ref == first.ref
    email_id = send().id
    others = [
        drafts.DraftKey(2, INVOICE, "new"),
        drafts.DraftKey(1, About("invoice", 15), "new"),
        drafts.DraftKey(1, INVOICE, "reminder"),
        drafts.DraftKey(1, INVOICE, "reply", email_id),
        drafts.DraftKey(1, INVOICE, "reply_all", email_id),
    ]
    refs = {drafts.open_draft(db, key, now=now).ref for key in others}
    assert len(refs) == 5
    assert first.ref not in refs


def test_two_windows_lose_nothing_that_was_typed_in_different_boxes(db: Session, now: datetime) -> None:
    draft = drafts.open_draft(db, KEY, now=now)
    typed(db, draft, now, subject="De la première", message="Un")
    assert typed(db, draft, now, message="Deux", bcc="") == {
        "subject": "De la première", "message": "Deux", "bcc": "",
    }  # fmt: skip


def test_only_known_boxes_are_kept(db: Session, now: datetime) -> None:
    draft = drafts.open_draft(db, KEY, now=now)
    assert typed(db, draft, now, press="9", intrus="x", to="a@b.ca") == {"to": "a@b.ca"}
    assert drafts.press(draft).endswith(":0")


def test_a_draft_is_its_writers_alone(db: Session, now: datetime) -> None:
    draft = drafts.open_draft(db, KEY, now=now)
    file = drafts.enclose(
        db, ref=draft.ref, account_id=1, name="a.txt", mime="text/plain", content=b"a", now=now
    )
    for act in (
        lambda: drafts.own_draft(db, ref=draft.ref, account_id=2),
        lambda: drafts.type_in(db, ref=draft.ref, account_id=2, typed={"to": "x"}, now=now),
        lambda: drafts.enclose(db, ref=draft.ref, account_id=2, name="b", mime="", content=b"b", now=now),
        lambda: drafts.take_out(db, ref=draft.ref, account_id=2, file_ref=file.ref, now=now),
        lambda: drafts.discard(db, ref=draft.ref, account_id=2),
    ):
        with pytest.raises(NotFound):
            act()
    assert drafts.drafts_beside(db, INVOICE, account_id=2) == []
    assert [d.ref for d in drafts.drafts_beside(db, INVOICE, account_id=1)] == [draft.ref]


def test_its_files_stay_with_it_under_plain_names(db: Session, now: datetime) -> None:
    draft = drafts.open_draft(db, KEY, now=now)
    for name in ("../../x", "C:\\plans\\quai.pdf", "\x00"):
        drafts.enclose(db, ref=draft.ref, account_id=1, name=name, mime="", content=name.encode(), now=now)
    assert [f.name for f in drafts.files_in(db, draft)] == ["x", "quai.pdf", "fichier"]
    first = drafts.files_in(db, draft)[0]
    assert files().get(first.sha256) == b"../../x"
    drafts.take_out(db, ref=draft.ref, account_id=1, file_ref=first.ref, now=now)
    assert len(drafts.files_in(db, draft)) == 2
    drafts.discard(db, ref=draft.ref, account_id=1)
    assert db.exec(select(MailDraftFile)).all() == []


def test_one_that_was_only_opened_is_not_listed(db: Session, now: datetime) -> None:
    drafts.open_draft(db, KEY, now=now)
    assert drafts.drafts_beside(db, INVOICE, account_id=1) == []


def test_once_sent_it_is_closed_and_another_begins(db: Session, now: datetime, send: Send) -> None:
    draft = drafts.open_draft(db, KEY, now=now)
    typed(db, draft, now, message="Bonjour")
    drafts.mark_sent(db, draft, send().id or 0)
    with pytest.raises(drafts.AlreadySent):
        typed(db, draft, now, message="Encore")
    assert drafts.open_draft(db, KEY, now=now).ref != draft.ref


def test_taken_back_it_is_as_it_was_typed_and_its_next_press_is_another(
    db: Session, now: datetime, send: Send
) -> None:
    draft = drafts.open_draft(db, KEY, now=now)
    typed(db, draft, now, message="Bonjour {", to="zoe@")
    first, email_id = drafts.press(draft), send().id or 0
    drafts.mark_sent(db, draft, email_id)
    with pytest.raises(NotFound):
        drafts.give_back(db, email_id=email_id, account_id=2, now=now)
    later = now + timedelta(seconds=5)
    back = drafts.give_back(db, email_id=email_id, account_id=1, now=later)
    assert drafts.typed_in(back) == {"message": "Bonjour {", "to": "zoe@"}
    assert drafts.press(back) != first
    assert drafts.open_draft(db, KEY, now=later).ref == draft.ref
