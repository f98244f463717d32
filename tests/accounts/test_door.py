"""Nothing runs without a policy, whoever sends the event and from wherever."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from reflex.event import Event
from reflex_base.registry import RegistrationContext
from sqlmodel import select

import invoice_app
from invoice_app.accounts import signing_in
from invoice_app.accounts.account_state import MyAccount
from invoice_app.accounts.accounts_state import Accounts
from invoice_app.accounts.levels import disable
from invoice_app.accounts.models import Account
from invoice_app.accounts.sign_in_state import SignIn
from invoice_app.organisation.state import OrganisationPage
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import fingerprint
from invoice_app.shared.permission import Policy
from invoice_app.ui.policy import policy_of
from invoice_app.ui.visitor import Visitor
from tests.accounts.people import PASSWORD, put
from tests.accounts.tab import Tab

_OF_THE_FRAMEWORK = ("reflex", "reflex_base", "reflex_components_core")
_STARTS_SOMETHING = ("invoice_app.__main__", "invoice_app.invoice_app")


def every_handler() -> dict[str, object]:
    """Every handler of every State of the app, by its full name; those of the framework left out."""
    for module in pkgutil.walk_packages(invoice_app.__path__, "invoice_app."):
        if module.name not in _STARTS_SOMETHING:
            importlib.import_module(module.name)
    handlers = RegistrationContext.get().event_handlers
    return {
        name: registered.handler.fn
        for name, registered in handlers.items()
        if registered.handler.fn.__module__.split(".")[0] not in (*_OF_THE_FRAMEWORK, "tests")
    }


def test_every_handler_of_every_page_names_its_policy() -> None:
    handlers = every_handler()
    assert len(handlers) > 40
    assert [name for name, fn in handlers.items() if not isinstance(policy_of(fn), Policy)] == []


def session_of(account: Account) -> str:
    with writing() as db:
        return signing_in.open_session(
            db, account_id=account.id or 0, browser="", address="", now=now_utc()
        ).secret


def cookie(account: Account) -> str:
    return f"session={session_of(account)}"


async def test_before_set_up_every_page_leads_to_set_up(database_url: str) -> None:
    async with Tab() as tab:
        for load in (SignIn.load(), MyAccount.load(), Accounts.load()):
            await tab.do(load)
        assert tab.redirects == ["/setup"] * 3


async def test_a_stranger_is_sent_to_sign_in_with_the_way_back(claire: Account) -> None:
    async with Tab(path="/accounts?page=2") as tab:
        await tab.do(Accounts.load())
        assert tab.redirects == ["/sign-in?next=/accounts%3Fpage%3D2"]
        assert (await tab.state(Accounts)).cards == []


async def test_a_handler_called_without_opening_its_page_is_refused(claire: Account) -> None:
    paul = put("paul@club.example")
    async with Tab(cookie(paul)) as tab:
        for event in (
            Accounts.disable(),
            Accounts.save_levels(),
            Accounts.show_rights(claire.ref),
            OrganisationPage.load(),
        ):
            await tab.do(event)
        assert tab.redirects == ["/refused"] * 4
        assert (await tab.state(Accounts)).email == ""


async def test_the_framework_s_own_setter_is_closed(claire: Account) -> None:
    async with Tab(cookie(claire)) as tab:
        await tab.send(
            Event(f"{Visitor.get_full_name()}.setvar", payload={"var_name": "is_staff", "value": True})
        )
        assert tab.redirects == ["/refused"]


async def test_what_is_forged_in_the_state_gives_no_right(claire: Account) -> None:
    paul = put("paul@club.example")
    async with Tab(cookie(paul)) as tab:
        await tab.do(SignIn.load())
        (await tab.state(Visitor)).levels = {"accounts": 3}
        await tab.do(Accounts.load())
        assert "/refused" in tab.redirects


async def test_another_person_in_the_same_tab_finds_nothing_left(claire: Account) -> None:
    async with Tab(cookie(claire), path="/accounts") as tab:
        await tab.do(Accounts.load())
        assert [card.email for card in (await tab.state(Accounts)).cards] == ["claire@club.example"]
        tab.cookie = cookie(put("paul@club.example"))
        await tab.do(SignIn.load())
        assert (await tab.state(Accounts)).cards == []
        assert (await tab.state(Visitor)).email == "paul@club.example"


async def test_a_session_that_ends_is_refused_at_its_next_event(claire: Account) -> None:
    other = put("autre@club.example", preset="admin", password_hash=claire.password_hash)
    async with Tab(cookie(other), path="/accounts") as tab:
        await tab.do(Accounts.load())
        assert tab.redirects == []
        with writing() as db:
            disable(db, account_ref=other.ref, now=now_utc())
        await tab.do(Accounts.refresh())
        assert tab.redirects == ["/sign-in?next=/accounts"]
        assert (await tab.state(Accounts)).cards == []


@pytest.mark.parametrize("argument", [None, 7, ["x"], {"$gt": 1}, "x" * 100_000, "' OR 1=1 --", True])
async def test_arguments_of_any_shape_do_no_harm(claire: Account, argument: object) -> None:
    async with Tab(cookie(claire), path="/accounts") as tab:
        for event in (Accounts.show_rights, Accounts.find, Accounts.narrow, Accounts.choose_preset):
            await tab.send(
                Event(f"{Accounts.get_full_name()}.{event.fn.__name__}", payload=_named(event, argument))
            )
        for form in (
            Accounts.invite,
            MyAccount.save_profile,
            MyAccount.change_password,
            OrganisationPage.save,
        ):
            await tab.send(Event(_full_name(form), payload={"form": argument}))
    with reading() as db:
        (kept,) = db.exec(select(Account)).all()
        assert kept.name == "Claire Fontaine"


def _full_name(handler) -> str:
    state = next(
        s for s in (Accounts, MyAccount, OrganisationPage) if handler.fn.__name__ in s.event_handlers
    )
    return f"{state.get_full_name()}.{handler.fn.__name__}"


def _named(handler, argument: object) -> dict[str, object]:
    names = handler.fn.__wrapped__.__code__.co_varnames[1 : handler.fn.__wrapped__.__code__.co_argcount]
    return dict.fromkeys(names, argument)


async def test_a_password_changes_only_with_the_present_one(claire: Account) -> None:
    secret = session_of(claire)
    elsewhere = session_of(claire)
    async with Tab(f"session={secret}", path="/account") as tab:
        await tab.do(MyAccount.load())
        await tab.do(MyAccount.change_password({"present": "faux", "password": "huit castors et demi"}))
        page = await tab.state(MyAccount)
        assert page.wrong_present
        await tab.do(MyAccount.change_password({"present": PASSWORD, "password": "huit castors et demi"}))
        assert page.wrong_present == ""
        assert [card.is_this_one for card in page.sessions] == [True]
    with reading() as db:
        open_now = set(
            db.exec(select(signing_in.SignedIn.secret_hash).where(signing_in.SignedIn.ends_at > now_utc()))
        )
    assert open_now == {fingerprint(secret)}
    assert fingerprint(elsewhere) not in open_now
