"""Where the mail provider posts: replies to `/hooks/sendgrid/inbound/{secret}`, and news of deliveries
to `/hooks/sendgrid/events/{secret}`; or to the same without the secret, given as a password instead.

Both are public; the secret, and the signature once its key is set, say who may post. 200 means kept;
503 asks the provider to come again; nothing else makes it do so reliably.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from invoice_app.mail import events, hook_signs, inbound
from invoice_app.mail.keys import HookKeys, bears_secret, hook_keys, is_signature
from invoice_app.mail.oversize import keep_stub
from invoice_app.mail.spooling import Body, spooled
from invoice_app.mail.states import RawSource
from invoice_app.mail.understanding.reading import Unreadable
from invoice_app.shared.callers import client_address
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc

log = logging.getLogger(__name__)
MOST_INBOUND = 35 * 1024 * 1024
MOST_EVENTS = 2 * 1024 * 1024
MOST_AT_ONCE = 32
_MOST_WAITING = 50

# One large message takes much memory while it is understood: one at a time, whatever arrives.
_readers = ThreadPoolExecutor(1, thread_name_prefix="understanding")
_tally = hook_signs.Tally()
_taking = 0
_waiting = 0


async def inbound_hook(request: Request) -> Response:
    """POST a reply, raw or taken apart. It is understood after the answer."""
    return await _taken(request, MOST_INBOUND, lambda keys: keys.inbound, _take_message)


async def events_hook(request: Request) -> Response:
    """POST a batch of delivery events."""
    return await _taken(request, MOST_EVENTS, lambda keys: keys.events, _take_events)


async def _taken(
    request: Request, most: int, key: Callable[[HookKeys], str], take: Callable[[Body, str], Response]
) -> Response:
    """Answer a post that shows who it is from; `take` blocks, and keeps it."""
    global _taking
    if not bears_secret(request.path_params.get("secret", ""), request.headers.get("authorization", "")):
        return await _refused(request, "secret")
    if _taking >= MOST_AT_ONCE:
        return _come_again()
    _taking += 1
    try:
        async with spooled(request, most) as body:
            if not await asyncio.to_thread(_is_verified, body, request, key):
                return await _refused(request, "signature")
            content_type = request.headers.get("content-type", "")
            return await asyncio.to_thread(take, body, content_type)
    except ClientDisconnect:
        return Response(status_code=400)
    except (OSError, SQLAlchemyError):
        log.exception("a post of the mail provider could not be kept; it is asked to come again")
        return _come_again()
    finally:
        _taking -= 1


def _come_again() -> Response:
    return Response(status_code=503, headers={"Retry-After": "60"})


def _is_verified(body: Body, request: Request, key: Callable[[HookKeys], str]) -> bool:
    with reading() as db:
        wanted = key(hook_keys(db))
    return not wanted or is_signature(body.digest, request.headers, wanted)


async def _refused(request: Request, want: str) -> Response:
    return await asyncio.to_thread(_refuse, client_address(request), want)


def _refuse(address: str, want: str) -> Response:
    """Turn a post away, and let an admin know: most often it is the provider, with an old address."""
    counted = _tally.add()
    if counted:
        log.warning("posts without the right %s were refused: %d", want, counted)
        try:
            with writing() as db:
                hook_signs.note_refused(db, counted, now_utc())
        except (OSError, SQLAlchemyError):
            log.exception("refused posts could not be counted")
    # The provider's own address is many people's: too many wrong secrets never close it to the right one.
    return Response(status_code=429 if want == "secret" and hook_signs.insists(address) else 403)


def _take_message(body: Body, content_type: str) -> Response:
    now = now_utc()
    kept = body.keep() if body.whole else ""
    with writing() as db:
        hook_signs.heard(db, reply=True, now=now)
        if not body.whole:
            keep_stub(db, beginning=body.beginning, content_type=content_type, size=body.size, now=now)
            return Response(status_code=200)
        row = inbound.receive(
            db,
            source=RawSource.WEBHOOK_PARSED,
            now=now,
            content_type=content_type or "multipart/form-data",
            kept=kept,
            size=body.size,
        )
        raw_id = row.id or 0
    return Response(status_code=200, background=BackgroundTask(_understand, raw_id))


async def _understand(raw_id: int) -> None:
    """Read a message that was kept; where many wait already, the courier comes by for it."""
    global _waiting
    if _waiting >= _MOST_WAITING:
        return
    _waiting += 1
    try:
        await asyncio.get_running_loop().run_in_executor(_readers, inbound.understand_one, raw_id, now_utc())
    finally:
        _waiting -= 1


def _take_events(body: Body, _content_type: str) -> Response:
    if not body.whole:
        return Response(status_code=413)
    now = now_utc()
    content = body.place.read_bytes() if body.place else body.beginning
    try:
        with writing() as db:
            events.take(db, body=content, now=now)
            hook_signs.heard(db, reply=False, now=now)
    except Unreadable:
        return Response(status_code=400)
    return Response(status_code=200)


# Public: who may post is decided by the secret and the signature, not by a session.
routes = [
    Route(f"/hooks/sendgrid/{name}{secret}", hook, methods=["POST"])
    for name, hook in (("inbound", inbound_hook), ("events", events_hook))
    for secret in ("/{secret}", "")
]
