"""What the page of an application is given: values of text, made from what was read."""

from collections.abc import Mapping
from dataclasses import dataclass

from invoice_app.contracts.progress_queries import Editor, EditorLine, EditorTotals

# Lines on one page of the grid: a browser stays quick, and most schedules fit on one.
PAGE = 250
BOXES = (
    "method", "work", "stored", "release", "release_stored", "hold", "hold_stored", "reason", "certified",
    "certified_stored",
)  # fmt: skip
NO_TOTALS = EditorTotals("", "", "", "", "", "", "", "", "")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line and its key; `drawn` changes, box by box, when a box must be filled anew."""

    key: str
    drawn: dict[str, str]
    line: EditorLine


@dataclass(frozen=True, slots=True)
class Head:
    """What the page says beside the lines."""

    ref: str = ""
    version: int = 0
    number: str = ""
    kind: str = ""
    kind_text: str = ""
    status: str = ""
    status_text: str = ""
    can_edit: bool = False
    is_under_review: bool = False
    remark: str = ""
    contract_ref: str = ""
    contract: str = ""
    period: str = ""
    payment_due: str = ""
    due: str = ""
    claimed: str = ""
    total: str = ""
    to_correct: str = ""
    invoice_ref: str = ""
    invoice_number: str = ""
    orders: tuple[str, ...] = ()
    has_units: bool = False


def place_of(box: str, item_id: int) -> str:
    """The id of a box on the page: `work-12`."""
    return f"{box}-{item_id}"


def boxes_of(line: EditorLine) -> dict[str, str]:
    """What the boxes of a line hold."""
    return {box: line.method if box == "method" else getattr(line, f"typed_{box}") for box in BOXES}


def shown_lines(found: Editor, theirs: Mapping[str, int]) -> tuple[ShownLine, ...]:
    return tuple(
        ShownLine(
            key=str(line.item_id),
            drawn={box: str(theirs.get(place_of(box, line.item_id), 0)) for box in BOXES},
            line=line,
        )
        for line in found.lines
    )


def head_of(found: Editor) -> Head:
    return Head(
        ref=found.ref,
        version=found.version,
        number=str(found.sequence),
        kind=found.kind,
        kind_text=found.kind_text,
        status=found.status,
        status_text=found.status_text,
        can_edit=found.can_edit,
        is_under_review=found.is_under_review,
        remark=found.remark,
        contract_ref=found.contract_ref,
        contract=found.contract_number or found.contract_title,
        period=found.period,
        payment_due=found.payment_due,
        due=found.due,
        claimed=found.claimed,
        total=found.total,
        to_correct=str(found.to_correct) if found.to_correct else "",
        invoice_ref=found.invoice_ref,
        invoice_number=found.invoice_number,
        orders=found.orders,
        has_units=found.has_units,
    )
