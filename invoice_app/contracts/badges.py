"""The status of a contract and of an application, as badges."""

import reflex as rx

from invoice_app.contracts.models import ContractStatus, OrderStatus, ProgressStatus
from invoice_app.ui.feedback import badge_of


def contract_badge(status: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    tone = rx.match(
        status,
        (ContractStatus.OUT_FOR_SIGNATURE.value, "amber"),
        (ContractStatus.APPROVED.value, "green"),
        (ContractStatus.COMPLETE.value, "blue"),
        (ContractStatus.TERMINATED.value, "red"),
        "",
    )
    return badge_of(text, tone.to(str))


def progress_badge(status: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    tone = rx.match(
        status,
        (ProgressStatus.UNDER_REVIEW.value, "blue"),
        (ProgressStatus.REVISE.value, "amber"),
        (ProgressStatus.APPROVED.value, "green"),
        "",
    )
    return badge_of(text, tone.to(str))


def order_badge(status: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    tone = rx.match(status, (OrderStatus.APPROVED.value, "green"), (OrderStatus.VOID.value, "red"), "")
    return badge_of(text, tone.to(str))
