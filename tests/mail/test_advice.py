"""Each refusal says what happened and what to do next, in both languages."""

from __future__ import annotations

import pytest

from invoice_app.mail import advice, rules
from invoice_app.mail.states import EmailStatus, HoldKind, RecipientStatus


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("Bounced Address", "rendu"),
        ("Unsubscribed Address", "désabonnée"),
        ("Spam Reporting Address", "indésirable"),
        ("Spam Content (if spam checker app enabled)", "Reformulez"),
        ("Invalid SMTPAPI header", "n’existe pas"),
        ("Recipient List over Package Quota", "forfait"),
        ("something new", "écarté"),
    ],
)
def test_each_reason_of_a_dropped_email(detail: str, words: str):
    assert words in advice.of_recipient("dropped", detail).fr


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("550 5.1.1 The email account that you tried to reach does not exist", "does not exist"),
        ("550 No such user here", "does not exist"),
        ("552 5.2.2 mailbox full", "mailbox is full"),
        ("552 5.3.4 Message size exceeds fixed limit, too large", "too heavy"),
        ("550 5.7.1 Message rejected due to DMARC policy", "DNS records"),
        ("554 blocked using blocklist", "DNS records"),
        ("550 what a day", "Check the address"),
    ],
)
def test_each_reason_of_a_bounce(detail: str, words: str):
    assert words in advice.of_recipient("bounced", detail).en


@pytest.mark.parametrize(
    ("code", "detail", "words"),
    [
        ("400", "personalizations.0.to.0.email: Does not contain a valid address.", "adresse"),
        ("400", "subject: The subject is required", "sa réponse"),
        ("413", "content too large", "trop lourd"),
        ("552", "552 5.3.4 too big", "trop lourd"),
        ("550", "550 5.1.1 no such user", "n’existe pas"),
        ("554", "554 no", "sa réponse"),
        ("401", "", "d’autres passent"),
        ("403", "", "n’est plus acceptée"),
        ("fault", "fault 1a2b3c4d: ZeroDivisionError", "défaut du programme"),
        ("damaged", "", "abîmé"),
        ("gave-up", "503", "Tous les essais"),
        ("recipients", "", "rendu le message"),
        ("never seen", "", "sa réponse"),
    ],
)
def test_each_way_to_fail(code: str, detail: str, words: str):
    assert words in advice.of_email("failed", code, detail).fr


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("401", "clé"),
        ("403", "expéditeur"),
        ("no-key", "Aucune clé"),
        ("host", "introuvable"),
        ("302", "portail"),
        ("200", "portail"),
        ("tls", "chiffrée"),
        ("535", "mot de passe"),
        ("folder", "dossier"),
        ("553", "réglages du courriel"),
    ],
)
def test_each_fault_of_the_settings(code: str, words: str):
    assert words in advice.of_hold(HoldKind.CONFIG, code).fr
    assert advice.of_email("blocked_config", code) == advice.of_hold(HoldKind.CONFIG, code)


def test_every_problem_has_a_next_step_in_both_languages_and_what_is_well_has_none():
    for status in RecipientStatus:
        phrase = advice.of_recipient(status)
        # That of an email which failed is said once, of the email.
        asks = (status in rules.PROBLEMS or status == "deferred") and status != "failed"
        assert bool(phrase.fr) == bool(phrase.en) == asks
    for state in EmailStatus:
        phrase = advice.of_email(state)
        asks = state in ("failed", "uncertain", "blocked_config", "retry_wait")
        assert bool(phrase.fr) == bool(phrase.en) == asks


def test_words_of_a_server_of_any_length_take_no_time():
    assert advice.of_recipient("bounced", "5.1." * 500_000)
