"""A sentence in both languages.

Every word that a person reads is a `Phrase`. Pages inline both sides and choose in the browser,
so that a switch of language is instant; emails, documents and refusals choose on the server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


# French typography: these signs never begin or end a line alone.
_BEFORE = re.compile(r" (?=[:;?!»$%])")
_AFTER = re.compile(r"(?<=«) ")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same words in French and in English; `{name}` marks a blank in both.

    The French side is given its no-break spaces here, so that nobody has to type them.
    """

    fr: str
    en: str

    def __post_init__(self) -> None:
        spaced = _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", self.fr))
        object.__setattr__(self, "fr", spaced)

    def filled(self, **blanks: object) -> Phrase:
        """Fill the blanks; a `Phrase` among them is filled in its own language."""
        return Phrase(
            fr=self.fr.format(**{k: v.fr if isinstance(v, Phrase) else v for k, v in blanks.items()}),
            en=self.en.format(**{k: v.en if isinstance(v, Phrase) else v for k, v in blanks.items()}),
        )

    def to(self, language: str) -> str:
        """The side to show; anything but `"en"` reads French."""
        return self.en if language == "en" else self.fr


def as_language(text: str | None, otherwise: Language = "fr") -> Language:
    """Read a language code from outside (a cookie, a header, a form); never raises."""
    return "en" if text == "en" else "fr" if text == "fr" else otherwise
