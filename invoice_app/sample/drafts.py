"""Drafts, typed as a person types them: box by box."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices import drafting
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.typed import Typed
from invoice_app.members.queries import customer_by_ref, payers_for
from invoice_app.sample.stories import Billed, Story
from invoice_app.shared.permission import Viewer


def type_draft(db: Session, story: Story, *, items: Mapping[str, str], by: Viewer, now: datetime) -> Invoice:
    """A draft with all that its story says; `items` are the catalogue's refs by code."""
    draft = drafting.begin(db, customer_ref=story.person.ref, by=by, now=now)
    if story.to_company:
        _bill_to_company(db, draft, story.person.ref)
    for field, text in (("terms_days", story.terms), ("note", story.note)):
        if text:
            drafting.type_field(db, ref=draft.ref, field=field, text=text)
    for number, line in enumerate(story.lines):
        if number:
            drafting.add_line(db, ref=draft.ref)
        _type_line(db, draft, line, items)
    return draft


def _bill_to_company(db: Session, draft: Invoice, customer_ref: str) -> None:
    payers = payers_for(db, customer_by_ref(db, customer_ref).id or 0)
    drafting.bill_to(db, ref=draft.ref, payer_ref=payers[-1].ref)


def _type_line(db: Session, draft: Invoice, line: Billed, items: Mapping[str, str]) -> None:
    key = Typed.model_validate_json(draft.typed).lines[-1].key
    if line.code:
        drafting.use_item(db, ref=draft.ref, key=key, item_ref=items[line.code])
    for field in ("quantity", "description", "unit_price", "tax_class"):
        if text := getattr(line, field):
            drafting.type_in_line(db, ref=draft.ref, key=key, field=field, text=text)
