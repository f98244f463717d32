"""What a client certifies of what was claimed: less, line by line, and never more.

Both sets are kept. What follows (the invoice, the next application's line 7) is the certified set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from invoice_app.contracts.application import Application, AppliedLine, LineState
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.contracts.retainage import Ledger, within
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared import money
from invoice_app.shared.money import ZERO
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class CertifiedOutOfRange(Invalid):
    says = Phrase(
        "Le montant certifié doit rester entre 0 et {claimed}, ce qui est réclamé sur ce poste.",
        "The certified amount must stay between 0 and {claimed}, what is claimed on this line.",
    )


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified of a line, in cents: the work of this period, and the materials stored now.

    None is what was claimed.
    """

    work: Decimal | None = None
    stored: Decimal | None = None


def certify(
    terms: ContractTerms, entries: Mapping[int, Entry], certificates: Mapping[int, Certificate],
    claimed: Application, previous: Mapping[int, LineState], rates: Sequence[TaxRate], on: date | None,
) -> tuple[dict[int, Entry], Application]:  # fmt: skip
    """The certified application, with the entries that give it; `claimed` is what `entries` give.

    What is held or released by hand keeps its amount, as far as the certified work bears it.
    """
    made = _certified(entries, certificates, claimed)
    application = compute(terms, made, previous, rates, on)
    borne = {x.line.key: _borne(made[x.line.key], x) for x in application.lines if x.line.key in made}
    if borne != made:
        application = compute(terms, borne, previous, rates, on)
    return borne, application


def _certified(
    entries: Mapping[int, Entry], certificates: Mapping[int, Certificate], claimed: Application
) -> dict[int, Entry]:
    applied = {x.line.key: x for x in claimed.lines}
    made = dict(entries)
    for key, certificate in certificates.items():
        x = applied.get(key)
        if x is None or certificate == Certificate():
            continue
        made[key] = replace(
            entries.get(key, Entry()),
            method=Method.AMOUNT,
            value=x.this_period if certificate.work is None else certificate.work,
            stored=x.stored if certificate.stored is None else certificate.stored,
        )
    return made


def _borne(entry: Entry, x: AppliedLine) -> Entry:
    hold_work, release_work = _by_hand(x.before.work, x.now.work, entry.hold_work, entry.release_work)
    hold_stored, release_stored = _by_hand(
        x.before.stored, x.now.stored, entry.hold_stored, entry.release_stored
    )
    return replace(
        entry,
        hold_work=hold_work,
        hold_stored=hold_stored,
        release_work=release_work,
        release_stored=release_stored,
    )


def _by_hand(
    before: Ledger, now: Ledger, hold: Decimal | None, release: Decimal
) -> tuple[Decimal | None, Decimal]:
    """What is held and released by hand, no more than is billed and than is held."""
    kept = now.held + release
    if hold is not None:
        kept = within(kept, now.billed)
        hold = kept - before.held
    return hold, within(release, kept)


def certificate_fault(x: AppliedLine, certificate: Certificate, currency: str) -> Refusal | None:
    """What is wrong with a certificate of a claimed line: more than was claimed, or less than nothing."""
    for field, amount, claimed in (
        ("certified", certificate.work, x.this_period),
        ("certified_stored", certificate.stored, x.stored),
    ):
        least, most = sorted((ZERO, claimed))
        if amount is not None and not least <= amount <= most:
            shown = Phrase(*(money.text(claimed, currency, language) for language in ("fr", "en")))
            return CertifiedOutOfRange(field=field, claimed=shown)
    return None
