"""From the press of « Finaliser » to the banner that says the email is on its way."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from bench.clock import medians, milliseconds, milliseconds_in
from bench.club import Club, found_club, writing
from bench.paper import invoice_of
from bench.served import browsing, databases, served, visitor
from bench.table import Table
from invoice_app.invoices import drafting
from invoice_app.invoices.paper.layout import pdf_of
from invoice_app.invoices.typed import Typed
from invoice_app.shared.dates import now_utc
from invoice_app.shared.paper.pool import PaperPool

ROUNDS, WARM_UP = 12, 3


def measure() -> Iterator[Table]:
    table = Table(
        "Finalising an invoice of two lines: click to banner, in ms",
        f"Medians of {ROUNDS} rounds in turns: number, PDF, frozen document and email queued, in one press. "
        "Ratio: the banner to the PDF alone, from a warm worker of another pool.",
        ("banner", "its page", "PDF alone", "ratio"),
    )
    with databases() as backends, browsing() as browser:
        for name, backend in backends.items():
            club = found_club(backend.fresh(), invoices=0)
            with served(club) as server:
                page = visitor(browser, server, club).new_page()
                table.rows |= {f"{name}, {how}": row for how, row in _rows(page, club).items()}
                page.context.close()
    yield table


def _rows(page: Page, club: Club) -> dict[str, tuple[float, ...]]:
    pool, job = PaperPool(1), pdf_of(invoice_of(2), logo=None)
    rounds = []
    for _ in range(WARM_UP + ROUNDS):
        alone = milliseconds(lambda: pool.render(job))
        rounds.append((*press(page, club, email=True), *press(page, club, email=False), alone))
    pool.close()
    banner, shown, quiet, quietly_shown, alone = medians(rounds[WARM_UP:])
    return {
        "with its email": (banner, shown, alone, banner / alone),
        "without": (quiet, quietly_shown, alone, quiet / alone),
    }


def press(page: Page, club: Club, *, email: bool) -> tuple[float, float]:
    """Finalise a new draft; ms from the click to the banner, and to the invoice's own page."""
    page.goto(f"/invoices/{_draft(club)}/edit")
    page.locator("#go-on").click()
    page.locator("#finalise input[name=send]").set_checked(email)
    button = page.locator("button[form=finalise-form]")
    banner, shown = milliseconds_in(page, button.click, event="click", shows=["#banner p", "main h1"])
    return banner, shown


def _draft(club: Club) -> str:
    """A draft of two lines for the club's member, typed as a person types it; its ref."""
    with writing(club.database) as db:
        draft = drafting.begin(db, customer_ref=club.member, by=club.admin, now=now_utc())
        drafting.add_line(db, ref=draft.ref)
        for line, price in zip(Typed.model_validate_json(draft.typed).lines, ("100", "48,35"), strict=True):
            for field, text in (("description", "Cotisation annuelle"), ("unit_price", price)):
                drafting.type_in_line(db, ref=draft.ref, key=line.key, field=field, text=text)
    return draft.ref
