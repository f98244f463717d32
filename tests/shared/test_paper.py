"""The press: what its files claim, what it cannot reach, and what happens when it breaks."""

from __future__ import annotations

import io
import multiprocessing
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from pypdf import PdfReader

from invoice_app.shared.paper.engine import render_pdf
from invoice_app.shared.paper.job import Enclosure, PaperJob
from invoice_app.shared.paper.pool import PaperFailed, PaperPool

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
MEBIBYTE = 1024 * 1024
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


def job(body: str = "<h1>Reçu</h1><p>Łódź, 1 234,50 $</p>", *, archival: bool = True) -> PaperJob:
    return PaperJob(
        html=f'<html lang="fr-CA"><title>Reçu</title><body>{body}</body></html>',
        stylesheets=(),
        language="fr-CA",
        title="Reçu",
        created=datetime(2026, 3, 16, 18, 30, tzinfo=UTC),
        archival=archival,
    )


def bomb(rows: int = 20_000) -> PaperJob:
    return job(f"<table>{'<tr><td>1<td>2<td>3<td>4' * rows}</table>")


@pytest.fixture(scope="module")
def archival() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(render_pdf(job()))) as pdf:
        yield pdf


def packet(pdf: pikepdf.Pdf) -> bytes:
    return pdf.Root.Metadata.read_bytes()


def first_rdf(pdf: pikepdf.Pdf) -> ElementTree.Element:
    """What a validator reads: it stops at the first one."""
    found = ElementTree.fromstring(packet(pdf)).find(f"{RDF}RDF")
    assert found is not None
    return found


def claimed(rdf: ElementTree.Element, name: str) -> str | None:
    """A property of the packet, which may be written as an attribute or as an element."""
    for description in rdf.findall(f"{RDF}Description"):
        if name in description.attrib:
            return description.attrib[name]
        if (element := description.find(name)) is not None:
            return element.text
    return None


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


class TestTheArchivalFile:
    def test_claims_pdf_a_3a_and_pdf_ua_1_where_validators_look(self, archival: pikepdf.Pdf) -> None:
        rdf = first_rdf(archival)
        assert claimed(rdf, f"{PDFA}part") == "3"
        assert claimed(rdf, f"{PDFA}conformance") == "A"
        assert claimed(rdf, f"{PDFUA}part") == "1"

    def test_has_one_rdf_only(self, archival: pikepdf.Pdf) -> None:
        assert packet(archival).count(b"</rdf:RDF>") == 1

    def test_describes_the_claim_that_pdf_a_does_not_know(self, archival: pikepdf.Pdf) -> None:
        schemas = first_rdf(archival).find(f".//{EXTENSION}schemas")
        assert schemas is not None
        assert [prefix.text for prefix in schemas.iter(f"{SCHEMA}prefix")] == ["pdfuaid"]

    def test_is_tagged_and_says_its_language_and_title(self, archival: pikepdf.Pdf) -> None:
        assert archival.Root.MarkInfo.Marked
        assert archival.Root.StructTreeRoot.K[0].S == "/Document"
        assert str(archival.Root.Lang) == "fr-CA"
        assert archival.Root.ViewerPreferences.DisplayDocTitle
        assert str(archival.docinfo.Title) == "Reçu"

    def test_has_an_identifier_and_a_colour_profile(self, archival: pikepdf.Pdf) -> None:
        assert len(archival.trailer.ID) == 2
        assert archival.Root.OutputIntents[0].S == "/GTS_PDFA1"

    def test_embeds_every_font_and_uses_ours(self, archival: pikepdf.Pdf) -> None:
        descriptors = [o for o in archival.objects if getattr(o, "Type", None) == "/FontDescriptor"]
        assert descriptors
        assert all("/FontFile2" in d or "/FontFile3" in d for d in descriptors)
        assert all("Inter" in str(d.FontName) for d in descriptors)

    def test_carries_its_dates_from_the_job_and_not_from_the_clock(self, archival: pikepdf.Pdf) -> None:
        assert str(archival.docinfo.CreationDate) == "D:20260316183000Z"
        assert str(archival.docinfo.ModDate) == "D:20260316183000Z"

    def test_can_be_read_whatever_is_in_its_title(self) -> None:
        odd = replace(job(), title="a\x0b</rdf:RDF>\u00a0&\x00b", author="\x1bc")
        with pikepdf.open(io.BytesIO(render_pdf(odd))) as pdf:
            assert claimed(first_rdf(pdf), f"{PDFUA}part") == "1"
            assert str(pdf.docinfo.Title) == "a</rdf:RDF>\u00a0&b"

    def test_holds_an_enclosure_with_its_type_and_relationship(self) -> None:
        enclosed = replace(job(), enclosures=(Enclosure("facture.json", b'{"a": 1}', "application/json"),))
        with pikepdf.open(io.BytesIO(render_pdf(enclosed))) as pdf:
            spec = pdf.Root.AF[0]
            assert str(spec.UF) == "facture.json"
            assert spec.AFRelationship == "/Data"
            assert spec.EF.F.Subtype == "/application/json"
            assert spec.EF.F.read_bytes() == b'{"a": 1}'


def test_a_plain_file_claims_nothing() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(job(archival=False)))) as pdf:
        assert "/Metadata" not in pdf.Root
        assert "/StructTreeRoot" not in pdf.Root


class Listener(ThreadingHTTPServer):
    """A server on this machine that remembers who came."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Remember)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Remember(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"CANARI DU RESEAU")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def reaching(url: str) -> str:
    """Every way of a page to ask for something."""
    nested = (
        f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}/nested' width='9' height='9'/></svg>"
    )
    return f"""
        <base href="{url}/base/">
        <link rel="stylesheet" href="{url}/sheet"><link rel="attachment" href="{url}">
        <style>
          @import url("{url}/import");
          @font-face {{ font-family: F; src: url("{url}/font") }}
          h1 {{ font-family: F; background: url("{url}/background"); list-style: url("{url}/list") }}
          h1::before {{ content: url("{url}/content") }}
        </style>
        <h1>Titre</h1>
        <img src="{url}/img" alt="a"><img src="relative" alt="b">
        <img src="data:image/svg+xml,{nested}" alt="c">
        <object data="{url}/object">o</object><embed src="{url}/embed"><iframe src="{url}/frame"></iframe>
        <a rel="attachment" href="{url}">pièce</a>
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><title>t</title>
          <image href="{url}/svg" width="9" height="9"/><use xlink:href="{url}/use#x"/>
        </svg>"""


@pytest.mark.parametrize("archival", [True, False])
def test_a_page_reaches_no_server(listener: Listener, archival: bool) -> None:
    render_pdf(job(reaching(listener.address), archival=archival))
    assert listener.asked == []
    with urllib.request.urlopen(listener.address) as answer:
        assert answer.read() == b"CANARI DU RESEAU"
    assert listener.asked == ["/"]


@pytest.mark.parametrize("archival", [True, False])
def test_a_page_reads_no_file(tmp_path: Path, archival: bool) -> None:
    canary = tmp_path / "secret.txt"
    canary.write_text("CANARI DU DISQUE")
    pdf = render_pdf(job(reaching(canary.as_uri()), archival=archival))
    assert "Titre" in text_of(pdf)
    assert "CANARI" not in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [o.read_bytes() for o in opened.objects if isinstance(o, pikepdf.Stream)]
    assert streams
    assert not any(b"CANARI" in stream for stream in streams)


def test_a_page_shows_the_pictures_that_it_carries() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(job(f'<img src="{PICTURE}" alt="Un point">')))) as pdf:
        assert any(getattr(o, "Subtype", None) == "/Image" for o in pdf.objects)


def test_a_stylesheet_of_ours_reaches_fonts_only(tmp_path: Path, listener: Listener) -> None:
    sheet = tmp_path / "sheet.css"
    (tmp_path / "other.css").write_text("h1 { display: none }")
    sheet.write_text(f'@import "other.css"; @import url("{listener.address}/css");')
    assert "Reçu" in text_of(render_pdf(replace(job(), stylesheets=(str(sheet),))))
    assert listener.asked == []


@pytest.fixture
def pool() -> Iterator[PaperPool]:
    press = PaperPool(1, timeout=20)
    yield press
    press.close()


def test_the_same_job_gives_the_same_bytes_in_two_processes(pool: PaperPool) -> None:
    whole = replace(job(f'<h1>Ł</h1><img src="{PICTURE}" alt="p">'), enclosures=(Enclosure("a.txt", b"a"),))
    first = pool.render(whole)
    pool.close()
    assert pool.render(whole) == first


def test_a_killed_worker_fails_its_job_and_the_next_one_is_printed(pool: PaperPool) -> None:
    others = set(multiprocessing.active_children())
    pool.render(job())
    with ThreadPoolExecutor() as threads:
        doomed = threads.submit(pool.render, bomb())
        time.sleep(1)
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        with pytest.raises(PaperFailed):
            doomed.result(timeout=15)
    assert "Reçu" in text_of(pool.render(job()))


def test_an_idle_worker_that_dies_costs_nobody_a_page(pool: PaperPool) -> None:
    others = set(multiprocessing.active_children())
    pool.render(job())
    for worker in set(multiprocessing.active_children()) - others:
        worker.kill()
        worker.join()
    time.sleep(0.5)
    assert "Reçu" in text_of(pool.render(job()))
    assert len(set(multiprocessing.active_children()) - others) == 1


def test_closing_leaves_nobody_waiting(pool: PaperPool) -> None:
    pool.render(job())
    with ThreadPoolExecutor() as threads:
        waiting = [threads.submit(pool.render, one) for one in (bomb(), job())]
        time.sleep(1)
        pool.close()
        for one in waiting:
            with pytest.raises(PaperFailed):
                one.result(timeout=5)


def test_a_bomb_is_stopped_in_time_and_the_next_page_is_printed() -> None:
    press = PaperPool(1, timeout=2)
    try:
        press.render(job())
        started = time.monotonic()
        with pytest.raises(PaperFailed):
            press.render(bomb())
        assert time.monotonic() - started < 8
        assert "Reçu" in text_of(press.render(job()))
    finally:
        press.close()


def test_a_page_that_wants_too_much_memory_is_stopped() -> None:
    press = PaperPool(1, timeout=60, address_space=460 * MEBIBYTE)
    try:
        assert "Reçu" in text_of(press.render(job()))
        started = time.monotonic()
        with pytest.raises(PaperFailed):
            press.render(bomb())
        assert time.monotonic() - started < 50
        assert "Reçu" in text_of(press.render(job()))
    finally:
        press.close()


def test_workers_are_replaced_after_their_share_of_jobs() -> None:
    press = PaperPool(1, jobs_per_worker=1)
    others = set(multiprocessing.active_children())
    seen = set()
    try:
        for _ in range(3):
            press.render(job())
            seen |= {worker.pid for worker in set(multiprocessing.active_children()) - others}
            time.sleep(0.5)
    finally:
        press.close()
    assert len(seen) >= 2
    assert set(multiprocessing.active_children()) <= others


def test_workers_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    others = set(multiprocessing.active_children())
    press = PaperPool(2)
    press.render(job())
    assert list(scratch.rglob("weasyprint-*"))
    (set(multiprocessing.active_children()) - others).pop().kill()
    press.close()
    assert list(scratch.iterdir()) == []


def test_what_failed_is_said_in_both_languages_with_what_to_do_next() -> None:
    said = PaperFailed().phrase
    assert said.fr.startswith("Le PDF n’a pas pu être produit. Rien n’a été émis.")
    assert "Réessayez" in said.fr
    assert "Try again" in said.en
    assert PaperFailed().status == 503


def loaded_by(module: str) -> set[str]:
    """The packages that a fresh interpreter holds after importing a module."""
    told = subprocess.run(
        [sys.executable, "-c", f"import {module}, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {re.split(r"\.", name)[0] for name in told.stdout.split()}


def test_the_app_does_not_load_the_engine() -> None:
    assert "weasyprint" not in loaded_by("invoice_app.shared.paper.pool")


@pytest.mark.parametrize("module", ["worker", "engine"])
def test_a_worker_does_not_load_the_app(module: str) -> None:
    assert loaded_by(f"invoice_app.shared.paper.{module}").isdisjoint(
        {"reflex", "starlette", "pydantic_settings"}
    )


async def test_the_event_loop_may_wait_for_a_page() -> None:
    from invoice_app.shared.paper import pool as shared_pool

    try:
        assert "Reçu" in text_of(await shared_pool.render_async(job()))
    finally:
        shared_pool.close()
