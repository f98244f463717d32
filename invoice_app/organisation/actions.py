"""What can be done to the organisation's record."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PIL import Image, UnidentifiedImageError
from sqlmodel import Session

from invoice_app.organisation.models import Organisation
from invoice_app.organisation.queries import find_organisation, the_organisation
from invoice_app.organisation.rules import clean_organisation, clean_settings
from invoice_app.shared import live
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal

LOGO_BYTES = 5_000_000
_LOGO_SIDE = 1200
_LOGO_PIXELS = 25_000_000


class AlreadySetUp(Refusal):
    says = Phrase("Cette copie est déjà installée. Connectez-vous.", "This copy is already set up. Sign in.")


class NotALogo(Invalid):
    says = Phrase(
        "Ce fichier n’est pas une image PNG ou JPEG de moins de 5 Mo. Choisissez-en une autre.",
        "This file is not a PNG or JPEG image under 5 MB. Choose another one.",
    )


def found(db: Session, *, typed: Mapping[str, str], is_sample: bool, now: datetime) -> Organisation:
    """Create the organisation, once. Raises `AlreadySetUp` or an `Invalid` that names its field."""
    if find_organisation(db) is not None:
        raise AlreadySetUp()
    fields: dict[str, Any] = {**clean_organisation(typed)}
    organisation = Organisation(id=1, is_sample=is_sample, created_at=now, **fields)
    db.add(organisation)
    db.flush()
    return organisation


def change(db: Session, *, typed: Mapping[str, str]) -> Organisation:
    """Change the organisation's record; issued invoices keep what it was. Raises the first `Invalid`."""
    organisation = the_organisation(db)
    organisation.sqlmodel_update({**clean_organisation(typed), **clean_settings(typed)})
    db.add(organisation)
    live.touch(db, "organisation")
    return organisation


def clean_logo(content: bytes) -> bytes:
    """The image decoded and written again as PNG, so that nothing but pixels is kept."""
    if len(content) > LOGO_BYTES:
        raise NotALogo(field="logo")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            # Known before a pixel is decoded: a small file can hold a picture that fills the memory.
            if image.width * image.height > _LOGO_PIXELS:
                raise NotALogo(field="logo")
            image.thumbnail((_LOGO_SIDE, _LOGO_SIDE))
            written = io.BytesIO()
            image.convert("RGBA").save(written, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NotALogo(field="logo") from None
    return written.getvalue()


def set_logo(db: Session, *, sha256: str) -> None:
    organisation = the_organisation(db)
    organisation.logo_sha256 = sha256
    db.add(organisation)
    live.touch(db, "organisation")
