"""Reading what strangers send: headers, names and charsets, within limits and without trusting any of it.

Every header is decoded by itself, so that one bad header never loses a message; `mime` and `forms` read
whole messages with what is here.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from invoice_app.mail.addresses import normal, safe_name
from invoice_app.mail.freezing import Mailbox, message_ids
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

MOST_HEADER_BYTES = 256 * 1024
MOST_PARTS = 1_000
MOST_DEPTH = 20
MOST_FILES = 50
MOST_TEXT = 1_000_000
_MOST_IN_HEADER = 8_000
_CHARSETS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252"}
# What calls itself ASCII and is not may be anything; the others are no charsets, and some take for ever.
_NO_CHARSET = {"us-ascii", "ascii", "ansi_x3.4-1968", "punycode", "idna", "undefined", "unicode_escape"}
_NO_CHARSET |= {"raw_unicode_escape", "unicode-escape", "raw-unicode-escape", "mbcs", "oem", "utf-7", "utf7"}
_ADDRESS = re.compile(r"[^\s<>(),;:\"@]{1,64}@[^\s<>(),;:\"@]{1,253}")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_MOST_SUBJECT = 255
_BAD_IN_NAME = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


class Unreadable(Invalid):
    says = Phrase(
        "Ce courriel ne peut pas être lu\u00a0: {why}. L’original est conservé.",
        "This email cannot be read: {why}. The original is kept.",
    )

    def __init__(self, *, why: Phrase | str) -> None:
        super().__init__(why=why)
        self._why = why

    def __reduce__(self) -> tuple[object, ...]:
        # It is raised in a process apart.
        return _unreadable, (self._why,)


def _unreadable(why: Phrase | str) -> Unreadable:
    return Unreadable(why=why)


Keep = Callable[[bytes], str]
"""Keeps the bytes of a file, or only looks at them; returns their SHA-256 in hexadecimal."""


def looked_at(content: bytes) -> str:
    """A `Keep` that keeps nothing."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of a message, its bytes in the store under `sha256`; `size` is in bytes.

    `risk` is `dangerous`, `encrypted` or empty; `is_picture` is true of what a browser shows as one.
    """

    name: str
    mime: str
    size: int
    sha256: str
    content_id: str = ""
    risk: str = ""
    is_picture: bool = False


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
    is_shortened: bool = False
    """Whether more of the subject is in the original."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as read. `original_ids` are the Message-IDs inside a returned message; `left_out` the names
    of files beyond the limit, which only the original holds.
    """

    headers: Headers
    text: str
    html: str
    files: tuple[FilePart, ...] = ()
    reports: tuple[Report, ...] = ()
    original_ids: tuple[str, ...] = ()
    enclosed_ids: tuple[str, ...] = ()
    """Message-IDs that an enclosed message names, in a report or not."""
    left_out: tuple[str, ...] = ()
    is_cut: bool = False
    """Whether more text or HTML is in the original than is here."""


_MACHINE = (
    "auto-submitted",
    "precedence",
    "x-autoreply",
    "x-autorespond",
    "x-auto-response-suppress",
    "list-id",
    "return-path",
    "x-failed-recipients",
)


def read_headers(message: Message) -> Headers:
    """The headers of a parsed message, decoded as well as they can be."""
    values = {name: header(message, name) for name in ("to", "cc", "delivered-to", "x-forwarded-to")}
    ids = message_ids(header(message, "message-id"))
    answered = message_ids(header(message, "in-reply-to"))
    senders = mailboxes(header(message, "from"))
    subject, is_shortened = subject_of(header(message, "subject"))
    return Headers(
        message_id=ids[0] if ids else "",
        in_reply_to=answered[0] if answered else "",
        references=message_ids(raw_header(message, "references")[-64_000:])[-50:],
        subject=subject,
        sender=senders[0] if senders else Mailbox(""),
        to=mailboxes(values["to"]),
        cc=mailboxes(values["cc"]),
        date=header(message, "date")[:100],
        all_recipients=" ".join(values.values()),
        machine={name: header(message, name).strip().lower() for name in _MACHINE if name in message},
        content_type=message.get_content_type(),
        is_shortened=is_shortened,
    )


def subject_of(written: str) -> tuple[str, bool]:
    """A subject on one line without control characters, and whether it had to be shortened."""
    whole = " ".join(_CONTROLS.sub(" ", written).split())
    return whole[:_MOST_SUBJECT], len(whole) > _MOST_SUBJECT


def header(message: Message, name: str) -> str:
    """One header as text, or `""`; never raises."""
    raw = raw_header(message, name)[:_MOST_IN_HEADER]
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return clean(raw)
    return clean("".join(p if isinstance(p, str) else decoded(p, c or "utf-8") for p, c in pieces))


def raw_header(message: Message, name: str) -> str:
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
        if candidate in _NO_CHARSET:
            continue
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
