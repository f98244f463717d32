"""What is allowed in mail and what it comes to. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from invoice_app.mail.sight import Sight
from invoice_app.mail.states import EmailStatus as E
from invoice_app.mail.states import HoldKind
from invoice_app.mail.states import RecipientStatus as R

MAX_ATTEMPTS = 8
GIVE_UP_AFTER = timedelta(hours=24)
LEASE = timedelta(minutes=3)
SILENCE = timedelta(minutes=15)
"""How long a provider that tells of its deliveries is waited for before a doubt is settled."""
FARTHEST = timedelta(days=366)
"""How far ahead an email may be scheduled."""
_PROBES = {
    HoldKind.CONFIG: timedelta(minutes=5),
    HoldKind.RATE: timedelta(minutes=1),
    HoldKind.OUTAGE: timedelta(minutes=1),
}
_RAREST = timedelta(minutes=10)
_WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))

# News arrives late, twice and in any order: a recipient only ever moves up. No two things that a provider
# says share a rank, so that the end is the same in whatever order they come.
RANK: dict[str, int] = {
    "": 0,
    R.QUEUED: 0,
    R.SAVED_LOCAL: 1,
    R.ACCEPTED: 1,
    R.PROCESSED: 2,
    R.DEFERRED: 3,
    R.DELIVERED: 5,
    R.FAILED: 6,
    R.DROPPED: 7,
    R.BLOCKED: 8,
    R.BOUNCED: 9,
    R.SPAM_REPORTED: 10,
}
PROBLEMS = frozenset(status for status, rank in RANK.items() if rank >= 6)

# What may be done with an email that is in one of these states.
SENT_AGAIN = (E.UNCERTAIN, E.FAILED)
MARKED_SENT = (E.UNCERTAIN, E.SAVED_LOCAL)
STOPPED = (E.QUEUED, E.RETRY_WAIT, E.BLOCKED_CONFIG)
# What its client may be shown: what has not left can still be taken back.
LEFT = (E.ACCEPTED, E.UNCERTAIN, E.SAVED_LOCAL)


def may_read(
    *,
    private: bool,
    accounts: Collection[int],
    people: Collection[str],
    for_office: bool = False,
    has_left: bool = True,
    tells_of_blind_copy: bool = False,
    sight: Sight,
) -> bool:
    """The rule of private mail: its sender, To, Cc, Bcc and the Admins of the tool, nobody else.

    `accounts` sent it from here; `people` are the addresses (lower case) it went to or came from,
    with those of its private conversation. Who does not work here sees no note and no bounce
    (`for_office`), and nothing of ours that has not left. What a machine sent back about a blind copy that
    is not theirs to know of (`tells_of_blind_copy`) only Admins see. `queries.visible` is the same in SQL.
    """
    if tells_of_blind_copy and not sight.sees_private:
        return False
    if (for_office or not has_left) and not (sight.is_staff or sight.sees_private):
        return False
    if not private or sight.sees_private:
        return True
    if sight.account_id is not None and sight.account_id in accounts:
        return True
    return bool(sight.address) and sight.address in people


def outweighs(news: str, known: str) -> bool:
    """Whether a recipient's status moves from `known` to `news`."""
    return RANK.get(news, -1) > RANK.get(known, 0)


def worst(statuses: Iterable[str]) -> str:
    """The status that speaks for an email: a problem before anything, else the least advanced."""
    all_of_them = list(statuses)
    problems = [status for status in all_of_them if status in PROBLEMS]
    if problems:
        return max(problems, key=lambda status: RANK[status])
    return min(all_of_them, key=lambda status: RANK.get(status, 0), default="")


def next_attempt(
    now: datetime, *, attempts: int, first: datetime, asked: timedelta | None
) -> datetime | None:
    """When to try again after `attempts` tries, or `None` to give up; `asked` is the provider's wish."""
    if attempts >= MAX_ATTEMPTS or now - first >= GIVE_UP_AFTER:
        return None
    wait = _WAITS[min(attempts, len(_WAITS)) - 1] * (0.8 + secrets.randbelow(401) / 1000)
    return now + max(wait, min(asked or timedelta(), GIVE_UP_AFTER))


def probe_after(kind: str, asked: timedelta | None, held_for: timedelta = timedelta()) -> timedelta:
    """How long a transport rests before one email tries it again; `asked` is the provider's wish.

    One that does not answer is tried more rarely the longer it has not, every ten minutes at the least.
    """
    usual = _PROBES[HoldKind(kind)]
    if kind == HoldKind.OUTAGE:
        usual = min(max(usual, held_for / 10), _RAREST)
    return min(max(asked or timedelta(), usual), GIVE_UP_AFTER)
