"""The transport in force, for a worker that lives on while the settings change."""

from __future__ import annotations

from sqlmodel import Session

from invoice_app.mail.setup import effective
from invoice_app.mail.transports import Transport, chosen


class Current:
    """The transport of one worker, chosen anew each time the settings have changed."""

    def __init__(self, given: Transport | None = None) -> None:
        """With a transport given, it is that one whatever the settings say."""
        self._given = given
        self._transport = given
        self._version = -1

    def follow(self, db: Session) -> bool:
        """Look whether the settings changed, cheaply; returns whether another transport was chosen."""
        if self._given is not None:
            return False
        now = effective.version(db)
        if now == self._version and self._transport is not None:
            return False
        self._transport, self._version = chosen(effective.effective(db)), now
        return True

    @property
    def transport(self) -> Transport:
        """The one in force when `follow` last looked."""
        if self._transport is None:
            raise RuntimeError("follow() comes first")
        return self._transport
