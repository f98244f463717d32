"""« Approuver et émettre »: an approved application becomes an invoice, in one press.

As for a draft invoice, the number is foreseen, the PDF is made outside any lock, and one transaction
takes the number, freezes the invoice, approves the application and queues the email. An application
is issued in the invoices' own series: to whoever receives it, it is an invoice.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, col, select

from invoice_app.contracts.composing import document_of
from invoice_app.contracts.issuing import record_issue, require_issuable
from invoice_app.contracts.models import Contract, ContractContact, ProgressInvoice
from invoice_app.contracts.standing import by_ref, found, locked_progress
from invoice_app.invoices.composing import buyer_of, document_language, page_url, seller_of
from invoice_app.invoices.issuing import Issued, Plan, issue_ready_made, press
from invoice_app.invoices.sending import Envelope, NobodyToSendTo, post_invoice
from invoice_app.mail.composing import Recipient
from invoice_app.members.models import Customer
from invoice_app.members.queries import mailing_of
from invoice_app.members.rules import search_text
from invoice_app.organisation.numbering import next_number, number_text
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.tax_rates import rates_on
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared.about import About
from invoice_app.shared.dates import day_of
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, Refusal

_SERIES = "invoice"


class NoClient(Refusal):
    says = Phrase(
        "Ce contrat n’a pas de client à facturer. Choisissez-en un dans le contrat.",
        "This contract has no client to bill. Choose one in the contract.",
    )


def press_application(
    *, ref: str, version: int, by: Viewer, now: datetime, emailed: bool, note: str = ""
) -> Issued:
    """Approve an application under review and issue its invoice, emailed to the client's people if asked.

    Blocks for the PDF: call it in a thread. Raises the refusals of `issuing.require_issuable`,
    `NoClient` or `NobodyToSendTo`; then nothing was done.
    """
    invoice_ref = new_ref()

    def foreseen(db: Session) -> Plan:
        if emailed and not addresses_of(db, ref=ref):
            raise NobodyToSendTo()
        return foresee(db, ref=ref, version=version, invoice_ref=invoice_ref, now=now)

    def sealed(db: Session, plan: Plan, pdf: bytes) -> Issued:
        return seal(db, ref=ref, plan=plan, pdf=pdf, by=by, now=now, emailed=emailed, note=note)

    return press(foreseen, sealed)


def foresee(db: Session, *, ref: str, version: int, invoice_ref: str, now: datetime) -> Plan:
    """What approving would print. Raises the refusals of `issuing.require_issuable`, or `NoClient`."""
    contract = contract_of(db, ref=ref)
    today, rates = today_and_rates(db, now, contract)
    standing = require_issuable(db, ref=ref, version=version, rates=rates)
    client = _client(db, standing.contract)
    number = next_number(db, kind=_SERIES, year=today.year)
    document = document_of(
        db, ref=ref, seller=seller_of(the_organisation(db)), buyer=buyer_of(client), rates=rates,
        language=document_language(client.language), issue_on=today,
        number=number_text(_SERIES, today.year, number), page_url=page_url(invoice_ref),
    )  # fmt: skip
    return Plan(invoice_ref, version, today.year, number, document)


def seal(
    db: Session, *, ref: str, plan: Plan, pdf: bytes, by: Viewer, now: datetime, emailed: bool, note: str = ""
) -> Issued:
    """Freeze the invoice, approve the application, queue the email; or nothing of it.

    Raises `NumberTaken` or `ChangedElsewhere` when what was foreseen is no longer true.
    """
    # Before the number: nobody approves an order, voids one or types meanwhile.
    locked_progress(db, ref)
    contract = contract_of(db, ref=ref)
    _, rates = today_and_rates(db, now, contract)
    standing = require_issuable(db, ref=ref, version=plan.version, rates=rates)
    if standing.application.total != plan.document.total:
        # A rate was corrected while the PDF was made.
        raise ChangedElsewhere()
    client = _client(db, contract)
    invoice = issue_ready_made(
        db, plan=plan, pdf=pdf, customer_id=client.id or 0, bill_to_id=client.id or 0,
        search=search_text(client.name, contract.number or "", contract.title), number_kind=_SERIES,
        under=About("contract", contract.id or 0), by=by, now=now,
    )  # fmt: skip
    record_issue(db, ref=ref, invoice_id=invoice.id or 0, document=plan.document, by=by, now=now, note=note)
    if emailed:
        envelope = Envelope(nonce=f"issue:{invoice.ref}", recipients=_recipients(db, contract, client))
        post_invoice(db, invoice=invoice, envelope=envelope, pdf=pdf, by=by, now=now)
    return Issued(ref=invoice.ref, number=invoice.number or "", emailed=emailed)


def addresses_of(db: Session, *, ref: str) -> tuple[str, ...]:
    """Where the invoice of an application would be emailed."""
    contract = contract_of(db, ref=ref)
    return tuple(recipient.address for recipient in _recipients(db, contract, _client(db, contract)))


def today_and_rates(db: Session, now: datetime, contract: Contract) -> tuple[date, tuple[TaxRate, ...]]:
    """The day it is where the organisation is, and the taxes that it charges on it where the work is."""
    today = day_of(now, the_organisation(db).time_zone)
    return today, rates_on(db, on=today, province=contract.province)


def contract_of(db: Session, *, ref: str) -> Contract:
    """The contract of the application at an address. Raises `NotFound`."""
    return found(db, Contract, by_ref(db, ProgressInvoice, ref).contract_id)


def _recipients(db: Session, contract: Contract, client: Customer) -> tuple[Recipient, ...]:
    """Those that the contract names; all who receive the client's invoices when it names nobody."""
    people = _named(db, contract) or mailing_of(db, client.id or 0)
    # Two people of a company may share an address; it is written to once.
    names = {address: name for name, address in reversed(people)}
    return tuple(Recipient("to", address, name) for address, name in reversed(names.items()))


def _named(db: Session, contract: Contract) -> list[tuple[str, str]]:
    """Name and address of the contract's billing contacts who are still there."""
    chosen = (
        select(Customer.name, Customer.email)
        .join(ContractContact, col(ContractContact.customer_id) == Customer.id)
        .where(
            ContractContact.contract_id == contract.id,
            col(Customer.archived_at).is_(None),
            Customer.email != "",
        )
        .order_by(Customer.sort_name, col(Customer.id))
    )
    return [(name, email) for name, email in db.exec(chosen)]


def _client(db: Session, contract: Contract) -> Customer:
    client = db.get(Customer, contract.company_id) if contract.company_id else None
    if client is None:
        raise NoClient()
    return client
