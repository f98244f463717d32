"""What stands between the network and the app, on every request.

One port serves the pages, the socket and the routes. Here the page's own origin is admitted and no
other, bodies are bounded, uploads ask for a session, and every answer carries its headers. Scripts
run only when they are files of ours or inline scripts of the build, each named by its hash.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from invoice_app.shared.settings import settings

CLIENT = Path(".web/build/client")

SignedIn = Callable[[Mapping[str, str]], bool]

_KILO = 1024
_MEGA = 1024 * _KILO
# The first prefix that fits decides. A mail provider posts whole messages, attachments included, and takes
# « too large » for « come again »: the hooks count for themselves.
_LARGEST_BODY = (("/hooks/", 110 * _MEGA), ("/_upload", 30 * _MEGA), ("/", _MEGA))
# Where our own routes answer; everything else is a page or one of its files.
_ROUTES = ("/do/", "/files/", "/hooks/")
_SAFE = ("GET", "HEAD", "OPTIONS")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

_ALWAYS = {
    "x-content-type-options": "nosniff",
    # Not `no-referrer`: with it a browser posts our own forms with « Origin: null ».
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# HTML that is not a page of the build brings no script; a PDF may be framed by our own pages.
_BARE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
_FILE_POLICY = "frame-ancestors 'self'"


def guarded(signed_in: SignedIn, client: Path = CLIENT) -> Callable[[ASGIApp], ASGIApp]:
    """The wrapper for the whole app; last in `rx.App(api_transformer=[…])`.

    `signed_in` answers, from the request's cookies, whether somebody is; it may ask the database.
    """
    pages = Pages(client)

    def wrap(app: ASGIApp) -> ASGIApp:
        return _with_headers(_own_origin(_bounded(_upload_gate(pages.served(app), signed_in))), pages)

    return wrap


class Pages:
    """The pages of the build: their addresses, and the policy of each."""

    def __init__(self, client: Path) -> None:
        files = {file.relative_to(client).as_posix(): file for file in client.rglob("*.html")}
        self._policies = {"/" + name: _page_policy(file.read_text()) for name, file in files.items()}
        self._addresses = {"/" + n.removesuffix("/index.html") for n in files if n.endswith("/index.html")}

    def served(self, app: ASGIApp) -> ASGIApp:
        """`/invoices` is the file `invoices/index.html`: hand it over without a redirect to `/invoices/`."""

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["method"] in _SAFE and scope["path"] in self._addresses:
                path = scope["path"] + "/"
                scope = {**scope, "path": path, "raw_path": path.encode()}
            await app(scope, receive, send)

        return serve

    def policy(self, path: str) -> str:
        """The policy of the HTML served at a path; what is no file is the app's shell, `404.html`."""
        name = "/index.html" if path == "/" else path.rstrip("/") + "/index.html"
        return self._policies.get(name) or self._policies.get(path) or self._policies.get("/404.html", "")


def _page_policy(html: str) -> str:
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", html, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline)
    return _PAGE_POLICY.format(scripts=" ".join(dict.fromkeys(f"'sha256-{h}'" for h in hashes)))


def _with_headers(app: ASGIApp, pages: Pages) -> ASGIApp:
    async def headed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), scope["path"], message["status"], pages)
            await send(message)

        await app(scope, receive, send_headed)

    return headed


def _complete(headers: MutableHeaders, path: str, status: int, pages: Pages) -> None:
    """Add what the answer does not say itself."""
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    if settings().secure:
        headers.setdefault("strict-transport-security", "max-age=31536000")
    headers.setdefault("content-security-policy", _policy(headers.get("content-type", ""), path, pages))
    headers.setdefault("cache-control", _freshness(path, status))


def _policy(content_type: str, path: str, pages: Pages) -> str:
    if not content_type.startswith("text/html"):
        return _FILE_POLICY
    return (not path.startswith(_ROUTES) and pages.policy(path)) or _BARE_POLICY


def _freshness(path: str, status: int) -> str:
    if path.startswith(_ROUTES):
        return "no-store"
    if status >= 400:
        return "no-cache"
    if path.startswith("/assets/"):
        # The name holds a hash of the content.
        return "public, max-age=31536000, immutable"
    if path.startswith("/fonts/"):
        return "public, max-age=604800"
    return "no-cache"


def _own_origin(app: ASGIApp) -> ASGIApp:
    """Refuse other sites: their sockets, and what they post with a visitor's browser."""

    async def admit(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not _is_own(Headers(scope=scope), absent=False):
            await receive()
            await send({"type": "websocket.close", "code": 4403})
        elif scope["type"] == "http" and scope["method"] not in _SAFE and not _is_own(Headers(scope=scope)):
            await PlainTextResponse("other origin", 403)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return admit


def _is_own(headers: Headers, *, absent: bool = True) -> bool:
    """Whether the page that asks is one of ours; `absent` is the answer where no page asks."""
    origin = headers.get("origin")
    if origin is None:
        return absent
    if origin == _origin_of(settings().address):
        return True
    asked = urlsplit(origin).netloc
    # Once there is a public address it is the only one, beside the machine itself.
    known = not settings().public_url or asked.rpartition(":")[0] in _LOOPBACK or asked in _LOOPBACK
    return bool(asked) and known and asked == headers.get("host")


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _bounded(app: ASGIApp) -> ASGIApp:
    """Refuse a body that is too large, whether it says so first or not."""

    async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await app(scope, receive, send)
            return
        largest = next(size for prefix, size in _LARGEST_BODY if scope["path"].startswith(prefix))
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > largest:
            await _too_large(scope, receive, send)
            return
        taken = 0
        answering = False

        async def take() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > largest:
                raise _TooLarge
            return message

        async def answer(message: Message) -> None:
            nonlocal answering
            # Whatever the app makes of the interruption is not the answer.
            if taken <= largest or answering:
                answering = True
                await send(message)

        with suppress(_TooLarge):
            await app(scope, take, answer)
        if taken > largest and not answering:
            await _too_large(scope, receive, send)

    return bounded


class _TooLarge(Exception):
    """More bytes came than the address takes."""


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("too large", 413, headers={"connection": "close"})(scope, receive, send)


def _upload_gate(app: ASGIApp, signed_in: SignedIn) -> ASGIApp:
    """Reflex takes and shows uploads for anybody: take them from people only, and show none."""

    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/_upload"):
            await app(scope, receive, send)
        elif scope["method"] != "POST":
            await PlainTextResponse("not found", 404)(scope, receive, send)
        elif not await asyncio.to_thread(signed_in, _cookies(scope)):
            await PlainTextResponse("sign in first", 401)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return gate


def _cookies(scope: Scope) -> dict[str, str]:
    try:
        jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
