"""The files of an application, in a menu that opens beside its title."""

import reflex as rx

from invoice_app.contracts import export_wording as e
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.forms import anchor
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import Locale, say

_FILES: tuple[tuple[str, Phrase, str], ...] = (
    ("pdf", e.AS_PDF, "file_text"),
    ("zip", e.AS_ZIP, "file_archive"),
    ("xlsx", e.AS_XLSX, "file_spreadsheet"),
    ("csv", e.AS_CSV, "table"),
    ("json", e.AS_JSON, "file_json"),
)
# A PDF is in the language of whoever receives it.
_WORDED = frozenset({"xlsx", "csv"})
_IN_MY_LANGUAGE = f"&lang={Locale.lang}"


def export_menu(contract_ref: rx.Var[str], application_ref: rx.Var[str]) -> rx.Component:
    """A menu of downloads, in the language of the page; a plain `details`, so that it needs no script."""
    base = f"/files/contracts/{contract_ref}/applications/{application_ref}"
    return rx.el.details(
        rx.el.summary(icon("download"), say(e.EXPORT), class_name="button button-plain", id="export"),
        rx.el.ul(
            *[
                rx.el.li(
                    anchor(
                        icon(symbol, 16),
                        say(label),
                        href=f"{base}.{ending}?dl=1" + (_IN_MY_LANGUAGE if ending in _WORDED else ""),
                        id=f"export-{ending}",
                        download=True,
                    )
                )
                for ending, label, symbol in _FILES
            ],
            class_name="export-list",
        ),
        class_name="export no-print",
    )
