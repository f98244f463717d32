"""The page of mail with thirty thousand emails: a search, a filter, the conversations, the count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, text
from sqlmodel import Session, col, select

from bench.clock import in_turns, milliseconds
from bench.club import FAMILIES, engine_of, found_club, writing
from bench.served import databases
from bench.table import Table
from invoice_app.desk.mail_queries import page_of_mail
from invoice_app.desk.queries import how_many_unread, replies
from invoice_app.invoices.models import Invoice
from invoice_app.mail.models import Conversation, Email, EmailRecipient, ReplyNotice
from invoice_app.shared.dates import now_utc
from invoice_app.shared.folding import fold
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Level, Tool, Viewer

EMAILS, INVOICES = 30_000, 3_000
ROUNDS, WARM_UP = 5, 1
_AT_ONCE = 5_000
# Not an admin: of each email it is also asked whether they may read it, and its invoice.
_TREASURER = Viewer(1, "tresor@club.example", "", "fr", {Tool.INVOICES: Level.READ, Tool.MEMBERS: Level.READ})
_ADMIN = Viewer(1, "ada@club.example", "", "fr", dict.fromkeys(Tool, Level.ADMIN))
_SAID = (
    "Bonjour, votre facture de {amount} est jointe. Elle est payable dans les trente jours par virement "
    "ou par chèque. Répondez à ce courriel si quelque chose ne va pas. Au plaisir, le Club des Érables. "
) * 4


def measure() -> Iterator[Table]:
    with ExitStack() as open_:
        engines = {}
        for kind, backend in open_.enter_context(databases()).items():
            database = backend.fresh()
            found_club(database, invoices=INVOICES)
            with writing(database) as db:
                _insert_mail(db, now_utc())
            engines[kind] = open_.enter_context(engine_of(database))
        who = {"treasurer": _TREASURER, "admin": _ADMIN}
        places = [(engine, viewer) for engine in engines.values() for viewer in who.values()]
        table = Table(
            f"The page of mail with {EMAILS} emails beside {INVOICES} invoices, in ms",
            f"Medians of {ROUNDS} calls of its query in turns, a session and a transaction each: a page of "
            "50 with all that its lines say. One conversation in fifty is private.",
            tuple(f"{kind}, {name}" for kind in engines for name in who),
        )
        for name, ask in _ASKED.items():
            ways = [_way(engine, viewer, ask) for engine, viewer in places]
            table.rows[name] = tuple(in_turns(ROUNDS, *ways, warm_up=WARM_UP))
        yield table


def _way(
    engine: Engine, viewer: Viewer, ask: Callable[[Session, Viewer, int], object]
) -> Callable[[int], float]:
    def once(n: int) -> None:
        with Session(engine) as db:
            ask(db, viewer, n)

    return lambda n: milliseconds(lambda: once(n))


def _page(**asked: Any) -> Callable[[Session, Viewer, int], object]:
    return lambda db, viewer, _n: page_of_mail(db, viewer=viewer, language="fr", **asked)


_ASKED: dict[str, Callable[[Session, Viewer, int], object]] = {
    "conversations": _page(),
    "conversations, page 20": _page(page=20),
    "search, in every email": _page(search="facture"),
    "search, two words, 1 in 100": _page(search="cheque numero7"),
    "search, one email": _page(search="unique20000"),
    "search, nothing found": _page(search="introuvable"),
    "search, an address": _page(search="sapin42@client.example"),
    "filter, not delivered": _page(show="undelivered"),
    "filter, unread": _page(show="unread"),
    "count of unread": lambda db, viewer, _n: how_many_unread(db, viewer=viewer),
    "replies on the desk": lambda db, viewer, _n: replies(db, viewer=viewer, language="fr", limit=6),
}


def _insert_mail(db: Session, now: datetime) -> None:
    invoices = list(db.exec(select(Invoice.id).order_by(col(Invoice.id)).limit(INVOICES)))
    talks = [
        {"about_kind": "invoice", "about_id": id_, "private": n % 50 == 0, "created_at": now}
        for n, id_ in enumerate(invoices)
    ]
    db.execute(insert(Conversation), talks)
    ids = list(db.exec(select(Conversation.id).order_by(col(Conversation.id))))
    for first in range(0, EMAILS, _AT_ONCE):
        wanted = range(first, min(first + _AT_ONCE, EMAILS))
        db.execute(insert(Email), [_email(n, ids[n * 7 % len(ids)] or 0, now) for n in wanted])
    emails = db.exec(select(Email.id, Email.direction).order_by(col(Email.id))).all()
    for part in _parts(emails):
        db.execute(insert(EmailRecipient), [_recipient(id_ or 0, way) for id_, way in part])
    replied = [id_ for id_, way in emails if way == "in"]
    told = [
        {"account_id": 1, "email_id": id_, "at": now, "seen_at": None if n < 40 else now, "mailed_at": now}
        for n, id_ in enumerate(reversed(replied))
    ]
    db.execute(insert(ReplyNotice), told)
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("ANALYZE"))


def _parts(rows: Any) -> Iterable[Any]:
    return (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))


def _email(n: int, conversation_id: int, now: datetime) -> dict[str, Any]:
    """The `n`th oldest; one in three is a reply."""
    way, words = ("in" if n % 3 == 0 else "out"), f"numero{n % 100} unique{n} " + _SAID.format(amount=n)
    name = f"{FAMILIES[n % len(FAMILIES)]} {n % 400}"
    return {
        "ref": new_ref(),
        "conversation_id": conversation_id,
        "direction": way,
        "kind": "normal",
        "status": "received" if way == "in" else "accepted",
        "message_id": f"<{n}@bench.example>",
        "subject": f"Facture {n} – Club des Érables",
        "text": words,
        "new_text": words if way == "in" else "",
        "from_address": _address(n),
        "from_name": name,
        "created_by": 2 if way == "out" else None,
        "search": fold(f"Facture {n} Club des Érables {name} {_address(n)} {words}"),
        "at": now - timedelta(minutes=EMAILS - n),
    }


def _recipient(email_id: int, way: str) -> dict[str, Any]:
    status = "" if way == "in" else "bounced" if email_id % 500 == 0 else "delivered"
    role = "bcc" if email_id % 20 == 0 else "to"
    return {"email_id": email_id, "role": role, "address": _address(email_id), "status": status}


def _address(n: int) -> str:
    return f"{fold(FAMILIES[n % len(FAMILIES)])}{n % 400}@client.example"
