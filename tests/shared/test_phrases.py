"""Words in both languages."""

from invoice_app.shared.phrases import Phrase, as_language


def test_french_signs_never_stand_alone_on_a_line() -> None:
    assert Phrase("Prêt ? « Oui » : 5 %", "").fr == "Prêt\u00a0? «\u00a0Oui\u00a0»\u00a0: 5\u00a0%"


def test_a_blank_is_filled_in_each_language() -> None:
    inner = Phrase("facture", "invoice")
    assert Phrase("Une {what}", "An {what}").filled(what=inner) == Phrase("Une facture", "An invoice")


def test_a_language_from_outside_is_one_of_ours() -> None:
    assert [as_language(x) for x in ("en", "fr", "de", "", None)] == ["en", "fr", "fr", "fr", "fr"]
