"""A real server on throw-away data, and a real browser in front of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.club import Club
from invoice_app.commands.build import build
from invoice_app.commands.serve import environment
from invoice_app.shared.settings import Settings
from tests.browser.conftest import Server, free_port
from tests.databases import Backend, Postgres, Sqlite

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def databases() -> Iterator[dict[str, Backend]]:
    """The databases that are installed here, by name."""
    with ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="quittance-bench-"))
        found: dict[str, Backend] = {"SQLite": Sqlite(Path(folder))}
        try:
            found["PostgreSQL"] = postgres = Postgres()
            closing.callback(postgres.stop)
        except FileNotFoundError as absent:
            print(f"without PostgreSQL: {absent}")
        yield found


@contextmanager
def served(club: Club) -> Iterator[Server]:
    """The build of `make run` on a club's database, with nothing of this machine's own settings."""
    build()
    with tempfile.TemporaryDirectory(prefix="quittance-bench-") as folder:
        port = free_port()
        own = {
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DATA_DIR": folder,
            "DATABASE_URL": club.database,
            "REFLEX_REDIS_URL": "",
        }
        usual = {name.upper(): str(field.default) for name, field in Settings.model_fields.items()}
        server = Server(f"http://localhost:{port}", Path(folder), environment() | usual | own)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as running:
        program = next(filter(None, map(shutil.which, _BROWSERS)), None)
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def visitor(browser: Browser, server: Server, club: Club | None = None) -> BrowserContext:
    """Somebody with a browser of their own; with a club, its admin, who is signed in."""
    context = browser.new_context(
        base_url=server.url, locale="fr-CA", viewport={"width": 1280, "height": 800}
    )
    if club is not None:
        context.add_cookies([{"name": "session", "value": club.secret, "url": server.url, "httpOnly": True}])
    return context
