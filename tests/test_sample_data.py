"""The sample organisation, in its smallest size: one of each thing that an invoice can be."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from pypdf import PdfReader
from sqlalchemy import true
from sqlmodel import Session, col, select

from invoice_app.__main__ import main
from invoice_app.accounts.models import Account
from invoice_app.accounts.passwords import hash_password, password_matches
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.commands import sample_data
from invoice_app.contracts.audit_file import checked
from invoice_app.contracts.checking import check_document
from invoice_app.contracts.exporting import application_json, as_text
from invoice_app.contracts.models import Contract, ProgressEntry, ProgressInvoice, ScheduleItem
from invoice_app.contracts.standing import latest_progress
from invoice_app.desk.mail_sight import open_eyes
from invoice_app.invoices import drafting, issuing
from invoice_app.invoices.delivered import count_undelivered
from invoice_app.invoices.document import Document
from invoice_app.invoices.models import CatalogueItem, Invoice, InvoiceTax
from invoice_app.invoices.queries import invoices_of_account, page_of_invoices
from invoice_app.invoices.sight import sight_of
from invoice_app.mail import advice, notices
from invoice_app.mail.models import (
    Conversation,
    Email,
    EmailAttachment,
    EmailRecipient,
    InboundRaw,
    MailDraft,
)
from invoice_app.mail.states import Direction, EmailKind, EmailStatus, RawState, RecipientStatus, Why
from invoice_app.members.groups import groups
from invoice_app.members.models import Customer
from invoice_app.organisation.actions import found
from invoice_app.organisation.models import NumberSeries, Organisation
from invoice_app.organisation.tax_rates import rates_on
from invoice_app.payments.models import Payment
from invoice_app.sample.calendar import YEARS_BACK, Calendar
from invoice_app.sample.club import CLUB, dress
from invoice_app.sample.drafts import type_draft
from invoice_app.sample.filling import AlreadyFilled, MailLeaves, NotASample, fill
from invoice_app.sample.people import MEMBER_EMAIL, Person, enter_people
from invoice_app.sample.pressing import Order, issue_all
from invoice_app.sample.staff import (
    ACCOUNTANT_EMAIL,
    ADMIN_EMAIL,
    TREASURER_EMAIL,
    create_admin,
    hire,
    open_doors,
)
from invoice_app.sample.stories import Billed, End, Story, stories
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files
from invoice_app.shared.money import ZERO, to_cents
from invoice_app.shared.permission import Viewer
from invoice_app.shared.settings import settings
from tests.conftest import BACKENDS, forget
from tests.contracts.auditor import audited

NOW = datetime(2026, 3, 16, 18, 30, tzinfo=UTC)
PASSWORD = "les goélands du quai nord"


@pytest.fixture(scope="module", params=BACKENDS)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """A sample made once for each database; yields the settings by which it is found."""
    backend = request.getfixturevalue(request.param)
    chosen = {"DATABASE_URL": backend.fresh(), "DATA_DIR": str(tmp_path_factory.mktemp("sample"))}
    heard: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        point_to(chosen, patch)
        with writing() as db:
            found(db, typed=CLUB, is_sample=True, now=NOW)
            create_admin(db, password_hash=hash_password(PASSWORD), now=NOW)
        open_eyes()
        fill(heard.append, size=0, password_hash=hash_password(PASSWORD), now=NOW)
    forget()
    yield chosen | {"heard": json.dumps(heard)}
    backend.drop(chosen["DATABASE_URL"])


def point_to(chosen: dict[str, str], patch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATA_DIR"):
        patch.setenv(name, chosen[name])
    forget()


@pytest.fixture
def sample(filled: dict[str, str], data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session on the sample."""
    point_to(filled, monkeypatch)
    with reading() as db:
        yield db
    forget()


def issued(db: Session) -> list[Invoice]:
    return list(db.exec(select(Invoice).where(Invoice.status == "issued").order_by(col(Invoice.number))))


def test_every_state_of_an_invoice_is_there(sample: Session) -> None:
    viewer = viewer_of_account(sample, sample.exec(select(Account).where(Account.email == ADMIN_EMAIL)).one())
    shown = page_of_invoices(sample, viewer=viewer, now=NOW, language="en").rows
    assert {row.status for row in shown} == {
        "Draft", "Awaiting payment", "Partly paid", "Paid", "Overdue"
    }  # fmt: skip


def test_numbers_follow_each_other_in_the_order_of_the_dates(sample: Session) -> None:
    invoices = issued(sample)
    counts = Counter(invoice.issue_on.year for invoice in invoices if invoice.issue_on)
    expected = [f"FA-{year}-{n:04d}" for year in sorted(counts) for n in range(1, counts[year] + 1)]
    assert [invoice.number for invoice in invoices] == expected
    instants = [invoice.issued_at for invoice in invoices]
    assert instants == sorted(instants, key=str)
    assert len(counts) >= 3


def test_totals_agree_with_the_stored_documents(sample: Session) -> None:
    for invoice in issued(sample):
        document = Document.model_validate_json(invoice.document)
        taxes = sample.exec(select(InvoiceTax).where(InvoiceTax.invoice_id == invoice.id)).all()
        assert invoice.total == document.total == document.subtotal + sum((t.amount for t in taxes), ZERO)
        assert [tax.amount for tax in taxes] == [tax.amount for tax in document.taxes]
        assert document.progress or document.subtotal == sum((x.amount for x in document.lines), ZERO)


def test_a_pdf_bears_the_number_that_its_invoice_got(sample: Session) -> None:
    for invoice in issued(sample)[::6]:
        first_page = PdfReader(BytesIO(files().get(invoice.pdf_sha256))).pages[0].extract_text()
        assert invoice.number in first_page


def test_what_an_invoice_can_be_is_all_there(sample: Session) -> None:
    documents = [Document.model_validate_json(invoice.document) for invoice in issued(sample)]
    assert {document.language for document in documents} == {"fr", "en", "both"}
    assert any(document.received and not document.balance for document in documents)
    assert any(document.concerning for document in documents)
    assert any(not document.taxes and document.total for document in documents)
    assert any(document.note for document in documents)
    assert any(len(document.lines) == 40 for document in documents)
    assert max(len(document.buyer.name) for document in documents) > 140


def test_a_draft_can_be_ready_unfinished_or_empty(sample: Session) -> None:
    drafts = sample.exec(select(Invoice).where(Invoice.status == "draft")).all()
    meanings = [drafting.meaning_of(sample, draft)[1] for draft in drafts]
    assert {bool(meaning.problems) for meaning in meanings} == {True, False}
    assert any(not meaning.lines and not meaning.problems for meaning in meanings)


def test_nothing_is_addressed_to_anyone_who_may_exist(sample: Session) -> None:
    sent_to = sample.exec(
        select(EmailRecipient.address).join(Email).where(Email.direction == Direction.OUT)
    ).all()
    came_from = sample.exec(select(Email.from_address).where(Email.direction == Direction.IN)).all()
    customers = [c for c in sample.exec(select(Customer.email)) if c]
    accounts = sample.exec(select(Account.email)).all()
    everyone = {*sent_to, *came_from, *customers, *accounts}
    assert {address for address in everyone if not address.endswith(".example")} == set()
    assert len(sent_to) > 10


def test_every_email_stayed_on_this_computer(sample: Session) -> None:
    sent = sample.exec(select(Email.status, Email.ref).where(Email.direction == Direction.OUT)).all()
    planned = [ref for status, ref in sent if status == EmailStatus.QUEUED]
    # One was sent by hand, says the person who did.
    assert Counter(status for status, _ in sent if status != EmailStatus.SAVED_LOCAL) == {
        EmailStatus.QUEUED: 1, EmailStatus.ACCEPTED: 1
    }  # fmt: skip
    kept = sorted(place.stem[-26:] for place in (settings().data_dir / "outbox").glob("*.eml"))
    assert kept == sorted(ref for _, ref in sent if ref not in planned)
    # One reminder waits for its day.
    (reminder,) = sample.exec(select(Email.send_at).where(col(Email.ref).in_(planned)))
    assert reminder
    assert reminder.replace(tzinfo=UTC) > NOW + timedelta(days=7)


def test_people_and_machines_answer_in_both_languages(sample: Session) -> None:
    received = sample.exec(select(Email).where(Email.direction == Direction.IN)).all()
    assert {email.kind for email in received} == {EmailKind.NORMAL, EmailKind.AUTO, EmailKind.BOUNCE}
    written = [e for e in received if e.kind == EmailKind.NORMAL and e.conversation_id]
    assert all(email.new_text and email.quoted_text for email in written)
    assert any("merci" in email.new_text.lower() for email in written)
    assert any("Regards" in email.new_text for email in written)
    kinds = set(sample.exec(select(EmailAttachment.mime).join(Email).where(Email.direction == Direction.IN)))
    assert {"image/png", "application/pdf"} <= kinds
    assert set(sample.exec(select(InboundRaw.state))) == {"understood", "unmatched"}


def test_a_bounce_is_seen_beside_its_address_and_one_conversation_is_private(sample: Session) -> None:
    assert RecipientStatus.BOUNCED in set(sample.exec(select(EmailRecipient.status)))
    assert set(sample.exec(select(Conversation.private))) == {True, False}


def test_one_exchange_shows_most_of_what_a_conversation_can_be(sample: Session) -> None:
    (note,) = sample.exec(select(Email).where(Email.direction == Direction.NOTE))
    told = sample.exec(
        select(Email)
        .where(Email.conversation_id == note.conversation_id)
        .order_by(col(Email.at), col(Email.id))
    ).all()
    kinds = [(email.direction, email.kind) for email in told]
    assert kinds == [
        ("out", "normal"), ("in", "bounce"), ("in", "auto"), ("own", "note"), ("in", "normal"),
        ("out", "normal"), ("in", "normal"), ("out", "normal"),
    ]  # fmt: skip
    answer = told[4]
    assert (answer.verdict, answer.remote_images) == ("approved", 1)
    assert "<ul>" in answer.clean_html
    assert answer.quoted_text
    assert answer.known_sender
    gone = sample.exec(select(EmailRecipient).where(EmailRecipient.status == RecipientStatus.BOUNCED)).all()
    advised = {advice.of_recipient(recipient.status, recipient.detail).en for recipient in gone}
    assert len(advised) == len(gone) == 2
    assert all(advised)


def test_the_command_knows_the_people_whom_an_invoice_concerns(
    sample: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (note,) = sample.exec(select(Email).where(Email.direction == Direction.NOTE))
    sent = sample.exec(
        select(Email).where(Email.conversation_id == note.conversation_id, Email.direction == Direction.OUT)
    ).first()
    assert sent
    place = tmp_path / "answer.eml"
    # Nobody wrote to the company itself, which pays.
    place.write_text(
        "From: facturation@chantier-lagreve.example\nTo: bonjour@nordet.example\nSubject: Re\n"
        f"Message-ID: <1@chantier-lagreve.example>\nIn-Reply-To: {sent.message_id}\n\nMerci.\n"
    )
    assert main(["mail", "show", str(place), "--json", "--language", "en"]) == 0
    route = json.loads(capsys.readouterr().out)["route"]
    assert route["to"].startswith("invoice:FA-")
    assert route["why"].startswith("thread")


def test_something_is_being_written_something_waits_and_somebody_is_to_be_told(sample: Session) -> None:
    (draft,) = sample.exec(select(MailDraft).where(col(MailDraft.email_id).is_(None)))
    assert "garantie" in draft.typed
    waiting = sample.exec(select(InboundRaw.why).where(InboundRaw.state == RawState.UNMATCHED)).all()
    assert sorted(waiting) == [Why.NO_TOKEN, Why.NOT_A_PARTICIPANT]
    admin = sample.exec(select(Account).where(Account.email == ADMIN_EMAIL)).one()
    viewer = viewer_of_account(sample, admin)
    assert count_undelivered(sample, viewer=viewer) == 1
    sight = sight_of(viewer)
    assert 1 <= notices.how_many(sample, sight=sight, beside=true()) <= 9
    assert [(group.name, group.count) for group in groups(sample)] == [
        ("Comité des régates", 4), ("Conseil d’administration", 3)
    ]  # fmt: skip


def test_one_contract_is_finished_after_six_periods_and_one_is_under_way(sample: Session) -> None:
    finished, under_way = sample.exec(select(Contract).order_by(col(Contract.id))).all()
    assert (finished.status, standing(sample, finished)) == ("complete", ["approved"] * 6)
    assert standing(sample, under_way) == ["approved"] * 3 + ["under_review"]
    lines = sample.exec(select(ScheduleItem.scheduled).where(ScheduleItem.contract_id == finished.id)).all()
    billed = sample.exec(
        select(ProgressInvoice.amount).where(ProgressInvoice.contract_id == finished.id)
    ).all()
    # The final invoice gave the retainage back: everything has been billed, to the cent.
    assert sum(billed, ZERO) == sum(lines, ZERO)


def test_the_finished_contract_shows_all_that_a_contract_can_do(sample: Session) -> None:
    finished = sample.exec(select(Contract).order_by(col(Contract.id))).first()
    assert finished is not None
    items = sample.exec(select(ScheduleItem).where(ScheduleItem.contract_id == finished.id)).all()
    assert len([item for item in items if item.change_order_id is None]) == 120
    changes = [item.scheduled for item in items if item.change_order_id]
    assert min(changes) < 0 < max(changes)
    applications = sample.exec(
        select(ProgressInvoice)
        .where(ProgressInvoice.contract_id == finished.id)
        .order_by(col(ProgressInvoice.sequence))
    ).all()
    entries = [
        sample.exec(select(ProgressEntry).where(ProgressEntry.progress_invoice_id == a.id)).all()
        for a in applications
    ]
    stored = [sum((entry.stored for entry in of), ZERO) for of in entries]
    assert max(stored) > 0
    assert stored[-1] == 0
    held = [sum((entry.work_held + entry.stored_held for entry in of), ZERO) for of in entries]
    revised = sum((item.scheduled for item in items), ZERO)
    assert to_cents(revised * 5 / 100) in held
    assert held[-1] == 0
    rates = [Decimal(json.loads(a.tax_rates)[0]["rate"]) for a in applications]
    assert (rates[0], rates[-1]) == (Decimal("0.15"), Decimal("0.14"))
    assert {entry.method for of in entries for entry in of} >= {"percent", "quantity"}


def test_the_contract_under_way_was_once_certified_for_less_than_claimed(sample: Session) -> None:
    applications = sample.exec(
        select(ProgressInvoice).where(col(ProgressInvoice.amount) < col(ProgressInvoice.claimed_amount))
    ).all()
    assert [a.sequence for a in applications] == [2]


def test_every_application_of_a_contract_is_what_an_auditor_computes_from_its_file(sample: Session) -> None:
    for contract in sample.exec(select(Contract)).all():
        latest = latest_progress(sample, contract.id or 0)
        assert latest is not None
        rates = rates_on(sample, on=NOW.date(), province=contract.province)
        file = json.loads(as_text(application_json(sample, contract=contract, progress=latest, rates=rates)))
        assert len(file["applications"]) == len(standing(sample, contract))
        assert check_document(checked(file)).agrees
        assert audited(file) == [one["results"] for one in file["applications"]]


def standing(db: Session, contract: Contract) -> list[str]:
    asked = select(ProgressInvoice.status).where(ProgressInvoice.contract_id == contract.id)
    return list(db.exec(asked.order_by(col(ProgressInvoice.sequence))))


def test_nothing_is_later_than_now_and_all_of_it_is_recent(sample: Session) -> None:
    instants = [
        *(invoice.issued_at for invoice in issued(sample)),
        *sample.exec(select(Email.at)),
        *sample.exec(select(Payment.created_at)),
        *sample.exec(select(Customer.created_at)),
    ]
    aware = [instant.replace(tzinfo=UTC) for instant in instants if instant]
    assert NOW - timedelta(days=YEARS_BACK + 60) < min(aware)
    assert max(aware) <= NOW


def test_the_member_sees_several_invoices_of_their_own(sample: Session) -> None:
    account = sample.exec(select(Account).where(Account.email == MEMBER_EMAIL)).one()
    assert password_matches(PASSWORD, account.password_hash)
    rows, owed, _ = invoices_of_account(sample, account_id=account.id or 0, now=NOW, language="fr")
    assert len(rows) == 5
    assert owed.count == 2


def test_members_are_invited_active_or_neither(sample: Session) -> None:
    accounts = {a.id: bool(a.password_hash) for a in sample.exec(select(Account))}
    links = Counter(accounts.get(account_id) for account_id in sample.exec(select(Customer.account_id)))
    assert links[True] == 1
    assert links[False] == 5
    assert links[None] > 40


def test_there_are_some_sixty_people_and_a_catalogue_in_both_languages(sample: Session) -> None:
    assert 55 <= len(sample.exec(select(Customer)).all()) <= 65
    assert all(item.description_en for item in sample.exec(select(CatalogueItem)))
    assert files().get(sample.get_one(Organisation, 1).logo_sha256).startswith(b"\x89PNG")


def test_progress_is_told_up_to_a_hundred(filled: dict[str, str]) -> None:
    heard = json.loads(filled["heard"])
    assert heard == sorted(heard)
    assert heard[-1] == 100
    assert len(heard) > 20


def test_a_second_time_is_refused(sample: Session) -> None:
    with pytest.raises(AlreadyFilled):
        fill(lambda percent: None, now=NOW)


def test_the_command_says_that_the_sample_is_there(
    sample: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sample_data.run(Namespace(invoices=0)) == 0
    assert "already" in capsys.readouterr().out


def test_a_real_organisation_is_left_alone(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with writing() as db:
        found(db, typed=CLUB | {"name": "Vrai Club"}, is_sample=False, now=NOW)
    with pytest.raises(NotASample):
        fill(lambda percent: None, now=NOW)
    assert sample_data.run(Namespace(invoices=0)) == 1
    assert "DATA_DIR" in capsys.readouterr().err
    with reading() as db:
        assert db.get_one(Organisation, 1).name == "Vrai Club"
        assert db.exec(select(Customer)).all() == []


def test_where_mail_really_leaves_nothing_is_made(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing() as db:
        found(db, typed=CLUB, is_sample=True, now=NOW)
        create_admin(db, password_hash="", now=NOW)
    monkeypatch.setenv("MAIL_TRANSPORT", "smtp")
    forget()
    with pytest.raises(MailLeaves):
        fill(lambda percent: None, now=NOW)
    with reading() as db:
        assert db.exec(select(Customer)).all() == []


def test_after_set_up_the_staff_are_invited_and_the_typed_admin_stays(db: Session) -> None:
    found(db, typed=CLUB | {"language": "en"}, is_sample=True, now=NOW)
    own = create_admin(db, password_hash="kept", now=NOW)
    own.email = "moi@chez-moi.example"
    db.add(own)
    db.flush()
    dress(db, now=NOW)
    staff = hire(db, password_hash="", now=NOW)
    open_doors(db, people_in(db), password_hash="", by=staff.admin, now=NOW)
    accounts = {a.email: a.password_hash for a in db.exec(select(Account))}
    assert accounts["moi@chez-moi.example"] == "kept"
    assert accounts[TREASURER_EMAIL] == accounts[ACCOUNTANT_EMAIL] == accounts[MEMBER_EMAIL] == ""
    assert ADMIN_EMAIL not in accounts
    assert db.get_one(Organisation, 1).language == "en"
    invited = set(db.exec(select(EmailRecipient.address)))
    assert {TREASURER_EMAIL, ACCOUNTANT_EMAIL, MEMBER_EMAIL} < invited


def people_in(db: Session) -> list[Person]:
    return enter_people(db, rng=Random(1), now=NOW)


def test_a_number_taken_meanwhile_leaves_no_gap(database_url: str) -> None:
    with writing() as db:
        found(db, typed=CLUB, is_sample=True, now=NOW)
        by = viewer_of_account(db, create_admin(db, password_hash="", now=NOW))
        items, people = dress(db, now=NOW), people_in(db)
        refs = [draft_for(db, person, items, by) for person in people[-4:]]
    orders = [Order(ref, by, NOW) for ref in refs[:3]]
    in_a_row = issue_all(orders, workers=2)
    numbers = [next(in_a_row).number]
    numbers.append(issuing.finalise(ref=refs[3], by=by, now=NOW).number)
    numbers += [each.number for each in in_a_row]
    assert numbers == [f"FA-2026-{n:04d}" for n in range(1, 5)]
    with reading() as db:
        assert db.get_one(NumberSeries, ("invoice", 2026)).next_number == 5
        for invoice in issued(db):
            assert Document.model_validate_json(invoice.document).number == invoice.number


def draft_for(db: Session, person: Person, items: dict[str, str], by: Viewer) -> str:
    story = Story(person, NOW.date(), (Billed("COT-IND"),), End.OWED)
    return type_draft(db, story, items=items, by=by, now=NOW).ref


def test_the_same_day_makes_the_same_sample_and_any_day_makes_one(db: Session) -> None:
    people = people_in(db)
    for day in range(0, 800, 31):
        now = NOW + timedelta(days=day, hours=day % 24)
        told = [stories(people, Calendar(now, "America/Montreal", Random(3)), 150) for _ in range(2)]
        assert told[0] == told[1]
        assert len(told[0]) == 150
        assert {story.end for story in told[0]} == set(End)
        assert all(story.day < now.date() for story in told[0])
