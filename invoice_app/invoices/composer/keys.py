"""The keyboard and the clipboard in the boxes of recipients: one listener for the three of them.

A box is `[data-chips=to] input`, its options `#to-options [role=option]`, a chip's buttons
`[data-chip-edit]` and `[data-chip-remove]`. Which option is pointed at is the browser's alone to know.
"""

from typing import Any

import reflex as rx
from reflex_base.event import EventChain
from reflex_base.vars import VarData
from reflex_base.vars.base import LiteralVar

from invoice_app.invoices.composer.state import Composer

_CALLS: dict[str, tuple[Any, Any]] = {
    "suggest": (Composer.suggest, lambda role, text: [role, text]),
    "choose": (Composer.choose, lambda role, number: [role, number]),
    "add": (Composer.add_typed, lambda role, text: [role, text]),
    "remove": (Composer.remove_chip, lambda role, raw: [role, raw]),
    "hide": (Composer.hide_suggestions, lambda: []),  # noqa: PIE807 — the framework reads its signature
}

_LISTEN = """
useEffect(() => {
  let waiting = null;
  const fieldAt = (target) => target && target.closest ? target.closest('[data-chips]') : null;
  const boxIn = (field) => field.querySelector('input');
  const boxAt = (target) => {
    const field = fieldAt(target);
    return field && target === boxIn(field) ? target : null;
  };
  const optionsOf = (field) => [...field.querySelectorAll('[role=option]')];
  const pointed = (field) => field.querySelector('[role=option][aria-selected=true]');
  const point = (field, option) => {
    for (const each of optionsOf(field)) each.setAttribute('aria-selected', String(each === option));
    const box = boxIn(field);
    if (option) {
      box.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    }
    else box.removeAttribute('aria-activedescendant');
  };
  const forget = (field) => { clearTimeout(waiting); waiting = null; point(field, null); };
  const add = (box) => {
    const field = fieldAt(box), text = box.value;
    forget(field);
    if (!text.trim()) { box.value = ''; return false; }
    box.value = '';
    call.add(field.dataset.chips, text);
    return true;
  };
  const choose = (field, option) => {
    forget(field); boxIn(field).value = '';
    call.choose(field.dataset.chips, option.dataset.number);
  };
  const onInput = (event) => {
    const box = boxAt(event.target);
    if (!box) return;
    const field = fieldAt(box);
    forget(field);
    waiting = setTimeout(() => {
      if (box.value.trim()) call.suggest(field.dataset.chips, box.value);
      else if (optionsOf(field).length) call.hide();
    }, 150);
  };
  const onKey = (event) => {
    const form = event.target.closest ? event.target.closest('form[data-composer]') : null;
    if (form && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelectorAll('[data-chips] input').forEach(add);
      if (document.activeElement && document.activeElement.blur) document.activeElement.blur();
      const send = form.querySelector('button[type=submit]');
      if (send && !send.disabled) form.requestSubmit(send);
      return;
    }
    const box = boxAt(event.target);
    if (!box || event.isComposing) return;
    const field = fieldAt(box), options = optionsOf(field), key = event.key;
    const at = options.indexOf(pointed(field));
    if ((key === 'ArrowDown' || key === 'ArrowUp') && options.length) {
      const step = key === 'ArrowDown' ? 1 : -1;
      const next = at < 0 ? (step > 0 ? 0 : options.length - 1) : at + step;
      point(field, options[next] || null);
    }
    else if (key === 'Enter') { if (at >= 0) choose(field, options[at]); else add(box); }
    else if (key === ';' || (key === ',' && (box.value.split('"').length % 2 === 1))) add(box);
    else if (key === 'Tab' && !event.shiftKey && (at >= 0 || box.value.trim())) {
      if (at >= 0) choose(field, options[at]); else add(box);
      return;
    }
    else if (key === 'Backspace' && box.value === '') {
      if (field.querySelector('.chip')) call.remove(field.dataset.chips, '');
      return;
    }
    else if (key === 'Escape' && (options.length || waiting)) { forget(field); call.hide(); }
    else return;
    event.preventDefault(); event.stopPropagation();
  };
  const onPaste = (event) => {
    const box = boxAt(event.target);
    const text = box && event.clipboardData ? event.clipboardData.getData('text/plain') : '';
    if (!/[,;\\n\\t<]|@\\S+\\s+\\S+@/.test(text)) return;
    event.preventDefault();
    const whole = box.value + text;
    box.value = ''; forget(fieldAt(box));
    call.add(fieldAt(box).dataset.chips, whole.slice(0, 20000));
  };
  const onLeave = (event) => {
    const box = boxAt(event.target);
    if (!box) return;
    const field = fieldAt(box);
    if (!add(box) && optionsOf(field).length) call.hide();
  };
  const onDown = (event) => {
    // The box keeps the keyboard while an option is pressed.
    if (event.target.closest && event.target.closest('[data-chips] [role=option]')) event.preventDefault();
  };
  const onClick = (event) => {
    if (!event.target.closest) return;
    const field = fieldAt(event.target);
    if (!field) return;
    const option = event.target.closest('[role=option]');
    const edit = event.target.closest('[data-chip-edit]');
    const remove = event.target.closest('[data-chip-remove]');
    if (option) choose(field, option);
    else if (edit || remove) {
      const raw = (edit || remove).dataset.raw, box = boxIn(field);
      if (edit) { add(box); box.value = raw; }
      call.remove(field.dataset.chips, raw);
      box.focus();
    }
    else if (event.target === field.querySelector('.chips')) boxIn(field).focus();
  };
  const all = { input: onInput, keydown: onKey, paste: onPaste, focusout: onLeave, mousedown: onDown,
    click: onClick };
  Object.entries(all).forEach(([name, on]) => document.addEventListener(name, on, name === 'keydown'));
  return () => {
    clearTimeout(waiting);
    Object.entries(all).forEach(([name, on]) => document.removeEventListener(name, on, name === 'keydown'));
  };
}, [])
"""


class ComposerKeys(rx.Fragment):
    """Put once where the composer is."""

    def add_hooks(self) -> list[rx.Var]:
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        calls = {name: LiteralVar.create(EventChain.create(on, spec)) for name, (on, spec) in _CALLS.items()}
        said = ", ".join(f"{name}: {call}" for name, call in calls.items())
        return [
            rx.Var(
                _LISTEN.strip().replace(
                    "useEffect(() => {", f"useEffect(() => {{ const call = {{ {said} }};", 1
                ),
                _var_data=VarData.merge(react, *[call._get_all_var_data() for call in calls.values()]),
            )
        ]
