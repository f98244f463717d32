"""What needs an answer: the latest replies, among what this person may read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.invoices.correspondence import sight_of
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.sight import in_sight
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.queries import visible
from invoice_app.mail.states import Direction, EmailKind
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.dates import instant_text
from invoice_app.shared.permission import Viewer


@dataclass(frozen=True, slots=True)
class Reply:
    who: str
    when: str
    number: str
    text: str
    invoice_ref: str


def latest_replies(db: Session, *, viewer: Viewer, language: str, limit: int) -> tuple[Reply, ...]:
    """The latest answers of clients, each with its invoice; never an automatic one."""
    rows = db.exec(
        select(Email, Invoice.number, Invoice.ref)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .join(Invoice, col(Invoice.id) == col(Conversation.about_id))
        .where(
            Conversation.about_kind == "invoice",
            Email.direction == Direction.IN,
            Email.kind == EmailKind.NORMAL,
            visible(sight_of(viewer)),
            in_sight(viewer),
        )
        .order_by(col(Email.at).desc(), col(Email.id).desc())
        .limit(limit)
    )
    zone = the_organisation(db).time_zone
    return tuple(
        Reply(
            who=email.from_name or email.from_address,
            when=instant_text(email.at, zone, language),
            number=number or "",
            text=" ".join(email.new_text.split())[:140],
            invoice_ref=ref,
        )
        for email, number, ref in rows
    )
