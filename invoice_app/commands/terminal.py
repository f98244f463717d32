"""How commands speak: in the language of the terminal, whatever it can write, into a pipe that may end."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping

from invoice_app.shared.phrases import Language


def language_of(environment: Mapping[str, str]) -> Language:
    """The language that a terminal asks for; French where it says nothing that we know."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := environment.get(name, ""):
            return "en" if wanted.startswith("en") else "fr"
    return "fr"


def any_terminal() -> None:
    """A terminal that cannot write an accent gets a question mark, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def say(text: str) -> None:
    """Write to the terminal, or to whoever reads from us as long as they do."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has had enough (`| head`); what is left goes nowhere.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
