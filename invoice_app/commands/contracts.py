"""Check the export of an application for payment: every figure again, from its inputs alone.

`contracts check FILE.json` needs no database and no settings. It prints each application as computed,
and whether the figures in the file agree. It ends with 0 when they do, 1 when they do not, 2 when the
file cannot be read or does not follow the schema (`docs/application-json.md`).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from invoice_app.commands.terminal import any_terminal, language_of, say
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
    any_terminal()
    try:
        verdict = check_document(read_file(Path(given.file)))
        said = (
            json.dumps(verdict_json(verdict, language), ensure_ascii=False, indent=1) + "\n"
            if given.json
            else verdict_text(verdict, language)
        )
    except Refusal as refusal:
        return _refused(refusal, language, as_json=given.json)
    say(said)
    return AGREES if verdict.agrees else DISAGREES


def _refused(refusal: Refusal, language: Language, *, as_json: bool) -> int:
    words = refusal.phrase.to(language)
    if as_json:
        say(json.dumps({"agrees": False, "error": words, "applications": []}, ensure_ascii=False) + "\n")
    print(f"✗ {words}", file=sys.stderr)
    return UNREADABLE
