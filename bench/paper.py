"""What a PDF costs.

The same invoice is made three ways from the same HTML and stylesheets: by a warm worker of the pool as
an archival file, by the engine called here as a plain file with fonts and sheets kept, and by a bare call
that reads them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bench.clock import in_turns, milliseconds
from bench.table import Table
from invoice_app.invoices.document import Buyer, Document, Line, Seller, Tax, Words
from invoice_app.invoices.paper.layout import pdf_of
from invoice_app.shared.money import ZERO, to_cents
from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.paper.pool import PaperPool

ROUNDS = 7
_SIZES = (("one line", 1), ("fourteen lines", 14), ("sixty lines", 60))


def measure() -> Iterator[Table]:
    table = Table(
        "PDF of an invoice, in ms",
        f"Medians of {ROUNDS} rounds in turns, all from the same HTML. Pool: ours, a tagged archival file "
        "from a warm worker. Kept and bare: a plain file by WeasyPrint called here, its fonts and sheets "
        "kept, or read anew each time. Ratios: the pool to each.",
        ("pool", "kept", "bare", "to kept", "to bare", "kB"),
    )
    pool = PaperPool(1)
    for name, lines in _SIZES:
        job = pdf_of(invoice_of(lines), logo=None)
        ours, kept, anew = in_turns(ROUNDS, *[_way(make, job) for make in (pool.render, plain, bare)])
        table.rows[name] = (ours, kept, anew, ours / kept, ours / anew, len(pool.render(job)) / 1000)
    pool.close()
    yield table


def _way(make: Callable[[PaperJob], bytes], job: PaperJob) -> Callable[[int], float]:
    return lambda _: milliseconds(lambda: make(job))


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


def invoice_of(count: int, *, number: str = "2026-001") -> Document:
    """An invoice of so many lines, with both taxes, as it is frozen."""
    lines = tuple(_line(i) for i in range(count))
    subtotal = sum((line.amount for line in lines), ZERO)
    rates = (("TPS", "GST", Decimal("0.05")), ("TVQ", "QST", Decimal("0.09975")))
    taxes = tuple(
        Tax(code=en, label=Words(fr=fr, en=en), rate=rate, base=subtotal, amount=to_cents(subtotal * rate))
        for fr, en, rate in rates
    )
    total = subtotal + sum((tax.amount for tax in taxes), ZERO)
    return Document(
        number=number,
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
