"""The open document of an application, read from a file that anybody may have written.

Everything is checked before anything is computed: what is wrong is named by its path in the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from invoice_app.contracts import shapes
from invoice_app.contracts.audit_shape import DOCUMENT, refuse_loose_ends
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

MOST_BYTES = 100_000_000


class CannotOpen(Refusal):
    says = Phrase(
        "Le fichier {name} ne peut pas être lu\u00a0: {why}. Vérifiez son chemin et vos droits.",
        "The file {name} cannot be read: {why}. Check its path and your rights.",
    )


class TooLargeAFile(Refusal):
    says = Phrase(
        "Le fichier {name} dépasse 100\u00a0Mo\u00a0: ce n’est pas l’export d’une demande de paiement.",
        "The file {name} is over 100 MB: it is not the export of an application for payment.",
    )


class NotText(Refusal):
    says = Phrase(
        "Le fichier {name} n’est pas du texte en UTF-8. Exportez la demande de nouveau.",
        "The file {name} is not text in UTF-8. Export the application again.",
    )


class NotJson(Refusal):
    says = Phrase(
        "Le fichier {name} n’est pas du JSON\u00a0: {why}. Exportez la demande de nouveau.",
        "The file {name} is not JSON: {why}. Export the application again.",
    )


def read_file(path: Path) -> dict[str, Any]:
    """The document in a file, once it is sure to follow the schema. Raises a `Refusal` that says why not."""
    return checked(_parsed(_bytes_of(path), path.name))


def checked(found: object) -> dict[str, Any]:
    """The document, once it is sure to follow the schema. Raises `shapes.DoesNotFit`, naming the path."""
    DOCUMENT(found, "")
    assert isinstance(found, dict)  # noqa: S101  (what DOCUMENT has just made sure of)
    refuse_loose_ends(found)
    return found


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than is allowed: some files have no size, and no end.
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise CannotOpen(name=path.name, why=why) from None
    if len(content) > MOST_BYTES:
        raise TooLargeAFile(name=path.name)
    return content


def _parsed(content: bytes, name: str) -> object:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText(name=name) from None
    try:
        return json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_such_number)
    except json.JSONDecodeError as error:
        why = Phrase(
            f"ligne {error.lineno}, colonne {error.colno}", f"line {error.lineno}, column {error.colno}"
        )
        raise NotJson(name=name, why=why) from None
    except RecursionError:
        raise NotJson(
            name=name, why=Phrase("trop de niveaux imbriqués", "too many levels inside each other")
        ) from None
    except ValueError:
        # Python refuses to read a whole number of thousands of digits.
        raise NotJson(name=name, why=Phrase("un nombre impossible", "an impossible number")) from None


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise shapes.DoesNotFit(
                path=shapes.shown(name),
                why=Phrase("ce champ est écrit deux fois", "this field is written twice"),
            )
        found[name] = value
    return found


def _no_such_number(name: str) -> object:
    raise shapes.DoesNotFit(
        path=name, why=Phrase("ce n’est pas un nombre en JSON", "this is not a number in JSON")
    )
