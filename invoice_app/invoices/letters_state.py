"""The usual words of emails: one kind and one language at a time, with a preview."""

from dataclasses import dataclass

import reflex as rx
from sqlmodel import Session, col, select

from invoice_app.invoices import letters_wording as w
from invoice_app.invoices.document import Document
from invoice_app.invoices.letters import (
    LetterKind,
    bodies_of,
    example_values,
    kind_of,
    standing_of,
    values_of,
    words_of,
)
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.sight import in_sight
from invoice_app.mail.letter import Footer, Letter, write
from invoice_app.mail.states import Wish
from invoice_app.mail.templates import Words, fill, keep_template, kept_template, restore_original
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.state import CHANGE, LOOK
from invoice_app.shared.database import read
from invoice_app.shared.database import write as writing
from invoice_app.shared.dates import day_of, instant_text, now_utc
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_NO_WRONG = {"subject": "", "text": ""}
_WITHOUT_SUBJECT = frozenset({LetterKind.REPLY, LetterKind.FORWARD})


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """The words of a kind in a language, and who changed them; `changed` is empty for the original ones."""

    subject: str = ""
    body: str = ""
    changed: str = ""


class LettersPage(rx.State):
    """`kind` and `language` say what is shown; `fills` rises when the boxes are to be filled anew."""

    kind: str = LetterKind.INVOICE
    written_in: str = "fr"
    card: TemplateCard = TemplateCard()
    loaded: bool = False
    fills: int = 0
    wrong: dict[str, str] = _NO_WRONG
    restoring: bool = False
    previewing: bool = False
    shown_subject: str = ""
    shown_html: str = ""
    shown_with: str = ""
    _typed: dict[str, str] = {}

    @handler(LOOK)
    async def load(self) -> Then:
        """`/organisation/letters?kind=reminder&language=en`."""
        asked = self.router.url.query_parameters
        kind, language = text_of(asked.get("kind", ""), 20), text_of(asked.get("language", ""), 2)
        self.kind = kind if kind in set(LetterKind) else LetterKind.INVOICE
        self.written_in = "en" if language == "en" else "fr"
        self.restoring = self.previewing = False
        await self._show()
        watch(self, LettersPage.refresh, "letters")

    @handler(LOOK)
    async def refresh(self) -> Then:
        """Somebody kept other words: what is being typed here stays."""
        self.loaded = True

    @handler(LOOK)
    async def type_field(self, field: str, text: str) -> Then:
        """Remember what the preview shows."""
        if field in ("letter_subject", "letter_body"):
            self._typed = {**self._typed, field: text_of(text, 12_000)}

    @handler(CHANGE)
    async def save(self, form: dict) -> Then:
        typed = fields_of(form, 12_000)
        try:
            await writing(
                _keep, kind=self.kind, language=self.written_in, typed=typed, by=await viewer_of(self)
            )
        except Invalid as refusal:
            self.wrong = {**_NO_WRONG, refusal.field: refusal.phrase.to(await language_of(self))}
            return rx.set_focus(f"letter_{'subject' if refusal.field == 'subject' else 'body'}")
        await announce(self, w.SAVED)
        await self._show(refill=False)
        return None

    @handler(LOOK)
    async def preview(self) -> Then:
        """What these words come to, with the latest invoice that this person may read."""
        self.wrong = _NO_WRONG
        subject = self._typed.get("letter_subject", self.card.subject)
        words = Words(subject, self._typed.get("letter_body", self.card.body))
        try:
            self.shown_subject, self.shown_html, self.shown_with = await read(
                _shown, kind=self.kind, language=self.written_in, words=words, by=await viewer_of(self),
                screen=await language_of(self),
            )  # fmt: skip
        except Invalid as refusal:
            field = "subject" if refusal.field == "subject" else "text"
            self.wrong = {**_NO_WRONG, field: refusal.phrase.to(await language_of(self))}
            return
        self.previewing = True

    @handler(LOOK)
    async def close(self) -> Then:
        self.previewing = self.restoring = False

    @handler(CHANGE)
    async def ask_restore(self) -> Then:
        self.restoring = True

    @handler(CHANGE)
    async def restore(self) -> Then:
        self.restoring = False
        await writing(restore_original, kind=self.kind, language=self.written_in)
        await announce(self, w.RESTORED)
        await self._show()

    async def _show(self, *, refill: bool = True) -> None:
        self.wrong, self.loaded = _NO_WRONG, True
        self.card = await read(
            _card, kind=self.kind, language=self.written_in, screen=await language_of(self)
        )
        if refill:
            self.fills, self._typed = self.fills + 1, {}


def _card(db: Session, *, kind: str, language: str, screen: str) -> TemplateCard:
    words, row = words_of(db, kind, language), kept_template(db, kind, language)
    changed = ""
    if row is not None:
        when = instant_text(row.changed_at, the_organisation(db).time_zone, screen)
        changed = w.CHANGED.filled(who=row.changed_by_name, when=when).to(screen)
    return TemplateCard(words.subject, words.body, changed)


def _keep(db: Session, *, kind: str, language: str, typed: dict[str, str], by: Viewer) -> None:
    # An answer has the subject of what it answers.
    subject = "-" if kind in _WITHOUT_SUBJECT else typed.get("letter_subject", "")
    words = Words(subject, typed.get("letter_body", ""))
    keep_template(
        db, kind=kind, language=language, words=words, known=tuple(w.PLACEHOLDERS), by_name=by.name,
        now=now_utc(),
    )  # fmt: skip


def _shown(
    db: Session, *, kind: str, language: str, words: Words, by: Viewer, screen: str
) -> tuple[str, str, str]:
    """Subject, HTML, and with which invoice they were made: an invented one where there is none."""
    now = now_utc()
    invoice = _latest(db, kind, by)
    if invoice is None:
        values = example_values(day_of(now, the_organisation(db).time_zone), language)
        letter = Letter("", tuple(fill(words.body, values).split("\n\n")), language)
        html = write(letter, footer=Footer(the_organisation(db).name)).html
        return fill(words.subject, values), html, w.EXAMPLE.to(screen)
    document = Document.model_validate_json(invoice.document).model_copy(
        update={"language": "en" if language == "en" else "fr"}
    )
    standing = standing_of(db, invoice, document, now)
    values = values_of(db, document, standing, language=language, by_name=by.name)
    html = bodies_of(db, invoice, document, fill(words.body, values)).html
    return fill(words.subject, values), html, w.WITH_INVOICE.filled(number=document.number).to(screen)


def _latest(db: Session, kind: str, by: Viewer) -> Invoice | None:
    """The newest invoice of this kind in sight, for who may read invoices."""
    if not may(by, needs(Tool.INVOICES, Level.READ)):
        return None
    newest = db.exec(
        select(Invoice)
        .where(Invoice.status == InvoiceStatus.ISSUED, in_sight(by))
        .order_by(col(Invoice.issued_at).desc(), col(Invoice.id).desc())
        .limit(50)
    ).all()
    for invoice in newest:
        if kind in (*_WITHOUT_SUBJECT, LetterKind.REMINDER):
            return invoice
        if kind_of(Document.model_validate_json(invoice.document), Wish.NEW) == kind:
            return invoice
    return None
