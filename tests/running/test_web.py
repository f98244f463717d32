"""What stands between the network and the app."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

from invoice_app.shared.settings import settings
from invoice_app.web import guarded

_INLINE = "let shown = 'é';"


async def _echo(request: Request) -> Response:
    return PlainTextResponse(f"{request.url.path} {len(await request.body())}")


async def _page(_: Request) -> Response:
    return HTMLResponse("<h1>Page</h1>")


async def _pdf(_: Request) -> Response:
    return Response(b"%PDF-", media_type="application/pdf", headers={"cache-control": "private"})


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


@pytest.fixture
def app(tmp_path: Path) -> ASGIApp:
    client = tmp_path / "client"
    (client / "invoices").mkdir(parents=True)
    (client / "invoices" / "index.html").write_text(
        f"<script>{_INLINE}</script><script src='/a.js'></script>"
    )
    (client / "404.html").write_text("<script>shell()</script>")
    inner = Starlette(
        routes=[
            Route("/files/problem", _page),
            Route("/files/invoice.pdf", _pdf),
            Route("/invoices/", _page),
            Route("/contracts/42", _page),
            WebSocketRoute("/_event", _socket),
            Route("/{path:path}", _echo, methods=["GET", "POST"]),
        ]
    )

    def signed_in(cookies: Mapping[str, str]) -> bool:
        return cookies.get("session") == "good"

    return guarded(signed_in, client)(inner)


@pytest.fixture
def http(app: ASGIApp) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost:8000", follow_redirects=False) as client:
        yield client


def hashed(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_a_page_runs_its_own_inline_scripts_and_no_other(http: TestClient) -> None:
    policy = http.get("/invoices").headers["content-security-policy"]
    assert f"script-src 'self' {hashed(_INLINE)};" in policy


def test_a_page_of_the_build_is_served_without_a_redirect(http: TestClient) -> None:
    answer = http.get("/invoices")
    assert (answer.status_code, answer.text) == (200, "<h1>Page</h1>")


def test_a_page_with_a_reference_in_its_address_has_the_shell_s_policy(http: TestClient) -> None:
    assert hashed("shell()") in http.get("/contracts/42").headers["content-security-policy"]


def test_html_of_a_route_runs_no_script(http: TestClient) -> None:
    assert http.get("/files/problem").headers["content-security-policy"].startswith("default-src 'none'")


def test_a_document_is_framed_by_us_alone_and_keeps_what_it_says_of_itself(http: TestClient) -> None:
    headers = http.get("/files/invoice.pdf").headers
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["cache-control"] == "private"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/assets/index-1a2b.js", "public, max-age=31536000, immutable"),
        ("/fonts/inter.woff2", "public, max-age=604800"),
        ("/quittance.css", "no-cache"),
        ("/files/anything", "no-store"),
    ],
)
def test_how_long_an_answer_is_kept(http: TestClient, path: str, kept: str) -> None:
    assert http.get(path).headers["cache-control"] == kept


def test_https_is_asked_for_once_the_address_has_it(http: TestClient, public: str) -> None:
    assert http.get("/invoices").headers["strict-transport-security"] == "max-age=31536000"


def test_https_is_not_asked_for_on_a_machine_without_it(http: TestClient) -> None:
    assert "strict-transport-security" not in http.get("/invoices").headers


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PUBLIC_URL", "https://factures.example")
    settings.cache_clear()
    return "https://factures.example"


def opens(http: TestClient, **headers: str) -> bool:
    try:
        with http.websocket_connect("ws://localhost:8000/_event", headers=headers):
            return True
    except WebSocketDisconnect as closed:
        return closed.code != 4403


def test_a_socket_opens_for_the_page_s_own_origin(http: TestClient) -> None:
    assert opens(http, Origin="http://localhost:8000")
    assert opens(http, Origin="http://192.168.1.5:8000", Host="192.168.1.5:8000")


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://localhost:9000", "null", ""])
def test_a_socket_stays_closed_for_another_origin(http: TestClient, origin: str) -> None:
    assert not opens(http, Origin=origin)


def test_a_socket_stays_closed_where_no_origin_is_said(http: TestClient) -> None:
    assert not opens(http)


def test_with_a_public_address_no_other_name_is_ours(http: TestClient, public: str) -> None:
    assert opens(http, Origin=public)
    assert opens(http, Origin="http://localhost:8000")
    assert not opens(http, Origin="http://rebound.example", Host="rebound.example")


def test_a_form_of_another_site_is_refused(http: TestClient) -> None:
    assert http.post("/do/sign-in", headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert http.post("/do/sign-in", headers={"Origin": "http://localhost:8000"}).status_code == 200


def test_a_provider_that_names_no_origin_may_post(http: TestClient) -> None:
    assert http.post("/hooks/inbound", content=b"x" * 2_000_000).text == "/hooks/inbound 2000000"


def test_a_body_that_says_it_is_too_large_is_refused(http: TestClient) -> None:
    assert http.post("/do/sign-in", content=b"x" * (1024 * 1024 + 1)).status_code == 413
    assert http.post("/do/sign-in", content=b"x" * (1024 * 1024)).status_code == 200


def test_a_body_without_a_length_is_counted(http: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (b"x" * 100_000 for _ in range(11))

    assert http.post("/do/sign-in", content=pieces()).status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "٣"])
def test_a_length_that_is_no_number_is_refused(http: TestClient, length: str) -> None:
    sent = [(b"content-length", length.encode())]
    assert http.post("/do/sign-in", headers=httpx.Headers(sent)).status_code == 413


def test_uploads_are_taken_from_people_who_are_signed_in(http: TestClient) -> None:
    assert http.post("/_upload", content=b"file").status_code == 401
    assert http.post("/_upload", content=b"file", headers={"Cookie": "session=bad"}).status_code == 401
    assert http.post("/_upload", content=b"file", headers={"Cookie": "session=good"}).status_code == 200


def test_uploads_are_shown_to_nobody(http: TestClient) -> None:
    assert http.get("/_upload/letter.pdf", headers={"Cookie": "session=good"}).status_code == 404
