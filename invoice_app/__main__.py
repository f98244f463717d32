"""`python -m invoice_app <command>`."""

from __future__ import annotations

import argparse
import pkgutil
import sys
from importlib import import_module
from types import ModuleType

from invoice_app import commands


def main(argv: list[str]) -> int:
    chosen = _names().get(argv[0]) if argv else None
    parser = argparse.ArgumentParser(prog="python -m invoice_app", description="Quittance")
    shelf = parser.add_subparsers(dest="command", required=True, metavar="command")
    # Only the chosen command is loaded: help for all of them has to load all of them.
    for module in [chosen] if chosen else _names().values():
        _offer(shelf, import_module(module))
    given = parser.parse_args(argv)
    return int(given.run(given))


def _names() -> dict[str, str]:
    """Module names by what is typed: `create-admin` is `invoice_app.commands.create_admin`."""
    found = pkgutil.iter_modules(commands.__path__)
    return {module.name.replace("_", "-"): f"{commands.__name__}.{module.name}" for module in found}


def _offer(shelf: argparse._SubParsersAction[argparse.ArgumentParser], module: ModuleType) -> None:
    run = getattr(module, "run", None)
    if run is None:
        return
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    help_line = (module.__doc__ or "").partition("\n")[0].rstrip(".")
    parser = shelf.add_parser(name, help=help_line, description=module.__doc__)
    parser.set_defaults(run=run)
    if declare := getattr(module, "arguments", None):
        declare(parser)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
