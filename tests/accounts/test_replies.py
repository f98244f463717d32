"""Of which replies a person wants to be told: kept on their own account, and nothing forged is."""

from __future__ import annotations

from invoice_app.accounts.account_state import MyAccount
from invoice_app.accounts.models import Account
from invoice_app.accounts.replies_state import MyReplies
from invoice_app.accounts.signing_in import open_session
from invoice_app.mail.notices import preference_of
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from tests.accounts.people import put
from tests.accounts.tab import Tab


def signed_in(account: Account) -> str:
    with writing() as db:
        opened = open_session(db, account_id=account.id or 0, browser="", address="", now=now_utc())
    return f"session={opened.secret}"


def kept(account: Account) -> tuple[str, bool]:
    with reading() as db:
        found = preference_of(db, account.id or 0)
    return found.follows, found.by_email


async def test_what_is_chosen_is_kept_and_shown_again(claire: Account) -> None:
    async with Tab(signed_in(claire), "/account") as tab:
        await tab.do(MyReplies.save, form={"follows": "all", "by_email": True})
        assert kept(claire) == ("all", True)
        await tab.do(MyAccount.load)
        shown = await tab.state(MyReplies)
        assert (shown.follows, shown.by_email) == ("all", True)
        await tab.do(MyReplies.save, form={"follows": "none"})
        assert kept(claire) == ("none", False)


async def test_what_no_form_of_ours_sends_changes_nothing(claire: Account) -> None:
    async with Tab(signed_in(claire), "/account") as tab:
        for form in ({"follows": "everything"}, {"by_email": True}, None, ["all"], {"follows": {"$ne": 1}}):
            await tab.do(MyReplies.save, form=form)
    assert kept(claire) == ("mine", False)


async def test_a_member_has_their_account_and_no_such_choice(claire: Account) -> None:
    member = put("zoe@club.example", preset="member", password_hash="x")
    async with Tab(signed_in(member), "/account") as tab:
        await tab.do(MyAccount.load)
        assert tab.redirects == []
        await tab.do(MyReplies.save, form={"follows": "all", "by_email": True})
        assert tab.redirects == ["/refused"]
    assert kept(member) == ("mine", False)
