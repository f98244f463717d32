"""The words for where an email is; kept as text in the columns."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


class EmailKind(StrEnum):
    NORMAL = "normal"
    AUTO = "auto"
    BOUNCE = "bounce"


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


class RawSource(StrEnum):
    WEBHOOK_RAW = "webhook-raw"
    WEBHOOK_PARSED = "webhook-parsed"
    UPLOAD = "upload"
    SIMULATED = "simulated"
