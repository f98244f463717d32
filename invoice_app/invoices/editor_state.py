"""The editor of a draft: every box is kept as it is typed, totals follow, finalising ends it."""

import asyncio

import reflex as rx

from invoice_app.invoices import drafting, issuing
from invoice_app.invoices import wording as w
from invoice_app.invoices.editing import DraftCard, Named, catalogue_choices, draft_card
from invoice_app.invoices.issuing import finalise
from invoice_app.invoices.paying import PaidAlready
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sending import first_envelope
from invoice_app.organisation.brand import today_here
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc, parse_day
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Invalid, NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_WRITE = needs(Tool.INVOICES, Level.STANDARD)
_NOTHING = DraftCard("", "", "", (), "", (), "", "", "30", "", "", "", (), "", "", False, True)


def _last(path: str, after: str) -> str:
    """The part of an address that follows `/after/`."""
    parts = path.strip("/").split("/")
    return text_of(parts[parts.index(after) + 1], 26) if after in parts[:-1] else ""


class NewInvoice(rx.State):
    """`/invoices/new/<customer>`: begins a draft and goes to its editor."""

    @handler(_WRITE)
    async def load(self) -> Then:
        draft = await write(
            drafting.begin,
            customer_ref=_last(self.router.url.path, "new"),
            by=await viewer_of(self),
            now=now_utc(),
        )
        return rx.redirect(f"/invoices/{draft.ref}/edit", replace=True)


class Editor(rx.State):
    draft: DraftCard = _NOTHING
    choices: list[Named] = []
    missing: bool = False
    finalising: bool = False
    discarding: bool = False
    busy: bool = False
    paid: bool = False
    wrong: dict[str, str] = {}
    today: str = ""

    @handler(_WRITE)
    async def load(self) -> Then:
        self.finalising = self.discarding = self.busy = False
        self.wrong, self.missing, self.paid = {}, False, False
        ref, language = self._ref(), await language_of(self)
        try:
            self.draft = await read(draft_card, ref=await self._reached(), language=language)
        except drafting.AlreadyIssued:
            return rx.redirect(f"/invoices/{ref}", replace=True)
        except NotFound:
            self.draft, self.missing = _NOTHING, True
            return None
        self.choices = list(await read(catalogue_choices, language=language))
        self.today = (await today_here()).isoformat()
        watch(self, Editor.refresh, f"invoice:{ref}", "members", "organisation")
        return None

    @handler(_WRITE)
    async def refresh(self) -> Then:
        """Another window typed, or the record changed: what is being typed here stays."""
        try:
            await self._show()
        except drafting.AlreadyIssued:
            return rx.redirect(f"/invoices/{self.draft.ref}", replace=True)
        except NotFound:
            self.draft, self.missing = _NOTHING, True
        return None

    @handler(_WRITE)
    async def type_field(self, field: str, text: str) -> Then:
        await write(
            drafting.type_field, ref=await self._reached(), field=text_of(field, 20), text=text_of(text)
        )
        await self._show()

    @handler(_WRITE)
    async def type_in_line(self, key: str, field: str, text: str) -> Then:
        await write(
            drafting.type_in_line,
            ref=await self._reached(),
            key=text_of(key, 20),
            field=text_of(field, 20),
            text=text_of(text),
        )
        await self._show()

    @handler(_WRITE)
    async def add_line(self) -> Then:
        await write(drafting.add_line, ref=await self._reached())
        await self._show()

    @handler(_WRITE)
    async def remove_line(self, key: str) -> Then:
        await write(drafting.remove_line, ref=await self._reached(), key=text_of(key, 20))
        await self._show()

    @handler(_WRITE)
    async def use_item(self, key: str, item_ref: str) -> Then:
        if text_of(item_ref):
            await write(
                drafting.use_item,
                ref=await self._reached(),
                key=text_of(key, 20),
                item_ref=text_of(item_ref, 26),
            )
        await self._show()

    @handler(_WRITE)
    async def bill_to(self, payer_ref: str) -> Then:
        await write(drafting.bill_to, ref=await self._reached(), payer_ref=text_of(payer_ref, 26))
        await self._show()

    @handler(_WRITE)
    async def ask_finalise(self) -> Then:
        """Open the last step, unless something is still missing: then say what."""
        await read(issuing.foresee, ref=await self._reached(), now=now_utc())
        self.finalising, self.paid, self.wrong = True, False, {}

    @handler(_WRITE)
    async def choose_paid(self, value: str) -> Then:
        self.paid = value == "already"

    @handler(_WRITE)
    async def close(self) -> Then:
        self.finalising = self.discarding = False

    @handler(_WRITE)
    async def ask_discard(self) -> Then:
        self.discarding = True

    @handler(_WRITE)
    async def discard(self) -> Then:
        await write(drafting.discard, ref=await self._reached())
        await announce(self, w.DISCARDED)
        return rx.redirect("/invoices")

    @handler(_WRITE)
    async def finalise(self, form: dict) -> Then:
        """Issue the invoice, with its payment and its email as the box says."""
        typed = fields_of(form)
        wants_email = bool(typed.get("send"))
        self.wrong = {}
        viewer, ref, now = await viewer_of(self), await self._reached(), now_utc()
        try:
            paid = self._paid(typed)
            envelope = await read(first_envelope, ref=ref, by=viewer) if wants_email else None
            issued = await asyncio.to_thread(
                finalise, ref=ref, by=viewer, now=now, paid=paid, envelope=envelope
            )
        except Invalid as refusal:
            self.wrong = {refusal.field: refusal.phrase.to(await language_of(self))}
            return None
        except drafting.AlreadyIssued:
            return rx.redirect(f"/invoices/{ref}", replace=True)
        self.finalising = False
        if issued.emailed:
            await announce(self, w.FINALISED_AND_SENT.filled(number=issued.number), "sent")
        else:
            await announce(self, w.FINALISED.filled(number=issued.number))
        return rx.redirect(f"/invoices/{ref}", replace=True)

    def _paid(self, typed: dict[str, str]) -> PaidAlready | None:
        if typed.get("paid") != "already":
            return None
        return PaidAlready(
            method=typed.get("method", ""),
            received_on=parse_day(typed.get("received_on", ""), field="received_on"),
            reference=typed.get("reference", "")[:120],
        )

    def _ref(self) -> str:
        """The draft that the address names: typing kept through a restart arrives before any state."""
        return _last(self.router.url.path, "invoices")

    async def _reached(self) -> str:
        """The same, once this person may read it: of others' it is not even told that they are issued."""
        ref = self._ref()
        await read(readable_invoice, ref=ref, viewer=await viewer_of(self))
        return ref

    async def _show(self) -> None:
        self.draft = await read(draft_card, ref=await self._reached(), language=await language_of(self))
