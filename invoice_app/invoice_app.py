"""The front door: every page, route and background task, named once."""

import logging
from collections.abc import Callable
from functools import partial
from secrets import token_hex
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from starlette.applications import Starlette
from starlette.routing import Route

from invoice_app import discretion, web
from invoice_app.accounts import api as accounts_api
from invoice_app.accounts import door, first_run
from invoice_app.accounts import wording as accounts_words
from invoice_app.accounts.account_page import account_page
from invoice_app.accounts.account_state import MyAccount, keep_language
from invoice_app.accounts.accounts_page import accounts_page
from invoice_app.accounts.accounts_state import Accounts
from invoice_app.accounts.door import Door, guarded, is_signed_in, own_tab
from invoice_app.accounts.link_page import link_page
from invoice_app.accounts.link_state import LinkPage
from invoice_app.accounts.refused_page import refused_page
from invoice_app.accounts.setup_page import setup_page
from invoice_app.accounts.setup_state import Setup
from invoice_app.accounts.sign_in_page import forgotten_page, sign_in_page
from invoice_app.accounts.sign_in_state import SignIn
from invoice_app.contracts import api as contracts_api
from invoice_app.contracts import wording as contracts_words
from invoice_app.contracts.application_page import application_page
from invoice_app.contracts.application_state import ApplicationPage
from invoice_app.contracts.form_page import contract_form_page
from invoice_app.contracts.form_state import ContractFormPage
from invoice_app.contracts.list_page import contracts_page
from invoice_app.contracts.list_state import ContractList
from invoice_app.contracts.order_page import new_order_page, order_page
from invoice_app.contracts.order_state import OrderPage
from invoice_app.contracts.page import contract_page
from invoice_app.contracts.record_state import TABS as CONTRACT_TABS
from invoice_app.contracts.record_state import ContractPage
from invoice_app.contracts.undo_card import undo_button, undoing
from invoice_app.desk import api as desk_api
from invoice_app.desk.mail_page import mail_page
from invoice_app.desk.mail_sight import open_eyes
from invoice_app.desk.mail_state import InboxCount, MailPage, count_unread
from invoice_app.desk.page import desk_page
from invoice_app.desk.state import Desk
from invoice_app.desk.telling import telling_people
from invoice_app.desk.unmatched_page import unmatched_page
from invoice_app.desk.unmatched_state import Unmatched
from invoice_app.desk.wording import DESK
from invoice_app.invoices import api as invoices_api
from invoice_app.invoices import wording as invoices_words
from invoice_app.invoices.bulk.page import bulk_preview_page
from invoice_app.invoices.bulk.progress_page import bulk_progress_page, bulk_sends_page
from invoice_app.invoices.bulk.progress_state import BulkProgress, BulkSends
from invoice_app.invoices.bulk.sending import bulk_sending
from invoice_app.invoices.bulk.state import BulkPreview
from invoice_app.invoices.bulk.wording import BULK_SEND, BULK_SENDS, SEND_MANY
from invoice_app.invoices.catalogue_page import Catalogue, catalogue_page
from invoice_app.invoices.composer.page import composer_page
from invoice_app.invoices.composer.state import UNDO_SEND, Composer
from invoice_app.invoices.composer.taking_back_section import undo_offer
from invoice_app.invoices.document import DocumentKind
from invoice_app.invoices.editor_page import editor_page, new_invoice_page
from invoice_app.invoices.editor_state import Editor, NewInvoice
from invoice_app.invoices.letters_page import letters_page
from invoice_app.invoices.letters_state import LettersPage
from invoice_app.invoices.letters_wording import TITLE as LETTERS
from invoice_app.invoices.list_page import choose_customer_page, invoices_page
from invoice_app.invoices.list_state import ChooseCustomer, InvoiceList
from invoice_app.invoices.page import add_correction, invoice_page
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.invoices.pdf_state import PdfTab
from invoice_app.invoices.record_emails import RecordEmails
from invoice_app.invoices.record_emails_section import record_emails
from invoice_app.invoices.record_section import RecordInvoices, record_invoices
from invoice_app.mail import api as mail_api
from invoice_app.mail.arrivals import TOPIC as NOTICES
from invoice_app.mail.courier import delivering
from invoice_app.mail.queue.page import queue_page
from invoice_app.mail.queue.state import MailQueue
from invoice_app.mail.queue.wording import TITLE as MAIL_QUEUE
from invoice_app.mail.setup.effective import stays_here
from invoice_app.mail.setup.page import mail_setup_page
from invoice_app.mail.setup.page_wording import OPEN as MAIL_SETUP
from invoice_app.mail.setup.state import MailSetupPage
from invoice_app.members import page as record
from invoice_app.members.form_page import edit_customer_page, new_customer_page
from invoice_app.members.form_state import EditCustomer, NewCustomer
from invoice_app.members.groups_page import groups_page
from invoice_app.members.groups_state import Groups
from invoice_app.members.groups_wording import GROUPS
from invoice_app.members.list_page import members_page
from invoice_app.members.list_state import MemberList
from invoice_app.members.record_state import MemberRecord
from invoice_app.organisation import api as organisation_api
from invoice_app.organisation import brand
from invoice_app.organisation.page import organisation_page
from invoice_app.organisation.state import OrganisationPage
from invoice_app.organisation.taxes_page import taxes_page
from invoice_app.organisation.taxes_state import TaxesPage
from invoice_app.organisation.taxes_wording import TITLE as TAXES
from invoice_app.sample.filling import fill
from invoice_app.shared.paper.pool import printing
from invoice_app.shared.permission import PUBLIC
from invoice_app.shared.phrases import Phrase
from invoice_app.ui import switches
from invoice_app.ui import wording as ui_words
from invoice_app.ui.banner import Banner, add_offer
from invoice_app.ui.live_pages import telling_pages, watch_everywhere
from invoice_app.ui.locale import WAIT_FOR_ENGLISH, say
from invoice_app.zone import wording as zone_words
from invoice_app.zone.answer_state import AnswerBox
from invoice_app.zone.page import zone_invoice_page, zone_page
from invoice_app.zone.state import MyInvoices

_log = logging.getLogger(__name__)
discretion.keep_events_out_of_logs()


def on_defect(exception: Exception) -> EventSpec | None:
    """Anything but a refusal: logged under a reference that the person is told."""
    reference = token_hex(4)
    _log.error("defect %s", reference, exc_info=exception)
    return Banner.fail(reference)  # type: ignore[operator]


routes = Starlette(
    routes=[
        *accounts_api.routes,
        Route("/files/logo", guarded(PUBLIC, organisation_api.logo)),
        *invoices_api.routes,
        *contracts_api.routes,
        *desk_api.routes,
        *mail_api.routes,
    ]
)

app = rx.App(
    stylesheets=["/quittance.css"],
    html_lang="fr-CA",
    head_components=[
        rx.el.script(WAIT_FOR_ENGLISH),
        rx.el.meta(name="robots", content="noindex"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
    ],
    api_transformer=[routes, own_tab, web.guarded(is_signed_in)],
    backend_exception_handler=on_defect,
)
app.add_middleware(Door())
app.register_lifespan_task(telling_pages)
app.register_lifespan_task(delivering)
app.register_lifespan_task(telling_people)
app.register_lifespan_task(bulk_sending)
app.register_lifespan_task(printing)
open_eyes()
door.on_page.append(count_unread)
watch_everywhere(InboxCount.refresh, "mail", NOTICES)
switches.keep_language = keep_language
brand.mail_stays_here = stays_here
first_run.on_sample_wanted = fill
record.add_section(record_invoices, load=RecordInvoices.load, topics=("invoices",))
record.add_section(record_emails, load=RecordEmails.load, topics=("mail",))
add_offer(UNDO_SEND, undo_offer)
add_correction(DocumentKind.PROGRESS, undo_button, undoing)


def page(route: str, component: Callable[[], rx.Component], title: Phrase | rx.Var, on_load: Any) -> None:
    words = say(title) if isinstance(title, Phrase) else title
    app.add_page(component, route=route, title=words, on_load=on_load)


page("/sign-in", sign_in_page, accounts_words.SIGN_IN, SignIn.load)
page("/forgotten", forgotten_page, accounts_words.FORGOTTEN_TITLE, SignIn.load)
page("/link/[token]", link_page, accounts_words.SIGN_IN, LinkPage.load)
page("/setup", setup_page, accounts_words.SET_UP, Setup.load)
page("/refused", refused_page, accounts_words.REFUSED, None)
page("/account", account_page, ui_words.MY_ACCOUNT, MyAccount.load)
page("/accounts", accounts_page, ui_words.ACCOUNTS, Accounts.load)
page("/organisation", organisation_page, ui_words.ORGANISATION, OrganisationPage.load)
page("/organisation/taxes", taxes_page, TAXES, TaxesPage.load)
page("/organisation/mail", mail_setup_page, MAIL_SETUP, MailSetupPage.load)
page("/organisation/letters", letters_page, LETTERS, LettersPage.load)
page("/members", members_page, ui_words.MEMBERS, MemberList.load)
page("/members/new/[kind]", new_customer_page, ui_words.MEMBERS, NewCustomer.load)
page("/members/groups", groups_page, GROUPS, Groups.load)
page("/members/[member_ref]", record.record_page, record.record_title(), MemberRecord.load)
page("/members/[member_ref]/edit", edit_customer_page, ui_words.MEMBERS, EditCustomer.load)
page("/", desk_page, DESK, Desk.load)
page("/mail", mail_page, ui_words.MAIL, MailPage.load)
page("/mail/unmatched", unmatched_page, ui_words.MAIL_UNMATCHED, Unmatched.load)
page("/mail/queue", queue_page, MAIL_QUEUE, MailQueue.load)
page("/zone", zone_page, zone_words.MY_INVOICES, MyInvoices.load)
for tab in ("", "/pdf", "/emails"):
    loaded = [InvoicePage.load, AnswerBox.load] if tab == "/emails" else InvoicePage.load
    page(f"/zone/invoices/[invoice_ref]{tab}", zone_invoice_page, invoices_words.INVOICE, loaded)
    page(f"/invoices/[invoice_ref]{tab}", invoice_page, invoices_words.INVOICE, InvoicePage.load)
page("/invoices/[invoice_ref]/history", invoice_page, invoices_words.INVOICE, InvoicePage.load)
page(
    "/invoices/[invoice_ref]/pdf/configure",
    invoice_page,
    invoices_words.INVOICE,
    [InvoicePage.load, PdfTab.load],
)
page("/invoices", invoices_page, invoices_words.INVOICES, InvoiceList.load)
page("/invoices/new", choose_customer_page, invoices_words.NEW_INVOICE, ChooseCustomer.load)
page("/invoices/new/[customer_ref]", new_invoice_page, invoices_words.NEW_INVOICE, NewInvoice.load)
page("/invoices/[invoice_ref]/edit", editor_page, invoices_words.DRAFT_INVOICE, Editor.load)
page("/invoices/bulk", bulk_sends_page, BULK_SENDS, BulkSends.load)
page("/invoices/bulk/new", bulk_preview_page, SEND_MANY, BulkPreview.load)
page("/invoices/bulk/[bulk_ref]", bulk_progress_page, BULK_SEND, BulkProgress.load)
page("/invoices/[invoice_ref]/send", composer_page, invoices_words.SEND_INVOICE, Composer.load)
page("/catalogue", catalogue_page, invoices_words.CATALOGUE, Catalogue.load)
page("/contracts", contracts_page, contracts_words.CONTRACTS, ContractList.load)
page("/contracts/new", contract_form_page, contracts_words.NEW_CONTRACT, ContractFormPage.load)
for tab in CONTRACT_TABS:
    page(
        f"/contracts/[contract_ref]{'' if tab == 'general' else f'/{tab}'}",
        partial(contract_page, tab),
        contracts_words.CONTRACT,
        ContractPage.load,
    )
for tab, order in (("new", new_order_page), ("[order_ref]", order_page)):
    page(f"/contracts/[contract_ref]/orders/{tab}", order, contracts_words.CHANGE_ORDER, OrderPage.load)
page("/contracts/[contract_ref]/edit", contract_form_page, contracts_words.CONTRACT, ContractFormPage.load)
page(
    "/contracts/[contract_ref]/applications/[application_ref]",
    application_page,
    contracts_words.NEW_PROGRESS_INVOICE,
    ApplicationPage.load,
)
