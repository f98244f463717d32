"""Accounts and rights, for those who administer them."""

import reflex as rx

from invoice_app.accounts import wording as w
from invoice_app.accounts.accounts_state import Accounts
from invoice_app.accounts.listing import AccountCard
from invoice_app.accounts.presets import CUSTOM, PRESET_LABELS
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import badge, empty, notice, waiting
from invoice_app.ui.forms import button, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, pager, search_box, table
from invoice_app.ui.visitor import sees

_PRESETS = [(name, words) for name, words in PRESET_LABELS.items() if name != CUSTOM]
_MAY_CHANGE = sees(Tool.ACCOUNTS, Level.ADMIN)


def accounts_page() -> rx.Component:
    return office(
        page_head(
            w.ACCOUNTS,
            rx.cond(_MAY_CHANGE, button(w.NEW_ACCOUNT, symbol="user_plus", on_click=Accounts.start_inviting)),
        ),
        _link_to_give(),
        rx.el.div(
            search_box(w.FIND_ACCOUNT, Accounts.search, Accounts.find),
            rx.el.select(
                rx.el.option(say(w.ALL_ACCOUNTS), value="all"),
                rx.el.option(say(w.STAFF_ONLY), value="staff"),
                value=rx.cond(Accounts.staff_only, "staff", "all"),
                on_change=Accounts.narrow,
                aria_label=say(w.WHICH_ACCOUNTS),
            ),
            class_name="bar",
        ),
        rx.cond(Accounts.loaded, _list(), waiting()),
        _invite(),
        _rights(),
        confirm(
            "disable",
            w.DISABLE_SURE,
            say(w.DISABLE_WHAT, name=Accounts.name),
            Accounts.asking,
            yes=w.DISABLE,
            on_yes=Accounts.disable,
            on_close=Accounts.do_not,
        ),
        active="/accounts",
    )


def _link_to_give() -> rx.Component:
    """Where no email leaves, the link is given by hand."""
    return rx.cond(
        Accounts.link != "",
        notice(
            rx.el.p(say(w.NOT_SENT), class_name="strong"),
            rx.el.p(say(w.NOT_SENT_HOW, name=Accounts.link_name)),
            rx.el.div(
                rx.el.input(
                    type="text",
                    read_only=True,
                    value=Accounts.link,
                    id="invitation-link",
                    aria_label=say(w.INVITATION_LINK),
                    class_name="invitation-link",
                ),
                # Bound in the browser: a script sent by the server would be refused.
                button(w.COPY, kind="plain", symbol="copy", on_click=rx.set_clipboard(Accounts.link)),
                rx.el.button(
                    icon("x"),
                    type="button",
                    on_click=Accounts.close_link,
                    class_name="quiet",
                    aria_label=say(w.BACK),
                ),
                class_name="row",
            ),
            tone="amber",
            symbol="inbox",
        ),
    )


def _list() -> rx.Component:
    return rx.cond(
        Accounts.cards.length() == 0,
        rx.el.div(empty(w.NO_ACCOUNT, w.NO_ACCOUNT_HOW, symbol="user_search"), class_name="card"),
        rx.el.div(
            table(
                [head(w.NAME), head(w.RIGHTS), head(w.STATE), head(w.SEEN)],
                rx.foreach(Accounts.cards, _row),
                label=w.ACCOUNTS,
            ),
            pager(
                say(w.SHOWN, first=Accounts.first, last=Accounts.last, total=Accounts.total),
                Accounts.has_earlier,
                Accounts.has_later,
                Accounts.earlier,
                Accounts.later,
            ),
            class_name="card card-flush",
        ),
    )


def _row(card: rx.Var[AccountCard]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.button(
                card.name,
                type="button",
                on_click=Accounts.show_rights(card.ref),
                class_name="link strong",
                aria_label=say(w.CHANGE_RIGHTS, name=card.name),
            ),
            rx.el.div(card.email, class_name="small soft"),
        ),
        rx.el.td(card.preset),
        rx.el.td(_state(card.state)),
        rx.el.td(
            rx.cond(card.seen != "", card.seen, say(w.NEVER)),
            class_name="small soft",
            custom_attrs={"data-wide": ""},
        ),
        key=card.ref,
    )


def _state(state: rx.Var[str]) -> rx.Component:
    return rx.match(
        state,
        ("active", badge(w.ACTIVE, "green")),
        ("invited", badge(w.INVITED, "amber")),
        badge(w.DISABLED, "red"),
    )


def _invite() -> rx.Component:
    return modal(
        "invite",
        w.NEW_ACCOUNT,
        Accounts.is_inviting,
        Accounts.stop_inviting,
        rx.el.form(
            text_field(w.NAME, "name", wrong=Accounts.wrong["name"], auto_complete="off", max_length=120),
            text_field(
                w.EMAIL,
                "email",
                type="email",
                wrong=Accounts.wrong["email"],
                auto_complete="off",
                max_length=254,
            ),
            rx.el.div(
                select_field(
                    w.PRESET,
                    "preset",
                    _PRESETS,
                    default_value="treasurer",
                    hint=w.PRESET_HINT,
                    wrong=Accounts.wrong["preset"],
                ),
                select_field(
                    w.LANGUAGE, "language", [("fr", w.FRENCH), ("en", w.ENGLISH)], default_value="fr"
                ),
                class_name="grid-2",
            ),
            rx.el.div(button(w.INVITE, type="submit", symbol="send"), class_name="row row-end"),
            on_submit=Accounts.invite,
            method="post",
            no_validate=True,
            class_name="stack",
        ),
    )


def _rights() -> rx.Component:
    return modal(
        "rights",
        say(w.RIGHTS_OF, name=Accounts.name),
        Accounts.is_open,
        Accounts.close_rights,
        rx.el.div(rx.el.span(Accounts.email, class_name="soft"), _state(Accounts.state), class_name="row"),
        rx.cond(_MAY_CHANGE, rx.fragment(), notice(rx.el.p(say(w.LOOK_ONLY)))),
        select_field(
            w.PRESET,
            "chosen-preset",
            rx.fragment(
                *[rx.el.option(say(words), value=name) for name, words in _PRESETS],
                rx.el.option(say(PRESET_LABELS[CUSTOM]), value=CUSTOM, disabled=True),
            ),
            value=Accounts.preset,
            on_change=Accounts.choose_preset,
            disabled=~_MAY_CHANGE,
            hint=w.PRESET_HINT,
        ),
        rx.el.div(*[_level(tool) for tool in Tool], class_name="grid-2"),
        foot=[
            rx.cond(
                _MAY_CHANGE,
                rx.fragment(
                    rx.match(
                        Accounts.state,
                        ("disabled", button(w.ENABLE, kind="plain", on_click=Accounts.enable)),
                        button(w.DISABLE, kind="danger", on_click=Accounts.ask),
                    ),
                    rx.cond(
                        Accounts.state == "invited",
                        button(w.INVITE_AGAIN, kind="plain", symbol="send", on_click=Accounts.invite_again),
                    ),
                    button(w.SAVE_RIGHTS, on_click=Accounts.save_levels),
                ),
            )
        ],
    )


def _level(tool: Tool) -> rx.Component:
    return select_field(
        w.TOOL_LABELS[tool],
        f"level-{tool.value}",
        [(str(int(level)), words) for level, words in w.LEVEL_LABELS.items()],
        value=Accounts.chosen[tool.value],
        on_change=Accounts.choose_level(tool.value),
        disabled=~_MAY_CHANGE,
    )
