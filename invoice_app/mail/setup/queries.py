"""What the page of the settings shows, as text; no secret is ever in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlmodel import Session

from invoice_app.mail.models import MailSetup
from invoice_app.mail.setup.effective import effective
from invoice_app.mail.setup.rules import is_free_mail
from invoice_app.mail.setup.sealing import sealed_at
from invoice_app.mail.setup.testing import Hop, hops
from invoice_app.shared.dates import instant_text
from invoice_app.shared.ids import fingerprint

PARTS = (
    "transport", "from_address", "reply_domain", "smtp", "sendgrid_key", "sendgrid_region",
    "inbound_public_key", "events_public_key", "hook_secret",
)  # fmt: skip
"""What the machine may set instead of the page."""
SHOWN = (
    "transport", "from_address", "from_domain", "free_mail", "reply_domain", "sender_policy", "smtp_host",
    "smtp_port", "smtp_security", "smtp_user", "password_kept", "password_seal", "smtp_lost",
    "sendgrid_region", "key_kept", "key_seal", "key_lost", "inbound_public_key", "events_public_key",
    "dmarc_name", "dmarc_value", "changed_who", "changed_when", "address", "not_public",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setup:
    """`kept` has the names of `SHOWN`, `fixed` those of `PARTS`; an empty text is « no »."""

    version: int
    kept: dict[str, str]
    fixed: dict[str, str]
    hops: tuple[Hop, ...]


def setup_card(db: Session, *, address: str, language: str, time_zone: str, now: datetime) -> Setup:
    """The settings in force and how far the last test has come. `address` is where people reach the app."""
    chosen, row = effective(db), db.get(MailSetup, 1)
    sealed_key = row.sendgrid_key_sealed if row else ""
    sealed_password = row.smtp_password_sealed if row else ""

    def when(instant: datetime | None) -> str:
        return instant_text(instant, time_zone, language) if instant else ""

    from_address = chosen.office.from_address if chosen.has_from else ""
    domain = from_address.rpartition("@")[2]
    kept = {
        "transport": chosen.transport,
        "from_address": from_address,
        "from_domain": domain,
        "free_mail": domain if is_free_mail(from_address) else "",
        "reply_domain": chosen.office.reply_domain if _is_chosen(row, chosen.fixed) else "",
        "sender_policy": chosen.sender_policy,
        "smtp_host": chosen.smtp.host if "smtp" in chosen.fixed or (row and row.smtp_host) else "",
        "smtp_port": str(chosen.smtp.port),
        "smtp_security": chosen.smtp.security,
        "smtp_user": chosen.smtp.user,
        "password_kept": when(sealed_at(sealed_password)),
        "password_seal": _seal(sealed_password),
        "smtp_lost": "1" if "smtp" in chosen.lost else "",
        "sendgrid_region": row.sendgrid_region if row else "global",
        "key_kept": when(sealed_at(sealed_key)),
        "key_seal": _seal(sealed_key),
        "key_lost": "1" if "sendgrid_key" in chosen.lost else "",
        "inbound_public_key": chosen.inbound_public_key,
        "events_public_key": chosen.events_public_key,
        "dmarc_name": f"_dmarc.{domain}" if domain else "",
        "dmarc_value": f"v=DMARC1; p=none; rua=mailto:{from_address}" if domain else "",
        "changed_who": row.changed_by_name if row else "",
        "changed_when": when(row.changed_at) if row and row.changed_by_name else "",
        "address": address,
        "not_public": "" if _is_public(address) else "1",
    }
    fixed = {part: chosen.fixed.get(part, "") for part in PARTS}
    return Setup(chosen.version, kept, fixed, tuple(hops(db, language=language, now=now)))


def _is_chosen(row: MailSetup | None, fixed: dict[str, str]) -> bool:
    return "reply_domain" in fixed or bool(row and row.reply_domain)


def _seal(token: str) -> str:
    """Tells one sealed text from the next, and nothing of what it holds."""
    return fingerprint(token)[:12] if token else ""


def _is_public(address: str) -> bool:
    """Whether somebody on the Internet could reach the app there."""
    url = urlsplit(address)
    host = url.hostname or ""
    try:
        return url.scheme == "https" and ip_address(host).is_global
    except ValueError:
        return url.scheme == "https" and "." in host and not host.endswith((".local", ".lan", ".localhost"))
