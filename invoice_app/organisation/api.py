"""The logo, as a picture that anyone may see: it stands on the sign-in page and in emails."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from invoice_app.organisation.queries import find_organisation
from invoice_app.shared.database import reading
from invoice_app.shared.files import files
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import NotFound


def logo(request: Request, _viewer: Viewer | None) -> Response:
    """`GET /files/logo`, a PNG. Raises `NotFound` where there is none."""
    with reading() as db:
        organisation = find_organisation(db)
        sha256 = organisation.logo_sha256 if organisation else ""
    if not sha256:
        raise NotFound()
    headers = {"ETag": f'"{sha256}"', "Cache-Control": "public, max-age=300"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    try:
        return Response(files().get(sha256), media_type="image/png", headers=headers)
    except FileNotFoundError:
        raise NotFound() from None
