"""The Emails tab of an invoice: the question to the database, what is received, and the wait for it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import timedelta

from playwright.sync_api import Browser, WebSocket
from sqlalchemy import insert
from sqlmodel import Session, col, select

from bench.clock import medians, milliseconds, milliseconds_in
from bench.club import Club, engine_of, found_club, writing
from bench.served import browsing, databases, served, visitor
from bench.table import Table
from invoice_app.invoices.correspondence import emails_of
from invoice_app.invoices.models import Invoice
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient
from invoice_app.shared.dates import now_utc
from tests.browser.conftest import Server

SIZES = (10, 500)
ROUNDS, WARM_UP, QUESTIONS = 4, 1, 15
_SAID = "Bonjour, voici ce que nous en pensons après avoir relu la facture et le contrat. " * 12
_QUOTED = "> Bonjour, la facture est jointe. Merci de nous dire si tout est conforme.\n" * 40


def measure() -> Iterator[Table]:
    table = Table(
        "The Emails tab of an invoice",
        f"Medians of {ROUNDS} first openings: ms from the click on the tab to the emails on the page, bytes "
        f"received meanwhile (JSON, before compression); ms of the question, of {QUESTIONS}. An email: 1 kB "
        "of words, 3 kB quoted, 20 kB of HTML, three recipients, a file.",
        ("question, ms", "shown, ms", "kB received", "emails on the page"),
    )
    with databases() as backends, browsing() as browser:
        for name, backend in backends.items():
            club = found_club(backend.fresh(), invoices=len(SIZES) * 2 + 20)
            with served(club) as server:
                for n, size in enumerate(SIZES):
                    ref = _talk(club, n, size)
                    table.rows[f"{name}, {size} emails"] = (
                        _question(club, ref),
                        *_shown(browser, server, club, ref),
                    )
    yield table


def _talk(club: Club, n: int, size: int) -> str:
    """A conversation of so many emails beside the `n`th issued invoice; returns the invoice's ref."""
    now = now_utc()
    with writing(club.database) as db:
        issued = (
            select(Invoice).where(Invoice.status == "issued").order_by(col(Invoice.id)).offset(n).limit(1)
        )
        invoice = db.exec(issued).one()
        talk = Conversation(about_kind="invoice", about_id=invoice.id or 0, created_at=now)
        db.add(talk)
        db.flush()
        emails = [_email(talk.id or 0, k) | {"at": now - timedelta(hours=k)} for k in range(size)]
        db.execute(insert(Email), emails)
        _enclose(db, talk.id or 0)
        return invoice.ref


def _email(talk_id: int, k: int) -> dict[str, object]:
    came = k % 2 == 0
    return {
        "conversation_id": talk_id,
        "direction": "in" if came else "out",
        "status": "received" if came else "accepted",
        "transport": "webhook-raw" if came else "sendgrid",
        "message_id": f"<{talk_id}.{k}@bench.example>",
        "subject": f"Re: Facture, message {k}",
        "text": _SAID + _QUOTED,
        "new_text": _SAID if came else "",
        "quoted_text": _QUOTED if came else "",
        "html": "<p>x</p>" * 2_500,
        "clean_html": "<p>x</p>" * 1_000 if came else "",
        "search": _SAID,
        "from_address": "zoe@client.example" if came else "facturation@club.example",
        "from_name": "Zoé Exemple" if came else "Club",
        "created_by_name": "" if came else "Ada Admin",
        "raw_sha256": "ab" * 32,
    }


def _enclose(db: Session, talk_id: int) -> None:
    ids = db.exec(select(Email.id).where(Email.conversation_id == talk_id)).all()
    roles = ("to", "cc", "cc")
    db.execute(
        insert(EmailRecipient),
        [
            {"email_id": i, "role": role, "address": f"p{n}@client.example", "status": "delivered"}
            for i in ids
            for n, role in enumerate(roles)
        ],
    )
    file = {
        "position": 0,
        "name": "facture.pdf",
        "mime": "application/pdf",
        "size": 60_000,
        "sha256": "0" * 64,
    }
    db.execute(insert(EmailAttachment), [{"email_id": i, **file} for i in ids])


def _question(club: Club, ref: str) -> float:
    with engine_of(club.database) as engine:

        def ask() -> None:
            with Session(engine) as db:
                emails_of(db, ref=ref, viewer=club.admin, language="fr")

        ask()
        return statistics.median(milliseconds(ask) for _ in range(QUESTIONS))


def _shown(browser: Browser, server: Server, club: Club, ref: str) -> tuple[float, float, float]:
    rounds = []
    for _ in range(WARM_UP + ROUNDS):
        received: list[int] = []
        page = visitor(browser, server, club).new_page()
        page.on("websocket", lambda socket, heard=received: _listen(socket, heard))
        page.goto(f"/invoices/{ref}")
        tab = page.locator(f".tabs a[href='/invoices/{ref}/emails']")
        tab.wait_for()
        page.wait_for_timeout(800)
        received.clear()
        (shown,) = milliseconds_in(page, tab.click, event="click", shows=["#emails"])
        page.wait_for_timeout(500)
        on_page = float(page.locator("#emails > li").count())
        rounds.append((shown, sum(received) / 1000, on_page))
        page.context.close()
    shown, size, on_page = medians(rounds[WARM_UP:])
    return shown, size, on_page


def _listen(socket: WebSocket, received: list[int]) -> None:
    socket.on("framereceived", lambda frame: received.append(len(frame)))
