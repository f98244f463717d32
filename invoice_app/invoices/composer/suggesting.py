"""Whom an email about an invoice may go to, as one types: people, companies, groups."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.invoices.composer import wording as w
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sight import sight_of
from invoice_app.mail.chips import written
from invoice_app.mail.models import Conversation, Email, EmailRecipient
from invoice_app.mail.queries import visible
from invoice_app.mail.setup.effective import office
from invoice_app.mail.states import Direction, Role
from invoice_app.members.groups import addresses_in, found_groups
from invoice_app.members.models import CustomerKind
from invoice_app.members.queries import customer_by_ref, find_customers, mailing_of
from invoice_app.shared.folding import fold, search_words
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.phrases import Phrase

MOST = 8
_PEOPLE_OF_THREAD = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to choose: `adds` are the chips it makes, one a line."""

    label: str
    detail: str
    kind: str
    adds: str


def suggestions(db: Session, *, ref: str, typed: str, by: Viewer, language: str) -> tuple[Suggestion, ...]:
    """At most `MOST`: the invoice's own people first, then whoever may be read of members and groups.

    Whoever may not read members is told of nobody but the people of this invoice.
    """
    words = search_words(typed)
    if not words:
        return ()
    found = _own_people(db, ref, words, by)
    if may(by, needs(Tool.MEMBERS, Level.READ)):
        found += [*_groups(db, typed, language), *_customers(db, typed, language)]
    by_what = {suggestion.adds.lower(): suggestion for suggestion in reversed(found)}
    return tuple(s for s in found if by_what.get(s.adds.lower()) is s)[:MOST]


def _own_people(db: Session, ref: str, words: list[str], by: Viewer) -> list[Suggestion]:
    invoice = readable_invoice(db, ref=ref, viewer=by)
    people = dict.fromkeys((address, name) for name, address in mailing_of(db, invoice.bill_to_id))
    people |= dict.fromkeys((address, name) for name, address in mailing_of(db, invoice.customer_id))
    beside = select(Email).join(Conversation, col(Conversation.id) == col(Email.conversation_id)).where(
        Conversation.about_kind == "invoice", Conversation.about_id == invoice.id, visible(sight_of(by))
    )  # fmt: skip
    emails = db.exec(beside.order_by(col(Email.id).desc()).limit(_PEOPLE_OF_THREAD)).all()
    people |= dict.fromkeys((e.from_address, e.from_name) for e in emails if e.direction == Direction.IN)
    rows = db.exec(
        select(EmailRecipient.address, EmailRecipient.name).where(
            col(EmailRecipient.email_id).in_([e.id for e in emails]), EmailRecipient.role != Role.BCC
        )
    )
    people |= dict.fromkeys((address, name) for address, name in rows)
    # An answer went to the address of its conversation, which adds to it whoever knows it.
    ours = office(db).is_ours
    named: dict[str, str] = {}
    for address, name in people:
        named[address] = named.get(address) or name
    return [
        Suggestion(name or address, address, "person", written(name, address))
        for address, name in named.items()
        if address and not ours(address) and all(word in fold(f"{name} {address}") for word in words)
    ]


def _groups(db: Session, typed: str, language: str) -> list[Suggestion]:
    found = [(group, addresses_in(db, group.ref)) for group in found_groups(db, typed, 4)]
    return [
        Suggestion(group.name, _count(w.GROUP, len(people), language), "group", _lines(people))
        for group, people in found
        if people
    ]


def _customers(db: Session, typed: str, language: str) -> list[Suggestion]:
    found = []
    for choice in find_customers(db, typed, MOST * 2):
        if choice.kind != CustomerKind.COMPANY:
            if choice.email:
                adds = written(choice.name, choice.email)
                found.append(Suggestion(choice.name, choice.email, "person", adds))
            continue
        people = mailing_of(db, customer_by_ref(db, choice.ref).id or 0)
        if people:
            detail = _count(w.COMPANY, len(people), language) if len(people) > 1 else people[0][1]
            found.append(Suggestion(choice.name, detail, "company", _lines(people)))
    return found


def _count(phrase: Phrase, count: int, language: str) -> str:
    addresses = w.ONE_ADDRESS if count == 1 else w.ADDRESSES.filled(count=count)
    return phrase.filled(count=addresses).to(language)


def _lines(people: list[tuple[str, str]]) -> str:
    return "\n".join(written(name, address) for name, address in people)
