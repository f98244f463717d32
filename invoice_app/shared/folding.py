"""Text as searches compare it."""

from __future__ import annotations

import unicodedata

# NFKD leaves these whole; people type them apart.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "'": None, "’": None})


def fold(text: str) -> str:
    """Lower case, no accents, words of letters and digits: « Élodie St-Œuf » is `elodie st oeuf`."""
    # Twice apart: lowering a letter can give one that comes apart again.
    lowered = unicodedata.normalize("NFKD", text).casefold()
    apart = unicodedata.normalize("NFKD", lowered).casefold().translate(_LIGATURES)
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def search_words(typed: str) -> list[str]:
    """The words of a search, folded; each must be found, in any order."""
    return fold(typed[:200]).split()[:8]
