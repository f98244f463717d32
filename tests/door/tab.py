"""A browser's tab without the browser: the same socket, the same frames, and any event one cares to forge."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from simple_websocket import AioClient, ConnectionClosed

STATE = "reflex___state____state"
HYDRATE = f"{STATE}.hydrate_and_load"
ON_LOAD = f"{STATE}.reflex___state____on_load_internal_state.on_load_internal"
UPDATE_VARS = f"{STATE}.reflex___state____update_vars_internal_state.update_vars_internal"
# Public, and its words come back: what is heard before them is the answer to what was sent before.
_FENCE = f"{STATE}.invoice_app___ui___banner____banner.fail"
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Call:
    """An event as a client may make it up: any name, any arguments, from any address."""

    name: str
    payload: dict[str, Any]
    path: str = "/"
    claims: dict[str, Any] = field(default_factory=dict)
    """What else the client says of where it comes from."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Every frame that came back, as it was on the wire."""

    frames: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.frames)

    @property
    def redirects(self) -> list[str]:
        return [
            event["payload"]["path"].strip('"')
            for update in self._updates()
            for event in update.get("events") or []
            if event["name"] == "_redirect"
        ]

    @property
    def changes(self) -> dict[str, Any]:
        """What the tab was told of pages, by State and name: `InvoicePage.missing`.

        Not the fence's own words, nor the root state's, which say where the tab said that it stands.
        """
        told = (u.get("delta") or {} for u in self._updates())
        named = ((_short(state), vars_of) for delta in told for state, vars_of in delta.items())
        return {
            f"{state}.{name.removesuffix('_rx_state_')}": value
            for state, vars_of in named
            if state not in ("Banner", "State")
            for name, value in vars_of.items()
        }

    def _updates(self) -> list[dict[str, Any]]:
        return [said for kind, said in map(json.loads, self.frames) if kind == "event"]


def _short(state: str) -> str:
    return state.rpartition(".")[2].rpartition("____")[2].title().replace("_", "")


class Tab:
    """`async with Tab(url, cookie) as tab: await tab.call(Call(…))`.

    `token` is the tab's own name for itself, which a client chooses freely; the server renames a tab
    whose name is taken. `heard` is every frame since the tab was opened.
    """

    def __init__(self, url: str, cookie: str = "", token: str = "") -> None:
        self.token = token or str(uuid4())
        self.heard: list[str] = []
        self._url, self._cookie = url, cookie
        self._numbers = itertools.count(1)
        self._waiting: list[str] = []
        self._joined, self._arrived = asyncio.Event(), asyncio.Event()

    async def __aenter__(self) -> Self:
        address = self._url.replace("http:", "ws:") + f"/_event/?EIO=4&transport=websocket&token={self.token}"
        headers = {"Origin": self._url} | ({"Cookie": self._cookie} if self._cookie else {})
        self._wire = await AioClient.connect(address, headers=headers, receive_bytes=65_536)
        await self._wire.send("40/_event,")
        self._listener = asyncio.create_task(self._listen())
        async with asyncio.timeout(_PATIENCE):
            await self._joined.wait()
        return self

    @property
    def is_renamed(self) -> bool:
        return any(frame.startswith('["new_token"') for frame in self.heard)

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.cancel()
        await self._wire.close()

    async def _listen(self) -> None:
        try:
            while True:
                frame = await self._wire.receive()
                if frame == "2":
                    await self._wire.send("3")
                elif frame.startswith("40/_event,"):
                    self._joined.set()
                elif frame.startswith("42/_event,"):
                    self.heard.append(frame.removeprefix("42/_event,"))
                    self._waiting.append(self.heard[-1])
                    self._arrived.set()
        except ConnectionClosed:
            pass

    async def call(self, *calls: Call) -> list[Answer]:
        """Send events one after the other, and give back what each was answered."""
        fences = []
        for call in calls:
            await self._send(call)
            fences.append(await self._fence(call.path))
        return [await self._until(fence) for fence in fences]

    async def pour(self, *calls: Call) -> Answer:
        """Send events one after the other, and give back what they were answered all together."""
        for call in calls:
            await self._send(call)
        return await self._until(await self._fence())

    async def say(self, name: str, path: str = "/", **payload: Any) -> Answer:
        """One event, and what it was answered."""
        return await self._until_quiet(Call(name, payload, path), 1)

    async def open(self, path: str, by: str = HYDRATE) -> Answer:
        """Open a page as a browser does: the whole state first, then what the page loads."""
        return await self._until_quiet(Call(by, {}, path), 4)

    async def _until_quiet(self, call: Call, fences: int) -> Answer:
        """What an event sets off waits in the queue behind what was sent meanwhile, so ask several times."""
        await self._send(call)
        answers = [await self._until(await self._fence(call.path)) for _ in range(fences)]
        return Answer(tuple(frame for answer in answers for frame in answer.frames))

    async def hears_more(self, than: int) -> None:
        """Wait until more than so many frames have come since the tab was opened."""
        async with asyncio.timeout(_PATIENCE):
            while len(self.heard) <= than:
                self._arrived.clear()
                await self._arrived.wait()

    async def _send(self, call: Call) -> None:
        router = {"pathname": call.path.partition("?")[0], "asPath": call.path, "query": {}, **call.claims}
        event = {"name": call.name, "payload": call.payload, "router_data": router}
        await self._wire.send("42/_event," + json.dumps(["event", event]))

    async def _fence(self, path: str = "/") -> str:
        fence = f"pas-{next(self._numbers)}-"
        await self._send(Call(_FENCE, {"reference": fence}, path))
        return fence

    async def _until(self, fence: str) -> Answer:
        """All that came since the fence before."""
        frames: list[str] = []
        async with asyncio.timeout(_PATIENCE):
            while True:
                while self._waiting:
                    frames.append(self._waiting.pop(0))
                    if f"({fence})" in frames[-1]:
                        return Answer(tuple(frames))
                self._arrived.clear()
                await self._arrived.wait()
