"""Général: where the contract stands, and what it says."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.files_card import files_card
from invoice_app.contracts.queries import FactRow
from invoice_app.contracts.readers_card import readers_card
from invoice_app.contracts.record_state import ContractPage
from invoice_app.contracts.status_card import ending_buttons
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import badge
from invoice_app.ui.locale import say
from invoice_app.ui.visitor import sees

_CARD = ContractPage.card


def general_tab() -> rx.Component:
    return rx.el.div(
        _figures(),
        rx.el.div(
            rx.el.div(_terms(), _state(), class_name="stack"),
            rx.el.div(_billing(), _scope(), files_card(), readers_card(), _note(), class_name="stack"),
            class_name="contract-general",
        ),
        class_name="stack",
    )


def _figures() -> rx.Component:
    figures = _CARD.figures
    return rx.el.section(
        rx.el.dl(
            _figure(r.ORIGINAL, figures.original),
            _figure(r.CHANGES, figures.changes),
            _figure(r.REVISED, figures.revised, strong=True),
            _figure(r.BILLED, figures.billed, hint=r.BILLED_HINT),
            _figure(r.HELD, figures.held),
            rx.el.div(
                rx.el.dt(say(r.PERCENT_DONE)),
                rx.el.dd(
                    say(p.PERCENT, number=figures.percent),
                    rx.el.progress(
                        value=figures.share.to_string(), max="100", aria_label=say(r.PERCENT_DONE)
                    ),
                ),
            ),
            class_name="contract-figures",
        ),
        aria_label=say(r.FIGURES),
        class_name="card",
    )


def _figure(
    label: Phrase, value: rx.Var[str], *, strong: bool = False, hint: Phrase | None = None
) -> rx.Component:
    return rx.el.div(
        rx.el.dt(say(label)),
        rx.el.dd(
            rx.el.span(value, class_name="strong" if strong else ""),
            rx.el.span(say(hint), class_name="soft small") if hint else None,
        ),
    )


def _terms() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(p.TERMS)),
            rx.cond(_CARD.is_private, badge(r.PRIVATE, "amber")),
            class_name="row",
        ),
        rx.el.dl(
            _fact(w.CONTRACT_NUMBER, rx.cond(_CARD.number != "", _CARD.number, "—")),
            _fact(w.CLIENT, rx.cond(
                _CARD.client != "",
                rx.cond(
                    sees(Tool.MEMBERS, Level.READ),
                    page_link(_CARD.client, to=f"/members/{_CARD.client_ref}"),
                    rx.el.span(_CARD.client),
                ),
                rx.el.span("—"),
            )),
            _fact(w.OUR_ROLE, _CARD.role_text),
            rx.foreach(_CARD.dates, _row),
            _fact(p.CREATED, _CARD.created),
            class_name="facts",
        ),
        class_name="card stack-small",
    )  # fmt: skip


def _state() -> rx.Component:
    """Since when it is in force, and the ways on that are seldom taken."""
    return rx.cond(
        _CARD.approved != "",
        rx.el.section(
            rx.el.h2(say(w.STATUS)),
            rx.el.p(say(p.APPROVED_BY, when=_CARD.approved, who=_CARD.approved_by)),
            ending_buttons(),
            class_name="card stack-small",
        ),
    )


def _billing() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(r.BILLING)),
        rx.el.dl(rx.foreach(_CARD.billing, _row), class_name="facts"),
        class_name="card stack-small",
    )


def _scope() -> rx.Component:
    return rx.cond(
        (_CARD.inclusions != "") | (_CARD.exclusions != ""),
        rx.el.section(
            rx.el.h2(say(r.SCOPE)),
            _long(r.INCLUSIONS, _CARD.inclusions),
            _long(r.EXCLUSIONS, _CARD.exclusions),
            class_name="card stack",
        ),
    )


def _long(label: Phrase, text: rx.Var[str]) -> rx.Component:
    return rx.cond(
        text != "",
        rx.el.div(rx.el.h3(say(label)), rx.el.p(text, class_name="pre"), class_name="stack-small"),
    )


def _note() -> rx.Component:
    return rx.cond(
        _CARD.note != "",
        rx.el.section(
            rx.el.h2(say(w.NOTE)), rx.el.p(_CARD.note, class_name="pre"), class_name="card stack-small"
        ),
    )


def _row(row: rx.Var[FactRow]) -> rx.Component:
    return rx.fragment(rx.el.dt(row.label), rx.el.dd(row.value))


def _fact(label: Phrase, value: object) -> rx.Component:
    return rx.fragment(rx.el.dt(say(label)), rx.el.dd(value))
