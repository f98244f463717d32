"""A company's people, on its record: who they are, and who receives its invoices."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.members import wording as w
from invoice_app.members.queries import PersonRow
from invoice_app.members.record_state import MemberRecord
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.feedback import badge
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.locale import say
from invoice_app.ui.tables import head, table
from invoice_app.ui.visitor import sees

_CARD = MemberRecord.card
_COUNT = MemberRecord.people_count


def people_card() -> rx.Component:
    labels = (w.NAME, w.FIELD_LABELS["role_title"], w.FIELD_LABELS["email"], w.RECEIVES_SHORT)
    heads = [head(label) for label in labels]
    return rx.el.section(
        _head(),
        rx.cond(_COUNT > 0, table(heads, rx.foreach(MemberRecord.people, _person), label=w.PEOPLE)),
        rx.cond(MemberRecord.people.length() < _COUNT, rx.el.div(_all(), class_name="pager")),
        class_name="card card-flush",
    )


def _head() -> rx.Component:
    add = link_button(w.ADD_PERSON, f"/members/new/contact?company={_CARD.ref}", symbol="user_plus")
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h2(say(w.PEOPLE)), rx.cond(_COUNT > 0, badge(_COUNT.to_string())), class_name="row"
            ),
            rx.el.p(rx.cond(_COUNT > 0, say(w.PEOPLE_TEXT), say(w.NO_PEOPLE_TEXT)), class_name="small soft"),
            class_name="grow members-people-words",
        ),
        rx.cond(sees(Tool.MEMBERS, Level.STANDARD) & (_CARD.archived == ""), add),
        class_name="card-head members-people-head",
    )


def _all() -> rx.Component:
    return button(say(w.ALL_PEOPLE, count=_COUNT), kind="plain", on_click=MemberRecord.show_all_people)


def _person(person: rx.Var[PersonRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(page_link(person.name, to=f"/members/{person.ref}", class_name="main-link")),
        rx.el.td(person.role, class_name="soft", data_wide=""),
        rx.el.td(_address_of(person), class_name="soft", data_wide=""),
        rx.el.td(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=person.bills,
                    on_change=MemberRecord.switch_billing(person.ref),
                    disabled=~sees(Tool.MEMBERS, Level.STANDARD),
                    aria_label=say(w.RECEIVES_OF, name=person.name),
                ),
                rx.el.span(say(w.RECEIVES_SHORT), class_name="members-only-card", aria_hidden="true"),
                class_name="row-tight",
            ),
            class_name="members-tick",
        ),
    )


def _address_of(person: rx.Var[PersonRow]) -> rx.Component:
    # Ticked without an address, they would receive nothing: that deserves to be seen.
    nowhere = rx.cond(person.bills, badge(w.WITHOUT_EMAIL, "amber"), say(w.WITHOUT_EMAIL))
    return rx.cond(person.email != "", person.email, nowhere)
