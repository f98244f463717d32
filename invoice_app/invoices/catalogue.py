"""The catalogue: what is often billed. A line copies an item, so changing one changes no invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from invoice_app.invoices.models import CatalogueItem
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.shared import live
from invoice_app.shared.money import number_text, parse, typed_text
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound


class CodeMissing(Invalid):
    says = Phrase("Donnez un code court, par exemple COT-IND.", "Give a short code, for example DUES-IND.")


class CodeTaken(Invalid):
    says = Phrase(
        "Le code « {code} » est déjà pris. Choisissez-en un autre.",
        "The code “{code}” is already taken. Choose another one.",
    )


class FrenchMissing(Invalid):
    says = Phrase("Écrivez la description en français.", "Write the description in French.")


class ClassMissing(Invalid):
    says = Phrase("Choisissez un traitement de taxe.", "Choose a tax treatment.")


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item, as shown in the list and as typed in its form."""

    ref: str
    code: str
    description: str
    description_fr: str
    description_en: str
    price: str
    typed_price: str
    tax_class: str
    tax_words: str


def items(db: Session, *, language: str) -> tuple[ItemCard, ...]:
    """The items in use, by code."""
    asked = (
        select(CatalogueItem)
        .where(col(CatalogueItem.archived_at).is_(None))
        .order_by(col(CatalogueItem.code))
    )
    return tuple(_card(item, language) for item in db.exec(asked.limit(500)))


def _card(item: CatalogueItem, language: str) -> ItemCard:
    english = language == "en" and item.description_en
    return ItemCard(
        ref=item.ref,
        code=item.code,
        description=item.description_en if english else item.description_fr,
        description_fr=item.description_fr,
        description_en=item.description_en,
        price=number_text(item.unit_price, language, least=2),
        typed_price=typed_text(item.unit_price, language),
        tax_class=item.tax_class,
        tax_words=LABELS[TaxClass(item.tax_class)].to(language),
    )


def save_item(
    db: Session, *, ref: str, typed: Mapping[str, str], language: str, now: datetime
) -> CatalogueItem:
    """Add an item (`ref` empty) or change one. Raises the first `Invalid`, naming its field."""
    item = (
        _find(db, ref)
        if ref
        else CatalogueItem(code="", description_fr="", unit_price=parse("0"), created_at=now)
    )
    code = typed.get("code", "").strip().upper()[:30]
    if not code:
        raise CodeMissing(field="code")
    holder = db.exec(select(CatalogueItem).where(CatalogueItem.code == code)).first()
    if holder is not None and holder.ref != item.ref:
        raise CodeTaken(field="code", code=code)
    description = typed.get("description_fr", "").strip()[:400]
    if not description:
        raise FrenchMissing(field="description_fr")
    if typed.get("tax_class") not in set(TaxClass):
        raise ClassMissing(field="tax_class")
    item.code, item.description_fr = code, description
    item.description_en = typed.get("description_en", "").strip()[:400]
    item.unit_price = parse(typed.get("unit_price", ""), places=4, field="unit_price", language=language)
    item.tax_class = typed["tax_class"]
    db.add(item)
    live.touch(db, "catalogue")
    db.flush()
    return item


def archive_item(db: Session, *, ref: str, now: datetime) -> None:
    """Offer the item no more; its code is free again."""
    item = _find(db, ref)
    item.archived_at, item.code = now, f"{item.code}~{item.id}"[:30]
    db.add(item)
    live.touch(db, "catalogue")


def _find(db: Session, ref: str) -> CatalogueItem:
    item = db.exec(
        select(CatalogueItem).where(CatalogueItem.ref == ref, col(CatalogueItem.archived_at).is_(None))
    ).first()
    if item is None:
        raise NotFound()
    return item
