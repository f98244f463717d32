"""A handler: one thing a person can do on a page, with what it asks of them.

    @handler(needs(Tool.INVOICES, Level.STANDARD))
    async def finalise(self) -> Event | None: ...

The door has checked the policy before the body runs. A `Refusal` raised in the body becomes a
banner in the person's language, and what they typed stays where it is.
"""

import functools
import re
from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from invoice_app.shared.permission import Policy, SignInFirst, Viewer
from invoice_app.shared.phrases import Language
from invoice_app.shared.refusals import Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.locale import Locale
from invoice_app.ui.policy import marked
from invoice_app.ui.visitor import Visitor

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
Then = Any
"""What a handler returns: an event that follows, several, or nothing."""


def handler(policy: Policy) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Make an async method of a State callable from its page, under a policy."""

    def make(method: Callable[..., Awaitable[Any]]) -> Any:
        @functools.wraps(method)
        async def guarded(self: rx.State, *args: Any, **kwargs: Any) -> Any:
            try:
                return await method(self, *args, **kwargs)
            except Refusal as refusal:
                await announce(self, refusal.phrase, "refused")
                return None

        return rx.event(marked(policy)(guarded))

    return make


async def viewer_of(state: rx.State) -> Viewer:
    """Who called; raises `SignInFirst` where nobody is signed in."""
    viewer = (await state.get_state(Visitor))._viewer
    if viewer is None:
        raise SignInFirst()
    return viewer


async def language_of(state: rx.State) -> Language:
    """The language to answer in."""
    return (await state.get_state(Locale)).language


def text_of(argument: object, longest: int = 2_000) -> str:
    """An argument as text: annotations are not enforced, so a client can send anything.

    Without what PostgreSQL does not keep, or a socket does not carry: NUL, and halves of a character.
    """
    return _NO_TEXT.sub("", argument[:longest]) if isinstance(argument, str) else ""


def fields_of(form: object, longest: int = 10_000) -> dict[str, str]:
    """A submitted form as text by name; a ticked box is `on`, one that is not is empty."""
    if not isinstance(form, dict):
        return {}
    return {
        text_of(str(k), 80): "on" if v is True else text_of(v, longest) for k, v in list(form.items())[:2_000]
    }
