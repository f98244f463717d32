"""What the program costs: `make bench`, or `python -m bench list finalise --json figures.json`.

Nothing is asserted here. What is compared takes turns within one run, so that a busy machine slows all
of it alike: read the medians with the ratios beside them, never one run's milliseconds against another's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.table import Table

MEASURES = {
    "paper": "bench.paper",
    "list": "bench.lists",
    "search": "bench.search",
    "finalise": "bench.finalise",
    "editor": "bench.editor",
    "contract": "bench.contract",
    "conversation": "bench.conversation",
    "load": "bench.first_load",
    "memory": "bench.memory",
    "inbound": "bench.inbound",
    "engine": "bench.engine",
    "bulk": "bench.bulk",
    "outbox": "bench.outbox",
}


def main() -> None:
    given = _arguments()
    # So that servers and databases end with this process, however it is told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    before = _machine()
    print(f"{before['system']}, {before['cores']} cores, load {before['load']}")
    tables = []
    for name in given.measures or MEASURES:
        # Loaded only when asked for: whatever this process holds, its paper workers load too.
        for table in import_module(MEASURES[name]).measure():
            tables.append(table)
            print(f"\n{table.shown()}", flush=True)
    after = _machine()
    print(f"\nload at the end {after['load']}")
    if given.json:
        given.json.write_text(_figures(before, after, tables))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what the program costs.")
    parser.add_argument("measures", nargs="*", metavar="measure", help=f"{', '.join(MEASURES)}; all if none")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    given = parser.parse_args()
    if unknown := set(given.measures) - set(MEASURES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    return given


def _machine() -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "cores": os.cpu_count(),
        "load": " ".join(f"{load:.2f}" for load in os.getloadavg()),
    }


def _figures(before: dict[str, object], after: dict[str, object], tables: list[Table]) -> str:
    plain = [table.plain() for table in tables]
    return (
        json.dumps({"before": before, "after": after, "tables": plain}, ensure_ascii=False, indent=2) + "\n"
    )


if __name__ == "__main__":
    main()
