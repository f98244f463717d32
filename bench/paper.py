"""What a PDF costs: `python -m bench.paper`.

The same invoice is made three ways from the same HTML and stylesheets: by a warm worker of the pool as
an archival file, by the engine called here as a plain file with fonts and sheets kept, and by a bare call
that reads them anew. They take turns, so that a busy machine slows all: read the ratios, which are
within the run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from invoice_app.invoices.document import Buyer, Document, Line, Seller, Tax, Words
from invoice_app.invoices.paper.layout import pdf_of
from invoice_app.shared.money import ZERO, to_cents
from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.paper.pool import PaperPool

ROUNDS = 7


def main() -> None:
    pool = PaperPool(1)
    print(f"medians of {ROUNDS} rounds, in ms")
    print(
        f"{'':16}{'pool, archival':>16}{'kept, plain':>13}{'bare, plain':>13}{'to kept':>9}"
        f"{'to bare':>9}{'kB':>6}"
    )
    for name, lines in (("one line", 1), ("fourteen lines", 14), ("sixty lines", 60)):
        job = pdf_of(_invoice(lines), logo=None)
        size = len(pool.render(job)) / 1000
        ours, kept, anew = _in_turns(job, pool.render, plain, bare)
        ratios = f"{ours / kept:9.2f}{ours / anew:9.2f}"
        print(f"{name:16}{ours:16.0f}{kept:13.0f}{anew:13.0f}{ratios}{size:6.0f}")
    pool.close()


def plain(job: PaperJob) -> bytes:
    """The engine in this process, without the archival claims and tags."""
    from invoice_app.shared.paper.engine import render_pdf

    return render_pdf(replace(job, archival=False))


def bare(job: PaperJob) -> bytes:
    """The engine as its first example uses it, with its fonts and sheets read anew each time."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from invoice_app.shared.paper.engine import FONT_SHEET

    fonts = FontConfiguration()
    sheets = [CSS(filename=path, font_config=fonts) for path in (FONT_SHEET, *job.stylesheets)]
    pdf: bytes = HTML(string=job.html).write_pdf(stylesheets=sheets, font_config=fonts)
    return pdf


def _in_turns(job: PaperJob, *ways: Callable[[PaperJob], bytes]) -> list[float]:
    for way in ways:
        way(job)
    rounds = [[_milliseconds(way, job) for way in ways] for _ in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def _milliseconds(way: Callable[[PaperJob], bytes], job: PaperJob) -> float:
    started = time.perf_counter()
    way(job)
    return (time.perf_counter() - started) * 1000


def _invoice(count: int) -> Document:
    lines = tuple(_line(i) for i in range(count))
    subtotal = sum((line.amount for line in lines), ZERO)
    rates = (("TPS", "GST", Decimal("0.05")), ("TVQ", "QST", Decimal("0.09975")))
    taxes = tuple(
        Tax(code=en, label=Words(fr=fr, en=en), rate=rate, base=subtotal, amount=to_cents(subtotal * rate))
        for fr, en, rate in rates
    )
    total = subtotal + sum((tax.amount for tax in taxes), ZERO)
    return Document(
        number="2026-001",
        issue_on=date(2026, 1, 5),
        due_on=date(2026, 2, 4),
        terms=Words(fr="Net 30 jours", en="Net 30 days"),
        seller=Seller(name="Association du lac Bleu", gst_number="123456789 RT0001"),
        buyer=Buyer(name="Menuiserie Exemple", address=("1, rue du Quai", "Québec (Québec)  G1R 2B5")),
        lines=lines,
        subtotal=subtotal,
        taxes=taxes,
        total=total,
        balance=total,
        page_url="https://factures.exemple.example/f/8h2k4m6p9q1r3s5t7v0w2x4y6z",
    )


def _line(i: int) -> Line:
    detail = "\nprélèvements, rapport du laboratoire et remise au comité compris" if i % 3 == 2 else ""
    price = Decimal("48.35") + i
    return Line(
        description=f"Analyse de la qualité de l’eau, station {i + 1}{detail}",
        quantity=Decimal(2),
        unit_price=price,
        amount=to_cents(price * 2),
        taxed=True,
    )


if __name__ == "__main__":
    main()
