"""The settings of mail that count: what the machine sets in its environment, else what the page keeps.

`fixed` says for each part what the machine sets it with. The parts of SMTP go together, so that a
password of the machine is never sent to a server that somebody typed on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from sqlmodel import Session

from invoice_app.mail.addresses import Office
from invoice_app.mail.addresses import office as machine_office
from invoice_app.mail.models import MailSetup
from invoice_app.mail.setup.sealing import KeyLost, opened
from invoice_app.mail.states import SenderPolicy
from invoice_app.shared.settings import Settings, settings

REGIONS = {"global": "https://api.sendgrid.com", "eu": "https://api.eu.sendgrid.com"}
SMTP_NAMES = ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int
    security: str
    user: str
    password: SecretStr


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves and comes back. `lost` names secrets that are kept and can not be opened."""

    transport: str
    office: Office
    sender_policy: str
    smtp: SmtpServer
    sendgrid_url: str
    sendgrid_key: SecretStr
    events_public_key: str
    inbound_public_key: str
    folder: Path
    has_from: bool
    """Whether somebody chose the address that mail is from."""
    fixed: dict[str, str]
    lost: frozenset[str]
    version: int

    @property
    def stays_here(self) -> bool:
        return self.transport == "local"


def effective(db: Session | None) -> MailSettings:
    """The settings as they are now; what the machine says where there is no database to ask."""
    machine, row = settings(), _row(db)
    fixed, lost = fixed_by(machine), set[str]()

    def secret(part: str, given: SecretStr, token: str) -> SecretStr:
        if part in fixed:
            return given
        try:
            return opened(token)
        except KeyLost:
            lost.add(part)
            return SecretStr("")

    key = secret("sendgrid_key", machine.sendgrid_api_key, row.sendgrid_key_sealed)
    password = secret("smtp", machine.smtp_password, row.smtp_password_sealed)
    own_key = machine.sendgrid_hook_public_key
    return MailSettings(
        transport=_transport(machine, row, fixed),
        office=_office(machine, row, fixed),
        sender_policy=row.sender_policy or SenderPolicy.ANYONE,
        smtp=_smtp(machine, row, fixed, password),
        sendgrid_url=machine.sendgrid_url if "sendgrid_region" in fixed else _region(row),
        sendgrid_key=key,
        events_public_key=own_key or row.events_public_key,
        inbound_public_key=own_key or row.inbound_public_key,
        folder=machine.data_dir / "outbox",
        has_from=bool(machine.mail_from or row.from_address),
        fixed=fixed,
        lost=frozenset(lost),
        version=row.version,
    )


def office(db: Session) -> Office:
    """Where mail leaves from and comes back to, without opening any secret."""
    machine = settings()
    return _office(machine, _row(db), fixed_by(machine))


def stays_here(db: Session) -> bool:
    """Whether no mail leaves this computer."""
    return office(db).transport == "local"


def version(db: Session) -> int:
    """Another number says that the settings on the page have changed since."""
    return _row(db).version


def fixed_by(machine: Settings) -> dict[str, str]:
    """What the machine sets, by part, with the names that it sets it by (`MAIL_FROM`).

    `MAIL_TRANSPORT=local` counts when it is said: a copy of the data on another machine then sends
    nothing, whatever its page says. Everything else counts where it is not what it is anyway.
    """

    def said(*names: str) -> str:
        fields = Settings.model_fields
        changed = [n for n in names if getattr(machine, n) != fields[n].default]
        return ", ".join(name.upper() for name in changed)

    explicit = "MAIL_TRANSPORT" if "mail_transport" in machine.model_fields_set else ""
    parts = {
        "transport": explicit,
        "from_address": said("mail_from"),
        "reply_domain": said("mail_reply_domain"),
        "smtp": said(*SMTP_NAMES),
        "sendgrid_key": said("sendgrid_api_key"),
        "sendgrid_region": said("sendgrid_url"),
        "events_public_key": said("sendgrid_hook_public_key"),
        "inbound_public_key": said("sendgrid_hook_public_key"),
        "hook_secret": said("sendgrid_hook_secret"),
    }
    return {part: names for part, names in parts.items() if names}


def _row(db: Session | None) -> MailSetup:
    """The row, or what it would be: whoever only reads does not make one."""
    found = db.get(MailSetup, 1) if db else None
    return found or MailSetup(id=1, version=0, changed_at=datetime.fromtimestamp(0, UTC))


def _transport(machine: Settings, row: MailSetup, fixed: dict[str, str]) -> str:
    return machine.mail_transport if "transport" in fixed else row.transport or machine.mail_transport


def _office(machine: Settings, row: MailSetup, fixed: dict[str, str]) -> Office:
    return machine_office(
        machine,
        from_address="" if "from_address" in fixed else row.from_address,
        reply_domain="" if "reply_domain" in fixed else row.reply_domain,
        transport=_transport(machine, row, fixed),
    )


def _region(row: MailSetup) -> str:
    return REGIONS.get(row.sendgrid_region, REGIONS["global"])


def _smtp(machine: Settings, row: MailSetup, fixed: dict[str, str], password: SecretStr) -> SmtpServer:
    if "smtp" in fixed or not row.smtp_host:
        return SmtpServer(
            machine.smtp_host,
            machine.smtp_port,
            machine.smtp_security,
            machine.smtp_user,
            machine.smtp_password,
        )
    return SmtpServer(row.smtp_host, row.smtp_port, row.smtp_security, row.smtp_user, password)
