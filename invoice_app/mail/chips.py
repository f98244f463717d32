"""Addresses as they are typed and pasted: each becomes a chip, the ones that cannot be read too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from invoice_app.mail.addresses import Office, normal, safe_name
from invoice_app.mail.composing import Recipient
from invoice_app.mail.states import Role
from invoice_app.mail.wording import NOT_AN_ADDRESS, OUR_OWN_ADDRESS

LONGEST = 20_000
MOST_AT_ONCE = 200
_LONGEST_ONE = 400
_SEVERAL = re.compile(r"\S+@\S+(?:\s+\S+@\S+)+")
ROLES = (Role.TO, Role.CC, Role.BCC)


@dataclass(frozen=True, slots=True)
class Chip:
    """One recipient as typed (`raw`), and as it is shown; `wrong` says why it cannot be written to."""

    raw: str
    label: str
    address: str
    wrong: str = ""


def parted(typed: str) -> tuple[str, ...]:
    """What was typed or pasted, one recipient each: `a@b.ca, Nom <c@d.ca>; e@f.ca`.

    A comma inside quotes, or inside a name that stands before its address (`Roy, Zoé <z@b.ca>`), parts
    nothing. What is no address is kept, to be named.
    """
    parts: list[str] = []
    for piece in _pieces(typed[:LONGEST]):
        plain = piece.removeprefix("mailto:").strip()
        # A column of a spreadsheet comes with nothing but spaces between its addresses.
        parts += plain.split() if "<" not in plain and _SEVERAL.fullmatch(plain) else [plain]
    return tuple(" ".join(part.split())[:_LONGEST_ONE] for part in parts if part.strip())[:MOST_AT_ONCE]


def _pieces(typed: str) -> list[str]:
    pieces, start, quoted = [], 0, False
    for at, sign in enumerate(typed):
        if sign == '"':
            quoted = not quoted and '"' in typed[at + 1 :]
        elif quoted or sign not in ",;\n\r\t":
            continue
        elif sign != "," or not _is_in_name(typed, start, at):
            pieces.append(typed[start:at])
            start = at + 1
    return [*pieces, typed[start:]]


def _is_in_name(typed: str, start: int, comma: int) -> bool:
    """Whether the comma stands in `Roy, Zoé <z@b.ca>`: no address before it, one in brackets right after."""
    if "@" in typed[start:comma]:
        return False
    following = re.split(r"[,;\n\r\t]", typed[comma + 1 : comma + 1 + _LONGEST_ONE], maxsplit=1)[0]
    return "<" in following


def recipient_of(raw: str, role: str) -> Recipient:
    """A chip as someone to write to; its address is as typed."""
    name, opened, rest = raw.rpartition("<")
    if opened and rest.rstrip().endswith(">"):
        return Recipient(role, rest.rstrip()[:-1].strip(), name.strip(' "'))
    return Recipient(role, raw.strip())


def read_addresses(typed: str, role: str) -> tuple[Recipient, ...]:
    """Addresses as typed or pasted. What is not one is kept, to be named."""
    return tuple(recipient_of(part, role) for part in parted(typed))


def written(name: str, address: str) -> str:
    """`Nom <a@b.ca>`, as it could be typed; only the address where there is no name."""
    plain = safe_name(name)
    return f"{plain} <{address}>" if plain and plain.lower() != address else address


def chip(raw: str, office: Office, language: str) -> Chip:
    """A chip as it is shown."""
    read = recipient_of(raw, Role.TO)
    address = normal(read.address)
    label = safe_name(read.name) or address or raw
    if address is None:
        return Chip(raw, label if read.name else raw, "", NOT_AN_ADDRESS.to(language))
    ours = OUR_OWN_ADDRESS.to(language) if office.is_ours(address) else ""
    return Chip(raw, label, address, ours)


def kept(text: str) -> tuple[str, ...]:
    """The chips of a box as a draft keeps them: one a line."""
    return tuple(line for line in text.split("\n") if line.strip())


@dataclass(frozen=True, slots=True)
class Added:
    """What a box holds after something was added, and what was there already: (address, role)."""

    raws: tuple[str, ...]
    repeated: tuple[tuple[str, str], ...]


def add(boxes: Mapping[str, Sequence[str]], role: str, raws: Iterable[str]) -> Added:
    """Add to one of the three boxes what is in none of them yet."""
    known: dict[str, str] = {_key(raw): box for box in ROLES for raw in boxes.get(box, ())}
    held, repeated = list(boxes.get(role, ())), []
    for raw in raws:
        key = _key(raw)
        if key in known:
            repeated.append((key, known[key]))
        else:
            known[key] = role
            held.append(raw)
    return Added(tuple(held), tuple(repeated))


def _key(raw: str) -> str:
    address = recipient_of(raw, Role.TO).address
    return normal(address) or raw.strip().lower()
