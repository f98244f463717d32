"""When the pages are built anew, and how they find their server."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import reflex_base

from invoice_app.commands.build import fingerprint
from invoice_app.one_port import ClientChanged, on_the_page_s_own_port


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (
        "rxconfig.py",
        "requirements.txt",
        ".npmrc",
        "invoice_app/members/page.py",
        "assets/app.css",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    "name", ["rxconfig.py", "requirements.txt", "invoice_app/members/page.py", "assets/app.css"]
)
def test_a_change_of_what_pages_are_made_of_is_noticed(project: Path, name: str) -> None:
    before = fingerprint(project)
    (project / name).write_text("changed")
    assert fingerprint(project) != before


def test_a_moved_file_is_noticed(project: Path) -> None:
    before = fingerprint(project)
    (project / "assets/app.css").rename(project / "assets/other.css")
    assert fingerprint(project) != before


@pytest.mark.parametrize(
    "name",
    [
        "invoice_app/members/actions.py",
        "invoice_app/commands/serve.py",
        "invoice_app/web.py",
        "assets/external/x.js",
    ],
)
def test_what_no_page_is_made_of_asks_for_no_build(project: Path, name: str) -> None:
    before = fingerprint(project)
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("new")
    assert fingerprint(project) == before


def test_the_same_sources_elsewhere_are_the_same(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(project, elsewhere)
    assert fingerprint(elsewhere) == fingerprint(project)


def _client() -> str:
    return (Path(reflex_base.__file__).parent / ".templates/web/utils/state.js").read_text()


def test_the_installed_client_is_sent_to_the_page_s_own_port() -> None:
    edited = on_the_page_s_own_port(_client())
    assert "endpoint.port = window.location.port;" in edited
    assert 'endpoint.port = "";' not in edited


def test_an_edited_client_is_left_alone() -> None:
    edited = on_the_page_s_own_port(_client())
    assert on_the_page_s_own_port(edited) == edited


def test_a_client_that_changed_stops_the_build() -> None:
    with pytest.raises(ClientChanged, match="one_port"):
        on_the_page_s_own_port(_client().replace("frontend_hostname", "host"))
