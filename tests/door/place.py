"""The house as the tests meet it: served, with somebody's tabs and browsers at its door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import httpx

from tests.door.house import House
from tests.door.kept import Kept
from tests.door.registry import Offered
from tests.door.tab import Tab
from tests.door.words import NOT_FOR, READERS


@dataclass(frozen=True, slots=True)
class Place:
    """The served house: where it answers, who lives there, what it offers, and what it keeps."""

    url: str
    house: House
    offered: Offered
    kept: Kept

    def tab(self, who: str, token: str = "") -> Tab:
        """A tab of somebody's browser; of `nobody`'s for a name that has no account."""
        return Tab(self.url, self.house.cookie(who), token)

    def browser(self, who: str = "nobody") -> httpx.Client:
        """Somebody's browser for plain requests, on a page of the app."""
        headers = {"Origin": self.url} | ({"Cookie": cookie} if (cookie := self.house.cookie(who)) else {})
        return httpx.Client(base_url=self.url, headers=headers, follow_redirects=False, timeout=30)

    def overheard(self, who: str, said: Iterable[str]) -> list[str]:
        """What somebody was told that is not for them, each with the words around it."""
        secrets = [person.cookie.partition("=")[2] for person in self.house.people.values()]
        number = [] if who in READERS else [self.house.number]
        words = [word.lower() for word in (*NOT_FOR[who], *secrets, *number)]
        lower = [text.lower() for text in said]
        found = [(word, text, text.find(word)) for text in lower for word in words]
        return [f"{word}: …{text[max(0, at - 200) : at + 200]}…" for word, text, at in found if at >= 0]


def heard_in(answer: httpx.Response) -> str:
    """All that an answer says: its headers name files too."""
    return f"{answer.headers}\n{answer.text}"
