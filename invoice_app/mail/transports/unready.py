"""A transport that lacks something: every email waits, and says for what."""

from __future__ import annotations

from datetime import datetime

from invoice_app.mail.transports.port import Frozen, Misconfigured, Outcome


class Unready:
    def __init__(self, name: str, code: str, text: str) -> None:
        self.name = name
        self._answer = Misconfigured(code, text)

    def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
        return self._answer
