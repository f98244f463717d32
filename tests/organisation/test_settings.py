"""The organisation's settings: what is refused, beside which box, and what a logo may be."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from PIL import Image
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from invoice_app.accounts.door import guarded
from invoice_app.organisation import api
from invoice_app.organisation.actions import NotALogo, change, clean_logo, set_logo
from invoice_app.organisation.models import Organisation
from invoice_app.organisation.queries import settings_card, the_organisation
from invoice_app.organisation.rules import clean_accent, contrast_with_white
from invoice_app.shared.database import writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.files import files
from invoice_app.shared.permission import PUBLIC
from invoice_app.shared.refusals import Invalid


@pytest.fixture
def club(db: Session, now: datetime) -> Organisation:
    organisation = Organisation(name="Club des Érables", created_at=now)
    db.add(organisation)
    db.flush()
    return organisation


def test_what_the_page_shows_can_be_saved_as_it_is(db: Session, club: Organisation) -> None:
    shown = settings_card(db)
    change(db, typed=shown)
    assert settings_card(db) == shown


def test_everything_typed_is_kept_in_its_proper_form(db: Session, club: Organisation) -> None:
    change(
        db,
        typed=settings_card(db)
        | {
            "gst_number": "123456789rt0001",
            "neq": "11 6000 0000",
            "accent": "#8A1C4A",
            "paper": "a4",
            "terms_days": "45",
        },
    )
    kept = the_organisation(db)
    assert (kept.gst_number, kept.neq, kept.accent) == ("123456789 RT0001", "1160000000", "#8a1c4a")
    assert (kept.paper, kept.terms_days) == ("a4", 45)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", " "),
        ("province", "ZZ"),
        ("postal_code", "123"),
        ("email", "club"),
        ("gst_number", "1"),
        ("qst_number", "1"),
        ("neq", "12"),
        ("language", "de"),
        ("time_zone", "../etc/passwd"),
        ("currency", "XXX"),
        ("accent", "red"),
        ("accent", "#ffee88"),
        ("accent", "#12345g"),
        ("paper", "napkin"),
        ("terms_days", "-1"),
        ("terms_days", "366"),
        ("terms_days", "²"),
        ("terms_days", "trente"),
    ],
)
def test_a_refusal_names_its_box_and_changes_nothing(
    db: Session, club: Organisation, field: str, typed: str
) -> None:
    before = settings_card(db)
    with pytest.raises(Invalid) as refusal:
        change(db, typed=before | {field: typed})
    assert refusal.value.field == field
    assert settings_card(db) == before


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48)]
)
def test_contrast_is_that_of_the_published_formula(colour: str, ratio: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(ratio, abs=0.005)


def test_the_palest_colour_that_can_be_read_is_taken_and_the_next_refused() -> None:
    assert clean_accent("#767676") == "#767676"
    with pytest.raises(Invalid):
        clean_accent("#777777")


def picture(kind: str, size: tuple[int, int] = (60, 20)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#225588").save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_decoded_and_written_anew_as_png(kind: str) -> None:
    sent = picture(kind, (3000, 1000)) + b"<script>alert(1)</script>"
    kept = clean_logo(sent)
    assert kept.startswith(b"\x89PNG")
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (1200, 400)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GIF89a",
        picture("GIF"),
        picture("EPS"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("PNG", (6_000, 6_000)),
        b"\x89PNG" + b"0" * 5_000_001,
    ],
)
def test_anything_but_a_small_picture_is_no_logo(sent: bytes) -> None:
    with pytest.raises(NotALogo) as refusal:
        clean_logo(sent)
    assert refusal.value.field == "logo"


@pytest.mark.usefixtures("database_url")
def test_the_logo_is_served_to_anyone_once_there_is_one() -> None:
    with writing() as db:
        db.add(Organisation(name="Club des Érables", created_at=now_utc()))
    with TestClient(Starlette(routes=[Route("/files/logo", guarded(PUBLIC, api.logo))])) as browser:
        assert browser.get("/files/logo").status_code == 404
        with writing() as db:
            set_logo(db, sha256=files().put(clean_logo(picture("PNG"))))
        answer = browser.get("/files/logo")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        again = browser.get("/files/logo", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
