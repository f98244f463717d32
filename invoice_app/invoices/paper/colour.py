"""One accent colour, made safe to read on paper whatever was chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass

Rgb = tuple[int, int, int]

DEFAULT = "#1f5f5b"
INK: Rgb = (23, 26, 31)
WHITE: Rgb = (255, 255, 255)
READABLE = 4.5
"""WCAG's least contrast for text of ordinary size."""


@dataclass(frozen=True, slots=True)
class Palette:
    """`fill` for the band, `on_fill` for text upon it, `text` for text on white, `tint` for pale rows."""

    fill: str
    on_fill: str
    text: str
    tint: str


def palette(accent: str) -> Palette:
    """The colours of a page; anything but `#rrggbb` gives the default accent."""
    chosen = accent if re.fullmatch(r"#[0-9a-fA-F]{6}", accent) else DEFAULT
    accent_text = _darkened(_rgb(chosen))
    fill, on_fill = _band(_rgb(chosen))
    return Palette(
        fill=_hex(fill),
        on_fill=_hex(on_fill),
        text=_hex(accent_text),
        tint=_hex(_mixed(accent_text, WHITE, 0.06)),
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG contrast, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _band(colour: Rgb) -> tuple[Rgb, Rgb]:
    """The colour with white on it, or ink; a shade darker where neither can be read."""
    for on_fill in (WHITE, INK):
        if contrast(on_fill, colour) >= READABLE:
            return colour, on_fill
    return _darkened(colour), WHITE


def _darkened(colour: Rgb) -> Rgb:
    share = 1.0
    while contrast(_mixed(colour, INK, share), WHITE) < READABLE:
        share -= 0.05
    return _mixed(colour, INK, share)


def _mixed(colour: Rgb, other: Rgb, share: float) -> Rgb:
    r, g, b = (round(a * share + z * (1 - share)) for a, z in zip(colour, other, strict=True))
    return r, g, b


def _luminance(colour: Rgb) -> float:
    r, g, b = (_linear(channel / 255) for channel in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _rgb(text: str) -> Rgb:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
