"""Every handler and every route names its policy, and the open ones are few, known and reasoned about."""

from __future__ import annotations

from tests.door.place import Place

# A handler that is added here is open to the whole Internet: say why that is right.
OPEN_TO_ANYONE = {
    "Banner.close": "hides one's own banner",
    "Banner.fail": "shows in one's own tab a reference that one says oneself",
    "LinkPage.load": "answers only to the secret of a link, which is what the link is for",
    "Setup.load": "shows the wizard; once there is an organisation it says « done »",
    "Setup.give_code": "takes the code that the terminal shows; guesses are counted",
    "Setup.go_on": "asks for that code again before it sets up, and sets up once",
    "Setup.back": "turns back a page of the wizard in one's own tab",
    "Setup.fill": "runs only in the tab that has just set up, and once",
    "SignIn.load": "shows the sign-in page",
    "Switch.to_language": "changes the language of one's own tab and of one's own account",
}
# Open to everybody who is signed in, members included: what they show is one's own.
OPEN_TO_MEMBERS = {
    "AnswerBox.load": "an empty form in one's own tab",
    "AnswerBox.enclose": "a file for the answer about an invoice that is one's own",
    "AnswerBox.remove": "takes it away again, in one's own tab",
    "AnswerBox.send": "an answer about an invoice that is one's own, and about no other",
    "ConversationTab.load": "the emails of an invoice that one may read, as far as one may read each",
    "ConversationTab.earlier": "the same, another page",
    "ConversationTab.later": "the same, another page",
    "Desk.load": "sends a member to the zone; its figures ask for the right to read invoices",
    "Desk.refresh": "the same",
    "InboxCount.refresh": "counts what waits for oneself; nothing for who may not read invoices",
    "InvoicePage.load": "an invoice that is one's own, or any with the right to read them",
    "InvoicePage.refresh": "the same",
    "InvoicePage.close": "closes a dialog in one's own tab",
    "MailActs.show_formatted": "how an email is shown in one's own tab; its route asks who may read it",
    "MailActs.show_text": "the same",
    "MailActs.show_images": "the same",
    "MyAccount.load": "one's own account",
    "MyAccount.refresh": "one's own account",
    "MyAccount.save_profile": "one's own name and language",
    "MyAccount.change_password": "one's own, with the present one; guesses are counted",
    "MyAccount.end_session": "one of one's own sessions",
    "MyAccount.end_others": "one's own sessions",
    "MyInvoices.load": "one's own invoices",
    "MyInvoices.refresh": "one's own invoices",
}
# What the framework itself answers to. The door looks at each, and `setvar` is closed.
OF_THE_FRAMEWORK = {
    "FrontendEventExceptionState.handle_frontend_exception", "OnLoadInternalState.on_load_internal",
    "OnLoadInternalState.set_is_hydrated", "State.hydrate", "State.hydrate_and_load", "State.set_is_hydrated",
    "UpdateVarsInternalState.update_vars_internal",
}  # fmt: skip
# Asked by a machine that has no session: a secret in the address and a signature say who may.
BY_SECRET = {
    f"/hooks/sendgrid/{hook}{secret}" for hook in ("inbound", "events") for secret in ("/{secret}", "")
}
OPEN_ROUTES = {
    "/do/sign-in": "gives a session for a password; guesses are counted",
    "/do/sign-out": "ends the session of its own cookie",
    "/do/forgotten": "says the same of every address",
    "/do/sign-in-link": "says the same of every address",
    "/do/accept": "takes the secret of a link",
    "/do/redeem": "takes the secret of a link",
    "/files/logo": "stands on the sign-in page and in emails",
}


def test_every_handler_of_ours_names_its_policy(place: Place) -> None:
    assert len(place.offered.ours) > 100
    assert [handler.short for handler in place.offered.ours if handler.asked is None] == []


def test_no_state_has_a_public_method_besides_its_handlers(place: Place) -> None:
    assert place.offered.unmarked == ()


def test_the_handlers_open_to_anyone_are_the_ones_reviewed_here(place: Place) -> None:
    found = {handler.short for handler in place.offered.ours if handler.asked and handler.asked.public}
    assert found == set(OPEN_TO_ANYONE)


def test_the_handlers_open_to_every_member_are_the_ones_reviewed_here(place: Place) -> None:
    asked = {handler.short: handler.asked for handler in place.offered.ours if handler.asked}
    found = {short for short, policy in asked.items() if not policy.public and not policy.tool}
    assert found == set(OPEN_TO_MEMBERS)


def test_who_needs_a_right_needs_more_than_none_of_it(place: Place) -> None:
    asked = [(handler.short, handler.asked) for handler in place.offered.ours if handler.asked]
    assert [short for short, policy in asked if policy.tool and policy.level < 1] == []


def test_no_handler_has_an_argument_that_only_the_program_should_give(place: Place) -> None:
    """A client may give any argument, so one with a default is one that a page never shows."""
    assert [handler.short for handler in place.offered.ours if handler.optional] == []


def test_the_framework_offers_nothing_that_was_not_looked_at(place: Place) -> None:
    found = {handler.short for handler in place.offered.handlers if not handler.is_ours}
    assert {short for short in found if not short.endswith(".setvar")} == OF_THE_FRAMEWORK
    assert set(place.offered.framework_routes) == {"/_event", "/_health", "/_upload", "/ping"}


def test_every_route_names_its_policy_or_is_asked_by_secret(place: Place) -> None:
    assert {route.path for route in place.offered.routes if route.asked is None} == BY_SECRET


def test_the_routes_open_to_anyone_are_the_ones_reviewed_here(place: Place) -> None:
    found = {route.path for route in place.offered.routes if route.asked and route.asked.public}
    assert found == set(OPEN_ROUTES)
