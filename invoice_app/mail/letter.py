"""The body of an email: text and HTML from one value, the same words in both.

The preview on screen shows `Bodies.html`, the very characters that leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from invoice_app.mail.wording import NUMBERS_JOINED, REPLY_ABOVE

# The signature mark that mail programs know.
_FOOTER = "\n\n-- \n"
_BODY = (
    "margin:0;padding:24px 16px;background:#ffffff;color:#1c1c1a;"
    "font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
)
_MUTED = "margin:0 0 16px;color:#6b6b66;font-size:13px"
_BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:6px;background:{accent};"
    "color:#ffffff;text-decoration:none;font-weight:600"
)


@dataclass(frozen=True, slots=True)
class Button:
    """A link that stands out; `url` must be `http:` or `https:`."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Footer:
    """Who writes: `address` is postal, one line each; `numbers` are ready to read (« TPS 123… »)."""

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said, in one language. A paragraph may hold several lines."""

    greeting: str
    paragraphs: tuple[str, ...]
    language: str = "fr"
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Bodies:
    text: str
    html: str


def write(*letters: Letter, footer: Footer, conversational: bool = True, accent: str = "#1f5f5b") -> Bodies:
    """The bodies of an email; given two letters (both languages), the second stands below the first.

    A conversational email starts with the line above which people answer. Raises `ValueError` for a
    button that leads anywhere but to a web page.
    """
    for letter in letters:
        if letter.button and not letter.button.url.startswith(("https://", "http://")):
            raise ValueError("a button leads to a web page")
    first = letters[0].language
    above = REPLY_ABOVE.to(first) if conversational else ""
    return Bodies(
        text=_text(letters, footer, above),
        html=_html(letters, footer, above, first, accent),
    )


def said(text: str) -> str:
    """What a letter says to people: its text without the line to answer above and without its footer."""
    body = text.partition(_FOOTER)[0]
    first, _, rest = body.partition("\n")
    return (rest if first in (REPLY_ABOVE.fr, REPLY_ABOVE.en) else body).strip()


def _text(letters: tuple[Letter, ...], footer: Footer, above: str) -> str:
    parts = [above] if above else []
    for n, letter in enumerate(letters):
        parts += ["* * *"] if n else []
        parts += [letter.greeting, *letter.paragraphs]
        if letter.button:
            parts.append(f"{letter.button.label}\n{letter.button.url}")
    body = "\n\n".join(part for part in parts if part)
    return body + _FOOTER + "\n".join(_signature(footer)) + "\n"


def _html(letters: tuple[Letter, ...], footer: Footer, above: str, first: str, accent: str) -> str:
    inside = [f'<p style="{_MUTED}">{escape(above)}</p>'] if above else []
    for n, letter in enumerate(letters):
        inside += ['<hr style="border:0;border-top:1px solid #d9d9d4;margin:24px 0">'] if n else []
        inside.append(f'<div lang="{_tag(letter.language)}">{_section(letter, accent)}</div>')
    lines = "<br>".join(_lines(line) for line in _signature(footer))
    inside.append(
        '<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #d9d9d4;'
        f'color:#6b6b66;font-size:13px">{lines}</p>'
    )
    return (
        f'<!doctype html>\n<html lang="{_tag(first)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<title>{escape(footer.name)}</title></head>\n<body style="{_BODY}">\n'
        '<div style="max-width:560px">\n' + "\n".join(inside) + "\n</div>\n</body></html>\n"
    )


def _section(letter: Letter, accent: str) -> str:
    paragraphs = [
        f'<p style="margin:0 0 16px">{_lines(each)}</p>'
        for each in (letter.greeting, *letter.paragraphs)
        if each
    ]
    if letter.button:
        style = escape(_BUTTON.format(accent=accent))
        link = f'<a href="{escape(letter.button.url)}" style="{style}">{escape(letter.button.label)}</a>'
        paragraphs.append(f'<p style="margin:24px 0">{link}</p>')
    return "\n".join(paragraphs)


def _signature(footer: Footer) -> list[str]:
    lines = [footer.name, ", ".join(footer.address), footer.phone, NUMBERS_JOINED.join(footer.numbers)]
    return [line for line in lines if line]


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())


def _tag(language: str) -> str:
    return "en-CA" if language == "en" else "fr-CA"
