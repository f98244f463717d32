"""A reference upward: a record named without knowing its room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """`About("invoice", 42)`: how a lower room files something beside a record of a higher one."""

    kind: str
    id: int
