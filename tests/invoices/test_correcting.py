"""Correcting an issued invoice: a credit note that is its exact negation, or a void that keeps its number."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from invoice_app.invoices import issuing
from invoice_app.invoices.composer.writing import Writing, begin
from invoice_app.invoices.correcting import (
    AlreadyCredited,
    AlreadyVoid,
    CorrectedInItsContract,
    NoteStands,
    NotIssuedYet,
    ReasonNeeded,
)
from invoice_app.invoices.crediting import foresee_credit, press_credit, seal_credit
from invoice_app.invoices.document import Document, DocumentKind
from invoice_app.invoices.models import Invoice, InvoiceLine, InvoiceTax
from invoice_app.invoices.negation import negation_of
from invoice_app.invoices.queries import invoices_of_account, page_of_invoices, receivables
from invoice_app.invoices.reading import invoice_card
from invoice_app.invoices.rules import line_figures, total_of
from invoice_app.invoices.sending import Envelope, VoidStaysHome, first_envelope, pdf_name, send
from invoice_app.invoices.settling import NothingOwed, settle
from invoice_app.invoices.voiding import NotTheLatest, WasPaid, WasSent, void_invoice
from invoice_app.mail.composing import Recipient
from invoice_app.mail.models import Email
from invoice_app.members.models import Customer
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.payments.models import Payment
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files
from invoice_app.shared.history import history_of
from invoice_app.shared.ids import new_ref
from invoice_app.shared.money import ZERO
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal
from tests.invoices.conftest import Club, drafted, plant
from tests.invoices.papers import application, document, line, received, scheduled
from tests.invoices.test_issuing import PDF, issue

QUEBEC = (
    TaxRate("GST", Phrase("TPS", "GST"), Decimal("0.05")),
    TaxRate("QST", Phrase("TVQ", "QST"), Decimal("0.09975")),
)
CENTS = st.decimals(min_value=-999_999, max_value=999_999, places=2)
WORTH = st.decimals(min_value=1, max_value=999_999, places=2)
QUANTITIES = st.decimals(min_value=-999, max_value=999, places=4)
PRICES = st.decimals(min_value=-9_999, max_value=9_999, places=4)
WHY = "Mauvais prix"


def credit(db: Session, club: Club, ref: str, now: datetime, reason: str = WHY) -> issuing.Issued:
    """Credit in the present transaction, with bytes for a PDF."""
    plan = foresee_credit(db, ref=ref, note_ref=new_ref(), reason=reason, by=club.admin, now=now)
    return seal_credit(db, ref=ref, plan=plan, pdf=PDF, by=club.admin, now=now)


def begun(db: Session, club: Club, ref: str, now: datetime) -> Writing:
    """The email that one starts to write about an invoice."""
    return begin(db, ref=ref, wish="new", email_ref="", by=club.admin, now=now)


def void(db: Session, club: Club, ref: str, now: datetime, reason: str = WHY) -> Invoice:
    return void_invoice(db, ref=ref, reason=reason, by=club.admin, now=now)


def pay(db: Session, club: Club, ref: str, now: datetime, amount: str = "40", nonce: str = "n") -> Payment:
    typed = {"amount": amount, "received_on": "2026-03-16", "method": "cheque", "reference": "12"}
    return settle(db, ref=ref, typed=typed, nonce=nonce, by=club.admin, language="fr", now=now)


def by_ref(db: Session, ref: str) -> Invoice:
    return db.exec(select(Invoice).where(Invoice.ref == ref)).one()


def state(db: Session, club: Club, ref: str, now: datetime) -> tuple[str, str, bool]:
    card = invoice_card(db, ref=ref, viewer=club.admin, language="fr", now=now)
    return card.status, card.balance, card.is_owed


def shown(db: Session, club: Club, show: str, now: datetime) -> set[str]:
    rows = page_of_invoices(db, viewer=club.admin, now=now, language="fr", show=show).rows
    return {row.number for row in rows}


def history(db: Session, ref: str) -> list[tuple[str, str, str]]:
    about = About("invoice", by_ref(db, ref).id or 0)
    rows = history_of(db, about, language="fr", time_zone="America/Montreal")
    return [(row.who, row.what, row.after) for row in rows]


def amounts(found: Any, name: str = "") -> dict[str, Decimal]:
    """Every amount of a document by where it stands; a price and a share are no amounts."""
    if isinstance(found, Decimal):
        return {} if name.rsplit(".", 1)[-1] in ("unit_price", "percent", "rate") else {name: found}
    parts = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, tuple) else ()
    return {place: amount for key, part in parts for place, amount in amounts(part, f"{name}.{key}").items()}


def negated(paper: Document) -> Document:
    return negation_of(paper, number="NC-2026-0001", issue_on=date(2026, 12, 1), reason=WHY)


@given(
    lines=st.lists(st.tuples(QUANTITIES, PRICES, st.booleans()), min_size=1, max_size=8),
)
def test_a_credit_note_is_the_exact_negation_of_its_invoice_taxes_included(
    lines: list[tuple[Decimal, Decimal, bool]],
) -> None:
    """I18: computed anew from the negated lines, every tax and total is what the note says."""
    paper = document(*(line("x", str(q), str(p), taxed=taxed) for q, p, taxed in lines))
    note = negated(paper)
    whole, other = amounts(paper.model_dump()), amounts(note.model_dump())
    assert {place: -amount for place, amount in whole.items()} == other
    again = total_of(
        (line_figures(one.quantity, one.unit_price, _class(one.taxed)) for one in note.lines), QUEBEC
    )
    assert [one.amount for one in note.lines] == [
        line_figures(one.quantity, one.unit_price, _class(one.taxed)).amount for one in note.lines
    ]
    assert (again.subtotal, again.total) == (note.subtotal, note.total)
    assert {t.code: t.amount for t in again.taxes if t.amount} == {
        t.code: t.amount for t in note.taxes if t.amount
    }


def _class(taxed: bool) -> TaxClass:
    return TaxClass.TAXABLE if taxed else TaxClass.EXEMPT


@given(items=st.lists(st.tuples(WORTH, CENTS, CENTS, CENTS), min_size=1, max_size=6))
def test_the_note_of_an_application_turns_every_line_of_its_summary_and_schedule(
    items: list[tuple[Decimal, Decimal, Decimal, Decimal]],
) -> None:
    rows = tuple(scheduled(f"{i}", str(c), str(d), str(e), str(f)) for i, (c, d, e, f) in enumerate(items))
    paper = application(rows)
    note = negated(paper)
    assert {place: -x for place, x in amounts(paper.model_dump()).items()} == amounts(note.model_dump())
    assert note.progress is not None
    assert paper.progress is not None
    assert [row.percent for row in note.progress.schedule] == [row.percent for row in paper.progress.schedule]


def test_what_was_received_is_no_part_of_a_credit_note() -> None:
    note = negated(document(payments=(received("10.00"),)))
    assert (note.received, note.balance) == ((), note.total)


def test_a_credit_note_has_a_number_of_its_own_and_its_invoice_owes_nothing(
    db: Session, club: Club, now: datetime
) -> None:
    first = issue(db, club, drafted(db, club, now), now)
    kept = issue(db, club, drafted(db, club, now), now)
    note = credit(db, club, first.ref, now)
    assert note.number == "NC-2026-0001"
    row, original = by_ref(db, note.ref), by_ref(db, first.ref)
    assert (row.kind, row.credits_id, row.total) == ("credit", original.id, -original.total)
    assert (row.customer_id, row.bill_to_id) == (original.customer_id, original.bill_to_id)
    paper = Document.model_validate_json(row.document)
    assert paper.credit is not None
    assert (paper.credit.number, paper.credit.reason) == ("FA-2026-0001", WHY)
    for table, column in ((InvoiceTax, "amount"), (InvoiceLine, "amount")):
        pairs = [
            [getattr(x, column) for x in db.exec(select(table).where(table.invoice_id == i.id))]
            for i in (original, row)
        ]
        assert pairs[1] == [-amount for amount in pairs[0]]
        assert pairs[0]
    assert state(db, club, first.ref, now) == ("Créditée", "0,00\u00a0$", False)
    assert state(db, club, note.ref, now) == ("Note de crédit", "0,00\u00a0$", False)
    assert shown(db, club, "unpaid", now) == {kept.number}
    assert shown(db, club, "overdue", now + timedelta(days=90)) == {kept.number}
    assert shown(db, club, "paid", now) == set()
    figures = receivables(db, viewer=club.admin, now=now + timedelta(days=90), language="fr")
    assert (figures.owed, figures.unpaid_count, figures.overdue_count) == ("114,98\u00a0$", 1, 1)


def test_a_member_sees_their_credited_invoice_and_owes_nothing(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    member = db.exec(select(Customer).where(Customer.ref == club.member)).one()
    member.account_id = club.admin.account_id
    db.add(member)
    note = credit(db, club, issued.ref, now)
    rows, owed, _ = invoices_of_account(db, account_id=club.admin.account_id, now=now, language="fr")
    assert {(row.number, row.status, row.balance) for row in rows} == {
        (issued.number, "Créditée", "—"),
        (note.number, "Note de crédit", "—"),
    }
    assert not owed.is_something


def test_money_already_received_is_said_to_be_the_client_s(db: Session, club: Club, now: datetime) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    pay(db, club, issued.ref, now, "40")
    credit(db, club, issued.ref, now)
    card = invoice_card(db, ref=issued.ref, viewer=club.admin, language="fr", now=now)
    assert (card.status, card.surplus, card.note_number) == ("Créditée", "40,00\u00a0$", "NC-2026-0001")


def test_neither_a_credited_invoice_nor_a_note_nor_a_void_one_is_paid(
    db: Session, club: Club, now: datetime
) -> None:
    credited = issue(db, club, drafted(db, club, now), now)
    note = credit(db, club, credited.ref, now)
    gone = issue(db, club, drafted(db, club, now), now)
    void(db, club, gone.ref, now)
    for ref in (credited.ref, note.ref, gone.ref):
        with pytest.raises(NothingOwed):
            pay(db, club, ref, now)
    assert db.exec(select(Payment)).all() == []


def test_an_invoice_is_credited_once_and_a_note_never(db: Session, club: Club, now: datetime) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    note = credit(db, club, issued.ref, now)
    with pytest.raises(AlreadyCredited):
        credit(db, club, issued.ref, now)
    with pytest.raises(AlreadyCredited):
        void(db, club, issued.ref, now)
    for correct in (credit, void):
        with pytest.raises(NoteStands):
            correct(db, club, note.ref, now)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_correction_without_a_reason_is_asked_for_one(
    db: Session, club: Club, now: datetime, reason: str
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    for correct in (credit, void):
        with pytest.raises(ReasonNeeded):
            correct(db, club, issued.ref, now, reason)
    assert state(db, club, issued.ref, now)[0] == "En attente de paiement"


def test_a_draft_is_not_corrected_and_another_s_invoice_is_not_found(
    db: Session, club: Club, now: datetime
) -> None:
    draft = drafted(db, club, now)
    for correct in (credit, void):
        with pytest.raises(NotIssuedYet):
            correct(db, club, draft.ref, now)
    issued = issue(db, club, draft, now)
    stranger = Club(Viewer(club.admin.account_id, "x@y.example", "X", "fr"), "", "")
    for correct in (credit, void):
        with pytest.raises(NotFound):
            correct(db, stranger, issued.ref, now)


def test_a_void_invoice_keeps_its_number_its_pdf_and_owes_nothing(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    void(db, club, issued.ref, now)
    invoice = by_ref(db, issued.ref)
    assert (invoice.number, invoice.status, files().get(invoice.pdf_sha256)) == (issued.number, "void", PDF)
    assert state(db, club, issued.ref, now) == ("Annulée", "0,00\u00a0$", False)
    (row,) = page_of_invoices(db, viewer=club.admin, now=now, language="fr").rows
    assert (row.status, row.balance) == ("Annulée", "—")
    assert shown(db, club, "unpaid", now) == set()
    assert issue(db, club, drafted(db, club, now), now).number == "FA-2026-0002"
    for correct in (credit, void):
        with pytest.raises(AlreadyVoid):
            correct(db, club, issued.ref, now)
    with pytest.raises(VoidStaysHome):
        begun(db, club, issued.ref, now)


def test_what_was_sent_or_paid_or_followed_is_credited_rather_than_voided(
    db: Session, club: Club, now: datetime
) -> None:
    older = issue(db, club, drafted(db, club, now), now)
    draft = drafted(db, club, now)
    latest = issue(db, club, draft, now)
    with pytest.raises(NotTheLatest):
        void(db, club, older.ref, now)
    pay(db, club, latest.ref, now)
    with pytest.raises(WasPaid):
        void(db, club, latest.ref, now)
    draft = drafted(db, club, now)
    sent = issue(db, club, draft, now, envelope=first_envelope(db, draft.ref, club.admin))
    with pytest.raises(WasSent):
        void(db, club, sent.ref, now)
    assert credit(db, club, sent.ref, now).number == "NC-2026-0001"


def test_a_credit_of_this_year_for_an_invoice_of_last_year_is_numbered_this_year(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    later = now + timedelta(days=400)
    assert credit(db, club, issued.ref, later).number == "NC-2027-0001"


def test_the_database_itself_keeps_a_note_and_its_invoice_as_they_are(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    note = credit(db, club, issued.ref, now)
    for statement in (
        f"UPDATE invoice SET credits_id = NULL WHERE ref = '{note.ref}'",
        f"UPDATE invoice SET total = 0 WHERE ref = '{note.ref}'",
        f"DELETE FROM invoice WHERE ref = '{note.ref}'",
    ):
        with pytest.raises(DBAPIError, match="never changes"), db.begin_nested():
            db.execute(sql(statement))


def test_the_letter_of_a_credit_note_asks_for_no_money(db: Session, club: Club, now: datetime) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    note = credit(db, club, issued.ref, now)
    letter = begun(db, club, note.ref, now)
    assert letter.boxes["subject"] == "Note de crédit NC-2026-0001 – Club des Érables"
    assert pdf_name(letter.document) == "Note-de-credit-NC-2026-0001.pdf"
    assert "FA-2026-0001 de 114,98\u00a0$" in letter.boxes["message"]
    assert "Montant à payer" not in letter.boxes["message"]
    again = begun(db, club, issued.ref, now)
    assert "NC-2026-0001" in again.boxes["message"]
    assert "Montant à payer" not in again.boxes["message"]


def test_the_history_says_who_did_what(db: Session, club: Club, now: datetime) -> None:
    draft = drafted(db, club, now)
    issued = issue(db, club, draft, now, envelope=first_envelope(db, draft.ref, club.admin))
    first, second = pay(db, club, issued.ref, now), pay(db, club, issued.ref, now)
    assert first.id == second.id
    note = credit(db, club, issued.ref, now)
    assert history(db, issued.ref) == [
        ("Ada Admin", "Créditée par la note NC-2026-0001", "Raison\u00a0: Mauvais prix"),
        ("Ada Admin", "Paiement enregistré", "40,00\u00a0$ · Chèque · 12"),
        ("Ada Admin", "Envoyée par courriel", "zoe@client.example"),
        ("Ada Admin", "Facture émise", "FA-2026-0001"),
        ("Ada Admin", "Brouillon commencé", ""),
    ]
    assert history(db, note.ref) == [("Ada Admin", "Note de crédit émise", "NC-2026-0001")]


def test_a_private_email_and_a_blind_copy_tell_the_history_no_address(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    secret = Recipient("to", "secret@ailleurs.example", "")
    blind = Recipient("bcc", "cache@ailleurs.example", "")
    open_to = Recipient("to", "zoe@client.example", "Zoé")
    for envelope in (
        Envelope(nonce="1", recipients=(secret,), private=True),
        Envelope(nonce="2", recipients=(open_to, blind)),
        Envelope(nonce="2", recipients=(open_to, blind)),
    ):
        send(db, ref=issued.ref, envelope=envelope, by=club.admin, now=now)
    assert len(db.exec(select(Email)).all()) == 2
    said = history(db, issued.ref)
    assert "ailleurs" not in str(said)
    assert [(what, after) for _, what, after in said[:2]] == [
        ("Envoyée par courriel", "zoe@client.example"),
        ("Courriel privé envoyé", ""),
    ]


def test_an_application_for_payment_is_corrected_with_its_contract_only(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    original = by_ref(db, issued.ref)
    plan = issuing.Plan(new_ref(), 1, 2026, 2, Document.model_validate_json(original.document))
    paper = plan.document.model_copy(update={"kind": DocumentKind.PROGRESS})
    made = issuing.issue_ready_made(
        db, plan=issuing.Plan(plan.ref, 1, 2026, 2, paper), pdf=PDF, customer_id=original.customer_id,
        bill_to_id=original.bill_to_id, search="", number_kind="invoice", under=About("contract", 7),
        by=club.admin, now=now,
    )  # fmt: skip
    for correct in (credit, void):
        with pytest.raises(CorrectedInItsContract):
            correct(db, club, made.ref, now)
    void_invoice(db, ref=made.ref, reason=WHY, by=club.admin, now=now, within=About("contract", 7))
    assert by_ref(db, made.ref).status == "void"


def test_two_people_who_credit_at_once_make_one_note(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = plant(db, now)
        issued = issue(db, club, drafted(db, club, now), now)
    said = at_once(lambda: credited(club, issued.ref, now), lambda: credited(club, issued.ref, now))
    assert sorted(said) == ["AlreadyCredited", "NC-2026-0001"]
    with reading() as db:
        assert sum((i.total for i in db.exec(select(Invoice))), start=ZERO) == ZERO


def test_a_payment_and_a_credit_at_once_leave_no_payment_on_a_credited_invoice_unseen(
    database_url: str, now: datetime
) -> None:
    """Whichever is first: then either the payment is refused, or it is the client's surplus."""
    with writing() as db:
        club = plant(db, now)
        issued = issue(db, club, drafted(db, club, now), now)

    def paid() -> str:
        with writing() as db:
            return str(pay(db, club, issued.ref, now, "40").amount)

    said = at_once(lambda: credited(club, issued.ref, now), paid)
    assert "NC-2026-0001" in said
    with reading() as db:
        card = invoice_card(db, ref=issued.ref, viewer=club.admin, language="fr", now=now)
        assert card.surplus == ("" if "NothingOwed" in said else "40,00\u00a0$")


def test_a_void_and_a_credit_at_once_do_one_of_the_two(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = plant(db, now)
        issued = issue(db, club, drafted(db, club, now), now)

    def voided() -> str:
        with writing() as db:
            return void(db, club, issued.ref, now).status

    said = set(at_once(lambda: credited(club, issued.ref, now), voided))
    assert said in ({"void", "AlreadyVoid"}, {"NC-2026-0001", "AlreadyCredited"})


def test_one_press_makes_the_note_and_its_archival_pdf(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = plant(db, now)
        issued = issue(db, club, drafted(db, club, now), now)
    note = press_credit(ref=issued.ref, reason="  Prix\n erroné ", by=club.admin, now=now)
    with reading() as db:
        pdf = files().get(by_ref(db, note.ref).pdf_sha256)
        assert Document.model_validate_json(by_ref(db, note.ref).document).credit.reason == "Prix erroné"  # type: ignore[union-attr]
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert metadata.get("pdfaid:part") == "3"


def credited(club: Club, ref: str, now: datetime) -> str:
    """As a press, without its queue: each goes straight to the database."""
    with reading() as db:
        plan = foresee_credit(db, ref=ref, note_ref=new_ref(), reason=WHY, by=club.admin, now=now)
    with writing() as db:
        return seal_credit(db, ref=ref, plan=plan, pdf=PDF, by=club.admin, now=now).number


def at_once(*acts: Any) -> list[str]:
    """What each came to: what it gave, or the name of its refusal."""
    gate, said = Barrier(len(acts)), []

    def person(act: Any) -> None:
        gate.wait()
        try:
            said.append(act())
        except Refusal as refusal:
            said.append(type(refusal).__name__)

    people = [Thread(target=person, args=(act,)) for act in acts]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert len(said) == len(acts)
    return said
