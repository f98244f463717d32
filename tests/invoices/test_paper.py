"""The printed invoice: all that was agreed is on it, in the right language, and nothing else happens."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from invoice_app.invoices.document import Document, Words
from invoice_app.invoices.paper.colour import INK, READABLE, WHITE, contrast, palette
from invoice_app.invoices.paper.layout import html_of, pdf_of
from invoice_app.shared import money
from invoice_app.shared.paper.engine import render_pdf
from tests.invoices.papers import SELLER, application, document, line, received, scheduled

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\xdac\x64\xf8\xcfP\x0f\x00\x03\x86\x01\x80Z4}k\x00\x00\x00\x00IEND\xaeB`\x82"
)
LETTER = (612, 792)
A4 = (595, 842)


def printed(paper: Document, logo: bytes | None = None) -> bytes:
    return render_pdf(pdf_of(paper, logo=logo))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, with every kind of space as one."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text(paper: Document) -> str:
    return " ".join(pages(printed(paper)))


def amount(value: Decimal, language: str = "fr") -> str:
    return re.sub(r"\s+", " ", money.text(value, "CAD", language))


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return [(round(box.width), round(box.height)) for box in boxes]


@dataclass(frozen=True)
class Tag:
    name: str
    alt: str
    headers: int


def tags(pdf: bytes) -> list[Tag]:
    """The elements of the structure tree, in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(_walk(opened.Root.StructTreeRoot.K[0]))


def _walk(element: pikepdf.Object) -> Iterator[Tag]:
    cell = element.get("/A", pikepdf.Dictionary())
    yield Tag(str(element.S)[1:], str(element.get("/Alt", "")), len(cell.get("/Headers", [])))
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _walk(kid)


REALISTIC = (
    line("Cotisation annuelle, membre corporatif", "1", "450"),
    line("Analyse de l’eau\nTrois stations, rapport compris", "3", "185.50"),
    line("Don à la caisse", "1", "100", taxed=False),
    line("Soutien technique", "4.25", "96.125"),
    line("Rabais, membre fondateur", "1", "-75"),
)


@pytest.mark.parametrize("language", ["fr", "en", "both"])
def test_every_amount_is_on_the_paper(language: str) -> None:
    paper = document(*REALISTIC, language=language, payments=(received("200"), received("150.25")))
    seen = text(paper)
    wanted = [
        *(one.amount for one in paper.lines),
        *(tax.amount for tax in paper.taxes),
        *(-one.amount for one in paper.received),
        paper.subtotal,
        paper.total,
        paper.balance,
    ]
    for value in wanted:
        assert amount(value, "en" if language == "en" else "fr") in seen


def test_what_the_law_asks_for_is_on_the_paper() -> None:
    seen = text(document(*REALISTIC, concerning="Services de l’automne", note="Merci de votre appui."))
    for wanted in (
        "Facture 2026-014",
        "1er novembre 2026",
        "1er décembre 2026",
        "Net 30 jours",
        "Association du lac Bleu inc.",
        "Ébénisterie Łukasz & filles",
        "TPS 123456789 RT0001",
        "TVQ 1234567890 TQ0001",
        "RBQ 5678-1234-01",
        "NEQ 1171234567",
        "Services de l’automne",
        "Merci de votre appui.",
    ):
        assert wanted in seen


def test_the_two_taxes_are_never_added_into_one_rate() -> None:
    seen = text(document(language="both"))
    assert "TPS 5 %" in seen
    assert "TVQ 9,975 %" in seen
    assert "QST 9.975%" in seen
    assert not re.search(r"14[.,]97", seen)


def test_a_line_that_is_not_taxed_is_marked_and_the_mark_is_explained() -> None:
    assert "NT : non taxé" in text(document(*REALISTIC))
    assert "NT" not in text(document(line(), line()))
    assert "NT" not in text(document(line(taxed=False), taxes=()))


def test_a_tax_says_what_it_is_on_when_that_is_not_everything() -> None:
    assert "TPS 5 % sur 45,00 $" in text(document(line(), line(taxed=False)))
    assert "sur 45,00 $" not in text(document(line()))


def test_a_paid_invoice_says_so() -> None:
    whole = document()
    seen = text(document(payments=(received(str(whole.total)),)))
    assert "Reçu le 1er novembre 2026, virement Interac CA-88412" in seen
    assert "Payée en entier" in seen
    assert "Solde 0,00 $" in seen
    assert "À payer" not in seen


def test_an_english_document_has_no_french_words_of_ours() -> None:
    seen = text(document(*REALISTIC, language="en", payments=(received("5"),)))
    assert "Invoice 2026-014" in seen
    assert "due by December 1, 2026" in seen
    for word in ("Facture", "Échéance", "Montant", "TPS", "Solde", "Reçu", "$ "):
        assert word not in seen.replace("Facturé", "")


def test_both_languages_stand_side_by_side_with_french_first() -> None:
    seen = text(document(language="both"))
    for french, english in (
        ("Facture", "Invoice"),
        ("Sous-total", "Subtotal"),
        ("Net 30 jours", "Net 30 days"),
    ):
        assert seen.index(french) < seen.index(english)
    page = html_of(document(language="both"), logo=None)
    assert '<html lang="fr-CA">' in page
    assert '<span class="en" lang="en-CA">Subtotal</span>' in page


def test_a_draft_is_plain_has_no_number_and_says_what_it_is() -> None:
    draft = document(number="", page_url="")
    assert not pdf_of(draft, logo=None).archival
    assert pdf_of(document(), logo=None).archival
    assert "BROUILLON" in text(draft)
    assert "DRAFT" in text(draft.model_copy(update={"language": "en"}))
    assert "BROUILLON" not in text(document())


def test_sixty_lines_repeat_the_head_and_count_the_pages() -> None:
    lines = [line(f"Poste {i:02d} " + "avec une longue description " * (i % 4)) for i in range(1, 61)]
    seen = pages(printed(document(*lines)))
    assert len(seen) >= 3
    for number, page in enumerate(seen, start=1):
        assert f"{number} / {len(seen)}" in page
        assert "Quantité Prix unitaire Montant" in page
        assert "2026-014 · TPS" in page
    running = "Facture 2026-014 · Association du lac Bleu · Ébénisterie Łukasz & filles"
    assert [running in page for page in seen] == [False, *[True] * (len(seen) - 1)]
    assert [i for i in range(1, 61) if f"Poste {i:02d}" in " ".join(seen)] == list(range(1, 61))


@pytest.mark.parametrize("count", range(10, 17))
def test_the_totals_are_never_without_the_last_line(count: int) -> None:
    seen = pages(printed(document(*(line(f"Poste {i:02d}") for i in range(1, count + 1)))))
    with_totals = [page for page in seen if "Sous-total" in page]
    assert len(with_totals) == 1
    assert f"Poste {count:02d}" in with_totals[0]
    assert "TVQ" in with_totals[0].split("Sous-total")[1]


@pytest.mark.parametrize("lines", [36, 60, 400])
@pytest.mark.parametrize("payments", [0, 12, 60])
def test_an_end_taller_than_a_page_is_cut_rather_than_refused(lines: int, payments: int) -> None:
    tall = document(line(), line("rang\n" * lines), payments=(received("0.25"),) * payments, language="both")
    assert amount(tall.balance) in text(tall)


HOSTILE = (
    "<img src=file:///etc/hostname> {{ 6*7777 }} {% raw %} {0.__class__} http://127.0.0.1/x </td>&amp; %s"
)


def test_what_people_type_is_printed_as_they_typed_it() -> None:
    paper = document(line(HOSTILE), concerning=HOSTILE, note=HOSTILE)
    paper = paper.model_copy(
        update={
            "buyer": paper.buyer.model_copy(update={"name": HOSTILE, "address": (HOSTILE,)}),
            "terms": Words(fr=HOSTILE, en=HOSTILE),
        }
    )
    seen = re.sub(r"\s+", "", text(paper))
    assert seen.count(re.sub(r"\s+", "", HOSTILE)) >= 6
    page = html_of(paper, logo=None)
    assert "<img" not in page
    assert "46662" not in page


def test_only_a_web_address_becomes_a_link() -> None:
    assert 'href="https://factures' in html_of(document(), logo=None)
    assert "href" not in html_of(document(page_url="javascript:alert(1)"), logo=None)


def test_headings_start_at_one_and_skip_none() -> None:
    for paper in (document(), application()):
        levels = [int(tag.name[1]) for tag in tags(printed(paper)) if re.fullmatch(r"H\d", tag.name)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_cells_know_their_headers() -> None:
    cells = [tag for tag in tags(printed(document(*REALISTIC))) if tag.name == "TD"]
    assert len(cells) > 20
    assert all(cell.headers for cell in cells)


def test_pictures_say_what_they_show() -> None:
    figures = [tag.alt for tag in tags(printed(document(), PNG)) if tag.name == "Figure"]
    assert figures == ["Association du lac Bleu", "Code QR vers la page de la facture 2026-014"]


def test_without_a_logo_the_name_stands_in_its_place() -> None:
    assert "<img" not in html_of(document(), logo=None)
    assert "<img" not in html_of(document(), logo=b"%!PS-Adobe-3.0 EPSF-3.0")
    assert 'src="data:image/png;base64,' in html_of(document(), logo=PNG)


def test_the_qr_code_can_be_left_out_and_the_address_stays() -> None:
    page = html_of(document(), logo=None, page_qr=False)
    assert "<svg" not in page
    assert "factures.lacbleu.example/f/" in page


@pytest.mark.parametrize(("paper", "size"), [("letter", LETTER), ("a4", A4)])
def test_the_paper_is_the_sellers(paper: str, size: tuple[int, int]) -> None:
    seller = SELLER.model_copy(update={"paper": paper})
    assert set(sizes(printed(document(seller=seller)))) == {size}
    assert sizes(printed(application(seller=seller))) == [size, size[::-1]]


def test_an_application_prints_its_summary_then_its_schedule_on_a_landscape_page() -> None:
    paper = application()
    assert paper.progress is not None
    first, second = pages(printed(paper))
    for one in paper.progress.summary:
        assert f"{one.key} {one.label.fr} {amount(one.amount)}" in first
    for tax in paper.taxes:
        assert amount(tax.amount) in first
    assert f"À payer {amount(paper.balance)}" in first
    for wanted in (
        "Demande de paiement 2026-014",
        "Facture progressive no 2",
        "C-2026-07",
        "Passerelle du marais",
        "du 1er octobre 2026",
    ):
        assert wanted in first
    for row in paper.progress.schedule:
        assert row.item in second
    assert "Matériaux entreposés" in second
    assert "2 / 2" in second


def test_a_schedule_shows_nothing_as_a_dash_and_less_than_nothing_in_red() -> None:
    page = html_of(application(), logo=None)
    assert '<td class="n">–</td>' in page
    assert '<td class="n negative">\u22121\u00a0250,00</td>' in page


def test_a_schedule_without_stored_materials_has_no_column_for_them() -> None:
    assert "entreposés" not in text(application(items=(scheduled("01", "1000.00", "0.00", "500.00"),)))


def test_a_long_schedule_repeats_its_head_and_totals_it_once() -> None:
    items = tuple(scheduled(f"{i:03d}", "1000.00", "250.00", "125.50") for i in range(1, 71))
    seen = pages(printed(application(items=items, language="both")))[1:]
    assert len(seen) >= 3
    assert all("Scheduled value" in page for page in seen)
    assert sum("70 000,00" in page for page in seen) == 1
    assert "70 000,00" in seen[-1]
    assert "070" in seen[-1]


def test_the_same_document_is_the_same_job() -> None:
    assert pdf_of(document(*REALISTIC), logo=PNG) == pdf_of(document(*REALISTIC), logo=PNG)


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_any_accent_can_be_read(accent: int) -> None:
    colours = palette(f"#{accent:06x}")
    assert contrast(rgb(colours.text), WHITE) >= READABLE
    assert contrast(rgb(colours.on_fill), rgb(colours.fill)) >= READABLE
    assert contrast(rgb(colours.tint), INK) >= 12


def test_nonsense_is_no_colour() -> None:
    assert palette("red; background: url(x)") == palette("")
