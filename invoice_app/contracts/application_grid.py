"""The grid of an application: one row a line, and three sets of columns over the same lines.

A row is drawn again only when its own values change: it is given all that it shows, and looks at no
state itself.
"""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import wording as w
from invoice_app.contracts.application_state import ApplicationPage
from invoice_app.contracts.application_view import ShownLine
from invoice_app.contracts.grid_keys import cell
from invoice_app.contracts.models import ProgressKind
from invoice_app.contracts.progress import Method
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import empty
from invoice_app.ui.forms import button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.tables import pager
from invoice_app.ui.visitor import sees

_HEAD = ApplicationPage.head
_TOTALS = ApplicationPage.totals
_MODE = ApplicationPage.mode


def lines_card(writable: rx.Var[bool]) -> rx.Component:
    return rx.el.section(
        rx.cond(
            ApplicationPage.lines.length() > 0,
            rx.fragment(
                _toolbar(writable),
                rx.el.div(
                    rx.el.table(
                        rx.el.caption(say(w.SCHEDULE), class_name="hidden-visually"),
                        rx.match(_MODE, ("retainage", _retainage_head()), ("certify", _certify_head()),
                                 _work_head()),
                        rx.el.tbody(rx.foreach(ApplicationPage.lines, lambda x: _placed(x, writable))),
                        rx.match(_MODE, ("retainage", _retainage_foot()), ("certify", _certify_foot()),
                                 _work_foot()),
                        class_name="bill-grid", data_grid="", data_mode=_MODE,
                    ),
                    # It scrolls by itself, so that its heads and its totals stay in sight; the keyboard
                    # reaches it by its boxes, or where it has none.
                    class_name="bill-wrap", role="group", aria_label=say(w.SCHEDULE),
                    tab_index=rx.cond(writable, -1, 0),
                ),
                pager(
                    say(p.LINES_PAGE, page=(ApplicationPage.page + 1).to_string(),
                        pages=ApplicationPage.pages.to_string()),
                    ApplicationPage.page > 0, ApplicationPage.page + 1 < ApplicationPage.pages,
                    ApplicationPage.show_page(ApplicationPage.page - 1),
                    ApplicationPage.show_page(ApplicationPage.page + 1),
                ),
            ),
            empty(p.NO_SCHEDULE, p.NO_LINES_TO_BILL, symbol="list_ordered"),
        ),
        aria_label=say(w.SCHEDULE), class_name="card card-flush bill-card",
    )  # fmt: skip


def _toolbar(writable: rx.Var[bool]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _tab("work", p.MODE_WORK),
            _tab("retainage", p.MODE_RETAINAGE),
            rx.cond(
                _HEAD.is_under_review | (_HEAD.claimed != ""),
                _tab("certify", p.MODE_CERTIFY),
            ),
            class_name="segments", role="group", aria_label=say(p.MODES),
        ),
        rx.cond(
            writable,
            rx.el.div(
                rx.cond(
                    (_HEAD.kind != ProgressKind.RELEASE.value) & (_MODE == "work"),
                    rx.fragment(
                        button(p.REPEAT_LAST, kind="plain", symbol="repeat",
                               on_click=ApplicationPage.repeat_last, id="repeat-last"),
                        button(p.BILL_REST, kind="plain", symbol="check_check",
                               on_click=ApplicationPage.bill_rest("all"), id="bill-rest"),
                    ),
                ),
                button(p.RELEASE, kind="plain", symbol="lock_open", on_click=ApplicationPage.ask_release,
                       id="release-retainage-open"),
                class_name="row",
            ),
        ),
        class_name="spread bill-toolbar no-print",
    )  # fmt: skip


def _tab(mode: str, label: Phrase) -> rx.Component:
    return rx.el.button(
        say(label), type="button", on_click=ApplicationPage.show_mode(mode), id=f"mode-{mode}",
        aria_pressed=rx.cond(mode == _MODE, "true", "false"),
    )  # fmt: skip


def _placed(x: rx.Var[ShownLine], writable: rx.Var[bool]) -> rx.Component:
    changed = ApplicationPage.changed
    return _row(
        shown=rx.cond(changed.contains(x.key), changed[x.key], x).to(ShownLine),
        mode=_MODE,
        writable=writable,
        certifies=_HEAD.is_under_review & sees(Tool.CONTRACTS, Level.STANDARD),
        works=_HEAD.kind != ProgressKind.RELEASE.value,
        key=x.key,
    )  # fmt: skip


@rx.memo
def _row(
    shown: rx.Var[ShownLine],
    mode: rx.Var[str],
    writable: rx.Var[bool],
    certifies: rx.Var[bool],
    works: rx.Var[bool],
    rest: rx.RestProp,
) -> rx.Component:
    line = shown.line
    return rx.fragment(
        rx.cond(
            line.band != "",
            rx.el.tr(
                rx.el.th(
                    rx.el.span(line.band),
                    rx.cond(
                        writable & works & (mode == "work"),
                        rx.el.button(say(p.BILL_REST_HERE), type="button", class_name="link small",
                                     on_click=ApplicationPage.bill_rest(line.scope)),
                    ),
                    col_span=11, scope="rowgroup",
                ),
                class_name="bill-band",
            ),
        ),
        rx.el.tr(
            rx.el.td(line.item, class_name="soft bill-item"),
            rx.el.th(
                rx.el.span(line.description),
                rx.cond(line.units != "", rx.el.span(line.units, class_name="soft small bill-units")),
                class_name="bill-name",
                scope="row",
            ),
            rx.match(
                mode,
                ("retainage", _retainage_cells(shown, writable)),
                ("certify", _certify_cells(shown, certifies)),
                _work_cells(shown, writable & works),
            ),
            class_name=rx.cond(line.error != "", "bill-line bill-wrong", "bill-line"),
            id="row-" + shown.key,
        ),
        rx.cond(
            (line.error != "") | (line.typed_reason != "") | (line.error_box == "reason"),
            rx.el.tr(
                rx.el.td(
                    rx.cond(
                        line.error != "",
                        rx.el.span(line.error, class_name="wrong", role="alert",
                                   id=line.error_box + "-" + shown.key + "-wrong"),
                    ),
                    rx.cond(
                        writable & ((line.typed_reason != "") | (line.error_box == "reason")),
                        rx.el.div(
                            rx.el.label(say(p.REASON), html_for="reason-" + shown.key),
                            _box(shown, "reason", line.typed_reason, p.REASON, numeric=False),
                            class_name="bill-reason",
                        ),
                        rx.cond(line.typed_reason != "",
                                rx.el.span(say(p.REASON), " · ", line.typed_reason, class_name="soft small")),
                    ),
                    col_span=11,
                ),
                class_name="bill-more",
            ),
        ),
        rest,
    )  # fmt: skip


def _work_head() -> rx.Component:
    return _head(
        w.SCHEDULED, w.PREVIOUS, p.VALUE, w.THIS_PERIOD, p.STORED_NOW, w.TO_DATE, w.BALANCE, w.RETAINAGE,
    )  # fmt: skip


def _work_cells(shown: rx.Var[ShownLine], writable: rx.Var[bool]) -> rx.Component:
    line = shown.line
    return rx.fragment(
        _figure(w.SCHEDULED, line.scheduled),
        _figure(w.PREVIOUS, line.previous),
        rx.el.td(
            _label(p.VALUE),
            rx.cond(writable, _work(shown), _as_typed(shown)),
            class_name="bill-work bill-two number",
        ),
        _figure(w.THIS_PERIOD, line.this_period, strong=True),
        rx.el.td(
            _label(p.STORED_NOW),
            rx.cond(writable, _box(shown, "stored", line.typed_stored, p.STORED_NOW), line.stored),
            class_name="number bill-box",
        ),
        rx.el.td(
            _label(w.TO_DATE),
            rx.el.span(line.to_date),
            rx.el.span(line.percent, class_name=rx.cond(line.is_beyond, "badge badge-amber", "soft small")),
            class_name="number bill-two",
        ),
        _figure(w.BALANCE, line.balance),
        _figure(w.RETAINAGE, line.retainage),
    )  # fmt: skip


def _as_typed(shown: rx.Var[ShownLine]) -> rx.Component:
    """What was typed, and what of: 50 is a percentage, an amount or a quantity."""
    line = shown.line
    return rx.cond(
        line.typed_work != "",
        rx.fragment(
            rx.el.span(line.typed_work),
            rx.el.span(
                rx.match(
                    line.method,
                    (Method.AMOUNT.value, say(p.METHOD_SHORT_AMOUNT)),
                    (Method.QUANTITY.value, say(p.METHOD_SHORT_QUANTITY)),
                    say(p.METHOD_SHORT_PERCENT),
                ),
                class_name="soft small",
            ),
        ),
        rx.el.span("—", class_name="soft"),
    )


def _work(shown: rx.Var[ShownLine]) -> rx.Component:
    """How the line is billed, how much, and « all the rest »."""
    line = shown.line
    return rx.el.div(
        rx.el.select(
            rx.el.option(say(p.METHOD_SHORT_PERCENT), value=Method.PERCENT.value),
            rx.el.option(say(p.METHOD_SHORT_AMOUNT), value=Method.AMOUNT.value),
            rx.cond(line.units != "",
                    rx.el.option(say(p.METHOD_SHORT_QUANTITY), value=Method.QUANTITY.value)),
            value=line.method, id="method-" + shown.key,
            aria_label=say(p.BOX_OF_LINE, box=say(p.METHOD), line=line.item + " " + line.description),
            on_change=lambda v: ApplicationPage.type_box(
                line.item_id, "method", shown.drawn["method"], v
            ),
        ),
        _box(shown, "work", line.typed_work, p.VALUE),
        rx.el.button(
            icon("check_check", 14), type="button", class_name="quiet bill-rest",
            aria_label=say(p.BILL_REST_LINE, line=line.item + " " + line.description),
            title=say(p.BILL_REST_LINE, line=line.item),
            on_click=ApplicationPage.bill_rest("line:" + shown.key),
        ),
        class_name="bill-boxes",
    )  # fmt: skip


def _work_foot() -> rx.Component:
    return _foot(
        _TOTALS.scheduled, _TOTALS.previous, "", _TOTALS.this_period, _TOTALS.stored,
        rx.fragment(rx.el.span(_TOTALS.to_date), rx.el.span(_TOTALS.percent, class_name="soft small")),
        _TOTALS.balance, _TOTALS.retainage,
    )  # fmt: skip


def _retainage_head() -> rx.Component:
    return _head(
        w.TO_DATE, p.HELD_BEFORE, p.HOLD, w.RELEASE, p.HELD_STORED_BEFORE, p.HOLD_STORED,
        w.RELEASE_STORED, p.HELD_NOW,
    )  # fmt: skip


def _retainage_cells(shown: rx.Var[ShownLine], writable: rx.Var[bool]) -> rx.Component:
    line = shown.line

    def box(name: str, value: rx.Var[str], label: Phrase) -> rx.Component:
        return _boxed(shown, name, value, label, writable)

    return rx.fragment(
        _figure(w.TO_DATE, line.to_date),
        _figure(p.HELD_BEFORE, line.held_before),
        box("hold", line.typed_hold, p.HOLD),
        box("release", line.typed_release, w.RELEASE),
        _figure(p.HELD_STORED_BEFORE, line.held_stored_before),
        box("hold_stored", line.typed_hold_stored, p.HOLD_STORED),
        box("release_stored", line.typed_release_stored, w.RELEASE_STORED),
        _figure(p.HELD_NOW, line.retainage, strong=True),
    )


def _boxed(
    shown: rx.Var[ShownLine], name: str, value: rx.Var[str], label: Phrase, writable: rx.Var[bool]
) -> rx.Component:
    """A cell that is a box while it can be written in, and else what was written, or a dash."""
    return rx.el.td(
        _label(label),
        rx.cond(writable, _box(shown, name, value, label), rx.cond(value != "", value, "—")),
        class_name="number bill-box",
    )


def _retainage_foot() -> rx.Component:
    return _foot(_TOTALS.to_date, "", "", "", "", "", "", _TOTALS.retainage)


def _certify_head() -> rx.Component:
    return _head(
        w.SCHEDULED, p.CLAIMED, p.CERTIFIED, p.CERTIFIED_NOW, p.CLAIMED_STORED, p.CERTIFIED_STORED, w.TO_DATE,
        w.RETAINAGE,
    )  # fmt: skip


def _certify_cells(shown: rx.Var[ShownLine], certifies: rx.Var[bool]) -> rx.Component:
    line = shown.line

    def box(name: str, value: rx.Var[str], label: Phrase) -> rx.Component:
        return _boxed(shown, name, value, label, certifies)

    return rx.fragment(
        _figure(w.SCHEDULED, line.scheduled),
        _figure(p.CLAIMED, line.claimed),
        box("certified", line.typed_certified, p.CERTIFIED),
        rx.el.td(
            _label(p.CERTIFIED_NOW),
            rx.el.span(line.this_period,
                       class_name=rx.cond(line.this_period != line.claimed, "strong wrong-soft", "strong")),
            class_name="number",
        ),
        _figure(p.CLAIMED_STORED, line.claimed_stored),
        box("certified_stored", line.typed_certified_stored, p.CERTIFIED_STORED),
        _figure(w.TO_DATE, line.to_date),
        _figure(w.RETAINAGE, line.retainage),
    )  # fmt: skip


def _certify_foot() -> rx.Component:
    return _foot(
        _TOTALS.scheduled, _TOTALS.claimed, "", _TOTALS.this_period, "", _TOTALS.stored, _TOTALS.to_date,
        _TOTALS.retainage,
    )  # fmt: skip


def _box(
    shown: rx.Var[ShownLine], box: str, value: rx.Var[str], label: Phrase, *, numeric: bool = True
) -> rx.Component:
    """A box that is drawn anew only when somebody else filled it."""
    line = shown.line
    name = f"{box}-" + shown.key
    drawn = shown.drawn[box]
    more = {"input_mode": "decimal"} if numeric else {"max_length": 300}
    return cell(
        box, id=name, name=name, default_value=value, key=name + drawn,
        aria_label=say(p.BOX_OF_LINE, box=say(label), line=line.item + " " + line.description),
        aria_invalid=rx.cond(line.error_box == box, "true", "false"), aria_describedby=name + "-wrong",
        on_change=lambda v: ApplicationPage.type_box.debounce(300)(line.item_id, box, drawn, v),
        on_blur=lambda v: ApplicationPage.type_box(line.item_id, box, drawn, v),
        **more,
    )  # fmt: skip


def _head(*labels: Phrase) -> rx.Component:
    return rx.el.thead(
        rx.el.tr(
            rx.el.th(say(w.ITEM), scope="col", class_name="bill-item"),
            rx.el.th(say(w.DESCRIPTION), scope="col", class_name="bill-name"),
            *[rx.el.th(say(label), scope="col", class_name="number") for label in labels],
        )
    )


def _foot(*amounts: rx.Component | rx.Var[str] | str) -> rx.Component:
    return rx.el.tfoot(
        rx.el.tr(
            rx.el.th(say(w.TOTAL), scope="row", col_span=2),
            *[rx.el.td(amount, class_name="number bill-two") for amount in amounts],
        )
    )


def _figure(label: Phrase, amount: rx.Var[str], *, strong: bool = False) -> rx.Component:
    return rx.el.td(
        _label(label), rx.el.span(amount, class_name="strong" if strong else ""), class_name="number"
    )


def _label(label: Phrase) -> rx.Component:
    """Said beside the value where the heads are not shown: on a phone."""
    return rx.el.span(say(label), class_name="bill-label", aria_hidden="true")
