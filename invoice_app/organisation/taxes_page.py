"""The table of tax rates."""

from typing import Any

import reflex as rx

from invoice_app.organisation import taxes_wording as w
from invoice_app.organisation import wording as organisation_words
from invoice_app.organisation.tax_rates import ProvinceRates, RateCard
from invoice_app.organisation.taxes import TAXES
from invoice_app.organisation.taxes_state import TaxesPage
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared.history import ChangeRow
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import badge, empty, notice, waiting
from invoice_app.ui.forms import button, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, table
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL, SAVE

_MAY_CHANGE = sees(Tool.ORGANISATION, Level.ADMIN)


def taxes_page() -> rx.Component:
    return office(
        page_head(
            w.TITLE,
            rx.cond(_MAY_CHANGE, button(w.ADD, symbol="plus", on_click=TaxesPage.ask_add)),
            crumbs=[(organisation_words.TITLE, "/organisation")],
            under=rx.el.p(say(w.UNDER), class_name="soft"),
        ),
        rx.cond(_MAY_CHANGE, rx.fragment(), notice(rx.el.p(say(organisation_words.LOOK_ONLY)))),
        rx.el.div(_filter(), class_name="bar"),
        rx.cond(
            TaxesPage.loaded,
            rx.fragment(
                rx.foreach(TaxesPage.provinces, _province),
                notice(rx.el.p(say(w.PST))),
                _history(),
            ),
            waiting(),
        ),
        _form(),
        confirm(
            "remove-rate", w.REMOVE_TITLE, _removed(), TaxesPage.removing,
            yes=w.REMOVE, on_yes=TaxesPage.remove, on_close=TaxesPage.close,
        ),
        active="/organisation",
    )  # fmt: skip


def _filter() -> rx.Component:
    return rx.el.select(
        rx.el.option(say(w.ALL), value=""),
        *[rx.el.option(say(name), value=code) for code, name in PROVINCES.items()],
        value=TaxesPage.province,
        on_change=TaxesPage.show,
        aria_label=say(w.FILTER),
        id="shown-province",
    )


def _province(group: rx.Var[ProvinceRates]) -> rx.Component:
    heads = [
        head(w.TAX),
        head(w.RATE, number=True),
        head(w.FROM),
        head(w.TO),
        head(w.SOURCE),
        head(w.CORRECTED),
        rx.cond(_MAY_CHANGE, rx.el.th(rx.el.span(say(w.CORRECT), class_name="hidden-visually"), scope="col")),
    ]
    return rx.el.section(
        rx.el.div(
            rx.el.h2(group.name), rx.el.p(group.charged, class_name="small soft"), class_name="taxes-head"
        ),
        rx.cond(
            group.rates.length() > 0,
            table(heads, rx.foreach(group.rates, _row), label=group.name),
            empty(w.NO_RATES, w.NO_RATES_TEXT, symbol="percent"),
        ),
        key=group.code,
        class_name="card card-flush taxes-province",
    )


def _row(rate: rx.Var[RateCard]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.div(rx.el.span(rate.tax, class_name="strong"), _status(rate), class_name="taxes-acts")
        ),
        rx.el.td(rate.rate, class_name="number strong"),
        rx.el.td(_on_phone(w.FROM), rate.from_on, class_name="nowrap"),
        rx.el.td(
            rx.cond(
                rate.to_on != "",
                rx.fragment(_on_phone(w.TO), rate.to_on),
                rx.el.span("—", class_name="not-on-phone"),
            ),
            class_name="nowrap",
        ),
        rx.el.td(rate.source, class_name="small", data_wide=""),
        rx.el.td(rate.corrected, class_name="small soft", data_wide=""),
        rx.cond(
            _MAY_CHANGE,
            rx.el.td(
                rx.el.div(
                    _act(w.CORRECT, TaxesPage.ask_correct(rate.key)),
                    rx.cond(rate.to_on == "", _act(w.FOLLOW, TaxesPage.ask_follow(rate.key))),
                    class_name="taxes-acts row-end",
                ),
                data_wide="",
            ),
        ),
        key=rate.key,
    )


def _act(words: Phrase, on_click: Any) -> rx.Component:
    return rx.el.button(say(words), type="button", on_click=on_click, class_name="quiet small")


def _on_phone(words: Phrase) -> rx.Component:
    """The head of a column, where a table has none."""
    return rx.el.span(say(words), " ", class_name="only-on-phone soft")


def _status(rate: rx.Var[RateCard]) -> rx.Component:
    in_time = rx.match(
        rate.status,
        ("past", badge(w.PAST)),
        ("coming", badge(w.COMING, "blue")),
        rx.cond(rate.is_charged, badge(w.IN_FORCE, "green"), rx.fragment()),
    )
    return rx.fragment(in_time, rx.cond(rate.is_charged, rx.fragment(), badge(w.NOT_CHARGED, "amber")))


def _form() -> rx.Component:
    rate, form = TaxesPage.rate, TaxesPage.form
    return modal(
        "rate-dialog",
        rx.match(
            form, ("correct", say(w.CORRECT_TITLE)), ("follow", say(w.FOLLOW_TITLE)), say(w.ADD)
        ),
        form != "",
        TaxesPage.close,
        rx.el.form(
            rx.cond(
                TaxesPage.obstacle != "",
                rx.el.div(notice(rx.el.p(TaxesPage.obstacle), tone="amber"), role="alert"),
            ),
            rx.cond(form == "add", _which(), _about()),
            rx.cond(form == "follow", rx.el.p(say(w.FOLLOW_TEXT), class_name="soft")),
            rx.el.div(
                _box(
                    w.RATE, "rate", rx.cond(form == "correct", rate.typed_rate, ""), hint=w.RATE_HINT,
                    input_mode="decimal", auto_complete="off", max_length=20,
                ),
                _box(w.FIRST_DAY, "from_on", rx.cond(form == "correct", rate.from_on, ""), type="date"),
                _box(
                    w.LAST_DAY, "to_on", rx.cond(form == "correct", rate.to_on, ""), hint=w.LAST_DAY_HINT,
                    type="date",
                ),
                class_name="grid-3",
            ),
            _box(
                w.SOURCE, "source", rx.cond(form == "correct", rate.source, ""), hint=w.SOURCE_HINT,
                max_length=300,
            ),
            id="rate-form", on_submit=TaxesPage.save, method="post", no_validate=True, class_name="stack",
        ),
        foot=[
            rx.cond(
                form == "correct",
                button(w.REMOVE, kind="danger", symbol="trash_2", on_click=TaxesPage.ask_remove),
            ),
            button(CANCEL, kind="plain", on_click=TaxesPage.close),
            rx.el.button(
                icon("check"), say(SAVE), type="submit", form="rate-form", class_name="button button-primary"
            ),
        ],
    )  # fmt: skip


def _removed() -> rx.Var[str]:
    rate = TaxesPage.rate
    return rate.tax + " " + rate.rate + ", " + rate.province_words + ". " + say(w.REMOVE_TEXT).to(str)


def _which() -> rx.Component:
    return rx.el.div(
        select_field(
            w.FILTER, "province", list(PROVINCES.items()), wrong=TaxesPage.wrong["province"],
            default_value=TaxesPage.rate.province,
        ),
        select_field(
            w.TAX, "code", [(code, tax.label) for code, tax in TAXES.items()], wrong=TaxesPage.wrong["code"],
        ),
        class_name="grid-2",
    )  # fmt: skip


def _about() -> rx.Component:
    rate = TaxesPage.rate
    return rx.el.p(rx.el.span(rate.tax, " ", rate.rate, class_name="strong"), " — ", rate.province_words)


def _box(label: Phrase, name: str, kept: rx.Var[str], **props: Any) -> rx.Component:
    return text_field(label, name, wrong=TaxesPage.wrong[name], default_value=kept, **props)


def _history() -> rx.Component:
    heads = [head(w.WHEN), head(w.WHO), head(w.WHAT), head(w.BEFORE), head(w.AFTER)]
    return rx.el.section(
        rx.el.div(rx.el.h2(say(w.HISTORY)), class_name="taxes-head"),
        rx.cond(
            TaxesPage.history.length() > 0,
            table(heads, rx.foreach(TaxesPage.history, _change), label=w.HISTORY),
            rx.el.p(say(w.NO_HISTORY), class_name="taxes-none soft"),
        ),
        class_name="card card-flush taxes-history",
    )


def _change(line: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.when, class_name="soft", data_wide=""),
        rx.el.td(line.who, data_wide=""),
        rx.el.td(line.what, class_name="strong", data_wide=""),
        rx.el.td(
            rx.cond(line.before != "", rx.fragment(_on_phone(w.BEFORE), line.before)),
            class_name="small",
            data_wide="",
        ),
        rx.el.td(
            rx.cond(line.after != "", rx.fragment(_on_phone(w.AFTER), line.after)),
            class_name="small",
            data_wide="",
        ),
    )
