"""The real server on a house of its own; without its pages, which are files and hide nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from invoice_app.commands.build import PROJECT
from invoice_app.commands.serve import answers, environment
from invoice_app.commands.serve import server as server_command

_PATIENCE = 90.0


def surroundings(folder: Path, database_url: str, hook_secret: str) -> dict[str, str]:
    """The settings of a server that keeps everything in `folder`."""
    own = {
        "HOST": "127.0.0.1",
        "PORT": str(_free_port()),
        "PUBLIC_URL": "",
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": database_url,
        "MAIL_TRANSPORT": "local",
        "SENDGRID_HOOK_SECRET": hook_secret,
        "REFLEX_WEB_WORKDIR": str(folder / "web"),
        "REFLEX_UPLOADED_FILES_DIR": str(folder / "uploads"),
    }
    env = environment() | own
    for unwanted in ("PYTEST_CURRENT_TEST", "__REFLEX_MOUNT_FRONTEND_COMPILED_APP"):
        env.pop(unwanted, None)
    return env


@contextmanager
def serving(folder: Path, env: dict[str, str]) -> Iterator[str]:
    """The address of a server that runs meanwhile."""
    url = f"http://localhost:{env['PORT']}"
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            server_command(env["HOST"], int(env["PORT"])), cwd=PROJECT, env=env, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            _wait(process, url, folder)
            yield url
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(15)


def _wait(process: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not answers(f"{url}/ping"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((folder / "server.log").read_text(errors="replace")[-4_000:])
        time.sleep(0.1)


def _free_port() -> int:
    """A port from TEST_PORTS (`9150-9179`), or any that is free."""
    first, _, last = os.environ.get("TEST_PORTS", "0-0").partition("-")
    for port in range(int(first), int(last) + 1):
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise RuntimeError("no port of TEST_PORTS is free")
