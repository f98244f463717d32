"""One house, one server and one list of what it offers, for every test at the door."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from invoice_app.shared.dates import now_utc
from tests.conftest import forget
from tests.databases import Sqlite
from tests.door import registry
from tests.door.house import HOOK_SECRET, House, furnish
from tests.door.kept import Kept
from tests.door.place import Place
from tests.door.serving import serving, surroundings


@pytest.fixture(scope="session")
def place(sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("door")
    (folder / "data").mkdir(mode=0o700)
    url = sqlite.fresh()
    env = surroundings(folder, url, HOOK_SECRET)
    with ThreadPoolExecutor(1) as meanwhile:
        listed = meanwhile.submit(registry.read, folder, env)
        house = furnished(folder / "data", url)
    with serving(folder, env) as address:
        yield Place(address, house, listed.result(), Kept(url, folder))


def furnished(data_dir: Path, url: str) -> House:
    """Made by this process, with the settings that the server will have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(data_dir))
        patch.setenv("DATABASE_URL", url)
        forget()
        try:
            return furnish(data_dir, now_utc())
        finally:
            forget()
