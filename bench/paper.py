"""What a PDF costs.

The same invoice is made three ways from the same HTML and stylesheets: by a warm worker of the pool as
an archival file, by the engine called here as a plain file with fonts and sheets kept, and by a bare call
that reads them anew. An application for payment is made in more ways, each without one of our choices.
"""

from __future__ import annotations

import gc
import multiprocessing
import re
import resource
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bench.clock import in_turns, milliseconds
from bench.table import Table
from invoice_app.invoices.document import (
    Buyer,
    Document,
    DocumentKind,
    Line,
    Progress,
    ScheduleLine,
    Seller,
    SummaryLine,
    Tax,
    Words,
)
from invoice_app.invoices.paper.layout import pdf_of
from invoice_app.shared.money import ZERO, to_cents
from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.paper.pool import PaperPool

ROUNDS = 7
_SIZES = (("one line", 1), ("fourteen lines", 14), ("sixty lines", 60))
_SCHEDULES = ((5, 7), (60, 5), (500, 3))
"""Lines of a schedule of values, and rounds."""
_CHUNK = 25
_MEBIBYTE = 1024


def measure() -> Iterator[Table]:
    yield _invoices()
    yield _applications()


def _invoices() -> Table:
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
    return table


def _applications() -> Table:
    table = Table(
        "PDF of an application for payment (Details), in s; memory in MB",
        "Medians of turns, all from the same HTML. Pool: ours, a tagged archival file from a warm worker. "
        "Collector: the same with Python's collector at work all the while. Chunks: the schedule as "
        f"tables of {_CHUNK} rows. Plain: ours without tags and archival claims. Bare: a plain file by "
        "WeasyPrint called here, its fonts and sheets read anew. Memory: the most that a process of its "
        "own held, for the pool's way and for the bare one.",
        ("pool", "collector", "chunks", "plain", "bare", "to bare", "pool MB", "bare MB", "kB"),
    )
    pool = PaperPool(1)
    for count, rounds in _SCHEDULES:
        job = pdf_of(application_of(count), logo=None)
        ways = (pool.render, collected, chunked, uncollected_plain, bare)
        ours, watched, chunks, untagged, anew = (
            ms / 1000 for ms in in_turns(rounds, *[_way(make, job) for make in ways])
        )
        table.rows[f"{count} lines"] = (
            ours, watched, chunks, untagged, anew, ours / anew, _most_memory(_as_worker, job),
            _most_memory(bare, job), len(pool.render(job)) / 1000,
        )  # fmt: skip
    pool.close()
    return table


def collected(job: PaperJob) -> bytes:
    """Our file by the engine in this process, with the collector at work."""
    from invoice_app.shared.paper.engine import render_pdf

    return render_pdf(job)


def uncollected(job: PaperJob) -> bytes:
    """Our file by the engine in this process, as a worker makes it."""
    gc.disable()
    try:
        return collected(job)
    finally:
        gc.enable()


def uncollected_plain(job: PaperJob) -> bytes:
    return uncollected(replace(job, archival=False))


def chunked(job: PaperJob) -> bytes:
    """Our file, with the schedule as several tables that repeat its heads."""
    before, opening, rest = re.split(
        r"(<table class=\"schedule.*?</thead>)", job.html, maxsplit=1, flags=re.DOTALL
    )
    body, after = rest.split("</table>", 1)
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    tables = [
        f"{opening}<tbody>{''.join(rows[at : at + _CHUNK])}</tbody></table>"
        for at in range(0, len(rows), _CHUNK)
    ]
    return uncollected(replace(job, html=before + "".join(tables) + after))


def _most_memory(make: Callable[[PaperJob], bytes], job: PaperJob) -> float:
    """The most that a new process holds while it makes a file, in MB."""
    with multiprocessing.get_context("spawn").Pool(1) as process:
        return process.apply(_held, (make, job)) / _MEBIBYTE


def _held(make: Callable[[PaperJob], bytes], job: PaperJob) -> int:
    make(job)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _as_worker(job: PaperJob) -> bytes:
    from invoice_app.shared.paper.engine import warm_up

    warm_up()
    return uncollected(job)


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


def application_of(count: int) -> Document:
    """An application for payment with so many lines, in sections of twelve; the last are a change order’s."""
    lines = tuple(_scheduled(i, count) for i in range(count))
    net = sum((line.this_period - line.retainage for line in lines), ZERO)
    invoice = invoice_of(1, number="DP-2026-0002")
    labels = ("1", "2", "3", "4", "5a", "5b", "5", "6", "7", "8", "9")
    progress = Progress(
        contract_number="C-2026-07",
        contract_title="Passerelle du marais",
        application=2,
        period_from=date(2026, 10, 1),
        period_to=date(2026, 10, 31),
        summary=tuple(
            SummaryLine(
                key=key, label=Words(fr="Montant du contrat à ce jour", en="Contract sum to date"), amount=net
            )
            for key in labels
        ),
        schedule=lines,
        schedule_total=_schedule_total(lines),
    )
    return invoice.model_copy(update={"kind": DocumentKind.PROGRESS, "lines": (), "progress": progress})


def _scheduled(i: int, count: int) -> ScheduleLine:
    value, previous = Decimal(10_000 + 37 * i), Decimal("1250.00")
    now = ZERO if i % 3 == 0 else Decimal("487.65")
    detail = " selon le devis, coffrages et armature compris" if i % 4 == 0 else ""
    done = previous + now
    return ScheduleLine(
        item=f"{i + 1:03d}",
        description=f"Travaux du poste {i + 1}, fourniture et pose{detail}",
        section=f"Division {i // 12 + 1:02d}",
        change_order="OC-1" if i > 2 and i >= count - 3 else "",
        scheduled=value,
        previous=previous,
        this_period=now,
        to_date=done,
        percent=to_cents(done / value * 100),
        balance=value - done,
        retainage=to_cents(done / 10),
    )


def _schedule_total(lines: tuple[ScheduleLine, ...]) -> ScheduleLine:
    names = ("scheduled", "previous", "this_period", "to_date", "balance", "retainage")
    sums = {name: sum((getattr(line, name) for line in lines), ZERO) for name in names}
    percent = to_cents(sums["to_date"] / sums["scheduled"] * 100)
    return ScheduleLine(item="", description="", percent=percent, **sums)
