"""A few warm processes that make PDFs, so that a hard page stops neither the app nor the next page.

A thread would not do: the engine holds the interpreter for most of its time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import threading
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing.util import Finalize
from tempfile import TemporaryDirectory

from pebble import ProcessFuture, ProcessPool

from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.paper.worker import prepare, press
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal
from invoice_app.shared.settings import settings

logger = logging.getLogger(__name__)

TIMEOUT = 45.0
ADDRESS_SPACE = 1536 * 1024 * 1024
JOBS_PER_WORKER = 200


class PaperFailed(Refusal):
    says = Phrase(
        "Le PDF n’a pas pu être produit. Rien n’a été émis. Réessayez dans un instant ; si cela se répète, "
        "raccourcissez les descriptions les plus longues ou répartissez les lignes sur deux factures.",
        "The PDF could not be made. Nothing was issued. Try again in a moment; if it happens again, "
        "shorten the longest descriptions or spread the lines over two invoices.",
    )
    status = 503


class PaperPool:
    """Worker processes, started at the first job and replaced when they die or run out of time.

    `timeout` is in seconds and counts from the moment a worker takes the job; `address_space` is in
    bytes per worker.
    """

    def __init__(
        self,
        workers: int,
        *,
        timeout: float = TIMEOUT,
        address_space: int = ADDRESS_SPACE,
        jobs_per_worker: int = JOBS_PER_WORKER,
    ) -> None:
        self._workers = workers
        self._timeout = timeout
        self._address_space = address_space
        self._jobs_per_worker = jobs_per_worker
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._scratch: TemporaryDirectory[str] | None = None
        self._waiting: set[ProcessFuture[bytes]] = set()

    def render(self, job: PaperJob) -> bytes:
        """The PDF; blocks, so call it from a thread. Raises `PaperFailed`."""
        try:
            return self._attempt(job)
        except BrokenProcessPool:
            # An idle worker died and took the pool with it: no fault of this job.
            logger.warning("paper: workers were lost; starting new ones")
        except Exception as error:
            raise _failed(error) from error
        try:
            return self._attempt(job)
        except Exception as error:
            raise _failed(error) from error

    def close(self) -> None:
        """Stop the workers. A later job starts new ones."""
        with self._lock:
            self._stop()

    def _attempt(self, job: PaperJob) -> bytes:
        return self._schedule(job).result()

    def _schedule(self, job: PaperJob) -> ProcessFuture[bytes]:
        with self._lock:
            if self._pool is None or not self._pool.active:
                self._stop()
                self._pool = self._started()
            future = self._pool.schedule(press, args=(job,), timeout=self._timeout)
            self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def _started(self) -> ProcessPool:
        self._scratch = TemporaryDirectory(prefix="quittance-paper-", ignore_cleanup_errors=True)
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=self._jobs_per_worker,
            initializer=prepare,
            initargs=(self._address_space, self._scratch.name),
            context=multiprocessing.get_context("spawn"),
        )

    def _stop(self) -> None:
        for future in tuple(self._waiting):
            # A stopped pool forgets its jobs, and whoever waits for one would wait for ever.
            future.cancel()  # type: ignore[no-untyped-call]
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
        if self._scratch is not None:
            # What killed workers left behind.
            self._scratch.cleanup()
        self._pool = self._scratch = None


def render(job: PaperJob) -> bytes:
    """The PDF, made by this process's workers; blocks, so call it from a thread. Raises `PaperFailed`."""
    return _pool().render(job)


async def render_async(job: PaperJob) -> bytes:
    """The PDF, for code on the event loop. Raises `PaperFailed`."""
    return await asyncio.to_thread(render, job)


@contextlib.asynccontextmanager
async def printing() -> AsyncIterator[None]:
    """The workers of a serving process: warm before the first invoice needs them, stopped with it."""
    warming = asyncio.create_task(asyncio.to_thread(_warm))
    try:
        yield
    finally:
        warming.cancel()
        await asyncio.to_thread(close)


def _warm() -> None:
    blank = PaperJob("<p>.</p>", (), "fr", ".", datetime(2026, 1, 1, tzinfo=UTC), archival=False)
    try:
        render(blank)
    except PaperFailed:
        logger.warning("paper: the workers did not start; the first PDF will say why")


def close() -> None:
    """Stop this process's workers, if there are any."""
    if _pool.cache_info().currsize:
        _pool().close()


@lru_cache(maxsize=1)
def _pool() -> PaperPool:
    pool = PaperPool(settings().paper_workers)
    # Unlike atexit, this also runs in a server's worker process, and before children are waited for.
    Finalize(None, pool.close, exitpriority=100)
    return pool


def _failed(error: Exception) -> PaperFailed:
    logger.error("paper: no PDF (%s: %s)", type(error).__name__, error)
    return PaperFailed()
