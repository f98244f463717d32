"""What is private is for its sender, its recipients and the admins of invoices: not for a colleague who may
write and send invoices, however they ask."""

from __future__ import annotations

import pytest

from tests.door.place import Place
from tests.door.tab import Answer, Tab
from tests.door.words import ALINE, BLIND, PRIVATE, SYSTEM

COLLEAGUES = ["treasurer", "accountant"]


async def emails_tab(place: Place, tab: Tab) -> Answer:
    return await tab.open(f"/invoices/{place.house.refs['invoice']}/emails")


def subjects(answer: Answer) -> set[str]:
    """Of the emails: a note has none."""
    return {card["subject"] for card in answer.changes["ConversationTab.rows"] if card["direction"] != "own"}


async def replies(tab: Tab) -> set[str]:
    return {reply["text"] for reply in (await tab.open("/")).changes["Desk.replies"]}


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_the_emails_tab_shows_a_colleague_the_open_conversation_only(place: Place, who: str) -> None:
    async with place.tab(who) as tab:
        assert subjects(await emails_tab(place, tab)) == {f"Objet {ALINE}", f"Re: Objet {ALINE}"}
    async with place.tab("admin") as tab:
        assert {f"Objet {PRIVATE}", f"Re: Objet {PRIVATE}"} < subjects(await emails_tab(place, tab))


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_the_desk_shows_a_colleague_no_private_reply(place: Place, who: str) -> None:
    async with place.tab(who) as tab:
        assert await replies(tab) == {f"Reponse {ALINE}."}
    async with place.tab("admin") as tab:
        assert await replies(tab) >= {f"Reponse {PRIVATE}.", f"Reponse {ALINE}."}


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_no_search_finds_it(place: Place, who: str) -> None:
    async with place.tab(who) as tab:
        for name in ("InvoiceList", "MemberList", "ContractList", "MailPage"):
            found = await tab.say(place.offered.named(f"{name}.find"), text=PRIVATE)
            assert found.changes.get(f"{name}.rows", []) == []
        mine = await tab.say(place.offered.named("InvoiceList.find"), text=ALINE)
        assert place.house.refs["invoice"] in [row["ref"] for row in mine.changes["InvoiceList.rows"]]


async def mail(tab: Tab, place: Place, words: str, show: str = "all") -> list[str]:
    """The subjects that the page of mail finds."""
    await tab.open("/refused")
    await tab.open("/mail")
    await tab.say(place.offered.named("MailPage.filter_by"), show=show)
    found = await tab.say(place.offered.named("MailPage.find"), text=words)
    return ["".join(p["text"] for p in row["subject"]) for row in found.changes.get("MailPage.rows", [])]


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_the_page_of_mail_finds_a_colleague_the_open_conversation_only(place: Place, who: str) -> None:
    async with place.tab(who) as tab:
        assert set(await mail(tab, place, f"objet {ALINE}")) == {f"Objet {ALINE}", f"Re: Objet {ALINE}"}
        for words in (PRIVATE, BLIND, f"objet {PRIVATE}"):
            for show in ("all", "received", "sent", "undelivered", "unread"):
                assert await mail(tab, place, words, show) == []
    async with place.tab("admin") as tab:
        assert f"Objet {PRIVATE}" in await mail(tab, place, PRIVATE)
        assert await mail(tab, place, BLIND) != []


async def test_the_page_of_mail_shows_nobody_the_mail_of_the_system(place: Place) -> None:
    async with place.tab("admin") as tab:
        assert await mail(tab, place, SYSTEM) == []


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_the_count_of_what_waits_says_nothing_of_it(place: Place, who: str) -> None:
    async with place.tab(who) as tab:
        await tab.open("/")
        counted = await tab.say(place.offered.named("InboxCount.refresh"))
        assert counted.changes.get("Inbox.unread", 0) == 0


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_its_files_and_its_bytes_are_not_there_for_a_colleague(place: Place, who: str) -> None:
    ref = place.house.refs
    private = [f"/files/mail/{ref[name]}" for name in ("private_out_file", "private_in_file")]
    private += [f"/files/mail/{ref[name]}/original.eml" for name in ("private_out", "private_in")]
    with place.browser(who) as browser, place.browser("admin") as admin:
        for address in private:
            refused, given = browser.get(address), admin.get(address)
            assert (refused.status_code, given.status_code) == (404, 200), address
            assert PRIVATE not in refused.text + str(refused.headers)
            assert PRIVATE in given.text + str(given.headers)


def test_who_may_not_read_invoices_gets_no_file_of_one(place: Place) -> None:
    """The right to look after members and contracts opens neither an invoice nor what is said about it."""
    ref = place.house.refs
    with place.browser("registrar") as browser:
        for address in (
            f"invoices/{ref['invoice']}.pdf",
            f"mail/{ref['open_in_file']}",
            f"mail/{ref['open_out']}/original.eml",
        ):
            assert browser.get(f"/files/{address}").status_code == 404


@pytest.mark.parametrize("who", [*COLLEAGUES, "aline"])
async def test_the_bytes_of_an_open_email_name_no_blind_copy(place: Place, who: str) -> None:
    with place.browser(who) as browser:
        original = browser.get(f"/files/mail/{place.house.refs['open_out']}/original.eml")
    assert original.status_code == 200
    assert ALINE in original.text
    assert BLIND not in original.text.lower()


async def test_a_page_that_is_open_is_told_of_no_private_email(place: Place) -> None:
    """Its topic rises for everybody who watches the invoice; each page then asks with its own rights."""
    async with place.tab("treasurer") as tab:
        await emails_tab(place, tab)
        again = await tab.say(place.offered.named("InvoicePage.refresh"))
        await tab.say(place.offered.named("ConversationTab.load"))
        assert place.overheard("treasurer", [*tab.heard, again.text]) == []


async def test_writing_to_the_thread_by_hand_shows_a_colleague_nothing_of_it(place: Place) -> None:
    """In the sample organisation the newest email is answered, which here is the private one."""
    async with place.tab("treasurer") as tab:
        await emails_tab(place, tab)
        await tab.say(place.offered.named("ConversationTab.simulate_reply"))
        assert place.overheard("treasurer", tab.heard) == []


async def test_nobody_acts_on_a_private_email_that_they_may_not_read(place: Place) -> None:
    ref = place.house.refs["private_in"]
    before = place.kept.now()
    async with place.tab("treasurer") as tab:
        await emails_tab(place, tab)
        for act in ("approve", "revise", "cancel", "mark_sent", "send_again"):
            await tab.say(place.offered.named(f"MailActs.{act}"), email_ref=ref)
        await tab.say(place.offered.named("MoveDialog.open"), email_ref=ref)
        await tab.say(place.offered.named("MoveDialog.move"), ref=place.house.refs["other_invoice"])
        assert place.overheard("treasurer", tab.heard) == []
    assert place.kept.now() == before


@pytest.mark.parametrize("address", ["invoices", "zone/invoices"])
async def test_a_member_reads_no_note_of_the_office(place: Place, address: str) -> None:
    async with place.tab("admin") as tab:
        shown = await tab.open(f"/{address}/{place.house.refs['invoice']}/emails")
        notes = [c for c in shown.changes["ConversationTab.rows"] if c["direction"] == "own"]
        assert len(notes) == (1 if address == "invoices" else 0)
    async with place.tab("aline") as tab:
        shown = await tab.open(f"/{address}/{place.house.refs['invoice']}/emails")
        await tab.say(place.offered.named("ConversationTab.load"))
        assert place.overheard("aline", tab.heard) == []


async def test_only_whose_invoice_it_is_answers_in_the_zone(place: Place) -> None:
    """Not even who may write invoices: in the zone an answer is the client's."""
    before = place.kept.now()
    for who in ("basile", "treasurer", "admin", "disabled", "nobody"):
        async with place.tab(who) as tab:
            await tab.open(f"/zone/invoices/{place.house.refs['invoice']}/emails")
            form = {"text": "Je conteste.", "key": "1"}
            await tab.say(place.offered.named("AnswerBox.send"), form=form)
    assert place.kept.now() == before


@pytest.mark.parametrize("who", [*COLLEAGUES, "aline"])
async def test_a_report_that_names_a_blind_copy_is_not_there(place: Place, who: str) -> None:
    """Only who may know of the copy reads what came back from it, by any address."""
    async with place.tab("admin") as tab:
        shown = (await emails_tab(place, tab)).changes["ConversationTab.rows"]
        [report] = [card["ref"] for card in shown if card["kind"] == "bounce"]
    async with place.tab(who) as tab:
        shown = (await emails_tab(place, tab)).changes["ConversationTab.rows"]
        assert [card["ref"] for card in shown if card["kind"] == "bounce"] == []
        assert await mail(tab, place, "undelivered") == []
        assert place.overheard(who, tab.heard) == []
    with place.browser(who) as browser, place.browser("admin") as admin:
        address = f"/files/mail/{report}/original.eml"
        assert (browser.get(address).status_code, admin.get(address).status_code) == (404, 200)
