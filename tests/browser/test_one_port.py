"""The pages, the socket and the routes share one port, and belong to their own origin alone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from secrets import token_bytes
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from invoice_app.commands.build import CLIENT
from tests.browser.conftest import Server, Troubles
from tests.databases import Backend

_SOCKET = "/_event/?EIO=4&transport=websocket&token=0e8a4b0e-0000-4000-8000-000000000000"


def ask(url: str, **headers: str) -> HTTPResponse:
    try:
        return urlopen(Request(url, headers=headers))
    except HTTPError as refused:
        return refused  # an answer too


def socket_answers(server: Server, origin: str | None) -> bool:
    """Whether a websocket handshake succeeds."""
    link = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    headers["Sec-WebSocket-Key"] = b64encode(token_bytes(16)).decode()
    link.request("GET", _SOCKET, headers=headers | ({"Origin": origin} if origin else {}))
    status = link.getresponse().status
    link.close()
    assert status in (101, 403)
    return status == 101


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_page_talks_to_the_address_that_it_came_from(server: Server, page: Page, name: str) -> None:
    with page.expect_websocket() as socket:
        page.goto(server.url.replace("localhost", name))
    with socket.value.expect_event("framereceived"):
        pass
    assert urlsplit(socket.value.url).netloc == urlsplit(page.url).netloc


def test_one_build_serves_on_any_port(
    serve: Callable[..., Server], sqlite: Backend, visitor: Callable[..., Page]
) -> None:
    page = visitor(serve(sqlite).url)
    with page.expect_websocket() as socket:
        page.goto("/")
    with socket.value.expect_event("framereceived"):
        pass


def test_a_socket_is_opened_by_our_own_pages_only(server: Server) -> None:
    assert socket_answers(server, server.url)
    assert not socket_answers(server, "https://elsewhere.example")
    assert not socket_answers(server, None)


def test_no_other_origin_may_read_an_answer(server: Server) -> None:
    answer = ask(server.url + "/ping", Origin="https://elsewhere.example")
    assert "access-control-allow-origin" not in answer.headers


def test_every_page_of_the_build_is_served_without_a_redirect_under_a_strict_policy(server: Server) -> None:
    addresses = [
        "/" + p.parent.relative_to(CLIENT).as_posix().removeprefix(".") for p in CLIENT.rglob("index.html")
    ]
    for address in addresses:
        answer = ask(server.url + address)
        assert (answer.status, answer.url) == (200, server.url + address)
        policy = answer.headers["content-security-policy"]
        scripts = policy.partition("script-src ")[2].partition(";")[0]
        assert "'sha256-" in scripts
        assert "unsafe" not in scripts


def test_no_page_breaks_its_policy(server: Server, page: Page) -> None:
    for file in CLIENT.rglob("index.html"):
        page.goto("/" + file.parent.relative_to(CLIENT).as_posix().removeprefix("."))
        page.wait_for_load_state("networkidle")


def test_hashed_files_are_kept_and_pages_are_asked_for_again(server: Server) -> None:
    # The largest: what is small enough is left as it is.
    script = max((CLIENT / "assets").glob("*.js"), key=lambda file: file.stat().st_size)
    assert "immutable" in ask(f"{server.url}/assets/{script.name}").headers["cache-control"]
    assert ask(server.url + "/").headers["cache-control"] == "no-cache"
    assert ask(server.url + "/assets/none.js").headers["cache-control"] == "no-cache"


def test_scripts_travel_compressed(server: Server) -> None:
    # The largest: what is small enough is left as it is.
    script = max((CLIENT / "assets").glob("*.js"), key=lambda file: file.stat().st_size)
    answer = ask(f"{server.url}/assets/{script.name}", **{"Accept-Encoding": "gzip, br"})
    assert answer.headers["content-encoding"] in ("gzip", "br")


def test_nobody_uploads_without_a_session_and_nobody_lists_uploads(server: Server) -> None:
    upload = Request(server.url + "/_upload", data=b"x" * 100, method="POST")
    with pytest.raises(HTTPError, match="401"):
        urlopen(upload)
    assert ask(server.url + "/_upload/anything.pdf").status == 404


def test_an_open_page_comes_back_with_the_server(
    each_server: Server, visitor: Callable[..., Page], troubles: Troubles
) -> None:
    troubles.expected("ERR_CONNECTION_REFUSED|WebSocket")
    page = visitor(each_server.url)
    with page.expect_websocket():
        page.goto("/")
    with each_server.away():
        page.wait_for_timeout(500)
    with page.expect_websocket(timeout=30_000):
        pass
