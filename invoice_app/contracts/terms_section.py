"""The boxes of a contract's terms: who and when, amounts and taxes, retainage, scope."""

from collections.abc import Mapping

import reflex as rx

from invoice_app.contracts import form_wording as f
from invoice_app.contracts import page_wording as p
from invoice_app.contracts import terms_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.form_state import ContractFormPage
from invoice_app.contracts.typed_rule import TIER_ROWS
from invoice_app.organisation.taxes import LABELS
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared.money import CURRENCIES
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.forms import area_field, select_field, text_field
from invoice_app.ui.locale import say

_FORM = ContractFormPage


def parties(client: rx.Component, contacts: rx.Component) -> rx.Component:
    return _card(
        p.TERMS,
        _box(w.CONTRACT_NUMBER, "number", max_length=40),
        _box(w.TITLE, "title", max_length=200, class_name="contract-wide contract-title"),
        client,
        _select(w.OUR_ROLE, "our_role", w.ROLES),
        _select(r.PROVINCE, "province", PROVINCES, hint=f.PROVINCE_HINT),
        contacts,
        _day(w.SIGNED_ON, "signed_on"),
        _day(r.STARTS_ON, "starts_on"),
        _day(r.ENDS_ON, "ends_on"),
    )


def billing_terms() -> rx.Component:
    return _card(
        f.BILLING_TERMS,
        _select(w.CURRENCY, "currency", {code: code for code in CURRENCIES}),
        _select(f.DEFAULT_TAX_CLASS, "tax_class", LABELS),
        _select(
            r.OVER_BILLING, "over_billing", r.OVER_BILLINGS, hint=f.OVER_BILLING_HINT,
            class_name="contract-wide",
        ),
    )  # fmt: skip


def retainage_terms() -> rx.Component:
    rule = _FORM.chosen["rule"]
    return _card(
        f.RETAINAGE_TERMS,
        _box(w.RETAINAGE_PERCENT, "retainage_percent", hint=p.RETAINAGE_HINT, input_mode="decimal"),
        _box(w.STORED_RETAINAGE_PERCENT, "stored_retainage_percent", hint=p.STORED_HINT,
             input_mode="decimal"),
        _select(r.RETAINAGE_RULE, "rule", r.RULES, hint=_told(rule, f.RULE_HINTS),
                class_name="contract-wide"),
        rx.match(
            rule,
            ("tiers", _tiers()),
            ("cap", _cap()),
            ("step_down", _step()),
            rx.fragment(),
        ),
        _select(r.ROUNDING, "retainage_rounding", r.ROUNDINGS, class_name="contract-wide",
                hint=_told(_FORM.chosen["retainage_rounding"], f.ROUNDING_HINTS)),
        _select(r.TAX_ON_HOLDBACK, "tax_on_holdback", r.HOLDBACKS, class_name="contract-wide",
                hint=_told(_FORM.chosen["tax_on_holdback"], f.HOLDBACK_HINTS)),
    )  # fmt: skip


def scope_terms() -> rx.Component:
    return _card(
        f.SCOPE_TERMS,
        _area(r.INCLUSIONS, "inclusions", f.SCOPE_HINT, 4000),
        _area(r.EXCLUSIONS, "exclusions", f.SCOPE_HINT, 4000),
        _area(w.NOTE, "note", p.NOTE_HINT, 2000, class_name="span-all"),
    )


def _tiers() -> rx.Component:
    return rx.el.div(
        *[
            rx.el.fieldset(
                rx.el.legend(say(f.TIER_OF, number=str(i)), class_name="label"),
                _box(f.TIER_UP_TO, f"tier_up_to_{i}", input_mode="decimal"),
                _box(f.TIER_PERCENT, f"tier_percent_{i}", input_mode="decimal"),
                class_name="contract-tier",
            )
            for i in TIER_ROWS
        ],
        _box(f.TIER_BEYOND, "tier_beyond", hint=f.TIER_BEYOND_HINT, input_mode="decimal"),
        class_name="contract-rule contract-tiers",
    )  # fmt: skip


def _cap() -> rx.Component:
    return rx.el.div(
        _select(f.CAP_BASIS, "cap_basis", r.CAP_BASES),
        _box(f.CAP_VALUE, "cap_value", input_mode="decimal"),
        class_name="contract-rule",
    )


def _step() -> rx.Component:
    return rx.el.div(
        _box(f.STEP_PERCENT, "step_percent", input_mode="decimal"),
        _select(f.STEP_WHEN, "step_when", f.STEP_WHENS),
        rx.cond(
            _FORM.chosen["step_when"] == "progress",
            _box(f.STEP_AT, "step_at", input_mode="decimal"),
            _box(f.STEP_ON, "step_on", type="date"),
        ),
        _select(
            f.STEP_REACH, "step_reach", {"": f.STEP_REACH_ASKED} | r.REACHES,
            hint=_told(_FORM.chosen["step_reach"], f.STEP_REACH_HINTS),
        ),
        class_name="contract-rule",
    )  # fmt: skip


def _card(title: Phrase, *boxes: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(title)), rx.el.div(*boxes, class_name="contract-terms"), class_name="card stack"
    )


def _box(label: Phrase, name: str, **props: object) -> rx.Component:
    return text_field(
        label, name, wrong=_FORM.wrong[name], default_value=_FORM.fields[name], auto_complete="off",
        **_typed(name), **props,
    )  # fmt: skip


def _day(label: Phrase, name: str) -> rx.Component:
    return _box(label, name, optional=True, type="date")


def _area(
    label: Phrase, name: str, hint: Phrase, longest: int, class_name: str = "contract-wide"
) -> rx.Component:
    return area_field(
        label, name, hint=hint, optional=True, class_name=class_name, max_length=longest, rows="4",
        default_value=_FORM.fields[name], **_typed(name),
    )  # fmt: skip


def _select(label: Phrase, name: str, options: Mapping[str, Phrase | str], **props: object) -> rx.Component:
    return select_field(
        label, name, list(options.items()), wrong=_FORM.wrong[name], value=_FORM.chosen[name],
        on_change=lambda v: _FORM.type_field(name, v), **props,
    )  # fmt: skip


def _told(chosen: rx.Var, hints: Mapping[str, Phrase]) -> rx.Var:
    """What the choice means, in one sentence."""
    return rx.match(chosen, *[(key, say(hint)) for key, hint in hints.items()], "")


def _typed(name: str) -> dict[str, object]:
    return {
        "on_change": lambda v: _FORM.type_field.debounce(300)(name, v),
        "on_blur": lambda v: _FORM.type_field(name, v),
    }
