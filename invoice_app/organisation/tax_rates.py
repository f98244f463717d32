"""The one dated table of tax rates: what is charged on a day, and the table as it is shown."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, or_, select

from invoice_app.organisation.models import TaxRateRow
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.taxes import TaxRate, may_charge
from invoice_app.shared.phrases import Phrase


def rates_on(db: Session, *, on: date, province: str = "") -> tuple[TaxRate, ...]:
    """The taxes that the organisation charges on a day, in printed order.

    `province` is where the work is; empty is where the organisation is. A tax that the organisation
    is not registered for is left out. Raises `NotSetUp` before set-up.
    """
    organisation = the_organisation(db)
    rows = db.exec(
        select(TaxRateRow)
        .where(
            TaxRateRow.province == (province or organisation.province),
            TaxRateRow.from_on <= on,
            or_(col(TaxRateRow.to_on).is_(None), col(TaxRateRow.to_on) >= on),
        )
        .order_by(col(TaxRateRow.position), col(TaxRateRow.id))
    )
    has_gst, has_qst = bool(organisation.gst_number), bool(organisation.qst_number)
    return tuple(
        TaxRate(row.code, Phrase(row.label_fr, row.label_en), row.rate)
        for row in rows
        if may_charge(row.code, has_gst=has_gst, has_qst=has_qst)
    )
