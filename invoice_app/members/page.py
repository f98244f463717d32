"""One member's, contact's or company's record."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.members import record_state
from invoice_app.members import wording as w
from invoice_app.members.list_page import kind_badge
from invoice_app.members.people_card import people_card
from invoice_app.members.record_state import MemberRecord
from invoice_app.members.zone_card import zone_card
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.feedback import badge, empty, notice, waiting
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import MEMBERS

record_sections: list[Callable[[], rx.Component]] = []
"""What higher rooms show on a record, drawn after its facts; filled by the front door."""

_CARD = MemberRecord.card


def add_section(draw: Callable[[], rx.Component], *, load: Any = None, topics: tuple[str, ...] = ()) -> None:
    """Show something of a higher room on every record: called by the front door before pages are added.

    `draw` makes the component from a State of its own. `load`, that State's handler, is called without
    argument when a record opens and whenever one of `topics` (or the record) changes; it finds the
    record's ref in the address, by `record_state.ref_in(self.router.url.path)`.
    """
    record_sections.append(draw)
    record_state.also_load.extend([load] if load is not None else [])
    record_state.also_watch.extend(topics)


def record_title() -> rx.Var:
    """The browser's title: the customer's name, once it is known."""
    return rx.cond(_CARD.name != "", _CARD.name, say(w.RECORD))


def record_page() -> rx.Component:
    return office(
        rx.cond(
            MemberRecord.loading | (~MemberRecord.missing & (_CARD.ref != here("member_ref"))),
            rx.fragment(page_head(w.RECORD, crumbs=[(MEMBERS, "/members")]), waiting()),
            rx.cond(MemberRecord.missing, missing_record(), _record()),
        ),
        active="/members",
    )


def missing_record() -> rx.Component:
    return rx.fragment(
        page_head(w.MISSING, crumbs=[(MEMBERS, "/members")]),
        empty(w.MISSING, w.MISSING_TEXT, link_button(MEMBERS, "/members", symbol="users"), symbol="search_x"),
    )


def _record() -> rx.Component:
    return rx.fragment(
        page_head(
            _CARD.name,
            *_actions(),
            crumbs=[(MEMBERS, "/members")],
            beside=rx.fragment(
                kind_badge(_CARD.kind), rx.cond(_CARD.archived != "", badge(w.ARCHIVED, "amber"))
            ),
            under=_under(),
        ),
        rx.cond(_CARD.archived != "", _archived()),
        rx.el.div(
            rx.el.div(
                rx.cond(_CARD.kind == "company", people_card()),
                *[section() for section in record_sections],
                _facts(),
                class_name="stack-large",
            ),
            rx.el.div(zone_card(), rx.cond(_CARD.note != "", _note()), class_name="stack-large"),
            class_name="with-side",
        ),
        _questions(),
    )


def _under() -> rx.Component:
    company = page_link(
        icon("building_2", 16), _CARD.company, to=f"/members/{_CARD.company_ref}", class_name="row-tight"
    )
    return rx.el.div(
        rx.cond(_CARD.number != "", rx.el.span(say(w.NUMBER), " ", _CARD.number)),
        rx.cond(_CARD.role != "", rx.el.span(_CARD.role)),
        rx.cond(_CARD.company != "", company),
        class_name="members-under soft",
    )


def _actions() -> list[rx.Component]:
    live = _CARD.archived == ""
    changes = sees(Tool.MEMBERS, Level.STANDARD)
    return [
        rx.cond(
            live & sees(Tool.INVOICES, Level.STANDARD),
            link_button(w.ISSUE_INVOICE, f"/invoices/new/{_CARD.ref}", kind="primary", symbol="receipt_text"),
        ),
        rx.cond(changes, link_button(w.EDIT, f"/members/{_CARD.ref}/edit", symbol="pencil")),
        rx.cond(
            live & changes & ((_CARD.account == "none") | (_CARD.account == "invited")) & (_CARD.email != ""),
            button(
                rx.cond(_CARD.account == "invited", say(w.INVITE_AGAIN), say(w.INVITE)),
                kind="plain",
                symbol="mail_plus",
                on_click=MemberRecord.invite,
            ),
        ),
        rx.cond(
            live & sees(Tool.MEMBERS, Level.ADMIN),
            button(w.ARCHIVE, kind="plain", symbol="archive", on_click=MemberRecord.ask_archive),
        ),
    ]


def _archived() -> rx.Component:
    restore = button(w.RESTORE, kind="plain", symbol="archive_restore", on_click=MemberRecord.restore)
    return notice(
        rx.el.div(
            rx.el.p(say(w.ARCHIVED_ON, day=_CARD.archived)),
            rx.cond(sees(Tool.MEMBERS, Level.ADMIN), restore),
            class_name="spread",
        ),
        tone="amber",
        symbol="archive",
    )


def _facts() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.CONTACT_DETAILS)),
        rx.el.dl(
            *_fact(
                w.FIELD_LABELS["email"],
                rx.cond(
                    _CARD.email != "",
                    rx.el.a(_CARD.email, href=f"mailto:{_CARD.email}"),
                    rx.el.span(say(w.NO_EMAIL), class_name="soft"),
                ),
            ),
            *_fact(w.FIELD_LABELS["phone"], _or_not_given(_CARD.phone != "", _CARD.phone)),
            *_fact(
                w.POSTAL_ADDRESS,
                _or_not_given(
                    _CARD.address.length() > 0, rx.foreach(_CARD.address, lambda line: rx.el.div(line))
                ),
            ),
            *_fact(w.DOCUMENT_LANGUAGE, _CARD.language),
            rx.cond(_CARD.bills, rx.fragment(*_fact(w.FIELD_LABELS["company"], say(w.RECEIVES)))),
            *_fact(w.ADDED_ON, _CARD.added),
            class_name="facts",
        ),
        class_name="card",
    )


def _fact(label: Phrase, *value: Any) -> list[rx.Component]:
    return [rx.el.dt(say(label)), rx.el.dd(*value)]


def _or_not_given(given: rx.Var, value: Any) -> rx.Component:
    return rx.cond(given, rx.fragment(value), rx.el.span(say(w.NOT_GIVEN), class_name="soft"))


def _note() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.FIELD_LABELS["note"])), rx.el.p(_CARD.note, class_name="pre small"), class_name="card"
    )


def _questions() -> rx.Component:
    stop = MemberRecord.stop_asking
    return rx.fragment(
        confirm(
            "ask-archive",
            w.ARCHIVE_ASK,
            say(w.ARCHIVE_TEXT, name=_CARD.name),
            MemberRecord.asking == "archive",
            yes=w.ARCHIVE,
            on_yes=MemberRecord.archive,
            on_close=stop,
        ),
        confirm(
            "ask-withdraw",
            w.WITHDRAW_ASK,
            say(w.WITHDRAW_TEXT, email=_CARD.account_email),
            MemberRecord.asking == "withdraw",
            yes=w.WITHDRAW,
            on_yes=MemberRecord.withdraw,
            on_close=stop,
        ),
    )
