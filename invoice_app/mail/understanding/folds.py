"""How much of a long text is shown before « Afficher tout ». Pure."""

from __future__ import annotations

HEAD_LINES, HEAD_LETTERS = 25, 3_000
# A few more are shown at once: folding away three lines would only be a nuisance.
_SLACK_LINES, _SLACK_LETTERS = 30, 3_600
MOST_REST, MOST_QUOTED = 40_000, 8_000
CUT = "…"


def folded(text: str) -> tuple[str, str]:
    """The beginning of a text, and what waits behind « Afficher tout » (empty for a short one).

    What is longer than a page can carry ends in `CUT`; the whole is in the original.
    """
    lines = text.split("\n")
    if len(lines) <= _SLACK_LINES and len(text) <= _SLACK_LETTERS:
        return text, ""
    head = "\n".join(lines[:HEAD_LINES])
    if len(head) > HEAD_LETTERS:
        head = head[:HEAD_LETTERS]
        # At a word, where there is one.
        head = head[: head.rfind(" ")] if " " in head[HEAD_LETTERS // 2 :] else head
    return head, cut(text[len(head) :].lstrip("\n"), MOST_REST)


def cut(text: str, most: int) -> str:
    """The text, or its beginning with `CUT`."""
    return text if len(text) <= most else text[:most] + CUT


def frame_height(text: str, has_images: bool) -> str:
    """About the height that a formatted text takes, which only the browser could measure."""
    lines = sum(1 + len(line) // 95 for line in text[:20_000].split("\n"))
    return f"{max(20 if has_images else 9, min(36, round(1.7 * lines + 4)))}rem"
