"""Uploads come by a route of the framework, which names a tab and a handler: the same door all the same."""

from __future__ import annotations

import httpx
import pytest

from tests.door.place import Place, heard_in
from tests.door.tab import Tab

_EML = b"From: intrus@ailleurs.example\r\nTo: facturation@localhost\r\nSubject: Intrus\r\n\r\nTexte\r\n"


def upload(browser: httpx.Client, token: str, handler: str, path: str = "/_upload") -> httpx.Response:
    # A refusal may come before the body is read, and the connection is then of no more use.
    headers = {"reflex-client-token": token, "reflex-event-handler": handler, "Connection": "close"}
    return browser.post(path, headers=headers, files={"files": ("intrus.eml", _EML, "message/rfc822")})


def taking_files(place: Place) -> list[str]:
    """The handlers of the office that take files."""
    found = [h.name for h in place.offered.ours if h.takes_files and h.asked and h.asked.tool]
    assert len(found) >= 3
    return found


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("disabled", 401)])
async def test_an_upload_asks_who_it_is(place: Place, who: str, status: int) -> None:
    before = place.kept.now()
    async with place.tab(who) as tab:
        await tab.open("/refused")
        with place.browser(who) as browser:
            for path in ("/_upload", "/_upload/", "/_upload/x", "/%5fupload"):
                assert upload(browser, tab.token, taking_files(place)[0], path).status_code == status
    assert place.kept.now() == before


@pytest.mark.parametrize("who", ["basile", "accountant"])
async def test_a_member_s_upload_to_the_office_is_refused_and_not_kept(place: Place, who: str) -> None:
    before = place.kept.now()
    async with place.tab(who) as tab:
        await tab.open(f"/invoices/{place.house.refs['invoice']}/emails")
        with place.browser(who) as browser:
            answers = [upload(browser, tab.token, handler) for handler in taking_files(place)]
        told = await tab.open("/refused")
    assert [answer.text for answer in answers] == [""] * len(answers)
    assert told.redirects == ["/refused"] * len(answers)
    assert place.kept.now() == before


@pytest.mark.parametrize("who", ["basile", "accountant"])
async def test_a_file_for_an_answer_about_another_s_invoice_is_refused_and_not_kept(
    place: Place, who: str
) -> None:
    before = place.kept.now()
    async with place.tab(who) as tab:
        await tab.open(f"/zone/invoices/{place.house.refs['invoice']}/emails")
        with place.browser(who) as browser:
            answer = upload(browser, tab.token, place.offered.named("AnswerBox.enclose"))
    assert "refused" in answer.text
    assert "intrus" not in answer.text
    assert place.kept.now() == before


async def test_an_upload_reaches_no_handler_that_takes_no_files(place: Place) -> None:
    before = place.kept.now()
    async with place.tab("basile") as tab:
        await tab.open("/refused")
        with place.browser("basile") as browser:
            others = [handler.name for handler in place.offered.ours if not handler.takes_files]
            answers = [upload(browser, tab.token, handler) for handler in others]
    assert {answer.status_code for answer in answers} <= {400, 404, 500}
    assert place.overheard("basile", map(heard_in, answers)) == []
    assert place.kept.now() == before


async def uploads_into(place: Place, tab: Tab, who: str) -> list[httpx.Response]:
    with place.browser(who) as browser:
        return [upload(browser, tab.token, handler) for handler in taking_files(place)]


async def test_an_upload_into_somebody_else_s_tab_is_refused(place: Place) -> None:
    """A tab's token stands in its socket's address, and so in the log of a proxy: it opens nothing."""
    before = place.kept.now()
    async with place.tab("admin") as tab:
        await tab.open(f"/invoices/{place.house.refs['invoice']}/emails")
        for who in ("basile", "aline", "accountant"):
            answers = await uploads_into(place, tab, who)
            assert [answer.status_code for answer in answers] == [403] * len(answers)
            assert place.overheard(who, map(heard_in, answers)) == []
        # Her own reach the handlers, each of which looks at what came.
        own = await uploads_into(place, tab, "admin")
        assert {answer.status_code for answer in own} == {200}
    assert {name for name, digest in place.kept.now().items() if before.get(name) != digest} != set()


def test_nothing_that_was_uploaded_is_shown(place: Place) -> None:
    with place.browser("admin") as browser:
        for path in ("/_upload/", "/_upload/intrus.eml", "/_upload/%2e%2e/data/quittance.db"):
            assert browser.get(path).status_code == 404
