"""The ways an email can leave: one port, three adapters."""

from __future__ import annotations

from typing import Literal, cast

from invoice_app.mail.setup.effective import MailSettings, SmtpServer
from invoice_app.mail.transports.local import Local
from invoice_app.mail.transports.port import Transport
from invoice_app.mail.transports.sendgrid import SendGrid
from invoice_app.mail.transports.smtp import Smtp
from invoice_app.mail.transports.unready import Unready

__all__ = ["Transport", "chosen", "smtp_of"]
_LOST = "the secret can not be opened: keys/mail_key has changed or is missing"


def chosen(by: MailSettings) -> Transport:
    """The transport that the settings name."""
    if by.transport == "sendgrid":
        if "sendgrid_key" in by.lost:
            return Unready("sendgrid", "key-lost", _LOST)
        return SendGrid(url=by.sendgrid_url, api_key=by.sendgrid_key)
    if by.transport == "smtp":
        if "smtp" in by.lost:
            return Unready("smtp", "key-lost", _LOST)
        return smtp_of(by.smtp)
    return Local(by.folder)


def smtp_of(server: SmtpServer, *, timeout: float = 15.0) -> Smtp:
    """Through this server, waiting `timeout` seconds for each of its answers."""
    return Smtp(
        host=server.host,
        port=server.port,
        security=cast("Literal['starttls', 'tls', 'none']", server.security),
        user=server.user,
        password=server.password,
        timeout=timeout,
    )
