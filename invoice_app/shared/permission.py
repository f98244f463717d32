"""« May they? »: the one place that answers.

A tool is a part of the app that can be opened to a person at a level. A policy is what a handler or
a route asks of whoever calls it; nothing runs without one. Tools are words here, not rooms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from invoice_app.shared.phrases import Language, Phrase
from invoice_app.shared.refusals import Refusal


class Tool(StrEnum):
    MEMBERS = "members"
    INVOICES = "invoices"
    CONTRACTS = "contracts"
    ORGANISATION = "organisation"
    ACCOUNTS = "accounts"


class Level(IntEnum):
    NONE = 0
    READ = 1
    STANDARD = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is at the keyboard. `levels` holds only tools above `NONE`."""

    account_id: int
    email: str
    name: str
    language: Language
    levels: Mapping[Tool, Level] = field(default_factory=dict)

    @property
    def is_staff(self) -> bool:
        """Works for the organisation, rather than being billed by it."""
        return bool(self.levels)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a handler or route asks: nothing, a signed-in person, or a level on a tool."""

    public: bool = False
    tool: Tool | None = None
    level: Level = Level.NONE


PUBLIC = Policy(public=True)
SIGNED_IN = Policy()


def needs(tool: Tool, level: Level) -> Policy:
    return Policy(tool=tool, level=level)


class SignInFirst(Refusal):
    says = Phrase(
        "Votre session est terminée. Connectez-vous de nouveau pour continuer.",
        "Your session has ended. Sign in again to continue.",
    )
    status = 401


class Forbidden(Refusal):
    says = Phrase(
        "Vous n’avez pas ce droit. Demandez-le à une personne qui administre l’organisation.",
        "You do not have this right. Ask someone who administers the organisation.",
    )
    status = 403


def may(viewer: Viewer | None, policy: Policy) -> bool:
    if policy.public:
        return True
    if viewer is None:
        return False
    return policy.tool is None or viewer.levels.get(policy.tool, Level.NONE) >= policy.level


def require(viewer: Viewer | None, policy: Policy) -> None:
    """Raise `SignInFirst` or `Forbidden` unless the policy is met."""
    if may(viewer, policy):
        return
    raise SignInFirst() if viewer is None else Forbidden()
