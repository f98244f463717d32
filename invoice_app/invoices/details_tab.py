"""The Details tab: the document as a web page."""

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.invoices.editing import TotalLine
from invoice_app.invoices.reading import DetailLine, InvoiceCard, ScheduleRow, SummaryRow
from invoice_app.payments.queries import PaymentCard
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.locale import say
from invoice_app.ui.tables import head, table

_FROM = Phrase("De", "From")
_UNTAXED = Phrase("sans taxe", "no tax")
_APPLICATION = Phrase("Demande de paiement no\u00a0{number}", "Application for payment no.\u00a0{number}")
_SUMMARY = Phrase("Sommaire", "Summary")
_SCHEDULE = Phrase("Ventilation des coûts", "Schedule of values")


def details(card: rx.Var[InvoiceCard]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            _party(_FROM, card.seller, card.seller_lines),
            _party(w.BILL_TO, card.buyer, card.buyer_lines),
            _facts(card),
            class_name="grid-3",
        ),
        rx.cond(card.is_progress, _progress(card), _lines(card)),
        rx.el.div(_totals(card), class_name="row row-end"),
        rx.cond(
            card.note != "",
            rx.el.section(
                rx.el.h2(say(w.NOTE)), rx.el.p(card.note, class_name="pre"), class_name="stack-small"
            ),
        ),
        rx.el.footer(
            rx.foreach(card.tax_numbers, lambda n: rx.el.span(n, class_name="nowrap")),
            class_name="row soft small",
        ),
        class_name="paper",
    )


def _party(label: Phrase, name: rx.Var[str], lines: rx.Var[tuple[str, ...]]) -> rx.Component:
    return rx.el.address(
        rx.el.span(say(label), class_name="soft small"),
        rx.el.span(name, class_name="strong"),
        rx.foreach(lines, lambda line: rx.el.span(line)),
        class_name="stack-small plain-address",
    )


def _facts(card: rx.Var[InvoiceCard]) -> rx.Component:
    return rx.el.dl(
        rx.el.dt(say(w.NUMBER)),
        rx.el.dd(rx.cond(card.number != "", card.number, "—"), class_name="strong nowrap"),
        rx.el.dt(say(w.ISSUE_DATE)),
        rx.el.dd(card.issued_on),
        rx.cond(card.credits_ref == "", rx.fragment(rx.el.dt(say(w.DUE_DATE)), rx.el.dd(card.due_on))),
        rx.el.dt(say(w.TERMS)),
        rx.el.dd(card.terms),
        rx.cond(card.concerning != "", rx.fragment(rx.el.dt(say(w.CONCERNING)), rx.el.dd(card.concerning))),
        class_name="facts",
    )


def _lines(card: rx.Var[InvoiceCard]) -> rx.Component:
    heads = [
        head(w.DESCRIPTION),
        head(w.QUANTITY, number=True),
        head(w.UNIT_PRICE, number=True),
        head(w.AMOUNT, number=True),
    ]
    return table(heads, rx.foreach(card.lines, _line), label=w.LINES)


def _line(line: rx.Var[DetailLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(line.description, class_name="pre"),
            rx.cond(line.untaxed, rx.el.span(" · ", say(_UNTAXED), class_name="soft small")),
            # On a phone the columns have no heads: the price is written as a product.
            rx.el.div(line.quantity, " × ", line.unit_price, class_name="soft small only-on-phone"),
        ),
        rx.el.td(line.quantity, class_name="number soft not-on-phone"),
        rx.el.td(line.unit_price, class_name="number soft not-on-phone"),
        rx.el.td(line.amount, class_name="number"),
    )


def _progress(card: rx.Var[InvoiceCard]) -> rx.Component:
    progress = card.progress
    return rx.fragment(
        rx.el.section(
            rx.el.h2(say(_APPLICATION, number=progress.application)),
            rx.el.p(progress.contract, class_name="strong"),
            rx.el.p(progress.period, class_name="soft"),
            class_name="stack-small",
        ),
        rx.el.section(
            rx.el.h2(say(_SUMMARY)),
            table(
                [head(Phrase("No", "No.")), head(w.DESCRIPTION), head(w.AMOUNT, number=True)],
                rx.foreach(progress.summary, _summary_row),
                label=_SUMMARY,
                cards=False,
            ),
            class_name="stack",
        ),
        rx.el.section(
            rx.el.h2(say(_SCHEDULE)),
            table(
                _schedule_heads(), rx.foreach(progress.schedule, _schedule_row), label=_SCHEDULE, cards=False
            ),
            class_name="stack",
        ),
    )


def _summary_row(row: rx.Var[SummaryRow]) -> rx.Component:
    weight = rx.cond(row.strong, "strong", "")
    return rx.el.tr(
        rx.el.td(row.key, class_name="soft nowrap"),
        rx.el.td(row.label, class_name=weight),
        rx.el.td(row.amount, class_name="number " + weight),
    )


def _schedule_heads() -> list[rx.Component]:
    return [
        head(Phrase("Poste", "Item")),
        head(w.DESCRIPTION),
        head(Phrase("Montant prévu", "Scheduled value"), number=True),
        head(Phrase("Précédent", "Previous"), number=True),
        head(Phrase("Cette période", "This period"), number=True),
        head(Phrase("À ce jour", "To date"), number=True),
        head(Phrase("%", "%"), number=True),
        head(Phrase("Solde", "Balance"), number=True),
        head(Phrase("Retenue", "Retainage"), number=True),
    ]


def _schedule_row(row: rx.Var[ScheduleRow]) -> rx.Component:
    figures = (
        row.scheduled,
        row.previous,
        row.this_period,
        row.to_date,
        row.percent,
        row.balance,
        row.retainage,
    )
    return rx.el.tr(
        rx.el.td(row.item, class_name="soft nowrap"),
        rx.el.td(row.description),
        *[rx.el.td(figure, class_name="number") for figure in figures],
        class_name=rx.cond(row.strong, "strong", ""),
    )


def _totals(card: rx.Var[InvoiceCard]) -> rx.Component:
    return rx.el.dl(
        rx.el.dt(say(w.SUBTOTAL)),
        rx.el.dd(card.subtotal),
        rx.foreach(card.taxes, _total_line),
        rx.el.dt(say(w.TOTAL), class_name="sum"),
        rx.el.dd(card.total, class_name="sum"),
        rx.foreach(card.payments, _payment),
        rx.cond(
            card.payments.length() > 0,
            rx.fragment(rx.el.dt(say(w.BALANCE), class_name="sum"), rx.el.dd(card.balance, class_name="sum")),
        ),
        class_name="totals totals-narrow",
    )


def _total_line(line: rx.Var[TotalLine]) -> rx.Component:
    return rx.fragment(rx.el.dt(line.label), rx.el.dd(line.amount))


def _payment(payment: rx.Var[PaymentCard]) -> rx.Component:
    detail = rx.cond(payment.reference != "", " · " + payment.reference, "")
    return rx.fragment(
        rx.el.dt(payment.method, " · ", payment.received, detail),
        rx.el.dd(rx.cond(payment.is_reversal, "+ ", "− "), payment.amount),
    )
