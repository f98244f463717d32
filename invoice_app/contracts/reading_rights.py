"""Who may read a contract, and through it its applications, its files and its payments.

An open contract is read by everybody with the right to read contracts. A private one is read by its
named readers, by whoever created it, and by Admins of contracts: the last two can always come back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, select

from invoice_app.accounts.models import Account
from invoice_app.accounts.queries import staff_who_may
from invoice_app.contracts.models import ChangeOrder, Contract, ProgressInvoice
from invoice_app.contracts.readers_wording import MADE_OPEN, MADE_PRIVATE, READERS_CHANGED
from invoice_app.contracts.standing import by_ref, found, locked, order_by_ref
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.audience import Audience, audience_of, restrict
from invoice_app.shared.history import record
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal

READ = needs(Tool.CONTRACTS, Level.READ)
_ALL = needs(Tool.CONTRACTS, Level.ADMIN)


class NotAReader(Refusal):
    says = Phrase(
        "Cette personne n’a pas le droit de lire les contrats. "
        "Donnez-le-lui d’abord dans Comptes, ou choisissez quelqu’un d’autre.",
        "This person may not read contracts. Give them that right in Accounts first, or choose someone else.",
    )


def visible_contracts(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on a list of contracts; the right to read contracts is asked apart."""
    if may(viewer, _ALL):
        return true()
    named = (
        select(Audience.account_id)
        .where(
            Audience.about_kind == "contract",
            Audience.about_id == Contract.id,
            Audience.account_id == viewer.account_id,
        )
        .correlate(Contract)
        .exists()
    )
    return or_(col(Contract.is_private).is_(False), col(Contract.created_by) == viewer.account_id, named)


def readable_contract(db: Session, *, ref: str, viewer: Viewer) -> Contract:
    """The contract at an address. Raises `NotFound` for both « no such contract » and « not yours »."""
    contract = by_ref(db, Contract, ref)
    require_readable(db, contract, viewer)
    return contract


def readable_application(db: Session, *, ref: str, viewer: Viewer) -> ProgressInvoice:
    """The application at an address, if its contract may be read. Raises `NotFound`."""
    progress = by_ref(db, ProgressInvoice, ref)
    require_readable(db, found(db, Contract, progress.contract_id), viewer)
    return progress


def readable_order(db: Session, *, ref: str, viewer: Viewer) -> ChangeOrder:
    """The change order at an address, if its contract may be read. Raises `NotFound`."""
    order = order_by_ref(db, ref)
    require_readable(db, found(db, Contract, order.contract_id), viewer)
    return order


def require_readable(db: Session, contract: Contract, viewer: Viewer) -> None:
    """Raise `NotFound` unless this person, who has the right to read contracts, may read this one."""
    if not contract.is_private or may(viewer, _ALL) or contract.created_by == viewer.account_id:
        return
    if viewer.account_id not in audience_of(db, about_contract(contract)):
        raise NotFound()


def set_readers(
    db: Session, *, ref: str, is_private: bool, account_refs: Iterable[str], by: Viewer, now: datetime
) -> Contract:
    """Make a contract private to some people, or open it again (`account_refs` are then of no use).

    Whoever created it, and whoever makes the change, are always among its readers. Raises `NotFound`, or
    `NotAReader` when somebody chosen has no right to read contracts.
    """
    readable_contract(db, ref=ref, viewer=by)
    contract = locked(db, Contract, ref)
    before = readers_text(db, contract)
    about = about_contract(contract)
    if is_private:
        restrict(db, about, _chosen(db, contract, account_refs, by))
    else:
        restrict(db, about, ())
    was_private, contract.is_private = contract.is_private, is_private
    after = readers_text(db, contract)
    if after == before:
        return contract
    what = READERS_CHANGED if was_private == is_private else MADE_PRIVATE if is_private else MADE_OPEN
    record(db, about, what, by=by, now=now, before=before, after=after)
    # Invoices under it come into sight or go out of it.
    live.touch(db, "contracts", f"contract:{ref}", "invoices")
    db.flush()
    return contract


def readers_text(db: Session, contract: Contract) -> str:
    """The names of those who may read a private contract, Admins apart; nothing for an open one."""
    heard = audience_of(db, about_contract(contract))
    named = select(Account.name).where(col(Account.id).in_(heard)).order_by(col(Account.search))
    return ", ".join(db.exec(named))


def about_contract(contract: Contract) -> About:
    return About("contract", contract.id or 0)


def _chosen(db: Session, contract: Contract, refs: Iterable[str], by: Viewer) -> set[int]:
    known = {person.ref: person.account_id for person in staff_who_may(db, READ)}
    wanted = set(refs)
    if wanted - known.keys():
        raise NotAReader()
    # Never empty: a record without an audience is open to everybody.
    always = {account_id for account_id in (contract.created_by, by.account_id) if account_id is not None}
    return always | {known[ref] for ref in wanted}
