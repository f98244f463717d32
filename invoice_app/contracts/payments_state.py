"""The tab « Paiements reçus » of a contract: what came in, and recording a payment."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import PurePath

import reflex as rx
from sqlmodel import Session

from invoice_app.contracts import payments_wording as w
from invoice_app.contracts.address import contract_ref_in
from invoice_app.contracts.filing import add_file, remove_file
from invoice_app.contracts.payments_list import PaymentRow, PaymentsCard, payments_card
from invoice_app.contracts.reading_rights import readable_contract
from invoice_app.contracts.receiving import PART, receive, take_back
from invoice_app.contracts.sharing import PartBox, Sharing, money_phrase, sharing
from invoice_app.contracts.summary import SummaryCard
from invoice_app.organisation.brand import today_here
from invoice_app.payments.queries import surplus_of
from invoice_app.shared.attachments import (
    MOST_BYTES,
    MOST_FILES,
    EmptyFile,
    FileTooLarge,
    TooManyFiles,
    size_text,
)
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.files import files as file_store
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Level, Tool, Viewer, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
TOPICS = ("payments",)
"""What the page that shows the tab watches for it, besides the contract."""
NO_SUMMARY = SummaryCard("", "", "", "", "", "", "", False)
NO_PAYMENTS = PaymentsCard(NO_SUMMARY, (), "", False)
NO_PAYMENT = PaymentRow("", "", "", "", "", "", "", (), "", "", (), False, False, False, "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for its payment to be recorded."""

    key: str
    name: str
    size: str


class ContractPayments(rx.State):
    """`load` is called when the tab opens and whenever something changes; what is typed stays.

    `shown` is the payment whose dialog is open. `drawn` changes when the boxes of the parts are filled
    anew; `_filled` is what they were filled with.
    """

    of: str = ""
    card: PaymentsCard = NO_PAYMENTS
    loaded: bool = False
    shown: PaymentRow = NO_PAYMENT
    reversing: bool = False
    removing: str = ""
    recording: bool = False
    today: str = ""
    boxes: list[PartBox] = []
    said: str = ""
    is_over: bool = False
    drawn: str = ""
    waiting: list[Waiting] = []
    wrong: dict[str, str] = {}
    _nonce: str = ""
    _amount: str = ""
    _parts: dict[str, str] = {}
    _filled: dict[str, str] = {}
    _kept: dict[str, tuple[str, str]] = {}

    @handler(_READ)
    async def load(self) -> None:
        ref = contract_ref_in(self.router.url.path)
        if ref != self.of:
            self.of, self.card, self.loaded, self.shown = ref, NO_PAYMENTS, False, NO_PAYMENT
            self.recording = self.reversing = False
            self.removing = ""
        await self._read()

    @handler(_WRITE)
    async def ask_payment(self) -> None:
        self.today, self._nonce, self.wrong = (await today_here()).isoformat(), new_ref(), {}
        self._amount, self._kept, self.waiting = "", {}, []
        await self._share(None)
        self.recording = True

    @handler(_WRITE)
    async def type_amount(self, text: str) -> None:
        """Share the amount anew, unless a part was typed by hand."""
        if text_of(text, 40) == self._amount:
            return
        self._amount = text_of(text, 40)
        await self._share(self._parts if self._parts != self._filled else None)

    @handler(_WRITE)
    async def type_part(self, ref: str, drawn: str, text: str) -> None:
        self._parts = {**self._parts, text_of(ref, 26): text_of(text, 40)}
        if text_of(drawn, 26) != self.drawn:
            # The amount filled the box anew under what was being typed into it: that comes back.
            self.boxes = [replace(box, part=self._parts.get(box.ref, "")) for box in self.boxes]
            self.drawn = new_ref()
        await self._share(self._parts)

    @handler(_WRITE)
    async def share_again(self) -> None:
        await self._share(None)

    @handler(_WRITE)
    async def enclose(self, files: list[rx.UploadFile]) -> None:
        """Keep files until the payment is recorded; limits are the server's."""
        language = await language_of(self)
        for file in files:
            content, name = await file.read(), PurePath(file.name or "fichier").name[:200]
            if not content:
                raise EmptyFile(name=name)
            if len(content) > MOST_BYTES:
                raise FileTooLarge(name=name)
            if len(self._kept) >= MOST_FILES:
                raise TooManyFiles(most=MOST_FILES)
            key = new_ref()
            self._kept = {**self._kept, key: (name, await asyncio.to_thread(file_store().put, content))}
            self.waiting = [*self.waiting, Waiting(key, name, size_text(len(content), language))]

    @handler(_WRITE)
    async def take_out(self, key: str) -> None:
        self._kept = {k: kept for k, kept in self._kept.items() if k != text_of(key, 26)}
        self.waiting = [file for file in self.waiting if file.key in self._kept]

    @handler(_WRITE)
    async def record(self, form: dict) -> None:
        """Record the payment: one press, one payment. A refusal leaves everything as it was typed."""
        typed = fields_of(form, 1000)
        viewer, language = await viewer_of(self), await language_of(self)
        parts = {name.removeprefix(PART): part for name, part in typed.items() if name.startswith(PART)}
        self.wrong = {}
        if parts == self._filled == self._parts:
            # Nobody touched them: the amount alone says how it is shared, however fast it was typed.
            self._amount = typed.get("amount", "")[:40]
            await self._share(None)
            typed |= {f"{PART}{ref}": part for ref, part in self._filled.items()}
        try:
            credit = await write(
                _received, ref=self.of, typed=typed, nonce=self._nonce, by=viewer, language=language,
                kept=tuple(self._kept.values()),
            )  # fmt: skip
        except Invalid as refusal:
            self.wrong = {refusal.field: refusal.phrase.to(language)}
            return
        self.recording, self.waiting, self._kept = False, [], {}
        await announce(self, w.RECORDED_WITH_CREDIT.filled(amount=credit) if credit else w.RECORDED)
        await self._read()

    @handler(_READ)
    async def show(self, ref: str) -> None:
        """Open a payment."""
        await self._read()
        wanted = text_of(ref, 26)
        self.shown = next((row for row in self.card.rows if row.ref == wanted), NO_PAYMENT)
        self.reversing, self.removing, self.wrong = False, "", {}

    @handler(_READ)
    async def close(self) -> None:
        self.recording = self.reversing = False
        self.shown, self.removing, self.wrong = NO_PAYMENT, "", {}

    @handler(_WRITE)
    async def ask_reverse(self) -> None:
        self.today, self.wrong = (await today_here()).isoformat(), {}
        self.reversing = self.shown.can_be_reversed

    @handler(_READ)
    async def keep(self) -> None:
        """Close what was asked about the payment shown."""
        self.reversing, self.removing, self.wrong = False, "", {}

    @handler(_WRITE)
    async def reverse(self, form: dict) -> None:
        try:
            await write(
                take_back, ref=self.of, payment_ref=self.shown.ref, typed=fields_of(form, 1000),
                by=await viewer_of(self), now=now_utc(),
            )  # fmt: skip
        except Invalid as refusal:
            self.wrong = {refusal.field: refusal.phrase.to(await language_of(self))}
            return
        self.reversing, self.shown = False, NO_PAYMENT
        await announce(self, w.REVERSAL_RECORDED)
        await self._read()

    @handler(_WRITE)
    async def add_files(self, files: list[rx.UploadFile]) -> None:
        """Attach files to the payment shown."""
        payment_ref, viewer = self.shown.ref, await viewer_of(self)
        try:
            for file in files if payment_ref else ():
                await write(
                    add_file, ref=self.of, payment_ref=payment_ref, name=file.name or "",
                    content=await file.read(), by=viewer, now=now_utc(),
                )  # fmt: skip
        finally:
            await self._read()

    @handler(_WRITE)
    async def ask_remove(self, ref: str) -> None:
        await self._read()
        wanted = text_of(ref, 26)
        self.removing = next((file.ref for file in self.shown.files if file.ref == wanted), "")

    @handler(_WRITE)
    async def remove(self) -> None:
        file_ref, self.removing = self.removing, ""
        await write(
            remove_file, ref=self.of, payment_ref=self.shown.ref, file_ref=file_ref,
            by=await viewer_of(self), now=now_utc(),
        )  # fmt: skip
        await self._read()

    async def _share(self, parts: dict[str, str] | None) -> None:
        """`None` fills the boxes anew; else they stay as they are, and only what is left is said."""
        found: Sharing = await read(
            sharing, ref=self.of, amount=self._amount, parts=parts, viewer=await viewer_of(self),
            language=await language_of(self),
        )  # fmt: skip
        self.said, self.is_over = found.said, found.is_over
        if parts is None:
            self.boxes, self.drawn = list(found.boxes), new_ref()
            self._filled = self._parts = found.parts

    async def _read(self) -> None:
        viewer, language = await viewer_of(self), await language_of(self)
        try:
            self.card = await read(payments_card, ref=self.of, viewer=viewer, language=language)
        except NotFound:
            self.card, self.shown, self.recording, self.reversing = NO_PAYMENTS, NO_PAYMENT, False, False
            self.boxes, self.said, self.waiting = [], "", []
            return
        self.loaded = True
        if self.shown.ref:
            self.shown = next((row for row in self.card.rows if row.ref == self.shown.ref), NO_PAYMENT)


def _received(
    db: Session, *, ref: str, typed: dict[str, str], nonce: str, by: Viewer, language: str,
    kept: tuple[tuple[str, str], ...],
) -> Phrase | None:  # fmt: skip
    """The payment and its files, in one transaction; a second press adds neither again.

    Returns what of it stays the client's credit, as it is written, or nothing.
    """
    now = now_utc()
    payment = receive(db, ref=ref, typed=typed, nonce=nonce, by=by, language=language, now=now)
    if payment.created_at == now:
        for name, sha256 in kept:
            content = file_store().get(sha256)
            add_file(db, ref=ref, payment_ref=payment.ref, name=name, content=content, by=by, now=now)
    credit = surplus_of(db, payment)
    return money_phrase(credit, readable_contract(db, ref=ref, viewer=by).currency) if credit else None
