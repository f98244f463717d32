"""Questions about the organisation."""

from __future__ import annotations

from sqlmodel import Session

from invoice_app.organisation.models import Organisation
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal


class NotSetUp(Refusal):
    says = Phrase(
        "Cette copie n’est pas encore installée. Ouvrez l’adresse affichée dans le terminal.",
        "This copy is not set up yet. Open the address shown in the terminal.",
    )


def find_organisation(db: Session) -> Organisation | None:
    """The organisation, or nothing before set-up."""
    return db.get(Organisation, 1)


def the_organisation(db: Session) -> Organisation:
    """The organisation. Raises `NotSetUp` before set-up."""
    found = find_organisation(db)
    if found is None:
        raise NotSetUp()
    return found


def address_lines(organisation: Organisation) -> tuple[str, ...]:
    """The postal address as it is printed, without empty lines."""
    town = " ".join(part for part in (organisation.city, f"({organisation.province})") if part)
    lines = (organisation.street, f"{town}  {organisation.postal_code}".strip())
    return tuple(line for line in lines if line and line != f"({organisation.province})")


FIELDS = (
    "name", "legal_name", "street", "city", "province", "postal_code", "phone", "email", "website",
    "gst_number", "qst_number", "neq", "licence", "language", "time_zone", "currency", "accent", "paper",
    "terms_days",
)  # fmt: skip
"""What the settings page shows and saves."""


def settings_card(db: Session) -> dict[str, str]:
    """The organisation's fields as text to fill a form, and `logo`: the image's SHA-256, or empty."""
    organisation = the_organisation(db)
    return {name: str(getattr(organisation, name)) for name in FIELDS} | {"logo": organisation.logo_sha256}
