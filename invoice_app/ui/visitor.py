"""Who is at the keyboard, as far as the screen is concerned.

`Door` (in accounts) fills this on every event from the session cookie. The public side only decides
what is drawn; what is allowed is decided from the hidden side, on the server.
"""

import reflex as rx

from invoice_app.shared.permission import Level, Tool, Viewer


class Visitor(rx.State):
    """The signed-in person's name and what to draw for them."""

    name: str = ""
    email: str = ""
    signed_in: bool = False
    is_staff: bool = False
    levels: dict[str, int] = {}

    _viewer: Viewer | None = None

    def _recognise(self, viewer: Viewer | None) -> None:
        """Called by the door when the person, or what they may do, is not who it was."""
        self._viewer = viewer
        self.signed_in = viewer is not None
        self.name = viewer.name if viewer else ""
        self.email = viewer.email if viewer else ""
        self.is_staff = bool(viewer and viewer.is_staff)
        self.levels = {tool.value: int(level) for tool, level in viewer.levels.items()} if viewer else {}


def sees(tool: Tool, level: Level = Level.READ) -> rx.Var[bool]:
    """Whether to draw something for this person; never what protects it."""
    return Visitor.levels[tool.value].to(int) >= int(level)
