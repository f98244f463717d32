"""The card of a contract's files, and a list of files for whoever shows some."""

from typing import Any

import reflex as rx

from invoice_app.contracts import files_wording as w
from invoice_app.contracts.files_state import ContractFiles
from invoice_app.shared.attachments import FileCard
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.forms import anchor
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.uploads import file_chooser
from invoice_app.ui.visitor import sees

_UPLOAD = "contract-files"
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)


def files_card() -> rx.Component:
    """Filled once `ContractFiles.load` has answered for the contract in the address."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(w.FILES)),
            rx.cond(
                _MAY_WRITE,
                rx.el.div(
                    file_chooser(w.ADD, _UPLOAD, ContractFiles.add(rx.upload_files(_UPLOAD)), multiple=True),
                    title=say(w.LIMITS),
                ),
            ),
            class_name="card-head",
        ),
        rx.cond(
            ContractFiles.rows.length() > 0,
            file_list(ContractFiles.rows, ContractFiles.of, ContractFiles.ask_remove),
            rx.el.p(rx.cond(_MAY_WRITE, say(w.NONE), say(w.NONE_TO_READ)), class_name="soft small"),
        ),
        confirm(
            "remove-file", w.REMOVE_TITLE, say(w.REMOVE_TEXT, name=ContractFiles.removing_name),
            ContractFiles.removing != "", yes=w.REMOVE, on_yes=ContractFiles.remove,
            on_close=ContractFiles.close,
        ),
        class_name="card",
    )  # fmt: skip


def file_list(rows: rx.Var, contract_ref: rx.Var[str], on_remove: Any) -> rx.Component:
    """Files of a contract, each with the button that takes it away for who may."""

    def row(file: rx.Var[FileCard]) -> rx.Component:
        return rx.el.li(
            icon("paperclip", 16),
            anchor(
                file.name, href="/files/contracts/" + contract_ref + "/" + file.ref, target="_blank",
                rel="noopener", class_name="grow contract-file",
            ),
            rx.el.span(file.size, class_name="soft small nowrap"),
            rx.cond(
                _MAY_WRITE,
                rx.el.button(
                    icon("x", 16), type="button", class_name="quiet", on_click=on_remove(file.ref),
                    aria_label=say(w.REMOVE_FILE, name=file.name),
                ),
            ),
            key=file.ref,
        )  # fmt: skip

    return rx.el.ul(rx.foreach(rows, row), class_name="lines")
