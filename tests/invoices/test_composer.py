"""An email about an invoice: drafted, shown, sent once, taken back, planned, answered, passed on."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from sqlmodel import Session, col, select

from invoice_app.accounts.models import Account
from invoice_app.invoices.composer import sheet as composer_sheet
from invoice_app.invoices.composer import writing as composer
from invoice_app.invoices.composer.suggesting import suggestions
from invoice_app.invoices.composer.taking_back import TooLate, left_behind, take_back, throw_away
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sending import NotIssued, first_envelope, send
from invoice_app.invoices.settling import settle
from invoice_app.mail import drafts
from invoice_app.mail.actions import simulate_reply
from invoice_app.mail.claims import claim_one
from invoice_app.mail.composing import BadAddress, NoText, RepeatedAddress, TooHeavy
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient, OutboxItem
from invoice_app.mail.templates import UnknownPlaceholder, Words, keep_template
from invoice_app.members import actions as members
from invoice_app.members.groups import put_in, save_group
from invoice_app.members.models import Customer
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound
from tests.invoices.conftest import ADDRESS, Club, drafted
from tests.invoices.test_issuing import issue


class Desk:
    """Somebody writing about one issued invoice."""

    def __init__(self, db: Session, club: Club, now: datetime, by: Viewer | None = None) -> None:
        self.db, self.club, self.now, self.by = db, club, now, by or club.admin
        self.ref = issue(db, club, drafted(db, club, now), now).ref

    def begin(self, wish: str = "new", email: str = "", draft: str = "") -> composer.Writing:
        return composer.begin(
            self.db, ref=self.ref, wish=wish, email_ref=email, draft_ref=draft, by=self.by, now=self.now
        )

    def type(self, writing: composer.Writing, **typed: str) -> composer.Writing:
        return composer.type_in(
            self.db, ref=self.ref, draft_ref=writing.draft.ref, typed=typed, by=self.by, now=self.now
        )

    def send(self, writing: composer.Writing, now: datetime | None = None) -> Email:
        return composer.post_draft(
            self.db, ref=self.ref, draft_ref=writing.draft.ref, configured=None, by=self.by,
            now=now or self.now,
        )  # fmt: skip

    def back(self, email: Email, by: Viewer | None = None) -> Any:
        return take_back(self.db, email_ref=email.ref, by=by or self.by, now=self.now)

    def answered(self, text: str = "Bien reçu.", **more: Any) -> Email:
        """The client's answer to the newest email."""
        about = About("invoice", readable_invoice(self.db, ref=self.ref, viewer=self.club.admin).id or 0)
        email = simulate_reply(self.db, about=about, text=text, now=self.now, **more)
        assert email is not None
        return email

    def waiting(self) -> list[tuple[bool, str]]:
        found = left_behind(self.db, ref=self.ref, by=self.by, language="fr", now=self.now)
        return [(each.is_planned, each.words) for each in found]


@pytest.fixture
def desk(db: Session, club: Club, now: datetime) -> Desk:
    return Desk(db, club, now)


def colleague(db: Session, now: datetime, **levels: Level) -> Viewer:
    account = Account(email="guy@club.example", name="Guy Trésorier", created_at=now)
    db.add(account)
    db.flush()
    given = {Tool(tool): level for tool, level in levels.items()}
    return Viewer(account.id or 0, account.email, account.name, "fr", given)


def mime(email: Email) -> Any:
    return message_from_bytes(files().get(email.raw_sha256), policy=policy.default)


def html_of(email: Email) -> str:
    return mime(email).get_body(("html",)).get_content().replace("\r\n", "\n")


def recipients(db: Session, email: Email) -> set[tuple[str, str]]:
    rows = db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id))
    return {(row.role, row.address) for row in rows}


def test_it_starts_from_the_usual_words_and_the_payers_addresses(desk: Desk) -> None:
    writing = desk.begin()
    assert writing.boxes["to"] == "Zoé Roy <zoe@client.example>"
    assert writing.boxes["cc"] == "Ada Admin <ada@club.example>"
    assert writing.boxes["subject"] == "Facture FA-2026-0001 – Club des Érables"
    assert writing.boxes["message"].startswith("Bonjour,\n\nVoici la facture FA-2026-0001, en pièce jointe.")
    assert "Montant à payer\u00a0: 114,98\u00a0$" in writing.boxes["message"]


def test_what_is_typed_is_found_again(desk: Desk) -> None:
    desk.type(desk.begin(), message="À moitié {écrit", to="zoe@\nMax <max@x.ca>", private="on")
    again = desk.begin()
    assert again.boxes["message"] == "À moitié {écrit"
    assert again.chips("to") == ("zoe@", "Max <max@x.ca>")
    assert again.is_private
    assert desk.waiting() == [(False, "Brouillon du 16\u00a0mars 2026, 14\u00a0h\u00a030")]


def test_the_preview_is_what_leaves_character_for_character(desk: Desk) -> None:
    writing = desk.type(
        desk.begin(), message="Bonjour <b>Zoé</b> & vous,\n\nLigne 1\nLigne 2 — « œuvre »\n\n{number}",
        subject="  Objet \n étrange  ",
    )  # fmt: skip
    shown = composer.shown(
        desk.db, ref=desk.ref, draft_ref=writing.draft.ref, configured=None, by=desk.by, now=desk.now
    )
    email = desk.send(writing)
    assert html_of(email) == shown.html == email.html
    assert mime(email)["Subject"] == shown.subject == "Objet étrange"
    assert mime(email)["To"] == shown.to_line
    assert mime(email)["Cc"] == shown.cc_line
    assert [part.get_filename() for part in mime(email).iter_attachments()] == list(shown.files)
    assert "{number}" in shown.html


def test_a_double_click_or_two_windows_send_one_email(desk: Desk) -> None:
    writing = desk.begin()
    assert desk.begin().draft.ref == writing.draft.ref
    assert desk.send(writing).id == desk.send(writing).id
    assert len(desk.db.exec(select(Email)).all()) == 1
    second = desk.begin()
    assert second.draft.ref != writing.draft.ref
    assert desk.send(second).id != desk.send(writing).id


def test_taken_back_within_ten_seconds_it_is_a_draft_again_and_can_leave_again(desk: Desk) -> None:
    writing = desk.type(desk.begin(), message="Trop vite", cc="max@x.ca")
    email = desk.send(writing)
    assert desk.db.get_one(OutboxItem, email.id).next_attempt_at == desk.now + timedelta(seconds=10)
    assert claim_one(desk.db, worker="w", transport="local", now=desk.now + timedelta(seconds=9)) is None
    back = desk.back(email)
    assert (back.invoice_ref, back.draft_ref) == (desk.ref, writing.draft.ref)
    assert email.status == "cancelled"
    assert claim_one(desk.db, worker="w", transport="local", now=desk.now + timedelta(hours=1)) is None
    again = desk.begin(draft=back.draft_ref)
    assert (again.boxes["message"], again.boxes["cc"]) == ("Trop vite", "max@x.ca")
    second = desk.send(again)
    assert second.id != email.id
    assert claim_one(desk.db, worker="w", transport="local", now=desk.now + timedelta(hours=1)) is not None


def test_what_has_left_is_not_taken_back_and_it_is_said(desk: Desk) -> None:
    email = desk.send(desk.begin())
    assert claim_one(desk.db, worker="w", transport="local", now=desk.now + timedelta(seconds=11))
    with pytest.raises(TooLate):
        desk.back(email)
    assert desk.waiting() == []


def test_nobody_takes_back_somebody_elses_email(desk: Desk) -> None:
    email = desk.send(desk.begin())
    with pytest.raises(NotFound):
        desk.back(email, colleague(desk.db, desk.now, invoices=Level.ADMIN))


def test_a_draft_is_thrown_away_by_its_writer_while_they_may_read_the_invoice(desk: Desk) -> None:
    draft = desk.type(desk.begin(), message="À moi").draft
    other = colleague(desk.db, desk.now, invoices=Level.ADMIN)
    withdrawn = Viewer(desk.by.account_id, desk.by.email, desk.by.name, "fr")
    elsewhere = issue(desk.db, desk.club, drafted(desk.db, desk.club, desk.now), desk.now).ref
    for ref, by in ((desk.ref, other), (desk.ref, withdrawn), (elsewhere, desk.by)):
        with pytest.raises(NotFound):
            throw_away(desk.db, ref=ref, draft_ref=draft.ref, by=by)
    throw_away(desk.db, ref=desk.ref, draft_ref=draft.ref, by=desk.by)
    assert desk.waiting() == []


def test_a_draft_is_for_its_writer_and_beside_its_invoice(desk: Desk) -> None:
    writing = desk.type(desk.begin(), message="À moi")
    other = colleague(desk.db, desk.now, invoices=Level.ADMIN)
    with pytest.raises(NotFound):
        composer.writing_of(desk.db, ref=desk.ref, draft_ref=writing.draft.ref, by=other, now=desk.now)
    elsewhere = issue(desk.db, desk.club, drafted(desk.db, desk.club, desk.now), desk.now)
    with pytest.raises(NotFound):
        composer.writing_of(desk.db, ref=elsewhere.ref, draft_ref=writing.draft.ref, by=desk.by, now=desk.now)


def test_what_can_not_be_sent_is_named_and_stays(desk: Desk) -> None:
    writing = desk.begin()
    for refusal, typed, said in (
        (BadAddress, {"to": "zoe@client.example\nzoe arobas x"}, "zoe arobas x"),
        (BadAddress, {"to": "facturation@localhost"}, "facturation@localhost"),
        (RepeatedAddress, {"to": "zoe@client.example", "bcc": "Zoé <ZOE@client.example>"}, "zoe@client"),
        (NoText, {"message": " \n "}, "vide"),
    ):  # fmt: skip
        desk.type(writing, **{"to": "zoe@client.example", "bcc": "", "message": "Bonjour"} | typed)
        with pytest.raises(refusal) as refused:
            desk.send(writing)
        assert said in refused.value.phrase.fr
    assert desk.begin().boxes["message"] == " \n "
    assert desk.db.exec(select(Email)).all() == []


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("2026-03-16T14:29", composer.InThePast),
        ("2026-03-16T14:30", composer.InThePast),
        ("2027-04-16T09:00", composer.TooFarAhead),
        ("demain", composer.NotATime),
        ("2026-02-30T09:00", composer.NotATime),
        ("9998-12-31T23:59", composer.TooFarAhead),
        ("0001-01-01T00:00", composer.InThePast),
    ],
)
def test_an_hour_that_can_not_be_kept_is_refused(desk: Desk, typed: str, refusal: Any) -> None:
    writing = desk.type(desk.begin(), send_at=typed)
    with pytest.raises(refusal) as refused:
        desk.send(writing)
    assert refused.value.field == "send_at"


def test_a_planned_email_leaves_at_its_hour_here_and_can_be_stopped(desk: Desk) -> None:
    email = desk.send(desk.type(desk.begin(), send_at="2026-03-17T09:15", message="Demain"))
    hour = datetime.fromisoformat("2026-03-17T13:15:00+00:00")
    assert (email.send_at, desk.db.get_one(OutboxItem, email.id).next_attempt_at) == (hour, hour)
    assert desk.waiting() == [(True, "Envoi prévu le 17\u00a0mars 2026, 9\u00a0h\u00a015")]
    desk.back(email)
    assert [planned for planned, _ in desk.waiting()] == [False]
    assert desk.begin().boxes["message"] == "Demain"


def test_a_reminder_says_what_is_owed_now_in_the_thread_of_the_invoice(desk: Desk) -> None:
    first = desk.send(desk.begin())
    paid = {"amount": "14,98", "method": "cheque", "received_on": "2026-03-16"}
    settle(desk.db, ref=desk.ref, typed=paid, nonce="1", by=desk.by, language="fr", now=desk.now)
    desk.now += timedelta(days=60)
    writing = desk.begin("reminder")
    assert writing.boxes["subject"] == "Rappel\u00a0: facture FA-2026-0001 – Club des Érables"
    assert "Montant à payer\u00a0: 100,00\u00a0$. L’échéance était le" in writing.boxes["message"]
    email = desk.send(writing)
    assert mime(email)["In-Reply-To"] == first.message_id
    assert mime(email)["Auto-Submitted"] == "no"


def test_an_answer_goes_to_who_wrote_in_their_thread(desk: Desk) -> None:
    desk.send(desk.begin())
    received = desk.answered()
    writing = desk.begin("reply", received.ref)
    assert writing.chips("to") == ("Zoé Roy <zoe@client.example>",)
    assert writing.boxes["subject"].startswith("Re: Facture FA-2026-0001")
    assert "Bien reçu" not in writing.boxes["message"]
    assert writing.boxes["with_pdf"] == ""
    email = desk.send(desk.type(writing, message="Merci."))
    assert mime(email)["In-Reply-To"] == received.message_id
    assert received.message_id in mime(email)["References"]
    assert (email.answers_id, email.conversation_id) == (received.id, received.conversation_id)
    assert desk.begin("reply_all", received.ref).draft.ref != writing.draft.ref


def test_an_answer_to_a_private_email_is_private_whatever_is_ticked(desk: Desk) -> None:
    sent = desk.send(desk.type(desk.begin(), private="on", to="zoe@client.example", cc="max@tiers.example"))
    received = desk.answered("Entre nous.")
    writing = desk.type(desk.begin("reply", received.ref), private="", message="Oui.")
    assert writing.is_locked
    words = composer.audience(desk.db, writing, desk.by, "fr")
    assert words.startswith("Visible par\u00a0: Ada Admin, ")
    assert "max@tiers.example" in words
    assert words.endswith("les administrateurs")
    email = desk.send(writing)
    assert email.conversation_id == sent.conversation_id
    assert desk.db.get_one(Conversation, email.conversation_id).private
    forward = desk.type(desk.begin("forward", received.ref), private="", to="avocat@x.example")
    passed_on = desk.send(forward)
    talk = desk.db.get_one(Conversation, passed_on.conversation_id)
    assert talk.private
    assert talk.id != sent.conversation_id


def test_a_colleague_who_may_not_read_an_email_can_not_answer_it(desk: Desk, club: Club) -> None:
    desk.send(desk.type(desk.begin(), private="on", to="zoe@client.example", cc=""))
    received = desk.answered("Entre nous.")
    desk.by = colleague(desk.db, desk.now, invoices=Level.STANDARD)
    for wish in ("reply", "reply_all", "forward"):
        with pytest.raises(NotFound):
            desk.begin(wish, received.ref)
    with pytest.raises(composer.NothingToAnswer):
        desk.begin("reply")


def test_a_draft_that_answers_what_one_may_no_longer_read_is_closed(desk: Desk) -> None:
    desk.by = writer = colleague(desk.db, desk.now, invoices=Level.ADMIN)
    ada = Desk.__new__(Desk)
    ada.__dict__ = {**desk.__dict__, "by": desk.club.admin}
    ada.send(ada.type(ada.begin(), private="on", to="zoe@client.example", cc=""))
    received = desk.answered("Entre nous.")
    draft = desk.type(desk.begin("forward", received.ref), to="x@y.example").draft
    desk.by = Viewer(writer.account_id, writer.email, writer.name, "fr", {Tool.INVOICES: Level.STANDARD})
    with pytest.raises(NotFound):
        composer.writing_of(desk.db, ref=desk.ref, draft_ref=draft.ref, by=desk.by, now=desk.now)
    with pytest.raises(NotFound):
        composer.post_draft(
            desk.db, ref=desk.ref, draft_ref=draft.ref, configured=None, by=desk.by, now=desk.now
        )


def test_a_forward_quotes_the_message_and_passes_on_the_ticked_files(desk: Desk) -> None:
    desk.send(desk.begin())
    bon, plan = (Attachment(f"{n}.txt", "text/plain", n.encode()) for n in ("bon", "plan"))
    received = desk.answered("Voici le bon.", attachments=(bon, plan))
    writing = desk.begin("forward", received.ref)
    assert writing.chips("to") == ()
    assert "Message transféré" in writing.boxes["message"]
    assert "Voici le bon." in writing.boxes["message"]
    key = desk.db.exec(select(EmailAttachment.ref).where(EmailAttachment.name == "plan.txt")).one()
    for wanted, names in ((False, ["bon.txt"]), (True, ["bon.txt", "plan.txt"]), (False, ["bon.txt"])):
        sheet = composer_sheet.tick(
            desk.db, ref=desk.ref, draft_ref=writing.draft.ref, key=key, wanted=wanted, by=desk.by,
            language="fr", now=desk.now,
        )  # fmt: skip
        assert [file.name for file in sheet.passed_on if file.ticked] == names
    email = desk.send(desk.type(writing, to="max@x.ca"))
    assert [part.get_filename() for part in mime(email).iter_attachments()] == ["bon.txt"]
    assert recipients(desk.db, email) == {("to", "max@x.ca")}


def test_files_of_a_draft_leave_with_it_and_have_a_limit(desk: Desk) -> None:
    writing = desk.begin()
    at = {"ref": desk.ref, "draft_ref": writing.draft.ref, "by": desk.by, "language": "fr", "now": desk.now}
    for name, size in (("a.txt", 5), ("gros.bin", 11 * 1024 * 1024)):
        sheet = composer_sheet.enclose(desk.db, name=name, mime="text/plain", content=b"x" * size, **at)
    assert [file.name for file in sheet.enclosed] == ["a.txt", "gros.bin"]
    assert sheet.is_heavy
    with pytest.raises(TooHeavy):
        composer_sheet.enclose(desk.db, name="b", mime="", content=b"x" * 10 * 1024 * 1024, **at)
    sheet = composer_sheet.take_out(desk.db, key=sheet.enclosed[1].key, **at)
    assert not sheet.is_heavy
    email = desk.send(desk.begin())
    names = [part.get_filename() for part in mime(email).iter_attachments()]
    assert names == ["Facture-FA-2026-0001.pdf", "a.txt"]


def test_a_recipient_is_added_once_and_a_red_one_holds_the_letter(desk: Desk) -> None:
    at = {
        "ref": desk.ref, "draft_ref": desk.begin().draft.ref, "by": desk.by, "language": "fr",
        "now": desk.now,
    }  # fmt: skip
    sheet, repeated = composer_sheet.add_chips(
        desk.db, role="bcc", raws=["ZOE@client.example", "max@", "lea@x.ca"], **at
    )
    assert repeated is not None
    assert repeated.fr == "zoe@client.example est déjà dans «\u00a0À\u00a0»."
    assert [c.raw for c in sheet.bcc_chips] == ["max@", "lea@x.ca"]
    assert "max@" in sheet.to_mend
    sheet = composer_sheet.remove_chip(desk.db, role="bcc", raw="max@", **at)
    assert sheet.to_mend == ""
    assert composer_sheet.remove_chip(desk.db, role="bcc", raw="", **at).bcc_chips == ()


def test_usual_words_that_were_changed_are_used_and_unknown_fields_are_named(desk: Desk) -> None:
    def keep(kind: str, subject: str, body: str) -> None:
        keep_template(
            desk.db, kind=kind, language="fr", words=Words(subject, body),
            known=("number", "total", "nombre"), by_name="Ada", now=desk.now,
        )  # fmt: skip

    keep("invoice", "No {number}", "Total {total}")
    assert desk.begin().boxes["subject"] == "No FA-2026-0001"
    assert desk.begin().boxes["message"] == "Total 114,98\u00a0$"
    keep("invoice", "No {nombre}", "Total")
    writing = desk.begin()
    assert writing.obstacle is not None
    assert "{nombre}" in writing.obstacle.fr
    with pytest.raises(UnknownPlaceholder):
        send(
            desk.db,
            ref=desk.ref,
            envelope=first_envelope(desk.db, desk.ref, desk.by),
            by=desk.by,
            now=desk.now,
        )


def test_a_customer_of_both_languages_gets_both_in_one_email(desk: Desk) -> None:
    payer = desk.db.exec(select(Customer).where(Customer.ref == desk.club.member)).one()
    payer.language = "both"
    desk.db.flush()
    desk.ref = issue(desk.db, desk.club, drafted(desk.db, desk.club, desk.now), desk.now).ref
    writing = desk.begin()
    assert writing.boxes["subject"].startswith("Facture / Invoice FA-2026-0002")
    assert "\n\n* * *\n\nHello," in writing.boxes["message"]
    html = html_of(desk.send(writing))
    assert html.count('<div lang="fr-CA">') == html.count('<div lang="en-CA">') == 1
    assert "* * *" not in html


def test_a_draft_invoice_is_not_written_about(desk: Desk) -> None:
    desk.ref = drafted(desk.db, desk.club, desk.now).ref
    with pytest.raises(NotIssued):
        desk.begin()


def suggested(desk: Desk, typed: str, by: Viewer | None = None) -> list[tuple[str, str, str]]:
    found = suggestions(desk.db, ref=desk.ref, typed=typed, by=by or desk.by, language="fr")
    return [(s.kind, s.label, s.adds) for s in found]


def test_people_companies_and_groups_are_suggested(desk: Desk) -> None:
    for given, bills in (("Léa", "on"), ("Max", "on"), ("Éloi", "")):
        typed = {
            "kind": "contact", "given_name": given, "family_name": "Dubois", "bills": bills, "language": "fr",
            "email": f"{given[0].lower()}dubois@port.example".replace("é", "e"), "company": desk.club.company,
            **ADDRESS,
        }  # fmt: skip
        made = members.add(desk.db, typed=typed, now=desk.now)
    group = save_group(desk.db, ref="", name="Comité du port", now=desk.now)
    put_in(desk.db, ref=group.ref, customer_ref=made.ref)
    put_in(desk.db, ref=group.ref, customer_ref=desk.club.member)
    assert suggested(desk, "ZOE") == [("person", "Zoé Roy", "Zoé Roy <zoe@client.example>")]
    found = suggested(desk, "port")
    assert found[0] == (
        "group", "Comité du port",
        "Éloi Dubois <edubois@port.example>\nZoé Roy <zoe@client.example>",
    )  # fmt: skip
    assert (
        "company", "Ateliers du Port inc.",
        "Léa Dubois <ldubois@port.example>\nMax Dubois <mdubois@port.example>",
    ) in found  # fmt: skip
    assert suggested(desk, "") == suggested(desk, "introuvable") == []
    assert len(suggested(desk, "o")) <= 8


def test_who_may_not_read_members_is_suggested_the_people_of_the_invoice_only(desk: Desk) -> None:
    desk.send(desk.type(desk.begin(), cc="Max Tiers <max@tiers.example>", bcc="secret@x.example"))
    desk.answered()
    clerk = colleague(desk.db, desk.now, invoices=Level.STANDARD)
    assert suggested(desk, "comptes", clerk) == []
    assert suggested(desk, "zoe", clerk) == [("person", "Zoé Roy", "Zoé Roy <zoe@client.example>")]
    assert suggested(desk, "max", clerk) == [("person", "Max Tiers", "Max Tiers <max@tiers.example>")]
    for hidden in ("secret", "reply", "facturation"):
        assert suggested(desk, hidden, clerk) == []
    assert desk.db.exec(select(EmailRecipient).where(col(EmailRecipient.address).contains("reply"))).all()


def test_a_sent_draft_refuses_more_typing(desk: Desk) -> None:
    writing = desk.begin()
    desk.send(writing)
    with pytest.raises(drafts.AlreadySent):
        desk.type(writing, message="Encore")
