"""The three pages of mail: what was said, what waits to be filed, what waits to leave."""

import reflex as rx

from invoice_app.shared.permission import Level, Tool
from invoice_app.ui import wording as w
from invoice_app.ui.tabs import tabs
from invoice_app.ui.visitor import sees


def mail_tabs(shown: str) -> rx.Component:
    """The tabs over the page at address `shown`; Admins of invoices also file and watch the queue."""
    found = (w.MAIL_FOUND, "messages_square", "/mail", shown == "/mail")
    unmatched = (w.MAIL_UNMATCHED, "inbox", "/mail/unmatched", shown == "/mail/unmatched")
    queue = (w.MAIL_QUEUE, "send", "/mail/queue", shown == "/mail/queue")
    return rx.cond(sees(Tool.INVOICES, Level.ADMIN), tabs(w.MAIL, [found, unmatched, queue]))
