"""A tab without a browser: its events pass the same door, states and database as those over the socket."""

from __future__ import annotations

import asyncio
import dataclasses
from contextlib import AsyncExitStack
from typing import Any

import reflex as rx
from reflex.event import Event
from reflex.istate.manager.memory import StateManagerMemory
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

from invoice_app.accounts.door import Door


class Tab:
    """`async with Tab(cookie) as tab: await tab.do(Page.load())`; `redirects` is where it was sent.

    Another `token` is another tab.
    """

    def __init__(self, cookie: str = "", path: str = "/") -> None:
        self.cookie = cookie
        self.path = path
        self.token = "one"
        self.redirects: list[str] = []
        self._states = StateManagerMemory()
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Tab:
        # An app of its own: there can be one to a context.
        self._opened.enter_context(RegistrationContext.get().fork())
        app = rx.App()
        app.add_middleware(Door())
        self._processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=_ignore)
        self._processor.configure(state_manager=self._states, event_namespace=self)
        await self._opened.enter_async_context(self._processor)
        return self

    async def __aexit__(self, *failure: Any) -> None:
        await self._opened.aclose()

    async def emit_update(self, update: Any, token: str) -> None:
        """What would go to the browser."""
        self.redirects += [e.payload["path"].strip('"') for e in update.events if e.name == "_redirect"]

    async def do(self, event: Any, **payload: Any) -> None:
        """Send an event and wait for all that it sets off."""
        (made,) = Event.from_event_type(event)
        await self.send(dataclasses.replace(made, payload={**made.payload, **payload}))

    async def send(self, event: Event) -> None:
        path = self.path.partition("?")[0]
        router = {
            "pathname": path, "asPath": self.path, "query": {}, "token": self.token, "sid": "s",
            "ip": "203.0.113.7",
            "headers": {"cookie": self.cookie, "origin": "http://localhost:8000"},
        }  # fmt: skip
        future = await self._processor.enqueue(self.token, dataclasses.replace(event, router_data=router))
        await future.wait_all()
        # Events that its handler returned are tasks of their own.
        while self._processor._tasks:  # noqa: ASYNC110 — the framework tells nobody when it has finished
            await asyncio.sleep(0.005)

    async def state(self, kind: type[rx.State]) -> Any:
        root = await self._states.get_state(rx.BaseStateToken(ident=self.token, cls=kind))
        return await root.get_state(kind)


def _ignore(_exception: Exception) -> None:
    """What a handler raises reaches the test itself."""
