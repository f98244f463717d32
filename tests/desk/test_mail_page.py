"""The page of mail: conversations, searches, and what each person finds of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from invoice_app.desk.mail_queries import PAGE, MailFound, MailLine, page_of_mail
from invoice_app.desk.queries import how_many_unread, replies
from invoice_app.invoices.models import Invoice
from invoice_app.mail import notices
from invoice_app.mail.models import EmailRecipient
from invoice_app.mail.snippets import Piece
from invoice_app.shared.about import About
from invoice_app.shared.audience import restrict
from invoice_app.shared.permission import Viewer
from tests.desk.conftest import CONTRACT, Club, answer, send


def shown(db: Session, viewer: Viewer, **asked: object) -> MailFound:
    return page_of_mail(db, viewer=viewer, language="fr", **asked)  # type: ignore[arg-type]


def plain(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def subjects(db: Session, viewer: Viewer, **asked: object) -> list[str]:
    return [plain(row.subject) for row in shown(db, viewer, **asked).rows]


def test_without_a_search_each_conversation_is_one_line_with_its_newest_email(
    db: Session, club: Club, now: datetime
):
    first = send(db, club.invoice, club.guy, now)
    answer(db, first, now + timedelta(minutes=1), "Le chèque est parti.")
    send(db, club.other, club.guy, now + timedelta(minutes=2), subject="L’autre")
    found = shown(db, club.lea)
    assert found.by_conversation
    other, mine = found.rows
    assert (plain(other.subject), other.count, other.number) == ("L’autre", "", "FA-2026-015")
    assert (plain(mine.who), plain(mine.text), mine.count) == (
        "Zoé Roy",
        "Le chèque est parti.",
        "2 courriels",
    )
    assert (mine.number, mine.customer) == ("FA-2026-014", "Zoé Roy")
    assert mine.href == f"/invoices/{club.invoice.ref}/emails#{mine.ref}"
    assert plain(other.who) == "Guy → Zoé Roy"


def test_a_line_says_that_something_was_not_delivered_or_not_read(db: Session, club: Club, now: datetime):
    first = send(db, club.invoice, club.guy, now)
    for each in db.exec(select(EmailRecipient).where(EmailRecipient.email_id == first.id)):
        each.status = "bounced"
    answer(db, first, now + timedelta(minutes=1))
    [mine], [hers] = shown(db, club.guy).rows, shown(db, club.lea).rows
    assert (mine.is_problem, mine.unread) == (True, True)
    assert (hers.is_problem, hers.unread) == (True, False)


def test_found_words_are_marked_where_they_stand(db: Session, club: Club, now: datetime):
    reply = answer(db, send(db, club.invoice, club.guy, now), now, "<b>Le chèque</b> est parti.")
    [line] = shown(db, club.lea, search="CHEQUE").rows
    assert line.ref == reply.ref
    assert line.text == (Piece("<b>Le "), Piece("chèque", True), Piece("</b> est parti."))
    found = shown(db, club.lea, search="zoe@client").rows
    assert [plain(row.also) for row in found] == ["zoe@client.example", "Zoé Roy <zoe@client.example>"]


def test_a_private_conversation_shows_a_colleague_only_what_is_open(db: Session, club: Club, now: datetime):
    send(db, club.invoice, club.guy, now, subject="Ouvert")
    hidden = send(db, club.invoice, club.ada, now + timedelta(minutes=1), private=True, subject="Entre nous")
    answer(db, hidden, now + timedelta(minutes=2), "Chuchotis")
    assert subjects(db, club.ada) == ["Re: Entre nous", "Ouvert"]
    for asked in ({}, {"show": "received"}, {"show": "sent"}, {"search": "entre"}, {"search": "chuchotis"}):
        assert subjects(db, club.guy, **asked) in ([], ["Ouvert"]), asked
    assert shown(db, club.ada).rows[0].private


def test_the_invoice_of_a_private_contract_is_not_there_for_others(db: Session, club: Club, now: datetime):
    restrict(db, CONTRACT, [club.guy.account_id])
    email = send(db, club.invoice, club.guy, now, subject="Chantier")
    answer(db, email, now)
    assert subjects(db, club.guy, search="chantier") == ["Re: Chantier", "Chantier"]
    for viewer in (club.lea, club.max):
        assert subjects(db, viewer) == subjects(db, viewer, search="chantier") == []
        assert replies(db, viewer=viewer, language="fr", limit=6) == ()


def test_who_may_not_read_invoices_finds_nothing(db: Session, club: Club, now: datetime):
    send(db, club.invoice, club.guy, now)
    assert subjects(db, club.max) == subjects(db, club.max, search="facture") == []


def test_mail_about_a_customer_is_there_for_who_may_read_customers(db: Session, club: Club, now: datetime):
    send(db, club.customer, club.guy, now, subject="Bienvenue")
    [line] = shown(db, club.guy).rows
    assert (line.number, line.customer) == ("", "Zoé Roy")
    assert line.href == f"/members/{club.customer.ref}#{line.ref}"
    assert subjects(db, club.lea) == subjects(db, club.lea, search="bienvenue") == []


def test_a_blind_copy_is_not_named_to_a_colleague(db: Session, club: Club, now: datetime):
    from invoice_app.mail.outbox import Recipient

    people = [Recipient("to", "zoe@client.example"), Recipient("bcc", "ombrage@club.example")]
    send(db, club.invoice, club.ada, now, recipients=people)
    assert subjects(db, club.lea, search="ombrage") == []
    [line] = shown(db, club.ada, search="ombrage").rows
    assert "ombrage" not in str(shown(db, club.lea).rows)
    assert line.number == "FA-2026-014"


def test_pages_follow_each_other(db: Session, club: Club, now: datetime):
    for n in range(PAGE + 2):
        send(db, club.invoice, club.guy, now + timedelta(minutes=n), subject=f"Envoi {n}")
    first, second = (shown(db, club.lea, search="envoi", page=page) for page in (0, 1))
    assert (len(first.rows), first.position, first.has_earlier, first.has_later) == (
        PAGE,
        f"1–{PAGE}",
        False,
        True,
    )
    assert [plain(row.subject) for row in second.rows] == ["Envoi 1", "Envoi 0"]
    assert (second.has_earlier, second.has_later) == (True, False)


class TestReplies:
    def lines(self, db: Session, viewer: Viewer) -> list[tuple[str, bool]]:
        found = replies(db, viewer=viewer, language="fr", limit=3)
        return [(reply.text, reply.unread) for reply in found]

    @pytest.fixture
    def three(self, db: Session, club: Club, now: datetime) -> None:
        """Guy wrote about one invoice and Ada about the other; the last answers are to Ada."""
        mine, hers = send(db, club.invoice, club.guy, now), send(db, club.other, club.ada, now)
        answer(db, mine, now + timedelta(minutes=1), "À Guy")
        answer(db, hers, now + timedelta(minutes=2), "À Ada")
        answer(db, hers, now + timedelta(minutes=3), "Absente", Auto_Submitted="auto-replied")

    @pytest.mark.usefixtures("three")
    def test_those_not_read_come_first_and_automatic_ones_never(self, db: Session, club: Club):
        assert self.lines(db, club.guy) == [("À Guy", True), ("À Ada", False)]
        assert self.lines(db, club.ada) == [("À Ada", True), ("À Guy", False)]
        assert [how_many_unread(db, viewer=v) for v in (club.guy, club.ada, club.lea, club.max)] == [
            1,
            1,
            0,
            0,
        ]

    @pytest.mark.usefixtures("three")
    def test_once_read_they_are_like_others(self, db: Session, club: Club, now: datetime):
        notices.seen(db, club.guy.account_id, About("invoice", club.invoice.id or 0), now)
        assert self.lines(db, club.guy) == [("À Ada", False), ("À Guy", False)]
        assert how_many_unread(db, viewer=club.guy) == 0

    @pytest.mark.usefixtures("three")
    def test_what_goes_out_of_sight_is_not_counted(self, db: Session, club: Club):
        restrict(db, CONTRACT, [club.ada.account_id])
        db.flush()
        assert how_many_unread(db, viewer=club.guy) == 0
        assert self.lines(db, club.guy) == [("À Ada", False)]


def test_lines_are_text(db: Session, club: Club, now: datetime):
    send(db, club.invoice, club.guy, now, subject="{number} <script>alert(1)</script>")
    [line] = shown(db, club.lea, search="script").rows
    assert isinstance(line, MailLine)
    assert plain(line.subject) == "{number} <script>alert(1)</script>"
    assert isinstance(db.get(Invoice, club.invoice.id), Invoice)
