"""Readable text out of HTML, for replies that have no text part. One pass, whatever the HTML.

`read` also says where in the HTML each line begins and which lines mail programs mark as quoted, so that
what is shown can be cut where the quote begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from invoice_app.mail.understanding.html_quotes import HARD, INTRO, OWN, QUOTE, UNTIL_QUOTE, mark_of

MOST = 512 * 1024
# Quotes around attributes are read where they match, and not missed where they do not.
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>"
    r"|<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})([^<>]*+)>"
)
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"}
_NEW_LINE = _SPACED | {
    "address",
    "article",
    "aside",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "header",
}
_NEW_LINE |= {"hr", "li", "main", "nav", "pre", "section", "tbody", "td", "th", "tr"}
_SKIPPED = {"head", "script", "style", "title", "noscript", "template", "svg"}
# What a browser closes by itself, and what is never closed: neither makes a page deep.
_NEVER_OPEN = {"br", "hr", "img", "input", "meta", "link", "base", "area", "col", "wbr", "source", "embed"}
_NEVER_OPEN |= {"p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "html", "body"}
_GAPS = re.compile(r"[ \t\r\n\f]+")
_MOST_LEVELS = 20
_MOST_OPEN = 2_000
_LOOK_BACK = 60


@dataclass(slots=True)
class Page:
    """The lines of an HTML body.

    `starts` are where they begin in it; `quoted` whether a mail program marked them as a quote; from line
    `hard` on all is quote (`None`: not so marked). `deepest` is how many elements were open at once.
    """

    lines: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    hard: int | None = None
    hard_at: int = 0
    deepest: int = 0

    def text(self) -> str:
        return "\n".join(self.lines)


def from_html(html: str) -> str:
    """The words of an HTML body, paragraphs apart, quotes marked with `>`."""
    return read(html).text()


def read(html: str) -> Page:
    """The words of an HTML body line by line, with what their places are."""
    reading = _Reading()
    at, html = 0, html[:MOST]
    while at < len(html):
        at = reading.step(html, at)
    return reading.page()


class _Reading:
    def __init__(self) -> None:
        self._page = Page()
        self._line: list[str] = []
        self._line_at = 0
        self._line_quoted = False
        self._bare = True
        self._skipping = ""
        self._no_more: set[str] = set()
        # Open elements with what each means, and how many of them say that what is inside is quoted.
        self._open: list[tuple[str, str]] = []
        self._quotes = self._intros = 0
        self._piece_at: int | None = None

    def step(self, html: str, at: int) -> int:
        """Read one tag, comment or stretch of words at `at`; return where the next one begins."""
        if html[at] != "<":
            end = html.find("<", at)
            end = len(html) if end < 0 else end
            self._words(html[at:end], at)
            return end
        if html.startswith("<!--", at):
            return self._past(html, at, "-->")
        tag = _TAG.match(html, at)
        if tag:
            closes, name, rest = (tag.group(n) or tag.group(n + 3) or "" for n in (1, 2, 3))
            self._tag(name.lower(), rest, at, closes=bool(closes))
            return tag.end()
        if html.startswith(("<!", "<?"), at):
            return self._past(html, at, ">")
        self._words("<", at)
        return at + 1

    def _past(self, html: str, at: int, ending: str) -> int:
        # Looked for once in vain, it is not looked for again.
        end = -1 if ending in self._no_more else html.find(ending, at + 2)
        if end < 0:
            self._no_more.add(ending)
            return at + 2
        return end + len(ending)

    def _words(self, raw: str, at: int) -> None:
        if self._skipping:
            return
        if self._bare and not raw.isspace():
            self._bare = False
            self._line_at = at if self._piece_at is None else self._piece_at
            self._line_quoted = bool(self._quotes or self._intros)
        self._line.append(unescape(_GAPS.sub(" ", raw)))

    def _tag(self, name: str, rest: str, at: int, *, closes: bool) -> None:
        if self._skipping:
            self._skipping = "" if closes and name == self._skipping else self._skipping
            return
        if name in _SKIPPED:
            self._skipping = "" if closes else name
            return
        if name in _NEW_LINE:
            bare = not self._end_line()
            if name in _SPACED or (name == "br" and bare):
                self._blank_line(at)
        if closes:
            self._close(name)
        elif not rest.endswith("/"):
            self._enter(name, rest, at)

    def _enter(self, name: str, rest: str, at: int) -> None:
        mark = mark_of(name, rest)
        if mark == HARD and self._page.hard is None:
            self._end_line()
            self._page.hard, self._page.hard_at = len(self._page.lines), at
        if name in _NEVER_OPEN and mark not in (INTRO, QUOTE):
            return
        if len(self._open) < _MOST_OPEN:
            self._open.append((name, mark))
            self._page.deepest = max(self._page.deepest, len(self._open))
            self._count(mark, 1, at)

    def _close(self, name: str) -> None:
        """Close the nearest open element of that name, and what was left open inside it."""
        for back in range(1, min(len(self._open), _LOOK_BACK) + 1):
            if self._open[-back][0] == name:
                for _, mark in reversed(self._open[-back:]):
                    self._count(mark, -1, 0)
                del self._open[-back:]
                break
        if name == "blockquote" and self._open and self._open[-1][1] == UNTIL_QUOTE:
            # Below the quote inside Gmail's box, words are answers.
            self._count(UNTIL_QUOTE, -1, 0)
            self._open[-1] = (self._open[-1][0], OWN)

    def _count(self, mark: str, by: int, at: int) -> None:
        if mark in (OWN, HARD):
            return
        if by > 0 and not self._quotes and not self._intros:
            self._piece_at = at
        if mark == QUOTE:
            self._quotes += by
        else:
            self._intros += by
        if not self._quotes and not self._intros:
            self._piece_at = None

    def _end_line(self) -> bool:
        words = "".join(self._line).strip(" \t\r\n")
        # A paragraph of nothing but a hard space is how Outlook leaves a line blank.
        words = "" if not words.strip("\u00a0") else words
        self._line.clear()
        self._bare = True
        if words:
            self._add(self._prefix() + " " * bool(self._quotes) + words, self._line_at, self._line_quoted)
            self._piece_at = None
        return bool(words)

    def _blank_line(self, at: int) -> None:
        page = self._page
        if page.lines and page.lines[-1].strip("> "):
            self._add(self._prefix(), at, bool(self._quotes or self._intros))

    def _prefix(self) -> str:
        return ">" * min(self._quotes, _MOST_LEVELS)

    def _add(self, line: str, start: int, quoted: bool) -> None:
        self._page.lines.append(line)
        self._page.starts.append(start)
        self._page.quoted.append(quoted)

    def page(self) -> Page:
        self._end_line()
        page = self._page
        while page.lines and not page.lines[-1].strip("> "):
            for each in (page.lines, page.starts, page.quoted):
                each.pop()
        return page
