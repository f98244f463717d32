"""Mail made to hurt, and mail that is merely odd: understood or put aside, within 20 seconds, always kept."""

from __future__ import annotations

import contextlib
import io
import json
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from invoice_app.__main__ import main
from invoice_app.mail.understanding import apart
from invoice_app.mail.understanding.reading import Unreadable
from invoice_app.mail.understanding.understood import Kept, Understood
from invoice_app.shared.files import FolderStore, files
from tests.mail.conftest import FORM, sample

HEAD = b"From: elise@client.example\r\nTo: r-d91p5hyk528jjfqhfw6yyrz5fe@reply.example.org\r\nSubject: Re\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
PAGE = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"


@pytest.fixture
def take(data_dir: Path) -> Callable[..., Understood]:
    """Understand bytes as the provider's post is: from the store, in a process apart."""

    def taking(raw: bytes, content_type: str = "message/rfc822") -> Understood:
        began = time.monotonic()
        try:
            return apart.understood_apart(files(), Kept(files().put(raw), content_type))
        finally:
            assert time.monotonic() - began < 20

    return taking


def mixed(*parts: bytes) -> bytes:
    inside = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return (
        HEAD
        + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + inside
        + b"--b--\r\n"
    )


def file(name: bytes, content: bytes = b"x", kind: bytes = b"application/octet-stream") -> bytes:
    return b"Content-Type: " + kind + b"\r\nContent-Disposition: attachment; " + name + b"\r\n\r\n" + content


NESTED = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(3000))
RFC822 = b"Content-Type: message/rfc822\r\n\r\n"
HURTFUL: dict[str, Callable[[], bytes]] = {
    "thirty megabytes": lambda: mixed(b"\r\nhello", file(b'filename="a.bin"', b"A" * 76 + b"\r\n") * 1, *[
        file(b'filename="big.txt"', (b"A" * 76 + b"\r\n") * 390_000)]),
    "three thousand levels": lambda: HEAD + NESTED.encode(),
    "three thousand enclosed messages": lambda: HEAD + RFC822 * 3000,
    "a hundred thousand parts": lambda: mixed(*[b"\r\nx"] * 100_000),
    "four thousand parts": lambda: mixed(*[b"\r\nx"] * 4_000),
    "fifty thousand references": lambda: b"References: " + b"<a@b.x> " * 50_000 + b"\r\n" + PLAIN,
    "references on lines of their own": lambda: b"References:" + b" <a@b.example>\r\n" * 15_000 + PLAIN,
    "fifty thousand headers": lambda: b"X: y\r\n" * 50_000 + PLAIN + b"x",
    "a million recipients": lambda: b"To: " + b"a@b.example," * 20_000 + b"\r\n" + PLAIN + b"x",
    "comments in comments": lambda: b"Cc: " + b"(" * 100_000 + b"\r\n" + PLAIN + b"x",
    "encoded words": lambda: b"Subject: " + b"=?utf-8?q?=C3=A9?= " * 10_000 + b"\r\n" + PLAIN,
    "broken encoded words": lambda: b"Subject: " + b"=?=?utf-8?b?" * 20_000 + b"\r\n" + PLAIN,
    "on": lambda: PLAIN + b"On " * 10_000,
    "le": lambda: PLAIN + b"Le " * 10_000,
    "a megabyte of le": lambda: PLAIN + b"Le 3 " * 200_000,
    "fifty thousand quoted lines": lambda: PLAIN + b">\r\n" * 50_000,
    "half a million lines": lambda: PLAIN + b"> De : x\r\n" * 500_000,
    "nested divs": lambda: PAGE + b"<div>" * 20_000,
    "nested tables": lambda: PAGE + b"<table><tr><td>" * 20_000,
    "nested fonts": lambda: PAGE + b"".join(b"<font color=c%d>" % n for n in range(400)) + b"<p>" * 60_000,
    "open bold": lambda: PAGE + b"<b>" * 499 + b"<p>x" * 50_000,
    "ampersands": lambda: PAGE + b"&" * 250_000,
    "two megabytes of html": lambda: PAGE + b"<p>bonjour</p>" * 150_000,
    "attributes": lambda: PAGE + b"<a " + b" ".join(b"x%d=1" % n for n in range(40_000)) + b">",
    "comments": lambda: PAGE + b"<!--" * 60_000,
    "base64 that is none": lambda: HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=" * 1_000_000,
    "equal signs": lambda: HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=" * 900_000,
    "uuencode": lambda: HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\n" + b"begin 644 x\r\n" * 50_000,
    "punycode": lambda: HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * 200_000,
    "idna": lambda: HEAD + b"Content-Type: text/plain; charset=idna\r\n\r\n" + b"xn--" * 200_000,
    "a boundary of dashes": lambda: HEAD + b'Content-Type: multipart/a; boundary="-"\r\n' + b"--\r\n" * 900,
    "parameters": lambda: HEAD + b"Content-Type: text/plain" + b"; a*0*=x" * 20_000 + b"\r\n\r\nx",
    "nulls": lambda: PLAIN + b"\x00" * 1_000_000,
    "returns": lambda: PLAIN + b"\r" * 1_000_000,
    "combining": lambda: PLAIN + "e\u0301\u0323".encode() * 200_000,
}  # fmt: skip


@pytest.mark.parametrize("make", HURTFUL.values(), ids=HURTFUL.keys())
def test_mail_made_to_hurt_is_understood_or_refused_in_time(take: Callable[..., Understood], make):
    with contextlib.suppress(Unreadable):
        found = take(make())
        assert len(found.clean_html) < 2_000_000
        assert len(found.new_text) + len(found.quoted_text) <= 1_000_010


def test_what_never_ends_is_killed_and_the_next_message_is_understood(
    take: Callable[..., Understood], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(apart, "WITH_FORMATTING", 0.001)
    monkeypatch.setattr(apart, "WITHOUT", 0.001)
    with pytest.raises(Unreadable, match="too long"):
        take(HURTFUL["thirty megabytes"]())
    monkeypatch.undo()
    assert (
        apart.understood_apart(FolderStore(files()._folder), Kept(files().put(PLAIN + b"ok"))).new_text
        == "ok"
    )


def test_what_takes_too_much_memory_is_refused_and_the_next_message_is_understood(take, monkeypatch):
    apart.close()
    monkeypatch.setattr(apart, "ADDRESS_SPACE", 400 * 2**20)
    with pytest.raises(Unreadable, match="memory"):
        take(mixed(file(b'filename="a"', b"A" * 120_000_000)))
    assert take(PLAIN + b"ok").new_text == "ok"
    apart.close()


def test_deep_html_is_shown_as_text_and_that_is_said(take: Callable[..., Understood]):
    found = take(PAGE + b"<div>" * 20_000 + b"Bonjour")
    assert (found.new_text, found.clean_html) == ("Bonjour", "")
    assert "500" in found.refused[0].fr


def test_html_beyond_its_limit_is_shown_as_text_but_a_long_quote_does_not_count(take):
    long = b"<p>" + b"Votre facture est jointe. " * 20_000 + b"</p>"
    assert "256" in take(PAGE + long).refused[0].fr
    quoted = take(PAGE + b"<p>Merci</p><blockquote type=cite>" + long + b"</blockquote>")
    assert (quoted.clean_html, quoted.new_text, quoted.refused) == ("<p>Merci</p>", "Merci", ())


def test_of_two_hundred_files_fifty_are_kept_and_the_rest_is_named(take: Callable[..., Understood]):
    found = take(mixed(b"\r\nVoici", *[file(b'filename="plan %d.pdf"' % n) for n in range(200)]))
    assert [f.name for f in found.incoming.files] == [f"plan {n}.pdf" for n in range(50)]
    assert found.new_text == "Voici"
    assert "150" in found.refused[0].fr
    assert "plan 50.pdf" in found.refused[0].en


def test_a_zip_of_zips_is_a_file_like_any_other(take: Callable[..., Understood]):
    packed = b"x" * 100_000
    for _ in range(5):
        holder = io.BytesIO()
        with zipfile.ZipFile(holder, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.zip", packed)
        packed = holder.getvalue()
    message = EmailMessage(policy=SMTP)
    message["From"] = "a@b.example"
    message.add_attachment(packed, maintype="application", subtype="zip", filename="tout.zip")
    [kept] = take(message.as_bytes()).incoming.files
    assert files().get(kept.sha256) == packed


def test_nothing_is_written_outside_the_store(take: Callable[..., Understood], data_dir: Path):
    before = {place for place in data_dir.parent.rglob("*") if place.is_file()}
    names = [b'filename="../../x"', b'filename="/etc/passwd"', b'filename="C:\\\\x.dll"', b'filename=".."']
    found = take(mixed(*[file(name) for name in names]))
    assert [f.name for f in found.incoming.files] == ["x", "passwd", "x.dll", "document"]
    new = {place for place in data_dir.parent.rglob("*") if place.is_file()} - before
    assert all(place.parent.parent == data_dir / "files" for place in new)


def test_a_subject_of_ten_kilobytes_with_control_characters_is_one_short_line(take):
    found = take(b"Subject: a\x00\x07\x1b[2Jb \r\n \x7fc" + b"d" * 10_000 + b"\r\nFrom: a@b.example\r\n\r\nx")
    assert found.incoming.headers.subject.startswith("a [2Jb cddd")
    assert len(found.incoming.headers.subject) == 255
    assert "255" in found.refused[0].fr


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        (b"utf-8", "Payé – 12 €".encode("cp1252"), "Payé – 12 €"),
        (b"X-UNKNOWN", "Payé".encode(), "Payé"),
        (b"us-ascii", "Payé".encode(), "Payé"),
        (b"iso-8859-1", "L’été".encode("cp1252"), "L’été"),
        (b"utf-16", "Payé".encode("utf-16"), "Payé"),
        (b"", "Payé".encode("cp1252"), "Payé"),
    ],
)
def test_words_are_read_whatever_charset_they_claim(take, charset: bytes, body: bytes, text: str):
    assert take(HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + body).new_text == text


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"filename*=UTF-8''Facture%20annot%C3%A9e.pdf", "Facture annotée.pdf"),
        (b"filename*0*=UTF-8''Facture%20; filename*1*=annot%C3%A9e.pdf", "Facture annotée.pdf"),
        (b'filename="=?utf-8?q?Facture_annot=C3=A9e.pdf?="', "Facture annotée.pdf"),
        ('filename="Facture annotée.pdf"'.encode(), "Facture annotée.pdf"),
        ('filename="Facture annotée.pdf"'.encode("cp1252"), "Facture annotée.pdf"),
        (b"filename*=x''%ff", "ÿ"),
        (b'filename="a\xe2\x80\xaefdp.exe"', "a fdp.exe"),
    ],
)
def test_names_of_files_are_read_however_they_are_written(take, written: bytes, name: str):
    [found] = take(mixed(file(written))).incoming.files
    assert found.name == name


@pytest.mark.parametrize(
    ("name", "kind", "content", "risk"),
    [
        ("facture.pdf", "application/pdf", b"%PDF-1.4", ""),
        ("facture.pdf", "application/pdf", b"MZ\x90\x00", "dangerous"),
        ("facture.pdf", "application/pdf", b"<html><script>", "dangerous"),
        ("facture.pdf.exe", "application/pdf", b"x", "dangerous"),
        ("logo.svg", "image/svg+xml", b"<svg/>", "dangerous"),
        ("devis.xlsm", "application/vnd.ms-excel", b"PK\x03\x04", "dangerous"),
        ("devis.docx", "application/x", b"PK\x03\x04\x14\x00\x00\x00\x08\x00", ""),
        ("photo.jpg", "image/jpeg", b"\x89PNG\r\n\x1a\n", "dangerous"),
        ("tout.zip", "application/zip", b"PK\x03\x04\x14\x00\x01\x00\x08\x00", "encrypted"),
        ("smime.p7m", "application/pkcs7-mime", b"0\x82", "encrypted"),
        ("message.asc", "application/octet-stream", b"-----BEGIN PGP MESSAGE-----", "encrypted"),
        ("winmail.dat", "application/ms-tnef", b'x\x9f>"', ""),
        ("notes.txt", "text/plain", b"bonjour", ""),
    ],
)
def test_a_file_is_named_for_what_it_is(take, name: str, kind: str, content: bytes, risk: str):
    message = EmailMessage(policy=SMTP)
    message["From"] = "a@b.example"
    main_type, _, sub = kind.partition("/")
    message.add_attachment(
        content, maintype=main_type, subtype=sub, filename=name
    ) if main_type != "text" else (message.add_attachment(content.decode(), subtype=sub, filename=name))
    [found] = take(message.as_bytes()).incoming.files
    assert (found.name, found.risk) == (name, risk)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR", "invitation.ics"),
        (b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nbody", "message.eml"),
        (b"Content-Type: application/ms-tnef\r\n\r\nx", "winmail.dat"),
        (b"Content-Type: application/pdf\r\nContent-Disposition: inline\r\n\r\n%PDF-", "document.pdf"),
    ],
)
def test_a_file_without_a_name_is_given_one(take, part: bytes, name: str):
    assert [f.name for f in take(mixed(b"\r\nVoici", part)).incoming.files] == [name]


def test_words_around_a_file_are_all_read(take):
    """As Apple Mail sends a page, a PDF inside it, and the rest of the page."""
    html = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    found = take(
        mixed(html + b"<p>Avant</p>", file(b'filename="a.pdf"', b"%PDF-"), html + b"<p>Apr\xc3\xa8s</p>")
    )
    assert found.new_text.split() == ["Avant", "Après"]
    assert found.clean_html == "<p>Avant</p>\n<p>Après</p>"


def test_a_footer_that_a_server_adds_does_not_hide_the_message(take):
    found = take(mixed(b"Content-Type: text/html\r\n\r\n<p>Approuv&eacute;</p>", b"\r\nConfidentiel."))
    assert found.new_text.split("\n") == ["Approuvé", "Confidentiel."]


def test_flowed_text_is_made_whole(take):
    raw = (
        HEAD
        + b"Content-Type: text/plain; format=flowed\r\n\r\n"
        + b"Une ligne \r\nqui continue.\r\n> cit\xc3\xa9 \r\n> ici\r\n-- \r\nSign"
    )
    assert take(raw).text == "Une ligne qui continue.\n> cité ici\n-- \nSign"


def test_an_empty_message_and_a_truncated_one_are_messages(take):
    assert take(b"").new_text == ""
    cut = mixed(b"\r\nBonjour", file(b'filename="a.pdf"', b"%PDF-"))[:-12]
    assert take(cut).new_text == "Bonjour"


def test_a_form_whose_lines_end_in_lf_alone_is_read(take):
    body = sample("06_inbound_raw_outlook_fr.multipart").replace(b"\r\n", b"\n")
    assert take(body, FORM).new_text == "Bonjour,\n\nVoir la version annotée ci-jointe."


def shown(capsys: pytest.CaptureFixture[str], place: Path) -> tuple[int, dict]:
    ended = main(["mail", "show", str(place), "--json", "--language", "en"])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return ended, json.loads(said.out)


KEYS = ["kind", "from", "to", "subject", "message_id", "in_reply_to", "route", "new_text", "quoted_text",
        "html", "attachments", "refused"]  # fmt: skip


def test_the_command_shows_a_message_and_changes_nothing(capsys, data_dir: Path, tmp_path: Path):
    place = tmp_path / "reply.eml"
    place.write_bytes(sample("04_inbound_parsed_gmail_fr.multipart"))
    ended, seen = shown(capsys, place)
    assert (ended, list(seen)) == (0, KEYS)
    assert seen["kind"] == "answer"
    assert seen["from"] == "Élise Roy <elise@client.example>"
    assert seen["to"] == ["r-d91p5hyk528jjfqhfw6yyrz5fe@reply.example.org"]
    assert seen["route"] == {"to": "unmatched", "why": "no_database: there is no database to ask here"}
    assert seen["new_text"] == "Bonjour,\n\nLe taux de TVQ est à vérifier.\n\nÉlise"
    assert seen["attachments"] == [{"name": "capture.png", "type": "image/png", "size": 70, "inline": True}]
    assert seen["refused"] == []
    assert list(data_dir.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kind"), [("07_out_of_office_fr.eml", "automatic"), ("08_bounce_dsn.eml", "bounce")]
)
def test_the_command_tells_machines_from_people(capsys, tmp_path: Path, name: str, kind: str):
    place = tmp_path / name
    place.write_bytes(sample(name))
    assert shown(capsys, place)[1]["kind"] == kind


@pytest.mark.parametrize(
    ("raw", "ends"), [(None, 2), (b"", 1), (b"\x7fELF\x00", 1), (HEAD + NESTED.encode(), 1), (PLAIN, 0)]
)
def test_the_command_says_what_it_refuses_and_ends_accordingly(capsys, tmp_path: Path, raw, ends: int):
    place = tmp_path / "odd.eml"
    if raw is not None:
        place.write_bytes(raw)
    ended, seen = shown(capsys, place)
    assert (ended, list(seen)) == (ends, KEYS)
    assert bool(seen["refused"]) == bool(ends)
    if raw and raw.startswith(HEAD):
        assert seen["from"] == "elise@client.example"


def test_the_command_cannot_move_the_cursor_of_a_terminal(capsys, tmp_path: Path):
    place = tmp_path / "bell.eml"
    place.write_bytes(PLAIN + "a\x1b[2J\x07\u009b5n\u202eb".encode())
    assert main(["mail", "show", str(place)]) == 0
    assert not set(capsys.readouterr().out) & set("\x1b\x07\u009b\u202e")
    main(["mail", "show", str(place), "--json"])
    assert not set(capsys.readouterr().out) & set("\x1b\x07\u009b")
