"""Every route, asked by everybody for what may not be theirs, in every way that a path can be bent."""

from __future__ import annotations

from itertools import product

import httpx
import pytest

from tests.door.house import HOOK_SECRET, House
from tests.door.place import Place, heard_in
from tests.door.words import ALINE, OFFICE, PRIVATE

# Every route of the app stands in one of these, so that none is forgotten.
EXPORTS = {
    f"/files/contracts/{{contract_ref}}/applications/{{ref}}.{ending}"
    for ending in ("json", "csv", "xlsx", "pdf", "zip")
}
FILES = {
    "/files/invoices/{ref}.pdf", "/files/mail/{ref}", "/files/mail/{ref}/original.eml",
    "/files/mail/{ref}/body.html",
    "/files/contracts/{ref}/{file}", *EXPORTS,
}  # fmt: skip
PREVIEWS = {"/files/invoices/{ref}/preview/{key}.pdf"}
FORMS = {"/do/sign-in", "/do/sign-out", "/do/forgotten", "/do/sign-in-link", "/do/accept", "/do/redeem"}
HOOKS = {f"/hooks/sendgrid/{hook}{secret}" for hook in ("inbound", "events") for secret in ("/{secret}", "")}
WAITING = {"/files/unmatched/{ref}/original", "/files/unmatched/{ref}/{file}"}
ANYBODY_S = {"/files/logo"}
_EML = b"From: intrus@ailleurs.example\r\nTo: facturation@localhost\r\nSubject: Intrus\r\n\r\nTexte\r\n"


def files_of(house: House, *kinds: str) -> list[str]:
    """The addresses of emails and of their files, by kind: `open`, `private`, `system`."""
    ref = house.refs
    mails = [f"{kind}_{way}" for kind, way in product(kinds, ("out", "in")) if f"{kind}_{way}" in ref]
    attached = [f"/files/mail/{ref[f'{mail}_file']}" for mail in mails if f"{mail}_file" in ref]
    whole = [f"/files/mail/{ref[mail]}/{part}" for mail in mails for part in ("original.eml", "body.html")]
    return [*attached, *whole]


def pdf_of(house: House, name: str) -> str:
    return f"/files/invoices/{house.refs[name]}.pdf"


def exports_of(house: House) -> list[str]:
    """The files of the application of a contract, which only the office may read."""
    return [
        path.format(contract_ref=house.refs["contract"], ref=house.refs["application"])
        for path in sorted(EXPORTS)
    ]


def bent(address: str) -> list[str]:
    """The same address as somebody would write it to slip past a check."""
    head, _, name = address[1:].partition("/")
    return [
        address, f"{address}?dl=1", f"{address}/", f"//{address[1:]}", address.upper(), f"{address};a=1",
        f"{address}%00", f"{address}%20", f"/{head}%2f{name}", f"/%66iles/{name}", f"/files/./{name}",
        f"/files/logo/%2e%2e/{name}", f"/_upload/%2e%2e/{address[1:]}", f"/ping/..{address}",
    ]  # fmt: skip


def test_every_route_is_asked_here(place: Place) -> None:
    assert {
        route.path for route in place.offered.routes
    } == FILES | PREVIEWS | FORMS | HOOKS | WAITING | ANYBODY_S


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("disabled", 401), ("basile", 404)])
def test_a_file_is_not_there_for_anybody_else(place: Place, who: str, status: int) -> None:
    addresses = [pdf_of(place.house, "invoice"), pdf_of(place.house, "draft")]
    addresses += files_of(place.house, "open", "private", "system") + exports_of(place.house)
    assert len(addresses) >= 16
    with place.browser(who) as browser:
        plain = [browser.get(address) for address in addresses]
        part = [browser.get(address, headers={"Range": "bytes=0-99"}) for address in addresses]
        head = [browser.head(address) for address in addresses]
        posted = [browser.post(address) for address in addresses]
    assert {answer.status_code for answer in (*plain, *part, *head)} == {status}
    assert {answer.status_code for answer in posted} <= {404, 405}
    assert place.overheard(who, map(heard_in, (*plain, *part, *head, *posted))) == []


@pytest.mark.parametrize("who", ["nobody", "basile"])
def test_no_way_of_writing_an_address_leads_past_the_door(place: Place, who: str) -> None:
    mail = f"/files/mail/{place.house.refs['open_in_file']}"
    with place.browser(who) as browser:
        exported = [address for address in exports_of(place.house) if address.endswith(".json")]
        for address in (pdf_of(place.house, "invoice"), mail, f"{mail}/original.eml", *exported):
            asked = [browser.request(method, path) for path in bent(address) for method in ("GET", "HEAD")]
            assert {answer.status_code for answer in asked} <= {401, 404}, address
            assert place.overheard(who, map(heard_in, asked)) == []


@pytest.mark.parametrize("who", ["aline", "accountant", "treasurer", "admin"])
def test_whose_it_is_gets_it_and_nothing_more(place: Place, who: str) -> None:
    """Which also shows that the addresses above lead somewhere."""
    house = place.house
    private = files_of(house, "private")
    given = [*files_of(house, "open"), pdf_of(house, "invoice"), *(private if who == "admin" else [])]
    withheld = [*files_of(house, "system"), pdf_of(house, "draft"), *([] if who == "admin" else private)]
    withheld += [pdf_of(house, "other_invoice")] if who == "aline" else []
    with place.browser(who) as browser:
        answers = {address: browser.get(address) for address in (*given, *withheld)}
    assert {a: answers[a].status_code for a in given} == dict.fromkeys(given, 200)
    assert {a: answers[a].status_code for a in withheld} == dict.fromkeys(withheld, 404)
    for answer in answers.values():
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert ALINE in answers[pdf_of(house, "invoice")].text
    assert who == "admin" or not any(PRIVATE in heard_in(answer).lower() for answer in answers.values())


@pytest.mark.parametrize(("who", "status"), [
    ("aline", 404), ("accountant", 200), ("treasurer", 200), ("registrar", 200), ("admin", 200),
])  # fmt: skip
def test_the_files_of_an_application_are_the_office_s(place: Place, who: str, status: int) -> None:
    before = place.kept.now()
    with place.browser(who) as browser:
        answers = [browser.get(address, params={"lang": "x\x00"}) for address in exports_of(place.house)]
        elsewhere = exports_of(place.house)[1].replace(
            place.house.refs["contract"], place.house.refs["draft"]
        )
        lost = [browser.get(elsewhere), browser.post(exports_of(place.house)[1])]
    assert [answer.status_code for answer in answers] == [status] * len(EXPORTS)
    assert {answer.status_code for answer in lost} <= {404, 405}
    for answer in answers:
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert any(OFFICE in heard_in(answer) for answer in answers) == (status == 200)
    assert place.overheard(who, map(heard_in, answers)) == []
    assert place.kept.now() == before


@pytest.mark.parametrize(("who", "status"), [
    ("nobody", 401), ("disabled", 401), ("basile", 404), ("aline", 404), ("registrar", 404),
    ("accountant", 404), ("treasurer", 404), ("confidant", 404), ("admin", 200),
])  # fmt: skip
def test_what_waits_to_be_filed_is_for_admins(place: Place, who: str, status: int) -> None:
    ref = place.house.refs
    waiting = [
        f"/files/unmatched/{ref['stray']}/original",
        f"/files/unmatched/{ref['stray']}/{ref['stray_file']}",
    ]
    # Mail that has its place, and mail of the system, is not among it.
    elsewhere = [f"/files/unmatched/{ref[mail]}/original" for mail in ("open_in", "private_in", "system_out")]
    elsewhere += [
        f"/files/unmatched/{ref['stray']}/{ref['open_in_file']}",
        f"/files/mail/{ref['stray_file']}",
    ]
    with place.browser(who) as browser:
        answers = [browser.get(address) for address in (*waiting, *elsewhere)]
    assert [answer.status_code for answer in answers[:2]] == [status] * 2
    assert {answer.status_code for answer in answers[2:]} == {404 if status == 200 else status}
    for answer in answers:
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert any(OFFICE in heard_in(answer).lower() for answer in answers) == (status == 200)
    assert place.overheard(who, map(heard_in, answers)) == []


@pytest.mark.parametrize("who", ["nobody", "disabled", "basile", "aline", "accountant", "treasurer", "admin"])
def test_a_preview_that_one_did_not_make_is_not_there(place: Place, who: str) -> None:
    address = f"/files/invoices/{place.house.refs['invoice']}/preview/{'0' * 32}.pdf"
    with place.browser(who) as browser:
        answers = [browser.get(path) for path in (address, f"{address}?dl=1", address.replace("0", "%00"))]
    assert {answer.status_code for answer in answers} == {401 if who in ("nobody", "disabled") else 404}
    assert place.overheard(who, map(heard_in, answers)) == []


@pytest.mark.parametrize(("sender", "status"), [
    ({"Origin": "https://ailleurs.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://localhost.ailleurs.example"}, 403),
    ({"Origin": "", "Sec-Fetch-Site": "cross-site"}, 403),
])  # fmt: skip
def test_a_form_of_another_site_is_refused(place: Place, sender: dict[str, str], status: int) -> None:
    before = place.kept.now()
    with place.browser("admin") as browser:
        for path in sorted(FORMS):
            form = {"email": "claire@club.example", "password": "x", "token": "x", "next": "/"}
            answer = browser.post(path, data=form, headers=sender)
            assert (path, answer.status_code, "set-cookie" in answer.headers) == (path, status, False)
        # The session is as good as it was: a sign-out from elsewhere signs nobody out.
        assert browser.get(pdf_of(place.house, "invoice")).status_code == 200
    assert place.kept.now() == before


def test_a_form_is_posted_and_never_opened(place: Place) -> None:
    """HEAD and GET may come from a link in an email, or from a scanner."""
    with place.browser("admin") as browser:
        for path, method in product(sorted(FORMS), ("GET", "HEAD", "PUT", "DELETE")):
            assert browser.request(method, path).status_code in (404, 405), path
        assert browser.get(pdf_of(place.house, "invoice")).status_code == 200


@pytest.mark.parametrize("hook", ["inbound", "events"])
def test_a_hook_is_closed_without_its_secret(place: Place, hook: str) -> None:
    before = place.kept.now()
    with httpx.Client(base_url=place.url) as machine:
        for secret in ("", "x", HOOK_SECRET[:-1], HOOK_SECRET.upper(), f"{HOOK_SECRET}%00", "%2e%2e", "é"):
            assert machine.post(f"/hooks/sendgrid/{hook}/{secret}", content=_EML).status_code in (403, 404)
            assert machine.get(f"/hooks/sendgrid/{hook}/{secret}").status_code in (404, 405)
            password = httpx.BasicAuth("quittance", secret)
            assert machine.post(f"/hooks/sendgrid/{hook}", content=_EML, auth=password).status_code == 403
        assert machine.post(f"/hooks/sendgrid/{hook}", content=_EML).status_code == 403
        assert machine.post(f"/hooks/sendgrid/events/{HOOK_SECRET}", json=[]).status_code == 200
    # That posts were refused, and that the provider was heard, is all that is noted.
    assert {table for table, digest in place.kept.now().items() if before.get(table) != digest} <= {
        "mail_setup"
    }


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "null", ""])
def test_the_socket_is_closed_to_other_sites(place: Place, origin: str) -> None:
    handshake = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Origin": origin,
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Cookie": place.house.cookie("admin"),
    }  # fmt: skip
    with httpx.Client(base_url=place.url) as browser:
        answer = browser.get("/_event/?EIO=4&transport=websocket&token=x", headers=handshake)
        assert answer.status_code == 403
        polling = browser.get("/_event/?EIO=4&transport=polling&token=x", headers={"Origin": origin})
        assert polling.status_code in (400, 403)
