"""The form of a contract: its terms, its client and its schedule of values."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import wording as w
from invoice_app.contracts.form_state import ContractFormPage
from invoice_app.contracts.grid_keys import GridKeys, cell, grid
from invoice_app.contracts.page import missing_contract
from invoice_app.contracts.unsaved import FormRow
from invoice_app.members.queries import CustomerChoice
from invoice_app.organisation.taxes import LABELS
from invoice_app.shared.money import CURRENCIES
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.feedback import empty, notice, waiting
from invoice_app.ui.forms import area_field, button, link_button, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL, SAVE

_FORM = ContractFormPage


def contract_form_page() -> rx.Component:
    """For a new contract and for a draft, which the address tells apart."""
    return office(
        rx.cond(
            _FORM.missing,
            missing_contract(),
            rx.cond(
                _FORM.approved,
                _approved(),
                rx.cond(_FORM.is_open & (_FORM.ref == here("contract_ref")), _page(), waiting(8)),
            ),
        ),
        active="/contracts",
    )  # fmt: skip


def _approved() -> rx.Component:
    way_out = link_button(p.SEE_CONTRACT, f"/contracts/{_FORM.ref}")
    return rx.fragment(
        page_head(p.EDIT_CONTRACT, crumbs=[(w.CONTRACTS, "/contracts")]),
        empty(w.CONTRACT, p.NO_LONGER_DRAFT, way_out, symbol="lock"),
    )


def _page() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _FORM.ref == "",
            page_head(w.NEW_CONTRACT, crumbs=[(w.CONTRACTS, "/contracts")], under=_kept()),
            page_head(
                p.EDIT_CONTRACT,
                crumbs=[(w.CONTRACTS, "/contracts"), (_named(), f"/contracts/{_FORM.ref}")], under=_kept(),
            ),
        ),
        rx.cond(_FORM.is_behind, _behind()),
        rx.el.form(
            rx.el.fieldset(_terms(), _schedule(), class_name="stack-large contract-form"),
            key=_FORM.drawn, id="contract-form", on_submit=_FORM.save, method="post", no_validate=True,
        ),
        _foot(),
        confirm("drop", p.START_AGAIN, p.START_AGAIN_TEXT, _FORM.dropping, yes=p.START_AGAIN,
                on_yes=_FORM.drop, on_close=_FORM.close),
        GridKeys.create(wanted=_FORM.go_to),
    )  # fmt: skip


def _named() -> rx.Var:
    return rx.cond(_FORM.title != "", _FORM.title, say(p.UNTITLED))


def _kept() -> rx.Component:
    return rx.el.p(say(p.KEPT), class_name="soft small")


def _behind() -> rx.Component:
    return notice(
        rx.el.p(say(p.BEHIND), class_name="contract-behind"),
        rx.el.div(button(p.FROM_SAVED, kind="plain", on_click=_FORM.ask_drop), class_name="row"),
        tone="amber", symbol="triangle_alert",
    )  # fmt: skip


def _terms() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(p.TERMS)),
        rx.el.div(
            _box(w.CONTRACT_NUMBER, "number", max_length=40),
            _box(w.TITLE, "title", max_length=200, class_name="contract-wide contract-title"),
            _client(),
            _select(w.OUR_ROLE, "our_role", [(key.value, text) for key, text in w.ROLES.items()]),
            _box(w.SIGNED_ON, "signed_on", optional=True, type="date"),
            _box(w.RETAINAGE_PERCENT, "retainage_percent", hint=p.RETAINAGE_HINT, input_mode="decimal"),
            _box(w.STORED_RETAINAGE_PERCENT, "stored_retainage_percent", hint=p.STORED_HINT,
                 input_mode="decimal"),
            _select(w.CURRENCY, "currency", [(code, code) for code in CURRENCIES]),
            area_field(
                w.NOTE, "note", hint=p.NOTE_HINT, optional=True, class_name="span-all", max_length=2000,
                default_value=_FORM.fields["note"], **_typed("note"),
            ),
            class_name="contract-terms",
        ),
        class_name="card",
    )  # fmt: skip


def _box(label: Phrase, name: str, **props: object) -> rx.Component:
    return text_field(
        label, name, wrong=_FORM.wrong[name], default_value=_FORM.fields[name], auto_complete="off",
        **_typed(name), **props,
    )  # fmt: skip


def _typed(name: str) -> dict[str, object]:
    return {
        "on_change": lambda v: _FORM.type_field.debounce(300)(name, v),
        "on_blur": lambda v: _FORM.type_field(name, v),
    }


def _select(label: Phrase, name: str, options: list[tuple[str, Phrase | str]]) -> rx.Component:
    return select_field(
        label, name, options, value=_FORM.fields[name], on_change=lambda v: _FORM.type_field(name, v)
    )


def _client() -> rx.Component:
    """Whom the contract is with: their name, or a search."""
    return rx.el.div(
        rx.el.span(say(w.CLIENT), class_name="label", id="client-label"),
        rx.cond(
            (_FORM.client != "") & ~_FORM.choosing,
            rx.el.div(
                icon("building_2"),
                rx.el.span(_FORM.client, class_name="strong grow", id="client-name"),
                rx.el.button(say(p.CHANGE_CLIENT), type="button", class_name="link small",
                             on_click=_FORM.choose_another),
                class_name="contract-client",
            ),
            _search(),
        ),
        rx.cond(_FORM.wrong["company_ref"] != "",
                rx.el.span(_FORM.wrong["company_ref"], class_name="wrong", role="alert")),
        role="group", aria_labelledby="client-label", class_name="field contract-wide",
    )  # fmt: skip


def _search() -> rx.Component:
    return rx.el.div(
        rx.el.input(
            type="text", id="find-company", name="find-company", placeholder=say(p.CHOOSE_CLIENT),
            aria_label=say(p.CHOOSE_CLIENT),
            auto_complete="off", data_column="find-company", on_change=_FORM.find_company.debounce(200),
        ),
        rx.cond(
            _FORM.companies.length() > 0,
            rx.el.ul(rx.foreach(_FORM.companies, _company), class_name="contract-choices"),
            rx.el.div(
                rx.el.span(say(p.NO_COMPANY), class_name="soft small"),
                rx.cond(
                    sees(Tool.MEMBERS, Level.STANDARD),
                    link_button(p.ADD_COMPANY, "/members/new/company", symbol="plus"),
                ),
                class_name="row",
            ),
        ),
        class_name="stack-small",
    )  # fmt: skip


def _company(company: rx.Var[CustomerChoice]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(company.name, class_name="strong"),
            rx.el.span(company.detail, class_name="soft small"),
            type="button", on_click=_FORM.choose_company(company.ref),
        )
    )  # fmt: skip


def _schedule() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(w.SCHEDULE)),
            rx.el.p(say(p.OWN_RETAINAGE_HINT), class_name="soft small"),
            class_name="stack-small",
        ),
        rx.el.div(
            rx.el.div(
                *[
                    rx.el.span(say(text), class_name=name)
                    for text, name in (
                        (w.ITEM, ""), (w.DESCRIPTION, ""), (w.SCHEDULED, "number"), (w.TAX_CLASS, ""),
                        (p.OWN_RETAINAGE, "number"),
                    )
                ],
                class_name="contract-row contract-heads", aria_hidden="true",
            ),
            grid(rx.foreach(_FORM.rows, _row), add="add-row", class_name="contract-rows"),
        ),
        rx.el.div(
            button(w.ADD_LINE, kind="plain", symbol="plus", on_click=_FORM.add_row, id="add-row"),
            rx.el.div(
                rx.el.span(say(p.RUNNING_TOTAL), class_name="soft"),
                rx.el.output(_FORM.total, class_name="strong number", id="schedule-total"),
                class_name="row",
            ),
            class_name="spread",
        ),
        class_name="card stack",
    )  # fmt: skip


def _row(row: rx.Var[FormRow]) -> rx.Component:
    return rx.el.li(
        _cell(row, "item", w.ITEM, row.item, max_length=20),
        _cell(row, "description", w.DESCRIPTION, row.description, max_length=300),
        _cell(row, "scheduled", w.SCHEDULED, row.scheduled, input_mode="decimal"),
        _tax_class(row),
        _cell(row, "retainage_percent", p.OWN_RETAINAGE, row.retainage_percent, input_mode="decimal"),
        rx.el.button(
            icon("x"), type="button", class_name="quiet contract-remove", on_click=_FORM.remove_row(row.key),
            aria_label=say(p.REMOVE_LINE, position=row.position),
        ),
        key=row.key, class_name="contract-row",
    )  # fmt: skip


def _cell(
    row: rx.Var[FormRow], column: str, label: Phrase, value: rx.Var[str], **props: object
) -> rx.Component:
    name = f"{column}-" + row.key
    wrong = _FORM.wrong[name]
    return rx.el.div(
        rx.el.label(say(label), html_for=name),
        cell(
            column, id=name, name=name, default_value=value,
            aria_invalid=rx.cond(wrong, "true", "false"), aria_describedby=name + "-wrong",
            on_change=lambda v: _FORM.type_cell.debounce(300)(row.key, column, v),
            on_blur=lambda v: _FORM.type_cell(row.key, column, v),
            **props,
        ),
        rx.cond(wrong, rx.el.span(wrong, class_name="wrong", id=name + "-wrong")),
        class_name=f"field contract-{column.partition('_')[0]}",
    )  # fmt: skip


def _tax_class(row: rx.Var[FormRow]) -> rx.Component:
    name = "tax_class-" + row.key
    return rx.el.div(
        rx.el.label(say(w.TAX_CLASS), html_for=name),
        rx.el.select(
            *[rx.el.option(say(text), value=key.value) for key, text in LABELS.items()],
            id=name, name=name, default_value=row.tax_class,
            on_change=lambda v: _FORM.type_cell(row.key, "tax_class", v),
        ),
        class_name="field contract-tax",
    )  # fmt: skip


def _foot() -> rx.Component:
    """Stays in sight under a long schedule."""
    return rx.el.div(
        rx.cond(
            _FORM.is_typed,
            button(p.START_AGAIN, kind="plain", symbol="undo_2", on_click=_FORM.ask_drop),
            link_button(CANCEL, rx.cond(_FORM.ref == "", "/contracts", f"/contracts/{_FORM.ref}")),
        ),
        rx.el.button(
            icon("check"), say(SAVE), type="submit", form="contract-form", class_name="button button-primary",
            disabled=_FORM.is_behind, id="save",
        ),
        class_name="contract-foot no-print",
    )  # fmt: skip
