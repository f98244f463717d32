"""What runs in a paper worker. Imports nothing heavy itself: the app imports it too."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from multiprocessing.util import Finalize

from invoice_app.shared.paper.job import PaperJob

_LOOK_EVERY = 5.0
_TIDY_AFTER = 0.2


def prepare(address_space: int, scratch: str) -> None:
    """Once per worker: no more memory than this many bytes, the engine loaded, no life after the app.

    The engine unpacks fonts into a folder of the worker's own inside `scratch`.
    """
    _limit_memory(address_space)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    tempfile.tempdir = tempfile.mkdtemp(dir=scratch)
    Finalize(None, shutil.rmtree, args=(tempfile.tempdir,), kwargs={"ignore_errors": True}, exitpriority=0)
    from invoice_app.shared.paper.engine import warm_up

    warm_up()
    # What is loaded now stays for good: the collector need never look at it again.
    gc.collect()
    gc.freeze()


def press(job: PaperJob) -> bytes:
    """Make one PDF.

    A page is a million small objects that live until it is printed. A collector that looks through
    them again and again takes a third of the time, so it waits until the file is on its way.
    """
    from invoice_app.shared.paper.engine import render_pdf

    gc.disable()
    try:
        return render_pdf(job)
    except MemoryError:
        # What is left of this process cannot be trusted; the pool starts another.
        os._exit(1)
    finally:
        _tidy_soon()


def _tidy_soon() -> None:
    tidying = threading.Timer(_TIDY_AFTER, gc.collect)
    tidying.daemon = True
    tidying.start()


def _limit_memory(address_space: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))


def _end_with(parent: int) -> None:
    # An app that is killed cannot stop its workers.
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os._exit(0)
