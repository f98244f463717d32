"""What a measure answers: figures under their names."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

Figure = float | int | None


@dataclass
class Table:
    """Figures by row and column; None where there is nothing to say.

    `compared` says what the figures are and what they stand beside, in a sentence or two.
    """

    title: str
    compared: str
    columns: tuple[str, ...]
    rows: dict[str, tuple[Figure, ...]] = field(default_factory=dict)

    def shown(self) -> str:
        """The table as lines of text."""
        widths = [max(len(name), 9) for name in self.columns]
        first = max([len(name) for name in self.rows] + [12])
        heads = " " * first + _line(self.columns, widths)
        body = [name.ljust(first) + _line(map(_text, row), widths) for name, row in self.rows.items()]
        return "\n".join([self.title, *textwrap.wrap(self.compared, 100), "", heads, *body])

    def plain(self) -> dict[str, object]:
        """The table as JSON has it: each row an object by column."""
        rows = {name: dict(zip(self.columns, row, strict=True)) for name, row in self.rows.items()}
        return {"title": self.title, "compared": self.compared, "rows": rows}


def _line(texts: Iterable[str], widths: list[int]) -> str:
    return "".join(text.rjust(width + 2) for text, width in zip(texts, widths, strict=True))


def _text(figure: Figure) -> str:
    if figure is None:
        return "—"
    if isinstance(figure, int) or figure >= 100:
        return f"{figure:.0f}"
    return f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"
