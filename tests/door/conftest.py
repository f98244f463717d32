"""One house, one server and one list of what it offers, for every test at the door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from invoice_app.shared import database, files
from invoice_app.shared.dates import now_utc
from invoice_app.shared.settings import settings
from tests.databases import Sqlite
from tests.door import registry
from tests.door.house import ALINE, HOOK_SECRET, NOT_FOR, House, furnish
from tests.door.kept import Kept
from tests.door.serving import serving, surroundings
from tests.door.tab import Tab


@dataclass(frozen=True, slots=True)
class Place:
    """The served house: where it answers, who lives there, what it offers, and what it keeps."""

    url: str
    house: House
    offered: registry.Offered
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
        number = [self.house.number] if ALINE in NOT_FOR[who] else []
        words = [word.lower() for word in (*NOT_FOR[who], *secrets, *number)]
        found = [(word, text, text.lower().find(word)) for text in said for word in words]
        return [f"{word}: …{text[max(0, at - 200) : at + 200]}…" for word, text, at in found if at >= 0]


@pytest.fixture(scope="session")
def place(sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("door")
    (folder / "data").mkdir(mode=0o700)
    url = sqlite.fresh()
    env = surroundings(folder, url, HOOK_SECRET)
    with ThreadPoolExecutor(1) as meanwhile:
        listed = meanwhile.submit(registry.read, folder, env)
        house = _furnished(folder / "data", url)
    with serving(folder, env) as address:
        yield Place(address, house, listed.result(), Kept(url, folder))


def _furnished(data_dir: Path, url: str) -> House:
    """Made by this process, with the settings that the server will have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(data_dir))
        patch.setenv("DATABASE_URL", url)
        _forget()
        try:
            return furnish(data_dir, now_utc())
        finally:
            _forget()


def _forget() -> None:
    if database.engine.cache_info().currsize:
        database.engine().dispose()
    for remembered in (settings, database.engine, database._sessions, files.files):
        remembered.cache_clear()
