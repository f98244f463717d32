"""Where options are kept, who may keep them, and what is sent with them."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select

from invoice_app.invoices import drafting, issuing, previews
from invoice_app.invoices.models import Invoice, PdfProfile
from invoice_app.invoices.paper.options import USUAL, PdfOptions
from invoice_app.invoices.pdf_profiles import (
    ORGANISATION,
    forget_options,
    in_force,
    options_for,
    paper_with,
    save_options,
)
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sending import Configured, Envelope, configured_paper, send
from invoice_app.mail.composing import Recipient
from invoice_app.mail.models import EmailAttachment
from invoice_app.shared.about import About
from invoice_app.shared.database import writing
from invoice_app.shared.files import files
from invoice_app.shared.history import Change
from invoice_app.shared.paper.engine import render_pdf
from invoice_app.shared.permission import Forbidden, Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound
from tests.invoices.conftest import Club, drafted, plant

CONTRACT = About("contract", 7)
SERIF, BARE = PdfOptions(font="source-serif"), PdfOptions(logo=False, qr=False)


def clerk(club: Club, **levels: Level) -> Viewer:
    return Viewer(
        club.admin.account_id, "g@club.example", "Greffe", "fr", {Tool(t): v for t, v in levels.items()}
    )


def under_contract(db: Session, club: Club, now: datetime) -> Invoice:
    invoice = drafted(db, club, now)
    invoice.under_kind, invoice.under_id = CONTRACT.kind, CONTRACT.id
    db.add(invoice)
    db.flush()
    return invoice


def test_the_nearest_options_are_in_force(db: Session, club: Club, now: datetime) -> None:
    invoice = under_contract(db, club, now)
    own = About("invoice", invoice.id or 0)
    assert in_force(db, invoice).about is None
    for about, options in ((ORGANISATION, SERIF), (CONTRACT, BARE), (own, PdfOptions(hide_zero=True))):
        save_options(db, about, options, by=club.admin, now=now)
        assert (in_force(db, invoice).about, options_for(db, invoice)) == (about, options)
    for about, left in ((own, BARE), (CONTRACT, SERIF), (ORGANISATION, USUAL)):
        forget_options(db, about, by=club.admin, now=now)
        assert options_for(db, invoice) == left


def test_another_contract_has_options_of_its_own(db: Session, club: Club, now: datetime) -> None:
    save_options(db, About("contract", 8), BARE, by=club.admin, now=now)
    assert options_for(db, under_contract(db, club, now)) == USUAL


def test_options_that_cannot_be_read_are_passed_over(db: Session, club: Club, now: datetime) -> None:
    invoice = under_contract(db, club, now)
    save_options(db, ORGANISATION, SERIF, by=club.admin, now=now)
    db.add(PdfProfile(about_kind="contract", about_id=7, options='{"version": 9}', changed_at=now))
    db.flush()
    assert options_for(db, invoice) == SERIF


def test_each_place_asks_for_its_own_right(db: Session, club: Club, now: datetime) -> None:
    invoice = under_contract(db, club, now)
    own = About("invoice", invoice.id or 0)
    writer, reader = clerk(club, invoices=Level.STANDARD), clerk(club, invoices=Level.READ)
    administers = clerk(club, organisation=Level.ADMIN)
    contractor = clerk(club, contracts=Level.STANDARD)
    for about, allowed, refused in (
        (own, writer, reader),
        (CONTRACT, contractor, writer),
        (own, writer, administers),
        (ORGANISATION, administers, writer),
    ):
        save_options(db, about, BARE, by=allowed, now=now)
        with pytest.raises(Forbidden):
            save_options(db, about, SERIF, by=refused, now=now)
        with pytest.raises(Forbidden):
            forget_options(db, about, by=refused, now=now)
        kept = db.get_one(PdfProfile, (about.kind, about.id))
        assert (kept.options, kept.changed_by_name) == (BARE.as_json(), "Greffe")


def test_the_history_of_an_invoice_and_of_a_contract_tells_of_it(
    db: Session, club: Club, now: datetime
) -> None:
    invoice = under_contract(db, club, now)
    own = About("invoice", invoice.id or 0)
    for about in (own, CONTRACT, ORGANISATION):
        save_options(db, about, SERIF, by=club.admin, now=now)
        save_options(db, about, SERIF, by=club.admin, now=now)
    forget_options(db, own, by=club.admin, now=now)
    told = [
        (row.about_kind, row.what_en, row.before_en, row.after_en)
        for row in db.exec(select(Change).order_by(Change.id))  # type: ignore[arg-type]
        if row.what_en.startswith("PDF")
    ]
    assert told == [
        ("invoice", "PDF options saved", "", "Font: Source Serif"),
        ("contract", "PDF options saved", "", "Font: Source Serif"),
        ("invoice", "PDF options removed", "Font: Source Serif", ""),
    ]


def test_a_discarded_draft_takes_its_options_with_it(db: Session, club: Club, now: datetime) -> None:
    draft = drafted(db, club, now)
    save_options(db, About("invoice", draft.id or 0), BARE, by=club.admin, now=now)
    drafting.discard(db, ref=draft.ref)
    db.flush()
    assert db.exec(select(PdfProfile)).all() == []


def issued(db: Session, club: Club, now: datetime) -> Invoice:
    plan = issuing.foresee(db, ref=drafted(db, club, now).ref, now=now)
    pdf = render_pdf(issuing.paper_of(plan.document))
    done = issuing.seal(db, plan=plan, pdf=pdf, by=club.admin, now=now)
    return readable_invoice(db, ref=done.ref, viewer=club.admin)


def test_what_is_sent_is_what_the_tab_shows_afterwards(db: Session, club: Club, now: datetime) -> None:
    invoice = issued(db, club, now)
    save_options(db, ORGANISATION, SERIF, by=club.admin, now=now)
    options, job = configured_paper(db, ref=invoice.ref, by=club.admin)
    made = Configured(options, render_pdf(job))
    envelope = Envelope(nonce="n", recipients=(Recipient("to", "zoe@client.example"),), configured=made)
    email = send(db, ref=invoice.ref, envelope=envelope, by=club.admin, now=now)
    details, configured = db.exec(
        select(EmailAttachment).where(EmailAttachment.email_id == email.id).order_by(EmailAttachment.position)  # type: ignore[arg-type]
    )
    assert details.sha256 == invoice.pdf_sha256
    assert configured.name == "Facture-FA-2026-0001-configurable.pdf"
    assert len(PdfReader(io.BytesIO(files().get(configured.sha256))).pages) == 1
    # Whatever the organisation chooses later, the tab makes the very bytes that left.
    save_options(db, ORGANISATION, BARE, by=club.admin, now=now)
    again = render_pdf(paper_with(db, invoice, options_for(db, invoice)))
    assert hashlib.sha256(again).hexdigest() == configured.sha256
    assert in_force(db, invoice).about == About("invoice", invoice.id or 0)


def test_without_the_tick_only_the_pdf_of_details_leaves(db: Session, club: Club, now: datetime) -> None:
    invoice = issued(db, club, now)
    envelope = Envelope(nonce="n", recipients=(Recipient("to", "zoe@client.example"),))
    send(db, ref=invoice.ref, envelope=envelope, by=club.admin, now=now)
    [details] = db.exec(select(EmailAttachment)).all()
    assert details.sha256 == invoice.pdf_sha256
    assert db.exec(select(PdfProfile)).all() == []


def test_a_preview_is_for_whoever_asked_for_it(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = plant(db, now)
        invoice = drafted(db, club, now)
    key = previews.make_preview(ref=invoice.ref, options=SERIF, by=club.admin)
    assert previews.preview_of(ref=invoice.ref, key=key, by=club.admin).startswith(b"%PDF")
    assert previews.make_preview(ref=invoice.ref, options=SERIF, by=club.admin) == key
    assert previews.make_preview(ref=invoice.ref, options=BARE, by=club.admin) != key
    other = Viewer(club.admin.account_id + 1, "o@club.example", "Autre", "fr", {Tool.INVOICES: Level.ADMIN})
    for ref, asked, by in (
        (invoice.ref, key, other),
        ("0" * 26, key, club.admin),
        (invoice.ref, "0" * 32, club.admin),
    ):
        with pytest.raises(NotFound):
            previews.preview_of(ref=ref, key=asked, by=by)
