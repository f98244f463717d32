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
from invoice_app.mail.understanding.files_in_mail import file_part
from invoice_app.mail.understanding.reading import (
    MOST_FILES,
    MOST_HEADER_BYTES,
    MOST_PARTS,
    MOST_TEXT,
    FilePart,
    Headers,
    Incoming,
    Keep,
    Unreadable,
    clean,
    decoded,
    file_name,
    mailboxes,
    read_headers,
    subject_of,
)
from invoice_app.shared.phrases import Phrase

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


NO_FORM = Phrase("ce n’est pas un formulaire du service de courriel", "it is no form of the mail provider")
INCOMPLETE = Phrase("le formulaire est incomplet", "the form is incomplete")
PARTS = Phrase("plus de 1 000 champs", "more than 1,000 fields")


_EXPECTED = {"email", "envelope", "headers", "from", "to", "text", "html"}


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file as posted: its name claimed, its type declared."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    fields: dict[str, bytes]
    files: dict[str, FormFile]

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

    def envelope(self) -> tuple[str, str | None]:
        """The address it came to, and the return path: `""` for a machine's, `None` where it is not said."""
        envelope = self.json("envelope")
        to = envelope.get("to")
        first = str(to[0]) if isinstance(to, list) and to else ""
        said = "from" in envelope
        return clean(first)[:254], clean(str(envelope["from"] or ""))[:254] if said else None


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
        raise Unreadable(why=NO_FORM)
    head = body[: len(boundary) + 4]
    if head.startswith(b"--" + boundary + b"\n"):
        body = _with_crlf(body, boundary)
    parts: list[_Part] = []
    ended: list[bool] = []
    parser = MultipartParser(boundary, _callbacks(parts, ended))
    try:
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise Unreadable(why=f"{INCOMPLETE.en}: {str(error)[:200]}") from error
    if not ended or not parts:
        raise Unreadable(why=INCOMPLETE)
    form = _form(parts)
    if not _EXPECTED & form.fields.keys():
        raise Unreadable(why=NO_FORM)
    return form


def _with_crlf(body: bytes, boundary: bytes) -> bytes:
    """A form whose lines end in LF alone, as the reader of forms wants it: the lines of its own, and what
    is inside untouched.
    """
    pieces = (b"\n" + body).split(b"\n--" + boundary)
    whole = [b""]
    for piece in pieces[1:]:
        head, gap, content = piece.partition(b"\n\n")
        if piece.startswith(b"--"):
            whole.append(b"--\r\n")
        else:
            whole.append(head.replace(b"\n", b"\r\n") + (b"\r\n\r\n" + content if gap else b""))
    return (b"\r\n--" + boundary).join(whole).removeprefix(b"\r\n")


def _callbacks(parts: list[_Part], ended: list[bool]) -> MultipartCallbacks:
    def begin() -> None:
        if len(parts) >= MOST_PARTS:
            raise Unreadable(why=PARTS)
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
    files: dict[str, FormFile] = {}
    for part in parts:
        _, options = parse_options_header(part.headers.get("content-disposition", ""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        content = b"".join(part.content)
        if b"filename" in options:
            files[name] = FormFile(
                name=decoded(options[b"filename"], "utf-8"),
                mime=part.headers.get("content-type", "application/octet-stream").partition(";")[0],
                content=content,
            )
        else:
            fields.setdefault(name, content)
    return Form(fields, files)


def read_fields(form: Form, keep: Keep) -> Incoming:
    """A message that the provider has taken apart: its fields and files put together again."""
    head = form.fields.get("headers", b"")[:MOST_HEADER_BYTES]
    message: Message = HeaderParser(policy=compat32).parsestr(decoded(head, "utf-8"), headersonly=True)
    headers = read_headers(message)
    text, html = form.text("text").replace("\r\n", "\n"), form.text("html")
    files, left_out = _files(form, keep)
    return Incoming(
        headers=_with_fields(headers, form),
        text=text[:MOST_TEXT],
        html=html[: 2 * MOST_TEXT],
        files=files,
        left_out=left_out,
        is_cut=len(text) > MOST_TEXT or len(html) > 2 * MOST_TEXT,
    )


def _with_fields(headers: Headers, form: Form) -> Headers:
    senders = mailboxes(form.text("from"))
    subject, is_shortened = subject_of(form.text("subject"))
    return Headers(
        message_id=headers.message_id,
        in_reply_to=headers.in_reply_to,
        references=headers.references,
        subject=subject or headers.subject,
        sender=senders[0] if senders else headers.sender or Mailbox(""),
        to=mailboxes(form.text("to")) or headers.to,
        cc=mailboxes(form.text("cc")) or headers.cc,
        date=headers.date,
        all_recipients=" ".join((form.text("to"), form.text("cc"), headers.all_recipients)),
        machine=headers.machine,
        content_type=headers.content_type,
        is_shortened=is_shortened or headers.is_shortened,
    )


def _files(form: Form, keep: Keep) -> tuple[tuple[FilePart, ...], tuple[str, ...]]:
    """The files in their order, and the names of those beyond the limit."""
    described = form.json("attachment-info")
    ids = {str(part): str(cid) for cid, part in form.json("content-ids").items()}
    files: list[FilePart] = []
    left_out: list[str] = []
    for key, file in form.files.items():
        info = described.get(key)
        claimed = str(info.get("filename") or info.get("name") or "") if isinstance(info, dict) else ""
        if len(files) < MOST_FILES:
            cid = ids.get(key, "").strip(" <>")
            files.append(file_part(claimed or file.name, file.mime, file.content, cid, keep))
        else:
            left_out.append(file_name(claimed or file.name))
    return tuple(files), tuple(left_out)
