"""The Emails tab of a contract: every conversation of its invoices, the newest email first."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.contracts import emails_wording as w
from invoice_app.contracts.correspondence import ContractEmail
from invoice_app.contracts.emails_state import ContractEmailsTab
from invoice_app.invoices.email_acts_card import answer_links, email_acts, mail_dialogs
from invoice_app.invoices.email_card import email_article
from invoice_app.shared.permission import Tool
from invoice_app.ui.feedback import empty, waiting
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.tables import pager
from invoice_app.ui.visitor import sees

_TAB = ContractEmailsTab


def emails_tab() -> rx.Component:
    """Shown once `ContractEmailsTab.load` has answered for the contract in the address."""
    return rx.cond(
        sees(Tool.INVOICES),
        rx.cond(
            _TAB.loaded,
            rx.cond(
                _TAB.rows.length() > 0,
                rx.el.section(
                    rx.el.ol(
                        rx.foreach(_TAB.rows, _row), class_name="plain-list stack", id="contract-emails"
                    ),
                    pager(say(w.PAGE, number=_TAB.position), _TAB.has_earlier, _TAB.has_later,
                          _TAB.earlier, _TAB.later),
                    mail_dialogs(),
                    class_name="stack",
                ),
                empty(w.NONE, w.NONE_TEXT, symbol="mail"),
            ),
            waiting(),
        ),
        empty(w.NOT_YOURS, w.NOT_YOURS_TEXT, symbol="lock"),
    )  # fmt: skip


def _row(row: rx.Var[ContractEmail]) -> rx.Component:
    to_invoice = page_link(
        icon("receipt_text", 14), say(w.ABOUT_INVOICE, number=row.number),
        to=f"/invoices/{row.invoice_ref}/emails", class_name="file contract-email-of",
    )  # fmt: skip
    acts = email_acts(row.email, answer_links(row.invoice_ref, row.email.ref))
    return rx.el.li(email_article(row.email, to_invoice, acts=acts), key=row.email.ref)
