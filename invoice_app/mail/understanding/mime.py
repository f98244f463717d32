"""A whole MIME message into one plain value: its words, its files, and what it reports.

The structure is parsed with `compat32`, which takes anything. Of alternatives the text is read from the
text, and the HTML from the HTML; what stands outside of alternatives belongs to both.
"""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from html import escape

from invoice_app.mail.addresses import normal
from invoice_app.mail.freezing import message_ids
from invoice_app.mail.understanding.files_in_mail import file_part
from invoice_app.mail.understanding.flowed import unwrapped
from invoice_app.mail.understanding.plain import from_html
from invoice_app.mail.understanding.reading import (
    MOST_DEPTH,
    MOST_FILES,
    MOST_HEADER_BYTES,
    MOST_PARTS,
    MOST_TEXT,
    FilePart,
    Headers,
    Incoming,
    Keep,
    Report,
    Unreadable,
    clean,
    decoded,
    file_name,
    header,
    looked_at,
    raw_header,
    read_headers,
)
from invoice_app.shared.phrases import Phrase

_MOST_BOUNDARIES = 5_000
_NAMES = {
    "message/rfc822": "message.eml",
    "text/calendar": "invitation.ics",
    "application/ms-tnef": "winmail.dat",
}
# Said again in the words of the message, or of use to machines only.
_REPORT_PARTS = ("message/delivery-status", "message/disposition-notification", "text/rfc822-headers")
_RETURNED = ("text/rfc822-headers", "message/rfc822")
_ID_IN_TEXT = re.compile(r"^message-id: {0,4}(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_MOST_NAMED = 500
_MOST_ENCLOSED, _MOST_IDS = 64_000, 200
_MOST_HEADER = 8_000

HEADERS = Phrase("plus de 256 Kio d’en-têtes", "more than 256 KiB of headers")
PARTS = Phrase("plus de 1 000 parties", "more than 1,000 parts")
DEPTH = Phrase("plus de 20 niveaux imbriqués", "more than 20 nested levels")


@dataclass(slots=True)
class _Reading:
    """What has been found so far. `bodies` are (group, is_html, words): one group is one alternative."""

    bodies: list[tuple[int, bool, str]] = field(default_factory=list)
    files: list[FilePart] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    originals: list[str] = field(default_factory=list)
    enclosed: list[str] = field(default_factory=list)


def read_mime(raw: bytes, keep: Keep = looked_at) -> Incoming:
    """Read a whole MIME message. Raises `Unreadable` for what is beyond the limits."""
    if len(head_of(raw)) > MOST_HEADER_BYTES:
        raise Unreadable(why=HEADERS)
    if raw.count(b"\n--") > _MOST_BOUNDARIES:
        raise Unreadable(why=PARTS)
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        leaves = _leaves(message)
        headers = read_headers(message)
        found = _Reading()
        for part, group in leaves:
            _take(found, part, group, headers, keep)
    except RecursionError:
        raise Unreadable(why=DEPTH) from None
    return _incoming(headers, found)


def read_head(raw: bytes) -> Headers:
    """The headers alone, of a message that cannot be read further."""
    head = head_of(raw)[:MOST_HEADER_BYTES]
    return read_headers(BytesParser(policy=compat32).parsebytes(head, headersonly=True))


def head_of(raw: bytes) -> bytes:
    end = min((at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0), default=len(raw))
    return raw[:end]


def _leaves(message: Message) -> list[tuple[Message, int]]:
    """The leaves in order, each with the number of the alternative that it is one of.

    A report and an enclosed message count as leaves.
    """
    leaves: list[tuple[Message, int]] = []
    waiting: list[tuple[Message, int, int]] = [(message, 0, 0)]
    groups = 0
    while waiting:
        part, depth, group = waiting.pop()
        inside = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if depth > MOST_DEPTH:
            raise Unreadable(why=DEPTH)
        if len(leaves) >= MOST_PARTS:
            raise Unreadable(why=PARTS)
        if not isinstance(inside, list):
            groups += 1
            leaves.append((part, group or -groups))
            continue
        if not group and part.get_content_subtype() == "alternative":
            groups += 1
            group = groups
        waiting += [(each, depth + 1, group) for each in reversed(inside) if isinstance(each, Message)]
    return leaves


def _take(found: _Reading, part: Message, group: int, headers: Headers, keep: Keep) -> None:
    kind = part.get_content_type()
    if kind in ("text/plain", "text/html") and not _is_file(part):
        found.bodies.append((group, kind == "text/html", _words(part)))
        return
    is_report = headers.content_type == "multipart/report"
    if kind == "message/delivery-status":
        found.reports += _reports(part)
    elif kind in _RETURNED:
        found.originals += message_ids(_returned_id(part)) if is_report else ()
        found.enclosed += message_ids(_bytes(part)[:_MOST_ENCLOSED].decode("latin-1"))
    if is_report and kind in _REPORT_PARTS:
        return
    if len(found.files) >= MOST_FILES:
        found.left_out += [_name(part, kind)] * (len(found.left_out) < _MOST_NAMED)
        return
    cid = header(part, "content-id").strip(" <>")
    found.files.append(file_part(_name(part, kind), kind, _bytes(part), cid, keep))


def _incoming(headers: Headers, found: _Reading) -> Incoming:
    html = {group for group, is_html, _ in found.bodies if is_html}
    texts = {group for group, is_html, words in found.bodies if not is_html and words.strip()}
    text = "\n".join(
        from_html(words) if is_html else words
        for group, is_html, words in found.bodies
        if not is_html or group not in texts
    )
    page = "\n".join(
        words if is_html else f"<p>{escape(words)}</p>".replace("\n", "<br>\n")
        for group, is_html, words in found.bodies
        if is_html or (html and group not in html)
    )
    if not found.reports and "x-failed-recipients" in headers.machine:
        _read_old_report(headers, text, found)
    return Incoming(
        headers=headers,
        text=text[:MOST_TEXT] if text.strip() else "",
        html=page[: 2 * MOST_TEXT] if html else "",
        files=tuple(found.files),
        reports=tuple(found.reports),
        original_ids=tuple(found.originals),
        enclosed_ids=tuple(found.enclosed[:_MOST_IDS]),
        left_out=tuple(found.left_out),
        is_cut=len(text) > MOST_TEXT or len(page) > 2 * MOST_TEXT,
    )


def _read_old_report(headers: Headers, text: str, found: _Reading) -> None:
    """What servers write that know no delivery reports: the addresses in a header, the message as text."""
    for address in headers.machine["x-failed-recipients"].split(",")[:200]:
        if readable := normal(address):
            found.reports.append(Report(readable, "failed", text.strip()[:300]))
    found.originals += _ID_IN_TEXT.findall(text[: 256 * 1024])[:5]


def _words(part: Message) -> str:
    words = clean(decoded(_bytes(part), _charset(part))).replace("\r\n", "\n").replace("\r", "\n")
    content_type = header(part, "content-type").lower().replace(" ", "")
    if "format=flowed" in content_type and part.get_content_type() == "text/plain":
        return unwrapped(words, delete_space="delsp=yes" in content_type)
    return words


def _is_file(part: Message) -> bool:
    return header(part, "content-disposition").lower().startswith("attachment") or bool(_claimed_name(part))


def _name(part: Message, kind: str) -> str:
    extension = mimetypes.guess_extension(kind) or ""
    return file_name(_claimed_name(part) or _NAMES.get(kind, f"document{extension}"))


def _claimed_name(part: Message) -> str:
    # Names with raw accents would be lost on the way through the parser's own headers.
    bare = Message(policy=compat32)
    for header_name in ("content-disposition", "content-type"):
        bare[header_name] = raw_header(part, header_name)[:_MOST_HEADER]
    try:
        name = bare.get_filename("")
    except (LookupError, ValueError, TypeError):
        return "document"
    raw = name.encode("utf-8", "surrogateescape")
    try:
        pieces = decode_header(decoded(raw, "utf-8"))
    except (HeaderParseError, ValueError):
        return decoded(raw, "utf-8")
    return "".join(p if isinstance(p, str) else decoded(p, c or "utf-8") for p, c in pieces)


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset("utf-8")
    except (LookupError, ValueError, TypeError):
        return "utf-8"


def _bytes(part: Message) -> bytes:
    try:
        raw = part.get_payload(decode=True)
    except (LookupError, ValueError):
        raw = None
    if isinstance(raw, bytes):
        return raw
    inside = part.get_payload()
    if isinstance(inside, list):
        return b"\r\n".join(each.as_bytes() for each in inside if isinstance(each, Message))
    return str(inside).encode("utf-8", "replace")


def _reports(part: Message) -> list[Report]:
    inside = part.get_payload()
    found = []
    for block in inside if isinstance(inside, list) else []:
        if not isinstance(block, Message):
            continue
        address = normal(header(block, "final-recipient").rpartition(";")[2])
        if address:
            detail = header(block, "diagnostic-code") or header(block, "status")
            found.append(Report(address, header(block, "action").strip().lower(), detail[:1000]))
    return found[:200]


def _returned_id(part: Message) -> str:
    inside = part.get_payload()
    if isinstance(inside, list) and inside and isinstance(inside[0], Message):
        return header(inside[0], "message-id")
    returned = BytesParser(policy=compat32).parsebytes(_bytes(part)[:MOST_HEADER_BYTES], headersonly=True)
    return header(returned, "message-id")
