"""The files of contracts: what is attached to them, and what is made of their applications for payment.

An application is handed out as open JSON, CSV, workbook, PDF, or an archive with attachments.

The JSON route is the API: the same figures as everywhere else, described in `docs/application-json.md`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO
from urllib.parse import quote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from invoice_app.accounts.door import Endpoint, guarded
from invoice_app.contracts import export_wording as e
from invoice_app.contracts.bundle import Piece, pieces_of, safe_name, write_bundle
from invoice_app.contracts.composing import document_of
from invoice_app.contracts.exporting import application_json, application_under, as_text, told
from invoice_app.contracts.filing import file_under
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.pressing import NoClient, today_and_rates
from invoice_app.contracts.schedule_csv import schedule_csv
from invoice_app.contracts.workbook import workbook
from invoice_app.invoices.api import send_file
from invoice_app.invoices.composing import buyer_of, document_language, seller_of
from invoice_app.invoices.document import Document
from invoice_app.invoices.issuing import paper_of
from invoice_app.invoices.models import Invoice
from invoice_app.members.models import Customer
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared.database import reading
from invoice_app.shared.dates import now_utc
from invoice_app.shared.files import files
from invoice_app.shared.paper.pool import render
from invoice_app.shared.permission import Level, SignInFirst, Tool, Viewer, needs
from invoice_app.shared.phrases import Language, as_language

_READ = needs(Tool.CONTRACTS, Level.READ)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PART = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Asked:
    """An application that somebody may read, and how they want it; `wished` is a language, or nothing."""

    contract: Contract
    progress: ProgressInvoice
    rates: tuple[TaxRate, ...]
    language: Language
    wished: str
    today: date
    now: datetime

    def name(self, ending: str) -> str:
        contract = self.contract.number or self.contract.title
        words = e.FILE_NAME.filled(contract=contract, number=self.progress.sequence)
        return safe_name(f"{words.to(self.language)}.{ending}")


def application_as_json(request: Request, viewer: Viewer | None) -> Response:
    """The open document, to whoever may read the contract."""
    with reading() as db:
        asked = _asked(db, request, viewer)
        document = application_json(db, contract=asked.contract, progress=asked.progress, rates=asked.rates)
    return _download(as_text(document).encode(), "application/json", asked.name("json"))


def application_as_csv(request: Request, viewer: Viewer | None) -> Response:
    with reading() as db:
        asked = _asked(db, request, viewer)
        content = schedule_csv(told(db, asked.progress, asked.rates), asked.language)
    return _download(content, "text/csv; charset=utf-8", asked.name("csv"))


def application_as_workbook(request: Request, viewer: Viewer | None) -> Response:
    with reading() as db:
        asked = _asked(db, request, viewer)
        paper = seller_of(the_organisation(db)).paper
        chapter = told(db, asked.progress, asked.rates)
        content = workbook(chapter, asked.language, paper=paper, now=asked.now)
    return _download(content, _XLSX, asked.name("xlsx"))


def application_as_pdf(request: Request, viewer: Viewer | None) -> Response:
    """The frozen bytes of its invoice, or a draft made on the spot; `?dl=1` downloads it."""
    with reading() as db:
        asked = _asked(db, request, viewer)
        paper = _paper(db, asked)
    inline = "dl" not in request.query_params
    return send_file(_pdf(paper), "application/pdf", asked.name("pdf"), inline=inline)


def application_as_archive(request: Request, viewer: Viewer | None) -> Response:
    """The PDF with what is attached to the application and to its contract."""
    with reading() as db:
        asked = _asked(db, request, viewer)
        paper = _paper(db, asked)
        pieces = pieces_of(db, asked.contract, asked.progress, asked.language)
    return _archive(asked, _pdf(paper), pieces)


def contract_file(request: Request, viewer: Viewer | None) -> Response:
    """A file beside a contract that this person may read; `?dl=1` downloads it."""
    if viewer is None:
        raise SignInFirst()
    asked = request.path_params
    with reading() as db:
        file = file_under(db, ref=asked["ref"], file_ref=asked["file"], viewer=viewer)
        sha256, mime, name = file.sha256, file.mime, file.name
    return send_file(files().get(sha256), mime, name, inline="dl" not in request.query_params)


def _asked(db: Session, request: Request, viewer: Viewer | None) -> _Asked:
    """What is asked for. Raises `NotFound` for what is not there, or not theirs."""
    if viewer is None:
        raise SignInFirst()
    contract, progress = application_under(
        db,
        contract_ref=request.path_params["contract_ref"],
        ref=request.path_params["ref"],
        viewer=viewer,
    )
    now = now_utc()
    today, rates = today_and_rates(db, now, contract)
    wished = request.query_params.get("lang", "")
    language = as_language(wished, as_language(viewer.language))
    return _Asked(contract, progress, rates, language, wished, today, now)


def _paper(db: Session, asked: _Asked) -> str | Document:
    """What its PDF is made from: the SHA-256 of one that is frozen, or the document of a draft."""
    invoice = db.get(Invoice, asked.progress.invoice_id) if asked.progress.invoice_id else None
    if invoice is not None and invoice.pdf_sha256:
        return invoice.pdf_sha256
    client = db.get(Customer, asked.contract.company_id) if asked.contract.company_id else None
    if client is None:
        raise NoClient()
    # As it would be issued, unless another language is wished for.
    language = asked.language if asked.wished else document_language(client.language)
    return document_of(
        db, ref=asked.progress.ref, seller=seller_of(the_organisation(db)), buyer=buyer_of(client),
        rates=asked.rates, language=language, issue_on=asked.today,
    )  # fmt: skip


def _pdf(paper: str | Document) -> bytes:
    """Made outside any transaction: it may take seconds. Raises `PaperFailed`."""
    return files().get(paper) if isinstance(paper, str) else render(paper_of(paper))


def _archive(asked: _Asked, pdf: bytes, pieces: tuple[Piece, ...]) -> Response:
    """From a file without a name, which is gone once it is closed, however the answer ends.

    Not a `FileResponse`: the server opens the path of one after our own clean-up has run.
    """
    file = tempfile.TemporaryFile(prefix="quittance-")  # noqa: SIM115  (closed by `_parts`)
    try:
        write_bundle(file, pdf, asked.name("pdf"), pieces, asked.now)
    except BaseException:
        file.close()
        raise
    headers = _headers(asked.name("zip")) | {"Content-Length": str(file.seek(0, 2))}
    file.seek(0)
    return StreamingResponse(_parts(file), media_type="application/zip", headers=headers)


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(_PART):
            yield part


def _download(content: bytes, mime: str, name: str) -> Response:
    return Response(content, media_type=mime, headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    """Only ever saved, never shown by a browser as a page of ours; never cached."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def _route(ending: str, endpoint: Endpoint) -> Route:
    path = f"/files/contracts/{{contract_ref}}/applications/{{ref}}.{ending}"
    return Route(path, guarded(_READ, endpoint))


routes = [
    _route("json", application_as_json),
    _route("csv", application_as_csv),
    _route("xlsx", application_as_workbook),
    _route("pdf", application_as_pdf),
    _route("zip", application_as_archive),
    Route("/files/contracts/{ref}/{file}", guarded(_READ, contract_file)),
]
