"""Say what works on this machine and what does not, with what to do about it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from invoice_app.commands.build import PROJECT, built_from, is_current
from invoice_app.commands.mail_queue import queue_health
from invoice_app.commands.migrate import newest_revision, present_revision, shown
from invoice_app.commands.serve import exposed, unsafe
from invoice_app.mail.setup.effective import MailSettings, effective
from invoice_app.organisation.models import Organisation
from invoice_app.organisation.queries import find_organisation
from invoice_app.shared.database import engine, reading
from invoice_app.shared.dates import now_utc
from invoice_app.shared.settings import settings

_GIGA = 1024**3
_LITTLE_ROOM = 1 * _GIGA


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"  # works, and is worth knowing
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do where it is not well."""

    subject: str
    light: Light
    says: str
    do: str = ""


Findings = Iterator[Finding]
_SIGNS = {Light.GREEN: ("✓", "32"), Light.YELLOW: ("!", "33"), Light.RED: ("✗", "31")}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for a program to read")


def run(given: argparse.Namespace) -> int:
    findings = examine()
    if given.json:
        print(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=2))
    else:
        _show(findings)
    return int(any(f.light is Light.RED for f in findings))


def examine() -> list[Finding]:
    """Every finding; a check that fails unexpectedly is a finding too."""
    checks: tuple[Callable[[], Findings], ...] = (
        _data_folder,
        _disk,
        _database,
        _organisation,
        _pages,
        _fonts,
        _paper,
        _mail,
        _replies,
        _queue,
        _address,
    )
    return [finding for check in checks for finding in _guarded(check)]


def _guarded(check: Callable[[], Findings]) -> Findings:
    try:
        yield from check()
    except Exception as failure:  # whatever is wrong, the other checks still count
        subject = check.__name__.strip("_").replace("_", " ").capitalize()
        yield Finding(
            subject, Light.RED, f"{type(failure).__name__}: {failure}".splitlines()[0], "See the line above."
        )


def _show(findings: list[Finding]) -> None:
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = max(len(f.subject) for f in findings)
    for finding in findings:
        sign, colour = _SIGNS[finding.light]
        print(f"{_painted(sign, colour) if coloured else sign} {finding.subject:<{width}}  {finding.says}")
        if finding.do:
            print(f"  {'':<{width}}  → {finding.do}")


def _painted(sign: str, colour: str) -> str:
    return f"\033[{colour}m{sign}\033[0m"


def _data_folder() -> Findings:
    folder = settings().data_dir.absolute()
    if not folder.is_dir():
        yield Finding("Data folder", Light.RED, f"{folder} does not exist.", "make run creates it.")
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            "Data folder", Light.RED, f"{folder} cannot be written.", f"chown -R $(id -un) {folder}"
        )
    elif stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Finding("Data folder", Light.RED, f"{folder} can be read by others.", f"chmod 700 {folder}")
    else:
        yield Finding("Data folder", Light.GREEN, f"{folder}, for its owner alone.")


def _disk() -> Findings:
    free = shutil.disk_usage(_nearest(settings().data_dir.absolute())).free
    if free < _LITTLE_ROOM:
        yield Finding(
            "Disk",
            Light.RED,
            f"{free / _GIGA:.1f} GB free.",
            "Make room: below this, mail and PDFs are lost.",
        )
    else:
        yield Finding("Disk", Light.GREEN, f"{free / _GIGA:.0f} GB free.")


def _nearest(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _database() -> Findings:
    place = shown(settings().database)
    if _is_missing(engine()):
        yield Finding("Database", Light.RED, f"{place} does not exist.", "make migrate creates it.")
        return
    try:
        _write_and_take_back(engine())
        present, wanted = present_revision(engine()), newest_revision()
    except SQLAlchemyError as failure:
        reason = str(failure).splitlines()[0]
        yield Finding(
            "Database", Light.RED, f"{place}: {reason}", "Check DATABASE_URL, and that it is running."
        )
        return
    yield Finding("Database", Light.GREEN, f"{place} can be read and written.")
    if present == wanted:
        yield Finding("Migrations", Light.GREEN, f"up to date ({wanted}).")
    else:
        yield Finding("Migrations", Light.RED, f"at {present}, the program is at {wanted}.", "make migrate")


def _is_missing(database: Engine) -> bool:
    """Whether it is a file that is not there; to ask the database would create it."""
    return database.dialect.name == "sqlite" and not Path(database.url.database or "").is_file()


def _write_and_take_back(database: Engine) -> None:
    with database.execution_options(writes=True).connect() as connection:
        connection.execute(text("CREATE TABLE doctor_was_here (id INTEGER)"))
        connection.rollback()


def _organisation() -> Findings:
    if _is_missing(engine()):
        return
    try:
        with reading() as db:
            organisation = find_organisation(db)
    except SQLAlchemyError:
        yield Finding("Organisation", Light.YELLOW, "cannot be read yet.", "See the database above.")
        return
    if organisation is None:
        yield Finding("Organisation", Light.GREEN, "none yet.", "make run shows the address to set it up at.")
        return
    yield Finding("Organisation", Light.GREEN, organisation.name)
    yield _time_zone(organisation)


def _time_zone(organisation: Organisation) -> Finding:
    try:
        ZoneInfo(organisation.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        do = "Choose one in Settings, such as America/Montreal."
        return Finding("Time zone", Light.RED, f"{organisation.time_zone} is not known here.", do)
    return Finding("Time zone", Light.GREEN, organisation.time_zone)


def _pages() -> Findings:
    if not built_from():
        yield Finding("Pages", Light.RED, "not built.", "make build")
    elif not is_current():
        yield Finding("Pages", Light.RED, "older than the program.", "make build, then start again.")
    else:
        yield Finding("Pages", Light.GREEN, "built and current.")


def _fonts() -> Findings:
    found = sorted((PROJECT / "assets" / "fonts").glob("*.woff2"))
    if found:
        yield Finding("Fonts", Light.GREEN, f"{len(found)} files; nothing is fetched from elsewhere.")
    else:
        yield Finding("Fonts", Light.RED, "assets/fonts is empty.", "git checkout assets/fonts")


def _paper() -> Findings:
    # In a process of its own: a missing library ends it, not this.
    program = (
        "from weasyprint import HTML; import sys;"
        "sys.stdout.buffer.write(HTML(string='<h1>Reçu</h1>').write_pdf(pdf_variant='pdf/a-3a'))"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    if made.returncode == 0 and made.stdout.startswith(b"%PDF-"):
        yield Finding("Paper", Light.GREEN, f"a PDF was made ({len(made.stdout) // 1024} kB).")
    else:
        reason = (made.stderr.decode(errors="replace").strip().splitlines() or ["no answer"])[-1]
        yield Finding(
            "Paper", Light.RED, f"no PDF can be made: {reason}", "make setup installs what is missing."
        )


_MAIL_PAGE = "Organisation, Sending email (/organisation/mail)"


def _mail() -> Findings:
    chosen = _mail_settings()
    for part in sorted(chosen.lost):
        says = f"the secret of {part} can not be opened: keys/mail_key has changed or is missing."
        yield Finding("Mail secrets", Light.RED, says, f"Save it again: {_MAIL_PAGE}")
    if chosen.stays_here:
        # A choice that works, and the one of a fresh copy: nothing is wrong.
        says = "local: nothing leaves this machine; messages wait where you can read them."
        yield Finding("Mail", Light.GREEN, says, f"To send for real: {_MAIL_PAGE}")
        return
    missing = [] if chosen.has_from else ["MAIL_FROM"]
    if chosen.transport == "smtp" and not chosen.smtp.host:
        missing.append("SMTP_HOST")
    if chosen.transport == "sendgrid" and not chosen.sendgrid_key.get_secret_value():
        missing.append("SENDGRID_API_KEY")
    if missing:
        says = f"{chosen.transport}, without {', '.join(missing)}."
        yield Finding("Mail", Light.RED, says, f"{_MAIL_PAGE}, or .env")
    else:
        yield Finding("Mail", Light.GREEN, f"{chosen.transport}, from {chosen.office.from_address}.")


def _replies() -> Findings:
    chosen = _mail_settings()
    if chosen.stays_here:
        return
    if not chosen.office.reply_domain:
        says = "no domain of ours receives mail, so replies are not filed under their invoice."
        yield Finding("Replies", Light.YELLOW, says, f"{_MAIL_PAGE}: the domain of replies, and its MX.")
        return
    yield Finding("Replies", Light.GREEN, f"come back through {chosen.office.reply_domain}.")
    if chosen.transport == "sendgrid" and not (chosen.inbound_public_key and chosen.events_public_key):
        says = "posts of SendGrid are known by their secret address alone, without a signature."
        yield Finding("Signatures", Light.YELLOW, says, f"{_MAIL_PAGE}: paste the verification keys.")


def _queue() -> Findings:
    if _is_missing(engine()):
        return
    try:
        with reading() as db:
            said = list(queue_health(db, now=now_utc()))
    except SQLAlchemyError:
        # The database above says what is wrong.
        return
    for light, says, do in said:
        yield Finding("Queue", Light(light), says, do)


def _mail_settings() -> MailSettings:
    """The settings in force; the machine's where the database can not be read, a finding of its own."""
    if _is_missing(engine()):
        return effective(None)
    try:
        with reading() as db:
            return effective(db)
    except SQLAlchemyError:
        return effective(None)


def _address() -> Findings:
    # The port is taken where the app is already running, which is no fault.
    problems = [p for p in unsafe(settings()) if not p.startswith("Port ")]
    for problem in problems:
        yield Finding("Address", Light.RED, problem, "Change it in .env")
    for warning in exposed(settings()):
        yield Finding("Address", Light.YELLOW, warning)
    if not problems and not exposed(settings()):
        yield Finding("Address", Light.GREEN, settings().address)
