"""How often one may try: guesses at a password, letters asked for, codes typed.

An account is never locked. Guesses from a browser that the account has used before are counted by
themselves, so that whoever guesses from elsewhere cannot keep the owner out. Counts live in this
process, or in Redis where there are several.
"""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse_many

from invoice_app.shared.callers import client_address, limiter, network
from invoice_app.shared.ids import fingerprint
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

__all__ = ["TooOften", "ask_for_letter", "client_address", "guess", "hit_it", "limiter", "type_code"]

Limit = tuple[RateLimitItem, ...]
_Count = tuple[Limit, *tuple[str, ...]]

# By account and place: five guesses a minute, then slower and slower.
_HERE: Limit = tuple(parse_many("5/minute; 15/15 minutes; 40/hour"))
# By account, from all the places that it was never signed in from.
_STRANGERS: Limit = tuple(parse_many("15/minute; 100/hour"))
# By address, over all accounts; only failures count.
_FAILURES: Limit = tuple(parse_many("20/minute; 150/hour"))
_LETTERS: Limit = tuple(parse_many("3/hour"))
_LETTERS_HERE: Limit = tuple(parse_many("20/hour"))
_CODES: Limit = tuple(parse_many("10/minute; 60/hour"))


class TooOften(Refusal):
    says = Phrase("Trop d’essais. Réessayez dans {wait}.", "Too many tries. Try again in {wait}.")
    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(wait=in_words(seconds))


def guess(email: str, address: str, known_browser: str = "") -> None:
    """Count a guess at a password before it is checked. Raises `TooOften`.

    `known_browser` is the ref of a session that this account had in the same browser, or empty.
    """
    place = network(address)
    _look((_FAILURES, "failures", place))
    if known_browser:
        _take((_HERE, "known", fingerprint(known_browser)))
    else:
        _take((_HERE, "here", fingerprint(email), place), (_STRANGERS, "strangers", fingerprint(email)))


def missed(address: str) -> None:
    """Count a guess that failed, whatever the account."""
    for item in _FAILURES:
        limiter().hit(item, "failures", network(address))


def hit_it(email: str, address: str, known_browser: str = "") -> None:
    """Forget this place's guesses at an account, after the right one."""
    key = (
        ("known", fingerprint(known_browser))
        if known_browser
        else ("here", fingerprint(email), network(address))
    )
    for item in _HERE:
        limiter().clear(item, *key)


def ask_for_letter(email: str, address: str) -> None:
    """Count a link asked for by email. Raises `TooOften`."""
    _take((_LETTERS, "letters", fingerprint(email)), (_LETTERS_HERE, "letters here", network(address)))


def type_code(address: str) -> None:
    """Count a try at the set-up code. Raises `TooOften`."""
    _take((_CODES, "codes", network(address)))


def in_words(seconds: int) -> Phrase:
    """`40 secondes`, `3 minutes`."""
    if seconds < 60:
        return Phrase(f"{seconds} seconde{'s' * (seconds > 1)}", f"{seconds} second{'s' * (seconds > 1)}")
    minutes = math.ceil(seconds / 60)
    return Phrase(f"{minutes} minute{'s' * (minutes > 1)}", f"{minutes} minute{'s' * (minutes > 1)}")


def _take(*counts: _Count) -> None:
    """Count once in each. What is refused is not counted: insisting does not lengthen the wait."""
    _look(*counts)
    # Several at the same moment may all have looked; the count itself decides between them.
    full = [(item, key) for limit, *key in counts for item in limit if not limiter().hit(item, *key)]
    _refuse(full)


def _look(*counts: _Count) -> None:
    _refuse([(item, key) for limit, *key in counts for item in limit if not limiter().test(item, *key)])


def _refuse(full: list[tuple[RateLimitItem, list[str]]]) -> None:
    if full:
        until = max(limiter().get_window_stats(item, *key).reset_time for item, key in full)
        raise TooOften(max(1, math.ceil(until - time.time())))
