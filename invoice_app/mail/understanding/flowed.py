"""`format=flowed`: paragraphs that a mail program broke into lines, made whole again for display."""

from __future__ import annotations

_SIGNATURE = "-- "


def unwrapped(text: str, *, delete_space: bool = False) -> str:
    """Join lines that end in a space with the next of the same depth of `>`, as RFC 3676 says.

    `delete_space` (`DelSp=yes`) drops that space. Every word stays.
    """
    whole: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth, words = _depth(line)
        flows = words.endswith(" ") and words != _SIGNATURE
        kept = words[:-1] if delete_space and flows else words
        if depth == open_depth and words != _SIGNATURE:
            whole[-1] += kept
        else:
            whole.append((">" * depth + " " if depth else "") + kept)
        open_depth = depth if flows else -1
    return "\n".join(whole)


def _depth(line: str) -> tuple[int, str]:
    words = line.lstrip(">")
    return len(line) - len(words), words.removeprefix(" ")
