"""The form of a contract: its terms, its client and its schedule of values."""

import reflex as rx

from invoice_app.contracts import form_wording as f
from invoice_app.contracts import page_wording as p
from invoice_app.contracts import terms_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.form_state import ContractFormPage
from invoice_app.contracts.grid_section import schedule_grid
from invoice_app.contracts.import_section import import_button, import_dialog
from invoice_app.contracts.page import missing_contract
from invoice_app.contracts.terms_section import billing_terms, parties, retainage_terms, scope_terms
from invoice_app.contracts.unsaved import ContactChoice
from invoice_app.members.queries import CustomerChoice
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.feedback import empty, notice, waiting
from invoice_app.ui.forms import button, link_button
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
            rx.el.fieldset(
                parties(_client(), _contacts()), billing_terms(), retainage_terms(), scope_terms(),
                _schedule(), class_name="stack-large contract-form",
            ),
            key=_FORM.drawn, id="contract-form", on_submit=_FORM.save, method="post", no_validate=True,
        ),
        _foot(),
        import_dialog(_FORM),
        confirm("drop", p.START_AGAIN, p.START_AGAIN_TEXT, _FORM.dropping, yes=p.START_AGAIN,
                on_yes=_FORM.drop, on_close=_FORM.close),
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


def _contacts() -> rx.Component:
    """Whom of the client's people the invoices go to."""
    return rx.cond(
        _FORM.client != "",
        rx.el.div(
            rx.el.span(say(r.BILLING_CONTACTS), class_name="label", id="contacts-label"),
            rx.el.div(
                rx.foreach(_FORM.contacts, _contact),
                class_name="contract-contacts", id="contacts",
            ),
            rx.el.span(
                rx.cond(_FORM.contacts.length() > 0, say(f.CONTACTS_HINT), say(f.NO_CONTACTS)),
                class_name="hint",
            ),
            role="group", aria_labelledby="contacts-label", class_name="field span-all",
        ),
    )  # fmt: skip


def _contact(person: rx.Var[ContactChoice]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox", default_checked=person.is_chosen,
            on_change=lambda ticked: _FORM.tick_contact(person.ref, ticked),
        ),
        rx.el.span(person.name, " ", rx.el.span(person.detail, class_name="soft small")),
        key=person.ref, class_name="contract-contact",
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
        schedule_grid(_FORM, import_button(_FORM)),
        class_name="card stack",
    )


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
