"""Who may read what: the rule, and the same rule in SQL, over everything the tab shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlmodel import Session, select

from invoice_app.mail import deliveries, inbound, queries, rules
from invoice_app.mail.models import Conversation, ConversationReader, Email, EmailAttachment, EmailRecipient
from invoice_app.mail.notes import write_note
from invoice_app.mail.outbox import Attachment, Recipient, Sender
from invoice_app.mail.sight import Sight
from invoice_app.shared.about import About
from invoice_app.shared.refusals import NotFound
from tests.mail.conftest import INVOICE, LISE, OFFICE, Send

ADMIN = {"sight": Sight("admin@batiment.example", 9, True, is_staff=True)}
SENDER = {"sight": Sight("lise@batiment.example", 1, False, is_staff=True)}
BCC = {"sight": Sight("Direction@batiment.example", 3, False, is_staff=True)}
STAFF = {"sight": Sight("marc@batiment.example", 4, False, is_staff=True)}
NOBODY = {"sight": Sight("", None, False, is_staff=True)}
WORDS = {"language": "fr", "time_zone": "America/Toronto"}
FILE = Attachment("secret.pdf", "application/pdf", b"%PDF-secret")
PRIVATE_TO = [
    Recipient("to", "elise@client.example", "Élise Roy"),
    Recipient("bcc", "direction@batiment.example", "La direction"),
]


@pytest.fixture
def private(db: Session, now: datetime, send: Send) -> Email:
    """An open email, a private one with a file, and a reply to the private one."""
    send(subject="Ouvert")
    email = send(private=True, subject="Privé", recipients=PRIVATE_TO, attachments=[FILE])
    conversation = db.get_one(Conversation, email.conversation_id)
    reply = (
        f"From: elise@client.example\r\nTo: r-{conversation.token}@reply.example.org\r\n"
        "Message-ID: <p1@client.example>\r\nSubject: Re: Prive\r\n\r\nEntre nous\r\n"
    ).encode()
    raw = inbound.receive(db, raw=reply, source="upload", now=now)
    inbound.understand(db, raw.id, now, OFFICE)
    return email


def subjects(db: Session, viewer: dict) -> list[str]:
    return sorted(card.subject for card in queries.thread(db, INVOICE, **viewer, **WORDS))


@pytest.mark.parametrize("viewer", [ADMIN, SENDER, BCC], ids=["admin", "sender", "bcc"])
def test_sender_recipients_and_admins_see_the_private_email_and_its_reply(
    db: Session, private: Email, viewer: dict
):
    assert subjects(db, viewer) == ["Ouvert", "Privé", "Re: Prive"]
    assert queries.count(db, INVOICE, **viewer) == 3
    file = db.exec(select(EmailAttachment)).one()
    assert queries.attachment(db, file.ref, INVOICE, **viewer).content == FILE.content
    assert queries.eml(db, private.ref, INVOICE, **viewer).name == f"{private.ref}.eml"
    assert queries.about_of(db, file.ref, **viewer) == queries.about_of(db, private.ref, **viewer) == INVOICE


@pytest.mark.parametrize("viewer", [STAFF, NOBODY], ids=["other staff", "nobody"])
def test_nobody_else_sees_anything_of_it(db: Session, private: Email, viewer: dict):
    assert subjects(db, viewer) == ["Ouvert"]
    assert queries.count(db, INVOICE, **viewer) == 1
    file = db.exec(select(EmailAttachment)).one()
    for ask in (
        lambda: queries.attachment(db, file.ref, INVOICE, **viewer),
        lambda: queries.eml(db, private.ref, INVOICE, **viewer),
        lambda: queries.about_of(db, file.ref, **viewer),
        lambda: queries.about_of(db, private.ref, **viewer),
    ):
        with pytest.raises(NotFound):
            ask()


def test_the_state_of_a_private_email_is_private_too(db: Session, send: Send):
    email = send(private=True)
    email.status = "failed"
    db.flush()
    assert deliveries.delivery_state(db, INVOICE, **ADMIN, language="fr").words == "Échec de l’envoi"
    assert deliveries.delivery_state(db, INVOICE, **STAFF, language="fr") is None


def test_a_file_is_only_given_beside_its_own_record(db: Session, private: Email):
    file = db.exec(select(EmailAttachment)).one()
    with pytest.raises(NotFound):
        queries.attachment(db, file.ref, About("invoice", 15), **ADMIN)


def test_bcc_is_shown_to_the_sender_to_admins_and_to_itself_only(db: Session, send: Send):
    send(recipients=PRIVATE_TO)
    seen = {
        name: {r.role for r in queries.thread(db, INVOICE, **viewer, **WORDS)[0].recipients}
        for name, viewer in {"admin": ADMIN, "sender": SENDER, "bcc": BCC, "staff": STAFF}.items()
    }
    assert seen == {
        "admin": {"to", "bcc"}, "sender": {"to", "bcc"}, "bcc": {"to", "bcc"}, "staff": {"to"},
    }  # fmt: skip


def test_mail_of_the_system_is_shown_to_nobody_not_even_admins(db: Session, send: Send, now: datetime):
    email = send(about=None, private=True, text="https://example/secret")
    assert queries.thread(db, INVOICE, **ADMIN, **WORDS) == ()
    with pytest.raises(NotFound):
        queries.about_of(db, email.ref, **ADMIN)
    with pytest.raises(NotFound):
        queries.eml(db, email.ref, About("system", 0), **ADMIN)


def test_whoever_knows_our_own_address_does_not_read_what_we_sent(db: Session, send: Send):
    send(private=True)
    ours = {"sight": Sight("facturation@batiment.example", None, False, is_staff=True)}
    assert queries.count(db, INVOICE, **ours) == 0


def test_the_rule_and_the_query_agree_for_everybody(db: Session, now: datetime, send: Send):
    people = ["a@x.example", "b@x.example", "c@x.example"]
    n = 0
    for private, sender, to, bcc in product((False, True), (None, 1, 2), people, (None, *people)):
        if to != bcc:
            n += 1
            recipients = [Recipient("to", to), *([Recipient("bcc", bcc)] if bcc else [])]
            email = send(private=private, sender=Sender("x", sender, ""), recipients=recipients,
                         now=now + timedelta(seconds=n))  # fmt: skip
            email.kind = "bounce" if n % 7 == 0 else "normal"
            email.status = ("queued", "cancelled", "accepted", "saved_local", "failed")[n % 5]
    write_note(db, about=INVOICE, text="Entre nous.", author=LISE, nonce="1", now=now)
    db.flush()
    seen = product(("", *people, "d@x.example"), (None, 1, 2, 3), (False, True), (False, True))
    for email_of, account, admin, staff in seen:
        sight = Sight(email_of, account, admin, staff)
        by_rule = {e.id for e in db.exec(select(Email)) if allowed(db, e, sight)}
        clause = queries.visible(sight)
        joined = select(Email.id).join(Conversation, Conversation.id == Email.conversation_id)
        assert set(db.exec(joined.where(clause))) == by_rule


def allowed(db: Session, email: Email, sight: Sight) -> bool:
    readers = db.exec(
        select(ConversationReader).where(ConversationReader.conversation_id == email.conversation_id)
    )
    recipients = db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id))
    readers = list(readers)
    return rules.may_read(
        private=db.get_one(Conversation, email.conversation_id).private,
        accounts={r.account_id for r in readers if r.account_id} | {email.created_by} - {None},
        people={r.address for r in readers if r.address} | {r.address for r in recipients},
        for_office=email.direction == "own" or email.kind == "bounce",
        has_left=email.direction != "out" or email.status in ("accepted", "uncertain", "saved_local"),
        sight=sight,
    )


def test_a_card_says_all_that_the_tab_shows(db: Session, private: Email):
    reply, email, _ = queries.thread(db, INVOICE, **SENDER, **WORDS)
    assert (email.who, email.private, email.status_words) == (LISE.name, True, "En file d’envoi")
    assert email.visible_to == "Visible par\u00a0: Lise Admin, Élise Roy, La direction, les administrateurs"
    assert [(a.name, a.size) for a in email.attachments] == [("secret.pdf", len(FILE.content))]
    assert email.when.startswith("16\u00a0mars 2026, 14\u00a0h\u00a030")
    assert (reply.direction, reply.who, reply.text, reply.known_sender) == (
        "in", "elise@client.example", "Entre nous", True,
    )  # fmt: skip


def test_the_newest_emails_delivery_is_said_with_a_count(db: Session, send: Send):
    email = send()
    email.status = "accepted"
    first, second = db.exec(select(EmailRecipient).order_by(EmailRecipient.id)).all()
    first.status, second.status = "delivered", "bounced"
    db.flush()
    state = deliveries.delivery_state(db, INVOICE, **STAFF, language="fr")
    assert (state.words, state.is_problem) == ("Non livrable (1 sur 2)", True)
    second.status = "delivered"
    db.flush()
    state = deliveries.delivery_state(db, INVOICE, **STAFF, language="en")
    assert (state.words, state.is_problem) == ("Delivered", False)


def test_a_list_of_invoices_asks_once_for_all(db: Session, send: Send):
    send()
    send(about=About("invoice", 15), private=True)
    states = deliveries.delivery_states(db, "invoice", [14, 15, 16], **STAFF, language="fr")
    assert list(states) == [14]


def test_a_long_thread_comes_in_pages(db: Session, send: Send, now: datetime):
    for n in range(queries.PAGE + 3):
        send(subject=f"n° {n}", now=now + timedelta(minutes=n))
    first, second = (queries.thread(db, INVOICE, **STAFF, **WORDS, page=page) for page in (1, 2))
    assert (len(first), len(second)) == (queries.PAGE, 3)
    assert (first[0].subject, second[-1].subject) == (f"n° {queries.PAGE + 2}", "n° 0")
