"""A line of an email with the words that were searched for, as pieces of text and never as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from invoice_app.shared.folding import fold

_BEFORE, _LONG = 60, 200
_MOST = 64 * 1024
# What folds to one word: letters, digits, and the apostrophes that folding leaves out.
_TOKEN = re.compile(r"[\w'’]+")
_EDGE = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text; `found` where it is a word that was searched for."""

    text: str
    found: bool = False


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """A short text whole, its words marked that hold one of `words` (folded)."""
    pieces, at = [], 0
    for token in _TOKEN.finditer(text):
        if _holds(token[0], words):
            pieces += [Piece(text[at : token.start()]), Piece(token[0], True)]
            at = token.end()
    pieces.append(Piece(text[at:]))
    return tuple(piece for piece in pieces if piece.text)


def excerpt(texts: Iterable[str], words: Sequence[str]) -> tuple[Piece, ...]:
    """A line from around the first word found, in the first of `texts` that has one; else how it begins."""
    lines = [" ".join(text[:_MOST].split()) for text in texts]
    for line in lines:
        first = next((t.start() for t in _TOKEN.finditer(line) if _holds(t[0], words)), None)
        if first is not None:
            return marked(_around(line, first), words)
    return marked(_around(next((line for line in lines if line), ""), 0), ())


def matching(texts: Iterable[str], words: Sequence[str]) -> tuple[Piece, ...]:
    """Those of some short texts (addresses, names of files) that hold a word, marked."""
    held = [text for text in texts if any(_holds(token, words) for token in _TOKEN.findall(text))]
    return marked(" · ".join(held[:3]), words)


def _around(line: str, first: int) -> str:
    start = max(0, first - _BEFORE) if first > 2 * _BEFORE else 0
    if start:
        # From the beginning of a word, where one is near.
        start = line.find(" ", start, first) + 1 or start
    end = start + _LONG
    return (_EDGE if start else "") + line[start:end] + (_EDGE if end < len(line) else "")


def _holds(token: str, words: Sequence[str]) -> bool:
    plain = token.lower().replace("'", "").replace("_", " ") if token.isascii() else fold(token)
    return any(word in plain for word in words)
