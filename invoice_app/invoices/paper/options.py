"""What people may choose about a PDF: a small closed model, kept as JSON.

The defaults are the PDF of Details. Taxes, tax numbers and the count of pages are not among the choices:
they stand on every paper. Words that people type are text, never markup; the only blanks filled are
those of `BLANKS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from invoice_app.invoices.paper import option_wording as w
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

VERSION = 1
LONGEST_TEXT = 300
LONGEST_WATERMARK = 40
BLANKS = ("number", "contract", "period", "date", "client", "organisation", "page", "pages")
"""What may stand in braces in the header and the footer."""

Column = Literal[
    "item", "description", "cost_code", "quantity", "unit_price", "scheduled", "previous", "this_period",
    "claimed", "stored", "to_date", "percent", "balance", "retainage",
]  # fmt: skip
LineColumn = Literal["description", "quantity", "unit_price", "amount"]
COLUMNS: tuple[Column, ...] = get_args(Column)
LINE_COLUMNS: tuple[LineColumn, ...] = get_args(LineColumn)
USUAL_COLUMNS: tuple[Column, ...] = (
    "item", "description", "scheduled", "previous", "this_period", "claimed", "stored", "to_date", "percent",
    "balance", "retainage",
)  # fmt: skip
LOCKED = ("description", "amount")
"""Columns that cannot be taken away."""

_BLANK = re.compile(r"\{([A-Za-z_]{1,30})\}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class WrongOptions(Invalid):
    """Some options cannot be used; `wrong` says why by field, `field` is the first of them."""

    says = Phrase("Ces options ne peuvent pas être utilisées : {why}", "These options cannot be used: {why}")

    def __init__(self, wrong: dict[str, Phrase]) -> None:
        self.wrong = wrong
        name = next(iter(wrong))
        super().__init__(field=name, why=wrong[name])


def _once(columns: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(columns)) != len(columns):
        raise ValueError("twice")
    if "description" not in columns:
        raise ValueError("no_description")
    return columns


def _with_amount(columns: tuple[Any, ...]) -> tuple[Any, ...]:
    if "amount" not in _once(columns):
        raise ValueError("no_amount")
    return columns


def _known_blanks(text: str) -> str:
    unknown = [name for name in _BLANK.findall(text) if name not in BLANKS]
    if unknown:
        raise ValueError("unknown_blank")
    return text


def _seen(text: str) -> str:
    if _UNSEEN.search(text):
        raise ValueError("control")
    return text


_Text = Annotated[
    str,
    StringConstraints(max_length=LONGEST_TEXT, strip_whitespace=True),
    AfterValidator(_seen),
    AfterValidator(_known_blanks),
]
_Watermark = Annotated[
    str,
    StringConstraints(max_length=LONGEST_WATERMARK, strip_whitespace=True),
    AfterValidator(_seen),
]


class PdfOptions(BaseModel):
    """The options of one PDF. `document` leaves the choice to the document and its seller.

    `accent` is empty for the organisation's colour; whatever it is, it is darkened until it can be read.
    `columns` are those of a schedule of values and `line_columns` those of an ordinary invoice, in the
    order printed. A column that no line fills is left out. `hide_zero` leaves out lines that nothing was
    billed on; totals still count them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    version: Literal[1] = 1
    language: Literal["document", "fr", "en", "both"] = "document"
    paper: Literal["document", "letter", "legal", "a4"] = "document"
    margins: Literal["narrow", "normal", "wide"] = "normal"
    accent: Annotated[str, StringConstraints(pattern=r"^(#[0-9a-fA-F]{6})?$")] = ""
    font: Literal["inter", "atkinson", "source-serif"] = "inter"
    logo: bool = True
    summary: bool = True
    changes: bool = True
    retainage: bool = True
    notes: bool = True
    terms: bool = True
    qr: bool = True
    signatures: bool = False
    columns: Annotated[tuple[Column, ...], AfterValidator(_once)] = USUAL_COLUMNS
    line_columns: Annotated[tuple[LineColumn, ...], AfterValidator(_with_amount)] = LINE_COLUMNS
    group_by: Literal["none", "section", "cost_code"] = "section"
    detail: Literal["lines", "groups"] = "lines"
    hide_zero: bool = False
    change_orders: Literal["last", "inline"] = "last"
    percent_decimals: Annotated[int, Field(ge=0, le=2)] = 2
    header: _Text = ""
    footer: _Text = ""
    watermark: _Watermark = ""

    @property
    def is_usual(self) -> bool:
        """Whether this is the PDF of Details."""
        return self == USUAL

    def as_json(self) -> str:
        """What is kept: the version, and what differs from the usual."""
        return json.dumps(
            {"version": VERSION, **self.model_dump(mode="json", exclude_defaults=True)}, ensure_ascii=False
        )


def read_options(text: str) -> PdfOptions:
    """Options from their JSON. Raises `WrongOptions`, which names each field that is wrong."""
    try:
        return PdfOptions.model_validate_json(text)
    except ValidationError as error:
        raise WrongOptions(_wrong(error.errors(include_url=False))) from None


def options_of(values: dict[str, Any]) -> PdfOptions:
    """Options from values by field. Raises `WrongOptions`, which names each field that is wrong."""
    try:
        return PdfOptions.model_validate(values)
    except ValidationError as error:
        raise WrongOptions(_wrong(error.errors(include_url=False))) from None


def filled(text: str, blanks: dict[str, str]) -> str:
    """A header or footer with its blanks filled; those that are not given stay as they are."""
    return _BLANK.sub(lambda found: blanks.get(found.group(1), found.group(0)), text)


def _wrong(errors: Iterable[Any]) -> dict[str, Phrase]:
    """A phrase by field; `options` where no field is to blame."""
    wrong: dict[str, Phrase] = {}
    for error in errors:
        field = str(error["loc"][0])[:40] if error["loc"] else "options"
        wrong.setdefault(field, _why(field, error))
    return wrong


def _why(field: str, error: Any) -> Phrase:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return _REASONS[str(context["error"])].filled(blanks=", ".join(f"{{{name}}}" for name in BLANKS))
    if field not in PdfOptions.model_fields:
        return w.NOT_JSON if field == "options" else w.UNKNOWN_OPTION.filled(name=field)
    if field == "version":
        return w.OTHER_VERSION
    if kind == "string_too_long":
        return w.TOO_LONG.filled(most=context["max_length"])
    if field == "accent":
        return w.BAD_ACCENT
    return w.NOT_OFFERED


_REASONS = {
    "twice": w.COLUMN_TWICE,
    "no_description": w.NO_DESCRIPTION,
    "no_amount": w.NO_AMOUNT,
    "unknown_blank": w.UNKNOWN_BLANK,
    "control": w.CONTROL,
}
USUAL = PdfOptions()
