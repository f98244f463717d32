"""The groups: the list on one side, the people of the open one on the other."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.members import groups_wording as w
from invoice_app.members.groups import GroupPerson, GroupRow
from invoice_app.members.groups_state import Groups
from invoice_app.members.queries import CustomerChoice
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import badge, empty, waiting
from invoice_app.ui.forms import button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL, MEMBERS, SAVE

_MAY_CHANGE = sees(Tool.MEMBERS, Level.STANDARD)


def groups_page() -> rx.Component:
    add = button(w.ADD, symbol="plus", on_click=Groups.ask_name("new"))
    return office(
        page_head(
            w.GROUPS,
            rx.cond(_MAY_CHANGE, add),
            crumbs=[(MEMBERS, "/members")],
            under=rx.el.p(say(w.UNDER), class_name="soft"),
        ),
        rx.cond(
            Groups.loaded,
            rx.cond(
                Groups.rows.length() > 0,
                rx.el.div(_list(), _open(), class_name="groups"),
                empty(w.NONE_YET, w.NONE_YET_TEXT, symbol="users"),
            ),
            waiting(),
        ),
        _naming(),
        confirm(
            "delete-group", w.DELETE_TITLE, w.DELETE_TEXT, Groups.deleting,
            yes=w.DELETE, on_yes=Groups.delete, on_close=Groups.close,
        ),
        active="/members",
    )  # fmt: skip


def _list() -> rx.Component:
    return rx.el.nav(
        rx.foreach(Groups.rows, _row), aria_label=say(w.GROUPS), class_name="card card-flush groups-list"
    )


def _row(group: rx.Var[GroupRow]) -> rx.Component:
    return rx.el.button(
        rx.el.span(group.name, class_name="strong"),
        rx.el.span(group.count.to_string(), class_name="badge"),
        type="button",
        aria_current=rx.cond(Groups.shown == group.ref, "true", "false"),
        on_click=Groups.show(group.ref),
        key=group.ref,
    )


def _open() -> rx.Component:
    return rx.cond(
        Groups.shown == "",
        empty(w.CHOOSE, w.CHOOSE_TEXT, symbol="users"),
        rx.el.section(
            rx.el.div(
                rx.el.h2(Groups.name),
                rx.cond(
                    _MAY_CHANGE,
                    rx.el.div(
                        button(w.RENAME, kind="plain", symbol="pencil", on_click=Groups.ask_name("rename")),
                        button(w.DELETE, kind="danger", symbol="trash_2", on_click=Groups.ask_delete),
                        class_name="row",
                    ),
                ),
                class_name="spread",
            ),
            rx.cond(_MAY_CHANGE, _finder()),
            rx.cond(
                Groups.people.length() > 0,
                rx.el.ul(rx.foreach(Groups.people, _person), class_name="plain-list groups-people"),
                empty(w.NOBODY, w.NOBODY_TEXT, symbol="user"),
            ),
            class_name="card stack",
            key=Groups.shown,
        ),
    )


def _finder() -> rx.Component:
    return rx.el.div(
        text_field(
            w.FIND,
            "find-person",
            on_change=Groups.find.debounce(250),
            auto_complete="off",
        ),
        rx.cond(
            Groups.found.length() > 0,
            rx.el.ul(rx.foreach(Groups.found, _found), class_name="contract-choices plain-list"),
            rx.cond(Groups.typed != "", rx.el.p(say(w.NOT_FOUND), class_name="small soft", role="status")),
        ),
        class_name="stack-small",
    )


def _found(choice: rx.Var[CustomerChoice]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(choice.name, class_name="strong"),
            rx.el.span(choice.detail, class_name="soft small"),
            type="button",
            on_click=Groups.put_in(choice.ref),
        ),
        key=choice.ref,
    )


def _person(person: rx.Var[GroupPerson]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            page_link(person.name, to=f"/members/{person.ref}", class_name="strong"),
            rx.cond(
                person.email != "",
                rx.el.span(person.email, class_name="soft small"),
                badge(w.NO_EMAIL, "amber"),
            ),
            rx.cond(person.is_archived, badge(w.ARCHIVED)),
            class_name="row grow",
        ),
        rx.cond(
            _MAY_CHANGE,
            rx.el.button(
                icon("x", 16),
                type="button",
                class_name="quiet",
                aria_label=say(w.TAKE_OUT, who=person.name),
                on_click=Groups.take_out(person.ref),
            ),
        ),
        key=person.ref,
    )


def _naming() -> rx.Component:
    return modal(
        "group",
        rx.cond(Groups.naming == "rename", say(w.RENAME), say(w.ADD)),
        Groups.naming != "",
        Groups.close,
        rx.el.form(
            text_field(
                w.NAME,
                "name",
                default_value=rx.cond(Groups.naming == "rename", Groups.name, ""),
                wrong=Groups.wrong,
                max_length=80,
                auto_complete="off",
                auto_focus=True,
            ),
            id="group-form",
            on_submit=Groups.save,
            method="post",
            no_validate=True,
            class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=Groups.close),
            rx.el.button(
                icon("check"), say(SAVE), type="submit", form="group-form", class_name="button button-primary"
            ),
        ],
    )
