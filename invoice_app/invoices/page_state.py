"""The invoice's own page: three tabs with an address each, and recording a payment."""

import reflex as rx

from invoice_app.invoices import settling
from invoice_app.invoices import wording as w
from invoice_app.invoices.correspondence import Talk, has_unread, have_read, talk_of, topics
from invoice_app.invoices.emails_state import ConversationTab
from invoice_app.invoices.history_state import InvoiceHistory
from invoice_app.invoices.reading import NO_INVOICE, InvoiceCard, invoice_card
from invoice_app.organisation.brand import today_here
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import SIGNED_IN, Level, Tool, may, needs
from invoice_app.shared.refusals import Invalid, NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_TABS = ("details", "pdf", "emails", "history")
_WRITE = needs(Tool.INVOICES, Level.STANDARD)
_SILENCE = Talk(0, "", "")


class InvoicePage(rx.State):
    """Shown to the office under `/invoices/…` and to a member under `/zone/invoices/…`."""

    card: InvoiceCard = NO_INVOICE
    tab: str = "details"
    base: str = ""
    in_office: bool = False
    missing: bool = False
    talk: Talk = _SILENCE
    paying: bool = False
    today: str = ""
    wrong: dict[str, str] = {}
    _nonce: str = ""

    @handler(SIGNED_IN)
    async def load(self) -> Then:
        parts = self.router.url.path.strip("/").split("/")
        at = parts.index("invoices") if "invoices" in parts[:-1] else 0
        ref, tab = (
            (text_of(parts[at + 1], 26) if len(parts) > at + 1 else ""),
            (parts[at + 2] if len(parts) > at + 2 else "details"),
        )
        viewer = await viewer_of(self)
        if parts[0] != "zone" and not may(viewer, needs(Tool.INVOICES, Level.READ)):
            return rx.redirect(f"/zone/{'/'.join(parts[:3])}", replace=True)
        self.paying, self.wrong = False, {}
        self.base = f"/{'zone/' if parts[0] == 'zone' else ''}invoices/{ref}"
        self.in_office = parts[0] != "zone"
        shown = ("details", "pdf", "emails") if parts[0] == "zone" else _TABS
        self.tab = tab if tab in shown else "details"
        if self.in_office and parts[at + 2 :] == ["pdf", "configure"]:
            self.tab = "configure"
        if self.card.ref != ref:
            self.card, self.talk = NO_INVOICE, _SILENCE
        try:
            await self._read(ref)
        except NotFound:
            self._empty()
            # So that what it held is let go of, too.
            return ConversationTab.load
        self.missing = False
        about = await read(topics, ref=ref, viewer=viewer)
        watch(self, InvoicePage.refresh, f"invoice:{ref}", *about)
        # When it is opened, and not when a reply comes to a page that nobody may be looking at.
        if self.tab == "emails" and self.in_office and await read(has_unread, ref=ref, viewer=viewer):
            await write(have_read, ref=ref, by=viewer, now=now_utc())
        return self._also()

    @handler(SIGNED_IN)
    async def refresh(self) -> Then:
        try:
            await self._read(self.card.ref)
        except NotFound:
            self._empty()
            # So that what it held is let go of, too.
            return ConversationTab.load
        return self._also()

    @handler(_WRITE)
    async def ask_payment(self) -> Then:
        self.today, self.wrong, self.paying, self._nonce = (
            (await today_here()).isoformat(),
            {},
            True,
            new_ref(),
        )

    @handler(SIGNED_IN)
    async def close(self) -> Then:
        self.paying = False

    @handler(_WRITE)
    async def record_payment(self, form: dict) -> Then:
        viewer = await viewer_of(self)
        try:
            await write(
                settling.settle,
                ref=self.card.ref,
                typed=fields_of(form),
                nonce=self._nonce,
                by=viewer,
                language=await language_of(self),
                now=now_utc(),
            )
        except Invalid as refusal:
            self.wrong = {refusal.field: refusal.phrase.to(await language_of(self))}
            return
        self.paying = False
        await announce(self, w.PAYMENT_RECORDED)
        await self._read(self.card.ref)

    def _also(self) -> Then:
        """Emails and history are States of their own; members cannot call the history's."""
        return {"history": InvoiceHistory.load, "emails": ConversationTab.load}.get(self.tab)

    def _empty(self) -> None:
        """The invoice is not there, or may no longer be read."""
        self.card, self.missing, self.paying = NO_INVOICE, True, False
        self.talk = _SILENCE

    async def _read(self, ref: str) -> None:
        viewer, language = await viewer_of(self), await language_of(self)
        self.card = await read(
            invoice_card, ref=text_of(ref, 26), viewer=viewer, language=language, now=now_utc()
        )
        self.talk = await read(
            talk_of, ref=self.card.ref, viewer=viewer, language=language, in_office=self.in_office
        )
