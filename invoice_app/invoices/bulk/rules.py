"""What is asked of a bulk send: which invoices, of which kind, and which of the doubtful ones all the same.

A choice is small whatever it chooses: it is a filter, or the invoices ticked on one page of the list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from invoice_app.shared.phrases import Phrase

MOST_PICKED = 50
"""As many as a page of the list holds: an address that is longer is refused on its way by some proxies."""
DAYS = (1, 3, 7, 14, 30)
_REF = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")


class BulkKind(StrEnum):
    INVOICE = "invoice"
    REMINDER = "reminder"


class BulkState(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class ItemState(StrEnum):
    WAITING = "waiting"
    QUEUED = "queued"
    SKIPPED = "skipped"


class Standing(StrEnum):
    """Why an invoice leaves, or does not."""

    READY = "ready"
    DRAFT = "draft"
    VOID = "void"
    NOT_LATE = "not_late"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    SETTLED = "settled"
    IN_BULK = "in_bulk"
    RECENT = "recent"
    REFUSED = "refused"


LIFTABLE = (Standing.SETTLED, Standing.IN_BULK, Standing.RECENT, Standing.REFUSED)
"""Those that a person may send all the same."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`refs` are the invoices ticked; without any, all that `show` and `search` find in the list."""

    kind: BulkKind = BulkKind.INVOICE
    show: str = "all"
    search: str = ""
    refs: tuple[str, ...] = ()
    lifted: frozenset[str] = frozenset()
    days: int = 7

    @property
    def query(self) -> str:
        """The part of the choice that an address carries; `read_choice` reads it back."""
        given = {"kind": self.kind.value, "show": self.show, "q": self.search, "refs": ",".join(self.refs)}
        return urlencode({name: text for name, text in given.items() if text})


def read_choice(asked: Mapping[str, str], shows: tuple[str, ...]) -> Choice:
    """A choice out of an address, where anything may stand."""
    refs = dict.fromkeys(ref for ref in asked.get("refs", "").split(",")[:200] if _REF.fullmatch(ref))
    show = asked.get("show", "")
    return Choice(
        kind=BulkKind.REMINDER if asked.get("kind") == BulkKind.REMINDER else BulkKind.INVOICE,
        show=show if show in shows else "all",
        search=asked.get("q", "")[:100],
        refs=tuple(refs)[:MOST_PICKED],
    )


def kept(why: Phrase) -> str:
    """A reason as its column keeps it: in both languages, for whoever reads it."""
    return json.dumps([why.fr, why.en], ensure_ascii=False)


def said(why: str) -> Phrase:
    """What `kept` wrote down."""
    french, english = json.loads(why) if why else ("", "")
    return Phrase(french, english)
