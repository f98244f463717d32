"""The boxes of recipients: each address a chip, with suggestions as one types (an ARIA combobox)."""

import reflex as rx

from invoice_app.invoices.composer import wording as w
from invoice_app.invoices.composer.state import Composer
from invoice_app.invoices.composer.suggesting import Suggestion
from invoice_app.mail.chips import Chip
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say


def chip_field(label: Phrase, role: str, chips: rx.Var[tuple[Chip, ...]]) -> rx.Component:
    """« À », « Cc » or « Cci »; the keyboard is `ComposerKeys`'."""
    wrong, is_open = Composer.wrong[role], (Composer.suggested_in == role) & (Composer.suggested.length() > 0)
    return rx.el.div(
        rx.el.label(say(label), html_for=role),
        rx.el.div(
            rx.foreach(chips, _chip),
            rx.el.input(
                type="text",
                id=role,
                name=role,
                auto_complete="off",
                auto_capitalize="none",
                spell_check=False,
                role="combobox",
                aria_autocomplete="list",
                aria_expanded=rx.cond(is_open, "true", "false"),
                aria_controls=f"{role}-options",
                aria_describedby=f"{role}-hint {role}-wrong",
                aria_invalid=rx.cond(wrong, "true", "false"),
                size=6,
            ),
            class_name="chips",
        ),
        rx.el.div(
            rx.cond(is_open, rx.foreach(Composer.suggested, lambda s, n: _option(s, n, role))),
            role="listbox",
            id=f"{role}-options",
            aria_label=say(w.SUGGESTIONS),
            class_name="chip-options",
        ),
        rx.el.span(
            say(w.TYPE_HINT), class_name="hint" if role == "to" else "hidden-visually", id=f"{role}-hint"
        ),
        rx.el.span(wrong, class_name="wrong", id=f"{role}-wrong", role="alert"),
        class_name="field chip-field",
        custom_attrs={"data-chips": role},
    )


def _chip(chip: rx.Var[Chip]) -> rx.Component:
    return rx.el.span(
        rx.el.button(
            rx.cond(chip.wrong != "", icon("triangle_alert", 14)),
            rx.el.span(chip.label),
            type="button",
            title=rx.cond(chip.wrong != "", chip.wrong, chip.address),
            aria_label=say(w.EDIT_ADDRESS, who=chip.raw),
            custom_attrs={"data-chip-edit": "", "data-raw": chip.raw},
        ),
        rx.el.button(
            icon("x", 14),
            type="button",
            aria_label=say(w.REMOVE, who=chip.raw),
            custom_attrs={"data-chip-remove": "", "data-raw": chip.raw},
        ),
        class_name=rx.cond(chip.wrong != "", "chip chip-wrong", "chip"),
        key=chip.raw,
    )


def _option(suggestion: rx.Var[Suggestion], number: rx.Var[int], role: str) -> rx.Component:
    return rx.el.div(
        rx.match(
            suggestion.kind,
            ("group", icon("users", 16)),
            ("company", icon("building_2", 16)),
            icon("user", 16),
        ),
        rx.el.span(suggestion.label, class_name="strong"),
        rx.el.span(suggestion.detail, class_name="soft small"),
        role="option",
        id=f"{role}-option-{number}",
        aria_selected="false",
        class_name="chip-option",
        custom_attrs={"data-number": number.to_string()},
    )
