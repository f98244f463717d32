"""How far a line may be billed, and whether an application adds up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from invoice_app.contracts.application import Application, AppliedLine, total_of
from invoice_app.contracts.progress import ContractTerms, Entry
from invoice_app.contracts.retainage import carried
from invoice_app.shared import money
from invoice_app.shared.money import CENT, LARGEST, ZERO
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


class BeyondWithoutReason(Invalid):
    says = Phrase(
        "Ce poste dépasse son montant prévu de {over}. Écrivez la raison pour le facturer quand même.",
        "This line goes {over} beyond its scheduled value. Write the reason to bill it all the same.",
    )


class BilledTooLarge(Invalid):
    says = Phrase(
        "Ce poste ne peut pas dépasser {most} à ce jour, ce qu’une facture peut porter. "
        "Corrigez ce qui est écrit.",
        "This line cannot go beyond {most} to date, what an invoice can carry. Correct what is typed.",
    )


class TakesBackWithoutReason(Invalid):
    says = Phrase(
        "Cette période reprend {back} déjà facturé sur ce poste. Écrivez la raison de la correction.",
        "This period takes back {back} already billed on this line. Write the reason for the correction.",
    )


class HoldOutOfRange(Invalid):
    says = Phrase(
        "La retenue de ce poste doit rester entre 0 et {billed}, ce qui est facturé à ce jour.",
        "The retainage of this line must stay between 0 and {billed}, what is billed to date.",
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


def faults(
    application: Application,
    entries: Mapping[int, Entry] | None = None,
    terms: ContractTerms | None = None,
    currency: str = "CAD",
) -> dict[int, Refusal]:
    """What cannot stand, by line key; each refusal's `field` is the box to correct.

    With the entries, also what cannot stand without a reason.
    """
    allowed = terms is not None and terms.allows_over_billing
    found = {}
    for x in application.lines:
        entry = None if entries is None else entries.get(x.line.key, Entry())
        if fault := line_fault(x, entry, currency, allows_over_billing=allowed):
            found[x.line.key] = fault
    return found


def line_fault(
    x: AppliedLine, entry: Entry | None, currency: str, *, allows_over_billing: bool = False
) -> Refusal | None:
    """The first thing wrong with a line: its work, its stored materials, a reason, or its retainage."""
    return (
        _range_fault(x, currency, allows_over_billing=allows_over_billing)
        or (_reason_fault(x, entry, currency) if entry else None)
        or _retainage_fault(x, entry or Entry(), currency)
    )


def is_beyond(x: AppliedLine) -> bool:
    """Whether a line is billed beyond its scheduled value, in its own sign."""
    return x.scheduled != ZERO and abs(x.to_date) > abs(x.scheduled) and x.to_date * x.scheduled > 0


def _range_fault(x: AppliedLine, currency: str, *, allows_over_billing: bool) -> Refusal | None:
    c = x.scheduled
    may_go_beyond = allows_over_billing and c != ZERO
    if not (_between(x.now.work.billed, c) or (may_go_beyond and x.now.work.billed * c > 0)):
        return OutOfRange(
            field="work",
            scheduled=_amount(c, currency),
            before=_amount(x.previous, currency),
            left=_amount(c - x.previous, currency),
        )
    if abs(x.to_date) > LARGEST:
        field = "stored" if abs(x.now.work.billed) <= LARGEST else "work"
        return BilledTooLarge(field=field, most=_amount(LARGEST, currency))
    if may_go_beyond and x.stored * c >= 0:
        return None
    if not _between(x.stored, c) or not _between(x.to_date, c):
        return StoredOutOfRange(field="stored", left=_amount(c - x.now.work.billed, currency))
    return None


def _reason_fault(x: AppliedLine, entry: Entry, currency: str) -> Refusal | None:
    if entry.reason:
        return None
    if is_beyond(x) and abs(x.to_date) > abs(x.before.completed):
        return BeyondWithoutReason(field="reason", over=_amount(x.to_date - x.scheduled, currency))
    if x.this_period * x.scheduled < 0:
        return TakesBackWithoutReason(field="reason", back=_amount(abs(x.this_period), currency))
    return None


def _retainage_fault(x: AppliedLine, entry: Entry, currency: str) -> Refusal | None:
    for side, hold, release, before, now in (
        ("", entry.hold_work, entry.release_work, x.before.work, x.now.work),
        ("_stored", entry.hold_stored, entry.release_stored, x.before.stored, x.now.stored),
    ):
        if hold is not None:
            held = before.held + hold
            if not _between(held, now.billed):
                return HoldOutOfRange(field=f"hold{side}", billed=_amount(now.billed, currency))
            if not _between(release, held):
                return ReleaseOutOfRange(field=f"release{side}", held=_amount(held, currency))
        else:
            held = now.due - carried(before, now.due, now.billed)
            if not _between(now.held, held):
                return ReleaseOutOfRange(field=f"release{side}", held=_amount(held, currency))
    return None


def check(
    application: Application,
    entries: Mapping[int, Entry] | None = None,
    terms: ContractTerms | None = None,
) -> None:
    """Assert what must hold of any application before it is issued. Raises `DoesNotAddUp`."""
    a = application
    lines = a.lines
    agrees = (
        a.line_4 == total_of(x.previous + x.this_period + x.stored for x in lines),
        a.line_5 == total_of(x.retainage for x in lines),
        a.line_9 == a.line_3 - a.line_6 == total_of(x.balance for x in lines) + a.line_5,
        a.line_8 == total_of(x.net_this_period for x in lines),
        a.taxes_holdback_at_once or a.line_8 == total_of(a.bases.values()),
        a.changes.additions_before + a.changes.deductions_before
        + a.changes.additions_now + a.changes.deductions_now == a.line_2,
        all(_between(x.now.work.held, x.now.work.billed) for x in lines),
        all(_between(x.now.stored.held, x.now.stored.billed) for x in lines),
        all(amount == amount.quantize(CENT) for amount in (a.line_3, a.line_4, a.line_5, a.total)),
        not faults(a, entries, terms),
    )  # fmt: skip
    if not all(agrees):
        raise DoesNotAddUp()


def _between(amount: Decimal, limit: Decimal) -> bool:
    """Whether an amount lies between zero and a limit of either sign."""
    return min(ZERO, limit) <= amount <= max(ZERO, limit)


def _amount(amount: Decimal, currency: str) -> Phrase:
    return Phrase(money.text(amount, currency, "fr"), money.text(amount, currency, "en"))
