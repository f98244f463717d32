"""What changed on a record, as a list: shown on a tab « Historique » of any record's page."""

from typing import Any

import reflex as rx

from invoice_app.shared.history import ChangeRow
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import empty
from invoice_app.ui.forms import Words
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.tables import head, pager, table

HISTORY = Phrase("Historique", "History")
_WHEN = Phrase("Date", "Date")
_WHO = Phrase("Qui", "Who")
_WHAT = Phrase("Quoi", "What")
_FROM = Phrase("De", "From")
_TO = Phrase("À", "To")
_PROGRAM = Phrase("Quittance", "Quittance")
_NONE = Phrase("Rien n’a encore changé", "Nothing has changed yet")
_NONE_TEXT = Phrase(
    "Ce qui sera fait ici, par qui et quand, s’écrira sur cette page. Personne ne peut l’effacer.",
    "What is done here, by whom and when, will be written on this page. Nobody can erase it.",
)


def history_table(rows: rx.Var[list[ChangeRow]]) -> rx.Component:
    """The lines of a record's history, as `shared.history.history_of` gives them, or that there are none."""
    return rx.cond(
        rows.length() > 0,
        rx.el.div(
            table(
                [head(_WHEN), head(_WHO), head(_WHAT), head(_FROM), head(_TO)],
                rx.foreach(rows, _row),
                label=HISTORY,
            ),
            class_name="card card-flush history",
        ),
        empty(_NONE, _NONE_TEXT, symbol="history"),
    )


def history_pager(
    shown: Words, has_earlier: rx.Var[bool], has_later: rx.Var[bool], earlier: Any, later: Any
) -> rx.Component:
    """Below a history of more than `shared.history.PAGE` lines; takes what `ui.tables.pager` takes."""
    return pager(shown, has_earlier, has_later, earlier, later)


def _row(row: rx.Var[ChangeRow]) -> rx.Component:
    """On a phone: what and when on the first line, then who, then from → to."""
    return rx.el.tr(
        rx.el.td(rx.el.time(row.when), class_name="soft small nowrap history-when"),
        rx.el.td(rx.cond(row.who != "", row.who, say(_PROGRAM)), class_name="soft history-who"),
        rx.el.td(row.what, class_name="strong history-what"),
        rx.el.td(row.before, class_name="pre history-before"),
        rx.el.td(
            # On a phone the columns have no heads: an arrow says which came first.
            rx.cond(
                row.before != "",
                rx.el.span(icon("arrow_right", 14), class_name="only-on-phone soft", aria_hidden="true"),
            ),
            row.after,
            class_name="pre history-after",
        ),
        custom_attrs={"data-compared": rx.cond(row.before + row.after != "", "true", "false")},
    )
