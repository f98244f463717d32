"""How far a line may be billed, and whether an application adds up."""

from __future__ import annotations

from decimal import Decimal

from invoice_app.contracts.application import Application, AppliedLine, total_of
from invoice_app.contracts.retainage import Ledger, carried
from invoice_app.shared import money
from invoice_app.shared.money import CENT, ZERO
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class OutOfRange(Invalid):
    says = Phrase(
        "Le cumulatif de ce poste doit rester entre 0 et {scheduled}. "
        "Il était de {before}\u00a0: il reste {left} à facturer.",
        "This line’s total to date must stay between 0 and {scheduled}. "
        "It was {before}: {left} is left to bill.",
    )


class StoredOutOfRange(Invalid):
    says = Phrase(
        "Les matériaux entreposés doivent rester entre 0 et {left}, "
        "ce qui n’est pas encore exécuté sur ce poste.",
        "Stored materials must stay between 0 and {left}, what is not yet completed on this line.",
    )


class ReleaseOutOfRange(Invalid):
    says = Phrase(
        "La retenue libérée doit rester entre 0 et {held}, ce qui est retenu sur ce poste.",
        "The retainage released must stay between 0 and {held}, what is held on this line.",
    )


class DoesNotAddUp(Refusal):
    """A fault in the program itself: nothing may be issued."""

    says = Phrase(
        "Les totaux de cette demande de paiement ne concordent pas. Elle n’est pas émise\u00a0: "
        "signalez-le à la personne qui entretient l’application.",
        "The totals of this application for payment do not agree. It is not issued: "
        "tell whoever maintains the app.",
    )


def faults(application: Application, currency: str = "CAD") -> dict[int, Refusal]:
    """What cannot stand, by line key; each refusal's `field` is the box to correct."""
    found = {x.line.key: line_fault(x, currency) for x in application.lines}
    return {key: fault for key, fault in found.items() if fault}


def line_fault(x: AppliedLine, currency: str) -> Refusal | None:
    """The first thing wrong with a line: its work, its stored materials, or a release."""
    c = x.scheduled
    if not _between(x.now.work.billed, c):
        return OutOfRange(
            field="work",
            scheduled=_amount(c, currency),
            before=_amount(x.previous, currency),
            left=_amount(c - x.previous, currency),
        )
    if not _between(x.stored, c) or not _between(x.to_date, c):
        return StoredOutOfRange(field="stored", left=_amount(c - x.now.work.billed, currency))
    for field, before, now in (
        ("release", x.before.work, x.now.work),
        ("release_stored", x.before.stored, x.now.stored),
    ):
        held = _held_before_release(before, now)
        if not _between(now.held, held):
            return ReleaseOutOfRange(field=field, held=_amount(held, currency))
    return None


def check(application: Application) -> None:
    """Assert what must hold of any application before it is issued. Raises `DoesNotAddUp`."""
    a = application
    lines = a.lines
    agrees = (
        a.line_4 == total_of(x.previous + x.this_period + x.stored for x in lines),
        a.line_5 == total_of(x.retainage for x in lines),
        a.line_9 == a.line_3 - a.line_6 == total_of(x.balance for x in lines) + a.line_5,
        a.line_8 == total_of(x.net_this_period for x in lines) == total_of(a.bases.values()),
        a.changes.additions_before + a.changes.deductions_before
        + a.changes.additions_now + a.changes.deductions_now == a.line_2,
        all(_between(x.now.work.held, x.now.work.billed) for x in lines),
        all(_between(x.now.stored.held, x.now.stored.billed) for x in lines),
        all(amount == amount.quantize(CENT) for amount in (a.line_3, a.line_4, a.line_5, a.total)),
        not faults(a),
    )  # fmt: skip
    if not all(agrees):
        raise DoesNotAddUp()


def _held_before_release(before: Ledger, now: Ledger) -> Decimal:
    return now.due - carried(before, now.due)


def _between(amount: Decimal, limit: Decimal) -> bool:
    """Whether an amount lies between zero and a limit of either sign."""
    return min(ZERO, limit) <= amount <= max(ZERO, limit)


def _amount(amount: Decimal, currency: str) -> Phrase:
    return Phrase(money.text(amount, currency, "fr"), money.text(amount, currency, "en"))
