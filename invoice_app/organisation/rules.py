"""What the organisation's record may say."""

from __future__ import annotations

import re
from collections.abc import Mapping

from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared.dates import is_time_zone
from invoice_app.shared.money import CURRENCIES
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

_GST = re.compile(r"\d{9}RT\d{4}")
_QST = re.compile(r"\d{10}TQ\d{4}")
_POSTAL = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\d[A-Z]\d")
# WCAG 2.2, 1.4.3: text against its background.
_READABLE = 4.5
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")


class NameMissing(Invalid):
    says = Phrase("Écrivez le nom de l’organisation.", "Write the organisation’s name.")


class BadGstNumber(Invalid):
    says = Phrase(
        "Un numéro de TPS s’écrit 123456789 RT0001. Laissez la case vide si vous n’êtes pas inscrit.",
        "A GST number is written 123456789 RT0001. Leave the box empty if you are not registered.",
    )


class BadQstNumber(Invalid):
    says = Phrase(
        "Un numéro de TVQ s’écrit 1234567890 TQ0001. Laissez la case vide si vous n’êtes pas inscrit.",
        "A QST number is written 1234567890 TQ0001. Leave the box empty if you are not registered.",
    )


class BadPostalCode(Invalid):
    says = Phrase("Un code postal canadien s’écrit H2X 1Y4.", "A Canadian postal code is written H2X 1Y4.")


class BadEmail(Invalid):
    says = Phrase(
        "« {typed} » n’est pas une adresse de courriel. Écrivez par exemple nom@exemple.ca.",
        "“{typed}” is not an email address. Write for example name@example.ca.",
    )


class BadNeq(Invalid):
    says = Phrase(
        "Un NEQ a 10 chiffres, par exemple 1160000000.", "An NEQ has 10 digits, for example 1160000000."
    )


class BadAccent(Invalid):
    says = Phrase(
        "Une couleur s’écrit #1f5f5b : un dièse et six chiffres ou lettres de a à f.",
        "A colour is written #1f5f5b: a hash and six digits or letters from a to f.",
    )


class PaleAccent(Invalid):
    says = Phrase(
        "Cette couleur est trop pâle pour être lue sur du blanc ({ratio} pour 1 ; il faut 4,5). "
        "Choisissez-la plus foncée.",
        "This colour is too pale to be read on white ({ratio} to 1; 4.5 is needed). Choose a darker one.",
    )


class BadTerms(Invalid):
    says = Phrase("Écrivez un nombre de jours, de 0 à 365.", "Write a number of days, from 0 to 365.")


class NotOffered(Invalid):
    says = Phrase("Choisissez une valeur de la liste.", "Choose a value from the list.")


def clean_gst(typed: str) -> str:
    """`123456789 RT0001`, or empty."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    if plain and not _GST.fullmatch(plain):
        raise BadGstNumber(field="gst_number")
    return f"{plain[:9]} {plain[9:]}" if plain else ""


def clean_qst(typed: str) -> str:
    """`1234567890 TQ0001`, or empty."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    if plain and not _QST.fullmatch(plain):
        raise BadQstNumber(field="qst_number")
    return f"{plain[:10]} {plain[10:]}" if plain else ""


def clean_postal_code(typed: str, country: str = "CA") -> str:
    """`H2X 1Y4` in Canada; as typed elsewhere; or empty."""
    if country != "CA":
        return typed.strip()[:12]
    plain = re.sub(r"[\s-]", "", typed).upper()
    if plain and not _POSTAL.fullmatch(plain):
        raise BadPostalCode(field="postal_code")
    return f"{plain[:3]} {plain[3:]}" if plain else ""


def clean_email(typed: str, *, field: str = "email") -> str:
    """An address in lower case, or empty. Raises `BadEmail`."""
    plain = typed.strip().lower()
    if plain and (len(plain) > 254 or not _EMAIL.fullmatch(plain)):
        raise BadEmail(field=field, typed=typed.strip()[:60])
    return plain


def clean_neq(typed: str) -> str:
    """Ten digits, or empty."""
    plain = re.sub(r"[\s-]", "", typed)
    if plain and not re.fullmatch(r"[0-9]{10}", plain):
        raise BadNeq(field="neq")
    return plain


def clean_accent(typed: str) -> str:
    """`#1f5f5b`, dark enough to be read on white paper and under white letters."""
    plain = typed.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", plain):
        raise BadAccent(field="accent")
    ratio = contrast_with_white(plain)
    if ratio < _READABLE:
        shown = f"{ratio:.1f}"
        raise PaleAccent(field="accent", ratio=Phrase(shown.replace(".", ","), shown))
    return plain


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21, of `#rrggbb` on white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def clean_terms(typed: str) -> int:
    plain = typed.strip()
    if not re.fullmatch(r"[0-9]{1,3}", plain) or int(plain) > 365:
        raise BadTerms(field="terms_days")
    return int(plain)


def clean_settings(typed: Mapping[str, str]) -> dict[str, str | int]:
    """The fields that set-up does not ask for, as they are kept. Raises the first `Invalid`."""
    if typed.get("paper", "") not in ("letter", "a4"):
        raise NotOffered(field="paper")
    return {
        "neq": clean_neq(typed.get("neq", "")),
        "licence": typed.get("licence", "").strip()[:40],
        "accent": clean_accent(typed.get("accent", "")),
        "paper": typed["paper"],
        "terms_days": clean_terms(typed.get("terms_days", "")),
    }


def clean_organisation(typed: Mapping[str, str]) -> dict[str, str]:
    """The organisation's fields as they are kept. Raises the first `Invalid`, naming its field."""
    name = typed.get("name", "").strip()
    if not name:
        raise NameMissing(field="name")
    for field, offered in (
        ("province", set(PROVINCES)),
        ("currency", set(CURRENCIES)),
        ("language", {"fr", "en"}),
    ):
        if typed.get(field, "") not in offered:
            raise NotOffered(field=field)
    if not is_time_zone(typed.get("time_zone", "")):
        raise NotOffered(field="time_zone")
    return {
        "name": name[:120],
        "legal_name": typed.get("legal_name", "").strip()[:160],
        "street": typed.get("street", "").strip()[:200],
        "city": typed.get("city", "").strip()[:100],
        "province": typed["province"],
        "postal_code": clean_postal_code(typed.get("postal_code", "")),
        "phone": typed.get("phone", "").strip()[:40],
        "email": clean_email(typed.get("email", "")),
        "website": typed.get("website", "").strip()[:200],
        "gst_number": clean_gst(typed.get("gst_number", "")),
        "qst_number": clean_qst(typed.get("qst_number", "")),
        "language": typed["language"],
        "time_zone": typed["time_zone"],
        "currency": typed["currency"],
    }
