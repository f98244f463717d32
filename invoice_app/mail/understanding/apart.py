"""Messages are understood in a process apart, which can be stopped: what hurts it hurts nothing else.

It reads the original from the store, puts the files of the message there, and answers one plain value.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as TooLong
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from invoice_app.mail.understanding.reading import Headers, Unreadable, looked_at
from invoice_app.mail.understanding.understood import Kept, Understood
from invoice_app.shared.files import FileStore
from invoice_app.shared.phrases import Phrase

logger = logging.getLogger(__name__)
T = TypeVar("T")

# Together, with the start of a process in between, less than the 20 seconds that a message may take.
WITH_FORMATTING, WITHOUT = 10.0, 7.0
ADDRESS_SPACE = 1024 * 1024 * 1024
_JOBS_PER_WORKER = 500
_LOOK_EVERY = 5.0

TIME = Phrase("le lire prend trop de temps", "reading it takes too long")
MEMORY = Phrase("le lire prend trop de mémoire", "reading it takes too much memory")


def understood_apart(store: FileStore, kept: Kept) -> Understood:
    """Understand what is in the store, its files put there. Blocks for at most 20 seconds once its turn has
    come, so call it from a thread. Raises `Unreadable`, or `OSError` when the store cannot be read.
    """
    return _in_two_tries(lambda formatted: (_from_store, (store, kept, formatted)))


def understood_file(place: Path, kept: Kept) -> Understood:
    """Understand a file that is nowhere in the store, and keep nothing. Raises as `understood_apart`."""
    return _in_two_tries(lambda formatted: (_from_file, (place, kept, formatted)))


def head_apart(place: Path) -> Headers:
    """The headers alone of a file whose message is beyond the limits. Raises as `understood_apart`."""
    return _attempt(_head_of_file, (place,), WITHOUT)


def _in_two_tries(job: Callable[[bool], tuple[Callable[..., Understood], tuple[object, ...]]]) -> Understood:
    """HTML is what can hurt most: a message that does not come through with it is tried without."""
    try:
        return _attempt(*job(True), WITH_FORMATTING)
    except (TooLong, ProcessExpired, MemoryError) as failed:
        logger.warning("mail: a message hurt (%s); once more without its HTML", type(failed).__name__)
    try:
        return _attempt(*job(False), WITHOUT)
    except TooLong:
        raise Unreadable(why=TIME) from None
    except (ProcessExpired, MemoryError):
        raise Unreadable(why=MEMORY) from None


def _attempt(function: Callable[..., T], arguments: tuple[object, ...], seconds: float) -> T:
    # One at a time: a message of 30 MB takes many times its size while it is read.
    with _turn:
        try:
            return _schedule(function, arguments, seconds)
        except BrokenProcessPool:
            # An idle worker died and took the pool with it: no fault of this message.
            logger.warning("mail: the worker was lost; starting a new one")
            _pool().restart()
            return _schedule(function, arguments, seconds)


def _schedule(function: Callable[..., T], arguments: tuple[object, ...], seconds: float) -> T:
    result: T = _pool().started().schedule(function, args=arguments, timeout=seconds).result()
    return result


_turn = threading.Lock()


class _Pool:
    """One warm worker, started at the first message and replaced when it dies or runs out of time."""

    def __init__(self) -> None:
        self._pool: ProcessPool | None = None
        self._lock = threading.Lock()

    def started(self) -> ProcessPool:
        with self._lock:
            if self._pool is None or not self._pool.active:
                self._stop()
                self._pool = ProcessPool(
                    max_workers=1,
                    max_tasks=_JOBS_PER_WORKER,
                    initializer=prepare,
                    initargs=(ADDRESS_SPACE,),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

    def restart(self) -> None:
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
        self._pool = None


@lru_cache(maxsize=1)
def _pool() -> _Pool:
    pool = _Pool()
    # Unlike atexit, this also runs in a server's worker process, and before children are waited for.
    Finalize(None, pool.restart, exitpriority=100)
    return pool


def close() -> None:
    """Stop this process's worker, if there is one. A later message starts another."""
    if _pool.cache_info().currsize:
        _pool().restart()


def prepare(address_space: int) -> None:
    """Once per worker: no more memory than this many bytes, no life after the app."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    # Loaded before the limit and the first message, whose time it would count in.
    import invoice_app.mail.understanding.understood

    del invoice_app
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))


def _from_store(store: FileStore, kept: Kept, formatted: bool) -> Understood:
    from invoice_app.mail.understanding.understood import understood

    return understood(store.get(kept.sha256), kept, store.put, formatted=formatted)


def _from_file(place: Path, kept: Kept, formatted: bool) -> Understood:
    from invoice_app.mail.understanding.understood import understood

    return understood(place.read_bytes(), kept, looked_at, formatted=formatted)


def _head_of_file(place: Path) -> Headers:
    from invoice_app.mail.understanding.mime import read_head

    return read_head(place.read_bytes())


def _end_with(parent: int) -> None:
    # An app that is killed cannot stop its worker.
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os._exit(0)
