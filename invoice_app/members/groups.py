"""Groups: people who are often written to together, a committee or a crew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from invoice_app.members.models import Customer, CustomerGroup, CustomerInGroup
from invoice_app.members.queries import CustomerChoice, customer_by_ref, find_customers
from invoice_app.shared import live
from invoice_app.shared.folding import fold, search_words
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound

MOST_GROUPS = 500
MOST_PEOPLE = 500


class GroupNameMissing(Invalid):
    says = Phrase(
        "Donnez un nom au groupe, par exemple Comité des fêtes.",
        "Name the group, for example Social committee.",
    )


class GroupNameTaken(Invalid):
    says = Phrase(
        "Il y a déjà un groupe «\u00a0{name}\u00a0». Choisissez un autre nom.",
        "There is already a group “{name}”. Choose another name.",
    )


class GroupIsFull(Invalid):
    says = Phrase(
        "Un groupe compte {most} personnes au plus. Faites-en un deuxième.",
        "A group holds {most} people at most. Make a second one.",
    )


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in the list."""

    ref: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class GroupPerson:
    """Somebody in a group; `email` is empty where none is known, and nothing goes to them."""

    ref: str
    name: str
    email: str
    is_archived: bool


def groups(db: Session) -> tuple[GroupRow, ...]:
    """All groups by name, with how many are in them."""
    rows = db.exec(
        select(CustomerGroup, func.count(col(CustomerInGroup.customer_id)))
        .outerjoin(CustomerInGroup, col(CustomerInGroup.group_id) == col(CustomerGroup.id))
        .group_by(col(CustomerGroup.id))
        .limit(MOST_GROUPS)
    )
    found = [GroupRow(group.ref, group.name, count) for group, count in rows]
    return tuple(sorted(found, key=lambda row: fold(row.name)))


def people_in(db: Session, ref: str) -> tuple[GroupPerson, ...]:
    """Who is in a group, by name. Raises `NotFound`."""
    group = _group(db, ref)
    rows = db.exec(
        select(Customer)
        .join(CustomerInGroup, col(CustomerInGroup.customer_id) == col(Customer.id))
        .where(CustomerInGroup.group_id == group.id)
        .order_by(Customer.sort_name, col(Customer.id))
    )
    return tuple(GroupPerson(c.ref, c.name, c.email, c.archived_at is not None) for c in rows)


def found_groups(db: Session, typed: str, limit: int = 8) -> tuple[GroupRow, ...]:
    """Groups whose name has all the words typed."""
    words = search_words(typed)
    return tuple(g for g in groups(db) if all(word in fold(g.name) for word in words))[:limit]


def addresses_in(db: Session, ref: str) -> list[tuple[str, str]]:
    """Name and address of everyone in a group who has one, archived ones left out; each address once."""
    people: dict[str, str] = {}
    for person in people_in(db, ref):
        if person.email and not person.is_archived:
            people.setdefault(person.email, person.name)
    return [(name, email) for email, name in people.items()]


def save_group(db: Session, *, ref: str, name: str, now: datetime) -> CustomerGroup:
    """Make a group (`ref` empty) or rename one. Raises `GroupNameMissing` or `GroupNameTaken`."""
    wanted = " ".join(name.split())[:80]
    if not fold(wanted):
        raise GroupNameMissing(field="name")
    group = _group(db, ref) if ref else CustomerGroup(name=wanted, created_at=now)
    if any(fold(other.name) == fold(wanted) and other.ref != group.ref for other in groups(db)):
        raise GroupNameTaken(field="name", name=wanted)
    group.name = wanted
    db.add(group)
    db.flush()
    live.touch(db, "members")
    return group


def put_in(db: Session, *, ref: str, customer_ref: str) -> None:
    """Add somebody to a group; who is there already stays there once."""
    group, customer = _group(db, ref), customer_by_ref(db, customer_ref)
    if db.get(CustomerInGroup, (group.id, customer.id)) is not None:
        return
    if len(people_in(db, ref)) >= MOST_PEOPLE:
        raise GroupIsFull(field="person", most=MOST_PEOPLE)
    db.add(CustomerInGroup(group_id=group.id or 0, customer_id=customer.id or 0))
    db.flush()
    live.touch(db, "members")


def take_out(db: Session, *, ref: str, customer_ref: str) -> None:
    """Remove somebody from a group; their record stays."""
    group, customer = _group(db, ref), customer_by_ref(db, customer_ref)
    membership = db.get(CustomerInGroup, (group.id, customer.id))
    if membership is not None:
        db.delete(membership)
        db.flush()
    live.touch(db, "members")


def delete_group(db: Session, *, ref: str) -> None:
    """Erase a group; its people stay."""
    group = _group(db, ref)
    db.execute(delete(CustomerInGroup).where(col(CustomerInGroup.group_id) == group.id))
    db.delete(group)
    db.flush()
    live.touch(db, "members")


def people_to_add(db: Session, ref: str, typed: str) -> list[CustomerChoice]:
    """Records to add to a group as one types, without those that are in it."""
    inside = {person.ref for person in people_in(db, ref)}
    return [choice for choice in find_customers(db, typed, 8 + len(inside)) if choice.ref not in inside][:8]


def _group(db: Session, ref: str) -> CustomerGroup:
    found = db.exec(select(CustomerGroup).where(CustomerGroup.ref == ref)).first()
    if found is None:
        raise NotFound()
    return found
