"""What a file in a message is: its name made harmless, what its first bytes say, and whether to beware.

Nothing is ever opened or unpacked here, and nothing is kept out: a file is named for what it is.
"""

from __future__ import annotations

import re

from invoice_app.mail.understanding.reading import FilePart, Keep, clean, file_name

DANGEROUS = "dangerous"
ENCRYPTED = "encrypted"

_DANGEROUS_ENDINGS = frozenset((
    "ade", "adp", "apk", "app", "appimage", "appref-ms", "appx", "asp", "aspx", "bat", "chm", "cmd",
    "com", "command", "cpl", "deb", "diagcab", "dll", "dmg", "docm", "dotm", "elf", "exe", "gadget",
    "hlp", "hta", "htm", "html", "inf", "ins", "iqy", "iso", "img", "vhd", "vhdx", "isp", "jar", "jnlp",
    "js", "jse", "jsp", "lib", "lnk", "mde", "mht", "mhtml", "mjs", "msc", "msh", "msi", "msix", "msp",
    "mst", "one", "pif", "pkg", "potm", "ppam", "ppsm", "pptm", "ppa", "ps1", "ps1xml", "psc1", "psm1",
    "py", "pyc", "rdp", "reg", "rpm", "scf", "scr", "sct", "settingcontent-ms", "sh", "shb",
    "shs", "shtml", "slk", "svg", "svgz", "swf", "sys", "url", "vb", "vbe", "vbs", "vsmacros", "wsc",
    "wsf", "wsh", "wll", "workflow", "xbap", "xhtml", "xht", "xla", "xlam", "xll", "xlsb", "xlsm",
    "xltm", "xnk", "xsl",
))  # fmt: skip
_DANGEROUS_TYPES = ("text/html", "image/svg+xml", "application/xhtml+xml", "application/x-msdownload")
_PROGRAMS: tuple[bytes, ...] = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
)
_PROGRAMS += (b"L\x00\x00\x00\x01\x14\x02\x00", b"MSCF", b"!<arch>", b"dex\n")
_MARKUP = re.compile(
    rb"^\s{0,200}(<!doctype html|<html|<head|<body|<script|<svg|<\?xml[^>]{0,200}\?>\s{0,50}<svg)",
    re.IGNORECASE,
)
_ENCRYPTED_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_ENCRYPTED_ENDINGS = ("p7m", "pgp", "gpg")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
# What a name promises, and the first bytes that keep the promise.
_PROMISES = {
    "pdf": (b"%PDF",), "png": (b"\x89PNG",), "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF8",), "docx": (b"PK", b"\xd0\xcf\x11\xe0"), "xlsx": (b"PK", b"\xd0\xcf\x11\xe0"),
    "pptx": (b"PK", b"\xd0\xcf\x11\xe0"), "zip": (b"PK",),
}  # fmt: skip
_HEAD = 1024


def file_part(name: str, mime: str, content: bytes, content_id: str, keep: Keep) -> FilePart:
    """A file of a message, its bytes kept."""
    name, mime = file_name(name), clean(mime).strip().lower()[:120] or "application/octet-stream"
    return FilePart(
        name=name,
        mime=mime,
        size=len(content),
        sha256=keep(content),
        content_id=clean(content_id)[:255],
        risk=risk_of(name, mime, content),
        is_picture=content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"),
    )


def risk_of(name: str, mime: str, content: bytes) -> str:
    """`dangerous`: a program, a page, a macro, or not what its name says; `encrypted`; or empty."""
    ending = name.lower().rpartition(".")[2]
    head = bytes(content[:_HEAD])
    if ending in _DANGEROUS_ENDINGS or mime in _DANGEROUS_TYPES or "macroenabled" in mime:
        return DANGEROUS
    if head.startswith(_PROGRAMS) or _MARKUP.match(head):
        return DANGEROUS
    promised = _PROMISES.get(ending)
    if promised and content and not any(head.startswith(p) or (p == b"%PDF" and p in head) for p in promised):
        return DANGEROUS
    is_locked = ending in _ENCRYPTED_ENDINGS or mime in _ENCRYPTED_TYPES or b"BEGIN PGP MESSAGE" in head
    return ENCRYPTED if is_locked or _is_locked_zip(head) else ""


def _is_locked_zip(head: bytes) -> bool:
    # The first bit of the flags in the first entry says so.
    return head.startswith(b"PK\x03\x04") and len(head) > 8 and bool(head[6] & 1)
