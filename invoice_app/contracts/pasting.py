"""What a spreadsheet puts on the clipboard, as rows of cells; pure.

Excel, LibreOffice and Google Sheets write tabs between cells and a line end after each row. A cell that
holds a tab, a line end or a quote of its own is put in quotes, with its quotes doubled; no other is, so
that `2" x 4"` and `"tel quel"` are text.
"""

from __future__ import annotations

import re

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
_SPACED = re.compile(r"\s*[\t\n]\s*")


def is_block(text: str) -> bool:
    """Whether a pasted text is more than one cell; one cell is pasted as any text."""
    return "\t" in text or "\n" in _unix(text)


def block_of(text: str) -> list[list[str]]:
    """The rows of a pasted block. A line end or a tab inside a cell becomes a space; nothing else changes."""
    text = _unix(text)
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1


def _unix(text: str) -> str:
    # A spreadsheet ends its last row too.
    return _LINE_ENDS.sub("\n", text).removesuffix("\n")


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins at a place, and where it ends."""
    quoted = _QUOTED.match(text, at)
    if quoted and re.search(r'[\t\n]|""', quoted[1]):
        return _SPACED.sub(" ", quoted[1].replace('""', '"')).strip(), quoted.end()
    end = next((i for i in range(at, len(text)) if text[i] in "\t\n"), len(text))
    return text[at:end].strip(), end
