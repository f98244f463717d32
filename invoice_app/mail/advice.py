"""What happened to an email that did not simply arrive, and what to do next: which words fit. Pure."""

from __future__ import annotations

import re

from invoice_app.mail import advice_wording as w
from invoice_app.mail.states import EmailStatus as E
from invoice_app.mail.states import HoldKind
from invoice_app.mail.states import RecipientStatus as R
from invoice_app.shared.phrases import Phrase

# What mail servers say, most telling first.
_BY_WORDS: tuple[tuple[re.Pattern[str], Phrase], ...] = (
    (re.compile(r"\b5\.2\.2\b|\b452\b|mailbox (is )?full|over ?quota|quota exceeded", re.IGNORECASE), w.FULL),
    (re.compile(r"\b5\.3\.4\b|\b552\b|too (large|big)|size limit", re.IGNORECASE), w.TOO_HEAVY),
    (
        re.compile(
            r"\b5\.1\.[0-36]\b|\b5\.2\.1\b|no such user|user unknown|unknown user|does not exist|"
            r"invalid (recipient|mailbox|address)|recipient not found|no mx",
            re.IGNORECASE,
        ),
        w.NO_SUCH_ADDRESS,
    ),
    (
        re.compile(
            r"\b5\.7\.\d+\b|policy|blocked|blacklist|blocklist|spam|dmarc|spf|dkim|reputation", re.IGNORECASE
        ),
        w.POLICY,
    ),
)


def of_recipient(status: str, detail: str = "") -> Phrase:
    """The next step for one address; empty where there is none. `detail` is the server's own words."""
    match status:
        case R.DEFERRED:
            return w.DEFERRED
        case R.SPAM_REPORTED:
            return w.SPAM
        case R.DROPPED:
            said = detail.lower()
            return next((phrase for words, phrase in w.DROPPED if words in said), w.DROPPED_OTHERWISE)
        case R.BOUNCED:
            return _by_words(detail, w.BOUNCED)
        case R.BLOCKED:
            return _by_words(detail, w.BLOCKED)
        case _:
            return w.NOTHING


def of_email(status: str, code: str = "", detail: str = "") -> Phrase:
    """The next step for an email as a whole; `code` is its `error_code`, `detail` the provider's words."""
    match status:
        case E.UNCERTAIN:
            return w.UNCERTAIN
        case E.BLOCKED_CONFIG:
            return of_hold(HoldKind.CONFIG, code)
        case E.RETRY_WAIT:
            return of_hold(code, "") if code in (HoldKind.RATE, HoldKind.OUTAGE) else w.RETRY
        case E.QUEUED | E.SENDING if code == "settled-alone":
            return w.SETTLED_ALONE
        case E.FAILED:
            return _of_failure(code, detail)
        case _:
            return w.NOTHING


def of_hold(kind: str, code: str = "") -> Phrase:
    """What holds a transport up, and what to do about it."""
    match kind:
        case HoldKind.RATE:
            return w.RATE
        case HoldKind.OUTAGE:
            return w.OUTAGE
        case _:
            return w.SETTINGS.get(code, w.SETTINGS_OTHERWISE)


def _of_failure(code: str, detail: str) -> Phrase:
    if code == "400" and re.search(r"personalizations|email|address", detail, re.IGNORECASE):
        return w.BAD_ADDRESS
    if code in w.REFUSED:
        return w.REFUSED[code]
    return _by_words(detail, w.REFUSED_OTHERWISE) if code[:1] == "5" else w.REFUSED_OTHERWISE


def _by_words(detail: str, otherwise: Phrase) -> Phrase:
    return next((phrase for pattern, phrase in _BY_WORDS if pattern.search(detail[:1000])), otherwise)
