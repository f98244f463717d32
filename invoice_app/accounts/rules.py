"""How an account is found and sorted. Pure."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Lower case without accents: « Émile Côté » is found by « cote »."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def search_text(name: str, email: str) -> str:
    """What an account is found and sorted by: the name first, then the address."""
    return folded(f"{name} {email}")[:400]
