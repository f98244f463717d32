"""What is new in a reply, and what it quotes. For display only: the whole text is always kept.

Every look at a line is bounded, so that the time grows with the text and no faster, whatever is in it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST = 64 * 1024
_LINE = 400
_SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\u2019": "'"}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f", "")
)
_DELIMITER = re.compile(r"[> ]{0,20}\*{0,2}##- .{1,120} -##")
_INTRO_START = re.compile(r"[> ]{0,20}(le|on) ")
_INTRO_END = re.compile(r"( a écrit| wrote) ?:[ *]{0,3}$")
_ORIGINAL = re.compile(r"[> ]{0,20}-{2,12} ?(message d'origine|original message) ?-{2,12}")
_FIELD = re.compile(
    r"[> *_]{0,20}(de|from|envoyé|sent|date|à|to|cc|cci|bcc|objet|sujet|subject|importance) ?\*{0,2} ?:"
)
_RULE = re.compile(r"[ _*\u2500-]*")


@dataclass(frozen=True, slots=True)
class Split:
    """`new + quoted` holds every line of the text."""

    new: str
    quoted: str


def split(text: str) -> Split:
    """Cut a reply where what it answers begins; when nothing would be left, cut nothing."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    seen = _seen(lines)
    cut = _cut([_plain(line) for line in lines[:seen]], whole=seen == len(lines))
    while 0 < cut < len(lines) and _RULE.fullmatch(lines[cut - 1][:_LINE]):
        cut -= 1
    new, quoted = "\n".join(lines[:cut]), "\n".join(lines[cut:])
    if not new.strip():
        return Split(text.strip("\r\n"), "")
    return Split(new.strip("\n").rstrip(), quoted.strip("\n"))


def _seen(lines: list[str]) -> int:
    room = MOST
    for n, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return n
    return len(lines)


def _plain(line: str) -> str:
    return unicodedata.normalize("NFC", line[:_LINE].translate(_SPACES)).strip().lower()


def _cut(lines: list[str], *, whole: bool) -> int:
    answered = _last_answered_quote(lines)
    for n, line in enumerate(lines):
        if _DELIMITER.match(line) or _ORIGINAL.match(line) or _is_header_block(lines, n):
            return n
        if _is_intro(lines, n) and n >= answered:
            return n
    return _trailing_quote(lines) if whole else len(lines) + 1


def _is_intro(lines: list[str], n: int) -> bool:
    if not _INTRO_START.match(lines[n]):
        return False
    joined = ""
    for line in lines[n : n + 3]:
        if not line or (joined and _INTRO_START.match(line)):
            return False
        joined = f"{joined} {line.lstrip('> ')}"
        if _INTRO_END.search(joined[-40:]):
            return "@" in joined or any(c.isdigit() for c in joined)
    return False


def _last_answered_quote(lines: list[str]) -> int:
    """The last quoted line with unquoted words below it, or -1: an intro above it is answered inside."""
    words = False
    for n in range(len(lines) - 1, -1, -1):
        if lines[n].startswith(">") and words:
            return n
        words = words or bool(lines[n] and not lines[n].startswith(">"))
    return -1


def _is_header_block(lines: list[str], n: int) -> bool:
    if not _FIELD.match(lines[n]):
        return False
    fields = set()
    for line in lines[n : n + 10]:
        found = _FIELD.match(line)
        if found:
            fields.add(found.group(1))
    sender, subject = fields & {"de", "from"}, fields & {"objet", "sujet", "subject"}
    return len(fields) >= 3 and bool(sender) and bool(subject)


def _trailing_quote(lines: list[str]) -> int:
    start = n = len(lines)
    while n and (not lines[n - 1] or lines[n - 1].startswith(">")):
        n -= 1
        if lines[n].startswith(">"):
            start = n
    return start
