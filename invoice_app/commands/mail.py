"""Show what the app understands of an email, or understand again what has arrived.

`mail show FILE.eml` prints what would be made of a message: its kind, its sender, where it would be filed
and why, what is new in it and what it quotes, its files, and what was refused. It reads as the mail
provider's posts are read, and changes nothing; it needs no database. The body of such a post can be given as
well. It ends with 0, with 1 when the message cannot be read, with 2 when there is no such file.

`mail reprocess` understands once more what is kept: one message by its reference, `--quarantined`, or
`--all-waiting`. It ends with 1 when one still cannot be read, and can be stopped and repeated at will.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from invoice_app.commands.terminal import any_terminal, language_of, say
from invoice_app.invoices.models import Invoice
from invoice_app.mail.addresses import Office
from invoice_app.mail.api import MOST_INBOUND
from invoice_app.mail.bounces import kind_of, returned_ids
from invoice_app.mail.models import Conversation
from invoice_app.mail.reprocessing import QUARANTINED, WAITING, Reprocessed, reprocess, waiting_refs
from invoice_app.mail.routing import explain
from invoice_app.mail.setup.effective import office as this_office
from invoice_app.mail.states import EmailKind, RawState, Why
from invoice_app.mail.understanding import apart
from invoice_app.mail.understanding.reading import Headers, Unreadable
from invoice_app.mail.understanding.understood import Kept, Understood
from invoice_app.mail.understanding.understood_text import UNMATCHED, Seen, seen_json, seen_text
from invoice_app.shared.database import reading
from invoice_app.shared.dates import now_utc
from invoice_app.shared.phrases import LANGUAGES, Language, Phrase
from invoice_app.shared.refusals import Invalid, Refusal
from invoice_app.shared.settings import settings

DONE, NOT_ALL, NO_FILE = 0, 1, 2
# A form's first line is its boundary; what its parts are called follows at once.
_FORM = re.compile(rb"--([^\r\n]{1,200})\r?\n[^\x00]{0,500}?form-data", re.IGNORECASE)
_NO_OFFICE = Office("", "", "local")
_C1 = re.compile("[\x7f-\x9f]")


class NoSuchFile(Invalid):
    says = Phrase(
        "Le fichier {name} ne peut pas être ouvert : {why}.", "The file {name} cannot be opened: {why}."
    )


class NoDatabase(Refusal):
    says = Phrase(
        "Il n’y a pas de base de données ici. Lancez l’application une première fois.",
        "There is no database here. Start the app a first time.",
    )


TOO_LARGE = Phrase("plus de 35 Mio", "more than 35 MiB")
NO_FILE_AT_ALL = Phrase("ce n’est pas un fichier", "it is no file")
NO_HEADERS = Phrase(
    "Ce fichier n’a aucun en-tête de courriel.", "This file has none of the headers of an email."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    shelf = parser.add_subparsers(dest="verb", required=True, metavar="verb")
    show = shelf.add_parser(
        "show",
        help="what the app understands of a message; changes nothing",
        description="Print what the app understands of a message, and where it would be filed. It changes "
        "nothing, and works without a database too. Ends with 1 when the message cannot be read, with 2 when "
        "there is no such file.",
    )
    show.add_argument("file", metavar="FILE.eml", help="a message, or the body of a provider's post")
    show.add_argument("--json", action="store_true", help="print JSON, for another program")
    again = shelf.add_parser(
        "reprocess",
        help="understand again what has arrived",
        description="Understand again what has arrived, from the originals that are kept. What is filed "
        "stays where it is, and nothing is filed twice: stop it and repeat it at will. Ends with 1 when a "
        "message still cannot be read.",
    )
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("refs", metavar="REF", nargs="*", default=[], help="the reference of a message")
    which.add_argument("--quarantined", action="store_true", help="all that could not be understood")
    which.add_argument("--all-waiting", action="store_true", help="that, all not yet read, and all unmatched")
    for verb in (show, again):
        verb.add_argument("--language", choices=LANGUAGES, help="of the words; the terminal's if left out")


def run(given: argparse.Namespace) -> int:
    language: Language = given.language or language_of(os.environ)
    any_terminal()
    try:
        return _show(given, language) if given.verb == "show" else _reprocess(given, language)
    finally:
        apart.close()


def _show(given: argparse.Namespace, language: Language) -> int:
    try:
        seen, ended = _seen(Path(given.file))
    except NoSuchFile as refusal:
        print(f"✗ {refusal.phrase.to(language)}", file=sys.stderr)
        if not given.json:
            return NO_FILE
        seen, ended = Seen(refused=(refusal.phrase,)), NO_FILE
    if given.json:
        # What is no control to JSON may be one to a terminal.
        written = json.dumps(seen_json(seen, language), ensure_ascii=False, indent=1)
        say(_C1.sub(lambda c: f"\\u{ord(c.group()):04x}", written) + "\n")
    else:
        say(seen_text(seen, language))
    return ended


def _seen(place: Path) -> tuple[Seen, int]:
    """What a file says, and how the command ends. Raises `NoSuchFile`."""
    try:
        if not place.is_file() and place.exists():
            raise NoSuchFile(name=place, why=NO_FILE_AT_ALL)
        size = place.stat().st_size
        with place.open("rb") as opened:
            kept = Kept("", content_type=_type_of(opened.read(1024)))
        if size > MOST_INBOUND:
            raise Unreadable(why=TOO_LARGE)
        found = apart.understood_file(place, kept)
    except Unreadable as unreadable:
        return Seen(headers=_head(place), refused=(unreadable.phrase,)), NOT_ALL
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise NoSuchFile(name=place, why=why) from None
    to, why = _route(found)
    is_none = not found.has_headers
    return Seen(found.incoming.headers, found, to, why, (NO_HEADERS,) if is_none else ()), int(is_none)


def _type_of(head: bytes) -> str:
    form = _FORM.match(head)
    if form is None:
        return "message/rfc822"
    boundary = form.group(1).decode("latin-1").strip().replace('"', "")
    return f'multipart/form-data; boundary="{boundary}"'


def _head(place: Path) -> Headers | None:
    with suppress(Exception):
        return apart.head_apart(place)
    return None


def _route(found: Understood) -> tuple[str, str]:
    headers = found.incoming.headers
    returned = returned_ids(found.incoming) if _is_bounce(found) else ()
    try:
        with _looking() as db:
            if db:
                _know_everybody()
            office = this_office(db) if db else _NO_OFFICE
            place = explain(db, found.envelope_to, headers, office, returned=returned)
            to = _named(db, place.conversation) if db and place.conversation else UNMATCHED
            return to, place.why
    except (SQLAlchemyError, OSError, ImportError, ValidationError):
        return UNMATCHED, Why.NO_DATABASE


def _is_bounce(found: Understood) -> bool:
    return (
        kind_of(found.incoming.headers, bool(found.incoming.reports), found.envelope_from) == EmailKind.BOUNCE
    )


def _named(db: Session, conversation: Conversation) -> str:
    if conversation.about_kind == "invoice":
        number = db.exec(select(Invoice.number).where(col(Invoice.id) == conversation.about_id)).first()
        if number:
            return f"invoice:{number}"
    return f"{conversation.about_kind}:{conversation.about_id}"


@contextmanager
def _looking() -> Iterator[Session | None]:
    """A session that can change nothing, not even the files around a SQLite database; `None` without one."""
    url = make_url(settings().database)
    if url.get_backend_name() == "sqlite":
        place = Path(url.database or "")
        if not place.is_file():
            yield None
            return
        # Nobody writes where there is no journal: it is read as it lies, and no journal is begun.
        is_live = place.with_name(f"{place.name}-wal").exists()
        url = make_url(
            f"sqlite:///file:{place.absolute()}?mode=ro{'' if is_live else '&immutable=1'}&uri=true"
        )
    engine = create_engine(url)
    try:
        with Session(engine) as db:
            yield db
    finally:
        engine.dispose()


def _know_everybody() -> None:
    """Route as the app does, which knows whom a record concerns."""
    # Loaded only here: it knows every room, and without a database none of them is asked.
    from invoice_app.desk.mail_sight import open_eyes

    open_eyes()


def _reprocess(given: argparse.Namespace, language: Language) -> int:
    _know_everybody()
    ended = DONE
    try:
        if _is_missing():
            raise NoDatabase()
        refs = given.refs
        if not refs:
            with reading() as db:
                refs = waiting_refs(db, QUARANTINED if given.quarantined else WAITING)
        for ref in refs:
            done = reprocess(ref, now_utc())
            say(f"{_said(done)}\n")
            ended = max(ended, NOT_ALL if done.after in (RawState.QUARANTINED, RawState.STORED) else DONE)
    except Refusal as refusal:
        print(f"✗ {refusal.phrase.to(language)}", file=sys.stderr)
        return NO_FILE
    except (SQLAlchemyError, OSError) as error:
        print(f"✗ {type(error).__name__}: {str(error).splitlines()[0][:300]}", file=sys.stderr)
        return NO_FILE
    return ended


def _is_missing() -> bool:
    url = make_url(settings().database)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()


def _said(done: Reprocessed) -> str:
    detail = f" ({done.detail})" if done.detail else ""
    return _C1.sub("?", f"{done.ref}  {done.before} → {done.after}{detail}")
