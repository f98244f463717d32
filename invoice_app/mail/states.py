"""The words for where an email is; kept as text in the columns."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    OUT = "out"
    IN = "in"
    NOTE = "own"
    """Written here for colleagues, and never sent."""


class EmailKind(StrEnum):
    NORMAL = "normal"
    AUTO = "auto"
    BOUNCE = "bounce"
    NOTE = "note"


class EmailStatus(StrEnum):
    """Where an email is on its way; `OutboxItem.state` speaks the same words."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY_WAIT = "retry_wait"
    BLOCKED_CONFIG = "blocked_config"
    ACCEPTED = "accepted"
    SAVED_LOCAL = "saved_local"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    RECEIVED = "received"


class HoldKind(StrEnum):
    """Why a transport takes nothing for now."""

    CONFIG = "config"
    """Somebody has to correct something."""
    RATE = "rate"
    """The provider asked to wait."""
    OUTAGE = "outage"
    """It does not answer."""


class RecipientStatus(StrEnum):
    """What is known for one address; `rules.RANK` says which news outweighs which."""

    QUEUED = "queued"
    SAVED_LOCAL = "saved_local"
    ACCEPTED = "accepted"
    PROCESSED = "processed"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    BLOCKED = "blocked"
    BOUNCED = "bounced"
    SPAM_REPORTED = "spam_reported"


class Role(StrEnum):
    TO = "to"
    CC = "cc"
    BCC = "bcc"


class RawState(StrEnum):
    STORED = "stored"
    UNDERSTOOD = "understood"
    UNMATCHED = "unmatched"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    SPAM = "spam"
    FILED = "filed"
    """An admin found its place."""


class RawSource(StrEnum):
    WEBHOOK_RAW = "webhook-raw"
    WEBHOOK_PARSED = "webhook-parsed"
    UPLOAD = "upload"
    SIMULATED = "simulated"
    ZONE = "zone"
    """Written by a member on the page of their invoice."""


class Auth(StrEnum):
    """What the provider could check of a sender; empty where nothing is known."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FAILED = "failed"


class Why(StrEnum):
    """Why a message stands where it does, or waits to be filed."""

    TOKEN = "token"  # noqa: S105 — it came to the address of a conversation
    THREAD = "thread"
    BY_HAND = "by_hand"
    NO_TOKEN = "no_token"  # noqa: S105
    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105
    REVOKED = "revoked"
    NOT_A_PARTICIPANT = "not_a_participant"
    OWN_ADDRESS = "own_address"
    LOOP = "loop"
    POLICY = "policy"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NO_DATABASE = "no_database"


class Verdict(StrEnum):
    """What a reply says of the invoice, as an admin read it."""

    APPROVED = "approved"
    REVISE = "revise"


class Wish(StrEnum):
    """What a message being written is."""

    NEW = "new"
    REPLY = "reply"
    REPLY_ALL = "reply_all"
    FORWARD = "forward"
    REMINDER = "reminder"


class Follows(StrEnum):
    """Of which replies a person wants to be told."""

    MINE = "mine"
    ALL = "all"
    NONE = "none"


class SenderPolicy(StrEnum):
    """Who may write into a conversation without waiting for an admin."""

    ANYONE = "anyone"
    CONTACTS = "contacts"
