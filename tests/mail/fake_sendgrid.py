"""A stand-in for SendGrid: a real HTTP server on loopback that answers in every way the real one does.

with FakeSendGrid() as sendgrid:
    sendgrid.answers("rate_limited", "accepted")
    …                                    # SENDGRID_URL = sendgrid.url
    assert sendgrid.payloads[0]["subject"] == "…"
"""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

_JSON = {"Content-Type": "application/json"}
_HTML = {"Content-Type": "text/html"}


def _errors(message: str, field: str | None = None) -> bytes:
    return json.dumps({"errors": [{"message": message, "field": field, "help": None}]}).encode()


# Name: status, headers, body. As documented, word for word where the documentation gives words.
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "accepted": (202, {}, b""),
    "bad_address": (
        400,
        _JSON,
        _errors("Does not contain a valid address.", "personalizations.0.to.0.email"),
    ),
    "bad_key": (401, _JSON, _errors("The provided authorization grant is invalid, expired, or revoked")),
    "unverified_sender": (
        403,
        _JSON,
        _errors("The from address does not match a verified Sender Identity.", "from"),
    ),
    "not_found": (404, _HTML, b"<html>not found</html>"),
    "too_large": (413, _JSON, _errors("content too large", "null")),
    "rate_limited": (429, _JSON, _errors("too many requests")),
    "server_error": (500, _JSON, _errors("internal")),
    "bad_gateway": (502, _HTML, b"<html>bad gateway</html>"),
    "unavailable": (503, _HTML, b"<html>upstream unavailable</html>"),
    "gateway_timeout": (504, _HTML, b""),
    "portal": (200, _HTML, b"<html>Sign in to the network</html>"),
    "redirect": (302, {}, b""),
    "redirect_307": (307, {}, b""),
}
# What goes wrong below HTTP.
FAULTS = ("dropped", "swallowed", "stalled", "dripping")


class FakeSendGrid:
    """Answers `accepted` unless told otherwise; keeps what it was sent."""

    def __init__(self, port: int = 0) -> None:
        self.payloads: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.reset_at = 0
        self.scopes = ["mail.send", "sender_verification_eligible"]
        self.scopes_answer = "accepted"
        self._next: deque[str] = deque()
        self._let_go = threading.Event()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answers(self, *names: str) -> None:
        """How the next requests are answered, in order; each is a key of `ANSWERS` or one of `FAULTS`."""
        for name in names:
            if name not in ANSWERS and name not in FAULTS:
                raise KeyError(name)
        self._next.extend(names)

    def recovers(self) -> None:
        """From now on every request is accepted, whatever was said of the next ones."""
        self._next.clear()

    def next_answer(self) -> str:
        return self._next.popleft() if self._next else "accepted"

    def next_scopes(self) -> str:
        """How `GET /v3/scopes` is answered: as set in `scopes_answer`, with `scopes` when accepted."""
        return self.scopes_answer

    def wait(self, seconds: float) -> None:
        """Hold a connection open, at most until the server is stopped."""
        self._let_go.wait(seconds)

    @property
    def is_stopped(self) -> bool:
        return self._let_go.is_set()

    def __enter__(self) -> FakeSendGrid:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is what some tests are about."""


def _handler(fake: FakeSendGrid) -> type[socketserver.BaseRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fake.requests.append(("POST", self.path, dict(self.headers)))
            answer = fake.next_answer()
            if answer == "dropped":
                self.close_connection = True
                return
            if answer == "swallowed":
                # It has the email, and the answer never comes.
                fake.payloads.append(json.loads(body))
                self.close_connection = True
                return
            if answer == "stalled":
                fake.wait(30)
                return
            if answer == "dripping":
                self._drip()
                return
            if answer == "accepted":
                fake.payloads.append(json.loads(body))
            self._answer(*ANSWERS[answer])

        def do_GET(self) -> None:
            fake.requests.append(("GET", self.path, dict(self.headers)))
            if self.path != "/v3/scopes":
                # Only a client that follows a redirect comes here.
                self._answer(200, _JSON, b"{}")
                return
            answer = fake.next_scopes()
            if answer == "stalled":
                fake.wait(30)
                return
            scopes = json.dumps({"scopes": fake.scopes}).encode()
            self._answer(*((200, _JSON, scopes) if answer == "accepted" else ANSWERS[answer]))

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status == 202:
                self.send_header("X-Message-Id", f"fake{len(fake.payloads):018d}")
            if status in (302, 307):
                self.send_header("Location", f"{fake.url}/elsewhere")
            if status == 429:
                self.send_header("X-RateLimit-Limit", "600")
                self.send_header("X-RateLimit-Remaining", "0")
                self.send_header("X-RateLimit-Reset", str(fake.reset_at or int(time.time()) + 600))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self) -> None:
            for byte in b"HTTP/1.1 202 Accepted\r\nX-Slow: " + b"x" * 1000:
                if fake.is_stopped:
                    return
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                fake.wait(0.05)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler
