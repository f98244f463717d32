"""The page of an application for payment: its lines with their boxes, and the summary that follows."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import wording as w
from invoice_app.contracts.application_state import ApplicationPage, ShownLine
from invoice_app.contracts.badges import progress_badge
from invoice_app.contracts.grid_keys import GridKeys, cell, grid
from invoice_app.contracts.models import ProgressStatus
from invoice_app.contracts.progress import Method
from invoice_app.contracts.progress_queries import SummaryText, TaxText
from invoice_app.invoices.wording import SEND_BY_EMAIL_TO
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import empty, notice, waiting
from invoice_app.ui.forms import area_field, button, link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL

_HEAD = ApplicationPage.head
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)
_WRITABLE = _HEAD.can_edit & _MAY_WRITE


def application_page() -> rx.Component:
    return office(
        rx.cond(
            ApplicationPage.missing,
            _missing(),
            rx.cond(_HEAD.ref == here("application_ref"), _application(), waiting(8)),
        ),
        active="/contracts",
    )  # fmt: skip


def _missing() -> rx.Component:
    way_out = link_button(p.SEE_CONTRACTS, "/contracts")
    return rx.fragment(
        page_head(p.APPLICATION_NOT_FOUND, crumbs=[(w.CONTRACTS, "/contracts")]),
        empty(p.APPLICATION_NOT_FOUND, p.APPLICATION_NOT_FOUND_TEXT, way_out, symbol="search_x"),
    )


def _application() -> rx.Component:
    return rx.fragment(
        page_head(
            say(w.PROGRESS_INVOICE, number=_HEAD.number),
            _actions(),
            crumbs=[
                (w.CONTRACTS, "/contracts"),
                (_HEAD.contract, f"/contracts/{_HEAD.contract_ref}"),
                (p.INVOICES_TAB, f"/contracts/{_HEAD.contract_ref}/invoices"),
            ],
            beside=progress_badge(_HEAD.status, _HEAD.status_text),
            under=rx.el.p(
                say(p.PAYABLE_ON, period=_HEAD.period, day=_HEAD.payment_due),
                rx.cond(_WRITABLE, rx.el.span(" · ", say(p.SAVED_AS_YOU_TYPE))),
                class_name="soft small",
            ),
        ),
        rx.cond(
            (_HEAD.remark != "") & (_HEAD.status == ProgressStatus.REVISE.value),
            notice(
                rx.el.p(say(p.WHY_RETURNED), class_name="strong"), rx.el.p(_HEAD.remark, class_name="pre"),
                tone="amber", symbol="message_square_warning",
            ),
        ),
        rx.cond(
            _HEAD.to_correct != "",
            notice(rx.el.p(say(p.BOXES_TO_CORRECT, count=_HEAD.to_correct)), tone="red",
                   symbol="triangle_alert"),
        ),
        rx.el.div(_lines(), rx.el.aside(_summary(), aria_label=say(p.SUMMARY), class_name="stack sticky"),
                  class_name="contract-with-side"),
        _approving(),
        _returning(),
        confirm("discard", w.DISCARD, p.DISCARD_TEXT, ApplicationPage.discarding, yes=w.DISCARD,
                on_yes=ApplicationPage.discard, on_close=ApplicationPage.close),
        GridKeys.create(wanted=ApplicationPage.go_to),
    )  # fmt: skip


def _actions() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _WRITABLE,
            rx.fragment(
                button(w.DISCARD, kind="plain", symbol="trash_2", on_click=ApplicationPage.ask_discard),
                button(w.SUBMIT, symbol="send_horizontal", on_click=ApplicationPage.submit, id="submit"),
            ),
        ),
        rx.cond(
            _HEAD.is_under_review & _MAY_WRITE,
            button(w.SEND_BACK, kind="plain", symbol="undo_2", on_click=ApplicationPage.ask_return,
                   id="send-back"),
        ),
        rx.cond(
            _HEAD.is_under_review & sees(Tool.CONTRACTS, Level.ADMIN),
            button(w.APPROVE, symbol="check", on_click=ApplicationPage.ask_approve, id="approve"),
        ),
        rx.cond(
            (_HEAD.invoice_ref != "") & sees(Tool.INVOICES, Level.READ),
            link_button(
                say(p.VIEW_INVOICE, number=_HEAD.invoice_number), f"/invoices/{_HEAD.invoice_ref}",
                kind="primary",
                symbol="receipt_text", id="view-invoice",
            ),
        ),
    )  # fmt: skip


def _lines() -> rx.Component:
    totals = ApplicationPage.totals
    return rx.el.section(
        rx.cond(
            ApplicationPage.lines.length() > 0,
            rx.fragment(
                rx.el.div(
                    *[
                        rx.el.span(say(text), class_name="number")
                        for text in (w.SCHEDULED, w.PREVIOUS, w.THIS_PERIOD, w.TO_DATE, w.BALANCE,
                                     w.RETAINAGE)
                    ],
                    class_name="progress-figures progress-heads", aria_hidden="true",
                ),
                grid(rx.foreach(ApplicationPage.lines, _line), class_name="progress-lines"),
                rx.el.div(
                    rx.el.p(say(w.TOTAL), class_name="strong"),
                    rx.el.dl(
                        _figure(w.SCHEDULED, totals.scheduled),
                        _figure(w.PREVIOUS, totals.previous),
                        _figure(w.THIS_PERIOD, totals.this_period),
                        _figure(w.TO_DATE, totals.to_date, totals.percent),
                        _figure(w.BALANCE, totals.balance),
                        _figure(w.RETAINAGE, totals.retainage),
                        class_name="progress-figures",
                    ),
                    class_name="progress-line progress-total",
                ),
            ),
            empty(p.NO_SCHEDULE, p.NO_LINES_TO_BILL, symbol="list_ordered"),
        ),
        aria_label=say(w.SCHEDULE), class_name="card card-flush progress-card",
    )  # fmt: skip


def _line(shown: rx.Var[ShownLine]) -> rx.Component:
    line = shown.figures
    return rx.el.li(
        rx.el.p(
            rx.cond(line.item != "", rx.el.span(line.item, class_name="soft progress-item")),
            rx.el.span(line.description, class_name="strong"),
            rx.cond(line.change_order != "", rx.el.span(line.change_order, class_name="badge")),
            class_name="progress-name",
        ),
        rx.el.dl(
            _figure(w.SCHEDULED, line.scheduled),
            _figure(w.PREVIOUS, line.previous),
            rx.el.div(
                rx.el.dt(say(w.THIS_PERIOD)),
                rx.el.dd(
                    rx.cond(_WRITABLE, _work(shown)),
                    rx.el.output(line.this_period, class_name="number progress-this"),
                ),
                class_name="progress-work",
            ),
            _figure(w.TO_DATE, line.to_date, line.percent),
            _figure(w.BALANCE, line.balance),
            _figure(w.RETAINAGE, line.retainage),
            class_name="progress-figures",
        ),
        _wrong(shown, "work"),
        rx.cond(_WRITABLE, _more(shown), _stored(shown)),
        key=shown.drawn, class_name="progress-line",
    )  # fmt: skip


def _figure(label: Phrase, amount: rx.Var[str], under: rx.Var[str] | None = None) -> rx.Component:
    return rx.el.div(
        rx.el.dt(say(label)),
        rx.el.dd(amount, rx.el.span(under, class_name="soft small") if under is not None else None),
        class_name="progress-figure",
    )


def _work(shown: rx.Var[ShownLine]) -> rx.Component:
    """How the line is billed, and how much."""
    line = shown.figures
    return rx.el.div(
        rx.el.select(
            rx.el.option(say(p.METHOD_SHORT_PERCENT), value=Method.PERCENT.value),
            rx.el.option(say(p.METHOD_SHORT_AMOUNT), value=Method.AMOUNT.value),
            value=line.method, id=f"method-{line.item_id}", aria_label=say(p.METHOD),
            on_change=lambda v: ApplicationPage.type_box(line.item_id, "method", shown.drawn, v),
        ),
        _box(shown, "work", line.typed_work, aria_label=say(p.VALUE)),
        class_name="progress-boxes",
    )  # fmt: skip


def _box(shown: rx.Var[ShownLine], box: str, value: rx.Var[str], **props: object) -> rx.Component:
    line = shown.figures
    name = f"{box}-{line.item_id}"
    return cell(
        box, id=name, name=name, default_value=value, input_mode="decimal",
        aria_invalid=rx.cond(line.error_box == box, "true", "false"), aria_describedby=f"{name}-wrong",
        on_change=lambda v: ApplicationPage.type_box.debounce(300)(line.item_id, box, shown.drawn, v),
        on_blur=lambda v: ApplicationPage.type_box(line.item_id, box, shown.drawn, v),
        **props,
    )  # fmt: skip


def _wrong(shown: rx.Var[ShownLine], box: str) -> rx.Component:
    line = shown.figures
    return rx.cond(
        _WRITABLE & (line.error_box == box),
        rx.el.span(line.error, class_name="wrong", id=f"{box}-{line.item_id}-wrong", role="alert"),
    )


def _more(shown: rx.Var[ShownLine]) -> rx.Component:
    """The boxes that most lines leave empty."""
    line = shown.figures
    used = (line.typed_stored != "") | (line.typed_release != "") | (line.typed_release_stored != "")
    boxes: list[tuple[Phrase, str, rx.Var[str]]] = [
        (p.STORED_NOW, "stored", line.typed_stored),
        (w.RELEASE, "release", line.typed_release),
        (w.RELEASE_STORED, "release_stored", line.typed_release_stored),
    ]
    return rx.el.details(
        rx.el.summary(
            say(p.MORE),
            rx.cond(used, rx.el.span(" · ", say(w.STORED), " ", line.stored, class_name="number")),
        ),
        rx.el.div(
            *[
                rx.el.div(
                    rx.el.label(say(label), html_for=f"{box}-{line.item_id}"),
                    _box(shown, box, value),
                    _wrong(shown, box),
                    class_name="field",
                )
                for label, box, value in boxes
            ],
            class_name="grid-3 progress-more",
        ),
        open=used | ((line.error_box != "") & (line.error_box != "work")), class_name="fold",
    )  # fmt: skip


def _stored(shown: rx.Var[ShownLine]) -> rx.Component:
    line = shown.figures
    return rx.cond(
        line.typed_stored != "",
        rx.el.p(
            say(w.STORED), "\u00a0: ", rx.el.span(line.stored, class_name="number"), class_name="soft small"
        ),
    )


def _summary() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.span(say(w.PAYABLE), class_name="soft"),
            rx.el.span(_HEAD.total, class_name="value", id="payable"),
            rx.el.span(say(p.PAYABLE_BY, day=_HEAD.payment_due), class_name="soft small", id="payable-on"),
            class_name="figure", aria_live="polite",
        ),
        rx.el.h2(say(p.SUMMARY)),
        rx.el.dl(
            rx.foreach(ApplicationPage.summary, _summary_line),
            rx.foreach(ApplicationPage.taxes, _tax),
            rx.el.dt(say(w.PAYABLE), class_name="sum"),
            rx.el.dd(_HEAD.total, class_name="sum"),
            class_name="totals progress-summary",
        ),
        tab_index=0, class_name="card stack progress-side",
    )  # fmt: skip


def _summary_line(line: rx.Var[SummaryText]) -> rx.Component:
    weight = rx.cond(line.strong, "strong", "")
    return rx.fragment(
        rx.el.dt(rx.el.span(line.key, class_name="progress-key"), rx.el.span(line.label), class_name=weight),
        rx.el.dd(line.amount, class_name=weight, id="line-" + line.key),
    )


def _tax(tax: rx.Var[TaxText]) -> rx.Component:
    return rx.fragment(
        rx.el.dt(rx.el.span(class_name="progress-key"), rx.el.span(tax.label)), rx.el.dd(tax.amount)
    )


def _approving() -> rx.Component:
    return modal(
        "approve-application", w.APPROVE, ApplicationPage.approving, ApplicationPage.close,
        rx.el.p(say(p.APPROVE_APPLICATION_TEXT), class_name="soft"),
        rx.el.form(
            rx.el.div(
                rx.el.span(say(w.PAYABLE), class_name="soft"), rx.el.span(_HEAD.total, class_name="value"),
                class_name="figure",
            ),
            rx.cond(
                ApplicationPage.addresses != "",
                rx.el.div(
                    rx.el.input(type="checkbox", id="send", name="send", default_checked=True),
                    rx.el.label(say(SEND_BY_EMAIL_TO, addresses=ApplicationPage.addresses), html_for="send"),
                    class_name="check",
                ),
                notice(rx.el.p(say(p.NO_ADDRESS)), tone="amber", symbol="mail_x"),
            ),
            id="approve-form", on_submit=ApplicationPage.approve, method="post", class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=ApplicationPage.close),
            rx.el.button(
                icon("check"), say(w.APPROVE), type="submit", form="approve-form",
                class_name="button button-primary",
                id="approve-yes",
            ),
        ],
    )  # fmt: skip


def _returning() -> rx.Component:
    return modal(
        "return-application", w.SEND_BACK, ApplicationPage.returning, ApplicationPage.close,
        rx.el.form(
            area_field(p.REMARK, "remark", optional=True, max_length=2000),
            id="return-form", on_submit=ApplicationPage.send_back, method="post",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=ApplicationPage.close),
            rx.el.button(
                icon("undo_2"), say(w.SEND_BACK), type="submit", form="return-form",
                class_name="button button-primary",
                id="return-yes",
            ),
        ],
    )  # fmt: skip
