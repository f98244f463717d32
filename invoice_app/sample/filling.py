"""Filling an empty organisation with the sample, from beginning to end. An edge: it opens transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlmodel import Session, select

from invoice_app.accounts.first_run import Tell
from invoice_app.invoices.issuing import Issued
from invoice_app.invoices.models import Invoice
from invoice_app.mail.setup.effective import stays_here
from invoice_app.members.actions import archive
from invoice_app.organisation.queries import the_organisation
from invoice_app.sample import contracts, exchange, letters, payments
from invoice_app.sample.calendar import Calendar
from invoice_app.sample.club import CLUB, dress
from invoice_app.sample.contracts import Application
from invoice_app.sample.drafts import type_draft
from invoice_app.sample.people import ARCHIVED, Person, enter_people, gather
from invoice_app.sample.pressing import Elsewhere, Order, issue_all
from invoice_app.sample.staff import Staff, hire, open_doors
from invoice_app.sample.stories import ENTERED_BEFORE, End, Story, stories
from invoice_app.sample.talks import APPLICATION, Talk, chosen_talks
from invoice_app.shared.database import writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal
from invoice_app.shared.settings import settings

FULL = 150
_SEED = 1534


class NotASample(Refusal):
    says = Phrase(
        "Cette copie a sa propre organisation. L’exemple se crée dans une copie vide : "
        "choisissez un autre dossier avec DATA_DIR.",
        "This copy has its own organisation. The sample is made in an empty copy: "
        "choose another folder with DATA_DIR.",
    )


class AlreadyFilled(Refusal):
    says = Phrase(
        "Cette copie a déjà des factures : l’exemple ne s’ajoute pas à ce qui existe. "
        "Pour recommencer, choisissez un autre dossier avec DATA_DIR.",
        "This copy already has invoices: the sample is not added to what exists. "
        "To start again, choose another folder with DATA_DIR.",
    )


class MailLeaves(Refusal):
    says = Phrase(
        "D’ici, les courriels partent vraiment : l’exemple en enverrait à des gens inventés. "
        "Mettez MAIL_TRANSPORT=local, puis recommencez.",
        "Emails really leave from here: the sample would write to invented people. "
        "Set MAIL_TRANSPORT=local, then try again.",
    )


@dataclass(frozen=True, slots=True)
class _Club:
    """What is there before the first invoice."""

    calendar: Calendar
    staff: Staff
    people: list[Person]
    items: Mapping[str, str]

    def someone(self) -> Viewer:
        """Who presses the button this time: mostly the treasurer."""
        return self.staff.treasurer if self.calendar.rng.random() < 0.7 else self.staff.admin


@dataclass(frozen=True, slots=True)
class _Act:
    """An invoice to issue when its turn has come, and what follows."""

    now: datetime
    order: Order | Elsewhere
    follow: Callable[[Issued], None]


def fill(tell: Tell, *, size: int = FULL, password_hash: str = "", now: datetime | None = None) -> None:
    """Fill the sample organisation with about `size` invoices, and all that goes with them. Blocks.

    The organisation's record becomes the co-operative's; its admin stays as they are. `tell` hears how
    far it is, from 0 to 100. With a password, the staff and one member can sign in; without, they are
    invited. The same day makes the same sample. Raises `NotASample`,
    `AlreadyFilled`, `MailLeaves` or `NobodyInCharge`, and then nothing was done.
    """
    calendar = Calendar(now or now_utc(), CLUB["time_zone"], Random(_SEED))  # noqa: S311  (no secret)
    club = _opened(calendar, password_hash)
    tell(4)
    applications = _signed(club)
    acts = sorted([*_applications(club, applications), *_invoices(club, size)], key=lambda act: act.now)
    tell(14)
    issued = issue_all([act.order for act in acts], workers=settings().paper_workers)
    for number, (act, invoice) in enumerate(zip(acts, issued, strict=True), start=1):
        act.follow(invoice)
        tell(14 + 84 * number // len(acts))
    _finish(club, applications[-1], password_hash)
    tell(100)


def _opened(calendar: Calendar, password_hash: str) -> _Club:
    before = calendar.at_work(calendar.start - timedelta(days=ENTERED_BEFORE))
    with writing() as db:
        _refuse(db)
        items = dress(db, now=before)
        staff = hire(db, password_hash=password_hash, now=before)
        return _Club(calendar, staff, enter_people(db, rng=calendar.rng, now=before), items)


def _refuse(db: Session) -> None:
    if not the_organisation(db).is_sample:
        raise NotASample()
    if db.exec(select(Invoice.id).limit(1)).first() is not None:
        raise AlreadyFilled()
    if not stays_here(db):
        raise MailLeaves()


def _invoices(club: _Club, size: int) -> Iterator[_Act]:
    """Type every draft, and say how those that are to be issued go on."""
    told = stories(club.people, club.calendar, size)
    for story, talk in zip(told, chosen_talks(told, club.calendar), strict=True):
        by, now = club.someone(), club.calendar.at_work(story.day)
        with writing() as db:
            draft = type_draft(db, story, items=club.items, by=by, now=now)
        if story.end is not End.DRAFT:
            at_once = story.end is End.PAID_AT_ONCE
            paid = payments.paid_at_once(now, club.calendar) if at_once else None
            order = Order(draft.ref, by, now, paid, story.emailed)
            yield _Act(now, order, partial(_go_on, club, story, talk, by))


def _go_on(club: _Club, story: Story, talk: Talk | None, by: Viewer, issued: Issued) -> None:
    """What happens to an invoice once it is issued."""
    calendar, invoice = club.calendar, letters.beside(issued.ref)
    if issued.emailed:
        letters.keep_here(invoice.issued_at)
    if story.end in (End.PAID_LATER, End.PAID_IN_PART):
        in_part = story.end is End.PAID_IN_PART
        if (moment := calendar.later(invoice.issued_at, story.paid_after)) is not None:
            payments.receive(issued.ref, by=by, now=moment, calendar=calendar, in_part=in_part)
    if talk is not None:
        letters.play(talk.about_this(story), invoice, by=by, calendar=calendar)
    if story.exchange:
        exchange.play(invoice, terms=int(story.terms), by=club.staff.admin, calendar=calendar)


def _signed(club: _Club) -> list[Application]:
    """Sign the contracts; the last application is the one that is still under review."""
    refs = {person.name: person.ref for person in club.people}
    return contracts.sign_all(refs, by=club.staff.admin, calendar=club.calendar)


def _applications(club: _Club, applications: Sequence[Application]) -> Iterator[_Act]:
    """Say how each application for payment that is approved goes on."""
    for application in applications[:-1]:
        issue = partial(contracts.press, application, by=club.staff.admin, calendar=club.calendar)
        yield _Act(
            application.now,
            Elsewhere(application.day.year, issue),
            partial(_go_on_building, club, application),
        )


def _go_on_building(club: _Club, application: Application, issued: Issued) -> None:
    """An application is sent with a message, answered, and paid, except the latest."""
    calendar, admin, job = club.calendar, club.staff.admin, application.job
    invoice = letters.beside(issued.ref)
    message, answer = APPLICATION[job.language]
    file = "order" if job.language == "en" and application.period == 0 else ""
    letters.post_with(invoice, message=message, answer=answer, file=file, by=admin, calendar=calendar)
    is_latest = not job.ends and application.period == job.periods - 2
    moment = calendar.later(invoice.issued_at, 21)
    if moment is not None and not is_latest:
        payments.receive(issued.ref, by=admin, now=moment, calendar=calendar)


def _finish(club: _Club, under_review: Application, password_hash: str) -> None:
    """What is going on this week."""
    calendar, admin = club.calendar, club.staff.admin
    lately = calendar.at_work(calendar.before(3))
    contracts.make(under_review, by=admin, calendar=calendar)
    with writing() as db:
        open_doors(db, club.people, password_hash=password_hash, by=admin, now=lately)
        gone = next(person for person in club.people if person.name == ARCHIVED)
        archive(db, ref=gone.ref, now=lately)
        gather(db, club.people, now=lately)
        letters.read_all_before(db, calendar.at_work(calendar.before(9)), (admin, club.staff.treasurer))
    letters.keep_here(lately)
    letters.stray(now=lately)
