"""The invoices of a member, a contact or a company, shown on their record."""

import reflex as rx
from sqlmodel import Session

from invoice_app.invoices import wording as w
from invoice_app.invoices.list_page import invoice_row
from invoice_app.invoices.queries import InvoiceRow, invoices_of_customer
from invoice_app.members.queries import customer_by_ref
from invoice_app.members.record_state import ref_in
from invoice_app.shared.database import read
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.ui.handler import Then, handler, language_of, viewer_of
from invoice_app.ui.locale import say
from invoice_app.ui.tables import head, table
from invoice_app.ui.visitor import sees

_READ = needs(Tool.INVOICES, Level.READ)


class RecordInvoices(rx.State):
    rows: list[InvoiceRow] = []
    of: str = ""

    @handler(needs(Tool.MEMBERS, Level.READ))
    async def load(self) -> Then:
        """The latest invoices of the record in the address; nothing without the right to read invoices."""
        self.of = ref_in(self.router.url.path)
        viewer = await viewer_of(self)
        if not may(viewer, _READ):
            self.rows = []
            return
        self.rows = list(await read(_rows, self.of, viewer, await language_of(self)))


def _rows(db: Session, ref: str, viewer: Viewer, language: str) -> tuple[InvoiceRow, ...]:
    of = customer_by_ref(db, ref).id or 0
    return invoices_of_customer(db, customer_id=of, viewer=viewer, now=now_utc(), language=language).rows


def record_invoices() -> rx.Component:
    heads = [
        head(w.NUMBER),
        head(w.BILL_TO),
        head(w.DUE_DATE),
        head(w.STATUS),
        head(w.TOTAL, number=True),
        head(w.BALANCE, number=True),
    ]
    return rx.cond(
        sees(Tool.INVOICES),
        rx.el.section(
            rx.el.h2(say(w.INVOICES), class_name="section-title"),
            rx.cond(
                RecordInvoices.rows.length() > 0,
                rx.el.div(
                    table(heads, rx.foreach(RecordInvoices.rows, _row), label=w.INVOICES),
                    class_name="card card-flush",
                ),
                rx.el.p(say(w.NONE_YET), class_name="card soft"),
            ),
            class_name="stack",
        ),
    )


def _row(row: rx.Var[InvoiceRow]) -> rx.Component:
    """Without the day of issue: a record has less room than the list."""
    return invoice_row(row, with_issue_day=False)
