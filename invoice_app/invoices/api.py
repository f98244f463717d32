"""The invoice's files: its PDF, what came with its emails, and the emails as they were."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from invoice_app.accounts.door import guarded
from invoice_app.invoices.correspondence import file_of, original_of
from invoice_app.invoices.mail_body import body_of, page_of, policy_of
from invoice_app.invoices.pdf_profiles import FOR_INVOICES
from invoice_app.invoices.previews import preview_of
from invoice_app.invoices.queries import readable_invoice
from invoice_app.shared.database import reading
from invoice_app.shared.files import files
from invoice_app.shared.permission import SIGNED_IN, SignInFirst, Viewer
from invoice_app.shared.refusals import NotFound

# What a browser may show in the page; anything else is only ever downloaded.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_SHOWN = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"}


def invoice_pdf(request: Request, viewer: Viewer | None) -> Response:
    """The frozen PDF, to whoever may read the invoice; `?dl=1` downloads it."""
    if viewer is None:
        raise SignInFirst()
    with reading() as db:
        invoice = readable_invoice(db, ref=request.path_params["ref"], viewer=viewer)
        if not invoice.pdf_sha256:
            raise NotFound()
        sha256, number = invoice.pdf_sha256, invoice.number or "facture"
    return send_file(
        files().get(sha256), "application/pdf", f"{number}.pdf", inline="dl" not in request.query_params
    )


def invoice_preview(request: Request, viewer: Viewer | None) -> Response:
    """The configurable PDF as this person is setting it; `?dl=1` downloads it."""
    if viewer is None:
        raise SignInFirst()
    ref = request.path_params["ref"]
    with reading() as db:
        number = readable_invoice(db, ref=ref, viewer=viewer).number or "brouillon"
    pdf = preview_of(ref=ref, key=request.path_params["key"], by=viewer)
    inline = "dl" not in request.query_params
    return send_file(pdf, "application/pdf", f"{number}-configurable.pdf", inline=inline)


def mail_attachment(request: Request, viewer: Viewer | None) -> Response:
    """A file of an email that this person may read."""
    if viewer is None:
        raise SignInFirst()
    with reading() as db:
        found = file_of(db, ref=request.path_params["ref"], viewer=viewer)
    return send_file(found.content, found.mime, found.name, inline=False)


def mail_original(request: Request, viewer: Viewer | None) -> Response:
    """An email as the very bytes that left or arrived."""
    if viewer is None:
        raise SignInFirst()
    with reading() as db:
        found = original_of(db, ref=request.path_params["ref"], viewer=viewer)
    return send_file(found.content, found.mime, found.name, inline=False)


def mail_body(request: Request, viewer: Viewer | None) -> Response:
    """A formatted email for its frame; `?images=1` lets in what it shows from elsewhere, this once."""
    if viewer is None:
        raise SignInFirst()
    with_images = request.query_params.get("images") == "1"
    with reading() as db:
        found = body_of(db, ref=request.path_params["ref"], viewer=viewer)
    return HTMLResponse(
        page_of(found, with_images=with_images),
        headers={
            "Content-Security-Policy": policy_of(with_images=with_images),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            "Referrer-Policy": "no-referrer",
            "X-DNS-Prefetch-Control": "off",
        },
    )


def send_file(content: bytes, mime: str, name: str, *, inline: bool) -> Response:
    """Bytes that no browser will run: never sniffed, never cached, shown only when harmless."""
    shown = inline and mime in _SHOWN
    way = "inline" if shown else "attachment"
    plain = re.sub(r"[^\w.\- ]", "_", name, flags=re.ASCII)[:150]
    return Response(
        content,
        media_type=mime if shown or mime in _SHOWN else "application/octet-stream",
        headers={
            "Content-Disposition": f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            "Content-Security-Policy": _POLICY,
        },
    )


routes = [
    Route("/files/invoices/{ref}.pdf", guarded(SIGNED_IN, invoice_pdf)),
    Route("/files/invoices/{ref}/preview/{key}.pdf", guarded(FOR_INVOICES, invoice_preview)),
    Route("/files/mail/{ref}", guarded(SIGNED_IN, mail_attachment)),
    Route("/files/mail/{ref}/original.eml", guarded(SIGNED_IN, mail_original)),
    Route("/files/mail/{ref}/body.html", guarded(SIGNED_IN, mail_body)),
]
