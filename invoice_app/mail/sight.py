"""Whose eyes look at the mail: what every question about it asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sight:
    """A viewer's address and account; `sees_private` is true for Admins of the tool, `is_staff` for whoever
    works for the organisation and may read notes written for colleagues.
    """

    email: str = ""
    account_id: int | None = None
    sees_private: bool = False
    is_staff: bool = False

    @property
    def address(self) -> str:
        """The address as the columns keep it."""
        return self.email.strip().lower()
