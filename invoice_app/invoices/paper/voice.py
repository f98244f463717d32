"""How a document speaks: in French, in English, or in French with English beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from markupsafe import Markup

from invoice_app.invoices.document import DocumentLanguage
from invoice_app.shared import dates, money
from invoice_app.shared.phrases import Language, Phrase

_BESIDE = Markup('{}<span class="en" lang="en-CA">{}</span>')


class Bilingual(Protocol):
    """Anything said in both languages: a `Phrase`, or `Words` of a document."""

    @property
    def fr(self) -> str: ...

    @property
    def en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Voice:
    """Turns phrases, amounts and days into the text that is printed, all of it safe as HTML."""

    chosen: DocumentLanguage
    currency: str

    @property
    def language(self) -> Language:
        """The language that numbers and the file itself are in."""
        return "en" if self.chosen == "en" else "fr"

    @property
    def tag(self) -> str:
        return f"{self.language}-CA"

    def plain(self, said: Bilingual, **blanks: object) -> str:
        """The main language alone, as text."""
        return _side(said, self.language, blanks)

    def say(self, said: Bilingual, **blanks: object) -> Markup:
        """The main language, with English small beside it when both are wanted and differ."""
        main = self.plain(said, **blanks)
        beside = _side(said, "en", blanks)
        if self.chosen != "both" or main == beside:
            return Markup("{}").format(main)
        return _BESIDE.format(main, beside)

    def day(self, day: date) -> Markup:
        return self.say(day_phrase(day))

    def amount(self, amount: Decimal) -> str:
        return money.text(amount, self.currency, self.language)

    def bare(self, amount: Decimal) -> str:
        """An amount for a narrow column: no currency, and a dash for nothing."""
        return money.number_text(amount, self.language, least=2, most=2) if amount else "–"

    def quantity(self, quantity: Decimal) -> str:
        return money.number_text(quantity, self.language)

    def price(self, price: Decimal) -> str:
        """A unit price: cents at least, and as many decimals as it has."""
        return money.number_text(price, self.language, least=2)

    def percent(self, percent: Decimal, decimals: int = 2) -> str:
        """A percentage for a narrow column, rounded half away from zero to so many decimals at most."""
        if not percent:
            return "–"
        rounded = percent.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        return money.number_text(rounded, self.language, most=decimals)

    def rate(self, rate: Decimal) -> Phrase:
        return Phrase(money.rate_text(rate, "fr"), money.rate_text(rate, "en"))

    def amount_phrase(self, amount: Decimal) -> Phrase:
        return Phrase(money.text(amount, self.currency, "fr"), money.text(amount, self.currency, "en"))


def day_phrase(day: date) -> Phrase:
    return Phrase(dates.long_text(day, "fr"), dates.long_text(day, "en"))


def _side(said: Bilingual, language: Language, blanks: dict[str, object]) -> str:
    """One side, with its blanks filled in the same language."""
    text = said.en if language == "en" else said.fr
    if not blanks:
        return text
    return text.format(**{name: _blank(value, language) for name, value in blanks.items()})


def _blank(value: object, language: Language) -> object:
    if hasattr(value, "fr") and hasattr(value, "en"):
        return value.en if language == "en" else value.fr
    return value
