"""The options of a PDF: what may be chosen, what is refused with its field named, and what gets printed."""

from __future__ import annotations

import io
import json
import re
import string
from decimal import Decimal

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from invoice_app.invoices.document import Changes, Document, ScheduleLine
from invoice_app.invoices.paper.layout import html_of, pdf_of
from invoice_app.invoices.paper.options import (
    BLANKS,
    COLUMNS,
    LINE_COLUMNS,
    USUAL,
    PdfOptions,
    WrongOptions,
    filled,
    read_options,
)
from invoice_app.invoices.pdf_described import described
from invoice_app.invoices.pdf_form import (
    accent_note,
    moved,
    options_typed,
    rows_of,
    typed_of,
)
from invoice_app.shared.paper.engine import render_pdf
from tests.invoices.papers import PROGRESS, application, document, line, scheduled
from tests.invoices.test_paper import PNG, amount, pages, sizes

D = Decimal
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
FIELDS = sorted(PdfOptions.model_fields)


def printed(paper: Document, options: PdfOptions) -> list[str]:
    return pages(render_pdf(pdf_of(paper, logo=None, options=options)))


def fonts(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [o for o in opened.objects if getattr(o, "Type", None) == "/FontDescriptor"]
        return " ".join(str(one.FontName) for one in found)


def sectioned() -> Document:
    """Three sections, one of them twice, and lines of two change orders."""
    names = ("Général", "Général", "Béton", "Béton", "Général")
    items = [
        scheduled(f"{i:02d}", f"{1000 * i}.00", "100.00", "0.00" if i == 4 else "50.00").model_copy(
            update={"section": name, "cost_code": f"C{i % 2}"}
        )
        for i, name in enumerate(names, start=1)
    ]
    items[3] = scheduled("04", "4000.00", "0.00", "0.00").model_copy(update={"section": "Béton"})
    items += [
        scheduled(f"{number}.1", value, "0.00", now).model_copy(
            update={"change_order": number, "section": "Béton"}
        )
        for number, value, now in (("OC-7", "700.00", "70.00"), ("OC-8", "-80.00", "-80.00"))
    ]
    return application(items=tuple(items))


def refusal_of(text: str) -> WrongOptions | None:
    """Why a text is no options; None when it is, and comes back as it went."""
    try:
        loaded = read_options(text)
    except WrongOptions as refusal:
        return refusal
    assert read_options(loaded.as_json()) == loaded
    return None


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), JSON, max_size=4) | JSON)
def test_any_json_is_loaded_or_refused_with_a_field_named(raw: object) -> None:
    refusal = refusal_of(json.dumps(raw))
    if refusal is not None:
        own = {str(key)[:40] for key in raw} if isinstance(raw, dict) else set()
        assert set(refusal.wrong) <= own | {"options"}
        assert refusal.field in refusal.wrong
        assert all(phrase.fr and phrase.en for phrase in refusal.wrong.values())


@given(st.text(max_size=400))
def test_any_text_is_loaded_or_refused(text: str) -> None:
    refusal = refusal_of(text)
    assert refusal is None or refusal.field


def test_only_what_differs_from_the_usual_is_kept() -> None:
    assert json.loads(USUAL.as_json()) == {"version": 1}
    assert json.loads(PdfOptions(qr=False).as_json()) == {"version": 1, "qr": False}


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"accent": "red"}, "accent"),
        ({"accent": "#12345g"}, "accent"),
        ({"accent": "url(x)"}, "accent"),
        ({"font": "Comic Sans"}, "font"),
        ({"columns": ["item"]}, "columns"),
        ({"columns": ["description", "item", "item"]}, "columns"),
        ({"columns": ["description", "salary"]}, "columns"),
        ({"line_columns": ["description"]}, "line_columns"),
        ({"header": "x" * 301}, "header"),
        ({"footer": "{numero}"}, "footer"),
        ({"footer": "a\x00b"}, "footer"),
        ({"watermark": "x" * 41}, "watermark"),
        ({"percent_decimals": 3}, "percent_decimals"),
        ({"logo": "yes"}, "logo"),
        ({"taxes": False}, "taxes"),
        ({"version": 2}, "version"),
    ],
)
def test_a_wrong_option_is_refused_by_name(chosen: dict[str, object], field: str) -> None:
    with pytest.raises(WrongOptions) as refused:
        read_options(json.dumps(chosen))
    assert refused.value.field == field


def test_the_usual_options_are_the_pdf_of_details() -> None:
    for paper in (document(), application()):
        assert pdf_of(paper, logo=PNG) == pdf_of(paper, logo=PNG, options=USUAL)


HOSTILE = (
    "</style><script>x</script>",
    "<img src=file:///etc/passwd>",
    "url(http://127.0.0.1/x)",
    "{{ 6*7777 }} {% raw %}",
    "*/ body{display:none}",
    '"; content: url(file:///etc/hostname); "',
    "&lt;b&gt; %s {0.__class__} ${7*7}",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_unsafe_text_stays_text(typed: str) -> None:
    options = PdfOptions(header=typed, footer=typed, watermark=typed[:40])
    page = html_of(document(), logo=None, options=options)
    assert "<script" not in page
    assert "<img" not in page
    assert "46662" not in page
    seen = re.sub(r"\s+", "", " ".join(printed(document(), options)))
    assert seen.count(re.sub(r"\s+", "", typed)) >= 2


@given(st.text(alphabet=string.printable, max_size=80))
def test_blanks_are_filled_and_nothing_else_is(text: str) -> None:
    known = dict.fromkeys(BLANKS, "")
    assert filled(text, {}) == text
    assert len(filled(text, known)) <= len(text)


def test_a_header_and_a_footer_stand_on_every_page_with_their_blanks_filled() -> None:
    options = PdfOptions(
        header="{organisation} à {client}, feuille {page} de {pages}", footer="Contrat {contract}, {period}"
    )
    seen = printed(sectioned(), options)
    assert len(seen) == 2
    for number, page in enumerate(seen, start=1):
        assert f"Association du lac Bleu à Ébénisterie Łukasz & filles, feuille {number} de 2" in page
        assert "Contrat C-2026-07 · Passerelle du marais, du 1er octobre 2026 au 31 octobre 2026" in page
        # What the law asks for is still under it.
        assert "TPS 123456789 RT0001" in page
        assert f"{number} / 2" in page


def heights(pdf: bytes) -> list[float]:
    """How high above the foot of its page each text stands, in points."""
    found: list[float] = []

    def see(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            found.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=see)
    return found


@pytest.mark.parametrize("margins", ["narrow", "normal", "wide"])
def test_no_header_or_footer_is_so_long_that_anything_leaves_the_page(margins: str) -> None:
    text = "Un long texte, {contract} " * 11
    options = PdfOptions.model_validate({"header": text, "footer": text, "margins": margins})
    for paper in (document(), sectioned()):
        found = heights(render_pdf(pdf_of(paper, logo=None, options=options)))
        assert min(found) > 8
        assert max(found) < 792 - 8


def test_a_watermark_crosses_each_page_and_a_draft_says_so_whatever_is_chosen() -> None:
    options = PdfOptions(watermark="Copie")
    assert all("COPIE" in page for page in printed(sectioned(), options))
    draft = " ".join(printed(document(number=""), options))
    assert "BROUILLON" in draft
    assert "COPIE" not in draft


def test_taxes_and_their_numbers_cannot_be_taken_away() -> None:
    bare = PdfOptions(
        logo=False, summary=False, changes=False, retainage=False, notes=False, terms=False, qr=False,
        detail="groups",
    )  # fmt: skip
    paper = sectioned()
    seen = printed(paper, bare)[0]
    for wanted in ("TPS 5 %", "TVQ 9,975 %", "TPS 123456789 RT0001", "TVQ 1234567890 TQ0001", "1 / 2"):
        assert wanted in seen
    assert amount(paper.balance) in seen
    assert "Ligne du sommaire" not in seen
    assert "Net 30 jours" not in seen


def test_the_detail_of_the_retainage_may_be_left_out_and_its_total_stays() -> None:
    seen = printed(sectioned(), PdfOptions(retainage=False))[0]
    assert "Ligne du sommaire 5a" not in seen
    assert "Ligne du sommaire 5 " in seen


def test_sections_have_subtotals_and_change_orders_come_last() -> None:
    [_, seen] = printed(sectioned(), USUAL)
    for one, other in (
        ("Général", "Sous-total · Général 3 000,00"),
        ("Sous-total · Général 3 000,00", "Sous-total · Béton 7 000,00"),
        ("Sous-total · Béton 7 000,00", "Sous-total · Général 5 000,00"),
        ("Sous-total · Général 5 000,00", "Ordre de changement OC-7"),
        ("Ordre de changement OC-7", "Ordre de changement OC-8"),
        ("Ordre de changement OC-8", "Total des ordres de changement 620,00"),
        ("Total des ordres de changement 620,00", "Total 15 620,00"),
    ):
        assert one in seen
        assert seen.index(one) < seen.rindex(other), other


def test_change_orders_may_stand_in_their_sections() -> None:
    [_, seen] = printed(sectioned(), PdfOptions(change_orders="inline"))
    assert "Ordre de changement" not in seen
    assert "Sous-total · Béton 620,00" in seen


def test_lines_may_be_grouped_by_cost_code_or_shown_as_groups_only() -> None:
    [_, by_code] = printed(sectioned(), PdfOptions(group_by="cost_code"))
    assert by_code.index("Sous-total · C1 9 000,00") < by_code.index("Sous-total · C0 2 000,00")
    [_, groups] = printed(sectioned(), PdfOptions(detail="groups"))
    assert "Travaux du poste" not in groups
    assert "Béton 7 000,00" in groups
    assert "Total 15 620,00" in groups


def test_lines_at_zero_may_be_hidden_and_are_counted() -> None:
    [_, seen] = printed(sectioned(), PdfOptions(hide_zero=True))
    assert "Travaux du poste 04" not in seen
    assert "mais non montrées : 1." in seen
    assert "Sous-total · Béton 7 000,00" in seen


def test_columns_come_in_the_order_asked_and_empty_ones_are_left_out() -> None:
    options = PdfOptions(columns=("description", "percent", "scheduled", "stored", "claimed", "quantity"))
    [_, seen] = printed(sectioned(), options)
    assert "Description % Montant prévu" in seen
    for absent in ("entreposés", "Réclamé", "Quantité", "Poste ", "Retenue"):
        assert absent not in seen


@settings(max_examples=25, deadline=None)
@given(st.permutations(COLUMNS), st.integers(min_value=1, max_value=len(COLUMNS)))
def test_any_order_of_columns_makes_a_table_whose_rows_are_of_one_width(order: list[str], count: int) -> None:
    chosen = tuple(dict.fromkeys(("description", *order[:count])))
    page = html_of(sectioned(), logo=None, options=PdfOptions(columns=chosen))  # type: ignore[arg-type]
    schedule = page[page.index('<table class="schedule') :]
    rows = re.findall(r"<tr.*?</tr>", schedule, re.DOTALL)
    widths = {
        sum(int(span or 1) for span in re.findall(r'<t[dh](?: scope="row")?(?: colspan="(\d+)")?', row))
        for row in rows
    }
    assert len(widths) == 1


def test_an_ordinary_invoice_has_columns_of_its_own() -> None:
    paper = document(line("Cours", "2", "40"), line("Offert", "1", "0"))
    options = PdfOptions(line_columns=("amount", "description"), hide_zero=True)
    seen = " ".join(printed(paper, options))
    assert "Montant" in seen
    assert "Offert" not in seen
    assert "Quantité" not in seen
    assert amount(paper.balance) in seen


@pytest.mark.parametrize("kind", ["progress", "release", "final"])
def test_a_paper_under_a_contract_is_called_by_its_kind(kind: str) -> None:
    paper = application(progress=PROGRESS.model_copy(update={"kind": kind}))
    names = {"progress": "Demande de paiement", "release": "Libération de retenue", "final": "Facture finale"}
    assert f"{names[kind]} 2026-014" in printed(paper, USUAL)[0]


def test_what_was_claimed_stands_beside_what_was_certified() -> None:
    items: list[ScheduleLine] = [*PROGRESS.schedule]
    items[0] = items[0].model_copy(update={"claimed": D("777.00")})
    progress = PROGRESS.model_copy(update={"claimed": D("13501.00"), "schedule": tuple(items)})
    first, second = printed(application(progress=progress), USUAL)
    assert "Réclamé pour la période 13 501,00 $" in first
    assert "Réclamé, non certifié 1 000,00 $" in first
    assert "Réclamé" in second
    assert "777,00" in second
    assert "Réclamé" not in " ".join(printed(application(), USUAL))


def test_the_change_orders_are_summed_up_on_the_cover() -> None:
    changes = Changes(
        additions_before=D("12500.00"), deductions_before=D("-500.00"), additions_now=D("3200.00"),
        deductions_now=D("-1250.00"),
    )  # fmt: skip
    paper = application(progress=PROGRESS.model_copy(update={"changes": changes}))
    first = printed(paper, USUAL)[0]
    assert "Total 15 700,00 $ −1 750,00 $ 13 950,00 $" in first
    assert "Ajouts" not in printed(paper, PdfOptions(changes=False))[0]
    nothing = Changes(additions_before=D(0), deductions_before=D(0), additions_now=D(0), deductions_now=D(0))
    assert (
        "Ajouts"
        not in printed(application(progress=PROGRESS.model_copy(update={"changes": nothing})), USUAL)[0]
    )


def test_paper_language_and_font_may_be_chosen() -> None:
    options = PdfOptions(paper="legal", language="en", font="source-serif", signatures=True)
    pdf = render_pdf(pdf_of(sectioned(), logo=None, options=options))
    assert sizes(pdf) == [(612, 1008), (1008, 612)]
    seen = pages(pdf)
    assert "Application for payment" in seen[0]
    assert "Name and signature" in seen[0]
    assert "Source" in fonts(pdf)


@pytest.mark.parametrize("count", [5, 60, 500])
def test_a_schedule_of_any_length_shows_each_line_once_and_its_heads_on_each_page(count: int) -> None:
    items = tuple(
        scheduled(f"L{i:03d}", "1000.00", "0.00", "-25.00" if i % 9 == 0 else "125.50").model_copy(
            update={
                "section": f"Division {i // 25}",
                "description": "Une longue description qui prend plusieurs rangs. "
                * (1 + (i % 50 == 7) * 60),
            }
        )
        for i in range(count)
    )
    cover, *schedule = pages(render_pdf(pdf_of(application(items=items), logo=None)))
    found = re.findall(r"\bL\d{3}\b", " ".join(schedule))
    assert found == [f"L{i:03d}" for i in range(count)]
    total = len(schedule) + 1
    for number, page in enumerate(schedule, start=2):
        assert "Montant prévu" in page
        assert "Demande de paiement 2026-014" in page
        assert f"{number} / {total}" in page
    assert [amount(D(count * 1000)).removesuffix(" $") in page for page in schedule].count(True) == 1
    assert "À payer" in cover


def test_the_form_gives_back_the_options_that_it_was_filled_with() -> None:
    options = PdfOptions(
        columns=("percent", "description"), percent_decimals=0, header="{page}", qr=False, accent="#123456"
    )
    rows = rows_of(options, is_progress=True)
    assert [row.key for row in rows if row.shown] == ["percent", "description"]
    assert {row.key for row in rows} == set(COLUMNS)
    assert options_typed(typed_of(options), rows, options, is_progress=True) == options
    lines = rows_of(options, is_progress=False)
    assert [row.key for row in lines] == list(LINE_COLUMNS)
    assert options_typed(typed_of(options), lines, options, is_progress=False) == options


def test_a_column_moves_a_place_and_stays_within_the_table() -> None:
    rows = rows_of(USUAL, is_progress=False)
    assert [row.key for row in moved(rows, "quantity", -1)][:2] == ["quantity", "description"]
    assert moved(rows, "description", -1) == rows
    assert moved(rows, "nothing", 1) == rows


def test_a_pale_colour_is_printed_darker_and_the_form_says_so() -> None:
    note = accent_note(PdfOptions(accent="#ffcc00"))
    assert note is not None
    assert re.search(r"#[0-9a-f]{6}", note.fr)
    assert accent_note(PdfOptions(accent="#1f5f5b")) is None


def test_the_history_says_what_was_chosen_in_words() -> None:
    said = described(PdfOptions(qr=False, font="source-serif", columns=("description", "percent")))
    assert said.fr == (
        "Police\u00a0: Source Serif\u00a0; Code QR\u00a0: non\u00a0; Colonnes\u00a0: Description, Pourcentage"
    )
    assert said.en == "Font: Source Serif; QR code: no; Columns: Description, Percentage"
    assert described(USUAL).en == "Usual options"
