"""The organisation itself: a nautical co-operative that bills its members and builds docks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices.catalogue import save_item
from invoice_app.organisation.actions import change, clean_logo, set_logo
from invoice_app.organisation.queries import the_organisation
from invoice_app.sample.pictures import logo
from invoice_app.shared.files import files

CLUB = {
    "name": "Coopérative nautique du Nordet",
    "legal_name": "Coopérative de solidarité nautique du Nordet",
    "street": "18, quai des Brisants",
    "city": "L’Anse-aux-Voiles",
    "province": "QC",
    "postal_code": "G0L 0X0",
    "phone": "418 555-0100",
    "email": "bonjour@nordet.example",
    "website": "nordet.example",
    "gst_number": "123456789 RT0001",
    "qst_number": "1234567890 TQ0001",
    "neq": "1234567890",
    "licence": "RBQ 1234-5678-01",
    "language": "fr",
    "time_zone": "America/Montreal",
    "currency": "CAD",
    "accent": "#155e75",
    "paper": "letter",
    "terms_days": "30",
}

_CATALOGUE = (
    ("COT-IND", "Cotisation annuelle, individuelle", "Annual dues, individual", "125,00", "exempt"),
    ("COT-FAM", "Cotisation annuelle, famille", "Annual dues, family", "210,00", "exempt"),
    ("COT-ENT", "Cotisation annuelle, entreprise", "Annual dues, company", "450,00", "taxable"),
    ("AMA-PI", "Amarrage saisonnier, le pied", "Seasonal mooring, per foot", "48,50", "taxable"),
    ("HIV-PI", "Entreposage d’hiver, le pied", "Winter storage, per foot", "22,7525", "taxable"),
    ("GRUE", "Mise à l’eau ou sortie de l’eau à la grue", "Crane launch or haul-out", "185,00", "taxable"),
    ("ECO-JEU", "École de voile, semaine jeunesse", "Sailing school, youth week", "295,00", "exempt"),
    ("ECO-ADU", "Cours de voile, adultes, niveau 1", "Adult sailing, level 1", "340,00", "taxable"),
    ("REGATE", "Inscription à la Régate du Nordet", "Nordet Regatta registration", "95,00", "taxable"),
    ("ATELIER", "Heure d’atelier (gréement, voilerie)", "Workshop hour (rigging, sails)", "88,00", "taxable"),
    ("HOMARD", "Homard vivant, la livre (vente annuelle)", "Live lobster, per pound", "14,25", "zero"),
    ("RABAIS", "Rabais pour heures de bénévolat", "Discount for volunteer hours", "-40,00", "taxable"),
)  # fmt: skip


def dress(db: Session, *, now: datetime) -> Mapping[str, str]:
    """Make the organisation's record the co-operative's, with its logo and its catalogue.

    Its language stays. Returns the items' refs by code.
    """
    organisation = the_organisation(db)
    change(db, typed=CLUB | {"language": organisation.language})
    set_logo(db, sha256=files().put(clean_logo(logo(CLUB["accent"]))))
    return {row[0]: _item(db, row, now) for row in _CATALOGUE}


def _item(db: Session, row: tuple[str, ...], now: datetime) -> str:
    names = ("code", "description_fr", "description_en", "unit_price", "tax_class")
    return save_item(db, ref="", typed=dict(zip(names, row, strict=True)), language="fr", now=now).ref
