"""Serve the app: build what changed, bring the database up to date, listen on one port."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
import urllib.request
from ipaddress import ip_address
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError
from urllib.parse import urlsplit

from invoice_app.commands.build import PROJECT, NotBuilt, build
from invoice_app.commands.migrate import migrate
from invoice_app.organisation.setup_code import setup_code
from invoice_app.shared.settings import Settings, settings

_PATIENCE = 120.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=1, help="processes; more than one asks for Redis")


def run(given: argparse.Namespace) -> int:  # noqa: RET503 — where all is well it becomes the server
    problems = unsafe(settings(), workers=given.workers)
    if problems:
        for problem in problems:
            print(f"✗ {problem}", file=sys.stderr)
        return 1
    for warning in exposed(settings()):
        print(f"! {warning}")
    try:
        build()
    except NotBuilt as failure:
        print(f"✗ The pages could not be built.\n{failure}", file=sys.stderr)
        return 1
    # The data is for this account alone: the folder, the database beside its journal, the files.
    os.umask(0o077)
    private_folder(settings().data_dir)
    migrate()
    print("→ Starting…", flush=True)
    _announce_when_ready(welcome())
    _become(server(settings().host, settings().port, workers=given.workers))


def _become(command: list[str]) -> NoReturn:
    """The server takes this process over, with its signals and its terminal."""
    os.chdir(PROJECT)
    os.execve(command[0], command, environment())  # noqa: S606


def welcome() -> str:
    """What the terminal says once the app answers."""
    code = setup_code()
    if code is None:
        return f"\n  Quittance: {settings().address}\n"
    return f"\n  Quittance is new here. Set it up at:\n\n  {settings().address}/setup?code={code}\n"


def private_folder(folder: Path) -> None:
    """The data folder is for its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid == os.getuid():
        folder.chmod(0o700)


def server(host: str, port: int, *, workers: int = 1) -> list[str]:
    """The command that serves the present build."""
    options = {
        "--interface": "asgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--workers-kill-timeout": "10",
        "--log-level": "warning",
    }
    # No log of addresses, whatever the environment says: those of the hooks and of links are secrets.
    flags = ["--factory", "--respawn-failed-workers", "--no-access-log"]
    return [
        sys.executable, "-m", "granian", *flags, *(word for option in options.items() for word in option),
        "invoice_app.invoice_app:app",
    ]  # fmt: skip


def environment() -> dict[str, str]:
    """The environment that makes Reflex serve a build instead of making one."""
    return os.environ | {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }


def unsafe(chosen: Settings, *, workers: int = 1) -> list[str]:
    """Why the app does not start with these settings; empty when it may."""
    problems = []
    public = urlsplit(chosen.public_url)
    if chosen.public_url and (public.scheme not in ("http", "https") or not public.hostname):
        problems.append("PUBLIC_URL is not an address. Write it like https://factures.example")
    elif public.scheme == "http" and not _is_private(public.hostname or ""):
        problems.append("PUBLIC_URL starts with http://, so passwords would travel in clear. Use https://")
    redis = urlsplit(chosen.redis_url)
    if (
        chosen.redis_url
        and redis.scheme != "unix"
        and not redis.password
        and not _is_loopback(redis.hostname or "")
    ):
        problems.append(
            "Redis on another machine needs a password: REFLEX_REDIS_URL=rediss://:password@host:6379"
        )
    if workers > 1 and not chosen.redis_url:
        problems.append(
            "Several workers share their state through Redis. Set REFLEX_REDIS_URL, or serve with one."
        )
    if chosen.setup_code and len(chosen.setup_code) < 8:
        problems.append("SETUP_CODE is too short to be safe: at least 8 characters, or leave it empty.")
    if problem := _port_problem(chosen.host, chosen.port):
        problems.append(problem)
    return problems


def exposed(chosen: Settings) -> list[str]:
    """What is allowed and worth knowing."""
    if _is_loopback(chosen.host) or chosen.secure:
        return []
    return [
        f"HOST={chosen.host} opens the app to the network without encryption. "
        "Beyond a trial, put it behind HTTPS and set PUBLIC_URL."
    ]


def _port_problem(host: str, port: int) -> str:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        return f"HOST={host} is not an address of this machine."
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as refusal:
            return (
                f"Port {port} cannot be used ({refusal.strerror}). Choose another: PORT={port + 1} make run"
            )
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")


def _is_private(host: str) -> bool:
    """Inside a house or an office: an address that the Internet does not route, or a name without a dot."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".localhost"))


def _announce_when_ready(words: str) -> None:
    """Say the words once the server answers, from a process that nobody has to wait for."""
    server_id = os.getpid()
    if os.fork():
        os.wait()
        return
    if os.fork() == 0:
        _wait_and_say(words, server_id)
    os._exit(0)


def _wait_and_say(words: str, server_id: int) -> None:
    url = f"http://{_reachable(settings().host)}:{settings().port}/ping"
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and Path(f"/proc/{server_id}").exists():
        time.sleep(0.2)
        if answers(url):
            print(words, flush=True)
            return


def _reachable(host: str) -> str:
    """Where this machine itself finds a server that listens on `host`."""
    if host in ("", "0.0.0.0", "::"):  # noqa: S104 — compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def answers(url: str) -> bool:
    """Whether a server answers there."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 — the address is our own
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
