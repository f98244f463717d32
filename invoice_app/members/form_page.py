"""The forms in which a record is added or changed."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.members import wording as w
from invoice_app.members.form_state import EditCustomer, NewCustomer
from invoice_app.members.page import missing_record
from invoice_app.members.queries import CustomerChoice
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared.folding import fold
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import notice, waiting
from invoice_app.ui.forms import (
    Words,
    area_field,
    button,
    check_field,
    field,
    link_button,
    select_field,
    text_field,
)
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import IS_EN, say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.wording import CANCEL, MEMBERS, SAVE

Form = type[NewCustomer] | type[EditCustomer]


def new_customer_page() -> rx.Component:
    title = rx.match(
        NewCustomer.fields["kind"],
        ("member", say(w.NEW["member"])),
        ("company", say(w.NEW["company"])),
        rx.cond(NewCustomer.for_company, say(w.ADD_PERSON), say(w.NEW["contact"])),
    )
    back = rx.cond(NewCustomer.for_company, f"/members/{NewCustomer.company_ref}", "/members")
    return _page(NewCustomer, title, back, crumbs=[(MEMBERS, "/members")])


def edit_customer_page() -> rx.Component:
    back = f"/members/{EditCustomer.ref}"
    crumbs = [(MEMBERS, "/members"), (EditCustomer.name, back)]
    return _page(EditCustomer, w.EDIT_TITLE, back, crumbs=crumbs, above=rx.cond(EditCustomer.stale, _stale()))


def _stale() -> rx.Component:
    return notice(rx.el.p(say(w.STALE)), tone="amber", symbol="triangle_alert")


def _page(form: Form, title: Words, back: Words, *, crumbs: list, above: Any = None) -> rx.Component:
    return office(
        rx.cond(
            form.missing,
            missing_record(),
            rx.fragment(
                page_head(title, crumbs=crumbs),
                above,
                rx.cond(form.loading, waiting(), _form(form, back)),
            ),
        ),
        active="/members",
        narrow=True,
    )


def _form(form: Form, back: Words) -> rx.Component:
    is_company = form.record_kind == "company"
    return rx.el.form(
        rx.cond(is_company, _company_identity(form), _person_identity(form)),
        rx.cond(is_company, None, _employer(form)),
        _contact_details(form, is_company),
        _postal_address(form),
        rx.el.div(_box(form, "note", area_field, hint=w.NOTE_HINT, optional=True), class_name="card"),
        rx.el.div(
            link_button(CANCEL, back),
            button(SAVE, type="submit", symbol="check"),
            class_name="row row-end",
        ),
        key=form.drawn,
        on_submit=form.save,
        method="post",
        no_validate=True,
        auto_complete="off",
        class_name="stack-large",
    )


def _card(title: Phrase, *content: Any) -> rx.Component:
    return rx.el.section(rx.el.h2(say(title)), rx.el.div(*content, class_name="stack"), class_name="card")


def _box(
    form: Form, name: str, draw: Any = text_field, *, label: Words | None = None, **props: Any
) -> rx.Component:
    """A box of the form: its first value, its refusal, and what someone else saved in it meanwhile."""
    label = w.FIELD_LABELS[name] if label is None else label
    theirs = form.theirs[name]
    return rx.el.div(
        draw(label, name, default_value=form.fields[name], wrong=form.wrong[name], **props),
        rx.cond(theirs != "", _theirs(theirs)),
        class_name="stack-small",
    )


def _person_identity(form: Form) -> rx.Component:
    return _card(
        w.IDENTITY,
        rx.el.div(
            select_field(
                w.FIELD_LABELS["kind"],
                "kind",
                [(k, w.KIND_LABELS[k]) for k in ("member", "contact")],
                value=form.record_kind,
                on_change=form.choose_kind,
            ),
            rx.cond(form.record_kind == "member", _number(form)),
            class_name="grid-2",
        ),
        rx.el.div(_box(form, "given_name"), _box(form, "family_name"), class_name="grid-2"),
    )


def _company_identity(form: Form) -> rx.Component:
    return _card(w.IDENTITY, _box(form, "company_name"), rx.el.div(_number(form), class_name="grid-2"))


def _number(form: Form) -> rx.Component:
    return _box(form, "member_number", hint=w.NUMBER_HINT, optional=True)


def _employer(form: Form) -> rx.Component:
    wrong, theirs = form.wrong["company"], form.theirs["company"]
    return _card(
        w.FIELD_LABELS["company"],
        rx.cond(form.company_ref != "", _chosen_company(form), _company_picker(form)),
        rx.cond(wrong != "", rx.el.span(wrong, class_name="wrong", role="alert")),
        rx.cond(theirs != "", _theirs(theirs)),
    )


def _theirs(value: rx.Var[str]) -> rx.Component:
    return rx.el.span(say(w.SAVED_ELSEWHERE, value=value), class_name="small members-theirs")


def _chosen_company(form: Form) -> rx.Component:
    bills = form.fields["bills"] != ""
    return rx.fragment(
        rx.el.div(
            icon("building_2"),
            rx.el.span(form.company_name, class_name="strong grow"),
            button(w.REMOVE_COMPANY, kind="plain", symbol="x", on_click=form.leave_company),
            class_name="members-chosen",
        ),
        _box(form, "role_title", optional=True),
        check_field(w.FIELD_LABELS["bills"], "bills", hint=w.BILLS_HINT, default_checked=bills),
    )


def _company_picker(form: Form) -> rx.Component:
    # Of no form: Enter looks for a company rather than saving the record.
    search = rx.el.input(
        id="find-company",
        name="find-company",
        type="search",
        form="none",
        auto_complete="off",
        on_change=form.find_company.debounce(250),
    )
    add = page_link(say(w.ADD_KIND["company"]), to="/members/new/company")
    found = rx.el.ul(
        rx.foreach(form.companies, lambda company: _candidate(form, company)),
        class_name="choices-list members-companies",
    )
    none = rx.cond(form.looked, rx.el.p(say(w.NO_COMPANY_FOUND), " ", add, class_name="small soft"))
    return rx.el.div(
        field(w.FIND_COMPANY, search, name="find-company", optional=True),
        rx.el.div(rx.cond(form.companies.length() > 0, found, none), role="status"),
        class_name="stack-small",
    )


def _candidate(form: Form, company: rx.Var[CustomerChoice]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(company.name, class_name="strong grow"),
            rx.el.span(company.detail, class_name="small soft"),
            icon("plus", 16),
            type="button",
            on_click=form.choose_company(company.ref),
            class_name="choices-item members-candidate",
        )
    )


def _contact_details(form: Form, is_company: rx.Var[bool]) -> rx.Component:
    hint = rx.cond(is_company, say(w.COMPANY_EMAIL_HINT), say(w.EMAIL_HINT))
    return _card(
        w.CONTACT_DETAILS,
        rx.el.div(
            _box(form, "email", type="email", hint=hint),
            _box(form, "phone", type="tel", optional=True),
            class_name="grid-2",
        ),
        _box(form, "language", select_field, options=list(w.LANGUAGES.items())),
    )


def _postal_address(form: Form) -> rx.Component:
    canada, states = form.country == "CA", form.country == "US"
    code = rx.cond(canada, say(w.FIELD_LABELS["postal_code"]), say(w.ZIP))
    country = select_field(
        w.FIELD_LABELS["country"], "country", _countries(), value=form.country, on_change=form.choose_country
    )
    return _card(
        w.POSTAL_ADDRESS,
        _box(form, "street", optional=True),
        rx.el.div(
            _box(form, "city", optional=True),
            rx.cond(canada, _box(form, "province", select_field, options=list(PROVINCES.items()))),
            rx.cond(states, _box(form, "province", label=w.STATE, optional=True)),
            _box(form, "postal_code", label=code, optional=True),
            country,
            class_name="grid-2",
        ),
    )


def _countries() -> rx.Component:
    """Every country, in the order of each language."""
    return rx.cond(IS_EN, rx.fragment(*_country_options("en")), rx.fragment(*_country_options("fr")))


def _country_options(language: str) -> list[rx.Component]:
    # The usual ones first.
    def order(code: str) -> tuple[int, str]:
        usual = w.FIRST_COUNTRIES
        return (usual.index(code) if code in usual else len(usual), fold(w.COUNTRIES[code].to(language)))

    return [
        rx.el.option(w.COUNTRIES[code].to(language), value=code) for code in sorted(w.COUNTRIES, key=order)
    ]
