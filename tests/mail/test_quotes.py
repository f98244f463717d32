"""What is new in a reply: French and English mail programs, and text made to hurt."""

from __future__ import annotations

import time

import pytest

from invoice_app.mail.understanding.plain import from_html
from invoice_app.mail.understanding.quotes import split

GMAIL = "Le mar. 3 nov. 2026 à 09:00, Bâtiment Exemple inc. <r-d91p@reply.example.org>"
OUTLOOK = (
    "De : Bâtiment <r-d91p@reply.example.org>\nEnvoyé : 3 novembre 2026 09:00\nÀ : Élise Roy\nObjet : Facture"
)


@pytest.mark.parametrize(
    "quoted",
    [
        f"{GMAIL} a écrit :\n\n> Bonjour,",
        f"{GMAIL}\na écrit :\n\n> ##- Répondez au-dessus de cette ligne -##\n> Bonjour,",
        f"{GMAIL}\u00a0a écrit\u00a0:\n> Bonjour,",
        f"{GMAIL}\na\u202fécrit\u202f:\n> Bonjour,",
        f"{GMAIL} a e\u0301crit :\n> Bonjour,",
        "Le 3 nov. 2026 à 09:00, Bâtiment a écrit :\nBonjour,",
        "On Tue, Nov 3, 2026 at 9:00 AM Bâtiment\n<r-d91p@reply.example.org> wrote:\n\n> Hello,",
        f"________________________________\n{OUTLOOK}\n\nBonjour,",
        "From: Club <c@d.example>\nSent: Tuesday\nTo: Lise\nSubject: Invoice\n\nHello,",
        "*De :* Club <c@d.example>\n*Envoyé :* mardi\n*À :* Lise\n*Objet :* Facture\n\nBonjour,",
        "-----Message d'origine-----\nDe : x",
        "-----Message d’origine-----\nDe : x",
        "-----Original Message-----\nFrom: x",
        "##- Reply above this line -##\nHello,",
        "> Bonjour,\n>\n> Votre facture",
    ],
)
def test_the_answer_is_cut_from_what_it_quotes(quoted: str):
    parted = split(f"Bonjour,\n\nLe taux de TVQ est à vérifier.\n\n{quoted}\n")
    assert parted.new == "Bonjour,\n\nLe taux de TVQ est à vérifier."
    assert parted.quoted == quoted


@pytest.mark.parametrize(
    "whole",
    [
        "Le comptable a écrit :\nnon, merci",
        "De : la part de Lise\nà vous",
        "On y va quand?\nLe 3 novembre me convient.",
        f"{GMAIL} a écrit :\n> Quel taux?\n9,975 %\nMerci",
        "> Quel taux?\n9,975 %",
        f"{GMAIL} a écrit :\n\n> rien de nouveau",
    ],
)
def test_when_in_doubt_nothing_is_cut(whole: str):
    assert split(whole).new == whole
    assert split(whole).quoted == ""


def test_answers_between_the_lines_stay_and_only_the_last_quote_goes():
    parted = split("ok\n\nOn Tue 3 x wrote:\n> a\nmine\n> b\n")
    assert parted.new == "ok\n\nOn Tue 3 x wrote:\n> a\nmine"
    assert parted.quoted == "> b"


HOSTILE = {
    "on": "On " * 330_000,
    "le": "Le " * 330_000,
    "quote lines": ">\n" * 500_000,
    "one quote line": "> " * 500_000,
    "from lines": "From: x\n" * 120_000,
    "delimiters": "##- " * 250_000,
    "dashes": "-" * 1_000_000,
    "rules": "_\n" * 500_000,
    "empty lines": "\n" * 1_000_000,
    "intros": "Le 3 \n" * 160_000,
    "intros that answer": "On 3 x wrote:\n" * 70_000 + "> a\nb",
    "answered": "Le 3 x a écrit :\n> a\nb\n" * 45_000,
    "spaces": " " * 1_000_000,
    "accents": "e\u0301" * 500_000,
    "stars": "*" * 1_000_000,
    "invisible": "\u200b" * 1_000_000,
    "returns": "\r" * 1_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_made_to_hurt_takes_less_than_two_seconds(text: str):
    began = time.process_time()
    split(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", "<", "</", "<![CDATA[", "<?", "&", "&#", '<a b="', "<script>", "<!", "<div>",
              "<blockquote>", "<style>", "&amp", "<p>a", "<br>", "a<b>"],
)  # fmt: skip
def test_html_made_to_hurt_takes_less_than_three_seconds(piece: str):
    began = time.process_time()
    from_html(piece * (2_000_000 // len(piece)))
    assert time.process_time() - began < 3


def test_html_becomes_readable_text_with_its_quotes_marked():
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Bonjour,</p><!-- caché -->"
        "<p>Taux &lt; 10&nbsp;%<br>Merci &amp; à bientôt</p><script>alert(1)</script>"
        "<div>Le 3 nov. 2026, Club &lt;c@d.example&gt; a écrit :</div>"
        "<blockquote><p>Votre facture</p></blockquote></body></html>"
    )
    text = from_html(html)
    assert split(text).new == "Bonjour,\n\nTaux < 10\u00a0%\nMerci & à bientôt"
    assert split(text).quoted.endswith("> Votre facture")
