"""A page's first load: what travels, when something is seen, and when the page can be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page
from sqlmodel import Session, col, select

from bench.clock import medians
from bench.club import Club, engine_of, found_club
from bench.served import browsing, databases, served, visitor
from bench.table import Table
from invoice_app.invoices.models import Invoice

INVOICES = 1_000
ROUNDS = 7

# Resolves with the milliseconds from the start of the navigation until the selector finds something.
_USABLE = """
window.usable = new Promise((done) => {
  new MutationObserver((_, observer) => {
    if (!document.querySelector(SELECTOR)) return;
    observer.disconnect();
    done(performance.now());
  }).observe(document, { subtree: true, childList: true, attributes: true });
});
"""
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@dataclass
class Traffic:
    """What a page's tab has received: bytes on the wire, bytes unpacked, and how they were packed."""

    requests: int = 0
    wire: float = 0
    unpacked: float = 0
    socket: int = 0
    packings: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        link = page.context.new_cdp_session(page)
        link.on("Network.requestWillBeSent", lambda _: self._add(requests=1))
        link.on("Network.responseReceived", self._answered)
        link.on("Network.dataReceived", lambda told: self._add(unpacked=told["dataLength"]))
        link.on("Network.loadingFinished", lambda told: self._add(wire=told["encodedDataLength"]))
        link.on(
            "Network.webSocketFrameReceived",
            lambda told: self._add(socket=len(told["response"]["payloadData"])),
        )
        link.send("Network.enable")

    def _add(self, *, requests: int = 0, wire: float = 0, unpacked: float = 0, socket: int = 0) -> None:
        self.requests += requests
        self.wire += wire
        self.unpacked += unpacked
        self.socket += socket

    def _answered(self, told: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in told["response"]["headers"].items()}
        self.packings.add(headers.get("content-encoding", ""))


@dataclass(frozen=True)
class Visit:
    traffic: Traffic
    painted: float
    usable: float


def measure() -> Iterator[Table]:
    with databases() as backends, browsing() as browser:
        club = found_club(backends["SQLite"].fresh(), invoices=INVOICES)
        with served(club) as server:
            visits = {
                name: [
                    _twice(visitor(browser, server, club if signed_in else None), path, filled)
                    for _ in range(1 + ROUNDS)
                ][1:]
                for name, (path, filled, signed_in) in _pages(club).items()
            }
    packed = sorted(
        {p for pairs in visits.values() for first, _ in pairs for p in first.traffic.packings if p}
    )
    table = Table(
        "First load of a page",
        f"Medians of {ROUNDS} visits by browsers with an empty cache, on this machine's own network, "
        f"packed by {', '.join(packed) or 'nothing'}. Usable: what only the server's answer fills is there. "
        "Again: a second visit, with the cache; ratio: again to first.",
        (
            "requests",
            "kB",
            "unpacked",
            "socket kB",
            "painted ms",
            "usable ms",
            "again kB",
            "again ms",
            "ratio",
        ),
    )
    table.rows = {name: _row(pairs) for name, pairs in visits.items()}
    yield table


def _pages(club: Club) -> dict[str, tuple[str, str, bool]]:
    """Each page with its path, what only `on_load` fills, and whether one is signed in."""
    issued = f"/invoices/{_an_invoice(club)}"
    return {
        "/sign-in": ("/sign-in", "input[name=next][value='/']", False),
        "/invoices": ("/invoices", "main tbody a.main-link", True),
        "an invoice": (issued, "main article.paper .totals .sum", True),
    }


def _an_invoice(club: Club) -> str:
    with engine_of(club.database) as engine, Session(engine) as db:
        return db.exec(select(Invoice.ref).where(col(Invoice.status) == "issued").limit(1)).one()


def _twice(context: BrowserContext, path: str, filled: str) -> tuple[Visit, Visit]:
    pair = _visit(context, path, filled), _visit(context, path, filled)
    context.close()
    return pair


def _visit(context: BrowserContext, path: str, filled: str) -> Visit:
    """Open the page in a new tab."""
    page, traffic = context.new_page(), Traffic()
    traffic.listen(page)
    page.add_init_script(_USABLE.replace("SELECTOR", repr(filled)))
    page.goto(path)
    usable = page.evaluate("window.usable")
    page.wait_for_load_state("networkidle")
    painted = page.evaluate(_PAINTED)
    page.close()
    return Visit(traffic, painted, usable)


def _row(pairs: list[tuple[Visit, Visit]]) -> tuple[float, ...]:
    figures = [
        (
            first.traffic.requests,
            first.traffic.wire / 1000,
            first.traffic.unpacked / 1000,
            first.traffic.socket / 1000,
            first.painted,
            first.usable,
            again.traffic.wire / 1000,
            again.usable,
            again.usable / first.usable,
        )
        for first, again in pairs
    ]
    return tuple(medians(figures))
