"""« Annuler » beside the yellow banner, and what one left unfinished or planned on an invoice."""

from typing import Any

import reflex as rx
from reflex_base.vars import VarData
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices import composer_wording as w
from invoice_app.invoices.composer import UNDO_FOR
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.invoices.taking_back import LeftBehind, left_behind, take_back
from invoice_app.mail import drafts
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.ui.banner import announce
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.forms import button
from invoice_app.ui.handler import Then, handler, language_of, text_of, viewer_of
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say

_WRITE = needs(Tool.INVOICES, Level.STANDARD)


class Unsent(rx.State):
    """What waits beside the invoice that the page shows; `deleting` is a draft to be erased."""

    found: list[LeftBehind] = []
    deleting: str = ""

    @handler(_WRITE)
    async def load(self) -> Then:
        await self._read()

    @handler(_WRITE)
    async def take_back(self, email_ref: str) -> Then:
        """Stop an email before it leaves, and go back to its draft."""
        back = await write(
            take_back, email_ref=text_of(email_ref, 26), by=await viewer_of(self), now=now_utc()
        )
        await announce(self, w.TAKEN_BACK)
        return rx.redirect(f"/invoices/{back.invoice_ref}/send?draft={back.draft_ref}")

    @handler(_WRITE)
    async def ask_delete(self, ref: str) -> Then:
        self.deleting = text_of(ref, 26)

    @handler(_WRITE)
    async def close(self) -> Then:
        self.deleting = ""

    @handler(_WRITE)
    async def delete_draft(self) -> Then:
        ref, self.deleting = self.deleting, ""
        by = await viewer_of(self)
        await write(drafts.discard, ref=ref, account_id=by.account_id)
        await announce(self, w.DRAFT_DELETED)
        await self._read()

    async def _read(self) -> None:
        page = await self.get_state(InvoicePage)
        self.found = []
        if page.card.ref:
            by, language = await viewer_of(self), await language_of(self)
            self.found = list(
                await read(left_behind, ref=page.card.ref, by=by, language=language, now=now_utc())
            )


class _Countdown(rx.Fragment):
    """Counts down beside the button, and hides both at the end; whether it is late is the server's to say."""

    about: rx.Var[str]

    def add_hooks(self) -> list[rx.Var]:
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        about = self.about
        return [
            rx.Var(
                "useEffect(() => { const seen = (window.unsentUntil ||= {});"
                f" const until = (seen[{about}] ||= Date.now() + {int(UNDO_FOR.total_seconds()) * 1000});"
                " const show = () => { const left = Math.ceil((until - Date.now()) / 1000);"
                " const place = document.getElementById('undo-send');"
                " const count = document.getElementById('undo-left');"
                " if (place) place.hidden = left <= 0;"
                " if (count) count.textContent = ' (' + Math.max(left, 0) + ')'; };"
                " show(); const timer = setInterval(show, 250);"
                f" return () => clearInterval(timer); }}, [{about}])",
                _var_data=VarData.merge(about._get_all_var_data(), react),
            )
        ]

    def _exclude_props(self) -> list[str]:
        return ["about"]


def undo_offer(about: rx.Var) -> rx.Component:
    """« Annuler (9) » in the banner; `about` is the email's ref."""
    return rx.el.span(
        rx.el.button(
            icon("undo_2", 16),
            say(w.UNDO),
            rx.el.span(id="undo-left", aria_hidden="true", class_name="undo-left"),
            type="button",
            class_name="quiet undo-send",
            on_click=Unsent.take_back(about),
        ),
        _Countdown.create(about=about),
        id="undo-send",
    )


def draft_notices() -> rx.Component:
    """One's own drafts and planned emails of the invoice that the page shows: to go on with, or to stop."""
    return rx.el.div(
        rx.cond(
            Unsent.found.length() > 0,
            rx.el.ul(
                rx.foreach(Unsent.found, _left), class_name="plain-list stack-small", aria_label=say(w.YOURS)
            ),
        ),
        confirm(
            "delete-left", w.DELETE_DRAFT_TITLE, w.DELETE_DRAFT_TEXT, Unsent.deleting != "",
            yes=w.DELETE_DRAFT, on_yes=Unsent.delete_draft, on_close=Unsent.close,
        ),
        on_mount=Unsent.load,
        id="drafts",
        class_name="no-print",
    )  # fmt: skip


def _left(each: rx.Var[LeftBehind]) -> rx.Component:
    acts: Any = rx.cond(
        each.is_planned,
        button(w.CANCEL_SENDING, kind="plain", symbol="undo_2", on_click=Unsent.take_back(each.ref)),
        rx.el.div(
            page_link(
                say(w.GO_ON_WRITING),
                to=f"/invoices/{InvoicePage.card.ref}/send?draft={each.ref}",
                class_name="button button-plain",
            ),
            rx.el.button(
                icon("trash_2", 16),
                type="button",
                aria_label=say(w.DELETE_DRAFT),
                class_name="quiet",
                on_click=Unsent.ask_delete(each.ref),
            ),
            class_name="row",
        ),
    )
    return rx.el.li(
        rx.cond(each.is_planned, icon("clock", 16), icon("pencil", 16)),
        rx.el.span(
            rx.el.span(each.words, class_name="strong"),
            rx.cond(each.subject != "", rx.fragment(" · ", each.subject)),
            class_name="grow",
        ),
        acts,
        class_name="notice draft-notice",
        key=each.ref,
    )
