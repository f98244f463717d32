"""Setting mail up, a step at a time.

Each step takes the `version` of the settings that its page showed: whoever saves second is told that
they changed. What the machine sets is refused here, and secrets are sealed before they are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import SecretStr
from sqlmodel import Session, col, select

from invoice_app.mail.claims import WAITING, tell_recipients
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Email, MailSetup, OutboxItem
from invoice_app.mail.setup import rules
from invoice_app.mail.setup.effective import MailSettings, effective, fixed_by
from invoice_app.mail.setup.sealing import sealed
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.setup.wording import MISSING_FROM, MISSING_HOST, MISSING_KEY
from invoice_app.mail.states import EmailStatus, RecipientStatus, SenderPolicy
from invoice_app.shared import live
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, Invalid, Refusal
from invoice_app.shared.settings import settings

TOPIC = "mail_setup"


class FixedByMachine(Refusal):
    says = Phrase(
        "Ce réglage est fixé par la machine ({names}). Retirez-le de son environnement ou de .env, puis "
        "redémarrez, pour le choisir ici.",
        "This setting is fixed by the machine ({names}). Remove it from its environment or .env "
        "and restart "
        "to choose it here.",
    )


class SettingsChanged(ChangedElsewhere):
    says = Phrase(
        "{who} vient de changer ces réglages. Ce que vous avez tapé est resté\u00a0: relisez la page, puis "
        "enregistrez de nouveau.",
        "{who} has just changed these settings. What you typed is still there: read the page "
        "again, then save "
        "again.",
    )


class NotReady(Refusal):
    says = Phrase(
        "Avant de mettre ce mode en service, il manque\u00a0: {what}.",
        "Before this way of sending can be put in service, this is missing: {what}.",
    )


class PasswordAgain(Invalid):
    says = Phrase(
        "Le serveur a changé\u00a0: tapez de nouveau le mot de passe, pour qu’il ne soit jamais "
        "envoyé à un "
        "autre serveur sans que vous le vouliez.",
        "The server has changed: type the password again, so that it is never sent to another "
        "server without "
        "your meaning it.",
    )


def put_in_service(db: Session, *, transport: str, version: int, by: Viewer, now: datetime) -> None:
    """Send this way from now on: `local`, `smtp` or `sendgrid`. Raises `NotReady` and the usual three.

    What is still queued from the time when nothing left stays here, like all that was saved before it.
    """
    row = _opened(db, "transport", version=version)
    before = effective(db)
    if transport not in ("local", "smtp", "sendgrid"):
        transport = "local"
    _require_all(before, transport)
    if before.stays_here and transport != "local":
        keep_here(db, now=now)
    row.transport = transport
    _changed(db, row, by, now)


def _require_all(chosen: MailSettings, transport: str) -> None:
    missing = []
    if transport == "sendgrid" and not chosen.sendgrid_key.get_secret_value():
        missing.append(MISSING_KEY)
    if transport == "smtp" and not chosen.smtp.host:
        missing.append(MISSING_HOST)
    if transport != "local" and not chosen.has_from:
        missing.append(MISSING_FROM)
    if missing:
        raise NotReady(
            what=Phrase(", ".join(each.fr for each in missing), ", ".join(each.en for each in missing))
        )


def keep_here(db: Session, *, now: datetime) -> int:
    """Save on this computer all that waits from the time when nothing left; returns how many."""
    found = db.exec(
        select(Email, OutboxItem)
        .join(OutboxItem, col(OutboxItem.email_id) == col(Email.id))
        .where(col(OutboxItem.state).in_(WAITING), Email.transport == "local")
        .with_for_update()
    ).all()
    for email, item in found:
        item.state = email.status = EmailStatus.SAVED_LOCAL
        tell_recipients(db, email.id or 0, RecipientStatus.SAVED_LOCAL, now=now)
        announce(db, email)
    return len(found)


def save_key(db: Session, *, typed: Mapping[str, str], version: int, by: Viewer, now: datetime) -> None:
    """Keep SendGrid's key, where one was typed, and the region. Raises `BadKey`."""
    row = _opened(db, "sendgrid_key" if typed.get("sendgrid_key") else "", version=version)
    if typed.get("sendgrid_key", "").strip():
        key = rules.clean_key(typed["sendgrid_key"])
        row.sendgrid_key_sealed = sealed(SecretStr(key), now=now)
    elif not row.sendgrid_key_sealed and "sendgrid_key" not in fixed_by(settings()):
        raise rules.BadKey(field="sendgrid_key")
    if "sendgrid_region" not in fixed_by(settings()):
        row.sendgrid_region = "eu" if typed.get("sendgrid_region") == "eu" else "global"
    _changed(db, row, by, now)


def save_from(db: Session, *, typed: Mapping[str, str], version: int, by: Viewer, now: datetime) -> None:
    """Keep the address that mail is from. Raises an `Invalid` of the rules."""
    row = _opened(db, "from_address", version=version)
    reply_domain = effective(db).office.reply_domain
    row.from_address = rules.clean_from(typed.get("from_address", ""), reply_domain=reply_domain)
    _changed(db, row, by, now)


def save_reply_domain(
    db: Session, *, typed: Mapping[str, str], version: int, by: Viewer, now: datetime
) -> None:
    """Keep the domain that replies come back to, or none. Raises an `Invalid` of the rules."""
    row = _opened(db, "reply_domain", version=version)
    from_address = effective(db).office.from_address
    row.reply_domain = rules.clean_domain(typed.get("reply_domain", ""), from_address=from_address)
    _changed(db, row, by, now)


def save_public_key(
    db: Session, *, part: str, typed: Mapping[str, str], version: int, by: Viewer, now: datetime
) -> None:
    """Keep the key that the posts of replies or of events are signed with, or none.

    `part` is `inbound_public_key` or `events_public_key`. Raises `BadPublicKey`.
    """
    if part not in ("inbound_public_key", "events_public_key"):
        raise rules.BadPublicKey(field=part)
    row = _opened(db, part, version=version)
    setattr(row, part, rules.clean_public_key(typed.get(part, ""), field=part))
    _changed(db, row, by, now)


def save_smtp(db: Session, *, typed: Mapping[str, str], version: int, by: Viewer, now: datetime) -> None:
    """Keep the server and, where one was typed, the password. Raises an `Invalid`.

    A password that is kept goes only to the server that it was typed for.
    """
    row = _opened(db, "smtp", version=version)
    host, port = rules.clean_host(typed.get("smtp_host", "")), rules.clean_port(typed.get("smtp_port", ""))
    said = typed.get("smtp_security", "")
    security = said if said in rules.SECURITIES else "starttls"
    user, password = typed.get("smtp_user", "").strip()[:254], typed.get("smtp_password", "")
    moved = (host, port, security) != (row.smtp_host, row.smtp_port, row.smtp_security)
    if user and not password and row.smtp_password_sealed and moved:
        raise PasswordAgain(field="smtp_password")
    row.smtp_host, row.smtp_port, row.smtp_security, row.smtp_user = host, port, security, user
    if not user:
        row.smtp_password_sealed = ""
    elif password:
        row.smtp_password_sealed = sealed(SecretStr(password), now=now)
    _changed(db, row, by, now)


def save_policy(db: Session, *, typed: Mapping[str, str], version: int, by: Viewer, now: datetime) -> None:
    """Keep who may write into a conversation without waiting for an admin."""
    row = _opened(db, "", version=version)
    contacts = typed.get("sender_policy") == SenderPolicy.CONTACTS
    row.sender_policy = SenderPolicy.CONTACTS if contacts else SenderPolicy.ANYONE
    _changed(db, row, by, now)


def require_own_hook_secret() -> None:
    """Raise `FixedByMachine` where the machine sets the secret of the hooks."""
    _require_free("hook_secret")


def _opened(db: Session, part: str, *, version: int) -> MailSetup:
    _require_free(part)
    setup_row(db)
    row = db.get_one(MailSetup, 1, with_for_update=True, populate_existing=True)
    # A row that was not there was shown as version 0, and is made as version 1.
    if row.version != max(version, 1):
        raise SettingsChanged(who=row.changed_by_name or "Quittance")
    return row


def _require_free(part: str) -> None:
    names = fixed_by(settings()).get(part, "")
    if names:
        raise FixedByMachine(names=names)


def _changed(db: Session, row: MailSetup, by: Viewer, now: datetime) -> None:
    row.version += 1
    row.changed_at, row.changed_by_name = now, by.name[:200]
    db.add(row)
    db.flush()
    live.touch(db, TOPIC)
