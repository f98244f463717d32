"""Documents to print: an ordinary one, and a contract's application for payment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoice_app.invoices.document import (
    Buyer,
    Document,
    DocumentKind,
    Line,
    Progress,
    Received,
    ScheduleLine,
    Seller,
    SummaryLine,
    Tax,
    Words,
)
from invoice_app.shared.money import ZERO, to_cents

SELLER = Seller(
    name="Association du lac Bleu",
    legal_name="Association du lac Bleu inc.",
    address=("14, chemin du Quai", "Saint-Exemple (Québec)  J0T 1A0"),
    phone="819 555-0142",
    email="info@lacbleu.example",
    gst_number="123456789RT0001",
    qst_number="1234567890TQ0001",
    neq="1171234567",
    licence="RBQ 5678-1234-01",
)
BUYER = Buyer(name="Ébénisterie Łukasz & filles", attention="M. Tremblay", address=("2250, rue de l’Érable",))
TPS = Words(fr="TPS", en="GST")
TVQ = Words(fr="TVQ", en="QST")


def line(
    description: str = "Cotisation", quantity: str = "1", price: str = "45", *, taxed: bool = True
) -> Line:
    q, p = Decimal(quantity), Decimal(price)
    return Line(description=description, quantity=q, unit_price=p, amount=to_cents(q * p), taxed=taxed)


def received(amount: str) -> Received:
    method = Words(fr="virement Interac", en="Interac transfer")
    return Received(
        method=method, received_on=date(2026, 11, 1), reference="CA-88412", amount=Decimal(amount)
    )


def document(*lines: Line, payments: tuple[Received, ...] = (), **changes: object) -> Document:
    """An issued invoice of 1 November 2026 with these lines, its taxes and its totals."""
    lines = lines or (line(),)
    subtotal = sum((one.amount for one in lines), ZERO)
    base = sum((one.amount for one in lines if one.taxed), ZERO)
    taxes = taxes_on(base)
    total = subtotal + sum((tax.amount for tax in taxes), ZERO)
    whole = Document(
        number="2026-014",
        issue_on=date(2026, 11, 1),
        due_on=date(2026, 12, 1),
        terms=Words(fr="Net 30 jours", en="Net 30 days"),
        seller=SELLER,
        buyer=BUYER,
        lines=lines,
        subtotal=subtotal,
        taxes=taxes,
        total=total,
        received=payments,
        balance=total - sum((one.amount for one in payments), ZERO),
        page_url="https://factures.lacbleu.example/f/8h2k4m6p9q1r3s5t7v0w2x4y6z",
    )
    return whole.model_copy(update=changes)


def taxes_on(base: Decimal) -> tuple[Tax, ...]:
    return tuple(
        Tax(code=label.en, label=label, rate=rate, base=base, amount=to_cents(base * rate))
        for label, rate in ((TPS, Decimal("0.05")), (TVQ, Decimal("0.09975")))
    )


def scheduled(item: str, value: str, previous: str, now: str, stored: str = "0.00") -> ScheduleLine:
    c, d, e, f = (Decimal(text) for text in (value, previous, now, stored))
    return _schedule_line(item, f"Travaux du poste {item}", c, d, e, f, to_cents((d + e + f) / 10))


def application(
    items: tuple[ScheduleLine, ...] | None = None, progress: Progress | None = None, **changes: object
) -> Document:
    """The second application of a contract, with fourteen lines unless others are given."""
    items = items or _fourteen()
    net = Decimal("12501.00")
    taxes = taxes_on(net)
    total = net + sum((tax.amount for tax in taxes), ZERO)
    progress = progress or Progress(
        contract_number="C-2026-07",
        contract_title="Passerelle du marais",
        application=2,
        period_from=date(2026, 10, 1),
        period_to=date(2026, 10, 31),
        summary=_summary(net),
        schedule=items,
        schedule_total=_total(items),
    )
    return document(
        kind=DocumentKind.PROGRESS,
        lines=(),
        subtotal=net,
        taxes=taxes,
        total=total,
        balance=total,
        progress=progress,
        **changes,
    )


def _fourteen() -> tuple[ScheduleLine, ...]:
    ordinary = tuple(scheduled(f"{i:02d}", f"{10_000 + i}.00", "1000.00", "0.00") for i in range(1, 13))
    return (
        *ordinary,
        scheduled("13", "20000.00", "0.00", "8000.00", "1500.00"),
        scheduled("AM-1", "-1250.00", "0.00", "-1250.00"),
    )


def _schedule_line(
    item: str, description: str, c: Decimal, d: Decimal, e: Decimal, f: Decimal, held: Decimal
) -> ScheduleLine:
    done = d + e + f
    return ScheduleLine(
        item=item,
        description=description,
        scheduled=c,
        previous=d,
        this_period=e,
        stored=f,
        to_date=done,
        percent=(done / c * 100).quantize(Decimal("0.01")),
        balance=c - done,
        retainage=held,
    )


def _total(items: tuple[ScheduleLine, ...]) -> ScheduleLine:
    def add(name: str) -> Decimal:
        return sum((getattr(one, name) for one in items), ZERO)

    return _schedule_line(
        "", "", add("scheduled"), add("previous"), add("this_period"), add("stored"), add("retainage")
    )


def _summary(net: Decimal) -> tuple[SummaryLine, ...]:
    amounts = {
        "1": Decimal("140078.00"),
        "2": Decimal("-1250.00"),
        "3": Decimal("138828.00"),
        "4": Decimal("20250.00"),
        "5a": Decimal("1875.00"),
        "5b": Decimal("150.00"),
        "5": Decimal("2025.00"),
        "6": Decimal("18225.00"),
        "7": Decimal("5724.00"),
        "8": net,
        "9": Decimal("120603.00"),
    }
    return tuple(
        SummaryLine(
            key=key,
            label=Words(fr=f"Ligne du sommaire {key}", en=f"Summary line {key}"),
            amount=amount,
            strong=key in "368",
        )
        for key, amount in amounts.items()
    )


def _usual() -> Progress:
    progress = application().progress
    assert progress is not None
    return progress


PROGRESS = _usual()
"""What the usual application adds to an invoice, to be changed."""
