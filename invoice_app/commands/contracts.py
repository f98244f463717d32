"""Check the export of an application for payment: every figure again, from its inputs alone.

`contracts check FILE.json` needs no database and no settings. It prints each application as computed,
and whether the figures in the file agree. It ends with 0 when they do, 1 when they do not, 2 when the
file cannot be read or does not follow the schema (`docs/application-json.md`).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path

from invoice_app.contracts.audit_file import read_file
from invoice_app.contracts.check_text import verdict_json, verdict_text
from invoice_app.contracts.checking import check_document
from invoice_app.shared.phrases import LANGUAGES, Language
from invoice_app.shared.refusals import Refusal

AGREES, DISAGREES, UNREADABLE = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    shelf = parser.add_subparsers(dest="verb", required=True, metavar="verb")
    check = shelf.add_parser("check", help="compute every figure of an exported application again")
    check.add_argument("file", metavar="FILE.json", help="an application, exported as JSON")
    check.add_argument("--json", action="store_true", help="print JSON, for another program")
    check.add_argument("--language", choices=LANGUAGES, help="of the words; from the environment if left out")


def run(given: argparse.Namespace) -> int:
    language: Language = given.language or language_of(os.environ)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot write an accent gets a question mark, and no traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        verdict = check_document(read_file(Path(given.file)))
        said = (
            json.dumps(verdict_json(verdict, language), ensure_ascii=False, indent=1) + "\n"
            if given.json
            else verdict_text(verdict, language)
        )
    except Refusal as refusal:
        return _refused(refusal, language, as_json=given.json)
    _say(said)
    return AGREES if verdict.agrees else DISAGREES


def language_of(environment: os._Environ[str] | dict[str, str]) -> Language:
    """The language that a terminal asks for; French where it says nothing that we know."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := environment.get(name, ""):
            return "en" if wanted.startswith("en") else "fr"
    return "fr"


def _refused(refusal: Refusal, language: Language, *, as_json: bool) -> int:
    words = refusal.phrase.to(language)
    if as_json:
        _say(json.dumps({"agrees": False, "error": words, "applications": []}, ensure_ascii=False) + "\n")
    print(f"✗ {words}", file=sys.stderr)
    return UNREADABLE


def _say(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has had enough (`| head`); what is left goes nowhere.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
