"""What the program understands of a message: one plain value, made without a database and without a network.

The provider's posts, an uploaded file and the command line all come through here.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace

from invoice_app.mail.states import RawSource
from invoice_app.mail.understanding import html as html_rules
from invoice_app.mail.understanding.forms import Form, read_fields, read_form
from invoice_app.mail.understanding.html import HtmlRefused, content_id
from invoice_app.mail.understanding.mime import read_mime
from invoice_app.mail.understanding.plain import read
from invoice_app.mail.understanding.quotes import Split, split, split_page
from invoice_app.mail.understanding.reading import Incoming, Keep
from invoice_app.mail.understanding.sender_auth import sender_auth
from invoice_app.shared.phrases import Phrase

_CID = re.compile(r"cid:([^\s\"'<>()]{1,255})", re.IGNORECASE)
_NAMED = 10

SHORTENED = Phrase(
    "Sujet raccourci à 255 caractères\u00a0; il est entier dans l’original.",
    "Subject shortened to 255 characters; the original has all of it.",
)
LEFT_OUT = Phrase(
    "{count} fichiers de plus ne sont que dans l’original (50 sont gardés à part)\u00a0: {names}",
    "{count} more files are only in the original (50 are kept apart): {names}",
)
CUT = Phrase(
    "Texte trop long\u00a0: le début est affiché, tout est dans l’original.",
    "Text too long: its beginning is shown, the original has all of it.",
)
EMBEDDED = Phrase(
    "{count} images placées dans la mise en forme elle-même ne sont pas affichées.",
    "{count} images placed inside the formatting itself are not shown.",
)
HURTFUL = Phrase("elle prend trop de temps ou de mémoire", "it takes too much time or memory")


@dataclass(frozen=True, slots=True)
class Kept:
    """What arrived, in the store under `sha256`; `envelope_from` is `""` for a machine, `None` if unknown."""

    sha256: str
    content_type: str = "message/rfc822"
    source: str = RawSource.UPLOAD
    envelope_to: str = ""
    envelope_from: str | None = None
    dkim: str = ""
    spf: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as the program understands it.

    `text` is all of its words; `new_text` and `quoted_text` part them. `clean_html` is the new part,
    sanitised (empty: show the text). `digest` says whether two messages have the same content.
    `refused` says what was limited. `mime_sha256` is empty when the provider took the message apart.
    """

    incoming: Incoming
    source: str
    envelope_to: str
    envelope_from: str | None
    mime_sha256: str
    text: str
    new_text: str
    quoted_text: str
    clean_html: str = ""
    html_version: int = 0
    remote_images: int = 0
    inline: frozenset[int] = frozenset()
    """Positions of the files that the HTML shows inside itself."""
    digest: str = ""
    dkim: str = ""
    spf: str = ""
    auth: str = ""
    refused: tuple[Phrase, ...] = ()

    @property
    def has_headers(self) -> bool:
        """Whether it has any header by which one knows an email."""
        headers = self.incoming.headers
        return bool(
            headers.sender.address
            or headers.all_recipients.strip()
            or headers.message_id
            or headers.subject
            or headers.date
        )


def understood(body: bytes, kept: Kept, keep: Keep, *, formatted: bool = True) -> Understood:
    """Understand a message: MIME, or the whole body of the provider's post. Raises `Unreadable`.

    Without `formatted` its HTML is left alone; that is for one whose HTML has hurt before.
    """
    if not kept.content_type.lower().startswith("multipart/form-data"):
        incoming = read_mime(body, keep)
        return _shown(incoming, kept, kept.sha256, formatted=formatted)
    form = read_form(body, kept.content_type)
    kept = _with_form(kept, form)
    mime = form.fields.pop("email", None)
    if mime is None:
        return _shown(
            read_fields(form, keep), replace(kept, source=RawSource.WEBHOOK_PARSED), "", formatted=formatted
        )
    del form, body
    return _shown(
        read_mime(mime, keep), replace(kept, source=RawSource.WEBHOOK_RAW), keep(mime), formatted=formatted
    )


def _with_form(kept: Kept, form: Form) -> Kept:
    to, sender = form.envelope()
    return replace(
        kept,
        envelope_to=to,
        envelope_from=sender,
        dkim=form.text("dkim").strip()[:1000],
        spf=form.text("SPF").strip()[:20],
    )


def _shown(incoming: Incoming, kept: Kept, mime_sha256: str, *, formatted: bool) -> Understood:
    parted, clean, refused = _html(incoming, formatted=formatted)
    if incoming.text.strip():
        text, parted = incoming.text, split(incoming.text)
    else:
        text = "\n".join(each for each in (parted.new, parted.quoted) if each)
    shown = clean.html if clean else ""
    return Understood(
        incoming=incoming,
        source=kept.source,
        envelope_to=kept.envelope_to,
        envelope_from=kept.envelope_from,
        mime_sha256=mime_sha256,
        text=text,
        new_text=parted.new,
        quoted_text=parted.quoted,
        clean_html=shown,
        html_version=html_rules.VERSION,
        remote_images=clean.remote if clean else 0,
        inline=_inline(incoming) if clean else frozenset(),
        digest=_digest(incoming),
        dkim=kept.dkim,
        spf=kept.spf,
        auth=sender_auth(
            dkim=kept.dkim,
            spf=kept.spf,
            envelope_from=kept.envelope_from,
            sender=incoming.headers.sender.address,
        ),
        refused=(*_limits(incoming), *refused),
    )


def _html(incoming: Incoming, *, formatted: bool) -> tuple[Split, html_rules.Clean | None, list[Phrase]]:
    """What the HTML says, its new part made harmless, and what was refused of it."""
    if not incoming.html.strip():
        return Split("", ""), None, []
    page = read(incoming.html)
    parted, cut = split_page(page)
    if not formatted:
        return parted, None, [HtmlRefused(why=HURTFUL).phrase]
    try:
        clean = html_rules.cleaned(incoming.html[:cut], deepest=page.deepest)
    except HtmlRefused as refusal:
        return parted, None, [refusal.phrase]
    refused = [EMBEDDED.filled(count=clean.embedded)] if clean.embedded else []
    return parted, clean, refused


def _inline(incoming: Incoming) -> frozenset[int]:
    named = {content_id(each).lower() for each in _CID.findall(incoming.html)}
    return frozenset(
        n
        for n, file in enumerate(incoming.files)
        if file.is_picture and file.content_id and file.content_id.lower() in named
    )


def _limits(incoming: Incoming) -> list[Phrase]:
    found = [SHORTENED] if incoming.headers.is_shortened else []
    if incoming.left_out:
        names = ", ".join(incoming.left_out[:_NAMED]) + ("…" if len(incoming.left_out) > _NAMED else "")
        found.append(LEFT_OUT.filled(count=len(incoming.left_out), names=names))
    return found + ([CUT] if incoming.is_cut else [])


def _digest(incoming: Incoming) -> str:
    whole = hashlib.sha256()
    # A report is no file, and two about one message may differ in nothing else.
    reports = (f"{each.address} {each.action} {each.detail}" for each in incoming.reports)
    for piece in (incoming.text, incoming.html, *(file.sha256 for file in incoming.files), *reports):
        whole.update(piece.encode("utf-8", "replace") + b"\n")
    return whole.hexdigest()


def refusals_json(refused: tuple[Phrase, ...]) -> str:
    """What was limited, as `Email.refused` keeps it."""
    return json.dumps([[each.fr, each.en] for each in refused], ensure_ascii=False) if refused else ""


def refusals_of(kept: str) -> tuple[Phrase, ...]:
    """What `Email.refused` says."""
    return tuple(Phrase(fr, en) for fr, en in json.loads(kept or "[]"))
