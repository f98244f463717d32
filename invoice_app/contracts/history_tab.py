"""Historique: what was done to the contract and to the invoices of its applications."""

import reflex as rx

from invoice_app.contracts.record_state import ContractPage
from invoice_app.ui.history import history_pager, history_table

_PAGE = ContractPage.history


def history_tab() -> rx.Component:
    return rx.fragment(
        history_table(_PAGE.rows),
        history_pager(
            _PAGE.shown, _PAGE.has_earlier, _PAGE.has_later,
            ContractPage.history_earlier, ContractPage.history_later,
        ),
    )  # fmt: skip
