"""What is said of a sender who took no part in a conversation: a colleague of the client, or nobody known."""

from __future__ import annotations

from collections.abc import Iterable

from invoice_app.mail.models import Email, EmailRecipient
from invoice_app.mail.states import Direction, Role
from invoice_app.mail.wording import SAME_DOMAIN, UNKNOWN_SENDER

# Anybody may have an address there: to share it means nothing.
_ANYBODY_S = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.fr",
        "hotmail.com",
        "hotmail.ca",
        "hotmail.fr",
        "live.com",
        "live.ca",
        "live.fr",
        "msn.com",
        "yahoo.com",
        "yahoo.ca",
        "yahoo.fr",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "gmx.com",
        "gmx.fr",
        "aol.com",
        "mail.com",
        "zoho.com",
        "videotron.ca",
        "videotron.qc.ca",
        "sympatico.ca",
        "bell.net",
        "cgocable.ca",
        "globetrotter.net",
        "rogers.com",
        "shaw.ca",
        "telus.net",
        "orange.fr",
        "free.fr",
        "sfr.fr",
        "laposte.net",
    ]
)


def domains_written_to(emails: Iterable[tuple[Email, Iterable[EmailRecipient]]]) -> dict[int, set[str]]:
    """By conversation, the domains that we wrote to openly; a blind copy tells nothing."""
    found: dict[int, set[str]] = {}
    for email, recipients in emails:
        if email.direction == Direction.OUT and email.conversation_id:
            known = found.setdefault(email.conversation_id, set())
            known |= {domain_of(r.address) for r in recipients if r.role != Role.BCC}
    return {conversation: domains - _ANYBODY_S for conversation, domains in found.items()}


def sender_words(email: Email, domains: dict[int, set[str]], language: str) -> str:
    """Empty for somebody known."""
    if email.known_sender:
        return ""
    domain = domain_of(email.from_address)
    if domain and domain in domains.get(email.conversation_id or 0, ()):
        return SAME_DOMAIN.filled(domain=domain).to(language)
    return UNKNOWN_SENDER.to(language)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]
