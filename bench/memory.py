"""What a server holds in memory: at rest, after a first PDF, and with many tabs open."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from bench.club import Club, found_club
from bench.finalise import press
from bench.served import browsing, databases, served, visitor
from bench.table import Table
from tests.browser.conftest import Server

INVOICES = 10_000
TABS = 50
_SETTLES = 4.0


@dataclass(frozen=True)
class Process:
    id: int
    group: int
    megabytes: float
    command: str

    @classmethod
    def read(cls, line: str) -> Process:
        """A line of `ps`, whose memory is in kB."""
        pid, group, kilobytes, command = line.split(maxsplit=3)
        return cls(int(pid), int(group), int(kilobytes) / 1000, command)


def measure() -> Iterator[Table]:
    table = Table(
        f"Memory of the server with {TABS} open tabs, in MB",
        "Resident memory of the server's processes; what they share counts in each. The tabs are real pages "
        f"of the browser, each showing fifty of {INVOICES} invoices. Ratio: the server to itself at rest.",
        ("everything", "server", "paper", "the rest", "kB a tab", "ratio"),
    )
    with databases() as backends, browsing() as browser:
        club = found_club(backends["SQLite"].fresh(), invoices=INVOICES)
        with served(club) as server, visitor(browser, server, club) as context:
            table.rows["started"] = (*_held(server), None, None)
            _warm(context, club)
            at_rest = _held(server)
            table.rows["at rest"] = (*at_rest, None, 1.0)
            tabs = [_tab(context) for _ in range(TABS)]
            full = _held(server)
            table.rows[f"{TABS} tabs"] = (*full, (full[1] - at_rest[1]) * 1000 / TABS, full[1] / at_rest[1])
            for tab in tabs:
                tab.close()
            left = _held(server)
            table.rows["tabs closed"] = (*left, None, left[1] / at_rest[1])
    yield table


def _warm(context: BrowserContext, club: Club) -> None:
    """A few invoices are finalised, and a list is looked at: all that loads late is loaded."""
    page = context.new_page()
    for _ in range(3):
        press(page, club, email=True)
    page.close()
    _tab(context).close()


def _tab(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/invoices")
    page.locator("main tbody a.main-link").first.wait_for()
    return page


def _held(server: Server) -> tuple[float, float, float, float]:
    """Megabytes once all is quiet: everything, the server with its worker, paper workers, what remains."""
    time.sleep(_SETTLES)
    found = processes(int(server.env["PORT"]))
    ours = sum(p.megabytes for p in found if " granian " in p.command)
    paper = sum(p.megabytes for p in found if "--multiprocessing-fork" in p.command)
    everything = sum(p.megabytes for p in found)
    return everything, ours, paper, everything - ours - paper


def processes(port: int) -> list[Process]:
    """The process group of the server that listens on a port."""
    fields = ["ps", "-A", "-o", "pid=,pgid=,rss=,args="]
    listed = subprocess.run(fields, capture_output=True, text=True, check=True).stdout.splitlines()
    found = [Process.read(line) for line in listed]
    leader = next(p for p in found if p.id == p.group and f"--port {port} " in p.command)
    return [p for p in found if p.group == leader.group]
