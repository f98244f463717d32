"""The letter: one value, two bodies, nothing that could run."""

from __future__ import annotations

import pytest

from invoice_app.mail.letter import Button, Footer, Letter, write
from invoice_app.mail.understanding.quotes import split

FOOTER = Footer(
    "Club des Érables",
    ("12, rue du Quai", "Lévis (Québec)  G6V 1A1"),
    "418 555-0199",
    ("TPS 123456789 RT0001",),
)
LETTER = Letter(
    "Bonjour,",
    ("Voici la facture 2026-014.", "Ligne 1\nLigne 2"),
    "fr",
    Button("Voir la facture", "https://c.example/i?a=1&b=2"),
)


def test_both_bodies_say_the_same():
    bodies = write(LETTER, footer=FOOTER)
    for words in (
        "Bonjour,",
        "2026-014",
        "Ligne 1",
        "Voir la facture",
        "Club des Érables",
        "418 555-0199",
        "TPS 1",
    ):
        assert words in bodies.text
        assert words in bodies.html
    assert "https://c.example/i?a=1&b=2" in bodies.text
    assert 'href="https://c.example/i?a=1&amp;b=2"' in bodies.html
    assert '<html lang="fr-CA">' in bodies.html


def test_a_conversation_starts_with_the_line_that_its_replies_are_cut_at():
    bodies = write(LETTER, footer=FOOTER)
    assert bodies.text.startswith("##- Répondez au-dessus de cette ligne -##\n")
    quoted = "\n".join(f"> {line}" for line in bodies.text.splitlines())
    assert split(f"Merci!\n\n{quoted}").new == "Merci!"
    assert "##-" not in write(LETTER, footer=FOOTER, conversational=False).text


def test_everything_typed_is_escaped():
    evil = "<script>alert(1)</script>\"&'"
    html = write(
        Letter(evil, (evil,), "en", Button(evil, f"https://x.example/{evil}")), footer=Footer(evil, (evil,))
    ).html
    assert "<script" not in html
    assert '"&' not in html.replace('"&quot;', "").replace('"&#x27;', "").replace('"&amp;', "")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", ""])
def test_a_button_leads_to_a_web_page_only(url: str):
    with pytest.raises(ValueError, match="web page"):
        write(Letter("a", ("b",), "fr", Button("c", url)), footer=FOOTER)


def test_two_languages_stand_one_below_the_other_each_named():
    bodies = write(LETTER, Letter("Hello,", ("Here is invoice 2026-014.",), "en"), footer=FOOTER)
    assert bodies.text.index("Bonjour,") < bodies.text.index("Hello,")
    assert '<div lang="en-CA">' in bodies.html
    assert bodies.html.count("Club des Érables") == 2  # title and footer
