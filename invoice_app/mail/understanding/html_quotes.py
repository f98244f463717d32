"""By which elements mail programs mark what they quote."""

from __future__ import annotations

import re

OWN = ""
QUOTE = "quote"
"""Its words are quoted, each line behind a `>`."""
INTRO = "intro"
"""Its words introduce a quote."""
UNTIL_QUOTE = "until quote"
"""A box around an intro, a quote, and perhaps answers below it."""
HARD = "hard"
"""From here on all is quoted."""

_ATTRIBUTE = re.compile(
    r"""\b(id|class|type|style|name|cite)\s{0,5}=\s{0,5}("[^"]{0,1000}"|'[^']{0,1000}'|[^\s"']{1,200})"""
)
_MOST_ATTRIBUTES = 4_000
# `divRplyFwdMsg` and `appendonsend` of Outlook, which other programs copy with a prefix; Zimbra's rule.
_HARD_IDS = ("divrplyfwdmsg", "appendonsend", "zwchr", "mail-editor-reference-message-container")
_HARD_NAMES = ("messagereplysection",)
# The thin rule that Outlook for the desktop draws above « De : ».
_OUTLOOK_RULE = re.compile(r"border-top:\s?solid #?\w{3,12} 1(\.0)?pt;\s?padding:\s?3(\.0)?pt 0")
_WHOLE = ("yahoo_quoted",)
_BOXES = ("gmail_quote", "gmail_quote_container", "protonmail_quote")
_INTROS = ("gmail_attr", "moz-cite-prefix")
_INTRO_IDS = ("reply-intro", "replyintro")
_INDENT = re.compile(r"border(-left)?:\s?(none|0)")


def mark_of(name: str, rest: str) -> str:
    """What an opening tag says of what is inside; `rest` is what stands behind its name."""
    if name == "blockquote":
        return QUOTE if _is_quote(_attributes(rest)) else OWN
    if name not in ("div", "hr", "span", "p") or "=" not in rest:
        return OWN
    given = _attributes(rest)
    classes, ident = given.get("class", "").split(), given.get("id", "")
    if ident.endswith(_HARD_IDS) or given.get("name", "") in _HARD_NAMES:
        return HARD
    if "border-top" in given.get("style", "") and _OUTLOOK_RULE.search(given["style"]):
        return HARD
    if name == "hr":
        return OWN
    if any(each.endswith(_WHOLE) for each in (*classes, ident)) or any(each in _INTROS for each in classes):
        return INTRO
    if any(each in _BOXES for each in classes):
        return UNTIL_QUOTE
    return INTRO if ident in _INTRO_IDS else OWN


def _is_quote(given: dict[str, str]) -> bool:
    """Whether a `blockquote` quotes; some programs make one to move a paragraph to the right."""
    if given.get("type") == "cite" or "cite" in given or "quote" in given.get("class", ""):
        return True
    return not _INDENT.search(given.get("style", ""))


def _attributes(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(rest[:_MOST_ATTRIBUTES].lower()):
        found.setdefault(name, value.strip("\"'").strip())
    return found
