"""What a page may reach while it is printed: its own data, or for our stylesheets our own fonts."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher, URLFetcherResponse

FONTS = Path(__file__).resolve().parents[3] / "assets" / "fonts"


class OnlyItself(URLFetcher):
    """For HTML: nothing but `data:` URLs."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)


class OnlyFonts(URLFetcher):
    """For our stylesheets: nothing but files in the fonts folder."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if Path(url2pathname(urlsplit(url).path)).resolve().parent != FONTS:
            raise ValueError(f"not one of our fonts: {url}")
        return super().fetch(url, headers)
