"""The files of contracts and of the payments on them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invoice_app.accounts.door import guarded
from invoice_app.contracts.filing import file_under
from invoice_app.invoices.api import send_file
from invoice_app.shared.database import reading
from invoice_app.shared.files import files
from invoice_app.shared.permission import Level, SignInFirst, Tool, Viewer, needs


def contract_file(request: Request, viewer: Viewer | None) -> Response:
    """A file beside a contract that this person may read; `?dl=1` downloads it."""
    if viewer is None:
        raise SignInFirst()
    asked = request.path_params
    with reading() as db:
        file = file_under(db, ref=asked["ref"], file_ref=asked["file"], viewer=viewer)
        sha256, mime, name = file.sha256, file.mime, file.name
    return send_file(files().get(sha256), mime, name, inline="dl" not in request.query_params)


routes = [
    Route("/files/contracts/{ref}/{file}", guarded(needs(Tool.CONTRACTS, Level.READ), contract_file)),
]
