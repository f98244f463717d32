"""The tables of mail: what was said with whom, what is waiting to leave, and what has arrived."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy import text as sql

from invoice_app.mail.states import EmailKind, EmailStatus, Follows, RawState, SenderPolicy, Wish
from invoice_app.shared.ids import new_ref
from invoice_app.shared.tables import Field, SQLModel


class Conversation(SQLModel, table=True):
    """The emails beside one record; a private one for each set of people it is private to.

    `r-<token>` is the local part of its reply address: whoever knows it may add to the conversation,
    and read nothing.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("about_kind", "about_id", "private", "readers_key", name="uq_conversation_about"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, max_length=26, unique=True, index=True)
    about_kind: str = Field(max_length=40)
    about_id: int
    private: bool = False
    readers_key: str = Field(default="", max_length=64)
    token: str = Field(default_factory=new_ref, max_length=26, unique=True, index=True)
    revoked_at: datetime | None = None
    created_at: datetime
    created_by: int | None = None


class ConversationReader(SQLModel, table=True):
    """Someone a private conversation is open to: an account, or an address, or both."""

    __tablename__ = "conversation_reader"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    address: str = Field(default="", max_length=254, index=True)
    account_id: int | None = Field(default=None, index=True)


class Email(SQLModel, table=True):
    """One message. Without a conversation it is either a reply that matched nothing, or mail of the
    system (invitations, password links), which carries secrets and is on no screen, ever.
    """

    __tablename__ = "email"
    __table_args__ = (
        # Ours are unique; one sent to two of our addresses arrives twice under one Message-ID.
        Index(
            "uq_email_message_id_out",
            "message_id",
            unique=True,
            sqlite_where=sql("direction = 'out'"),
            postgresql_where=sql("direction = 'out'"),
        ),
        Index("ix_email_conversation_at", "conversation_id", "at", "id"),
        Index("ix_email_at", "at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, max_length=26, unique=True, index=True)
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    direction: str = Field(max_length=3)
    kind: str = Field(default=EmailKind.NORMAL, max_length=10)
    transport: str = Field(default="", max_length=20)
    status: str = Field(max_length=20, index=True)
    nonce: str | None = Field(default=None, max_length=200, unique=True)
    message_id: str = Field(default="", max_length=998, index=True)
    in_reply_to: str = Field(default="", max_length=998)
    references: str = Field(default="", sa_type=Text)
    subject: str = Field(default="", max_length=255)
    text: str = Field(default="", sa_type=Text)
    html: str = Field(default="", sa_type=Text)
    clean_html: str = Field(default="", sa_type=Text)
    """Of what arrived: the new part, sanitised by `html_version` of our rules; `cid:` images stand."""
    html_version: int = 0
    remote_images: int = 0
    refused: str = Field(default="", sa_type=Text)
    """Of what arrived: what was left out or limited, JSON as `understood.refusals_of` reads it."""
    new_text: str = Field(default="", sa_type=Text)
    quoted_text: str = Field(default="", sa_type=Text)
    language: str = Field(default="fr", max_length=5)
    from_address: str = Field(default="", max_length=254, index=True)
    from_name: str = Field(default="", max_length=200)
    created_by: int | None = None
    created_by_name: str = Field(default="", max_length=200)
    known_sender: bool = True
    auth: str = Field(default="", max_length=12)
    why: str = Field(default="", max_length=20)
    """Why it was filed where it is: a `Why`."""
    answers_id: int | None = Field(default=None, foreign_key="email.id", index=True)
    """The email that it answers or forwards, where it was written here for that."""
    verdict: str = Field(default="", max_length=12)
    verdict_at: datetime | None = None
    verdict_by_name: str = Field(default="", max_length=200)
    search: str = Field(default="", sa_type=Text)
    """Subject, addresses, words and file names, folded (lower case, no accents); no blind copies."""
    at: datetime
    """When it was posted, or when it arrived."""
    sent_at: datetime | None = None
    send_at: datetime | None = None
    """When the sender wanted it to leave, where that is later than at once."""
    raw_sha256: str = Field(default="", max_length=64)
    provider_id: str = Field(default="", max_length=200, index=True)
    error_code: str = Field(default="", max_length=40)
    error_text: str = Field(default="", sa_type=Text)


class EmailRecipient(SQLModel, table=True):
    """One address of an email. Addresses are kept in lower case."""

    __tablename__ = "email_recipient"

    id: int | None = Field(default=None, primary_key=True)
    email_id: int = Field(foreign_key="email.id", index=True)
    role: str = Field(max_length=3)
    address: str = Field(max_length=254, index=True)
    name: str = Field(default="", max_length=200)
    status: str = Field(default="", max_length=20, index=True)
    status_at: datetime | None = None
    detail: str = Field(default="", sa_type=Text)


class EmailAttachment(SQLModel, table=True):
    """A file of an email; the bytes are in the file store."""

    __tablename__ = "email_attachment"
    __table_args__ = (UniqueConstraint("email_id", "position", name="uq_email_attachment_position"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, max_length=26, unique=True, index=True)
    email_id: int = Field(foreign_key="email.id", index=True)
    position: int
    name: str = Field(max_length=200)
    mime: str = Field(max_length=120)
    size: int
    sha256: str = Field(max_length=64)
    content_id: str = Field(default="", max_length=255)
    inline: bool = False
    """Shown inside the text, and no file of its own."""
    risk: str = Field(default="", max_length=20)
    """`dangerous` (a program, a page, a macro, or not what its name says), `encrypted`, or empty."""


class OutboxItem(SQLModel, table=True):
    """The sending of one email: who holds it, how often it was tried, when it is tried next."""

    __tablename__ = "outbox_item"
    __table_args__ = (Index("ix_outbox_item_due", "state", "next_attempt_at", "email_id"),)

    email_id: int = Field(primary_key=True, foreign_key="email.id")
    state: str = Field(default=EmailStatus.QUEUED, max_length=20)
    attempts: int = 0
    next_attempt_at: datetime
    first_attempt_at: datetime | None = None
    lease_owner: str = Field(default="", max_length=60)
    lease_until: datetime | None = None
    uncertain_at: datetime | None = None
    settled_alone: bool = False
    """Sent once more by itself, because no news came of it: never a second time."""
    last_error: str = Field(default="", sa_type=Text)


class MailHold(SQLModel, table=True):
    """That a transport takes nothing for now, and why; while it stands, one email at a time tries it."""

    __tablename__ = "mail_hold"

    transport: str = Field(primary_key=True, max_length=20)
    kind: str = Field(max_length=10)
    """A `HoldKind`."""
    code: str = Field(default="", max_length=40)
    text: str = Field(default="", sa_type=Text)
    began_at: datetime
    probe_at: datetime
    """When the next email may try."""


class EmailAttempt(SQLModel, table=True):
    """One call to a provider, written down before it is made; no `outcome` means nobody knows."""

    __tablename__ = "email_attempt"
    __table_args__ = (UniqueConstraint("email_id", "n", name="uq_email_attempt_n"),)

    id: int | None = Field(default=None, primary_key=True)
    email_id: int = Field(foreign_key="email.id", index=True)
    n: int
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str = Field(default="", max_length=20)
    http_status: int | None = None
    detail: str = Field(default="", sa_type=Text)


class InboundRaw(SQLModel, table=True):
    """What arrived, as it arrived. Kept before anything is understood, and whatever is."""

    __tablename__ = "inbound_raw"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, max_length=26, unique=True, index=True)
    received_at: datetime
    sha256: str = Field(max_length=64)
    content_type: str = Field(default="message/rfc822", max_length=255)
    source: str = Field(max_length=20)
    envelope_to: str = Field(default="", max_length=254)
    envelope_from: str | None = Field(default=None, max_length=254)
    """The return path; `""` is a machine's, `None` is not known."""
    state: str = Field(default=RawState.STORED, max_length=20, index=True)
    error: str = Field(default="", sa_type=Text)
    why: str = Field(default="", max_length=20)
    """Why it waits to be filed: a `Why`."""
    dkim: str = Field(default="", max_length=1000)
    spf: str = Field(default="", max_length=20)
    attempts: int = 0
    """How often understanding it was begun: counted before, so that what kills a worker stops."""
    size: int = 0
    """In bytes, as it arrived; more than was kept where it was too large. 0 where it is not known."""
    begun_at: datetime | None = None
    """When it was last begun: for a minute, nobody else begins."""
    settled_at: datetime | None = None
    settled_by_name: str = Field(default="", max_length=200)
    dedupe_key: str | None = Field(default=None, max_length=64, unique=True)
    email_id: int | None = Field(default=None, foreign_key="email.id", index=True)


class EmailEvent(SQLModel, table=True):
    """What the provider later says of an email; kept as said, also when it is not about ours."""

    __tablename__ = "email_event"

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(max_length=64, unique=True)
    raw: str = Field(sa_type=Text)
    received_at: datetime
    email_id: int | None = Field(default=None, foreign_key="email.id", index=True)


class EmailAlias(SQLModel, table=True):
    """Another Message-ID under which an email of ours travels: some providers write their own."""

    __tablename__ = "email_alias"

    message_id: str = Field(primary_key=True, max_length=400)
    email_id: int = Field(foreign_key="email.id", index=True)


class MailDraft(SQLModel, table=True):
    """An email as its writer left it, exactly as typed; one for each thing that they are answering.

    Once sent it keeps its email (`email_id`), so that « Annuler » gives back what was typed.
    """

    __tablename__ = "mail_draft"
    __table_args__ = (Index("ix_mail_draft_of", "account_id", "about_kind", "about_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, max_length=26, unique=True, index=True)
    account_id: int
    about_kind: str = Field(max_length=40)
    about_id: int
    wish: str = Field(default=Wish.NEW, max_length=12)
    answers_id: int | None = Field(default=None, foreign_key="email.id", index=True)
    typed: str = Field(default="{}", sa_type=Text)
    """JSON: text by field name, as the composer has it."""
    email_id: int | None = Field(default=None, foreign_key="email.id", index=True)
    changed_at: datetime


class MailDraftFile(SQLModel, table=True):
    """A file that a draft encloses; its bytes are in the file store."""

    __tablename__ = "mail_draft_file"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, max_length=26, unique=True)
    draft_id: int = Field(foreign_key="mail_draft.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=200)
    mime: str = Field(default="application/octet-stream", max_length=120)
    size: int
    sha256: str = Field(max_length=64)


class MailTemplate(SQLModel, table=True):
    """The usual words of a kind of email in one language; placeholders stand as `{number}`."""

    __tablename__ = "mail_template"

    kind: str = Field(primary_key=True, max_length=20)
    language: str = Field(primary_key=True, max_length=2)
    subject: str = Field(default="", max_length=255)
    body: str = Field(default="", sa_type=Text)
    changed_at: datetime
    changed_by_name: str = Field(default="", max_length=200)


class MailSetup(SQLModel, table=True):
    """How mail leaves and comes back, as set in the app; one row, 1. What the machine sets wins.

    `*_sealed` are secrets, encrypted; they are written and never shown.
    """

    __tablename__ = "mail_setup"

    id: int = Field(default=1, primary_key=True)
    installation: str = Field(default_factory=new_ref, max_length=26)
    """Told to the provider with each email, so that news of another installation is known for that."""
    transport: str = Field(default="", max_length=20)
    """`local`, `smtp`, `sendgrid`; empty: as the machine says."""
    from_address: str = Field(default="", max_length=254)
    reply_domain: str = Field(default="", max_length=253)
    sender_policy: str = Field(default=SenderPolicy.ANYONE, max_length=12)
    smtp_host: str = Field(default="", max_length=253)
    smtp_port: int = 587
    smtp_security: str = Field(default="starttls", max_length=10)
    smtp_user: str = Field(default="", max_length=254)
    smtp_password_sealed: str = Field(default="", sa_type=Text)
    sendgrid_region: str = Field(default="global", max_length=10)
    sendgrid_key_sealed: str = Field(default="", sa_type=Text)
    events_public_key: str = Field(default="", max_length=400)
    inbound_public_key: str = Field(default="", max_length=400)
    test_email_id: int | None = Field(default=None, foreign_key="email.id", index=True)
    tested_at: datetime | None = None
    tested_by_name: str = Field(default="", max_length=200)
    event_heard_at: datetime | None = None
    reply_heard_at: datetime | None = None
    refused_hooks: int = 0
    """Posts to our hooks with a wrong secret or signature, since `refused_hook_at` was cleared."""
    refused_hook_at: datetime | None = None
    paused_at: datetime | None = None
    paused_by_name: str = Field(default="", max_length=200)
    version: int = 1
    changed_at: datetime
    changed_by_name: str = Field(default="", max_length=200)


class MailPreference(SQLModel, table=True):
    """Of which replies an account wants to be told, and whether by email as well; no row: mine, no."""

    __tablename__ = "mail_preference"

    account_id: int = Field(primary_key=True)
    follows: str = Field(default=Follows.MINE, max_length=6)
    by_email: bool = False


class ReplyNotice(SQLModel, table=True):
    """That an account is to be told of a reply; whether it may read it is asked when it is told."""

    __tablename__ = "reply_notice"
    __table_args__ = (
        UniqueConstraint("account_id", "email_id", name="uq_reply_notice"),
        Index("ix_reply_notice_unseen", "account_id", "seen_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int
    email_id: int = Field(foreign_key="email.id", index=True)
    at: datetime
    seen_at: datetime | None = None
    mailed_at: datetime | None = Field(default=None, index=True)
    """When it was told by email, or found that it should not be."""
