"""Readable text out of HTML, for replies that have no text part. One pass, whatever the HTML."""

from __future__ import annotations

import re
from html import unescape

MOST = 256 * 1024
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})([^<>]{0,4000})>")
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
_GAPS = re.compile(r"[ \t\r\n\f]+")


def from_html(html: str) -> str:
    """The words of an HTML body, paragraphs apart, quotes marked with `>`."""
    reading = _Reading()
    at, html = 0, html[:MOST]
    while at < len(html):
        at = reading.step(html, at)
    return reading.text()


class _Reading:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._skipping = ""
        self._no_more_comments = False

    def step(self, html: str, at: int) -> int:
        """Read one tag, comment or stretch of words at `at`; return where the next one begins."""
        if html[at] != "<":
            end = html.find("<", at)
            end = len(html) if end < 0 else end
            self._words(html[at:end])
            return end
        if html.startswith("<!--", at) and not self._no_more_comments:
            end = html.find("-->", at + 4)
            self._no_more_comments = end < 0
            return at + 4 if end < 0 else end + 3
        tag = _TAG.match(html, at)
        if tag:
            self._tag(tag.group(2).lower(), closes=bool(tag.group(1)))
            return tag.end()
        if not html.startswith(("<!", "<?"), at):
            self._words("<")
        return at + 1

    def _words(self, raw: str) -> None:
        if not self._skipping:
            self._line.append(unescape(_GAPS.sub(" ", raw)))

    def _tag(self, name: str, *, closes: bool) -> None:
        if self._skipping:
            self._skipping = "" if closes and name == self._skipping else self._skipping
        elif name in _SKIPPED:
            self._skipping = "" if closes else name
        elif name in _NEW_LINE:
            bare = not self._end_line()
            if name in _SPACED or (name == "br" and bare):
                self._blank_line()
            if name == "blockquote":
                self._depth = max(0, min(20, self._depth + (-1 if closes else 1)))

    def _end_line(self) -> bool:
        words = "".join(self._line).strip(" \t\r\n")
        self._line.clear()
        if words:
            self._lines.append(">" * self._depth + " " * bool(self._depth) + words)
        return bool(words)

    def _blank_line(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(">" * self._depth)

    def text(self) -> str:
        self._end_line()
        while self._lines and not self._lines[-1].strip("> "):
            self._lines.pop()
        return "\n".join(self._lines)
