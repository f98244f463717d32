"""Conversations beside invoices: sent by the outbox, kept on this computer, answered through the door.

Nothing here ever leaves: the courier of the sample has only the folder of this computer to deliver to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sqlmodel import Session, col, select

from invoice_app.invoices.models import Invoice
from invoice_app.invoices.sending import Envelope, first_envelope, send
from invoice_app.mail import notices
from invoice_app.mail.actions import simulate_reply, take_in
from invoice_app.mail.addresses import office
from invoice_app.mail.composing import Recipient
from invoice_app.mail.courier import Courier
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.models import Conversation, Email, EmailRecipient, ReplyNotice
from invoice_app.mail.states import Direction, EmailKind, RawSource
from invoice_app.mail.transports.local import Local
from invoice_app.sample.calendar import Calendar
from invoice_app.sample.club import CLUB
from invoice_app.sample.pictures import order, receipt
from invoice_app.sample.staff import ACCOUNTANT_EMAIL
from invoice_app.sample.talks import Talk, Turn, Who
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Viewer
from invoice_app.shared.settings import settings

_BOUNCED = """\
MIME-Version: 1.0
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="=sample="

--=sample=
Content-Type: text/plain; charset=us-ascii

This is the mail system at {host}.

<{address}>: {said}

--=sample=
Content-Type: message/delivery-status

Reporting-MTA: dns; {host}

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {said}

--=sample=
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--=sample=--
"""

_FULL = "552 5.2.2 Mailbox full"


@dataclass(frozen=True, slots=True)
class Beside:
    """The issued invoice that a conversation stands beside."""

    ref: str
    id: int
    number: str
    issued_at: datetime


def beside(ref: str) -> Beside:
    """The issued invoice at an address."""
    with reading() as db:
        invoice = db.exec(select(Invoice).where(Invoice.ref == ref)).one()
        return Beside(ref, invoice.id or 0, invoice.number or "", invoice.issued_at or invoice.created_at)


def keep_here(now: datetime) -> None:
    """Have the courier deliver what is due: into a folder of this computer, whatever the settings say."""
    Courier(Local(settings().data_dir / "outbox")).deliver_due(now)


def play(talk: Talk, invoice: Beside, *, by: Viewer, calendar: Calendar) -> None:
    """Write a conversation, as far as it has come by now."""
    moment = invoice.issued_at
    for number, turn in enumerate(talk.turns):
        next_moment = calendar.later(moment, turn.after)
        if next_moment is None:
            return
        moment = next_moment
        with writing() as db:
            _write(db, turn, invoice, f"sample-{number}", by, moment)
        keep_here(moment)


def post_with(
    invoice: Beside, *, message: str, answer: str, file: str, by: Viewer, calendar: Calendar
) -> None:
    """Send an invoice with a message some minutes after its issue, and let its client answer."""
    turns = (Turn(Who.US, 0, message), Turn(Who.CLIENT, 2, answer, file))
    play(Talk("", "", turns), invoice, by=by, calendar=calendar)


def read_all_before(db: Session, moment: datetime, readers: Sequence[Viewer]) -> None:
    """What came before, these people have read: of what came since, they are still to be told."""
    for reader in readers:
        told = select(Email.ref).join(ReplyNotice, col(ReplyNotice.email_id) == col(Email.id))
        for ref in db.exec(told.where(ReplyNotice.account_id == reader.account_id, Email.at < moment)).all():
            notices.seen_one(db, reader.account_id, ref, moment)


def stray(*, now: datetime) -> None:
    """An email that answers nothing we sent: it waits to be filed."""
    message = message_from(
        "Bernadette Côté-Lizotte <bernadette.cote-lizotte@anse-aux-voiles.example>", "Quai des Brisants", now
    )
    message["To"] = office().from_address
    message.set_content("Bonjour,\n\nÀ qui dois-je écrire pour la subvention du quai ?\n\nMerci !")
    with writing() as db:
        take_in(db, eml=message.as_bytes(), now=now, source=RawSource.SIMULATED)


def _write(db: Session, turn: Turn, invoice: Beside, nonce: str, by: Viewer, now: datetime) -> None:
    about = About("invoice", invoice.id)
    match turn.who:
        case Who.US | Who.ASIDE:
            send(db, ref=invoice.ref, envelope=_envelope(db, turn, invoice, nonce, by), by=by, now=now)
        case Who.CLIENT | Who.COLLEAGUE:
            simulate_reply(
                db, about=about, text=turn.text, now=now, author=_author(db, turn, invoice.id),
                attachments=_enclosed(turn.file, invoice.number),
            )  # fmt: skip
        case Who.AWAY | Who.BOUNCE:
            sent, to = _last_sent(db, invoice.id)
            away = turn.who is Who.AWAY
            message = absence(turn.text, sent, to, now) if away else returned(sent, to, now, _FULL)
            message["To"] = office().reply_address(token(db, sent))
            take_in(db, eml=message.as_bytes(), now=now, source=RawSource.SIMULATED)


def _envelope(db: Session, turn: Turn, invoice: Beside, nonce: str, by: Viewer) -> Envelope:
    recipients = first_envelope(db, invoice.ref, by).recipients
    if turn.who is Who.ASIDE:
        recipients = (Recipient("to", ACCOUNTANT_EMAIL),)
    return Envelope(
        nonce=nonce, recipients=recipients, message=turn.text, private=turn.private, with_pdf=not turn.private
    )


def _author(db: Session, turn: Turn, invoice_id: int) -> Recipient | None:
    if turn.who is Who.CLIENT:
        return None
    _, to = _last_sent(db, invoice_id)
    return Recipient("to", f"comptabilite@{to.address.rpartition('@')[2]}", "Comptabilité")


def _enclosed(file: str, number: str) -> tuple[Attachment, ...]:
    if file == "receipt":
        shown = receipt(("Virement Interac / e-Transfer", number, CLUB["website"], "Confirmation 0417-2281"))
        return (Attachment(f"virement-{number}.png", "image/png", shown),)
    if file == "order":
        shown = order(("Bon de commande / Purchase order", number, CLUB["website"], "4500-0117"))
        return (Attachment(f"bon-de-commande-{number}.pdf", "application/pdf", shown),)
    return ()


def newest(db: Session, invoice_id: int, *, answers: bool = False) -> Email:
    """The newest email sent beside an invoice, or of those that a person answered."""
    direction = Direction.IN if answers else Direction.OUT
    return db.exec(
        select(Email)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(
            Conversation.about_kind == "invoice",
            Conversation.about_id == invoice_id,
            Email.direction == direction,
            Email.kind == EmailKind.NORMAL,
        )
        .order_by(col(Email.at).desc(), col(Email.id).desc())
        .limit(1)
    ).one()


def _last_sent(db: Session, invoice_id: int) -> tuple[Email, EmailRecipient]:
    return db.exec(
        select(Email, EmailRecipient)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .join(EmailRecipient, col(EmailRecipient.email_id) == col(Email.id))
        .where(
            Conversation.about_kind == "invoice",
            Conversation.about_id == invoice_id,
            Email.direction == Direction.OUT,
        )
        .order_by(col(Email.at).desc(), col(EmailRecipient.id))
        .limit(1)
    ).one()


def token(db: Session, sent: Email) -> str:
    """By which an answer to this email finds its conversation."""
    return db.get_one(Conversation, sent.conversation_id).token


def absence(text: str, sent: Email, to: EmailRecipient, now: datetime) -> EmailMessage:
    """What the mail program of a recipient answers by itself."""
    english = sent.language == "en"
    subject = f"{'Automatic reply' if english else 'Réponse automatique'}: {sent.subject}"
    message = message_from(f'"{to.name}" <{to.address}>', subject, now)
    message["Auto-Submitted"] = "auto-replied"
    message["In-Reply-To"] = sent.message_id
    message.set_content(text)
    return message


def returned(sent: Email, to: EmailRecipient, now: datetime, said: str) -> EmailMessage:
    """A delivery report as mail servers write it, by hand: `EmailMessage` cannot make one.

    `said` is the server's answer, such as `550 5.1.1 User unknown`.
    """
    host = to.address.rpartition("@")[2]
    text = _BOUNCED.format(
        address=to.address, host=host, message_id=sent.message_id, said=said, status=said.split()[1]
    )
    message = message_from_string(text, EmailMessage, policy=SMTP)
    for name, value in message_from(
        f"Mail Delivery System <mailer-daemon@{host}>", "Undelivered", now
    ).items():
        message[name] = value
    return message


def message_from(sender: str, subject: str, now: datetime) -> EmailMessage:
    """A message as any mail program begins it."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = sender, subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{new_ref()}@{sender.rpartition('@')[2].strip('>')}>"
    return message
