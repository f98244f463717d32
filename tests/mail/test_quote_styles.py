"""What mail programs send, in French and in English: where their quotes begin.

Each file in `quotes` is a reply as such a program writes it; `=8<=` stands where the new text ends. Without
that sign, all of it is new.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from invoice_app.mail.understanding.plain import from_html, read
from invoice_app.mail.understanding.quotes import split, split_page

FOLDER = Path(__file__).parent / "quotes"
CUT = "=8<="
TEXTS = sorted(FOLDER.glob("*.txt"))
PAGES = sorted(FOLDER.glob("*.html"))


def words(text: str) -> list[str]:
    return text.replace(">", " ").split()


def test_every_program_is_there_in_both_languages():
    names = [place.name for place in (*TEXTS, *PAGES)]
    for program in ("gmail", "outlook", "apple", "thunderbird", "zimbra", "yahoo", "proton"):
        for language in ("_fr", "_en"):
            assert [n for n in names if n.startswith(program) and language in n], (program, language)


@pytest.mark.parametrize("place", TEXTS, ids=lambda place: place.stem)
def test_the_new_text_is_parted_from_what_it_quotes(place: Path):
    new, cut, quoted = place.read_text(encoding="utf-8").partition(f"\n{CUT}\n")
    whole = f"{new}\n\n{quoted}" if cut else new
    parted = split(whole)
    assert parted.new == new
    assert words(parted.quoted) == words(quoted)
    assert split(whole.replace("\n", "\r\n")) == parted


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place.stem)
def test_the_new_part_of_html_is_parted_from_what_it_quotes(place: Path):
    new, cut, quoted = place.read_text(encoding="utf-8").partition(f"<!--{CUT}-->")
    parted, at = split_page(read(new + quoted))
    assert parted.new == from_html(new).strip()
    assert words(parted.quoted) == words(from_html(quoted))
    shown = new if at is None else (new + quoted)[:at]
    assert words(from_html(shown)) == words(from_html(new))
    assert (at is None) == (not cut)
