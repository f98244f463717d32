"""What a transport is given, and the six things it may answer.

The answers differ in one way that matters: whether the email may be sent again. Only what provably
did not leave may; what may have left is `Uncertain`, and is for a person or a later event to decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class To:
    """A recipient as the provider is told: `role` is `to`, `cc` or `bcc`."""

    role: str
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Frozen:
    """An email ready to leave: its exact bytes, and an envelope, which alone knows the Bcc."""

    ref: str
    posted_at: datetime
    from_address: str
    recipients: tuple[To, ...]
    mime: bytes
    installation: str = ""
    """Which installation sends it, where the provider can be told: its news comes back with it."""


class Unbuildable(Exception):
    """A fault met while making the request, so before anything left; its cause says which."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it. `refused` names recipients it turned down at once, with its words."""

    provider_id: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class SavedLocally:
    """Written on this computer; it went to nobody."""

    place: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Turned down for good: the same bytes would be turned down again."""

    code: str
    text: str
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """No email can leave until someone corrects the settings or the account at the provider."""

    code: str
    text: str
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """It did not leave, and may later; `after` is the provider's wish.

    `holds` is the `HoldKind` of a fault that is not this email's, so that all others would meet it too.
    """

    text: str
    after: timedelta | None = None
    http_status: int | None = None
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have left: the connection ended before the answer."""

    text: str
    http_status: int | None = None


Outcome = Accepted | SavedLocally | Rejected | Misconfigured | Retry | Uncertain


class Transport(Protocol):
    @property
    def name(self) -> str:
        """`local`, `smtp` or `sendgrid`, as kept on the email."""

    def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
        """Try once, within a bounded time. Called in a thread, outside any transaction."""
