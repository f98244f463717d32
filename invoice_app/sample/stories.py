"""What each invoice is about and what became of it: chosen from the seasons, and nothing written yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from random import Random

from invoice_app.sample.calendar import Calendar
from invoice_app.sample.people import ARCHIVED, LONG_COMPANY, Person

ENTERED_BEFORE = 40
"""How many days before the first invoice everyone was entered."""
_BAD_DEBT_AGE = 150


class End(StrEnum):
    """What became of an invoice."""

    DRAFT = "draft"
    OWED = "owed"
    PAID_AT_ONCE = "paid_at_once"
    PAID_LATER = "paid_later"
    PAID_IN_PART = "paid_in_part"


@dataclass(frozen=True, slots=True)
class Billed:
    """A line as someone types it: an item's code, a quantity, and what is typed over the item."""

    code: str = ""
    quantity: str = "1"
    description: str = ""
    unit_price: str = ""
    tax_class: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One invoice. `paid_after` is in days; `emailed` at issue; about one, the `exchange` is had."""

    person: Person
    day: date
    lines: tuple[Billed, ...]
    end: End
    terms: str = "30"
    note: str = ""
    to_company: bool = False
    emailed: bool = False
    paid_after: int = 0
    exchange: bool = False


def stories(people: Sequence[Person], calendar: Calendar, count: int) -> list[Story]:
    """About `count` invoices over two years, oldest first: all the remarkable ones, and ordinary ones."""
    chosen = list(_remarkable(people, calendar))
    while len(chosen) < count:
        chosen.append(_ordinary(people, calendar))
    return sorted(chosen, key=lambda story: story.day)


def _ordinary(people: Sequence[Person], calendar: Calendar) -> Story:
    rng = calendar.rng
    # Every fifth one is of the last weeks, so that there is something to do.
    oldest = 45 if rng.random() < 0.2 else (calendar.today - calendar.start).days
    day = calendar.before(rng.randrange(3, oldest))
    person = rng.choice([p for p in people if p.name != ARCHIVED])
    story = Story(
        person=person,
        day=day,
        lines=_lines_of_season(day.month, person, rng),
        end=End.OWED,
        terms=rng.choice(("30", "30", "30", "15", "0")),
        note=rng.choice(_NOTES[person.language]) if rng.random() < 0.15 else "",
        to_company=bool(person.company) and rng.random() < 0.6,
        emailed=rng.random() < 0.55 and person.has_email,
    )
    return _with_end(story, (calendar.today - day).days, rng)


def _with_end(story: Story, age: int, rng: Random) -> Story:
    chance, terms = rng.random(), int(story.terms)
    if chance < 0.18:
        return replace(story, end=End.PAID_AT_ONCE)
    if age < terms + 3:
        later = End.PAID_LATER if chance < 0.4 else End.PAID_IN_PART if chance < 0.5 else End.OWED
        return replace(story, end=later, paid_after=_days(rng, 1, age - 2))
    if age > _BAD_DEBT_AGE or chance < 0.84:
        return replace(story, end=End.PAID_LATER, paid_after=_days(rng, 2, min(age - 2, terms + 24)))
    end = End.PAID_IN_PART if chance < 0.9 else End.OWED
    return replace(story, end=end, paid_after=_days(rng, 2, age - 2))


def _days(rng: Random, least: int, most: int) -> int:
    return rng.randint(least, max(least, most))


def _lines_of_season(month: int, person: Person, rng: Random) -> tuple[Billed, ...]:
    feet = str(rng.randrange(18, 39))
    hours = rng.choice(("1,5", "2", "3,25", "6", "7,75"))
    work = Billed("ATELIER", hours)
    if person.kind == "company":
        return (Billed("COT-ENT"),) if month < 4 else (Billed("AMA-PI", feet), work) if month < 9 else (work,)
    seasons: dict[int, tuple[tuple[Billed, ...], ...]] = {
        1: ((Billed("COT-IND"),), (Billed("COT-FAM"),), (Billed("COT-IND"), Billed("RABAIS"), work)),
        2: ((Billed("AMA-PI", feet),), (Billed("AMA-PI", feet), Billed("GRUE"), Billed("RABAIS"))),
        3: ((Billed("ECO-JEU", "2"),), (Billed("ECO-ADU"),), (Billed("HOMARD", "8,5"), Billed("REGATE"))),
        4: ((Billed("REGATE"), work), (Billed("HIV-PI", feet), Billed("GRUE")), (Billed("HIV-PI", feet),)),
    }
    return rng.choice(seasons[(month + 2) // 3])


def _remarkable(people: Sequence[Person], calendar: Calendar) -> Iterator[Story]:
    """One of each thing that an invoice can be; also what a small sample is made of."""
    by_name = {person.name: person for person in people}
    zoe, margaret = by_name["Zoé Tremblay-Okafor"], by_name["Margaret O’Halloran"]
    jacob, karim, eve = (
        by_name[n] for n in ("Jacob Weiss-Delorme", "Karim Benhaddou", "Ève-Marie Thibodeau")
    )
    longest = by_name["Marie-Ève-Clémentine de la Bruère-Montarville Tremblay-Archambault"]
    clubs, gone, nobody = by_name[LONG_COMPANY], by_name[ARCHIVED], by_name["Gertrude Savoie"]
    d = calendar.before
    dues, mooring = (Billed("COT-IND"),), (Billed("AMA-PI", "26"), Billed("GRUE"))
    yield Story(zoe, d(655), dues, End.PAID_AT_ONCE, emailed=True)
    yield Story(zoe, d(540), (Billed("ECO-ADU"),), End.PAID_LATER, paid_after=12, emailed=True)
    yield Story(zoe, d(300), (*mooring, Billed("RABAIS")), End.PAID_LATER, paid_after=33, emailed=True)
    yield Story(zoe, d(62), (Billed("HIV-PI", "26"),), End.OWED, emailed=True)
    yield Story(zoe, d(9), (Billed("ATELIER", "3,5"), Billed("REGATE", "2")), End.OWED, emailed=True)
    yield Story(margaret, d(200), (Billed("COT-FAM"),), End.PAID_LATER, paid_after=8, emailed=True)
    yield Story(margaret, d(75), mooring, End.PAID_IN_PART, paid_after=20, emailed=True)
    yield Story(jacob, d(48), (Billed("ECO-JEU", "3"), Billed("HOMARD", "12,25")), End.OWED, emailed=True)
    yield Story(jacob, d(16), (Billed("ATELIER", "2"),), End.PAID_IN_PART, paid_after=5, emailed=True)
    yield Story(
        karim, d(120), (Billed("COT-ENT"),), End.PAID_LATER, to_company=True, paid_after=28, emailed=True
    )
    yield Story(eve, d(8), (Billed("ATELIER", "11,25"),), End.OWED, to_company=True, exchange=True)
    yield Story(
        longest, d(90), (Billed("AMA-PI", "34"), _AWFUL), End.PAID_LATER, paid_after=41, note=_LONG_NOTE
    )
    yield Story(clubs, d(35), _inventory(calendar.rng), End.OWED, terms="60", note=_LONG_NOTE, emailed=True)
    yield Story(gone, d(410), dues, End.PAID_AT_ONCE)
    yield Story(nobody, d(21), (Billed("HOMARD", "4"),), End.OWED, note="Remise en main propre.")
    yield from _drafts(by_name, calendar)


def _drafts(by_name: dict[str, Person], calendar: Calendar) -> Iterator[Story]:
    """What is still being typed: ready, half finished, unreadable, and empty."""
    days = iter(calendar.before(n) for n in (12, 6, 3, 2, 1, 1))
    ready = (Billed("AMA-PI", "31"), Billed("GRUE"), Billed("RABAIS"))
    no_price = (Billed("COT-FAM"), Billed(description="Remplacement de l’étai avant, pièces et main-d’œuvre"))
    unreadable = (Billed("ATELIER", "4 et demie"), Billed(description="Winch repair", unit_price="12O,00"))
    yield Story(by_name["Solène Arsenault"], next(days), ready, End.DRAFT)
    yield Story(by_name["Priya Raman"], next(days), (Billed("ECO-JEU", "2"),), End.DRAFT, terms="15")
    yield Story(by_name["Hugo Fiset-Marchand"], next(days), no_price, End.DRAFT)
    yield Story(by_name["Grace Whitefield"], next(days), unreadable, End.DRAFT)
    yield Story(by_name[LONG_COMPANY], next(days), (Billed("COT-ENT"), Billed("ATELIER", "16")), End.DRAFT)
    yield Story(by_name["Émile Roy"], next(days), (), End.DRAFT)


_PARTS = (
    ("Manille inox 8 mm", "Stainless shackle 8 mm", "11,95"),
    ("Écoute de grand-voile, 12 mm, le mètre", "Mainsheet, 12 mm, per metre", "6,4250"),
    ("Poulie simple à billes 57 mm", "Single ball-bearing block 57 mm", "48,60"),
    ("Gilet de sauvetage, taille adulte", "Life jacket, adult size", "129,00"),
    ("Bouée de mouillage 40 cm", "Mooring buoy 40 cm", "84,75"),
    ("Pare-battage gonflable", "Inflatable fender", "37,20"),
    ("Réflecteur radar", "Radar reflector", "66,66"),
    ("Feu de navigation à DEL", "LED navigation light", "92,3333"),
)


def _inventory(rng: Random) -> tuple[Billed, ...]:
    """Forty lines: the yearly order of a club that counts every shackle."""
    lines = []
    for number in range(1, 41):
        french, english, price = rng.choice(_PARTS)
        words = f"{french} (lot {number:02d})\n{english} (lot {number:02d})"
        lines.append(Billed("", str(rng.randrange(1, 25)), words, price, "taxable"))
    return tuple(lines)


_AWFUL = Billed(
    description="Réparation du « Va-t’en-guerre III » : œuvres mortes, haubans ≥ 8 mm & étambot <arrière>\n"
    "Selon l’estimation du chantier n° 2025/0042-B, révisée deux fois à la demande du propriétaire, "
    "pièces, main-d’œuvre, déplacement aller-retour et élimination écologique des résines comprises",
    quantity="1",
    unit_price="2 347,885",
    tax_class="taxable",
)
_LONG_NOTE = (
    "Merci de rappeler le numéro de la facture sur votre paiement.\n"
    "Virement Interac : bonjour@nordet.example. "
    "Chèque à l’ordre de la Coopérative nautique du Nordet.\nAprès l’échéance, l’amarrage peut être suspendu."
)
_NOTES = {
    "fr": ("Merci de votre confiance.", "Chèque à l’ordre de la coopérative.", "Bonne saison sur l’eau !"),
    "en": ("Thank you for your business.", "Cheques payable to the co-operative.", "Fair winds!"),
    "both": ("Merci ! / Thank you!",),
}
