"""Pictures drawn on the spot: the logo, and the papers that clients enclose with their replies."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

_INK = "#1c1c1a"
_WHITE = "#ffffff"


def logo(accent: str) -> bytes:
    """A sail on two waves, as PNG on a transparent ground."""
    scale = 4
    image = Image.new("RGBA", (160 * scale, 120 * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.polygon(_scaled(scale, (74, 6), (74, 82), (22, 82)), fill=accent)
    draw.polygon(_scaled(scale, (84, 22), (84, 82), (124, 82)), fill=accent + "99")
    for top, shade in ((84, ""), (98, "99")):
        for left in range(10, 140, 44):
            box = _scaled(scale, (left, top - 18), (left + 44, top + 14))
            draw.arc([*box[0], *box[1]], 20, 160, fill=accent + shade, width=5 * scale)
    return _written(image.resize((480, 360), Image.Resampling.LANCZOS), "PNG")


def receipt(lines: Sequence[str]) -> bytes:
    """A picture of a transfer's confirmation, as PNG. Pillow's own font knows no accents."""
    return _written(_sheet((520, 300), lines), "PNG")


def order(lines: Sequence[str]) -> bytes:
    """A one-page purchase order, as PDF."""
    return _written(_sheet((850, 1100), lines), "PDF")


def _sheet(size: tuple[int, int], lines: Sequence[str]) -> Image.Image:
    image = Image.new("RGB", size, _WHITE)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        font = ImageFont.load_default(34 if row == 0 else 22)
        draw.text((50, 45 + row * 44), line, fill=_INK, font=font)
    return image


def _scaled(scale: int, *points: tuple[int, int]) -> list[tuple[int, int]]:
    return [(x * scale, y * scale) for x, y in points]


def _written(image: Image.Image, kind: str) -> bytes:
    written = io.BytesIO()
    image.save(written, kind)
    return written.getvalue()
