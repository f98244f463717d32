"""The frame around every page: navigation, banner, who is signed in."""

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors
from reflex_components_core.react_router import link as page_link

from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui import wording as w
from invoice_app.ui.anchors import AtAnchor
from invoice_app.ui.banner import banner
from invoice_app.ui.forms import Words, anchor, native_form, words
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import PageLanguage, say
from invoice_app.ui.switches import language_switch, theme_switch
from invoice_app.ui.visitor import Visitor, sees

_NAVIGATION: tuple[tuple[Phrase, str, str, Tool | None, Level], ...] = (
    (w.DESK, "/", "house", None, Level.NONE),
    (w.MEMBERS, "/members", "users", Tool.MEMBERS, Level.READ),
    (w.INVOICES, "/invoices", "receipt_text", Tool.INVOICES, Level.READ),
    (w.CATALOGUE, "/catalogue", "tag", Tool.INVOICES, Level.READ),
    (w.MAIL, "/mail", "mail", Tool.INVOICES, Level.READ),
    (w.CONTRACTS, "/contracts", "hard_hat", Tool.CONTRACTS, Level.READ),
    (w.ACCOUNTS, "/accounts", "key_round", Tool.ACCOUNTS, Level.READ),
    (w.ORGANISATION, "/organisation", "building_2", Tool.ORGANISATION, Level.READ),
)


class Brand(rx.State):
    """The organisation's name, for the corner of the page."""

    name: str = ""
    initial: str = "Q"
    mail_stays_here: bool = False


class Inbox(rx.State):
    """How many replies the person has not read, for the navigation."""

    unread: int = 0


def office(*content: rx.Component, active: str, narrow: bool = False) -> rx.Component:
    """The frame of the people who work for the organisation; `active` is the navigation's address."""
    return rx.fragment(
        _skip(),
        rx.el.div(
            rx.el.aside(*_side(active), class_name="side no-print"),
            rx.el.details(
                rx.el.summary(
                    _brand_words(),
                    rx.el.span(icon("menu", 22), rx.el.span(say(w.MENU), class_name="hidden-visually")),
                ),
                rx.el.div(*_side(active), class_name="side-in-top"),
                class_name="top no-print",
            ),
            rx.el.main(
                rx.el.div(banner(), *content, class_name="page page-narrow" if narrow else "page"),
                class_name="main",
                id="content",
                tab_index=-1,
            ),
            class_name="frame",
        ),
        PageLanguage.create(),
        AtAnchor.create(),
        offline_notice(),
    )


def lounge(*content: rx.Component, beside: rx.Component | None = None) -> rx.Component:
    """The frame of the member zone and of a person's own account; `beside` stands in its top bar."""
    return rx.fragment(
        _skip(),
        rx.el.header(
            page_link(_mark(), Brand.name, to="/", class_name="brand"),
            rx.el.div(
                beside,
                language_switch(),
                theme_switch(),
                rx.cond(Visitor.signed_in, _person()),
                class_name="row row-end",
            ),
            class_name="top-bar no-print",
        ),
        rx.el.main(
            rx.el.div(banner(), *content, class_name="page"), class_name="main", id="content", tab_index=-1
        ),
        PageLanguage.create(),
        offline_notice(),
    )


def alone(*content: rx.Component, wide: bool = False) -> rx.Component:
    """The frame of a page with nobody signed in: sign-in, set-up, a link from an email."""
    return rx.fragment(
        rx.el.div(
            rx.el.header(
                rx.el.div(_mark(), rx.cond(Brand.name != "", Brand.name, "Quittance"), class_name="brand"),
                rx.el.div(language_switch(), theme_switch(), class_name="row"),
                class_name="top-bar",
            ),
            rx.el.main(
                rx.el.div(banner(), *content, class_name="alone-card wide" if wide else "alone-card"),
                class_name="alone-main",
                id="content",
            ),
            class_name="alone",
        ),
        PageLanguage.create(),
        offline_notice(),
    )


def page_head(
    title: Words,
    *actions: rx.Component,
    crumbs: list[tuple[Words, str | rx.Var]] | None = None,
    beside: rx.Component | None = None,
    under: Any = None,
) -> rx.Component:
    """The page's one h1, the way back above it, and what can be done beside it."""
    way = [
        item
        for text, to in crumbs or []
        for item in (rx.el.span("/", aria_hidden="true"), page_link(words(text), to=to))
    ][1:]
    return rx.el.div(
        rx.el.div(
            rx.el.nav(*way, class_name="crumbs", aria_label=say(w.BACK)) if way else None,
            rx.el.div(rx.el.h1(words(title)), beside, class_name="row"),
            under,
            class_name="grow",
        ),
        rx.el.div(*actions, class_name="row row-end no-print") if actions else None,
        class_name="page-head",
    )


def offline_notice() -> rx.Component:
    return rx.cond(has_connection_errors, rx.el.div(say(w.OFFLINE), role="status", class_name="offline"))


def _skip() -> rx.Component:
    return anchor(say(w.SKIP), href="#content", class_name="skip")


def _mark() -> rx.Component:
    return rx.el.span(Brand.initial, class_name="brand-mark", aria_hidden="true")


def _brand_words() -> rx.Component:
    return rx.el.span(_mark(), rx.el.span(Brand.name), class_name="brand")


def _side(active: str) -> list[rx.Component]:
    return [
        page_link(_mark(), rx.el.span(Brand.name), to="/", class_name="brand"),
        rx.el.nav(
            *[_item(*entry, active) for entry in _NAVIGATION], class_name="nav", aria_label=say(w.NAVIGATION)
        ),
        rx.el.div(
            rx.cond(
                Brand.mail_stays_here,
                rx.el.div(
                    icon("inbox", 16),
                    rx.el.span(
                        say(w.LOCAL_MAIL),
                        rx.cond(
                            sees(Tool.ORGANISATION, Level.ADMIN),
                            rx.fragment(" ", page_link(say(w.LOCAL_MAIL_HOW), to="/organisation/mail")),
                        ),
                    ),
                    class_name="notice notice-amber small",
                ),
            ),
            rx.el.div(language_switch(), theme_switch(), class_name="row"),
            _person(),
            class_name="side-foot",
        ),
    ]


def _item(text: Phrase, to: str, symbol: str, tool: Tool | None, level: Level, active: str) -> rx.Component:
    count = _unread() if to == "/mail" else None
    made = page_link(icon(symbol), say(text), count, to=to, aria_current="page" if to == active else "false")
    return made if tool is None else rx.cond(sees(tool, level), made)


def _unread() -> rx.Component:
    return rx.cond(
        Inbox.unread > 0,
        rx.el.span(
            rx.cond(Inbox.unread > 99, "99+", Inbox.unread.to_string()),
            rx.el.span(
                rx.cond(Inbox.unread == 1, say(w.ONE_TO_READ), say(w.TO_READ)), class_name="hidden-visually"
            ),
            class_name="count",
        ),
    )


def _person() -> rx.Component:
    return rx.el.div(
        page_link(
            icon("circle_user_round"),
            rx.el.span(Visitor.name, class_name="wide-words"),
            to="/account",
            class_name="quiet",
        ),
        native_form(
            rx.el.button(
                icon("log_out", 16),
                rx.el.span(say(w.SIGN_OUT), class_name="wide-words"),
                type="submit",
                class_name="quiet",
            ),
            action="/do/sign-out",
            method="post",
        ),
        class_name="row",
    )
