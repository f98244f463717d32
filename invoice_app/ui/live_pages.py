"""Open pages that learn of changes: which tab watches what, and the task that tells them.

A page's `on_load` calls `watch(self, Page.refresh, "invoices")`. When one of its topics rises, its
`refresh` handler is called as if the person had asked, so it passes the same door and reads only
what they may see.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import Event
from reflex_base.registry import RegistrationContext

from invoice_app.shared import live
from invoice_app.shared.database import read
from invoice_app.shared.dates import now_utc

_log = logging.getLogger(__name__)
_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Watcher:
    """`socket` is the connection that the page was opened on: a tab that connects anew loads it anew."""

    refresh: Any
    topics: frozenset[str]
    socket: str


# By client token. In this process only: a tab's events and its socket are on the same one.
_watchers: dict[str, Watcher] = {}
# What the frame shows on every page, besides what each page watches for itself.
_on_every_page: list[tuple[Any, frozenset[str]]] = []


def watch(state: rx.State, refresh: Any, *topics: str) -> None:
    """From now on this tab's `refresh` is called when a topic rises; replaces what it watched before."""
    session = state.router.session
    _watchers[session.client_token] = Watcher(refresh, frozenset(topics), session.session_id)


def watch_everywhere(refresh: Any, *topics: str) -> None:
    """`refresh` is called in every tab that watches anything, whatever its page, when a topic rises."""
    _on_every_page.append((refresh, frozenset(topics)))


def refresh_of(state: rx.State) -> Any | None:
    """The refresh handler of the page that this tab shows, where it has one."""
    watcher = _watchers.get(state.router.session.client_token)
    return watcher.refresh if watcher else None


@contextlib.asynccontextmanager
async def telling_pages() -> AsyncIterator[None]:
    """The task of a serving process that tells its tabs."""
    task = asyncio.create_task(_tell_for_ever())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _tell_for_ever() -> None:
    seen = live.Watch()
    while True:
        try:
            risen = seen.risen(await read(live.versions, now_utc()))
            if risen:
                await _tell(risen)
        except asyncio.CancelledError:
            raise
        except Exception:
            # The database may be away for a moment; the pages are told when it is back.
            _log.exception("could not look for changes")
        await _until_something_may_have_changed()


async def _until_something_may_have_changed() -> None:
    for _ in range(int(_EVERY / 0.1)):
        if live.changed_here.is_set():
            live.changed_here.clear()
            return
        await asyncio.sleep(0.1)


async def _tell(risen: set[str]) -> None:
    app = RegistrationContext.get().app
    connected = app.event_namespace.token_to_sid
    # Whoever connects with somebody's token hears nothing before the door has seen who they are.
    for token in [t for t, watcher in _watchers.items() if connected.get(t) != watcher.socket]:
        del _watchers[token]
    for token, watcher in list(_watchers.items()):
        also = (refresh for refresh, topics in _on_every_page if live.meets(topics, risen))
        for refresh in (*([watcher.refresh] if live.meets(watcher.topics, risen) else []), *also):
            for event in Event.from_event_type(refresh()):
                await app.event_processor.enqueue(token, event)
