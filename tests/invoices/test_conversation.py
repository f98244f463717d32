"""What is done with the emails beside an invoice, by whom, and what is told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from invoice_app.accounts.models import Account
from invoice_app.invoices.correspondence import emails_of, file_of, original_of, talk_of
from invoice_app.invoices.issuing import foresee, seal
from invoice_app.invoices.mail_actions import cancel, judge, mark_sent, send_again, write_note
from invoice_app.invoices.mail_body import body_of, page_of, picture_type, policy_of
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.record_emails import emails_of_record
from invoice_app.mail.actions import NotInThatState
from invoice_app.mail.answers import Answer
from invoice_app.mail.composing import Recipient, Sender
from invoice_app.mail.models import Conversation, Email, EmailAttachment, OutboxItem
from invoice_app.mail.outbox import Attachment, attached, post
from invoice_app.mail.queries import PAGE
from invoice_app.members import actions as members
from invoice_app.members.queries import customer_by_ref
from invoice_app.shared.about import About
from invoice_app.shared.history import history_of
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound
from invoice_app.zone.answering import answer_invoice
from tests.invoices.conftest import Club, drafted

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def invoice(db: Session, club: Club, now: datetime) -> Invoice:
    draft = drafted(db, club, now)
    seal(db, plan=foresee(db, ref=draft.ref, now=now), pdf=b"%PDF-1.7", by=club.admin, now=now)
    return draft


def say(db: Session, about: About, now: datetime, private: bool = False, what: str = "un") -> Email:
    return post(
        db, about=about, private=private, sender=Sender("Ada Admin", 1, "ada@club.example"), subject=what,
        recipients=(Recipient("to", "zoe@client.example"),), text=what, kind_nonce=f"{about}{what}", now=now,
    )  # fmt: skip


def reply(db: Session, to: Email, now: datetime, **changes: object) -> Email:
    usual = {
        "direction": "in",
        "status": "received",
        "from_address": "zoe@client.example",
        "from_name": "Zoé",
    }
    email = Email(conversation_id=to.conversation_id, at=now, new_text="Bien reçu", **{**usual, **changes})
    db.add(email)
    db.flush()
    return email


def about(invoice: Invoice) -> About:
    return About("invoice", invoice.id or 0)


def somebody(db: Session, now: datetime, level: Level, name: str = "Guy", **others: Level) -> Viewer:
    email = f"{name.lower()}{int(level)}@club.example"
    account = Account(email=email, name=name, created_at=now)
    db.add(account)
    db.flush()
    levels = {Tool.INVOICES: level, **{Tool(tool): each for tool, each in others.items()}}
    return Viewer(account.id or 0, email, name, "fr", levels)


def member(db: Session, club: Club, now: datetime, ref: str = "") -> Viewer:
    viewer = somebody(db, now, Level.NONE, f"Zoe{ref[:6]}")
    customer = customer_by_ref(db, ref or club.member)
    customer.account_id = viewer.account_id
    members.save(db, customer)
    return viewer


def lines(db: Session, invoice: Invoice) -> list[str]:
    rows = history_of(db, about(invoice), language="fr", time_zone="America/Toronto")
    return [row.what for row in rows if "éponse" in row.what]


def test_a_reply_is_judged_with_one_press_and_taken_back_with_another(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    email = reply(db, say(db, about(invoice), now), now)
    status = invoice.status
    judge(db, email_ref=email.ref, verdict="approved", by=club.admin, now=now)
    talk = talk_of(db, ref=invoice.ref, viewer=club.admin, language="fr", in_office=True)
    assert (talk.count, talk.verdict, talk.verdict_words) == (2, "approved", "Approuvée par le client")
    judge(db, email_ref=email.ref, verdict="revise", by=club.admin, now=now)
    assert (email.verdict, email.verdict_by_name) == ("revise", club.admin.name)
    judge(db, email_ref=email.ref, verdict="revise", by=club.admin, now=now)
    assert (email.verdict, email.verdict_at, invoice.status) == ("", None, status)
    assert lines(db, invoice) == [
        "Réponse de Zoé\u00a0: À réviser (retiré)", "Réponse de Zoé\u00a0: À réviser",
        "Réponse de Zoé\u00a0: Approuvée",
    ]  # fmt: skip


def test_the_timeline_names_nobody_of_a_private_reply(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    email = reply(db, say(db, about(invoice), now, private=True), now)
    judge(db, email_ref=email.ref, verdict="approved", by=club.admin, now=now)
    assert lines(db, invoice) == ["Réponse privée\u00a0: Approuvée"]
    colleague = somebody(db, now, Level.STANDARD)
    assert talk_of(db, ref=invoice.ref, viewer=colleague, language="fr", in_office=True).verdict == ""


@pytest.mark.parametrize("kind", [{"kind": "auto"}, {"kind": "bounce"}, {"direction": "own", "kind": "note"}])
def test_only_what_a_client_wrote_is_judged(
    db: Session, invoice: Invoice, club: Club, now: datetime, kind: dict[str, str]
) -> None:
    sent = say(db, about(invoice), now)
    for ref in (sent.ref, reply(db, sent, now, **kind).ref):
        with pytest.raises(NotFound):
            judge(db, email_ref=ref, verdict="approved", by=club.admin, now=now)
    with pytest.raises(NotFound):
        judge(db, email_ref=reply(db, sent, now).ref, verdict="paid", by=club.admin, now=now)


def test_a_member_learns_of_no_verdict_and_no_note(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    sent = say(db, about(invoice), now)
    sent.status = "accepted"
    judge(db, email_ref=reply(db, sent, now).ref, verdict="revise", by=club.admin, now=now)
    write_note(db, ref=invoice.ref, text="Difficile.", nonce="1", by=club.admin, now=now)
    viewer = member(db, club, now)
    talk = talk_of(db, ref=invoice.ref, viewer=viewer, language="fr", in_office=False)
    assert (talk.count, talk.verdict) == (2, "")
    shown = emails_of(db, ref=invoice.ref, viewer=viewer, language="fr", in_office=False)
    assert [card.direction for card in shown.cards] == ["in", "out"]
    # In the zone, who works here is a member too.
    at_work = emails_of(db, ref=invoice.ref, viewer=club.admin, language="fr", in_office=False)
    assert [card.direction for card in at_work.cards] == ["in", "out"]


def test_nobody_acts_on_what_they_may_not_read(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    sent = say(db, about(invoice), now, private=True)
    strangers = [somebody(db, now, Level.STANDARD), member(db, club, now)]
    other = somebody(db, now, Level.NONE, "Basile")
    for viewer in (*strangers[:1], other):
        with pytest.raises(NotFound):
            cancel(db, email_ref=sent.ref, by=viewer)
    # A member reads what was written to them, and still acts on nothing.
    for act in (mark_sent, send_again):
        with pytest.raises(NotFound):
            act(db, email_ref=sent.ref, by=strangers[1], now=now)
    with pytest.raises(NotFound):
        write_note(db, ref=invoice.ref, text="Non", nonce="1", by=strangers[1], now=now)
    assert cancel(db, email_ref=sent.ref, by=club.admin).status == "cancelled"


def test_what_is_in_another_state_by_now_is_refused(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    sent = say(db, about(invoice), now)
    with pytest.raises(NotInThatState):
        send_again(db, email_ref=sent.ref, by=club.admin, now=now)
    db.get_one(OutboxItem, sent.id).state = "uncertain"
    assert mark_sent(db, email_ref=sent.ref, by=club.admin, now=now).status == "accepted"


def test_a_long_conversation_comes_in_pages(db: Session, invoice: Invoice, club: Club, now: datetime) -> None:
    sent = say(db, about(invoice), now)
    for n in range(PAGE + 4):
        reply(db, sent, now + timedelta(minutes=n + 1), subject=f"no {n}")
    first, second = (emails_of(db, ref=invoice.ref, viewer=club.admin, language="fr", page=n) for n in (1, 2))
    assert (len(first.cards), first.first, first.last, first.has_later) == (PAGE, 1, PAGE, True)
    assert (len(second.cards), second.first, second.last, second.has_later) == (5, 51, 55, False)
    assert (first.cards[0].subject, second.cards[-1].subject) == (f"no {PAGE + 3}", "un")


def test_a_member_answers_about_their_invoice_and_no_other(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    sent = say(db, about(invoice), now)
    written = answer_invoice(
        db, ref=invoice.ref, answer=Answer("Vendredi.", "1"), by=member(db, club, now), now=now
    )
    assert (written.conversation_id, written.in_reply_to) == (sent.conversation_id, sent.message_id)
    other = member(db, club, now, club.company)
    for viewer in (other, club.admin, somebody(db, now, Level.ADMIN)):
        with pytest.raises(NotFound):
            answer_invoice(db, ref=invoice.ref, answer=Answer("Non.", "2"), by=viewer, now=now)


def test_an_answer_never_lands_in_a_private_conversation(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    private = say(db, about(invoice), now, private=True)
    answer = Answer("Vendredi.", "1")
    written = answer_invoice(db, ref=invoice.ref, answer=answer, by=member(db, club, now), now=now)
    assert written.conversation_id != private.conversation_id
    assert not db.get_one(Conversation, written.conversation_id).private
    assert (written.in_reply_to, written.subject) == ("", "")


def test_mail_filed_to_a_person_is_for_who_may_read_both(db: Session, club: Club, now: datetime) -> None:
    of = About("customer", customer_by_ref(db, club.member).id or 0)
    file = Attachment("note.txt", "text/plain", b"bonjour")
    sent = say(db, of, now)
    incoming = reply(db, sent, now, raw_sha256=sent.raw_sha256)
    db.add(attached(incoming.id or 0, 0, file))
    db.flush()
    kept = db.exec(select(EmailAttachment)).one()
    both = somebody(db, now, Level.READ, "Deux", members=Level.READ)
    shown = emails_of_record(db, club.member, both, "fr")
    assert [each.card.direction for each in shown.emails] == ["in", "out"]
    assert file_of(db, ref=kept.ref, viewer=both).content == b"bonjour"
    assert original_of(db, ref=incoming.ref, viewer=both).sha256 == sent.raw_sha256
    one = somebody(db, now, Level.READ, "Une")
    for ask in (lambda: emails_of_record(db, club.member, one, "fr"),
                lambda: file_of(db, ref=kept.ref, viewer=one),
                lambda: original_of(db, ref=incoming.ref, viewer=member(db, club, now))):  # fmt: skip
        with pytest.raises(NotFound):
            ask()


def test_private_mail_filed_to_a_person_is_private_there_too(db: Session, club: Club, now: datetime) -> None:
    of = About("customer", customer_by_ref(db, club.member).id or 0)
    say(db, of, now, private=True)
    reader = somebody(db, now, Level.STANDARD, "Lec", members=Level.READ)
    admin = somebody(db, now, Level.ADMIN, "Adm", members=Level.READ)
    counted = [len(emails_of_record(db, club.member, viewer, "fr").emails) for viewer in (reader, admin)]
    assert counted == [0, 1]


def test_a_formatted_email_is_shut_in_and_brings_its_own_pictures(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    html = (
        '<p onclick="x()">Bonjour</p><script>1</script><img src="cid:a@x"><img src="cid:b@x">'
        '<img src="https://ailleurs.example/p.png"><a href="javascript:x()">lien</a>'
    )
    email = reply(db, say(db, about(invoice), now), now, clean_html=html, remote_images=1)
    for n, (name, content) in enumerate((("a", PNG), ("b", b"<svg onload=1>"))):
        db.add(attached(email.id or 0, n, Attachment(f"{name}.png", "image/png", content), f"{name}@x"))
    db.flush()
    body = body_of(db, ref=email.ref, viewer=club.admin)
    page = page_of(body, with_images=False)
    assert "data:image/png;base64," in page
    for gone in ("<script", "onclick", "javascript:", "svg", "ailleurs.example"):
        assert gone not in page
    assert "ailleurs.example/p.png" in page_of(body, with_images=True)
    assert "https:" not in policy_of(with_images=False)
    for policy in (policy_of(with_images=False), policy_of(with_images=True)):
        assert "default-src 'none'" in policy
        assert "allow-scripts" not in policy
        assert "allow-same-origin" not in policy


def test_a_formatted_email_is_not_there_for_who_may_not_read_it(
    db: Session, invoice: Invoice, club: Club, now: datetime
) -> None:
    private = reply(db, say(db, about(invoice), now, private=True), now, clean_html="<p>chut</p>")
    plain = reply(db, private, now)
    for ref, viewer in ((private.ref, somebody(db, now, Level.STANDARD)), (plain.ref, club.admin)):
        with pytest.raises(NotFound):
            body_of(db, ref=ref, viewer=viewer)


@pytest.mark.parametrize(("content", "mime"), [
    (PNG, "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a..", "image/gif"),
    (b"RIFF0000WEBPVP8", "image/webp"), (b"<svg>", ""), (b"%PDF", ""), (b"", ""), (b"BM", ""),
])  # fmt: skip
def test_a_picture_is_known_by_its_first_bytes(content: bytes, mime: str) -> None:
    assert picture_type(content) == mime
