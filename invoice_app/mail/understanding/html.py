"""HTML from strangers made harmless: what is left has no script, no style sheet, no frame, no form.

It is still shown apart from the page, under a policy of its own; this is the first of two walls.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

VERSION = 1
"""Raised when the rules below change, so that what older ones let through can be made anew."""
MOST = 256 * 1024
MOST_DEEP = 500

_TAGS = {"a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd",
         "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins",
         "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "table",
         "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul"}  # fmt: skip
# What is inside goes with them.
_GONE = {"script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object", "embed",
         "applet", "select", "textarea", "button", "audio", "video", "canvas"}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang", "style", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "table": {"align", "border", "cellpadding", "cellspacing"},
    "ol": {"start", "type"},
}
# None of these can load a thing or leave its place.
_STYLES = {"color", "background-color", "font-style", "font-weight", "text-align", "text-decoration",
           "border-collapse", "white-space"}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}
_LINK_REL = "noopener noreferrer nofollow"
_UNSAFE_VALUE = re.compile(r"url\s*\(|expression|@import|\\", re.IGNORECASE)
_EMBEDDED = re.compile(r"src\s{0,3}=\s{0,3}[\"']?data:", re.IGNORECASE)


class HtmlRefused(Invalid):
    says = Phrase(
        "La mise en forme n’est pas affichée\u00a0: {why}. Le texte l’est, et l’original est conservé.",
        "The formatting is not shown: {why}. The text is, and the original is kept.",
    )


TOO_LARGE = Phrase("plus de 256 Kio de HTML", "more than 256 KiB of HTML")
TOO_DEEP = Phrase("plus de 500 éléments imbriqués", "more than 500 nested elements")


@dataclass(frozen=True, slots=True)
class Clean:
    """Sanitised HTML whose `cid:` images stand; `remote` and `embedded` count images from elsewhere and
    images inside the HTML itself (which are left out).
    """

    html: str
    remote: int = 0
    embedded: int = 0


def cleaned(html: str, *, deepest: int) -> Clean:
    """Make HTML harmless; `deepest` is how many elements are open in it at once. Raises `HtmlRefused`."""
    if len(html.encode("utf-8", "replace")) > MOST:
        raise HtmlRefused(why=TOO_LARGE)
    if deepest > MOST_DEEP:
        raise HtmlRefused(why=TOO_DEEP)
    remote: set[str] = set()

    def look(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("img", "src") and value.strip().lower().startswith(("http:", "https:")):
            remote.add(value)
        return None if attribute == "style" and _UNSAFE_VALUE.search(value) else value

    return Clean(_clean(html, look).strip(), len(remote), len(_EMBEDDED.findall(html)))


def shown_html(clean_html: str, cid_to_url: Mapping[str, str], allow_remote: bool) -> str:
    """What is shown of `Email.clean_html`: its own images under the addresses of `cid_to_url` (by
    Content-ID without brackets), images from elsewhere only if they are allowed. Sanitises once more.
    """
    urls: list[str] = []
    # Stands for an image of ours until the rules about addresses have been applied; nobody can write it.
    ours = f"https://{secrets.token_hex(16)}.invalid/"

    def place(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "style" and _UNSAFE_VALUE.search(value):
            return None
        if (tag, attribute) != ("img", "src"):
            return value
        if value.lower().startswith("cid:"):
            url = cid_to_url.get(content_id(value[4:]))
            if url is None:
                return None
            urls.append(url)
            return f"{ours}{len(urls) - 1}/"
        return value if allow_remote else None

    html = _clean(clean_html, place)
    parts = re.split(rf'src="{re.escape(ours)}(\d+)/"', html)
    for n in range(1, len(parts), 2):
        parts[n] = f'src="{_attribute(urls[int(parts[n])])}"'
    return "".join(parts)


def content_id(written: str) -> str:
    """A Content-ID as `cid:` links name it: no brackets, percent signs read."""
    return unquote(written.strip()).strip("<> ")


def _attribute(url: str) -> str:
    return url.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def _clean(html: str, look: Callable[[str, str, str], str | None]) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        attribute_filter=look,
        strip_comments=True,
        link_rel=_LINK_REL,
        url_schemes=_SCHEMES,
        url_relative="deny",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        filter_style_properties=_STYLES,
    )
