"""An organisation with something to hide from everybody, made by the same actions as a person uses.

Each secret carries one of the words of `tests.door.words`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from invoice_app.accounts import levels, setting_up, signing_in
from invoice_app.accounts.inviting import create_account, invite
from invoice_app.accounts.models import Account, SignedIn
from invoice_app.accounts.passwords import hash_password
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.contracts import pressing
from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.filing import add_file
from invoice_app.contracts.ordering import draft_order
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.progress_drafting import enter_line, start_progress
from invoice_app.contracts.reading_rights import set_readers
from invoice_app.contracts.receiving import receive
from invoice_app.contracts.reviewing import submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.invoices import drafting, sending
from invoice_app.invoices.catalogue import save_item
from invoice_app.invoices.issuing import foresee, seal
from invoice_app.invoices.mail_actions import write_note
from invoice_app.invoices.models import BulkItem, BulkSend, Invoice
from invoice_app.invoices.settling import settle
from invoice_app.invoices.typed import Typed
from invoice_app.mail.actions import simulate_reply, take_in
from invoice_app.mail.composing import Recipient
from invoice_app.mail.courier import Courier
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.models import Email, EmailAttachment, InboundRaw
from invoice_app.mail.transports.local import Local
from invoice_app.members import actions as members
from invoice_app.members.models import Customer
from invoice_app.shared.about import About
from invoice_app.shared.database import writing
from invoice_app.shared.dates import day_of, month_of
from invoice_app.shared.ids import fingerprint, new_ref
from invoice_app.shared.permission import Level, Tool, Viewer
from tests.door.posted import returned_copy, stray
from tests.door.words import ALINE, BLIND, HUSHED, OFFICE, PRIVATE, SYSTEM

PASSWORD = "trois loutres sur un quai"

HOOK_SECRET = "mot-convenu-avec-le-fournisseur"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a session: what their browser holds, and what others could only guess."""

    viewer: Viewer
    ref: str
    cookie: str
    session_ref: str


@dataclass(frozen=True, slots=True)
class House:
    """Who lives here, and the addresses of everything, by what it is: `refs["invoice"]`."""

    people: dict[str, Person]
    refs: dict[str, str] = field(default_factory=dict)
    number: str = ""

    def cookie(self, who: str) -> str:
        """What somebody's browser sends; nothing for a name that has no account."""
        return self.people[who].cookie if who in self.people else ""

    def levels(self, who: str) -> dict[str, int] | None:
        """What somebody was given, by tool; `None` where the door should know nobody."""
        if who not in self.people or who == "disabled":
            return None
        return {tool.value: int(level) for tool, level in self.people[who].viewer.levels.items()}


PRESETS = {"treasurer": "treasurer", "accountant": "accountant", "disabled": "admin"}
PEOPLE = {
    "admin": ("claire@club.example", "Claire Fontaine"),
    "treasurer": ("paul@club.example", "Paul Rivest"),
    "accountant": ("odile@club.example", "Odile Comptois"),
    "registrar": ("renee@club.example", "Renée Inscrite"),
    "confidant": ("camille@club.example", "Camille Discret"),
    "disabled": ("ancien@club.example", "Ancien Responsable"),
    "aline": (f"aline@{ALINE}.example", f"Aline {ALINE.title()}"),
    "basile": ("basile@membre.example", "Basile Autremont"),
}
_CLUB = {
    "name": "Club du Quai",
    "language": "fr",
    "province": "QC",
    "currency": "CAD",
    "time_zone": "America/Montreal",
}


def furnish(data_dir: Path, now: datetime) -> House:
    """Fill the database that `shared.database` points at; nothing is left to deliver afterwards."""
    password_hash = hash_password(PASSWORD)
    with writing() as db:
        accounts = dict(_accounts(db, password_hash, now))
        house = House({name: _person(db, account, now) for name, account in accounts.items()})
        admin = house.people["admin"].viewer
        aline = _member(db, "aline", ALINE, accounts["aline"], now)
        basile = _member(db, "basile", "membre", accounts["basile"], now)
        house.refs.update(aline=aline.ref, basile=basile.ref, account=house.people["aline"].ref)
        house.refs["item"] = _item(db, now)
    with writing() as db:
        mine = _issued(db, aline, f"Cours {ALINE}", "98765,43", admin, now)
        theirs = _issued(db, basile, "Amarrage", "100", admin, now)
        house.refs.update(invoice=mine.ref, other_invoice=theirs.ref)
        house.refs["draft"] = _typed(db, aline, f"Brouillon {OFFICE}", "10", admin, now).ref
        _pay(db, mine, admin, now)
    with writing() as db:
        _correspond(db, mine, admin, now)
    with writing() as db:
        house.refs.update(_contract(db, admin, now))
        house.refs.update(_private_contract(db, house, now))
        house.refs.update(_bulk_sends(db, house, now))
        _invite(db, admin, now)
        _name_of_system(db)
    Courier(Local(data_dir / "outbox")).deliver_due(now)
    with writing() as db:
        house.refs.update(_mail_refs(db))
    return House(house.people, house.refs, mine.number or "")


def _accounts(db: Session, password_hash: str, now: datetime) -> Iterator[tuple[str, Account]]:
    email, name = PEOPLE["admin"]
    admin = setting_up.FirstAdmin(name, email, "")
    setting_up.set_up(db, typed=_CLUB, admin=admin, password_hash=password_hash, is_sample=True, now=now)
    yield "admin", db.exec(select(Account).where(Account.email == email)).one()
    for who, (email, name) in list(PEOPLE.items())[1:]:
        account = create_account(
            db, email=email, name=name, language="fr", preset=PRESETS.get(who, "member"), now=now,
            password_hash=password_hash,
        )  # fmt: skip
        if who == "registrar":
            everything_but_invoices = {Tool.MEMBERS: Level.ADMIN, Tool.CONTRACTS: Level.STANDARD}
            levels.set_levels(db, account_ref=account.ref, levels=everything_but_invoices)
        if who == "confidant":
            to_read = dict.fromkeys((Tool.MEMBERS, Tool.INVOICES, Tool.CONTRACTS), Level.READ)
            levels.set_levels(db, account_ref=account.ref, levels=to_read)
        yield who, account


def _person(db: Session, account: Account, now: datetime) -> Person:
    viewer = viewer_of_account(db, account)
    if account.email == PEOPLE["disabled"][0]:
        levels.disable(db, account_ref=account.ref, now=now)
    # Opened after the door was closed: not the session's end but the account's keeps them out.
    opened = signing_in.open_session(db, account_id=account.id or 0, browser="", address="", now=now)
    session = db.exec(select(SignedIn).where(SignedIn.secret_hash == fingerprint(opened.secret))).one()
    return Person(viewer, account.ref, f"session={opened.secret}", session.ref)


def _member(db: Session, given: str, family: str, account: Account, now: datetime) -> Customer:
    typed = {
        "kind": "member", "given_name": given.title(), "family_name": family.title(), "language": "fr",
        "email": account.email, "street": f"1, rue {family}", "province": "QC", "country": "CA",
        "note": f"Note {OFFICE}",
    }  # fmt: skip
    customer = members.add(db, typed=typed, now=now)
    customer.account_id = account.id
    members.save(db, customer)
    return customer


def _item(db: Session, now: datetime) -> str:
    typed = {
        "code": OFFICE.upper(),
        "description_fr": f"Article {OFFICE}",
        "unit_price": "5",
        "tax_class": "exempt",
    }
    return save_item(db, ref="", typed=typed, language="fr", now=now).ref


def _typed(db: Session, customer: Customer, words: str, price: str, by: Viewer, now: datetime) -> Invoice:
    draft = drafting.begin(db, customer_ref=customer.ref, by=by, now=now)
    key = Typed.model_validate_json(draft.typed).lines[0].key
    for box, text in (("description", words), ("unit_price", price), ("tax_class", "exempt")):
        draft = drafting.type_in_line(db, ref=draft.ref, key=key, field=box, text=text)
    return draft


def _issued(db: Session, customer: Customer, words: str, price: str, by: Viewer, now: datetime) -> Invoice:
    """Issued with a short file for its PDF: what is in it is searched for, and nobody looks at it."""
    draft = _typed(db, customer, words, price, by, now)
    plan = foresee(db, ref=draft.ref, now=now)
    seal(db, plan=plan, pdf=f"%PDF-1.7\n% {words}\n{'.' * 4_000}".encode(), by=by, now=now)
    return draft


def _pay(db: Session, invoice: Invoice, by: Viewer, now: datetime) -> None:
    typed = {
        "amount": "65,43",
        "method": "cheque",
        "reference": f"{ALINE}-0042",
        "received_on": f"{_today(now)}",
    }
    settle(db, ref=invoice.ref, typed=typed, nonce="door", by=by, language="fr", now=now)


def _correspond(db: Session, invoice: Invoice, by: Viewer, now: datetime) -> None:
    """An open conversation with a blind copy, then a private one; each with a file and an answer."""
    aline, archives = (
        Recipient("to", PEOPLE["aline"][0]),
        Recipient("bcc", f"archives@{BLIND}.example", BLIND),
    )
    director = Recipient("to", f"direction@{PRIVATE}.example", f"Direction {PRIVATE}")
    about = About("invoice", invoice.id or 0)
    for private, word, people in ((False, ALINE, (aline, archives)), (True, PRIVATE, (director,))):
        file = Attachment(f"{word}.txt", "text/plain", f"Ceci est un {word}.".encode())
        envelope = sending.Envelope(
            nonce=word, recipients=people, subject=f"Objet {word}", message=f"Bonjour,\n\nMessage {word}.",
            private=private, with_pdf=False, enclosed=(file,),
        )  # fmt: skip
        sending.send(db, ref=invoice.ref, envelope=envelope, by=by, now=now)
        reply = simulate_reply(db, about=about, text=f"Reponse {word}.", now=now, attachments=(file,))
        assert reply
        reply.clean_html = f"<p>Reponse <b>{word}</b>.</p>"
    write_note(db, ref=invoice.ref, text=f"Note {OFFICE}", nonce="door", by=by, now=now)
    take_in(db, eml=stray(), now=now)
    returned = take_in(db, eml=returned_copy(db, archives.address), now=now)
    assert returned
    assert (returned.kind, returned.conversation_id is None) == ("bounce", False)


def _contract(db: Session, by: Viewer, now: datetime) -> dict[str, str]:
    typed = {
        "kind": "company",
        "company_name": f"Chantier {OFFICE}",
        "language": "fr",
        "province": "QC",
        "country": "CA",
    }
    client = members.add(db, typed=typed, now=now)
    form = {
        "number": f"C-{OFFICE}", "title": f"Quai {OFFICE}", "our_role": "general_contractor",
        "retainage_percent": "10", "stored_retainage_percent": "", "currency": "CAD", "tax_class": "taxable",
        "signed_on": f"{_today(now)}", "company_ref": client.ref,
    }  # fmt: skip
    contract = create_contract(db, typed=form, by=by, now=now)
    rows = [{"item": "01", "description": f"Pieux {OFFICE}", "scheduled": "1000"}]
    contract = set_schedule(db, ref=contract.ref, version=contract.version, rows=rows)
    contract = approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now)
    starts_on, ends_on = month_of(_today(now))
    days = {"starts_on": f"{starts_on}", "ends_on": f"{ends_on}", "due_on": f"{ends_on}"}
    open_period(db, ref=contract.ref, typed=days, by=by, now=now)
    progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
    rows = [{"item": "OC-1", "description": f"Garde-corps {OFFICE}", "scheduled": "50"}]
    order = draft_order(
        db, contract_ref=contract.ref, typed={"title": f"Ajout {OFFICE}"}, rows=rows, by=by, now=now
    )
    return {
        "company": client.ref, "contract": contract.ref, "application": progress.ref, "order": order.ref,
    }  # fmt: skip


def _private_contract(db: Session, house: House, now: datetime) -> dict[str, str]:
    """Billed, sent, answered and paid, with a file of its own and one of the payment: for one reader."""
    by = house.people["admin"].viewer
    form = {
        "number": f"C-{HUSHED}", "title": f"Digue {HUSHED}", "our_role": "general_contractor",
        "retainage_percent": "10", "stored_retainage_percent": "", "currency": "CAD", "tax_class": "exempt",
        "signed_on": f"{_today(now)}", "company_ref": house.refs["company"],
    }  # fmt: skip
    contract = create_contract(db, typed=form, by=by, now=now)
    rows = [{"item": "01", "description": f"Enrochement {HUSHED}", "scheduled": "9000"}]
    contract = set_schedule(db, ref=contract.ref, version=contract.version, rows=rows)
    contract = approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now)
    starts_on, ends_on = month_of(_today(now))
    days = {"starts_on": f"{starts_on}", "ends_on": f"{ends_on}", "due_on": f"{ends_on}"}
    open_period(db, ref=contract.ref, typed=days, by=by, now=now)
    progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
    item = schedule_of(db, contract.id or 0)[0].id or 0
    enter_line(db, ref=progress.ref, item_id=item, boxes={"work": "50"}, by=by)
    submit(db, ref=progress.ref, version=progress.version, by=by, now=now)
    invoice_ref = new_ref()
    plan = pressing.foresee(db, ref=progress.ref, version=progress.version, invoice_ref=invoice_ref, now=now)
    pdf = f"%PDF-1.7\n% {HUSHED}".encode()
    pressing.seal(db, ref=progress.ref, plan=plan, pdf=pdf, by=by, now=now, emailed=False)
    envelope = sending.Envelope(
        nonce=HUSHED, recipients=(Recipient("to", "chantier@client.example"),), subject=f"Objet {HUSHED}",
        message=f"Bonjour,\n\nMessage {HUSHED}.", with_pdf=False,
    )  # fmt: skip
    sent = sending.send(db, ref=invoice_ref, envelope=envelope, by=by, now=now)
    invoice = db.exec(select(Invoice).where(Invoice.ref == invoice_ref)).one()
    simulate_reply(db, about=About("invoice", invoice.id or 0), text=f"Reponse {HUSHED}.", now=now)
    paid = {
        "amount": "10", "method": "cheque", "reference": f"{HUSHED}-77", "received_on": f"{_today(now)}",
        f"part-{invoice_ref}": "10",
    }  # fmt: skip
    payment = receive(db, ref=contract.ref, typed=paid, nonce="door", by=by, language="fr", now=now)
    kept = {
        name: add_file(
            db, ref=contract.ref, payment_ref=payment_ref, name=f"{name}-{HUSHED}.txt",
            content=HUSHED.encode(), by=by, now=now,
        )
        for name, payment_ref in (("plan", ""), ("cheque", payment.ref))
    }  # fmt: skip
    starts_on, ends_on = month_of(ends_on + timedelta(days=1))
    days = {"starts_on": f"{starts_on}", "ends_on": f"{ends_on}", "due_on": f"{ends_on}"}
    open_period(db, ref=contract.ref, typed=days, by=by, now=now)
    unfinished = start_progress(db, contract_ref=contract.ref, by=by, now=now)
    rows = [{"item": "OC-1", "description": f"Talus {HUSHED}", "scheduled": "50"}]
    order = draft_order(
        db, contract_ref=contract.ref, typed={"title": f"Ajout {HUSHED}"}, rows=rows, by=by, now=now
    )
    plan = create_contract(db, typed=form | {"number": f"C-{HUSHED}-2"}, by=by, now=now)
    plan = set_schedule(db, ref=plan.ref, version=plan.version, rows=rows)
    reader = house.people["confidant"].ref
    for one in (contract, plan):
        set_readers(db, ref=one.ref, is_private=True, account_refs=[reader], by=by, now=now)
    return {
        "hushed": contract.ref, "hushed_application": progress.ref, "hushed_invoice": invoice_ref,
        "hushed_email": sent.ref, "hushed_file": kept["plan"].ref, "hushed_cheque": kept["cheque"].ref,
        "hushed_payment": payment.ref, "hushed_draft": unfinished.ref, "hushed_order": order.ref,
        "hushed_item": f"{item}", "hushed_plan": plan.ref,
    }  # fmt: skip


def _bulk_sends(db: Session, house: House, now: datetime) -> dict[str, str]:
    """Two that were stopped at once, so that none of it leaves: of everything, and of what is private."""
    by = house.people["admin"].viewer
    hushed = house.refs["hushed_invoice"]
    refs = {}
    for name, chosen in (("bulk", (house.refs["invoice"], hushed)), ("hushed_bulk", (hushed,))):
        sending = BulkSend(state="stopped", created_at=now, created_by=by.account_id, created_by_name=by.name)
        db.add(sending)
        db.flush()
        for invoice in db.exec(select(Invoice).where(col(Invoice.ref).in_(chosen))):
            db.add(BulkItem(bulk_id=sending.id or 0, invoice_id=invoice.id or 0))
        refs[name] = sending.ref
    return refs


def _today(now: datetime) -> date:
    return day_of(now, _CLUB["time_zone"])


def _invite(db: Session, by: Viewer, now: datetime) -> None:
    email, name = f"nouvelle@{OFFICE}.example", f"Nouvelle {OFFICE}"
    invited = create_account(db, email=email, name=name, language="fr", preset="member", now=now)
    invite(db, account_ref=invited.ref, by=by, now=now)


def _name_of_system(db: Session) -> None:
    """Mark the invitation, whose text holds a link that opens an account."""
    for email in db.exec(select(Email).where(Email.conversation_id == None)):  # noqa: E711 — a column
        if email.direction == "out":
            email.subject = f"{email.subject} {SYSTEM}"
            db.add(email)


def _mail_refs(db: Session) -> dict[str, str]:
    """Each email and file by its word and its way: `private_out`, `open_in_file`, `system_out`…"""
    stray = db.exec(select(InboundRaw).where(InboundRaw.state == "unmatched")).one()
    lost = db.exec(select(EmailAttachment).where(EmailAttachment.email_id == stray.email_id)).one()
    refs = {"stray": stray.ref, "stray_file": lost.ref}
    for email in db.exec(select(Email)):
        for kind, word in (("open", ALINE), ("private", PRIVATE), ("system", SYSTEM)):
            if word in email.subject:
                refs[f"{kind}_{email.direction}"] = email.ref
                for file in db.exec(select(EmailAttachment).where(EmailAttachment.email_id == email.id)):
                    refs[f"{kind}_{email.direction}_file"] = file.ref
    return refs
