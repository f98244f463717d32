"""Addresses: reading them, refusing bad ones, and the one that a reply comes back to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from invoice_app.shared.ids import REF_LENGTH
from invoice_app.shared.settings import Settings, settings

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_TOKEN = re.compile(rf"(?:r-|reply\+)([0-9a-hjkmnp-tv-z]{{{REF_LENGTH}}})@")
# Providers take these for separators, even inside quotes.
_UNSAFE_IN_NAME = re.compile(r'[,;:"<>()\[\]@\\\x00-\x1f\x7f]+')


@dataclass(frozen=True, slots=True)
class Office:
    """Where mail leaves from and where replies come back to.

    Without a `reply_domain`, replies go to `from_address` as any mail does, and none is filed by itself.
    """

    from_address: str
    reply_domain: str
    transport: str

    def reply_address(self, token: str) -> str:
        return f"r-{token}@{self.reply_domain}"

    def is_ours(self, address: str) -> bool:
        """Whether mail from or to this address would go round in a circle."""
        own_domain = bool(self.reply_domain) and address.rpartition("@")[2] == self.reply_domain
        return address == self.from_address or own_domain


def office(
    of: Settings | None = None, *, from_address: str = "", reply_domain: str = "", transport: str = ""
) -> Office:
    """The office that the machine's settings describe, or what is given instead of a part of them.

    Where nobody chose any, addresses on the host of the app. See `effective.office` for the one in force.
    """
    machine = of or settings()
    host = urlsplit(machine.address).hostname or "localhost"
    transport = transport or machine.mail_transport
    return Office(
        from_address=(from_address or machine.mail_from).strip().lower() or f"facturation@{host}",
        # An invented domain is harmless only where no mail leaves: elsewhere replies to it would be lost.
        reply_domain=(reply_domain or machine.mail_reply_domain).strip().lower()
        or (f"reply.{host}" if transport == "local" else ""),
        transport=transport,
    )


def normal(typed: str) -> str | None:
    """The address in lower case with an ASCII domain, or `None` when it is not one."""
    local, at, host = typed.strip().lower().rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        return None
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return None
    whole = f"{local}@{host}"
    return whole if _HOST.fullmatch(host) and len(whole) <= 254 else None


def safe_name(name: str) -> str:
    """A display name that no provider can mistake for a list of addresses."""
    return " ".join(_UNSAFE_IN_NAME.sub(" ", name).split())[:120]


def token_in(text: str) -> str:
    """The first conversation token among addresses, in whatever case they were written, or `""`."""
    found = _TOKEN.search(text[:40_000].lower())
    return found.group(1) if found else ""
