"""The box in which a member answers: words, files, one press."""

import asyncio
import mimetypes
from dataclasses import dataclass
from pathlib import PurePath

import reflex as rx

from invoice_app.invoices.emails_state import ConversationTab
from invoice_app.mail.answers import Answer
from invoice_app.mail.composing import MOST_ATTACHMENTS, MOST_BYTES, TooHeavy, TooManyAttachments
from invoice_app.mail.freezing import Attachment
from invoice_app.shared.attachments import size_text
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.files import files as store
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import SIGNED_IN
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of
from invoice_app.zone import wording as w
from invoice_app.zone.answering import answer_invoice, own_invoice

_MEGA = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that goes with the answer."""

    key: str
    name: str
    size: str


class AnswerBox(rx.State):
    """`form_key` names the form: another one once an answer is sent."""

    form_key: str = ""
    waiting: list[Waiting] = []
    wrong: dict[str, str] = {}
    _of: str = ""
    _kept: dict[str, tuple[str, str, int]] = {}

    @handler(SIGNED_IN)
    async def load(self) -> Then:
        ref = self._address()
        if ref != self._of or not self.form_key:
            self._begin(ref)

    @handler(SIGNED_IN)
    async def enclose(self, files: list[rx.UploadFile]) -> Then:
        """Add files; limits are the server's, whatever the browser let through."""
        language = await language_of(self)
        await read(own_invoice, ref=self._address(), viewer=await viewer_of(self))
        for file in files:
            content = await file.read()
            if len(self._kept) >= MOST_ATTACHMENTS:
                raise TooManyAttachments(most=MOST_ATTACHMENTS)
            weight = sum(size for _, _, size in self._kept.values()) + len(content)
            if weight > MOST_BYTES:
                raise TooHeavy(size=-(-weight // _MEGA), most=MOST_BYTES // _MEGA)
            name = text_of(PurePath(file.name or "fichier").name, 150) or "fichier"
            sha256, key = await asyncio.to_thread(store().put, content), new_ref()
            self._kept = {**self._kept, key: (name, sha256, len(content))}
            self.waiting = [*self.waiting, Waiting(key, name, size_text(len(content), language))]

    @handler(SIGNED_IN)
    async def remove(self, key: str) -> Then:
        self._kept = {k: kept for k, kept in self._kept.items() if k != text_of(key, 26)}
        self.waiting = [each for each in self.waiting if each.key in self._kept]

    @handler(SIGNED_IN)
    async def send(self, form: dict) -> Then:
        """One press, one answer: the form names itself. Refused, everything stays as it was typed."""
        typed = fields_of(form, 40_000)
        self.wrong = {}
        enclosed = await asyncio.to_thread(self._enclosed)
        answer = Answer(typed.get("text", ""), typed.get("key", "")[:26], enclosed)
        try:
            await write(
                answer_invoice, ref=self._address(), answer=answer, by=await viewer_of(self), now=now_utc()
            )
        except Invalid as refusal:
            self.wrong = {"answer": refusal.phrase.to(await language_of(self))}
            return None
        self._begin(self._address())
        await announce(self, w.ANSWERED, "sent")
        return ConversationTab.load

    def _address(self) -> str:
        parts = self.router.url.path.strip("/").split("/")
        return text_of(parts[2], 26) if len(parts) > 2 and parts[:2] == ["zone", "invoices"] else ""

    def _begin(self, ref: str) -> None:
        self._of, self.form_key, self.wrong = ref, new_ref(), {}
        self._kept, self.waiting = {}, []

    def _enclosed(self) -> tuple[Attachment, ...]:
        return tuple(
            Attachment(name, mimetypes.guess_type(name)[0] or "application/octet-stream", store().get(sha256))
            for name, sha256, _ in self._kept.values()
        )
