"""« Envoyer la facture »: the envelope, its files, the preview, and one press of Send."""

import asyncio
import mimetypes
from dataclasses import dataclass
from pathlib import PurePath

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.invoices.sending import (
    Composition,
    Configured,
    Envelope,
    composition,
    configured_paper,
    new_nonce,
    preview,
    read_addresses,
    send,
)
from invoice_app.mail.composing import MOST_ATTACHMENTS, MOST_BYTES, TooHeavy, TooManyAttachments
from invoice_app.mail.freezing import Attachment
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.files import files
from invoice_app.shared.paper.pool import render_async
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Invalid, NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of

_WRITE = needs(Tool.INVOICES, Level.STANDARD)
_NOTHING = Composition("", "", "", "", "", 0, "")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file waiting to be sent, as the page shows it."""

    key: str
    name: str
    size: str


class SendPage(rx.State):
    ref: str = ""
    opened: str = ""
    start: Composition = _NOTHING
    missing: bool = False
    with_bcc: bool = False
    private: bool = False
    with_pdf: bool = True
    with_configured: bool = False
    enclosed: list[Enclosed] = []
    weight: str = ""
    pdf_weight: str = ""
    shown: str = ""
    previewing: bool = False
    wrong: dict[str, str] = {}
    _nonce: str = ""
    _kept: dict[str, tuple[str, str, int]] = {}
    _typed: dict[str, str] = {}

    @handler(_WRITE)
    async def load(self) -> Then:
        parts = self.router.url.path.strip("/").split("/")
        self.ref = text_of(parts[1], 26) if len(parts) > 1 else ""
        self.with_bcc, self.private, self.with_pdf, self.previewing = False, False, True, False
        self.with_configured = False
        self.enclosed, self._kept, self._typed, self.wrong = [], {}, {}, {}
        self._nonce = new_nonce()
        try:
            self.start = await read(composition, ref=self.ref, by=await viewer_of(self))
        except NotFound:
            self.missing, self.start, self.shown = True, _NOTHING, ""
            return
        self.missing, self.opened = False, self.ref
        self._weigh(await language_of(self))

    @handler(_WRITE)
    async def show_bcc(self) -> Then:
        self.with_bcc = True

    @handler(_WRITE)
    async def set_privacy(self, private: bool) -> Then:
        self.private = private is True

    @handler(_WRITE)
    async def enclose_pdf(self, wanted: bool) -> Then:
        self.with_pdf = wanted is True
        self._weigh(await language_of(self))

    @handler(_WRITE)
    async def enclose_configured(self, wanted: bool) -> Then:
        self.with_configured = wanted is True

    @handler(_WRITE)
    async def type_field(self, field: str, text: str) -> Then:
        """Remember what the preview shows."""
        if field in ("subject", "message"):
            self._typed = {**self._typed, field: text_of(text, 20_000)}

    @handler(_WRITE)
    async def enclose(self, files: list[rx.UploadFile]) -> Then:
        """Add files; limits are the server's, whatever the browser let through."""
        for file in files:
            content = await file.read()
            if len(self._kept) >= MOST_ATTACHMENTS:
                raise TooManyAttachments(most=MOST_ATTACHMENTS)
            if self._bytes() + len(content) > MOST_BYTES:
                mega = 1024 * 1024
                raise TooHeavy(size=(self._bytes() + len(content)) // mega + 1, most=MOST_BYTES // mega)
            await self._keep(PurePath(file.name or "fichier").name[:150], content)
        self._weigh(await language_of(self))

    @handler(_WRITE)
    async def remove(self, key: str) -> Then:
        self._kept = {k: v for k, v in self._kept.items() if k != text_of(key, 30)}
        self.enclosed = [e for e in self.enclosed if e.key in self._kept]
        self._weigh(await language_of(self))

    @handler(_WRITE)
    async def show_preview(self) -> Then:
        self.shown = await read(
            preview,
            ref=self.ref,
            message=self._typed.get("message", self.start.message),
            by=await viewer_of(self),
        )
        self.previewing = True

    @handler(_WRITE)
    async def close(self) -> Then:
        self.previewing = False

    @handler(_WRITE)
    async def send(self, form: dict) -> Then:
        """Queue the email: one press, one email. A refusal leaves everything as it was typed."""
        typed = fields_of(form, 20_000)
        self.wrong = {}
        viewer = await viewer_of(self)
        configured = await self._configured() if self.with_configured else None
        envelope = await asyncio.to_thread(self._envelope, typed, configured)
        try:
            await write(send, ref=self.ref, envelope=envelope, by=viewer, now=now_utc())
        except Invalid as refusal:
            self.wrong = {refusal.field: refusal.phrase.to(await language_of(self))}
            return None
        await announce(self, w.COMMUNICATION_CREATED, "sent")
        return rx.redirect(f"/invoices/{self.ref}/emails")

    async def _configured(self) -> Configured:
        """The configurable PDF, made now; `PaperFailed` leaves the letter as it was typed."""
        options, job = await read(configured_paper, ref=self.ref, by=await viewer_of(self))
        return Configured(options, await render_async(job))

    def _envelope(self, typed: dict[str, str], configured: Configured | None) -> Envelope:
        recipients = (
            *read_addresses(typed.get("to", ""), "to"),
            *read_addresses(typed.get("cc", ""), "cc"),
            *read_addresses(typed.get("bcc", ""), "bcc"),
        )
        return Envelope(
            nonce=self._nonce,
            recipients=recipients,
            subject=typed.get("subject", "") or " ",
            message=typed.get("message", ""),
            private=self.private,
            with_pdf=self.with_pdf,
            configured=configured,
            enclosed=tuple(
                Attachment(
                    name, mimetypes.guess_type(name)[0] or "application/octet-stream", files().get(sha256)
                )
                for name, sha256, _ in self._kept.values()
            ),
        )

    async def _keep(self, name: str, content: bytes) -> None:
        sha256 = await asyncio.to_thread(files().put, content)
        key = new_nonce()
        self._kept = {**self._kept, key: (name, sha256, len(content))}
        self.enclosed = [
            *self.enclosed,
            Enclosed(key, name, size_text(len(content), await language_of(self))),
        ]

    def _bytes(self) -> int:
        own = self.start.pdf_size if self.with_pdf else 0
        return own + sum(size for _, _, size in self._kept.values())

    def _weigh(self, language: str) -> None:
        self.weight = size_text(self._bytes(), language)
        self.pdf_weight = size_text(self.start.pdf_size, language)


def size_text(size: int, language: str) -> str:
    """`34 Ko`, `1,2 Mo`; `34 KB`, `1.2 MB`."""
    unit = ("Ko", "Mo") if language != "en" else ("KB", "MB")
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} {unit[0]}"
    tenths = f"{size * 10 // (1024 * 1024) / 10:.1f}"
    return f"{tenths if language == 'en' else tenths.replace('.', ',')} {unit[1]}"
