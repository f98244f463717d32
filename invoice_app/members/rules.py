"""What a member's, a contact's or a company's record may say, and how it is found and sorted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from invoice_app.members.wording import COUNTRIES, FIELD_LABELS, LANGUAGES
from invoice_app.organisation.rules import NotOffered, clean_email, clean_postal_code
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared.folding import fold
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

LONGEST = {
    "given_name": 80,
    "family_name": 80,
    "company_name": 160,
    "member_number": 30,
    "role_title": 80,
    "email": 254,
    "phone": 40,
    "street": 200,
    "city": 100,
    "postal_code": 12,
    "note": 2000,
}
LONGEST_NAME = 160
_DIRECTIONS = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class NameMissing(Invalid):
    says = Phrase("Écrivez un prénom ou un nom.", "Write a first or a last name.")


class CompanyNameMissing(Invalid):
    says = Phrase("Écrivez le nom de l’entreprise.", "Write the company’s name.")


class TooLong(Invalid):
    says = Phrase(
        "« {label} » est trop long : {most} caractères au plus.",
        "“{label}” is too long: {most} characters at most.",
    )


class BadPhone(Invalid):
    says = Phrase(
        "Ce numéro de téléphone n’a pas assez de chiffres. Écrivez par exemple 514 555-0123, poste 4.",
        "This phone number has too few digits. Write for example 514-555-0123, ext. 4.",
    )


class BadState(Invalid):
    says = Phrase(
        "Un État s’écrit en deux lettres, par exemple VT.", "A state is two letters, for example VT."
    )


class Unfit(Invalid):
    """Several boxes at once: `faults` has one refusal for each, so that all are shown together."""

    says = Phrase(
        "Rien n’est enregistré : corrigez ce qui est signalé dans le formulaire.",
        "Nothing is saved: correct what is pointed out in the form.",
    )

    def __init__(self, faults: tuple[Invalid, ...]) -> None:
        super().__init__(field=faults[0].field)
        self.faults = faults


def sort_name(given: str, family: str, name: str) -> str:
    """By family name, then given name; a company by its name."""
    return (fold(f"{family} {given}") or fold(name))[:320]


def number_key(number: str) -> str | None:
    """What makes two member numbers the same and sorts 9 before 10: `M-007`, `m7` and `M 7` are one."""
    parts = re.findall(r"\d+|[^\W\d]+", fold(number))
    return " ".join(_by_size(part) if part.isdecimal() else part for part in parts)[:200] or None


def _by_size(digits: str) -> str:
    # The count of digits first: 7 comes before 12 and 100 with no width fixed in advance.
    plain = digits.lstrip("0") or "0"
    return f"{len(plain):02d}{plain}"


def next_number(highest: str) -> str:
    """The number after this one, as wide and with the same prefix: `M-0099` gives `M-0100`."""
    found = re.fullmatch(r"(.*?)(\d+)(\D*)", highest, re.DOTALL)
    if not found:
        return "1"
    before, digits, after = found.groups()
    return f"{before}{int(digits) + 1:0{len(digits)}d}{after}"


def search_text(*parts: str) -> str:
    """What the search reads of a record, folded."""
    return fold(" ".join(parts))[:600]


def clean_line(typed: str) -> str:
    """One line of text: no control characters, no half pairs, no hidden change of direction."""
    return " ".join("".join(" " if _is_unwanted(c) else c for c in typed).split())


def clean_text(typed: str) -> str:
    """Several lines of text, each clean."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(
        "".join(c for c in line if c == "\t" or not _is_unwanted(c)).rstrip() for line in lines
    ).strip()


def _is_unwanted(c: str) -> bool:
    return c in _DIRECTIONS or unicodedata.category(c) in ("Cc", "Cs")


def clean_phone(typed: str) -> str:
    """As typed, ten North American digits written `514 555-0123`; or empty. Raises `BadPhone`."""
    plain = clean_line(typed)
    digits = re.sub(r"\D", "", plain)
    if plain and len(digits) < 7:
        raise BadPhone(field="phone")
    if len(digits) == 10 and re.fullmatch(r"[\d\s().-]+", plain):
        return f"{digits[:3]} {digits[3:6]}-{digits[6:]}"
    return plain


def clean_customer(kind: str, typed: Mapping[str, str]) -> dict[str, object]:
    """The record's columns as they are kept, from what was typed.

    `typed` has the boxes of the form by name (see `FIELD_LABELS`). Raises `Unfit` with every fault.
    """
    cleaning = _Cleaning(typed)
    country = cleaning.offered("country", COUNTRIES)
    columns = {
        **(_company_name(cleaning) if kind == "company" else _person_name(cleaning)),
        "member_number": "" if kind == "contact" else cleaning.line("member_number"),
        "role_title": "" if kind == "company" else cleaning.line("role_title"),
        "email": cleaning.read(lambda: clean_email(cleaning.line("email"))),
        "phone": cleaning.read(lambda: clean_phone(cleaning.line("phone"))),
        "language": cleaning.offered("language", LANGUAGES),
        "street": cleaning.line("street"),
        "city": cleaning.line("city"),
        "country": country,
        "province": _province(cleaning, country),
        "postal_code": cleaning.read(
            lambda: clean_postal_code(cleaning.line("postal_code"), country).upper()
        ),
        "note": cleaning.text("note"),
    }
    if cleaning.faults:
        raise Unfit(tuple(cleaning.faults))
    return columns


def _person_name(cleaning: _Cleaning) -> dict[str, object]:
    given, family = cleaning.line("given_name"), cleaning.line("family_name")
    name = f"{given} {family}".strip()
    if not name:
        cleaning.faults.append(NameMissing(field="given_name"))
    elif len(name) > LONGEST_NAME:
        cleaning.too_long("family_name", LONGEST_NAME - len(given) - 1)
    return {"given_name": given, "family_name": family, "name": name}


def _company_name(cleaning: _Cleaning) -> dict[str, object]:
    name = cleaning.line("company_name")
    if not name:
        cleaning.faults.append(CompanyNameMissing(field="company_name"))
    return {"given_name": "", "family_name": "", "name": name}


def _province(cleaning: _Cleaning, country: str) -> str:
    if country == "CA":
        return cleaning.offered("province", PROVINCES)
    if country != "US":
        return ""
    state = clean_line(cleaning.typed.get("province", "")).upper()
    if state and not re.fullmatch(r"[A-Z]{2}", state):
        cleaning.faults.append(BadState(field="province"))
    return state


class _Cleaning:
    """Reads box after box and gathers what is wrong instead of stopping at the first."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.faults: list[Invalid] = []

    def line(self, field: str) -> str:
        return self._no_longer(field, clean_line(self.typed.get(field, "")))

    def text(self, field: str) -> str:
        return self._no_longer(field, clean_text(self.typed.get(field, "")))

    def offered(self, field: str, values: Mapping[str, object]) -> str:
        value = self.typed.get(field, "")
        if value not in values:
            self.faults.append(NotOffered(field=field))
        return value

    def read(self, clean: Callable[[], str]) -> str:
        try:
            return clean()
        except Invalid as fault:
            self.faults.append(fault)
            return ""

    def too_long(self, field: str, most: int) -> None:
        self.faults.append(TooLong(field=field, label=FIELD_LABELS[field], most=most))

    def _no_longer(self, field: str, text: str) -> str:
        if len(text) > LONGEST[field]:
            self.too_long(field, LONGEST[field])
        return text


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Two people's changes laid together: `fields` to go on with, `theirs` where both wrote."""

    fields: dict[str, str]
    theirs: dict[str, str]


def reconcile(before: Mapping[str, str], typed: Mapping[str, str], saved: Mapping[str, str]) -> Reconciled:
    """Keep what this person typed, take what the other saved elsewhere, and point out both-changed boxes."""
    fields, theirs = {}, {}
    for name, now in saved.items():
        mine = typed.get(name, before.get(name, ""))
        touched = mine != before.get(name, "")
        fields[name] = mine if touched else now
        if touched and now != before.get(name, "") and now != mine:
            theirs[name] = now
    return Reconciled(fields, theirs)
