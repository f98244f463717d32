"""Setting mail up: what is kept, what the machine fixes, and that secrets stay secret."""

from __future__ import annotations

import base64
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr
from sqlmodel import Session, select

from invoice_app.mail import keys
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import Email, EmailRecipient, MailSetup, OutboxItem
from invoice_app.mail.setup import setting_up
from invoice_app.mail.setup.current import Current
from invoice_app.mail.setup.effective import effective, office, stays_here
from invoice_app.mail.setup.queries import setup_card
from invoice_app.mail.setup.rules import (
    BadDomain,
    BadFrom,
    BadHost,
    BadKey,
    BadPort,
    BadPublicKey,
    FromReceivesReplies,
    MainDomain,
    ReturnPathDomain,
    clean_domain,
    clean_host,
    clean_key,
    clean_port,
    clean_public_key,
)
from invoice_app.mail.setup.sealing import KeyLost, opened, sealed, sealed_at
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.states import EmailStatus, RecipientStatus
from invoice_app.mail.transports.local import Local
from invoice_app.shared.database import reading, writing
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import Invalid
from invoice_app.shared.settings import settings
from tests.mail.conftest import sent
from tests.mail.fake_sendgrid import FakeSendGrid

KEY = "SG.une-cle-de-test-0123456789.abcdefghijklmnopqrstuvwxyz"
ADA = Viewer(1, "ada@club.example", "Ada Admin", "fr", {Tool.ORGANISATION: Level.ADMIN})

Act = Callable[..., None]


@pytest.fixture
def does(db: Session, now: datetime) -> Act:
    """Take a step as Ada, having seen the settings as they are."""

    def act(step: Callable[..., None], **arguments: object) -> None:
        version = arguments.pop("version", effective(db).version)
        step(db, version=version, by=ADA, now=now, **arguments)

    return act


def public_key(curve: bool = True) -> str:
    private = generate_private_key(SECP256R1()) if curve else rsa_key(65537, 2048)
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def machine(monkeypatch: pytest.MonkeyPatch, **said: str) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()


# What is kept.


def test_before_anything_is_chosen_mail_stays_here(db: Session) -> None:
    assert stays_here(db)
    assert effective(db).office.from_address == "facturation@localhost"
    assert db.get(MailSetup, 1) is None


def test_sendgrid_is_set_up_in_steps_and_then_put_in_service(db: Session, does: Act) -> None:
    does(setting_up.save_key, typed={"sendgrid_key": f"  {KEY[:20]}\n {KEY[20:]} ", "sendgrid_region": "eu"})
    assert stays_here(db)
    does(setting_up.save_from, typed={"from_address": "Facturation@Club.example "})
    does(setting_up.save_reply_domain, typed={"reply_domain": "https://Reponses.club.example/"})
    does(setting_up.put_in_service, transport="sendgrid")
    chosen = effective(db)
    assert chosen.transport == "sendgrid"
    assert chosen.sendgrid_key.get_secret_value() == KEY
    assert chosen.sendgrid_url == "https://api.eu.sendgrid.com"
    assert (office(db).from_address, office(db).reply_domain) == (
        "facturation@club.example", "reponses.club.example",
    )  # fmt: skip


def test_a_way_that_lacks_something_is_not_put_in_service(db: Session, does: Act) -> None:
    with pytest.raises(setting_up.NotReady) as refusal:
        does(setting_up.put_in_service, transport="sendgrid")
    assert "clé de SendGrid" in refusal.value.phrase.fr
    assert "adresse d’expédition" in refusal.value.phrase.fr
    with pytest.raises(setting_up.NotReady):
        does(setting_up.put_in_service, transport="smtp")
    assert stays_here(db)


def test_of_two_admins_the_second_is_told_who_was_first(db: Session, does: Act) -> None:
    seen = effective(db).version
    does(setting_up.save_from, typed={"from_address": "a@club.example"}, version=seen)
    with pytest.raises(setting_up.SettingsChanged) as refusal:
        does(setting_up.save_from, typed={"from_address": "b@club.example"}, version=seen)
    assert "Ada Admin" in refusal.value.phrase.fr
    assert effective(db).office.from_address == "a@club.example"


def test_the_row_is_made_once(db: Session) -> None:
    assert setup_row(db).installation == setup_row(db).installation


def test_what_is_queued_while_nothing_leaves_stays_here_when_something_does(
    db: Session, does: Act, now: datetime
) -> None:
    email = sent(db, now, office=office(db))
    does(setting_up.save_key, typed={"sendgrid_key": KEY})
    does(setting_up.save_from, typed={"from_address": "a@club.example"})
    does(setting_up.put_in_service, transport="sendgrid")
    item = db.get_one(OutboxItem, email.id)
    assert (email.status, item.state) == (EmailStatus.SAVED_LOCAL, EmailStatus.SAVED_LOCAL)
    shown = {r.status for r in _recipients(db, email)}
    assert shown == {RecipientStatus.SAVED_LOCAL}


def _recipients(db: Session, email: Email) -> list:
    return list(db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)))


# What the machine sets.


def test_what_the_machine_sets_wins_and_is_refused_on_the_page(
    db: Session, does: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(setting_up.save_key, typed={"sendgrid_key": KEY})
    does(setting_up.save_from, typed={"from_address": "page@club.example"})
    machine(monkeypatch, MAIL_TRANSPORT="sendgrid", SENDGRID_API_KEY="SG.machine", MAIL_FROM="m@club.example")
    chosen = effective(db)
    assert chosen.sendgrid_key.get_secret_value() == "SG.machine"
    assert chosen.office.from_address == "m@club.example"
    assert chosen.fixed["from_address"] == "MAIL_FROM"
    steps = {
        setting_up.save_key: {"typed": {"sendgrid_key": KEY}},
        setting_up.save_from: {"typed": {"from_address": "x@club.example"}},
        setting_up.put_in_service: {"transport": "local"},
    }
    for step, arguments in steps.items():
        with pytest.raises(setting_up.FixedByMachine):
            does(step, **arguments)


def test_a_machine_that_says_local_never_sends_whatever_the_page_says(
    db: Session, does: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(setting_up.save_key, typed={"sendgrid_key": KEY})
    does(setting_up.save_from, typed={"from_address": "a@club.example"})
    does(setting_up.put_in_service, transport="sendgrid")
    assert not stays_here(db)
    machine(monkeypatch, MAIL_TRANSPORT="local")
    assert stays_here(db)


def test_a_setting_left_empty_is_not_set(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, MAIL_TRANSPORT="", SMTP_HOST="localhost", SMTP_PORT="587", MAIL_FROM="")
    assert effective(db).fixed == {}


def test_a_password_of_the_machine_goes_to_no_server_of_the_page(
    db: Session, does: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(setting_up.save_smtp, typed={"smtp_host": "smtp.elsewhere.example", "smtp_port": "587"})
    machine(monkeypatch, SMTP_PASSWORD="of-the-machine", SMTP_USER="m")
    server = effective(db).smtp
    assert (server.host, server.password.get_secret_value()) == ("localhost", "of-the-machine")


# Secrets.


def test_a_copy_of_the_database_holds_no_secret(database_url: str, now: datetime, data_dir: Path) -> None:
    password = "mot-de-passe-du-serveur-42"
    with writing() as db:
        setting_up.save_key(db, typed={"sendgrid_key": KEY}, version=0, by=ADA, now=now)
        typed = {
            "smtp_host": "smtp.x.example",
            "smtp_port": "25",
            "smtp_user": "u",
            "smtp_password": password,
        }
        setting_up.save_smtp(db, typed=typed, version=2, by=ADA, now=now)
    with reading() as db:
        row = db.get_one(MailSetup, 1)
        everything = repr(row.model_dump())
        assert effective(db).smtp.password.get_secret_value() == password
    assert KEY not in everything
    assert password not in everything
    if database_url.startswith("sqlite"):
        folder = Path(database_url.removeprefix("sqlite:///")).parent
        kept = b"".join(f.read_bytes() for f in folder.iterdir() if f.is_file())
        assert b"smtp.x.example" in kept
        assert KEY.encode() not in kept
        assert password.encode() not in kept


def test_the_sealing_key_is_for_this_user_only_and_made_once(data_dir: Path, now: datetime) -> None:
    first, second = sealed(SecretStr("a"), now=now), sealed(SecretStr("b"), now=now)
    place = data_dir / "keys" / "mail_key"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert [opened(first).get_secret_value(), opened(second).get_secret_value()] == ["a", "b"]
    assert sealed_at(first) == now
    assert [each.name for each in place.parent.iterdir()] == ["mail_key"]


@pytest.mark.parametrize("harm", ["gone", "another", "rubbish"])
def test_a_lost_sealing_key_is_said_and_brings_nothing_down(
    db: Session, does: Act, data_dir: Path, now: datetime, harm: str
) -> None:
    does(setting_up.save_key, typed={"sendgrid_key": KEY})
    does(setting_up.save_from, typed={"from_address": "a@club.example"})
    does(setting_up.put_in_service, transport="sendgrid")
    place = data_dir / "keys" / "mail_key"
    place.unlink()
    if harm == "another":
        sealed(SecretStr("x"), now=now)
    elif harm == "rubbish":
        place.write_text("not a key")
    chosen = effective(db)
    assert chosen.lost == {"sendgrid_key"}
    assert chosen.sendgrid_key.get_secret_value() == ""
    with pytest.raises(KeyLost):
        opened(db.get_one(MailSetup, 1).sendgrid_key_sealed)
    card = setup_card(db, address="http://localhost", language="fr", time_zone="UTC", now=now)
    assert card.kept["key_lost"] == "1"
    does(setting_up.save_key, typed={"sendgrid_key": KEY})
    assert effective(db).sendgrid_key.get_secret_value() == KEY


def test_the_card_of_the_page_holds_no_secret(db: Session, does: Act, now: datetime) -> None:
    does(setting_up.save_key, typed={"sendgrid_key": KEY})
    typed = {"smtp_host": "h.example", "smtp_port": "25", "smtp_user": "u", "smtp_password": "tres-secret"}
    does(setting_up.save_smtp, typed=typed)
    token = db.get_one(MailSetup, 1).sendgrid_key_sealed
    said = repr(setup_card(db, address="http://localhost", language="fr", time_zone="UTC", now=now))
    assert "16 mars 2026" in said.replace("\\xa0", " ").replace("\xa0", " ")
    for secret in (KEY, "tres-secret", token, keys.hook_secret()):
        assert secret not in said


def test_settings_that_are_printed_hide_their_secrets(db: Session, does: Act) -> None:
    does(setting_up.save_key, typed={"sendgrid_key": KEY})
    assert KEY not in repr(effective(db))


@pytest.mark.parametrize(
    "change",
    [{"smtp_host": "smtp.thief.example"}, {"smtp_port": "2525"}, {"smtp_security": "none"}],
)
def test_a_kept_password_is_not_sent_to_another_server(
    db: Session, does: Act, change: dict[str, str]
) -> None:
    typed = {
        "smtp_host": "smtp.club.example", "smtp_port": "587", "smtp_security": "starttls", "smtp_user": "u",
    }  # fmt: skip
    does(setting_up.save_smtp, typed={**typed, "smtp_password": "p"})
    does(setting_up.save_smtp, typed={**typed, "smtp_user": "another"})
    with pytest.raises(setting_up.PasswordAgain):
        does(setting_up.save_smtp, typed={**typed, **change})
    assert effective(db).smtp.host == "smtp.club.example"
    does(setting_up.save_smtp, typed={**typed, **change, "smtp_password": "q"})
    assert effective(db).smtp.password.get_secret_value() == "q"


def test_changing_the_secret_of_the_hooks_refuses_the_old_one_at_once(data_dir: Path) -> None:
    old = keys.hook_secret()
    keys.change_hook_secret()
    assert keys.hook_secret() != old
    assert not keys.is_secret(old)
    assert keys.is_secret(keys.hook_secret())
    assert stat.S_IMODE((data_dir / "keys" / "hook_secret").stat().st_mode) == 0o600


def test_the_machine_s_hook_secret_is_not_changed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, SENDGRID_HOOK_SECRET="agreed")
    with pytest.raises(setting_up.FixedByMachine):
        setting_up.require_own_hook_secret()


# What may be typed.


@pytest.mark.parametrize("typed", [KEY, f" {KEY}\n", f'"{KEY}"', f"Bearer {KEY}", f"{KEY[:30]} {KEY[30:]}"])
def test_a_key_is_kept_without_what_pasting_adds(typed: str) -> None:
    assert clean_key(typed) == KEY


@pytest.mark.parametrize("typed", ["", "SG.", "hunter2", "SK" + "0" * 32, "SG." + "x" * 300, "SG.é-x-y-z"])
def test_what_is_no_key_is_refused(typed: str) -> None:
    with pytest.raises(BadKey):
        clean_key(typed)


@pytest.mark.parametrize(("typed", "kept"), [
    ("", ""), ("reply.club.example", "reply.club.example"), ("@Reply.Club.Example.", "reply.club.example"),
    ("réponses.club.example", "xn--rponses-bya.club.example"),
])  # fmt: skip
def test_a_domain_of_replies_is_kept_as_dns_writes_it(typed: str, kept: str) -> None:
    assert clean_domain(typed, from_address="a@club.example") == kept


@pytest.mark.parametrize(("typed", "why"), [
    ("club.example", MainDomain), ("courriel.club.example", MainDomain),
    ("em1234.club.example", ReturnPathDomain),
    ("localhost", BadDomain), ("10.0.0.1", BadDomain), ("a b.example", BadDomain), ("x@y.example", BadDomain),
])  # fmt: skip
def test_a_domain_that_must_not_receive_replies_is_refused(typed: str, why: type[Invalid]) -> None:
    with pytest.raises(why):
        clean_domain(typed, from_address="a@courriel.club.example")


@pytest.mark.parametrize(("typed", "kept"), [
    ("SMTP.club.example", "smtp.club.example"), ("localhost", "localhost"), ("10.0.0.4", "10.0.0.4"),
    ("[::1]", "::1"), ("courriel-é.example", "xn--courriel--j4a.example"),
])  # fmt: skip
def test_a_server_may_be_a_name_or_an_address_inside(typed: str, kept: str) -> None:
    assert clean_host(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "https://smtp.club.example", "smtp.club.example:587", "a b", "x" * 300]
)
def test_what_is_no_server_is_refused(typed: str) -> None:
    with pytest.raises(BadHost):
        clean_host(typed)


@pytest.mark.parametrize("typed", ["", "0", "65536", "-1", "5 87", "２５", "587.0", "9" * 400])
def test_what_is_no_port_is_refused(typed: str) -> None:
    with pytest.raises(BadPort):
        clean_port(typed)


def test_a_verification_key_is_kept_without_its_envelope() -> None:
    key = public_key()
    pem = f"-----BEGIN PUBLIC KEY-----\n{key[:64]}\n{key[64:]}\n-----END PUBLIC KEY-----\n"
    assert clean_public_key(pem, field="events_public_key") == key
    assert clean_public_key("  ", field="events_public_key") == ""


@pytest.mark.parametrize("typed", ["MFkw", "é", KEY, public_key(curve=False)])
def test_what_is_no_verification_key_is_refused(typed: str) -> None:
    with pytest.raises(BadPublicKey):
        clean_public_key(typed, field="events_public_key")


@pytest.mark.parametrize("typed", ["", "ada", "ada@localhost", "a@b@c", "a b@club.example"])
def test_what_is_no_address_is_refused(does: Act, typed: str) -> None:
    with pytest.raises(BadFrom):
        does(setting_up.save_from, typed={"from_address": typed})


def test_the_address_of_mail_is_not_in_the_domain_of_replies(does: Act) -> None:
    does(setting_up.save_from, typed={"from_address": "a@club.example"})
    does(setting_up.save_reply_domain, typed={"reply_domain": "reply.club.example"})
    with pytest.raises(FromReceivesReplies):
        does(setting_up.save_from, typed={"from_address": "a@reply.club.example"})


# The courier follows.


def test_the_courier_takes_up_another_way_without_a_restart(
    database_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    courier = Courier(clock=lambda: now)
    with FakeSendGrid() as sendgrid:
        machine(monkeypatch, SENDGRID_URL=sendgrid.url)
        courier.start()
        with writing() as db:
            here = sent(db, now, office=office(db)).ref
        assert courier.deliver_due() == 1
        with writing() as db:
            setting_up.save_key(db, typed={"sendgrid_key": KEY}, version=1, by=ADA, now=now)
            setting_up.save_from(db, typed={"from_address": "a@club.example"}, version=2, by=ADA, now=now)
            setting_up.put_in_service(db, transport="sendgrid", version=3, by=ADA, now=now)
        assert courier.deliver_due() == 0
        assert sendgrid.payloads == []
        with writing() as db:
            sent(db, now, office=office(db))
        assert courier.deliver_due() == 1
        assert [p["from"]["email"] for p in sendgrid.payloads] == ["a@club.example"]
        assert sendgrid.requests[0][2]["Authorization"] == f"Bearer {KEY}"
    [kept] = (data_dir / "outbox").iterdir()
    assert here in kept.name


def test_a_corrected_key_lets_go_what_was_blocked(
    database_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeSendGrid() as sendgrid:
        machine(monkeypatch, SENDGRID_URL=sendgrid.url)
        with writing() as db:
            setting_up.save_key(db, typed={"sendgrid_key": KEY}, version=0, by=ADA, now=now)
            setting_up.save_from(db, typed={"from_address": "a@club.example"}, version=2, by=ADA, now=now)
            setting_up.put_in_service(db, transport="sendgrid", version=3, by=ADA, now=now)
            ref = sent(db, now, office=office(db)).ref
        courier = Courier(clock=lambda: now)
        sendgrid.answers("bad_key")
        courier.deliver_due()
        assert courier.deliver_due() == 0
        with writing() as db:
            better = KEY.replace("une", "deux")
            setting_up.save_key(db, typed={"sendgrid_key": better}, version=4, by=ADA, now=now)
        assert courier.deliver_due() == 1
        assert sendgrid.requests[-1][2]["Authorization"] == f"Bearer {better}"
        assert sendgrid.payloads[0]["personalizations"][0]["custom_args"]["acct_email_id"] == ref


def test_a_lost_key_makes_mail_wait_and_say_why(
    database_url: str, now: datetime, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing() as db:
        setting_up.save_key(db, typed={"sendgrid_key": KEY}, version=0, by=ADA, now=now)
        setting_up.save_from(db, typed={"from_address": "a@club.example"}, version=2, by=ADA, now=now)
        setting_up.put_in_service(db, transport="sendgrid", version=3, by=ADA, now=now)
        email_id = sent(db, now, office=office(db)).id
    (data_dir / "keys" / "mail_key").unlink()
    Courier(clock=lambda: now).deliver_due()
    with reading() as db:
        email = db.get_one(Email, email_id)
        assert (email.status, email.error_code) == (EmailStatus.BLOCKED_CONFIG, "key-lost")


def test_a_courier_with_a_transport_of_its_own_keeps_it(
    database_url: str, now: datetime, data_dir: Path
) -> None:
    with writing() as db:
        setting_up.save_key(db, typed={"sendgrid_key": KEY}, version=0, by=ADA, now=now)
        setting_up.save_from(db, typed={"from_address": "a@club.example"}, version=2, by=ADA, now=now)
        setting_up.put_in_service(db, transport="sendgrid", version=3, by=ADA, now=now)
        sent(db, now, office=office(db))
    assert Courier(Local(data_dir / "here"), clock=lambda: now).deliver_due() == 1
    assert len(list((data_dir / "here").iterdir())) == 1


def test_to_send_nothing_any_more_counts_in_the_middle_of_a_round(
    database_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(FakeSendGrid):
        """An admin presses the button while the first email is on its way."""

        def next_answer(self) -> str:
            if not self.payloads:
                with writing() as db:
                    setting_up.put_in_service(db, transport="local", version=4, by=ADA, now=now)
            return "accepted"

    with Stopping() as sendgrid:
        machine(monkeypatch, SENDGRID_URL=sendgrid.url)
        with writing() as db:
            setting_up.save_key(db, typed={"sendgrid_key": KEY}, version=0, by=ADA, now=now)
            setting_up.save_from(db, typed={"from_address": "a@club.example"}, version=2, by=ADA, now=now)
            setting_up.put_in_service(db, transport="sendgrid", version=3, by=ADA, now=now)
            for _ in range(3):
                sent(db, now, office=office(db))
        assert Courier(clock=lambda: now).deliver_due() == 3
        assert len(sendgrid.payloads) == 1
    with reading() as db:
        found = sorted(db.exec(select(Email.status)))
    assert found == [EmailStatus.ACCEPTED, EmailStatus.SAVED_LOCAL, EmailStatus.SAVED_LOCAL]


def test_a_line_that_still_sees_the_old_settings_changes_nothing_for_the_others(
    database_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch)
    with writing() as db:
        setting_up.save_key(db, typed={"sendgrid_key": KEY}, version=0, by=ADA, now=now)
        setting_up.save_from(db, typed={"from_address": "a@club.example"}, version=2, by=ADA, now=now)
        setting_up.put_in_service(db, transport="sendgrid", version=3, by=ADA, now=now)
    current = Current()
    with reading() as before:
        read_once = setup_row(before)
        assert current.follow(before)[0].name == "sendgrid"
        with writing() as db:
            setting_up.put_in_service(db, transport="local", version=4, by=ADA, now=now)
        with reading() as after:
            way, is_another = current.follow(after)
        assert (way.name, is_another) == ("local", True)
        assert read_once.transport == "sendgrid"
        assert current.follow(before)[0].name == "sendgrid"
    assert way.name == "local"
    with reading() as after:
        assert current.follow(after)[0].name == "local"


def test_an_email_posted_without_an_office_leaves_from_the_address_of_the_page(
    db: Session, does: Act, now: datetime
) -> None:
    does(setting_up.save_from, typed={"from_address": "a@club.example"})
    does(setting_up.save_reply_domain, typed={"reply_domain": "reply.club.example"})
    email = sent(db, now, office=None)
    assert email.from_address == "a@club.example"
    assert email.message_id.endswith("@club.example>")
