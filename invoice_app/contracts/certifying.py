"""What a client certifies of what was claimed: less, line by line, and never more.

Both sets are kept. What follows (the invoice, the next application's line 7) is the certified set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from invoice_app.contracts.application import Application, AppliedLine
from invoice_app.contracts.progress import Entry, Method
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


def certified(
    entries: Mapping[int, Entry], certificates: Mapping[int, Certificate], claimed: Application
) -> dict[int, Entry]:
    """The entries that give the certified application.

    A release keeps its amount, as far as there is retainage left to release.
    """
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
