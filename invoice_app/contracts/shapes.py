"""Shapes that a value read from JSON must have: small checks that are put together.

A shape is called with a value and its path (`applications[0].inputs.on`), and raises `DoesNotFit`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

Shape = Callable[[object, str], None]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT = re.compile(r"-?(0|[1-9][0-9]{0,12})\.[0-9]{2}")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")


class DoesNotFit(Invalid):
    says = Phrase("{path}\u00a0: {why}.", "{path}: {why}.")


def record(**fields: Shape) -> Shape:
    """An object with exactly these fields; names that Python keeps for itself end in `_`."""
    named = {name.rstrip("_"): shape for name, shape in fields.items()}
    return keyed(named)


def keyed(fields: Mapping[str, Shape]) -> Shape:
    """An object with exactly these fields."""

    def fits(value: object, path: str) -> None:
        found = _object(value, path)
        for name, shape in fields.items():
            if name not in found:
                raise DoesNotFit(path=_in(path, name), why=Phrase("ce champ manque", "this field is missing"))
            shape(found[name], _in(path, name))
        for name in found.keys() - fields.keys():
            raise DoesNotFit(
                path=_in(path, name), why=Phrase("ce champ n’est pas prévu", "this field is not known")
            )

    return fits


def choice(field: str, kinds: Mapping[str, Shape]) -> Shape:
    """An object whose other fields depend on one of them."""

    def fits(value: object, path: str) -> None:
        found = _object(value, path)
        one_of(kinds)(found.get(field), _in(path, field))
        kinds[str(found[field])](value, path)

    return fits


def listed(shape: Shape, *, most: int, least: int = 0) -> Shape:
    def fits(value: object, path: str) -> None:
        if not isinstance(value, list):
            raise DoesNotFit(path=_or_top(path), why=Phrase("une liste est attendue", "a list is expected"))
        _refuse_count(len(value), least, most, path)
        for place, one in enumerate(value):
            shape(one, f"{path}[{place}]")

    return fits


def by_key(shape: Shape, *, most: int) -> Shape:
    """An object whose names are whole numbers."""

    def fits(value: object, path: str) -> None:
        found = _object(value, path)
        _refuse_count(len(found), 0, most, path)
        for name, one in found.items():
            if not _WHOLE.fullmatch(name):
                raise DoesNotFit(
                    path=_in(path, name),
                    why=Phrase("le numéro d’un poste est attendu", "the key of a line is expected"),
                )
            shape(one, _in(path, name))

    return fits


def maybe(shape: Shape) -> Shape:
    def fits(value: object, path: str) -> None:
        if value is not None:
            shape(value, path)

    return fits


def text(most: int = 5000) -> Shape:
    def fits(value: object, path: str) -> None:
        if not isinstance(value, str):
            raise DoesNotFit(path=path, why=Phrase("un texte est attendu", "a text is expected"))
        if len(value) > most:
            raise DoesNotFit(path=path, why=Phrase("ce texte est trop long", "this text is too long"))

    return fits


def one_of(known: Iterable[str]) -> Shape:
    names = [str(name) for name in known]

    def fits(value: object, path: str) -> None:
        if not isinstance(value, str) or value not in names:
            said = ", ".join(names)
            raise DoesNotFit(
                path=path,
                why=Phrase(f"un de ces mots est attendu, {said}", f"one of these is expected, {said}"),
            )

    return fits


def whole(least: int, most: int) -> Shape:
    def fits(value: object, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            why = Phrase(
                f"un nombre entier de {least} à {most} est attendu",
                f"a whole number from {least} to {most} is expected",
            )
            raise DoesNotFit(path=path, why=why)

    return fits


def flag(value: object, path: str) -> None:
    if not isinstance(value, bool):
        raise DoesNotFit(path=path, why=Phrase("true ou false est attendu", "true or false is expected"))


def amount(value: object, path: str) -> None:
    """A text with two decimals, of thirteen digits at most before them."""
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise DoesNotFit(
            path=path,
            why=Phrase(
                f'ce n’est pas un montant ({shown(value)}). Un texte comme "1234.50" est attendu',
                f'this is not an amount ({shown(value)}). A text such as "1234.50" is expected',
            ),
        )


def number(places: int, digits: int = 10) -> Shape:
    """A text that is a number with so many decimals at most."""
    pattern = re.compile(rf"-?[0-9]{{1,{digits}}}(\.[0-9]{{1,{places}}})?")

    def fits(value: object, path: str) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            why = Phrase(
                f'ce n’est pas un nombre possible ({shown(value)}). Un texte comme "12.5" est attendu, '
                f"avec {places} décimales au plus",
                f'this is not a possible number ({shown(value)}). A text such as "12.5" is expected, '
                f"with {places} decimals at most",
            )
            raise DoesNotFit(path=path, why=why)

    return fits


def day(value: object, path: str) -> None:
    try:
        fits = isinstance(value, str) and bool(_DAY.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        fits = False
    if not fits:
        why = Phrase("un jour comme 2026-03-31 est attendu", "a day such as 2026-03-31 is expected")
        raise DoesNotFit(path=path, why=why)


def instant(value: object, path: str) -> None:
    try:
        fits = isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        fits = False
    if not fits:
        why = Phrase(
            "un instant comme 2026-03-31T18:30:00+00:00 est attendu",
            "an instant such as 2026-03-31T18:30:00+00:00 is expected",
        )
        raise DoesNotFit(path=path, why=why)


def shown(value: object) -> str:
    """What was found, short enough to be read and harmless in a terminal."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    try:
        plain = value if isinstance(value, str) else str(value)
    except ValueError:
        return "…"
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in plain[:60])
    return plain[:39] + "…" if len(plain) > 40 else plain


def _object(value: object, path: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise DoesNotFit(path=_or_top(path), why=Phrase("un objet est attendu", "an object is expected"))
    return value


def _refuse_count(count: int, least: int, most: int, path: str) -> None:
    if not least <= count <= most:
        why = Phrase(
            f"de {least} à {most} éléments sont attendus, et il y en a {count}",
            f"{least} to {most} elements are expected, and there are {count}",
        )
        raise DoesNotFit(path=_or_top(path), why=why)


def _in(path: str, name: str) -> str:
    return f"{path}.{shown(name)}" if path else shown(name)


def _or_top(path: str) -> str:
    return path or "$"
