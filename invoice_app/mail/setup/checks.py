"""Trying the settings without sending anything: is the key good, does the server let us in?"""

from __future__ import annotations

import asyncio
import json
import smtplib
import socket
import ssl
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from invoice_app.mail.setup import wording as w
from invoice_app.mail.setup.effective import SmtpServer
from invoice_app.mail.transports import smtp_of
from invoice_app.mail.transports.sendgrid import is_sendable
from invoice_app.shared.phrases import Phrase

_READ_AT_MOST = 256 * 1024
# A key that may do this may do anything; one for sending is safer.
_MUCH_MORE = "api_keys.create"


@dataclass(frozen=True, slots=True)
class Checked:
    """`tone` is `green`, `amber` (works, worth knowing) or `red`."""

    tone: str
    says: Phrase


async def check_key(url: str, key: SecretStr, *, within: float = 15.0) -> Checked:
    """Ask SendGrid what this key may do, following no redirect: one would carry the key away.

    `within` is in seconds, for everything.
    """
    if not key.get_secret_value():
        return Checked("red", w.KEY_NONE)
    if not is_sendable(key):
        return Checked("red", w.KEY_REFUSED)
    try:
        async with asyncio.timeout(within):
            status, body = await _scopes(url, key)
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
        return Checked("red", w.KEY_UNREACHABLE.filled(host=httpx.URL(url).host))
    if status in (401, 403):
        return Checked("red", w.KEY_REFUSED)
    scopes = _read(body) if status == 200 else None
    if scopes is None:
        return Checked("red", w.KEY_ODD.filled(status=status))
    if "mail.send" not in scopes:
        return Checked("red", w.KEY_WITHOUT_SEND)
    return Checked("amber", w.KEY_TOO_MUCH) if _MUCH_MORE in scopes else Checked("green", w.KEY_GOOD)


async def _scopes(url: str, key: SecretStr) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {key.get_secret_value().strip()}"}
    async with (
        httpx.AsyncClient(timeout=10.0, follow_redirects=False) as client,
        client.stream("GET", url.rstrip("/") + "/v3/scopes", headers=headers) as answer,
    ):
        body = b""
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > _READ_AT_MOST:
                break
        return answer.status_code, body


def _read(body: bytes) -> list[str] | None:
    try:
        scopes = json.loads(body)["scopes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return scopes if isinstance(scopes, list) else None


def check_smtp(server: SmtpServer, *, timeout: float = 10.0) -> Checked:
    """Connect, secure and sign in, as for a message, and send none. Blocks; for a thread of its own."""
    fault = smtp_of(server, timeout=timeout).check()
    place = f"{server.host}:{server.port}"
    if fault is not None:
        return Checked("red", _smtp_fault(fault, server).filled(place=place, host=server.host))
    if server.security == "none":
        return Checked("amber", w.SMTP_IN_CLEAR.filled(place=place))
    return Checked("green", (w.SMTP_GOOD if server.user else w.SMTP_GOOD_ALONE).filled(place=place))


def _smtp_fault(fault: BaseException, server: SmtpServer) -> Phrase:
    """The words for what went wrong; the server's own are not shown, as it may repeat what it was told."""
    match fault:
        case smtplib.SMTPAuthenticationError():
            return w.SMTP_PASSWORD
        case smtplib.SMTPNotSupportedError():
            return w.SMTP_NO_AUTH if "AUTH" in str(fault).upper() else w.SMTP_NO_TLS
        case socket.gaierror() | UnicodeError():
            return w.SMTP_NO_HOST
        case ConnectionRefusedError():
            return w.SMTP_NOBODY
        case ssl.SSLCertVerificationError():
            return w.SMTP_CERTIFICATE
        case ssl.SSLError():
            return w.SMTP_TLS_ODD
        case TimeoutError() | smtplib.SMTPServerDisconnected():
            return w.SMTP_SILENT_TLS if _expects_tls(server) else w.SMTP_SILENT
        case _:
            return w.SMTP_OTHER


def _expects_tls(server: SmtpServer) -> bool:
    return server.port == 465 and server.security != "tls"
