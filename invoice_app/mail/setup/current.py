"""The transport in force, for a worker that lives on while the settings change, and for all its lines."""

from __future__ import annotations

import threading

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
        self._one_at_a_time = threading.Lock()

    def follow(self, db: Session) -> tuple[Transport, bool]:
        """The transport that the settings ask for, as this session sees them, and whether it is another.

        Looks cheaply. What another line sees, whose session began before a change, is nothing to this one.
        """
        if self._given is not None:
            return self._given, False
        now = effective.version(db)
        with self._one_at_a_time:
            if self._transport is not None and now == self._version:
                return self._transport, False
            self._transport, self._version = chosen(effective.effective(db)), now
            return self._transport, True
