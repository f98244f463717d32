"""From a click in the list of invoices to the rows that it asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import Engine
from sqlmodel import Session

from bench.clock import in_turns, milliseconds, milliseconds_in
from bench.club import FAMILIES, Club, engine_of, found_club
from bench.served import browsing, databases, served, visitor
from bench.table import Table
from invoice_app.invoices.queries import page_of_invoices
from invoice_app.organisation.numbering import number_text
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, Viewer
from tests.browser.conftest import Server

FEW, MANY = 1_000, 10_000
ROUNDS, WARM_UP = 20, 3
# Not an admin: for them the list also asks who may read what each invoice is billed under.
_TREASURER = Viewer(1, "", "", "fr", {Tool.INVOICES: Level.READ})
_ROWS = "main tbody"
_HEADS = ("number", "customer", "issued", "due", "total")
# So that each differs from the one before: an earlier issue date is an earlier due date.
_SORTS = ("customer", "issued", "total", "due", "number")
_FILTERS = ("unpaid", "paid", "overdue", "draft", "all")


@dataclass(frozen=True)
class Asking:
    """Something asked of the list, differently each round: with the mouse, and of the query itself."""

    event: str
    press: Callable[[Page, int], None]
    query: Callable[[int], dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """A club with its server and its database, for the click and for the query alone."""

    club: Club
    server: Server
    engine: Engine


def measure() -> Iterator[Table]:
    with ExitStack() as open_:
        places = {
            name: _opened(open_, backend.fresh(), count)
            for kind, backend in open_.enter_context(databases()).items()
            for name, count in _sizes(kind)
        }
        columns = (*places, "ratio")
        clicks = Table(
            f"List of {MANY} invoices: click to rows, in ms",
            f"Medians of {ROUNDS} clicks in turns, until the new rows are in the page. A search waits "
            f"250 ms for the end of typing first; it is counted. Ratio, on SQLite: {MANY} to {FEW} invoices.",
            columns,
        )
        queries = Table(
            f"List of {MANY} invoices: the query alone, in ms",
            f"Medians of {ROUNDS} calls of page_of_invoices in turns, a session and a transaction each.",
            columns,
        )
        browser = open_.enter_context(browsing())
        for name, asking in _ASKED.items():
            clicks.rows[name] = _with_ratio(_clicks(browser, places.values(), asking))
            queries.rows[name] = _with_ratio(_queries(places.values(), asking))
        yield from (clicks, queries)


def _with_ratio(medians: list[float]) -> tuple[float, ...]:
    few, many, *_ = medians
    return (*medians, many / few)


def _sizes(kind: str) -> Iterator[tuple[str, int]]:
    if kind == "SQLite":
        yield f"{FEW}, {kind}", FEW
    yield f"{MANY}, {kind}", MANY


def _opened(open_: ExitStack, database: str, count: int) -> Place:
    club = found_club(database, invoices=count)
    return Place(club, open_.enter_context(served(club)), open_.enter_context(engine_of(database)))


def _clicks(browser: Browser, places: Iterable[Place], asking: Asking) -> list[float]:
    pages = [_list_page(browser, place) for place in places]
    found = in_turns(ROUNDS, *[_click(page, asking) for page in pages], warm_up=WARM_UP)
    for page in pages:
        page.context.close()
    return found


def _list_page(browser: Browser, place: Place) -> Page:
    page = visitor(browser, place.server, place.club).new_page()
    page.goto("/invoices")
    page.locator(f"{_ROWS} a.main-link").first.wait_for()
    return page


def _click(page: Page, asking: Asking) -> Callable[[int], float]:
    def click(n: int) -> float:
        [took] = milliseconds_in(page, lambda: asking.press(page, n), event=asking.event, shows=[_ROWS])
        return took

    return click


def _queries(places: Iterable[Place], asking: Asking) -> list[float]:
    return in_turns(ROUNDS, *[_query(place.engine, asking) for place in places], warm_up=WARM_UP)


def _query(engine: Engine, asking: Asking) -> Callable[[int], float]:
    def ask(n: int) -> None:
        with Session(engine) as db:
            page_of_invoices(db, viewer=_TREASURER, now=now_utc(), language="fr", **asking.query(n))

    return lambda n: milliseconds(lambda: ask(n))


def _sort(page: Page, n: int) -> None:
    page.locator("th button.sort").nth(_HEADS.index(_by(n))).click()


def _by(n: int) -> str:
    return _SORTS[n % len(_SORTS)]


def _filter(page: Page, n: int) -> None:
    page.locator(".bar select").select_option(_FILTERS[n % len(_FILTERS)])


def _search(text: Callable[[int], str]) -> Callable[[Page, int], None]:
    return lambda page, n: page.locator("input[type=search]").fill(text(n))


def _turn(page: Page, n: int) -> None:
    """To the second page, and back."""
    page.locator(".pager button").nth(1 if n % 2 == 0 else 0).click()


def _family(n: int) -> str:
    return FAMILIES[n % len(FAMILIES)]


def _number(n: int) -> str:
    """A number that every club has: last year's first ones."""
    return number_text("invoice", now_utc().year - 1, 1 + n)


_ASKED = {
    "sort": Asking("click", _sort, lambda n: {"sort": _by(n)}),
    "filter": Asking("change", _filter, lambda n: {"show": _FILTERS[n % len(_FILTERS)]}),
    "search, a name": Asking("input", _search(_family), lambda n: {"search": _family(n)}),
    "search, a number": Asking("input", _search(_number), lambda n: {"search": _number(n)}),
    "next page": Asking("click", _turn, lambda n: {"page": (n + 1) % 2}),
}
