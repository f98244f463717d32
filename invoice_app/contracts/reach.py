"""For states: the address of a record, once the person who calls may read it."""

import reflex as rx

from invoice_app.contracts.reading_rights import readable_application, readable_contract, readable_order
from invoice_app.shared.database import read
from invoice_app.ui.handler import viewer_of


async def reached(state: rx.State, ref: str) -> str:
    """The contract's ref. Raises `NotFound` for one that is not there, and for one that is not theirs."""
    await read(readable_contract, ref=ref, viewer=await viewer_of(state))
    return ref


async def reached_application(state: rx.State, ref: str) -> str:
    await read(readable_application, ref=ref, viewer=await viewer_of(state))
    return ref


async def reached_order(state: rx.State, ref: str) -> str:
    await read(readable_order, ref=ref, viewer=await viewer_of(state))
    return ref
