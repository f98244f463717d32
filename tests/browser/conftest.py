"""A real browser against the real server: the build of `make run`, on a port and data of its own.

`page` fails its test when the page writes an error to the console, raises one, or breaks the content
policy; what went wrong is also kept as a picture in build/screenshots, and with SCREENSHOTS set
(`make screenshots`) how every test left its pages.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from invoice_app.commands.build import PROJECT, build
from invoice_app.commands.serve import answers, environment
from invoice_app.commands.serve import server as server_command
from tests.databases import Backend
from tests.mail.fake_sendgrid import FakeSendGrid

SCREENSHOTS = PROJECT / "build" / "screenshots"
SETUP_CODE = "TEST-CODE"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass
class Server:
    """A server under test; `away()` and `restart()` are for tests of what then happens in open pages."""

    url: str
    data_dir: Path
    env: dict[str, str]
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = (self.data_dir / "server.log").open("ab")
        command = server_command("127.0.0.1", int(self.env["PORT"]))
        self._process = subprocess.Popen(
            command, cwd=PROJECT, env=self.env, stdout=log, stderr=log, start_new_session=True
        )
        deadline = time.monotonic() + 90
        while not answers(f"{self.url}/ping"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log()[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    @contextmanager
    def away(self) -> Iterator[None]:
        """While the server is gone; it is back afterwards."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def log(self) -> str:
        return (self.data_dir / "server.log").read_text(errors="replace")


@pytest.fixture(scope="session")
def front() -> None:
    """The pages, built as `make run` builds them."""
    build()


@pytest.fixture(scope="session")
def serve(front: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a server on a fresh database: `serve(backend, MAIL_TRANSPORT="local")`."""
    started: list[Server] = []

    def start(backend: Backend, **settings: str) -> Server:
        data_dir = tmp_path_factory.mktemp("server")
        port = free_port()
        own = {
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": backend.fresh(),
        }
        env = environment() | own | {"SETUP_CODE": SETUP_CODE} | settings
        env.pop("PYTEST_CURRENT_TEST", None)
        server = Server(f"http://localhost:{port}", data_dir, env)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def server(serve: Callable[..., Server], sqlite: Backend) -> Server:
    """One server on SQLite, shared by every test that asks for it."""
    return serve(sqlite)


@pytest.fixture(params=["sqlite", "postgresql"])
def each_server(request: pytest.FixtureRequest, serve: Callable[..., Server]) -> Iterator[Server]:
    """A server of the test's own, on each database in turn."""
    running = serve(request.getfixturevalue(request.param))
    yield running
    running.stop()


def free_port() -> int:
    """A port from TEST_PORTS (`9150-9179`), or any that is free."""
    first, _, last = os.environ.get("TEST_PORTS", "0-0").partition("-")
    for port in range(int(first), int(last) + 1):
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise RuntimeError("no port of TEST_PORTS is free")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if program is None:
        pytest.skip("no Chromium or Chrome is installed (apt-get install chromium)")
    running = playwright.chromium.launch(executable_path=program, args=_QUIET)
    yield running
    running.close()


@dataclass
class Troubles:
    """What a page complained of. A test that provokes a complaint says so: `expected("404")`."""

    found: list[str] = field(default_factory=list)
    _expected: list[str] = field(default_factory=list)

    def expected(self, pattern: str) -> None:
        self._expected.append(pattern)

    def unexpected(self) -> list[str]:
        return [text for text in self.found if not any(re.search(p, text) for p in self._expected)]

    def watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        # A breach of the content policy is written to the console as an error too.
        if message.type == "error":
            self.found.append(f"{message.location.get('url', '')}: {message.text}")


@pytest.fixture
def sendgrid() -> Iterator[FakeSendGrid]:
    """A SendGrid that keeps what it is sent."""
    with FakeSendGrid() as fake:
        yield fake


@pytest.fixture
def troubles() -> Troubles:
    return Troubles()


@pytest.fixture
def visitor(
    browser: Browser, server: Server, troubles: Troubles, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Somebody with a browser of their own, cookies apart: `visitor(locale="en-CA", viewport=…)`."""
    contexts: list[BrowserContext] = []

    def enter(base_url: str = "", **choices: Any) -> Page:
        usual = {
            "locale": "fr-CA",
            "timezone_id": "America/Toronto",
            "viewport": {"width": 1280, "height": 800},
        }
        context = browser.new_context(**{**usual, "base_url": base_url or server.url, **choices})
        context.set_default_timeout(15_000)
        context.on("page", troubles.watch)
        contexts.append(context)
        return context.new_page()

    yield enter
    unexpected = troubles.unexpected()
    if unexpected or getattr(request.node, "failed", False) or "SCREENSHOTS" in os.environ:
        _keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    assert not unexpected, "the page complained:\n" + "\n".join(unexpected)


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """A French-speaking visitor's page, 1280 by 800."""
    return visitor()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed
    return report


def _keep_pictures(name: str, contexts: list[BrowserContext]) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w-]+", "-", name)
    for number, page in enumerate(page for context in contexts for page in context.pages):
        page.screenshot(path=SCREENSHOTS / f"{stem}-{number}.png", full_page=True)


_STILL = """() => Promise.allSettled(document.getAnimations()
    .filter((a) => a.effect.getComputedTiming().endTime !== Infinity)
    .map((a) => a.finished))"""


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """The accessibility rules that a page breaks, as sentences; `axe(page) == []` is the aim."""
    source = Path(AXE_FILE_PATH).read_text()

    def broken(page: Page, within: str = "html") -> list[str]:
        # A page that is still loading is not the page.
        page.locator("h1").first.wait_for()
        # Nor is one whose banner is half faded in (spinners turn for ever, and are not waited for).
        page.evaluate(_STILL)
        # Through the debugger, which the page's content policy does not concern.
        page.evaluate(source)
        options = {"runOnly": {"type": "tag", "values": list(_RULES)}, "resultTypes": ["violations"]}
        answer = page.evaluate("([where, options]) => axe.run(where, options)", [within, options])
        return [
            f"{rule['id']}: {rule['help']} — {node['html'][:160]}"
            for rule in answer["violations"]
            for node in rule["nodes"]
        ]

    return broken
