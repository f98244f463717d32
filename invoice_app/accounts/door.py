"""The door: nothing runs in the app, by event or by route, before it has asked « may they? ».

The person is known only by the HttpOnly session cookie, looked up on every event, so that signing
out, disabling an account or changing a level takes effect at the next click everywhere.
"""

import contextlib
import functools
from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from secrets import compare_digest
from urllib.parse import quote

import reflex as rx
from reflex.event import Event
from reflex.state import StateUpdate
from reflex_base.registry import RegistrationContext
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from invoice_app.accounts.queries import Recognised, recognise, viewer_for_session
from invoice_app.accounts.signing_in import seen
from invoice_app.organisation.brand import fill_brand
from invoice_app.shared.database import read, reading, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import PUBLIC, Policy, Viewer, may, require
from invoice_app.shared.phrases import as_language
from invoice_app.shared.refusals import NotFound, Refusal
from invoice_app.shared.settings import settings
from invoice_app.ui.banner import Banner
from invoice_app.ui.locale import Locale
from invoice_app.ui.policy import policy_of
from invoice_app.ui.visitor import Visitor

on_page: list[Callable[[rx.State, Viewer | None], Awaitable[None]]] = []
"""What the rooms above fill in the frame whenever a page is opened; set by the front door."""
_OF_THE_FRAMEWORK = ("reflex", "reflex_base", "reflex_components_core")
# The framework's own way of setting a var by name; nothing of ours uses it.
_CLOSED = frozenset({"setvar"})
# Before there is an organisation every page leads to set-up, and nothing else runs.
_BEFORE_SET_UP = ("invoice_app.accounts.setup_state", "invoice_app.ui.")


def cookie_name() -> str:
    """With HTTPS, the prefix makes browsers refuse a cookie set by anything but this very host."""
    return "__Host-session" if settings().secure else "session"


def secret_in(cookie_header: str) -> str:
    """The session's secret in a Cookie header, or nothing."""
    return cookie_in(cookie_header, cookie_name())


def cookie_in(cookie_header: str, name: str) -> str:
    """One cookie of a Cookie header, or nothing."""
    cookies: SimpleCookie = SimpleCookie()
    with contextlib.suppress(CookieError):
        cookies.load(cookie_header)
    found = cookies.get(name)
    return found.value if found else ""


def secret_of(state: rx.State) -> str:
    """The secret of the session that a tab's socket was opened with."""
    return secret_in(state.router.headers.cookie or "")


class Door(rx.Middleware):
    """Default-deny for events."""

    async def preprocess(  # type: ignore[override]
        self, app: rx.App, state: rx.State, event: Event
    ) -> StateUpdate | None:
        secret = secret_of(state)
        recognised = await read(recognise, secret, now_utc()) if secret else Recognised()
        viewer = recognised.viewer
        await _bind(state, viewer)
        brand = await fill_brand(state)
        # What a person does carries an address; what the server sends to its pages is no sign of life.
        if recognised.is_stale and event.router_data:
            await _note_life(secret)
        name = event.name.rpartition(".")[2]
        method = event.state_cls.event_handlers[name].fn
        if name in _CLOSED:
            return _turned_away(state, viewer)
        if name == "on_load_internal":
            (await state.get_state(Banner))._turn_page()
            for fill in on_page:
                await fill(state, viewer)
        if method.__module__.split(".")[0] in _OF_THE_FRAMEWORK:
            return None
        if not brand.is_set_up and not method.__module__.startswith(_BEFORE_SET_UP):
            return StateUpdate(events=Event.from_event_type(rx.redirect("/setup")))
        policy = policy_of(method)
        if policy is None or not may(viewer, policy):
            return _turned_away(state, viewer)
        return None


async def _bind(state: rx.State, viewer: Viewer | None) -> None:
    """Make the tab's state this person's. Another person in the same tab must find nothing left."""
    visitor = await state.get_state(Visitor)
    if visitor._viewer == viewer:
        return
    before = visitor._viewer
    if (before.account_id if before else None) != (viewer.account_id if viewer else None):
        locale = (await state.get_state(Locale)).lang
        state._get_root_state().reset()  # type: ignore[no-untyped-call]
        (await state.get_state(Locale)).lang = viewer.language if viewer else locale
    visitor._recognise(viewer)


async def _note_life(secret: str) -> None:
    # A database that cannot be written to must not keep anyone from reading.
    with contextlib.suppress(OperationalError):
        await write(seen, secret=secret, now=now_utc())


def _turned_away(state: rx.State, viewer: Viewer | None) -> StateUpdate:
    if viewer is not None:
        return StateUpdate(events=Event.from_event_type(rx.redirect("/refused")))
    url = state._get_root_state().router.url
    wanted = quote(url.path + (f"?{url.query}" if url.query else ""))
    return StateUpdate(events=Event.from_event_type(rx.redirect(f"/sign-in?next={wanted}")))


def own_tab(app: ASGIApp) -> ASGIApp:
    """Take an upload only from the session that its tab's socket was opened with.

    An upload runs as whoever the tab belongs to, and names the tab by a token. The token stands in the
    socket's address, so in the logs of whatever is in between: knowing it must not be enough.
    """

    async def take(scope: Scope, receive: Receive, send: Send) -> None:
        is_upload = scope["type"] == "http" and scope["path"].startswith("/_upload")
        if is_upload and not await _is_own_tab(Headers(scope=scope)):
            await PlainTextResponse("not your tab", 403)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return take


async def _is_own_tab(headers: Headers) -> bool:
    token = headers.get("reflex-client-token", "")
    if not token:
        return False
    states = RegistrationContext.get().app.state_manager
    tab = await states.get_state(rx.BaseStateToken(ident=token, cls=rx.State))
    secret = secret_in(tab.router.headers.cookie or "")
    return secret != "" and compare_digest(secret.encode(), secret_in(headers.get("cookie", "")).encode())


def viewer_of_request(request: Request) -> Viewer | None:
    """Who sent an HTTP request; a blocking look-up, for endpoints that run in a thread."""
    with reading() as db:
        return viewer_for_session(db, request.cookies.get(cookie_name(), ""), now_utc())


def is_signed_in(cookies: Mapping[str, str]) -> bool:
    """Whether a request's cookies are somebody's; blocks."""
    with reading() as db:
        return viewer_for_session(db, cookies.get(cookie_name(), ""), now_utc()) is not None


Endpoint = Callable[[Request, Viewer | None], Response]


def guarded(policy: Policy, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """A route behind the door. The endpoint blocks freely: it runs in a thread.

    A refusal is answered with its own words and status; nobody's business is a 404.
    """

    @functools.wraps(endpoint)
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answer, policy, endpoint, request)

    answer.__policy__ = policy  # type: ignore[attr-defined]
    return answer


def _answer(policy: Policy, endpoint: Endpoint, request: Request) -> Response:
    viewer = viewer_of_request(request) if policy is not PUBLIC else None
    try:
        require(viewer, policy)
        if any("\0" in str(part) for part in request.path_params.values()):
            # No ref has one, and PostgreSQL would not even look.
            raise NotFound()
        return endpoint(request, viewer)
    except Refusal as refusal:
        return refused(request, refusal, viewer)


def refused(request: Request, refusal: Refusal, viewer: Viewer | None) -> Response:
    """A refusal as an HTTP answer in the person's language."""
    if refusal.status == 403:
        refusal = NotFound()
    # The browser's side writes this cookie as JSON: "en", in quotes that may be escaped.
    asked = request.cookies.get("lang", "").replace("%22", "").strip('"')
    wished = viewer.language if viewer else as_language(asked)
    words = refusal.phrase.to(wished)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": words}, status_code=refusal.status)
    return PlainTextResponse(words, status_code=refusal.status)


def safe_next(wanted: str) -> str:
    """Where to go after signing in: a path of this app, never another host."""
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted or not wanted.isprintable():
        return "/"
    return wanted[:500]


def same_origin(request: Request) -> bool:
    """Whether a POST comes from one of our own pages; browsers always say where a form stood."""
    origin = request.headers.get("origin")
    if origin is None or origin == "null":
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return origin in {settings().address, f"{request.url.scheme}://{request.headers.get('host', '')}"}


def redirect_after_post(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=303)
