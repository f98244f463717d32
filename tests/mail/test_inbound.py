"""What arrives: where it is filed, what it is, and that none of it is lost."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlmodel import Session, select

from invoice_app.mail import inbound, queries
from invoice_app.mail.actions import NotAnEmail, NothingSentYet, simulate_reply, take_in
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient, InboundRaw
from invoice_app.mail.outbox import Attachment, Recipient
from invoice_app.mail.understanding.reading import file_name
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from tests.mail.conftest import FORM, INVOICE, OFFICE, SAMPLE_MESSAGE_ID, SAMPLE_TOKEN, Send, sample

TOKEN_ADDRESS = f"r-{SAMPLE_TOKEN}@reply.example.org"


def arrive(
    db: Session, now: datetime, raw: bytes, content_type: str = "message/rfc822", **envelope
) -> Email | None:
    row = inbound.receive(db, raw=raw, source="webhook-raw", now=now, content_type=content_type, **envelope)
    return inbound.understand(db, row.id, now, OFFICE)


def state(db: Session) -> str:
    return db.exec(select(InboundRaw.state).order_by(InboundRaw.id.desc())).first()


def mail(body: str = "Merci", **headers: str) -> bytes:
    usual = {
        "From": "Élise Roy <elise@client.example>",
        "To": TOKEN_ADDRESS,
        "Subject": "Re: Facture",
        "Message-ID": "<CAF7@mail.client.example>",
    }
    message = EmailMessage(policy=SMTP)
    for name, value in (usual | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        if value:
            message[name] = value
    message.set_content(body)
    return message.as_bytes()


def files_of(db: Session, email: Email) -> list[EmailAttachment]:
    return list(db.exec(select(EmailAttachment).where(EmailAttachment.email_id == email.id)))


def test_a_reply_taken_apart_by_the_provider(db: Session, now: datetime, sample_conversation: Conversation):
    email = arrive(db, now, sample("04_inbound_parsed_gmail_fr.multipart"), FORM)
    assert email.conversation_id == sample_conversation.id
    assert (email.from_address, email.from_name, email.known_sender) == (
        "elise@client.example",
        "Élise Roy",
        True,
    )
    assert email.subject == "Re: Facture 2026-014 – Projet Rivière"
    assert email.new_text == "Bonjour,\n\nLe taux de TVQ est à vérifier.\n\nÉlise"
    assert email.quoted_text.startswith("Le mar. 3 nov. 2026")
    assert 'src="cid:ii_1"' in email.html
    [file] = files_of(db, email)
    assert (file.name, file.mime, file.content_id) == ("capture.png", "image/png", "ii_1")
    assert files().get(file.sha256).startswith(b"\x89PNG\r\n\x1a\n")
    assert db.exec(select(InboundRaw)).one().source == "webhook-parsed"


def test_each_field_is_read_in_its_own_charset_and_a_token_in_capitals_is_a_token(
    db: Session, now: datetime, sample_conversation: Conversation
):
    email = arrive(db, now, sample("05_inbound_parsed_cp1252.multipart"), FORM)
    assert email.conversation_id == sample_conversation.id
    assert email.text == "C’est payé — 11 497,50 $ (7 800 €)"
    assert email.subject == "Re: Facture – reçue"
    assert email.html == "<p>Déjà payé</p>"


def test_a_raw_reply_from_outlook(db: Session, now: datetime, sample_conversation: Conversation):
    email = arrive(db, now, sample("06_inbound_raw_outlook_fr.multipart"), FORM)
    assert email.conversation_id == sample_conversation.id
    assert email.new_text == "Bonjour,\n\nVoir la version annotée ci-jointe."
    assert "De : Bâtiment Exemple inc." in email.quoted_text
    assert [f.name for f in files_of(db, email)] == ["Facture 2026-014 annotée.pdf"]
    assert files().get(email.raw_sha256).startswith(b"From: =?utf-8?q?=C3=89lise?=")
    assert db.exec(select(InboundRaw)).one().source == "webhook-raw"


def test_an_absence_notice_is_automatic_although_its_return_path_is_empty(
    db: Session, now: datetime, sample_conversation: Conversation
):
    email = arrive(db, now, sample("07_out_of_office_fr.eml"), envelope_from="")
    assert (email.kind, email.conversation_id) == ("auto", sample_conversation.id)


def test_a_bounce_moves_the_recipient_it_names_and_no_other(db: Session, now: datetime, sample_conversation):
    email = arrive(db, now, sample("08_bounce_dsn.eml"), envelope_from="")
    assert (email.kind, email.conversation_id) == ("bounce", sample_conversation.id)
    sent = db.exec(select(Email).where(Email.message_id == SAMPLE_MESSAGE_ID)).one()
    recipients = db.exec(select(EmailRecipient).where(EmailRecipient.email_id == sent.id)).all()
    assert {r.address: r.status for r in recipients} == {
        "cp@client.example": "bounced",
        "elise@client.example": "queued",
    }
    details = {r.address: r.detail for r in recipients}
    assert "550 5.1.1 User unknown" in details["cp@client.example"]


def test_a_bounce_of_someone_elses_email_moves_nobody(db: Session, now: datetime, sample_conversation):
    forged = sample("08_bounce_dsn.eml").replace(SAMPLE_MESSAGE_ID.encode(), b"<never@sent.example>")
    assert arrive(db, now, forged).kind == "bounce"
    assert set(db.exec(select(EmailRecipient.status).where(EmailRecipient.status != ""))) == {"queued"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<club.example>"},
        {"Return_Path": "<>"},
        {"Subject": "Réponse automatique : Facture"},
        {"Subject": "Out of Office: Facture"},
    ],
)
def test_machines_give_themselves_away(db: Session, now: datetime, sample_conversation, headers: dict):
    assert arrive(db, now, mail(**headers)).kind == "auto"


def test_a_persons_reply_is_a_persons(db: Session, now: datetime, sample_conversation):
    assert arrive(db, now, mail(Auto_Submitted="no"), envelope_from="elise@client.example").kind == "normal"


def test_where_it_was_received_counts_before_what_it_says(
    db: Session, now: datetime, send: Send, sample_conversation
):
    other = db.get_one(Conversation, send(about=About("invoice", 15)).conversation_id)
    email = arrive(db, now, mail(), envelope_to=f"R-{other.token.upper()}@Reply.Example.org")
    assert email.conversation_id == other.id


def test_someone_unknown_with_the_address_is_filed_and_flagged(
    db: Session, now: datetime, sample_conversation
):
    email = arrive(db, now, mail(From="Marc <marc@elsewhere.example>"))
    assert (email.conversation_id, email.known_sender) == (sample_conversation.id, False)


def test_an_answer_without_the_address_is_filed_by_what_it_answers(
    db: Session, now: datetime, sample_conversation
):
    email = arrive(db, now, mail(To="facturation@batiment.example", References=SAMPLE_MESSAGE_ID))
    assert email.conversation_id == sample_conversation.id


def test_a_stranger_who_copies_a_message_id_gets_nowhere(db: Session, now: datetime, sample_conversation):
    forged = mail(To="facturation@batiment.example", References=SAMPLE_MESSAGE_ID, From="x@evil.example")
    assert arrive(db, now, forged).conversation_id is None
    assert state(db) == "unmatched"


@pytest.mark.parametrize(
    "headers",
    [
        {"To": "r-00000000000000000000000000@reply.example.org"},
        {"To": "info@reply.example.org"},
        {"From": "facturation@batiment.example"},
        {"From": f"r-{SAMPLE_TOKEN}@reply.example.org"},
    ],
)
def test_what_belongs_nowhere_is_kept_as_unmatched(
    db: Session, now: datetime, sample_conversation, headers: dict
):
    email = arrive(db, now, mail("À qui de droit", **headers))
    assert email.conversation_id is None
    assert email.new_text == "À qui de droit"
    assert state(db) == "unmatched"
    assert queries.waiting_to_be_filed(db) == 1


def test_a_revoked_address_takes_nothing_more(db: Session, now: datetime, sample_conversation: Conversation):
    sample_conversation.revoked_at = now
    assert arrive(db, now, mail()).conversation_id is None


def test_the_same_post_three_times_is_one_email(db: Session, now: datetime, sample_conversation):
    first = arrive(db, now, sample("06_inbound_raw_outlook_fr.multipart"), FORM)
    assert first
    assert arrive(db, now, sample("06_inbound_raw_outlook_fr.multipart"), FORM) is None
    assert state(db) == "duplicate"
    assert take_in(db, eml=files().get(first.raw_sha256), now=now, office=OFFICE) is None
    assert len(db.exec(select(Email).where(Email.direction == "in")).all()) == 1
    assert len(db.exec(select(InboundRaw)).all()) == 3


def test_one_message_to_two_conversations_is_in_both(
    db: Session, now: datetime, send: Send, sample_conversation
):
    other = db.get_one(Conversation, send(about=About("invoice", 15)).conversation_id)
    both = mail(Cc=f"r-{other.token}@reply.example.org")
    found = {
        arrive(db, now, both, envelope_to=f"r-{token}@reply.example.org").conversation_id
        for token in (SAMPLE_TOKEN, other.token)
    }
    assert found == {sample_conversation.id, other.id}


def test_understanding_twice_files_once(db: Session, now: datetime, sample_conversation):
    row = inbound.receive(db, raw=mail(), source="upload", now=now)
    first, second = (inbound.understand(db, row.id, now, OFFICE) for _ in range(2))
    assert first.id == second.id


def test_mail_without_a_text_is_read_from_its_html(db: Session, now: datetime, sample_conversation):
    message = mail().replace(b"text/plain", b"text/html").replace(b"Merci", b"<p>Pay=C3=A9</p><p>Merci</p>")
    email = arrive(db, now, message.replace(b"7bit", b"quoted-printable"))
    assert email.new_text == "Payé\n\nMerci"


def test_an_empty_message_with_a_file_is_a_message(db: Session, now: datetime, sample_conversation):
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "elise@client.example", TOKEN_ADDRESS
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="bon.pdf")
    email = arrive(db, now, message.as_bytes())
    assert [f.name for f in files_of(db, email)] == ["bon.pdf"]


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\x\\y.pdf", "y.pdf"), ("", "document"),
     ("a\x00\r\nb.pdf", "a b.pdf"),
     ("exe\u202efdp.scr", "exe fdp.scr"), ("a" * 300 + ".pdf", "a" * 146 + ".pdf")],
)  # fmt: skip
def test_a_claimed_name_is_made_harmless(claimed: str, kept: str):
    assert file_name(claimed) == kept


def test_more_than_a_megabyte_arrives_whole(db: Session, now: datetime, sample_conversation):
    content = bytes(range(256)) * 12_000
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("photo.raw", content)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Message-ID"] = (
        "elise@client.example",
        TOKEN_ADDRESS,
        "<big@x.example>",
    )
    message.set_content("Photos")
    message.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="photos.zip")
    form = (
        b'--xYzZY\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
        + message.as_bytes()
        + b"\r\n--xYzZY--\r\n"
    )
    assert len(form) > 3 * 2**20
    email = arrive(db, now, form, FORM)
    assert files().get(files_of(db, email)[0].sha256) == packed.getvalue()


NESTED = "".join(
    f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(3000)
).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
        b"From: a@b.example\r\n" + NESTED,
        b"X: " + b"y" * 300_000 + b"\r\n\r\nz",
    ],
    ids=["a hundred thousand parts", "three thousand deep", "huge headers"],
)
def test_mail_made_to_hurt_is_put_aside_and_kept(db: Session, now: datetime, raw: bytes):
    assert arrive(db, now, raw) is None
    row = db.exec(select(InboundRaw)).one()
    assert row.state == "quarantined"
    assert files().get(row.sha256) == raw
    assert queries.waiting_to_be_filed(db) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: =?X-UNKNOWN?Q?=E9?= <elise@client.example>\r\n"
        b"Content-Type: text/plain; charset=x-none\r\n\r\nd\xe9j\xe0\x00",
        b"From: \xe9lise <elise@client.example>\r\nSubject: pay\xe9\r\n\r\nok",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: <<<>>>,,;\r\nTo: " + b"(" * 5000 + b"\r\n\r\nx",
        b"References: " + b"<a@b> " * 50_000 + b"\r\n\r\nx",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64!!!",
        b"Content-Disposition: attachment; filename*=x''%ff\r\n"
        b"Content-Type: \xff/\xfe; name*0*=\xff\r\n\r\nx",
        b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx",
    ],
)
def test_whatever_arrives_is_kept_and_finds_a_place(db: Session, now: datetime, raw: bytes):
    arrive(db, now, raw)
    assert state(db) in ("unmatched", "quarantined")
    assert files().get(db.exec(select(InboundRaw)).one().sha256) == raw


@pytest.mark.parametrize("body", [b"", b"--xYzZY", b"not a form", b"--xYzZY\n\nLF only\n--xYzZY--"])
def test_a_form_that_is_none_is_put_aside(db: Session, now: datetime, body: bytes):
    assert arrive(db, now, body, FORM) is None
    assert state(db) == "quarantined"


def test_a_charset_that_lies_is_still_read(db: Session, now: datetime, sample_conversation):
    raw = mail().replace(b"Merci", "Payé – 12 €".encode("cp1252")).replace(b"utf-8", b"us-ascii")
    assert arrive(db, now, raw).text.strip() == "Payé – 12 €"


def test_a_simulated_reply_comes_through_the_same_door(db: Session, now: datetime, send: Send):
    sent = send()
    file = Attachment("bon de commande.pdf", "application/pdf", b"%PDF-")
    email = simulate_reply(db, about=INVOICE, text="C’est reçu.", now=now, attachments=[file], office=OFFICE)
    assert (email.conversation_id, email.known_sender) == (sent.conversation_id, True)
    assert (email.from_address, email.from_name) == ("cp@client.example", "Comptes payables")
    assert email.new_text == "C’est reçu."
    assert "> Votre facture de 11 497,50 $" in email.quoted_text
    assert email.in_reply_to == sent.message_id
    other = simulate_reply(
        db, about=INVOICE, text="Moi aussi", now=now, author=Recipient("to", "marc@x.example"), office=OFFICE
    )
    assert not other.known_sender


def test_nobody_can_answer_what_was_never_sent(db: Session, now: datetime):
    with pytest.raises(NothingSentYet):
        simulate_reply(db, about=INVOICE, text="?", now=now)


@pytest.mark.parametrize("eml", [b"", b"%PDF-1.4", b"<html>From nowhere</html>"])
def test_a_file_that_is_no_email_is_not_taken_in(db: Session, now: datetime, eml: bytes):
    with pytest.raises(NotAnEmail):
        take_in(db, eml=eml, now=now)
