"""The hooks alone, served for a test that kills them: `python -m tests.mail.hook_server PORT`."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces
from starlette.applications import Starlette

from invoice_app.mail import api

app = Starlette(routes=api.routes)

if __name__ == "__main__":
    Granian(
        "tests.mail.hook_server:app",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        log_enabled=False,
    ).serve()
