"""What the app offers to whoever connects: handlers, vars, routes and pages, as the app itself lists them.

Importing the front door joins all rooms together for good, so it is done in a process of its own:
`python -m tests.door.registry <file>` writes the list, and `read` brings it into a test.
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from invoice_app.commands.build import PROJECT
from invoice_app.shared.permission import Policy

OURS = "invoice_app."


@dataclass(frozen=True, slots=True)
class Asked:
    """A policy, as plain words."""

    public: bool
    tool: str
    level: int

    def lets_in(self, levels: Mapping[str, int] | None) -> bool:
        """Whether somebody with these levels may, or with `None` nobody: said here once more, by itself."""
        if self.public or levels is None:
            return self.public
        return not self.tool or levels.get(self.tool, 0) >= self.level


@dataclass(frozen=True, slots=True)
class Handler:
    """One remote procedure. `name` is how a client calls it, `short` how a person does."""

    name: str
    short: str
    is_ours: bool
    asked: Asked | None
    arguments: tuple[str, ...]
    optional: tuple[str, ...]
    takes_files: bool
    is_background: bool
    """Runs beside the tab's other events, so what it answers comes when it comes."""


@dataclass(frozen=True, slots=True)
class Address:
    """One HTTP route."""

    path: str
    methods: tuple[str, ...]
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class Offered:
    handlers: tuple[Handler, ...]
    unmarked: tuple[str, ...]
    """Public methods of our States that no client can call, and that carry no policy either."""
    vars: tuple[str, ...]
    """Every var of our States by its full name, hidden ones too."""
    routes: tuple[Address, ...]
    framework_routes: tuple[str, ...]
    pages: tuple[str, ...]

    @property
    def ours(self) -> tuple[Handler, ...]:
        return tuple(handler for handler in self.handlers if handler.is_ours)

    def named(self, short: str) -> str:
        """How a client calls `InvoicePage.refresh`."""
        return next(handler.name for handler in self.handlers if handler.short == short)


def read(folder: Path, env: dict[str, str]) -> Offered:
    """The list, asked of a new process."""
    place = folder / "offered.json"
    command = [sys.executable, "-m", "tests.door.registry", str(place)]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-4_000:])
    raw = json.loads(place.read_text())
    return Offered(
        handlers=tuple(Handler(**_tuples(h, "arguments", "optional")) for h in raw["handlers"]),
        unmarked=tuple(raw["unmarked"]),
        vars=tuple(raw["vars"]),
        routes=tuple(Address(**_tuples(r, "methods")) for r in raw["routes"]),
        framework_routes=tuple(raw["framework_routes"]),
        pages=tuple(raw["pages"]),
    )


def _tuples(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    asked = Asked(**raw["asked"]) if raw["asked"] else None
    return {**raw, "asked": asked, **{name: tuple(raw[name]) for name in names}}


def _write(place: Path) -> None:
    import reflex as rx
    from reflex_base.registry import RegistrationContext

    from invoice_app.invoice_app import app, routes

    registered = RegistrationContext.get()
    # As the server does at its start: routes for uploads are there when a page uses them.
    app()
    states = [s for s in registered.base_states.values() if s.__module__.startswith(OURS)]
    inherited = rx.State.get_fields()
    handlers = [_handler(name, one) for name, one in sorted(registered.event_handlers.items())]
    offered = Offered(
        handlers=tuple(handlers),
        unmarked=tuple(name for state in states for name in _unmarked(state)),
        vars=tuple(f"{s.get_full_name()}.{n}" for s in states for n in s.get_fields() if n not in inherited),
        routes=tuple(
            Address(route.path, tuple(sorted(route.methods)), _asked(route.endpoint))
            for route in routes.routes
            if hasattr(route, "methods")
        ),
        framework_routes=tuple(sorted({route.path for route in app._api.routes if route.path})),
        pages=tuple(app._page_routes),
    )
    place.write_text(json.dumps(asdict(offered)))


def _handler(name: str, registered: Any) -> Handler:
    fn, (state, *_) = registered.handler.fn, registered.states
    known = list(inspect.signature(fn).parameters.values())[1:]
    return Handler(
        name=name,
        short=f"{state.__name__}.{fn.__name__}",
        # Of the State, not of the function: a copied method says another module.
        is_ours=state.__module__.startswith(OURS) and fn.__name__ != "setvar",
        asked=_asked(fn),
        arguments=tuple(p.name for p in known),
        optional=tuple(p.name for p in known if p.default is not p.empty),
        takes_files=any("UploadFile" in str(p.annotation) for p in known),
        is_background=registered.handler.is_background,
    )


def _asked(endpoint: Any) -> Asked | None:
    policy = getattr(endpoint, "__policy__", None)
    if not isinstance(policy, Policy):
        return None
    return Asked(policy.public, policy.tool.value if policy.tool else "", int(policy.level))


def _unmarked(state: Any) -> list[str]:
    return [
        f"{state.__name__}.{name}"
        for kind in state.__mro__
        if kind.__module__.startswith(OURS)
        for name, value in vars(kind).items()
        if not name.startswith("_") and inspect.isfunction(value) and name not in state.event_handlers
    ]


if __name__ == "__main__":
    _write(Path(sys.argv[1]))
