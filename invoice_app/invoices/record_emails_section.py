"""« Courriels classés avec cette fiche »: shown only where there are some."""

import reflex as rx

from invoice_app.invoices import talk_wording as w
from invoice_app.invoices.email_acts_card import email_acts, mail_dialogs
from invoice_app.invoices.email_card import email_article
from invoice_app.invoices.record_emails import RecordEmails
from invoice_app.mail.cards import EmailCard
from invoice_app.shared.permission import Tool
from invoice_app.ui.address import here
from invoice_app.ui.locale import say
from invoice_app.ui.tables import pager
from invoice_app.ui.visitor import sees

_ALL = RecordEmails


def record_emails() -> rx.Component:
    return rx.cond(
        sees(Tool.INVOICES) & (_ALL.of == here("member_ref")) & (_ALL.rows.length() > 0),
        rx.el.section(
            rx.el.h2(say(w.TO_PERSON), class_name="section-title"),
            rx.el.ol(rx.foreach(_ALL.rows, _listed), class_name="plain-list stack", id="record-emails"),
            pager(say(w.PAGE, n=_ALL.position), _ALL.has_earlier, _ALL.has_later, _ALL.earlier, _ALL.later),
            mail_dialogs(),
            class_name="stack",
        ),
    )


def _listed(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.el.li(email_article(email, acts=email_acts(email)), key=email.ref)
