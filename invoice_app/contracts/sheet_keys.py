"""The keyboard, the clipboard and the mouse in a grid of typed rows: one listener for all of its boxes.

A box has no handler of its own: a thousand of them would be drawn anew with every answer. A sheet is
`[data-sheet]`, a row `li[data-row]`, a box `[data-column][data-row]`, a row's button `[data-act]` and
its handle `[data-grip]`.
"""

from typing import Any

import reflex as rx
from reflex_base.event import EventChain
from reflex_base.vars import VarData
from reflex_base.vars.base import LiteralVar

from invoice_app.contracts.grid_state import LARGEST_PASTE, PART


def _no_arguments() -> list[Any]:
    return []


_CALLS: dict[str, tuple[str, Any]] = {
    "type": ("type_cell", lambda key, column, text: [key, column, text]),
    "add": ("add_below", lambda key, column: [key, column]),
    "remove": ("remove_row", lambda key: [key]),
    "move": ("move_row", lambda key, steps, column: [key, steps, column]),
    "place": ("place_row", lambda key, at: [key, at]),
    "step": ("step_row", lambda key, column, down, adds: [key, column, down, adds]),
    "paste": (
        "paste_part",
        lambda name, number, of, key, column, text: [name, number, of, key, column, text],
    ),
    "tooLarge": ("paste_too_large", _no_arguments),
}

# What is being typed is told 300 ms after the last key, or when its box is left, and only if it changed.
_LISTEN = """
useEffect(() => {
  const entered = new WeakMap(), told = new WeakMap(), waiting = new Map();
  let dragged = null;
  const boxAt = (target) => target.closest ? target.closest('[data-sheet] [data-column]') : null;
  const rowAt = (target) => target.closest ? target.closest('[data-sheet] li[data-row]') : null;
  const tell = (box) => {
    clearTimeout(waiting.get(box)); waiting.delete(box);
    if (told.get(box) === box.value) return;
    told.set(box, box.value);
    call.type(box.dataset.row, box.dataset.column, box.value);
  };
  const enter = (box) => {
    box.focus(); if (box.select) box.select(); box.scrollIntoView({ block: 'nearest' });
  };
  const onFocus = (event) => {
    const box = boxAt(event.target);
    if (!box) return;
    entered.set(box, box.value);
    if (!told.has(box)) told.set(box, box.value);
  };
  const onInput = (event) => {
    const box = boxAt(event.target);
    if (!box) return;
    clearTimeout(waiting.get(box));
    if (box.tagName === 'SELECT') tell(box); else waiting.set(box, setTimeout(() => tell(box), 300));
  };
  const onLeave = (event) => { const box = boxAt(event.target); if (box && told.has(box)) tell(box); };
  const step = (box, down, adds) => {
    const same = '[data-column="' + box.dataset.column + '"]';
    const all = [...box.closest('[data-sheet]').querySelectorAll(same)];
    const next = all[all.indexOf(box) + (down ? 1 : -1)];
    if (next) { enter(next); return; }
    tell(box);
    call.step(box.dataset.row, box.dataset.column, down, adds);
  };
  const onKey = (event) => {
    const box = boxAt(event.target);
    if (!box || event.isComposing) return;
    const { row, column } = box.dataset, mod = event.ctrlKey || event.metaKey, key = event.key;
    const arrow = key === 'ArrowUp' || key === 'ArrowDown', down = key === 'ArrowDown';
    if (key === 'Enter' && mod) { tell(box); call.add(row, column); }
    else if (key === 'Enter') step(box, !event.shiftKey, !event.shiftKey);
    else if (key === 'Delete' && mod) { tell(box); call.remove(row); }
    else if (arrow && event.altKey) { tell(box); call.move(row, down ? 1 : -1, column); }
    else if (arrow && !mod && !event.shiftKey && box.tagName === 'INPUT') step(box, down, false);
    else if (key === 'Escape' && entered.has(box) && box.value !== entered.get(box)) {
      box.value = entered.get(box); tell(box); if (box.select) box.select();
    }
    else return;
    event.preventDefault();
  };
  const onPaste = (event) => {
    // A list takes no text: its paste is told to the page.
    const box = boxAt(event.target) || boxAt(document.activeElement || document.body);
    const text = box && event.clipboardData ? event.clipboardData.getData('text/plain') : '';
    if (!/\\t|\\r\\n?(?=[^\\n])|\\n(?=[^])/.test(text)) return;
    event.preventDefault();
    tell(box);
    if (text.length > LARGEST) { call.tooLarge(); return; }
    const of = Math.ceil(text.length / PART), name = Math.random().toString(36).slice(2);
    for (let i = 0; i < of; i += 1)
      call.paste(name, i, of, box.dataset.row, box.dataset.column, text.slice(i * PART, (i + 1) * PART));
  };
  const onClick = (event) => {
    const button = event.target.closest ? event.target.closest('[data-sheet] [data-act]') : null;
    if (!button) return;
    const { act, row } = button.dataset;
    if (act === 'remove') call.remove(row); else call.move(row, act === 'down' ? 1 : -1, 'description');
  };
  const onDragStart = (event) => {
    if (!event.target.closest || !event.target.closest('[data-grip]')) return;
    dragged = rowAt(event.target).dataset.row;
    event.dataTransfer.setData('text/plain', ''); event.dataTransfer.effectAllowed = 'move';
  };
  const mark = (row) => {
    document.querySelectorAll('[data-sheet] li.over').forEach((li) => li.classList.remove('over'));
    if (row) row.classList.add('over');
  };
  const onDragOver = (event) => {
    const row = dragged && rowAt(event.target);
    if (row) { event.preventDefault(); mark(row); }
  };
  const onDrop = (event) => {
    const row = dragged && rowAt(event.target);
    if (row) event.preventDefault();
    if (row && row.dataset.row !== dragged) call.place(dragged, row.dataset.row);
    dragged = null; mark(null);
  };
  const onDragEnd = () => { dragged = null; mark(null); };
  const all = { focusin: onFocus, input: onInput, focusout: onLeave, keydown: onKey, paste: onPaste,
    click: onClick, dragstart: onDragStart, dragover: onDragOver, drop: onDrop, dragend: onDragEnd };
  Object.entries(all).forEach(([name, on]) => document.addEventListener(name, on));
  return () => {
    [...waiting.keys()].forEach(tell);
    Object.entries(all).forEach(([name, on]) => document.removeEventListener(name, on));
  };
}, [])
"""

_GO = """
useEffect(() => {
  const box = WANTED && document.getElementById(WANTED.split('#')[0]);
  if (box) { box.focus(); if (box.select) box.select(); box.scrollIntoView({ block: 'nearest' }); }
}, [WANTED])
"""


class SheetKeys(rx.Fragment):
    """Put once on a page with a sheet; `grid` is the page's state, a `grid_state.ScheduleGrid`."""

    grid: Any

    def add_hooks(self) -> list[rx.Var]:
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        calls = {
            name: LiteralVar.create(EventChain.create(getattr(self.grid, handler), spec))
            for name, (handler, spec) in _CALLS.items()
        }
        listen = _LISTEN.strip().replace("LARGEST", str(LARGEST_PASTE)).replace("PART", str(PART))
        said = ", ".join(f"{name}: {call}" for name, call in calls.items())
        wanted = self.grid.wanted
        return [
            rx.Var(
                listen.replace("useEffect(() => {", f"useEffect(() => {{ const call = {{ {said} }};", 1),
                _var_data=VarData.merge(react, *[call._get_all_var_data() for call in calls.values()]),
            ),
            rx.Var(
                _GO.strip().replace("WANTED", str(wanted)),
                _var_data=VarData.merge(react, wanted._get_all_var_data()),
            ),
        ]

    def _exclude_props(self) -> list[str]:
        return ["grid"]
