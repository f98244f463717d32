"""The Emails tab of an invoice, in the office and in the member zone: a page of it at a time."""

import asyncio

import reflex as rx

from invoice_app.invoices import talk_wording as w
from invoice_app.invoices.correspondence import add_reply, emails_of, simulate
from invoice_app.invoices.mail_actions import write_note
from invoice_app.mail.cards import EmailCard
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import SIGNED_IN, Level, Tool, may, needs
from invoice_app.shared.refusals import Invalid, NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of

_WRITE = needs(Tool.INVOICES, Level.STANDARD)


class ConversationTab(rx.State):
    """`load` is called when the tab opens and whenever something changes; `of` is whose emails it holds."""

    of: str = ""
    rows: list[EmailCard] = []
    first: str = ""
    last: str = ""
    has_earlier: bool = False
    has_later: bool = False
    is_sample: bool = False
    note_key: str = ""
    """Of the empty form for a note; another one once a note is kept."""
    wrong: dict[str, str] = {}
    _page: int = 1
    _in_office: bool = False

    @handler(SIGNED_IN)
    async def load(self) -> Then:
        ref, in_office = self._address()
        if (ref, in_office) != (self.of, self._in_office):
            self._empty()
            self._in_office, self._page = in_office, 1
            self.note_key, self.wrong = new_ref(), {}
        await self._read(ref)

    @handler(SIGNED_IN)
    async def earlier(self) -> Then:
        """The page before, which is of newer emails."""
        self._page = max(1, self._page - 1)
        await self._read(self.of)

    @handler(SIGNED_IN)
    async def later(self) -> Then:
        self._page += self.has_later
        await self._read(self.of)

    @handler(_WRITE)
    async def add_reply(self, files: list[rx.UploadFile]) -> Then:
        """File a reply saved from a mail program; the same door as the provider's."""
        for file in files[:1]:
            content = await file.read()
            said = await asyncio.to_thread(
                add_reply, ref=self.of, content=content, by=await viewer_of(self), now=now_utc()
            )
            await announce(self, said, "done")
        await self._read(self.of)

    @handler(_WRITE)
    async def simulate_reply(self) -> Then:
        """In the sample organisation only: the client answers."""
        said = await asyncio.to_thread(simulate, ref=self.of, by=await viewer_of(self), now=now_utc())
        await announce(self, said, "done")
        await self._read(self.of)

    @handler(_WRITE)
    async def write_note(self, form: dict) -> Then:
        """Keep a note; refused, it stays as typed. The form names itself, so that two presses are one."""
        typed = fields_of(form, 20_000)
        self.wrong = {}
        try:
            await write(
                write_note,
                ref=self.of,
                text=typed.get("text", ""),
                nonce=typed.get("key", "")[:26],
                by=await viewer_of(self),
                now=now_utc(),
            )
        except Invalid as refusal:
            self.wrong = {"note": refusal.phrase.to(await language_of(self))}
            return
        self.note_key, self._page = new_ref(), 1
        await announce(self, w.NOTE_KEPT)
        await self._read(self.of)

    def _address(self) -> tuple[str, bool]:
        parts = self.router.url.path.strip("/").split("/")
        at = parts.index("invoices") if "invoices" in parts[:-1] else -1
        return (text_of(parts[at + 1], 26) if at >= 0 else ""), parts[0] != "zone"

    def _empty(self) -> None:
        self.of, self.rows, self.first, self.last = "", [], "", ""
        self.has_earlier = self.has_later = False

    async def _read(self, ref: str) -> None:
        viewer = await viewer_of(self)
        in_office = self._in_office and may(viewer, needs(Tool.INVOICES, Level.READ))
        try:
            shown = await read(
                emails_of,
                ref=ref,
                viewer=viewer,
                language=await language_of(self),
                page=self._page,
                in_office=in_office,
            )
        except NotFound:
            # The page around says that there is no such invoice, or no more.
            self._empty()
            return
        if not shown.cards and self._page > 1:
            # What stood here was moved away.
            self._page -= 1
            await self._read(ref)
            return
        self.of, self.rows, self.is_sample = ref, list(shown.cards), shown.is_sample
        self.first, self.last = str(shown.first), str(shown.last)
        self.has_earlier, self.has_later = self._page > 1, shown.has_later
