"""The usual words: filled in one pass from a fixed list, and never with a blank that nobody knows."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from invoice_app.mail.composing import NoSubject, NoText
from invoice_app.mail.templates import (
    UnknownPlaceholder,
    Words,
    fill,
    keep_template,
    kept_template,
    restore_original,
)

KNOWN = ("number", "total")
ANYTHING = st.text(max_size=40) | st.sampled_from(["{number}", "{total}", "{", "}", "{{number}}", "{autre}"])


@given(number=ANYTHING, total=ANYTHING)
def test_a_value_is_printed_as_it_is_whatever_braces_are_in_it(number: str, total: str) -> None:
    assert fill("a {number} b {total} c", {"number": number, "total": total}) == f"a {number} b {total} c"


@given(before=st.text(alphabet=st.characters(exclude_characters="{}")), value=ANYTHING)
def test_what_is_no_placeholder_stays(before: str, value: str) -> None:
    assert fill(before + "{number}" + before, {"number": value}) == before + value + before


@pytest.mark.parametrize("name", ["{nombre}", "{ number }", "{}", "{number.real}", "{0}"])
def test_an_unknown_placeholder_is_named(name: str) -> None:
    with pytest.raises(UnknownPlaceholder) as refused:
        fill(f"Facture {name}", {"number": "1"})
    assert name in refused.value.phrase.fr
    assert "{number}" in refused.value.phrase.fr


@pytest.mark.parametrize("text", ["{", "}", "}{", "100 % {", "a {\n} b"])
def test_braces_that_hold_no_name_are_text(text: str) -> None:
    assert fill(text, {}) == text


def keep(db: Session, now: datetime, subject: str = "Facture {number}", body: str = "Bonjour,") -> None:
    words = Words(subject, body)
    keep_template(
        db, kind="invoice", language="fr", words=words, known=KNOWN, by_name="Ada", now=now
    )  # fmt: skip


def test_words_are_kept_per_kind_and_language_and_can_be_restored(db: Session, now: datetime) -> None:
    keep(db, now)
    keep(db, now, body="Autrement")
    kept = kept_template(db, "invoice", "fr")
    assert kept is not None
    assert (kept.subject, kept.body, kept.changed_by_name) == ("Facture {number}", "Autrement", "Ada")
    assert kept_template(db, "invoice", "en") is None
    restore_original(db, kind="invoice", language="fr")
    restore_original(db, kind="invoice", language="fr")
    assert kept_template(db, "invoice", "fr") is None


def test_words_that_could_not_be_sent_are_not_kept(db: Session, now: datetime) -> None:
    for refusal, field, typed in (
        (UnknownPlaceholder, "subject", {"subject": "{nombre}"}),
        (UnknownPlaceholder, "text", {"body": "{nombre}"}),
        (NoSubject, "subject", {"subject": "  "}),
        (NoText, "text", {"body": " \n "}),
    ):
        with pytest.raises(refusal) as refused:
            keep(db, now, **typed)
        assert refused.value.field == field
    assert kept_template(db, "invoice", "fr") is None
