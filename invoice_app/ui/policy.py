"""The mark that a handler carries: what it asks of whoever calls it.

Every public method of a State can be called by any connected client, so the door refuses what
carries no mark. A mark goes under `@rx.event`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from invoice_app.shared.permission import Policy

F = TypeVar("F", bound=Callable[..., Any])
MARK = "__policy__"


def marked(policy: Policy) -> Callable[[F], F]:
    """Mark a handler with its policy."""

    def mark(handler: F) -> F:
        setattr(handler, MARK, policy)
        return handler

    return mark


def policy_of(handler: Callable[..., Any]) -> Policy | None:
    return getattr(handler, MARK, None)
