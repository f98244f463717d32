"""From a key in the grid of an application to the figures that it changes, and what came over the wire."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page, WebSocket

from bench.clock import medians, milliseconds_in
from bench.club import Club, found_club
from bench.served import browsing, databases, served, visitor
from bench.table import Table
from bench.works import contract_of

SIZES = (5, 120, 500)
ROUNDS, WARM_UP = 12, 3


def measure() -> Iterator[Table]:
    table = Table(
        "Grid of an application: one box committed with Enter",
        f"Medians of {ROUNDS} commits in the middle of the grid: ms from the key to the line's new figure "
        "and to the amount payable, bytes received meanwhile (JSON, before compression), and those of the "
        "first load.",
        ("line, ms", "payable, ms", "bytes", "first load, kB"),
    )
    with databases() as backends, browsing() as browser:
        for name, backend in backends.items():
            club = found_club(backend.fresh(), invoices=0)
            with served(club) as server:
                for size in SIZES:
                    page = visitor(browser, server, club).new_page()
                    table.rows[f"{name}, {size} lines"] = _commits(page, club, size)
                    page.context.close()
    yield table


def _commits(page: Page, club: Club, size: int) -> tuple[float, ...]:
    received: list[int] = []
    page.on("websocket", lambda socket: _listen(socket, received))
    contract, application = contract_of(club, lines=size, issued=1)
    page.goto(f"/contracts/{contract}/applications/{application}")
    page.locator(".bill-line").first.wait_for()
    page.wait_for_timeout(1500)
    first_load = sum(received)
    rounds = []
    box = page.locator("input[data-column=work]").nth(min(size // 2, 100))
    row = page.locator(".bill-line").nth(min(size // 2, 100))
    line = f"#{row.get_attribute('id')} .bill-work + td"
    for n in range(WARM_UP + ROUNDS):
        box.fill("")
        page.wait_for_timeout(900)
        box.fill(f"{40 + n},5")
        received.clear()
        shown, payable = milliseconds_in(
            page, lambda: box.press("Enter"), event="keydown", shows=[line, "#payable"]
        )
        page.wait_for_timeout(900)
        rounds.append((shown, payable, float(sum(received))))
    shown, payable, size_received = medians(rounds[WARM_UP:])
    return shown, payable, size_received, first_load / 1000


def _listen(socket: WebSocket, received: list[int]) -> None:
    socket.on("framereceived", lambda frame: received.append(len(frame)))
