"""Reading what strangers send: MIME into one plain value, within limits and without trusting any of it.

The structure is parsed with `compat32`, which takes anything; every header is decoded by itself, so
that one bad header never loses a message.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses

from invoice_app.mail.addresses import normal, safe_name
from invoice_app.mail.freezing import Mailbox, message_ids
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

MOST_HEADER_BYTES = 256 * 1024
MOST_PARTS = 200
MOST_DEPTH = 20
MOST_FILES = 50
MOST_TEXT = 1_000_000
_MOST_BOUNDARIES = 5_000
_MOST_IN_HEADER = 8_000
_CHARSETS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
}
_ADDRESS = re.compile(r"[^\s<>(),;:\"@]{1,64}@[^\s<>(),;:\"@]{1,253}")
_BAD_IN_NAME = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


class Unreadable(Invalid):
    says = Phrase(
        "Ce courriel ne peut pas être lu\u00a0: {why}. L’original est conservé.",
        "This email cannot be read: {why}. The original is kept.",
    )


@dataclass(frozen=True, slots=True)
class FilePart:
    name: str
    mime: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says of one address: `action` is `failed`, `delayed`, `delivered`…"""

    address: str
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers that decide something; `machine` holds those by which machines give themselves away."""

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    subject: str
    sender: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    date: str
    all_recipients: str
    machine: dict[str, str]
    content_type: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as read. `original_ids` are the Message-IDs inside a returned message."""

    headers: Headers
    text: str
    html: str
    files: tuple[FilePart, ...] = ()
    reports: tuple[Report, ...] = ()
    original_ids: tuple[str, ...] = ()


_MACHINE = (
    "auto-submitted",
    "precedence",
    "x-autoreply",
    "x-autorespond",
    "x-auto-response-suppress",
    "list-id",
    "return-path",
)


def read_mime(raw: bytes) -> Incoming:
    """Read a whole MIME message. Raises `Unreadable` for what is beyond the limits."""
    head_end = min((at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0), default=len(raw))
    if head_end > MOST_HEADER_BYTES:
        raise Unreadable(why="headers")
    if raw.count(b"\n--") > _MOST_BOUNDARIES:
        raise Unreadable(why="parts")
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        parts = _parts(message)
    except RecursionError:
        raise Unreadable(why="depth") from None
    return _collected(read_headers(message), parts)


def read_headers(message: Message) -> Headers:
    """The headers of a parsed message, decoded as well as they can be."""
    values = {name: header(message, name) for name in ("to", "cc", "delivered-to", "x-forwarded-to")}
    ids = message_ids(header(message, "message-id"))
    answered = message_ids(header(message, "in-reply-to"))
    senders = mailboxes(header(message, "from"))
    return Headers(
        message_id=ids[0] if ids else "",
        in_reply_to=answered[0] if answered else "",
        references=message_ids(_raw_header(message, "references")[:64_000])[-50:],
        subject=" ".join(header(message, "subject").split())[:255],
        sender=senders[0] if senders else Mailbox(""),
        to=mailboxes(values["to"]),
        cc=mailboxes(values["cc"]),
        date=header(message, "date")[:100],
        all_recipients=" ".join(values.values()),
        machine={name: header(message, name).strip().lower() for name in _MACHINE if name in message},
        content_type=message.get_content_type(),
    )


def header(message: Message, name: str) -> str:
    """One header as text, or `""`; never raises."""
    raw = _raw_header(message, name)[:_MOST_IN_HEADER]
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return clean(raw)
    return clean("".join(p if isinstance(p, str) else decoded(p, c or "utf-8") for p, c in pieces))


def _raw_header(message: Message, name: str) -> str:
    for key, value in message.raw_items():
        if key.lower() == name:
            text = value if isinstance(value, str) else str(value)
            raw = text.encode("utf-8", "surrogateescape")
            return re.sub(r"[\r\n]+[ \t]*", " ", decoded(raw, "utf-8"))
    return ""


def decoded(raw: bytes, charset: str) -> str:
    """Bytes as text, by the charset they claim, else UTF-8, else Windows-1252, which takes anything."""
    name = charset.strip().strip("\"'").lower()
    for candidate in (_CHARSETS.get(name, name), "utf-8", "cp1252"):
        try:
            return raw.decode(candidate)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def clean(text: str) -> str:
    """Text that every database takes: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def mailboxes(text: str) -> tuple[Mailbox, ...]:
    """The addresses in a header; what is not an address is left out."""
    found = []
    try:
        written = getaddresses([text[:_MOST_IN_HEADER]])
    except RecursionError:
        # Thousands of nested comments: take what looks like an address.
        written = [("", each) for each in _ADDRESS.findall(text[:_MOST_IN_HEADER])]
    for name, address in written[:200]:
        readable = normal(address)
        if readable:
            found.append(Mailbox(readable, safe_name(clean(name))))
    return tuple(found)


def file_name(claimed: str) -> str:
    """A claimed file name made harmless; it is never used as a path."""
    last = unicodedata.normalize("NFC", clean(claimed)).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    plain = _BAD_IN_NAME.sub(" ", last).strip(" .")
    return " ".join(plain.split())[-150:] or "document"


def _parts(message: Message) -> list[Message]:
    """The leaves in order. A report and an enclosed message count as leaves."""
    leaves: list[Message] = []
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        inside = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if depth > MOST_DEPTH or len(leaves) > MOST_PARTS:
            raise Unreadable(why="parts")
        if isinstance(inside, list):
            waiting += [(each, depth + 1) for each in reversed(inside) if isinstance(each, Message)]
        else:
            leaves.append(part)
    return leaves


def _collected(headers: Headers, parts: list[Message]) -> Incoming:
    texts: list[str] = []
    html = ""
    files: list[FilePart] = []
    reports: list[Report] = []
    originals: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and not _is_file(part):
            body = clean(decoded(_bytes(part), _charset(part)))
            if kind == "text/plain":
                texts.append(body)
            else:
                html = html or body
            continue
        if kind == "message/delivery-status":
            reports += _reports(part)
        elif headers.content_type == "multipart/report" and kind in ("text/rfc822-headers", "message/rfc822"):
            originals += message_ids(_returned_id(part))
        if len(files) < MOST_FILES:
            files.append(_file(part))
    return Incoming(
        headers=headers,
        text="\n".join(texts).replace("\r\n", "\n")[:MOST_TEXT],
        html=html[: 2 * MOST_TEXT],
        files=tuple(files),
        reports=tuple(reports),
        original_ids=tuple(originals),
    )


def _is_file(part: Message) -> bool:
    return header(part, "content-disposition").lower().startswith("attachment") or bool(_claimed_name(part))


def _claimed_name(part: Message) -> str:
    try:
        name = part.get_filename("")
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


def _file(part: Message) -> FilePart:
    kind = part.get_content_type()
    fallback = {"message/rfc822": "message.eml", "text/calendar": "invitation.ics"}.get(kind, "")
    return FilePart(
        name=file_name(_claimed_name(part) or fallback),
        mime=kind[:120],
        content=_bytes(part),
        content_id=header(part, "content-id").strip(" <>")[:255],
    )


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
