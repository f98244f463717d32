"""An email as the exact bytes that leave; made once, when it is queued."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

_TYPE = re.compile(r"([a-z0-9.+-]+)/([a-z0-9.+-]+)")
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,400}>")
_DASHES = str.maketrans(
    {"\u2013": "-", "\u2014": "-", "\u2019": "'", "\u0153": "oe", "\u0152": "OE", "\u00e6": "ae"}
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send; `name` is made ASCII, which is all that every provider delivers intact."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mailbox:
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """What ties an answer to what it answers: Message-IDs with their brackets, oldest first."""

    in_reply_to: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that goes into the bytes. Bcc is not among it."""

    ref: str
    message_id: str
    sender: Mailbox
    reply_to: Mailbox | None
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str
    text: str
    html: str
    language: str
    attachments: tuple[Attachment, ...]
    thread: Thread
    automatic: bool


def freeze(content: Content, date: str) -> bytes:
    """The MIME message, in CRLF lines of seven bits; `date` is an RFC 5322 date."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(content.sender)
    message["To"] = [_address(box) for box in content.to]
    if content.cc:
        message["Cc"] = [_address(box) for box in content.cc]
    if content.reply_to:
        message["Reply-To"] = _address(content.reply_to)
    message["Subject"] = content.subject
    message["Date"] = date
    message["Auto-Submitted"] = "auto-generated" if content.automatic else "no"
    if content.automatic:
        message["X-Auto-Response-Suppress"] = "All"
    if not content.thread.references:
        # Without it, Gmail stacks separate emails that happen to have one subject.
        message["X-Entity-Ref-ID"] = content.ref
    message["Content-Language"] = "en-CA" if content.language == "en" else "fr-CA"
    _fill(message, content)
    return _ids(content) + message.as_bytes()


def _ids(content: Content) -> bytes:
    # Written by hand: EmailMessage folds a long Message-ID into encoded words, which no reader matches.
    lines = [f"Message-ID: {content.message_id}"]
    if content.thread.in_reply_to:
        lines.append(f"In-Reply-To: {content.thread.in_reply_to}")
    if content.thread.references:
        lines.append("References: " + "\r\n ".join(content.thread.references))
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _fill(message: EmailMessage, content: Content) -> None:
    message.set_content(content.text, cte="quoted-printable")
    if content.html:
        message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    for attachment in content.attachments:
        main, sub = _type(attachment.mime)
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)


def _address(box: Mailbox) -> Address:
    return Address(box.name, addr_spec=box.address)


def _type(mime: str) -> tuple[str, str]:
    found = _TYPE.fullmatch(mime.strip().lower())
    if not found or found.group(1) in ("message", "multipart"):
        return "application", "octet-stream"
    return found.group(1), found.group(2)


def message_ids(text: str) -> tuple[str, ...]:
    """The Message-IDs in a header, as written, without doubles; anything else is left out."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text[:64_000])))


def thread_after(references: Sequence[str], last: str) -> Thread:
    """The thread headers of an answer to `last`: the first id and the ten newest, to stay short."""
    ids = [*dict.fromkeys(ref for ref in (*references, last) if ref)]
    kept = ids if len(ids) <= 11 else [ids[0], *ids[-10:]]
    return Thread(in_reply_to=last, references=tuple(kept)) if last else Thread()


def ascii_names(attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """The same files under ASCII names, no two alike: « annotée.pdf » becomes annotee.pdf."""
    taken: set[str] = set()
    named = []
    for attachment in attachments:
        name = _unlike(_ascii(attachment.name), taken)
        taken.add(name.lower())
        named.append(Attachment(name=name, mime=attachment.mime, content=attachment.content))
    return tuple(named)


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.translate(_DASHES)).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._()' -]+", "-", plain.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .-")
    stem, dot, ending = plain.rpartition(".")
    return (f"{stem[:90]}.{ending[:10]}" if dot else plain[:100]) or "document"


def _unlike(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    n, free = 1, name
    while free.lower() in taken:
        n += 1
        free = f"{stem}-{n}{dot}{ending}"
    return free
