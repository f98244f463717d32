"""Messages that arrive at the house from outside."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from sqlmodel import Session, select

from invoice_app.mail.models import Conversation, Email
from tests.door.words import ALINE, OFFICE


def returned_copy(db: Session, address: str) -> bytes:
    """A report on the blind copy of the open email, which comes back to its conversation."""
    sent = db.exec(select(Email).where(Email.subject == f"Objet {ALINE}")).one()
    talk = db.get_one(Conversation, sent.conversation_id)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "mailer-daemon@mx.example", f"r-{talk.token}@reply.localhost"
    message["Subject"], message["Message-ID"] = "Undelivered mail", "<retour@mx.example>"
    message.set_content(f"{address}: 550 5.1.1 user unknown\n\nMessage-ID: {sent.message_id}\n")
    return message.as_bytes()


def stray() -> bytes:
    """An answer to nothing: it waits to be filed, out of everybody's sight but the office's."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = f"perdu@{OFFICE}.example", "facturation@localhost"
    message["Subject"], message["Message-ID"] = f"Egare {OFFICE}", f"<egare@{OFFICE}.example>"
    message.set_content(f"Texte {OFFICE}")
    message.add_attachment(f"Plan {OFFICE}", filename=f"plan-{OFFICE}.txt")
    return message.as_bytes()
