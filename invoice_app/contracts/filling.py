"""Filling many lines of an application at once: all that is left, the pattern of last time, a release.

Each writes text into boxes, as a person would: it can be seen, corrected and undone there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from invoice_app.contracts.application import AppliedLine
from invoice_app.contracts.models import ProgressInvoice, ProgressKind
from invoice_app.contracts.progress import Method
from invoice_app.contracts.progress_drafting import OnlyRetainage, editable, keep_typed, start_progress
from invoice_app.contracts.reading import TypedLine, read_percent
from invoice_app.contracts.retainage import spread
from invoice_app.contracts.standing import Standing, approved_before, standing_of
from invoice_app.shared import money
from invoice_app.shared.money import ZERO, to_cents, typed_text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal

Boxes = dict[int, dict[str, str]]


class NothingLeft(Refusal):
    says = Phrase(
        "Il ne reste rien à facturer ici\u00a0: chaque poste est à 100\u00a0%.",
        "Nothing is left to bill here: every line is at 100%.",
    )


class NoPattern(Refusal):
    says = Phrase(
        "Aucune demande précédente n’a facturé ces postes\u00a0: il n’y a rien à répéter. "
        "Entrez l’avancement de chaque poste.",
        "No earlier application billed these lines: there is nothing to repeat. "
        "Enter the progress of each line.",
    )


class NothingHeld(Refusal):
    says = Phrase(
        "Aucune retenue n’est détenue ici\u00a0: il n’y a rien à libérer.",
        "No retainage is held here: there is nothing to release.",
    )


class MoreThanHeld(Invalid):
    says = Phrase(
        "Il y a {held} de retenue à libérer ici. Écrivez ce montant ou moins.",
        "There is {held} of retainage to release here. Write that amount or less.",
    )


def bill_the_rest(
    db: Session, *, ref: str, by: Viewer, item_id: int | None = None, section: str | None = None,
    order: str | None = None,
) -> ProgressInvoice:  # fmt: skip
    """« Facturer tout le reste » of one line, of a section, of a change order, or of all.

    Stored materials become work. Raises `NothingLeft`, `OnlyRetainage` or `NotEditable`.
    """
    progress = editable(db, ref)
    if progress.kind == ProgressKind.RELEASE:
        raise OnlyRetainage()
    standing = standing_of(db, progress, rates=())
    chosen = [x for x in standing.application.lines if _is_in(x, item_id, section, order)]
    boxes = {x.line.key: _whole(x, standing.typed.get(x.line.key), by) for x in chosen if not x.is_whole}
    if not boxes:
        raise NothingLeft()
    keep_typed(db, progress, boxes, by=by)
    return progress


def repeat_last(db: Session, *, ref: str, by: Viewer) -> ProgressInvoice:
    """Fill empty lines with what each progressed last time, never beyond what is left.

    The method of each line is the one it had. Raises `NoPattern`, `OnlyRetainage` or `NotEditable`.
    """
    progress = editable(db, ref)
    if progress.kind == ProgressKind.RELEASE:
        raise OnlyRetainage()
    last = approved_before(db, progress)
    if last is None:
        raise NoPattern()
    standing, before = standing_of(db, progress, rates=()), standing_of(db, last, rates=())
    progressed = {x.line.key: x for x in before.application.lines if x.this_period}
    boxes: Boxes = {}
    for x in standing.application.lines:
        typed, then = standing.typed.get(x.line.key), progressed.get(x.line.key)
        if then is None or (typed and typed.work) or x.is_whole:
            continue
        method = before.typed.get(x.line.key, TypedLine()).method
        boxes[x.line.key] = _repeated(x, then.this_period, method, by)
    if not boxes:
        raise NoPattern()
    keep_typed(db, progress, boxes, by=by)
    return progress


def release(
    db: Session, *, ref: str, how: str, typed: str, by: Viewer, item_id: int | None = None,
    order: str | None = None,
) -> ProgressInvoice:  # fmt: skip
    """Give retainage back on all lines, on one, or on a change order: `how` is `percent` or `amount`.

    An amount is shared in proportion to what each line holds. Replaces what was written in the boxes of
    releases there. Raises `NothingHeld`, `MoreThanHeld`, `NotEditable` or an `Invalid` (field `release`).
    """
    progress = editable(db, ref)
    standing = standing_of(db, progress, rates=())
    chosen = [x for x in standing.application.lines if _is_in(x, item_id, None, order)]
    boxes = _released(standing, chosen, how, typed, by)
    keep_typed(db, progress, boxes, by=by)
    return progress


def start(db: Session, *, contract_ref: str, kind: str, by: Viewer, now: datetime) -> ProgressInvoice:
    """Begin an application of a `ProgressKind`, filled as its kind wants. Raises what each of them does."""
    if kind == ProgressKind.RELEASE:
        return start_release(db, contract_ref=contract_ref, by=by, now=now)
    if kind == ProgressKind.FINAL:
        return start_final(db, contract_ref=contract_ref, by=by, now=now)
    return start_progress(db, contract_ref=contract_ref, by=by, now=now)


def start_release(db: Session, *, contract_ref: str, by: Viewer, now: datetime) -> ProgressInvoice:
    """Begin an application that bills nothing but the retainage, all of it to begin with.

    Raises the refusals of `start_progress`, or `NothingHeld`.
    """
    progress = start_progress(db, contract_ref=contract_ref, by=by, now=now, kind=ProgressKind.RELEASE)
    return release(db, ref=progress.ref, how="percent", typed="100", by=by)


def start_final(db: Session, *, contract_ref: str, by: Viewer, now: datetime) -> ProgressInvoice:
    """Begin the last application: every line at 100 %, and all retainage given back.

    Approving it completes the contract. Raises the refusals of `start_progress`.
    """
    progress = start_progress(db, contract_ref=contract_ref, by=by, now=now, kind=ProgressKind.FINAL)
    standing = standing_of(db, progress, rates=())
    boxes = {x.line.key: _whole(x, None, by) for x in standing.application.lines if not x.is_whole}
    keep_typed(db, progress, boxes, by=by)
    standing = standing_of(db, progress, rates=())
    if any(x.retainage for x in standing.application.lines):
        release(db, ref=progress.ref, how="percent", typed="100", by=by)
    return progress


def _is_in(x: AppliedLine, item_id: int | None, section: str | None, order: str | None) -> bool:
    if item_id is not None:
        return x.line.key == item_id
    if order is not None:
        return x.line.change_order == order
    return section is None or (x.line.section == section and not x.line.change_order)


def _whole(x: AppliedLine, typed: TypedLine | None, by: Viewer) -> dict[str, str]:
    boxes = {"method": str(Method.PERCENT), "work": "100"}
    if typed and typed.method == Method.QUANTITY and x.line.quantity is not None:
        boxes = {"method": str(Method.QUANTITY), "work": typed_text(x.line.quantity, by.language)}
    return boxes | ({"stored": "0"} if x.stored or (typed and typed.stored) else {})


def _repeated(x: AppliedLine, progressed: Decimal, method: str, by: Viewer) -> dict[str, str]:
    """The boxes of a line that progresses as much again, or by what is left."""
    left = x.scheduled - x.now.work.billed
    step = progressed if abs(progressed) <= abs(left) and progressed * left > 0 else left
    if method == Method.QUANTITY and x.line.unit_price:
        quantity = ((x.previous + step) / x.line.unit_price).quantize(Decimal("0.0001"))
        return {"method": method, "work": typed_text(quantity, by.language)}
    if method == Method.PERCENT and step != left:
        percent = ((x.previous + step) * 100 / x.scheduled).quantize(Decimal("0.0001"))
        return {"method": method, "work": typed_text(percent, by.language)}
    if method == Method.PERCENT:
        return {"method": method, "work": "100"}
    return {"method": str(Method.AMOUNT), "work": typed_text(step, by.language)}


def _released(standing: Standing, chosen: Iterable[AppliedLine], how: str, typed: str, by: Viewer) -> Boxes:
    held: dict[tuple[int, str], Decimal] = {}
    for x in chosen:
        entry = standing.entries[x.line.key]
        held[x.line.key, "release"] = x.now.work.held + entry.release_work
        held[x.line.key, "release_stored"] = x.now.stored.held + entry.release_stored
    if not any(held.values()):
        raise NothingHeld()
    boxes: Boxes = {}
    for (key, box), amount in _shares(standing, held, how, typed, by.language).items():
        boxes.setdefault(key, {})[box] = typed_text(amount, by.language) if amount else ""
    return boxes


def _shares(
    standing: Standing, held: Mapping[tuple[int, str], Decimal], how: str, typed: str, language: str
) -> dict[tuple[int, str], Decimal]:
    if how == "percent":
        percent = read_percent(typed, field="release", language=language)
        return {place: to_cents(amount * percent / 100) for place, amount in held.items()}
    amount = money.parse(typed, field="release", language=language)
    whole = sum(held.values(), start=ZERO)
    if not min(ZERO, whole) <= amount <= max(ZERO, whole):
        currency = standing.contract.currency
        raise MoreThanHeld(
            field="release",
            held=Phrase(money.text(whole, currency, "fr"), money.text(whole, currency, "en")),
        )
    places = list(held)
    parts = spread(amount, {i: held[place] for i, place in enumerate(places)})
    return {places[i]: part for i, part in parts.items()}
