"""Formatted text made harmless once more, at each reading."""

from __future__ import annotations

from collections.abc import Mapping

import nh3

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "center", "code", "dd", "div", "dl", "dt", "em", "font", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"align", "dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "width", "valign"},
    "th": {"colspan", "rowspan", "width", "valign"},
}


def shown_html(clean_html: str, cid_to_url: Mapping[str, str], *, allow_remote: bool) -> str:
    """The sanitised HTML of an email as it is shown: `cid:` pictures from `cid_to_url` (by content id,
    without brackets), pictures from elsewhere only where they were asked for.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag != "img" or name != "src":
            return value
        if value.startswith("cid:"):
            return cid_to_url.get(value[4:])
        return value if allow_remote and value.startswith("https://") else None

    return nh3.clean(
        clean_html[: 512 * 1024],
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer nofollow",
    )
