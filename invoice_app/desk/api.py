"""The files of what waits to be filed: such a message has no conversation, so no invoice answers for it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invoice_app.accounts.door import guarded
from invoice_app.desk.unmatched_queries import file_of_waiting, original
from invoice_app.invoices.api import send_file
from invoice_app.shared.database import reading
from invoice_app.shared.permission import Level, Tool, Viewer, needs

_ADMINS = needs(Tool.INVOICES, Level.ADMIN)


def unmatched_original(request: Request, _viewer: Viewer | None) -> Response:
    """A waiting message byte for byte."""
    with reading() as db:
        found = original(db, request.path_params["ref"])
    return send_file(found.content, found.mime, found.name, inline=False)


def unmatched_file(request: Request, _viewer: Viewer | None) -> Response:
    """A file of a waiting message; only ever downloaded."""
    with reading() as db:
        found = file_of_waiting(db, request.path_params["ref"], request.path_params["file"])
    return send_file(found.content, "application/octet-stream", found.name, inline=False)


routes = [
    Route("/files/unmatched/{ref}/original", guarded(_ADMINS, unmatched_original)),
    Route("/files/unmatched/{ref}/{file}", guarded(_ADMINS, unmatched_file)),
]
