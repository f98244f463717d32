"""Where the mail provider posts: replies to `/hooks/sendgrid/inbound/{secret}`, and news of deliveries
to `/hooks/sendgrid/events/{secret}`.

Both are public; the secret, and the signature once its key is set, say who may post. 200 means kept;
503 asks the provider to come again; nothing else makes it do so reliably.
"""

from __future__ import annotations

import asyncio
import logging
from weakref import WeakKeyDictionary

from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from invoice_app.mail import events, inbound
from invoice_app.mail.keys import is_secret, is_signed
from invoice_app.mail.reading import Unreadable
from invoice_app.mail.states import RawSource
from invoice_app.shared.database import writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.settings import settings

log = logging.getLogger(__name__)
MOST_INBOUND = 35 * 1024 * 1024
MOST_EVENTS = 2 * 1024 * 1024
_KEPT_OF_TOO_LARGE = 256 * 1024
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def inbound_hook(request: Request) -> Response:
    """POST a reply, raw or taken apart. It is understood after the answer."""
    if not is_secret(request.path_params["secret"]):
        return Response(status_code=403)
    try:
        body, whole = await _body(request, MOST_INBOUND)
    except ClientDisconnect:
        return Response(status_code=400)
    # Of a message that is too large only the beginning is at hand, and that can not be verified.
    if whole and not _is_verified(body, request):
        return Response(status_code=403)
    content_type = request.headers.get("content-type", "")
    try:
        raw_id = await asyncio.to_thread(_keep, body, content_type, whole)
    except (OSError, SQLAlchemyError):
        log.exception("an incoming email could not be kept; the provider is asked to come again")
        return Response(status_code=503)
    return Response(status_code=200, background=BackgroundTask(_understand, raw_id) if whole else None)


async def events_hook(request: Request) -> Response:
    """POST a batch of delivery events."""
    if not is_secret(request.path_params["secret"]):
        return Response(status_code=403)
    try:
        body, whole = await _body(request, MOST_EVENTS)
    except ClientDisconnect:
        return Response(status_code=400)
    if not whole:
        return Response(status_code=413)
    if not _is_verified(body, request):
        return Response(status_code=403)
    try:
        await asyncio.to_thread(_take_events, body)
    except Unreadable:
        return Response(status_code=400)
    except (OSError, SQLAlchemyError):
        log.exception("delivery events could not be kept; the provider is asked to come again")
        return Response(status_code=503)
    return Response(status_code=200)


async def _body(request: Request, most: int) -> tuple[bytes | bytearray, bool]:
    """The raw body and whether it is whole; the beginning only when it is larger than `most`.

    It is handed on as it was gathered: a copy of 30 MB more is what a small machine notices.
    """
    declared = request.headers.get("content-length", "0")
    too_large = declared.isdigit() and int(declared) > most
    limit = _KEPT_OF_TOO_LARGE if too_large else most
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            return bytes(body[:_KEPT_OF_TOO_LARGE]), False
    return body, not too_large


def _is_verified(body: bytes | bytearray, request: Request) -> bool:
    key = settings().sendgrid_hook_public_key
    return not key or is_signed(body, request.headers, key)


def _keep(body: bytes | bytearray, content_type: str, whole: bool) -> int:
    with writing() as db:
        row = inbound.receive(
            db,
            raw=body,
            source=RawSource.WEBHOOK_PARSED,
            now=now_utc(),
            content_type=content_type or "multipart/form-data",
            error="" if whole else "too large: only its beginning was kept",
        )
        return row.id or 0


async def _understand(raw_id: int) -> None:
    # They are understood one after the other: who waits for a turn holds no thread.
    turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with turn:
        await asyncio.to_thread(inbound.understand_one, raw_id, now_utc())


def _take_events(body: bytes | bytearray) -> None:
    with writing() as db:
        events.take(db, body=bytes(body), now=now_utc())


# Public: who may post is decided by the secret and the signature, not by a session.
routes = [
    Route("/hooks/sendgrid/inbound/{secret}", inbound_hook, methods=["POST"]),
    Route("/hooks/sendgrid/events/{secret}", events_hook, methods=["POST"]),
]
