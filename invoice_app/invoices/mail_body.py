"""A formatted email as a page of its own, shut in: no script, nothing from elsewhere unless asked for.

It is shown in a frame without an origin, so its pictures travel inside it: a request from there would
carry no session.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from sqlmodel import Session, select

from invoice_app.invoices.correspondence import about_of_mail
from invoice_app.invoices.sight import sight_of
from invoice_app.mail.models import Email, EmailAttachment
from invoice_app.mail.queries import beside
from invoice_app.mail.states import Direction
from invoice_app.mail.understanding.enclosed import attachments_of
from invoice_app.mail.understanding.html import shown_html
from invoice_app.shared.files import files
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import NotFound

_MOST_EACH, _MOST_ALL = 1024 * 1024, 5 * 1024 * 1024
_SHUT_IN = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src {images}; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>—</title>
<meta name="referrer" content="no-referrer"><base target="_blank">
<meta name="viewport" content="width=device-width">
<style>
:root {{ color-scheme: light }}
body {{ margin: 0; padding: 12px 14px; background: #fff; color: #1c2126; overflow-wrap: anywhere;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }}
img {{ max-width: 100%; height: auto }}
table {{ max-width: 100%; border-collapse: collapse }}
pre {{ white-space: pre-wrap }}
blockquote {{ margin: 8px 0; padding-left: 12px; border-left: 2px solid #cfd3d6; color: #565f69 }}
</style></head><body>
{body}
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Body:
    """A formatted text before it is made a page: `page_of` does that, without the database."""

    html: str
    is_ours: bool
    language: str
    pictures: tuple[EmailAttachment, ...] = field(default=())


def body_of(db: Session, *, ref: str, viewer: Viewer) -> Body:
    """The formatted text of an email that this person may read. Raises `NotFound`."""
    about = about_of_mail(db, ref, viewer)
    email = db.exec(beside(select(Email), about, sight_of(viewer)).where(Email.ref == ref)).first()
    ours = email is not None and email.direction == Direction.OUT
    html = "" if email is None else email.html if ours else email.clean_html
    if email is None or not html:
        raise NotFound()
    rows = attachments_of(db, [email.id or 0]).get(email.id or 0, [])
    pictures = tuple(row for row in rows if row.content_id and row.size <= _MOST_EACH)
    return Body(html, ours, "en-CA" if email.language == "en" else "fr-CA", pictures)


def page_of(body: Body, *, with_images: bool) -> str:
    """The page to show in a frame. What we sent is ours; what came is made harmless once more."""
    if body.is_ours:
        return body.html.replace("<head>", '<head><base target="_blank">', 1)
    shown = shown_html(body.html, _inside(body.pictures), allow_remote=with_images)
    return _PAGE.format(language=body.language, body=shown)


def policy_of(*, with_images: bool) -> str:
    """The policy that the page is shown under."""
    return _SHUT_IN.format(images="data: https:" if with_images else "data:")


def _inside(pictures: tuple[EmailAttachment, ...]) -> dict[str, str]:
    """Pictures of the text as `data:` addresses, by content id; those that are what they should be."""
    left, found = _MOST_ALL, {}
    for row in pictures:
        content = files().get(row.sha256) if row.size <= left else b""
        mime = picture_type(content)
        if mime:
            left -= len(content)
            address = f"data:{mime};base64,{base64.b64encode(content).decode()}"
            found[row.content_id.strip("<> ")] = address
    return found


def picture_type(content: bytes) -> str:
    """What kind of picture bytes are, by their first ones; empty for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""
