"""Sending many invoices with one press: begun, stopped, resumed, and queued a few at a time.

The invoices are written down when Send is pressed; each is looked at again at the moment when it is
queued, because by then it may be paid, void, sent by someone else, or no longer to be seen.
"""

from __future__ import annotations

import logging
from datetime import datetime
from secrets import token_hex

from sqlalchemy import ColumnElement, insert, literal, update
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlmodel import Session, col, func, select

from invoice_app.accounts.models import Account
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.invoices.bulk import wording as w
from invoice_app.invoices.bulk.letters import envelope_of, nonce_of
from invoice_app.invoices.bulk.rules import BulkKind, BulkState, Choice, ItemState, Standing, kept
from invoice_app.invoices.bulk.standing import is_settled, standings, was_settled_since
from invoice_app.invoices.models import BulkItem, BulkSend, Invoice, InvoiceStatus
from invoice_app.invoices.sending import post_invoice
from invoice_app.invoices.sight import in_sight, sight_of
from invoice_app.mail.earlier import was_sent_since
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared import live
from invoice_app.shared.dates import day_of
from invoice_app.shared.files import files
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal

log = logging.getLogger(__name__)
MAY_SEND = needs(Tool.INVOICES, Level.STANDARD)


class NothingLeaves(Refusal):
    says = Phrase(
        "Aucune de ces factures ne peut partir. La page dit pourquoi.",
        "None of these invoices can be sent. The page says why.",
    )


class ChoiceChanged(Refusal):
    says = Phrase(
        "Entre-temps la liste a changé : {count} courriels partiraient au lieu de {shown}. "
        "Vérifiez, puis envoyez.",
        "The list has changed meanwhile: {count} emails would leave instead of {shown}. Check, then send.",
    )


class NotRunning(Refusal):
    says = Phrase(
        "Cet envoi ne court plus : il n’y a rien à arrêter.",
        "This send is not running any more: there is nothing to stop.",
    )


class NotStopped(Refusal):
    says = Phrase(
        "Cet envoi n’est pas arrêté : il n’y a rien à reprendre.",
        "This send is not stopped: there is nothing to resume.",
    )


def start(db: Session, *, nonce: str, choice: Choice, shown: int, by: Viewer, now: datetime) -> BulkSend:
    """Write down what is to be sent; `nonce` is the page's, so that all presses on it are one send.

    `shown` is the number of emails that the person agreed to. Raises `NothingLeaves` or `ChoiceChanged`.
    """
    first = _begun(db, nonce, by)
    if first is not None:
        return first
    bulk = BulkSend(
        ref=nonce, kind=choice.kind, created_at=now, created_by=by.account_id, created_by_name=by.name[:120]
    )
    try:
        with db.begin_nested():
            db.add(bulk)
            db.flush()
    except IntegrityError:
        # The other press of a double press was a moment faster.
        first = _begun(db, nonce, by)
        if first is None:
            raise
        return first
    count = _fill(db, bulk, choice, by, now)
    if not count:
        raise NothingLeaves()
    if count != shown:
        raise ChoiceChanged(count=count, shown=shown)
    live.touch(db, "bulk", topic(bulk))
    return bulk


def _begun(db: Session, nonce: str, by: Viewer) -> BulkSend | None:
    found = db.exec(select(BulkSend).where(BulkSend.ref == nonce)).first()
    if found is not None and found.created_by != by.account_id:
        raise NotFound()
    return found


def _fill(db: Session, bulk: BulkSend, choice: Choice, by: Viewer, now: datetime) -> int:
    """One statement, however many there are."""
    standing = standings(db, choice=choice, viewer=by, now=now)
    # A send never waits for itself: its own rows are not there yet.
    leaving = (
        standing.chosen.with_only_columns(
            literal(bulk.id), col(Invoice.id), literal(ItemState.WAITING.value), literal("")
        )
        .where(standing.standing == Standing.READY.value)
        .order_by(col(Invoice.number), col(Invoice.id))
    )
    columns = ("bulk_id", "invoice_id", "state", "why")
    db.execute(insert(BulkItem).from_select(columns, leaving, include_defaults=False))
    return db.exec(select(func.count()).where(col(BulkItem.bulk_id) == bulk.id)).one()


def stop(db: Session, *, ref: str, by: Viewer) -> BulkSend:
    """Queue no more of it; what is queued already leaves. Raises `NotRunning`."""
    bulk = the_bulk(db, ref=ref, viewer=by, locked=True)
    if bulk.state != BulkState.RUNNING:
        raise NotRunning()
    return _turn(db, bulk, BulkState.STOPPED)


def resume(db: Session, *, ref: str, by: Viewer) -> BulkSend:
    """Go on where it was stopped. Raises `NotStopped`."""
    bulk = the_bulk(db, ref=ref, viewer=by, locked=True)
    if bulk.state != BulkState.STOPPED:
        raise NotStopped()
    return _turn(db, bulk, BulkState.RUNNING)


def _turn(db: Session, bulk: BulkSend, state: BulkState) -> BulkSend:
    bulk.state = state
    db.add(bulk)
    live.touch(db, "bulk", topic(bulk))
    return bulk


def the_bulk(db: Session, *, ref: str, viewer: Viewer, locked: bool = False) -> BulkSend:
    """A bulk send of which this person sees at least one invoice. Raises `NotFound`."""
    asked = select(BulkSend).where(BulkSend.ref == ref, has_one_in_sight(viewer))
    found = db.exec(asked.with_for_update(of=BulkSend) if locked else asked).first()
    if found is None:
        raise NotFound()
    return found


def has_one_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """For a list of bulk sends: those of which this person sees an invoice."""
    return (
        select(BulkItem.id)
        .join(Invoice, col(Invoice.id) == col(BulkItem.invoice_id))
        .where(BulkItem.bulk_id == BulkSend.id, in_sight(viewer))
        .correlate(BulkSend)
        .exists()
    )


def topic(bulk: BulkSend) -> str:
    return f"bulk:{bulk.ref}"


def running(db: Session) -> list[int]:
    """The bulk sends that have something left to queue, the oldest first."""
    asked = select(BulkSend.id).where(BulkSend.state == BulkState.RUNNING).order_by(col(BulkSend.id))
    return [bulk_id or 0 for bulk_id in db.exec(asked)]


def queue_next(db: Session, *, bulk_id: int, most: int, now: datetime) -> int:
    """Queue the next emails of a bulk send, `most` at most; returns how many invoices were settled.

    The row of the send is the lease: another process passes by, and « Arrêter » waits for us.
    """
    bulk = db.exec(
        select(BulkSend)
        .where(BulkSend.id == bulk_id, BulkSend.state == BulkState.RUNNING)
        .with_for_update(skip_locked=True)
    ).first()
    if bulk is None:
        return 0
    waiting = _waiting(db, bulk, most)
    starter = _starter(db, bulk)
    if waiting and starter is None:
        return _skip_rest(db, bulk, now)
    for item in waiting:
        _queue(db, bulk, item, starter, now)  # type: ignore[arg-type]  # nobody only when nothing waits
    if not _waiting(db, bulk, 1):
        bulk.state, bulk.finished_at = BulkState.DONE, now
        live.touch(db, "bulk")
    live.touch(db, topic(bulk))
    return len(waiting)


def _waiting(db: Session, bulk: BulkSend, most: int) -> list[BulkItem]:
    asked = select(BulkItem).where(BulkItem.bulk_id == bulk.id, BulkItem.state == ItemState.WAITING)
    return list(db.exec(asked.order_by(col(BulkItem.id)).limit(most)))


def _starter(db: Session, bulk: BulkSend) -> Viewer | None:
    """Whoever pressed, with what they may do now; nobody when that is not enough any more."""
    account = db.get(Account, bulk.created_by, populate_existing=True)
    if account is None or account.disabled_at is not None:
        return None
    viewer = viewer_of_account(db, account)
    return viewer if may(viewer, MAY_SEND) else None


def _skip_rest(db: Session, bulk: BulkSend, now: datetime) -> int:
    rest = update(BulkItem).where(col(BulkItem.bulk_id) == bulk.id, col(BulkItem.state) == ItemState.WAITING)
    done = db.execute(rest.values(state=ItemState.SKIPPED, why=kept(w.NO_RIGHT)))
    bulk.state, bulk.finished_at = BulkState.DONE, now
    live.touch(db, "bulk", topic(bulk))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _queue(db: Session, bulk: BulkSend, item: BulkItem, by: Viewer, now: datetime) -> None:
    """Queue one email in a transaction of its own within ours: what ails it stops nobody else."""
    try:
        with db.begin_nested():
            why = _post(db, bulk, item, by, now)
    except Refusal as refusal:
        why = refusal.phrase
    except (OperationalError, InterfaceError, OSError):
        # The machine's fault, not this invoice's: all of it is tried again.
        raise
    except Exception:
        reference = token_hex(4)
        log.exception("bulk %s, invoice row %s: defect %s", bulk.ref, item.invoice_id, reference)
        why = w.BROKEN.filled(reference=reference)
    if why is not None:
        item.state, item.why = ItemState.SKIPPED, kept(why)
    db.add(item)
    db.flush()


def _post(db: Session, bulk: BulkSend, item: BulkItem, by: Viewer, now: datetime) -> Phrase | None:
    """Queue it, or say why not."""
    asked = select(Invoice).where(Invoice.id == item.invoice_id, in_sight(by))
    invoice = db.exec(asked.execution_options(populate_existing=True)).first()
    if invoice is None:
        return w.NOT_SEEN
    why = _why_not_now(db, bulk, invoice, by, now)
    if why is not None:
        return why
    try:
        pdf = files().get(invoice.pdf_sha256)
    except OSError:
        return w.PDF_GONE
    envelope = envelope_of(db, bulk, invoice)
    email = post_invoice(db, invoice=invoice, envelope=envelope, pdf=pdf, by=by, now=now)
    item.state, item.email_id = ItemState.QUEUED, email.id
    return None


def _why_not_now(db: Session, bulk: BulkSend, invoice: Invoice, by: Viewer, now: datetime) -> Phrase | None:
    """What has changed since Send was pressed."""
    if invoice.status != InvoiceStatus.ISSUED:
        return w.VOID_SINCE
    this = col(Invoice.id) == invoice.id
    sent = was_sent_since(
        "invoice", col(Invoice.id), bulk.created_at, sight=sight_of(by), but=nonce_of(bulk, invoice)
    )
    since = was_settled_since(bulk.created_at)
    is_sent, settled, lately = db.execute(select(sent, is_settled(), since).where(this)).one()
    if is_sent:
        return w.SENT_SINCE
    if bulk.kind == BulkKind.REMINDER:
        today = day_of(now, the_organisation(db).time_zone)
        is_late = not settled and invoice.due_on is not None and invoice.due_on < today
        return None if is_late else w.NOT_LATE_NOW
    # Paid when Send was pressed, it was wanted all the same.
    return w.SETTLED_SINCE if settled and lately else None
