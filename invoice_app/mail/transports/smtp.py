"""SMTP, to the organisation's own server or provider."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from threading import Timer
from typing import Literal

from pydantic import SecretStr

from invoice_app.mail.states import HoldKind
from invoice_app.mail.transports.port import (
    Accepted,
    Frozen,
    Misconfigured,
    Outcome,
    Rejected,
    Retry,
    Uncertain,
)

_TIMEOUT = 15.0
_DONE_WITHIN = 75.0
_TOO_BIG = 552


class Smtp:
    name = "smtp"

    def __init__(
        self,
        *,
        host: str,
        port: int,
        security: Literal["starttls", "tls", "none"] = "starttls",
        user: str = "",
        password: SecretStr = SecretStr(""),
        timeout: float = _TIMEOUT,
        done_within: float = _DONE_WITHIN,
    ) -> None:
        """Seconds: `timeout` for each step, `done_within` for all of them."""
        self._host, self._port, self._security = host, port, security
        self._user, self._password, self._timeout = user, password, timeout
        self._done_within = done_within

    def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
        """One connection, one message. Until DATA is answered, every failure is provably not sent."""
        tls = ssl.create_default_context()
        server = self._client(tls)
        # A server that speaks one byte at a time passes every step's limit: the line is cut under it.
        alarm = Timer(self._done_within, _cut, (server,))
        alarm.daemon = True
        alarm.start()
        try:
            self._open(server, tls)
            return self._deliver(server, frozen)
        except _Stop as stop:
            return stop.outcome
        finally:
            alarm.cancel()
            _quietly(server.close)

    def _client(self, tls: ssl.SSLContext) -> smtplib.SMTP:
        server: smtplib.SMTP
        if self._security == "tls":
            server = smtplib.SMTP_SSL(timeout=self._timeout, context=tls)
        else:
            server = smtplib.SMTP(timeout=self._timeout)
        # Whose certificate is expected; set by the constructor only where it also connects.
        server._host = self._host  # type: ignore[attr-defined]
        return server

    def check(self) -> BaseException | None:
        """Connect, secure and sign in without sending; returns what went wrong."""
        tls = ssl.create_default_context()
        server = self._client(tls)
        try:
            self._open(server, tls)
        except _Stop as stop:
            return stop.__cause__
        else:
            _quietly(server.quit)
            return None
        finally:
            _quietly(server.close)

    def _open(self, server: smtplib.SMTP, tls: ssl.SSLContext) -> None:
        try:
            code, answer = server.connect(self._host, self._port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, answer)
        except ssl.SSLError as error:
            raise _Stop(Misconfigured("tls", str(error))) from error
        except socket.gaierror as error:
            raise _Stop(Misconfigured("host", f"{self._host}: {error}")) from error
        except (OSError, smtplib.SMTPException) as error:
            words = f"{self._host}:{self._port}: {error}"
            raise _Stop(Retry(words, holds=HoldKind.OUTAGE)) from error
        self._greet(server, tls)

    def _greet(self, server: smtplib.SMTP, tls: ssl.SSLContext) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            if self._security == "starttls":
                server.starttls(context=tls)
            if self._user:
                server.login(self._user, self._password.get_secret_value())
        except smtplib.SMTPAuthenticationError as error:
            raise _Stop(Misconfigured(str(error.smtp_code), _words(error.smtp_error))) from error
        except UnicodeError as error:
            # Its words would tell a character of the password, and where it stands.
            words = "the user or the password holds a letter that cannot be sent"
            raise _Stop(Misconfigured("535", words)) from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            raise _Stop(Misconfigured("tls", str(error))) from error
        except smtplib.SMTPResponseException as error:
            raise _Stop(Retry(_words(error.smtp_error))) from error
        except (OSError, smtplib.SMTPException) as error:
            raise _Stop(Retry(str(error))) from error

    def _deliver(self, server: smtplib.SMTP, frozen: Frozen) -> Outcome:
        try:
            refused = _envelope(server, frozen)
        except _Stop as stop:
            return stop.outcome
        except (OSError, smtplib.SMTPException) as error:
            return Retry(str(error))
        try:
            code, answer = server.data(frozen.mime)
        except smtplib.SMTPDataError as error:
            return _refusal(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return Uncertain(f"the connection ended while sending: {error}")
        if code != 250:
            return _refusal(code, answer)
        _quietly(server.quit)
        return Accepted(provider_id=_words(answer)[:200], refused=refused)


def _envelope(server: smtplib.SMTP, frozen: Frozen) -> dict[str, str]:
    options = [f"SIZE={len(frozen.mime)}"] if server.has_extn("size") else []
    code, answer = server.mail(frozen.from_address, options)
    if code != 250:
        permanent = code >= 500 and code != _TOO_BIG
        raise _Stop(Misconfigured(str(code), _words(answer)) if permanent else _refusal(code, answer))
    refused: dict[str, str] = {}
    for recipient in frozen.recipients:
        code, answer = server.rcpt(recipient.address)
        if 400 <= code < 500:
            # All or nothing: a second try must not reach the others twice.
            raise _Stop(Retry(f"{recipient.address}: {code} {_words(answer)}"))
        if code not in (250, 251):
            refused[recipient.address] = f"{code} {_words(answer)}"
    if len(refused) == len(frozen.recipients):
        raise _Stop(Rejected("recipients", "; ".join(f"{to}: {why}" for to, why in refused.items())))
    return refused


def _refusal(code: int, answer: bytes | str) -> Outcome:
    text = f"{code} {_words(answer)}"
    return Rejected(str(code), text) if code >= 500 else Retry(text)


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _cut(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        with contextlib.suppress(OSError):
            server.sock.shutdown(socket.SHUT_RDWR)


def _quietly(close: Callable[[], object]) -> None:
    try:
        close()
    except (OSError, smtplib.SMTPException):
        return


class _Stop(Exception):
    """Ends the dialogue with an outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome
