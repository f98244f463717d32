"""Reading a contract that has been billed for three years."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlmodel import Session, select

from bench.clock import in_turns, milliseconds
from bench.club import engine_of, found_club
from bench.served import databases
from bench.table import Table
from bench.works import contract_of
from invoice_app.contracts.billing_queries import billing_of
from invoice_app.contracts.models import Contract
from invoice_app.contracts.queries import contract_card
from invoice_app.contracts.schedule_queries import schedule_page
from invoice_app.contracts.summary import contract_summary
from invoice_app.shared.dates import now_utc

LINES, FEW, MANY, ROUNDS = 120, 1, 36, 20
_TODAY = now_utc().date()

_ASKED: dict[str, Callable[[Session, str], object]] = {
    "its card (Général)": lambda db, ref: contract_card(
        db, ref=ref, language="fr", time_zone="America/Montreal"
    ),
    "its applications and periods (Factures)": lambda db, ref: billing_of(
        db, ref=ref, language="fr", today=_TODAY
    ),
    "a page of its schedule (Ventilation)": lambda db, ref: schedule_page(db, ref=ref, language="fr", page=0),
    "its money (Paiements reçus)": lambda db, ref: contract_summary(
        db, db.exec(select(Contract).where(Contract.ref == ref)).one(), "fr"
    ),
}


def measure() -> Iterator[Table]:
    table = Table(
        f"Reading a contract of {LINES} lines with {MANY} invoices, in ms",
        f"Medians of {ROUNDS} readings in turns, a session and a transaction each. Ratio: {MANY} invoices to "
        f"{FEW}.",
        ("1 invoice", "36 invoices", "ratio"),
    )
    with databases() as backends:
        for name, backend in backends.items():
            club = found_club(backend.fresh(), invoices=0)
            few, many = (contract_of(club, lines=LINES, issued=n, begun=False)[0] for n in (FEW, MANY))
            with engine_of(club.database) as engine:
                for what, ask in _ASKED.items():
                    ways = [lambda _, ref=ref, ask=ask: _read(engine, ask, ref) for ref in (few, many)]
                    least, most = in_turns(ROUNDS, *ways, warm_up=3)
                    table.rows[f"{name}, {what}"] = (least, most, most / least)
    yield table


def _read(engine: object, ask: Callable[[Session, str], object], ref: str) -> float:
    def read() -> None:
        with Session(engine) as db:  # type: ignore[call-overload]
            ask(db, ref)

    return milliseconds(read)
