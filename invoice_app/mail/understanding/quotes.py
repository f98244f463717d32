"""What is new in a reply, and what it quotes. For display only: the whole text is always kept.

Every look at a line is bounded, so that the time grows with the text and no faster, whatever is in it.
The signs by which mail programs introduce a quote are in `quote_signs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from invoice_app.mail.understanding import quote_signs as signs
from invoice_app.mail.understanding.plain import Page

MOST = 256 * 1024
# So many lines below a sign, the quote has begun.
_NEAR = 16
_MOST_SIGNATURE = 12


@dataclass(frozen=True, slots=True)
class Split:
    """`new + quoted` holds every line of the text."""

    new: str
    quoted: str


def split(text: str) -> Split:
    """Cut a reply where what it answers begins; when nothing would be left, cut nothing."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    seen = _seen(lines)
    return parted(lines, boundary([signs.plain(line) for line in lines[:seen]], whole=seen == len(lines)))


def parted(lines: Sequence[str], cut: int) -> Split:
    """The text cut above line `cut`."""
    new, quoted = "\n".join(lines[:cut]), "\n".join(lines[cut:])
    if not new.strip():
        return Split("\n".join(lines).strip("\r\n"), "")
    return Split(new.strip("\n").rstrip(), quoted.strip("\n"))


def split_page(page: Page) -> tuple[Split, int | None]:
    """Cut what HTML says as `split` does, by what mail programs mark as well; and where to cut the HTML
    itself, `None` when nothing is to be cut.
    """
    end = len(page.lines) if page.hard is None else page.hard
    lines = _marked([signs.plain(line) for line in page.lines[:end]], page.quoted)
    cut = boundary(lines, whole=True, cut_below=page.hard is not None)
    split_here = parted(page.lines, cut)
    if not split_here.quoted:
        return split_here, None
    return split_here, page.starts[cut] if cut < end else page.hard_at


def _marked(lines: Sequence[str], quoted: Sequence[bool]) -> list[str]:
    """Lines with `>` before those that a mail program marked, except in what is forwarded: that is news."""
    marked, forwarded = [], False
    for line, is_quote in zip(lines, quoted, strict=False):
        bare = line.removeprefix("> ")
        forwarded = forwarded or signs.is_forward(bare)
        if forwarded:
            marked.append(bare)
        else:
            marked.append(f"> {line}" if is_quote and not line.startswith(">") else line)
    return marked


def boundary(lines: Sequence[str], *, whole: bool, cut_below: bool = False) -> int:
    """The first line of what is only a quote, among lines made `plain`; their number if there is none.

    `whole` says that they are the whole text, so that a quote at their end is a quote at its end;
    `cut_below` that a quote follows them.
    """
    end = _without_signature(lines) if whole else len(lines)
    cut = _cut(lines[:end], whole=whole)
    if cut >= end:
        cut = len(lines)
        if not cut_below:
            return cut
    # A line drawn above the quote, or a telephone's signature, goes with it; so does what is quoted above.
    while cut and (signs.is_furniture(lines[cut - 1]) or _is_in_quote(lines, cut)):
        cut -= 1
    return cut


def _seen(lines: list[str]) -> int:
    room = MOST
    for n, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return n
    return len(lines)


def _without_signature(lines: Sequence[str]) -> int:
    """Where the text ends when a signature below the last quote is left out."""
    end = _bare_end(lines, len(lines))
    last_quoted = next((n for n in range(end - 1, -1, -1) if _is_quoted(lines[n])), -1)
    if last_quoted < 0:
        return len(lines)
    for n in range(last_quoted + 1, min(end, last_quoted + _MOST_SIGNATURE)):
        if lines[n] == "--" and end - n <= _MOST_SIGNATURE:
            return _bare_end(lines, n)
        if lines[n]:
            break
    return end


def _bare_end(lines: Sequence[str], end: int) -> int:
    while end and (not lines[end - 1] or signs.is_telephone(lines[end - 1])):
        end -= 1
    return end


def _cut(lines: Sequence[str], *, whole: bool) -> int:
    answered = _last_answered_quote(lines)
    own_until = -1
    for n, line in enumerate(lines):
        if signs.is_forward(line) and not _is_quoted(line):
            # What is forwarded is news: the names above it are part of it.
            own_until = n + _NEAR
        elif signs.is_delimiter(line):
            if n >= answered or not _is_quoted(line):
                return n
        elif signs.is_original(line) or (n >= own_until and signs.is_header_block(lines, n)):
            if n >= answered or not _is_marked(lines, n):
                return n
        elif n >= answered and signs.is_intro(lines, n):
            return n
    return _trailing_quote(lines) if whole else len(lines) + 1


def _is_quoted(line: str) -> bool:
    return line.startswith(">")


def _is_in_quote(lines: Sequence[str], n: int) -> bool:
    return n < len(lines) and _is_quoted(lines[n]) and _is_quoted(lines[n - 1])


def _is_marked(lines: Sequence[str], n: int) -> bool:
    """Whether the quote that begins at `n` has `>` before its lines, so that answers between them show."""
    return any(_is_quoted(line) for line in lines[n : n + _NEAR])


def _last_answered_quote(lines: Sequence[str]) -> int:
    """The last quoted line with unquoted words below it, or -1: an intro above it is answered inside."""
    words = False
    for n in range(len(lines) - 1, -1, -1):
        if _is_quoted(lines[n]) and words:
            return n
        words = words or bool(lines[n] and not _is_quoted(lines[n]))
    return -1


def _trailing_quote(lines: Sequence[str]) -> int:
    start = n = len(lines)
    while n and (not lines[n - 1] or _is_quoted(lines[n - 1])):
        n -= 1
        if _is_quoted(lines[n]):
            start = n
    return start
