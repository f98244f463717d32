"""The composer: one State, on a page of its own or beside the conversation; every box is kept as typed."""

import contextlib
from pathlib import PurePath
from typing import Any

import reflex as rx
from sqlmodel import Session

from invoice_app.invoices import wording as w
from invoice_app.invoices.composer import sheet as composer_sheet
from invoice_app.invoices.composer import writing as composer
from invoice_app.invoices.composer.sheet import Original, Sheet, Typed, original_of, sheet_of, words_of
from invoice_app.invoices.composer.suggesting import Suggestion, suggestions
from invoice_app.invoices.composer.taking_back import throw_away
from invoice_app.invoices.composer.wording import PLANNED
from invoice_app.invoices.composer.writing import Shown, Writing, mime_of
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.invoices.sending import Configured, configured_paper
from invoice_app.mail import drafts
from invoice_app.mail.chips import LONGEST, ROLES, parted
from invoice_app.mail.models import Email
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import instant_text, now_utc
from invoice_app.shared.paper.pool import render_async
from invoice_app.shared.permission import Level, Tool, Viewer, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound, Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_WRITE = needs(Tool.INVOICES, Level.STANDARD)
_NO_WRONG = dict.fromkeys(("recipients", "to", "cc", "bcc", "subject", "text", "attachments", "send_at"), "")
_NOT_SHOWN = Shown("", "", "", "", "", "", ())
UNDO_SEND = "undo-send"


class Composer(rx.State):
    """`placed` is `page`, `panel`, or nothing.

    `fills` rises when the boxes of text are to be filled anew, `ticks` when those that are ticked are.
    """

    placed: str = ""
    ref: str = ""
    missing: bool = False
    sheet: Sheet = Sheet()
    words: Typed = Typed()
    original: Original = Original()
    fills: int = 0
    ticks: int = 0
    with_bcc: bool = False
    with_time: bool = False
    suggested: list[Suggestion] = []
    suggested_in: str = ""
    wrong: dict[str, str] = _NO_WRONG
    sending: bool = False
    uploading: int = 0
    previewing: bool = False
    on_a_phone: bool = False
    shown: Shown = _NOT_SHOWN
    deleting: bool = False
    _known: dict[str, str] = {}
    _left: bool = False

    @handler(_WRITE)
    async def load(self) -> Then:
        """`/invoices/<ref>/send`, with `?answer=<email>&wish=reply`, or `?draft=<ref>`."""
        parts = self.router.url.path.strip("/").split("/")
        asked = self.router.url.query_parameters
        self.placed = "page"
        await self._open(
            text_of(parts[1], 26) if len(parts) > 1 else "",
            text_of(asked.get("wish", ""), 12),
            text_of(asked.get("answer", ""), 26),
            text_of(asked.get("draft", ""), 26),
        )
        if not self.missing:
            watch(self, Composer.refresh, f"draft:{self.sheet.draft}")

    @handler(_WRITE)
    async def open_panel(self, wish: str, email_ref: str) -> Then:
        """Write beside the conversation of the invoice that the page shows."""
        page = await self.get_state(InvoicePage)
        self.placed = "panel"
        await self._open(page.card.ref, text_of(wish, 12), text_of(email_ref, 26), "")
        return rx.set_focus("message") if self.sheet.to_chips else rx.set_focus("to")

    @handler(_WRITE)
    async def close_panel(self) -> Then:
        """The draft stays."""
        self.placed = ""

    @handler(_WRITE)
    async def refresh(self) -> Then:
        """Another window of the same person typed: what differs here is shown, what is typed here stays."""
        if self._left or not self.sheet.draft:
            return None
        writing, sheet, _ = await self._read()
        if writing.draft.email_id is not None:
            return rx.redirect(f"/invoices/{self.ref}/emails")
        if _ticked(sheet) != _ticked(self.sheet):
            self.ticks += 1
        if sheet != self.sheet:
            self.sheet = sheet
        self._fill(words_of(writing))
        return None

    @handler(_WRITE)
    async def show_bcc(self) -> Then:
        self.with_bcc = True
        return rx.set_focus("bcc")

    @handler(_WRITE)
    async def suggest(self, role: str, typed: str) -> Then:
        """What the box may mean, as one types in it."""
        asked, by = text_of(typed, 100), await viewer_of(self)
        self.suggested_in = role if role in ROLES else ""
        language = await language_of(self)
        self.suggested = list(await read(suggestions, ref=self.ref, typed=asked, by=by, language=language))

    @handler(_WRITE)
    async def choose(self, role: str, number: str) -> Then:
        """Take one of the suggestions that were shown."""
        typed = text_of(number, 2)
        at = int(typed) if typed.isdecimal() else -1
        chosen = self.suggested[at].adds if 0 <= at < len(self.suggested) else ""
        self.suggested, self.suggested_in = [], ""
        await self._add(role, chosen.split("\n"))

    @handler(_WRITE)
    async def hide_suggestions(self) -> Then:
        self.suggested, self.suggested_in = [], ""

    @handler(_WRITE)
    async def add_typed(self, role: str, typed: str) -> Then:
        """What was typed or pasted becomes chips, one for each address."""
        self.suggested, self.suggested_in = [], ""
        await self._add(role, parted(text_of(typed, LONGEST)))

    @handler(_WRITE)
    async def remove_chip(self, role: str, raw: str) -> Then:
        """Take one out of a box; the last one where `raw` is empty."""
        if role in ROLES:
            self.wrong = {**self.wrong, "recipients": "", role: ""}
            self.sheet = await write(
                composer_sheet.remove_chip, role=role, raw=text_of(raw, 400), **await self._at()
            )

    @handler(_WRITE)
    async def type_field(self, field: str, text: str) -> Then:
        """Keep the subject, the message or the hour."""
        if field in ("subject", "message", "send_at"):
            typed = text_of(text, LONGEST)
            self._known = {**self._known, field: typed}
            self.wrong = {**self.wrong, "text" if field == "message" else field: ""}
            await self._keep({field: typed})

    @handler(_WRITE)
    async def set_privacy(self, private: bool) -> Then:
        await self._keep({"private": "on" if private is True else ""})

    @handler(_WRITE)
    async def enclose_pdf(self, wanted: bool) -> Then:
        await self._keep({"with_pdf": "on" if wanted is True else ""})

    @handler(_WRITE)
    async def enclose_configured(self, wanted: bool) -> Then:
        await self._keep({"with_configured": "on" if wanted is True else ""})

    @handler(_WRITE)
    async def pass_on(self, key: str, wanted: bool) -> Then:
        """Tick a file of the forwarded email, or not."""
        self.sheet = await write(
            composer_sheet.tick, key=text_of(key, 26), wanted=wanted is True, **await self._at()
        )

    @handler(_WRITE)
    async def enclose(self, files: list[rx.UploadFile]) -> Then:
        """Add files; limits are the server's, whatever the browser let through."""
        self.uploading = 0
        self.wrong = {**self.wrong, "attachments": ""}
        for file in files:
            content, name = await file.read(), PurePath(file.name or "fichier").name[:150]
            try:
                self.sheet = await write(
                    composer_sheet.enclose, name=name, mime=mime_of(name), content=content, **await self._at()
                )
            except Invalid as refusal:
                await self._refuse(refusal)
                return

    @handler(_WRITE)
    async def show_progress(self, progress: dict) -> Then:
        """How much of a file has come, in hundredths."""
        part = progress.get("progress") if isinstance(progress, dict) else None
        self.uploading = int(part * 100) if isinstance(part, (int, float)) and 0 <= part < 1 else 0

    @handler(_WRITE)
    async def remove_file(self, key: str) -> Then:
        self.wrong = {**self.wrong, "attachments": ""}
        self.sheet = await write(composer_sheet.take_out, key=text_of(key, 26), **await self._at())

    @handler(_WRITE)
    async def show_preview(self) -> Then:
        configured = await self._configured() if self.sheet.with_configured else None
        at = await self._at()
        self.shown = await read(
            composer.shown, ref=self.ref, draft_ref=self.sheet.draft, configured=configured, by=at["by"],
            now=at["now"],
        )  # fmt: skip
        self.previewing = True

    @handler(_WRITE)
    async def set_phone(self, wanted: bool) -> Then:
        self.on_a_phone = wanted is True

    @handler(_WRITE)
    async def close(self) -> Then:
        self.previewing = self.deleting = False

    @handler(_WRITE)
    async def plan(self) -> Then:
        """Ask for an hour."""
        self.with_time = True
        return rx.set_focus("send_at")

    @handler(_WRITE)
    async def send_now(self) -> Then:
        """No hour after all."""
        self.with_time = False
        self.wrong = {**self.wrong, "send_at": ""}
        await self._keep({"send_at": ""})

    @handler(_WRITE)
    async def ask_delete(self) -> Then:
        self.deleting = True

    @handler(_WRITE)
    async def delete_draft(self) -> Then:
        self.deleting = False
        await write(throw_away, ref=self.ref, draft_ref=self.sheet.draft, by=await viewer_of(self))
        self._left = True
        return await self._leave()

    @handler(_WRITE)
    async def start_sending(self) -> Then:
        self.sending = True

    @handler(_WRITE)
    async def send(self, form: dict) -> Then:
        """Queue the email: one press, one email. A refusal leaves everything as it was typed."""
        try:
            return await self._send(fields_of(form, LONGEST))
        except Invalid as refusal:
            await self._refuse(refusal)
            return None
        finally:
            self.sending = False

    async def _send(self, typed: dict[str, str]) -> Then:
        self.wrong = _NO_WRONG
        boxes = {box: text for box, text in typed.items() if box in ("subject", "message", "send_at")}
        self._known = {**self._known, **boxes}
        # Sent from another window already: it is the same press, and posting gives back its one email.
        with contextlib.suppress(drafts.AlreadySent):
            await self._keep(boxes)
        configured = await self._configured() if self.sheet.with_configured else None
        by, language = await viewer_of(self), await language_of(self)
        sent = await write(
            _post, ref=self.ref, draft_ref=self.sheet.draft, configured=configured, by=by, language=language
        )
        self._left = True
        email_ref, said = sent
        await announce(self, said or w.COMMUNICATION_CREATED, "sent", offer=UNDO_SEND, about=email_ref)
        return await self._leave()

    async def _leave(self) -> Then:
        """To the conversation."""
        in_panel, self.placed = self.placed == "panel", ""
        return InvoicePage.refresh if in_panel else rx.redirect(f"/invoices/{self.ref}/emails")

    async def _open(self, ref: str, wish: str, email_ref: str, draft_ref: str) -> None:
        self.ref, self.missing, self.wrong, self._left = ref, False, _NO_WRONG, False
        self.suggested, self.suggested_in, self.sending, self.uploading = [], "", False, 0
        self.previewing = self.on_a_phone = self.deleting = False
        by, language, now = await viewer_of(self), await language_of(self), now_utc()
        try:
            opened = await write(
                _begin, ref=ref, wish=wish, email_ref=email_ref, draft_ref=draft_ref, by=by,
                language=language, now=now,
            )  # fmt: skip
        except Refusal as refusal:
            self.missing, self.sheet, self.words, self.original = True, Sheet(), Typed(), Original()
            if not isinstance(refusal, NotFound):
                raise
            return
        writing, self.sheet, self.original = opened
        self.with_bcc, self.with_time = bool(self.sheet.bcc_chips), bool(self.sheet.send_at)
        self.words, self.fills, self.ticks = words_of(writing), self.fills + 1, self.ticks + 1
        self._known = {"subject": self.words.subject, "message": self.words.message}

    def _fill(self, words: Typed) -> None:
        """Show what another window typed."""
        known = Typed(self._known.get("subject", ""), self._known.get("message", ""))
        if words != known:
            self.words, self.fills = words, self.fills + 1
            self._known = {"subject": words.subject, "message": words.message}

    async def _read(self) -> tuple[Writing, Sheet, Original]:
        at = await self._at()
        return await read(_look, **at)

    async def _keep(self, typed: dict[str, str]) -> None:
        if self._left:
            # The last key, or leaving its box, may come after the press that sent: it is in what was sent.
            return
        self.sheet = await write(composer_sheet.keep, typed=typed, **await self._at())

    async def _add(self, role: str, raws: Any) -> None:
        if role not in ROLES:
            return
        self.wrong = {**self.wrong, "recipients": "", role: ""}
        self.sheet, repeated = await write(
            composer_sheet.add_chips, role=role, raws=[r for r in raws if r.strip()], **await self._at()
        )
        if repeated:
            self.wrong = {**self.wrong, role: repeated.to(await language_of(self))}

    async def _refuse(self, refusal: Refusal) -> None:
        said = refusal.phrase.to(await language_of(self))
        if refusal.field in self.wrong:
            self.wrong = {**self.wrong, refusal.field: said}
        else:
            await announce(self, refusal.phrase, "refused")

    async def _at(self) -> dict[str, Any]:
        """Which draft, who, in which language, when: what every change is asked with."""
        return {
            "ref": self.ref, "draft_ref": self.sheet.draft, "by": await viewer_of(self),
            "language": await language_of(self), "now": now_utc(),
        }  # fmt: skip

    async def _configured(self) -> Configured:
        """The configurable PDF, made now; `PaperFailed` leaves the letter as it was typed."""
        options, job = await read(configured_paper, ref=self.ref, by=await viewer_of(self))
        return Configured(options, await render_async(job))


def _ticked(sheet: Sheet) -> tuple[object, ...]:
    files = tuple((file.key, file.ticked) for file in sheet.passed_on)
    return sheet.private, sheet.with_pdf, sheet.with_configured, files


def _begin(
    db: Session, *, ref: str, wish: str, email_ref: str, draft_ref: str, by: Viewer, language: str, now: Any
) -> tuple[Writing, Sheet, Original]:
    writing = composer.begin(db, ref=ref, wish=wish, email_ref=email_ref, draft_ref=draft_ref, by=by, now=now)
    return writing, sheet_of(db, writing, by, language), original_of(db, writing, language)


def _look(
    db: Session, *, ref: str, draft_ref: str, by: Viewer, language: str, now: Any
) -> tuple[Writing, Sheet, Original]:
    writing = composer.writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)
    return writing, sheet_of(db, writing, by, language), original_of(db, writing, language)


def _post(
    db: Session, *, ref: str, draft_ref: str, configured: Configured | None, by: Viewer, language: str
) -> tuple[str, Phrase | None]:
    email: Email = composer.post_draft(
        db, ref=ref, draft_ref=draft_ref, configured=configured, by=by, now=now_utc()
    )
    if email.send_at is None:
        return email.ref, None
    zone = the_organisation(db).time_zone
    fr, en = (instant_text(email.send_at, zone, each) for each in ("fr", "en"))
    return email.ref, PLANNED.filled(when=Phrase(fr, en))
