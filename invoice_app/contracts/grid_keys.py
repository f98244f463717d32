"""The keyboard in a grid: Enter goes to the box below, and past the last row asks for another."""

from typing import Any

import reflex as rx
from reflex_base.vars import VarData

_ENTER = """
useEffect(() => {
  const onKey = (event) => {
    const cell = event.target;
    if (event.key !== 'Enter' || event.isComposing) return;
    if (!cell.matches || !cell.matches('input[data-column]')) return;
    event.preventDefault();
    const grid = cell.closest('[data-grid]');
    if (!grid) return;
    const cells = [...grid.querySelectorAll('input[data-column="' + cell.dataset.column + '"]')];
    const next = cells[cells.indexOf(cell) + (event.shiftKey ? -1 : 1)];
    if (next) {
      next.focus(); next.select();
      // A grid that scrolls by itself is shown whole, with its heads and its totals.
      const around = grid.parentElement;
      if (getComputedStyle(around).overflowY === 'auto') around.scrollIntoView({ block: 'nearest' });
      return;
    }
    const add = document.getElementById(grid.dataset.grid);
    if (add && !event.shiftKey) { cell.blur(); add.click(); }
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}, [])
"""


class GridKeys(rx.Fragment):
    """Put once on a page. `wanted` is the id of the box to go to when it changes, or empty."""

    wanted: rx.Var[str]

    def add_hooks(self) -> list[rx.Var]:
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        go = (
            f"useEffect(() => {{ const box = {self.wanted} && document.getElementById({self.wanted});"
            f" if (box) {{ box.focus(); box.scrollIntoView({{ block: 'nearest' }}); }} }}, [{self.wanted}])"
        )
        return [
            rx.Var(_ENTER.strip(), _var_data=react),
            rx.Var(go, _var_data=VarData.merge(self.wanted._get_all_var_data(), react)),
        ]

    def _exclude_props(self) -> list[str]:
        return ["wanted"]


def grid(*rows: rx.Component, add: str = "", **props: Any) -> rx.Component:
    """A list of rows whose boxes are `cell`s; `add` is the id of the button that adds a row."""
    return rx.el.ol(*rows, data_grid=add, **props)


def cell(column: str, **props: Any) -> rx.Component:
    """A box of a grid: uncontrolled, so that nothing that arrives can change what is being typed."""
    return rx.el.input(type="text", auto_complete="off", data_column=column, **props)
