"""The list of members and contacts."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.members import wording as w
from invoice_app.members.groups_wording import GROUPS
from invoice_app.members.list_state import MemberList
from invoice_app.members.listing import CustomerRow
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.feedback import badge, empty, waiting
from invoice_app.ui.forms import link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, pager, search_box, sorted_head, table
from invoice_app.ui.tabs import tabs
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import MEMBERS

_SYMBOLS = {
    "": "users",
    "member": "id_card",
    "contact": "contact",
    "company": "building_2",
    "archived": "archive",
}


def members_page() -> rx.Component:
    return office(
        page_head(MEMBERS, link_button(GROUPS, "/members/groups", symbol="users_round"), add_menu()),
        tabs(
            w.SHOW,
            [
                (text, _SYMBOLS[key], f"/members?show={key}" if key else "/members", MemberList.show == key)
                for key, text in w.SHOW_LABELS.items()
            ],
        ),
        rx.el.div(
            search_box(w.SEARCH, MemberList.search, MemberList.find),
            rx.el.span(MemberList.count, class_name="small soft", role="status"),
            class_name="bar",
        ),
        rx.cond(MemberList.loading, waiting(), rx.cond(MemberList.rows.length() > 0, _list(), _nothing())),
        active="/members",
    )


def add_menu() -> rx.Component:
    """« Ajouter » : a member, a contact or a company."""
    return rx.cond(
        sees(Tool.MEMBERS, Level.STANDARD),
        rx.el.details(
            rx.el.summary(
                icon("plus"), say(w.ADD), icon("chevron_down", 16), class_name="button button-primary"
            ),
            rx.el.ul(
                *[
                    rx.el.li(
                        page_link(
                            icon(_SYMBOLS[kind]),
                            rx.el.span(
                                rx.el.span(say(w.KIND_LABELS[kind]), class_name="strong"),
                                rx.el.span(say(meaning), class_name="small soft"),
                                class_name="stack-small",
                            ),
                            to=f"/members/new/{kind}",
                        )
                    )
                    for kind, meaning in w.KIND_MEANING.items()
                ],
                class_name="members-menu",
            ),
            class_name="menu",
        ),
    )


def _list() -> rx.Component:
    order, by = MemberList.sort, MemberList.sort_by
    heads = [
        sorted_head(w.NAME, "name", order, by),
        head(w.KIND),
        sorted_head(w.NUMBER, "number", order, by),
        head(w.FIELD_LABELS["email"]),
        head(w.FIELD_LABELS["company"]),
        sorted_head(w.ADDED, "added", order, by),
    ]
    return rx.el.div(
        table(heads, rx.foreach(MemberList.rows, _row), label=MEMBERS),
        pager(
            MemberList.position,
            MemberList.has_earlier,
            MemberList.has_later,
            MemberList.earlier,
            MemberList.later,
        ),
        class_name="card card-flush members-list",
    )


def _row(row: rx.Var[CustomerRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(page_link(row.name, to=f"/members/{row.ref}", class_name="main-link")),
        rx.el.td(kind_badge(row.kind)),
        rx.el.td(row.number, class_name="soft"),
        rx.el.td(row.email, data_wide="", class_name="soft"),
        rx.el.td(
            rx.cond(row.role != "", row.role, ""),
            rx.cond((row.role != "") & (row.company != ""), " · ", ""),
            row.company,
            data_wide="",
            class_name="soft",
        ),
        rx.el.td(row.added, class_name="nowrap soft members-added"),
    )


def kind_badge(kind: rx.Var[str]) -> rx.Component:
    """Member, contact or company, in a colour of its own."""
    return rx.match(
        kind,
        ("member", badge(w.KIND_LABELS["member"], "green")),
        ("company", badge(w.KIND_LABELS["company"], "blue")),
        badge(w.KIND_LABELS["contact"]),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        MemberList.search != "",
        empty(w.NONE_FOUND, w.NONE_FOUND_TEXT, symbol="search"),
        rx.match(
            MemberList.show,
            ("", empty(w.NONE_YET, w.NONE_YET_TEXT, *[_add(kind) for kind in w.ADD_KIND], symbol="users")),
            ("archived", empty(w.NONE_ARCHIVED, w.NONE_ARCHIVED_TEXT, symbol="archive")),
            *[
                (kind, empty(w.NONE_OF_KIND, w.NONE_OF_KIND_TEXT, _add(kind), symbol=_SYMBOLS[kind]))
                for kind in w.ADD_KIND
            ],
            empty(w.NONE_OF_KIND, w.NONE_OF_KIND_TEXT),
        ),
    )


def _add(kind: str) -> rx.Component:
    return rx.cond(
        sees(Tool.MEMBERS, Level.STANDARD),
        link_button(w.ADD_KIND[kind], f"/members/new/{kind}", symbol="plus"),
    )
