"""The ways an email can leave: one port, three adapters."""

from __future__ import annotations

from invoice_app.mail.transports.local import Local
from invoice_app.mail.transports.port import Transport
from invoice_app.mail.transports.sendgrid import SendGrid
from invoice_app.mail.transports.smtp import Smtp
from invoice_app.shared.settings import Settings

__all__ = ["Transport", "chosen"]


def chosen(by: Settings) -> Transport:
    """The transport that the settings name."""
    if by.mail_transport == "sendgrid":
        return SendGrid(url=by.sendgrid_url, api_key=by.sendgrid_api_key)
    if by.mail_transport == "smtp":
        return Smtp(
            host=by.smtp_host,
            port=by.smtp_port,
            security=by.smtp_security,
            user=by.smtp_user,
            password=by.smtp_password,
        )
    return Local(by.data_dir / "outbox")
