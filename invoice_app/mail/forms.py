"""The provider's form: multipart/form-data read as bytes, because each field has a charset of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32
from typing import TYPE_CHECKING, Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from invoice_app.mail.freezing import Mailbox
from invoice_app.mail.reading import (
    MOST_FILES,
    MOST_HEADER_BYTES,
    MOST_PARTS,
    MOST_TEXT,
    FilePart,
    Headers,
    Incoming,
    Unreadable,
    clean,
    decoded,
    file_name,
    mailboxes,
    read_headers,
)

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


@dataclass(frozen=True, slots=True)
class Form:
    fields: dict[str, bytes]
    files: dict[str, FilePart]

    def text(self, name: str) -> str:
        """A field by the charset that the form names for it."""
        return clean(decoded(self.fields.get(name, b""), str(self.json("charsets").get(name, "utf-8"))))

    def json(self, name: str) -> dict[str, Any]:
        """A field that holds a JSON object; `{}` when it does not."""
        try:
            value = json.loads(self.fields.get(name, b""))
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    def envelope(self) -> tuple[str, str]:
        """The address it came to, and the return path (`""` for a machine's)."""
        envelope = self.json("envelope")
        to = envelope.get("to")
        first = str(to[0]) if isinstance(to, list) and to else ""
        return clean(first)[:254], clean(str(envelope.get("from") or ""))[:254]


@dataclass(slots=True)
class _Part:
    headers: dict[str, str] = field(default_factory=dict)
    name: bytes = b""
    value: bytes = b""
    content: list[bytes] = field(default_factory=list)


def read_form(body: bytes, content_type: str) -> Form:
    """The fields and files of a form. Raises `Unreadable`."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise Unreadable(why="multipart/form-data")
    parts: list[_Part] = []
    ended: list[bool] = []
    parser = MultipartParser(boundary, _callbacks(parts, ended))
    try:
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise Unreadable(why=str(error)[:200]) from error
    if not ended or not parts:
        raise Unreadable(why="incomplete form")
    return _form(parts)


def _callbacks(parts: list[_Part], ended: list[bool]) -> MultipartCallbacks:
    def begin() -> None:
        if len(parts) >= MOST_PARTS:
            raise Unreadable(why="parts")
        parts.append(_Part())

    def header_field(data: bytes, start: int, end: int) -> None:
        parts[-1].name += data[start:end]

    def header_value(data: bytes, start: int, end: int) -> None:
        parts[-1].value += data[start:end]

    def header_end() -> None:
        part = parts[-1]
        part.headers[part.name.decode("latin-1").lower()] = part.value.decode("latin-1")
        part.name = part.value = b""

    def content(data: bytes, start: int, end: int) -> None:
        parts[-1].content.append(data[start:end])

    return {
        "on_part_begin": begin,
        "on_header_field": header_field,
        "on_header_value": header_value,
        "on_header_end": header_end,
        "on_part_data": content,
        "on_end": lambda: ended.append(True),
    }


def _form(parts: list[_Part]) -> Form:
    fields: dict[str, bytes] = {}
    files: dict[str, FilePart] = {}
    for part in parts:
        _, options = parse_options_header(part.headers.get("content-disposition", ""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        content = b"".join(part.content)
        if b"filename" in options:
            files[name] = FilePart(
                name=file_name(options[b"filename"].decode("utf-8", "replace")),
                mime=part.headers.get("content-type", "application/octet-stream").partition(";")[0][:120],
                content=content,
            )
        else:
            fields.setdefault(name, content)
    return Form(fields, files)


def read_fields(form: Form) -> Incoming:
    """A message that the provider has taken apart: its fields and files put together again."""
    head = form.fields.get("headers", b"")[:MOST_HEADER_BYTES]
    message: Message = HeaderParser(policy=compat32).parsestr(decoded(head, "utf-8"), headersonly=True)
    headers = read_headers(message)
    return Incoming(
        headers=_with_fields(headers, form),
        text=form.text("text").replace("\r\n", "\n")[:MOST_TEXT],
        html=form.text("html")[: 2 * MOST_TEXT],
        files=_files(form),
    )


def _with_fields(headers: Headers, form: Form) -> Headers:
    senders = mailboxes(form.text("from"))
    return Headers(
        message_id=headers.message_id,
        in_reply_to=headers.in_reply_to,
        references=headers.references,
        subject=" ".join(form.text("subject").split())[:255] or headers.subject,
        sender=senders[0] if senders else headers.sender or Mailbox(""),
        to=mailboxes(form.text("to")) or headers.to,
        cc=mailboxes(form.text("cc")) or headers.cc,
        date=headers.date,
        all_recipients=" ".join((form.text("to"), form.text("cc"), headers.all_recipients)),
        machine=headers.machine,
        content_type=headers.content_type,
    )


def _files(form: Form) -> tuple[FilePart, ...]:
    described = form.json("attachment-info")
    ids = {str(part): str(cid) for cid, part in form.json("content-ids").items()}
    files = []
    for key, file in list(form.files.items())[:MOST_FILES]:
        info = described.get(key)
        claimed = str(info.get("filename") or info.get("name") or "") if isinstance(info, dict) else ""
        files.append(
            FilePart(
                name=file_name(claimed) if claimed else file.name,
                mime=file.mime,
                content=file.content,
                content_id=clean(ids.get(key, "")).strip(" <>")[:255],
            )
        )
    return tuple(files)
