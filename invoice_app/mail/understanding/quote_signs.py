"""How mail programs, in French and in English, say that a quote begins.

Gmail, Outlook, Apple Mail, Thunderbird, Zimbra, Yahoo and Proton. Lines come here made `plain`: short, in
lower case, composed, with ordinary spaces; every pattern is bounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_LINE = 400
_SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ", "\u2019": "'", "\u02bc": "'"}
    | {"\u2212": "-", "\uff1a": ":"}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202c\u2068\u2069\u00ad", "")
)
_DELIMITER = re.compile(r"[> ]{0,20}\*{0,2}##- .{1,120} -##")

_INTRO_START = re.compile(
    r"[> *_]{0,20}(le|on) ((lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? ?)?"
    r"(\d|jan|f[eé]v|feb|mar|apr|avr|ma[iy]|ju[inl]|ao[uû]|aug|sep|oct|nov|d[eé]c)"
)
_INTRO_END = re.compile(r"( a [eé]crit| wrote| a [eé]crit[^:]{0,2}) ?:[ *_]{0,3}$")
_INTRO_INSIDE = re.compile(r"@[^<>]{1,200}>?,?( a [eé]crit| wrote) ?:")
_INTRO_OF_ORANGE = re.compile(r"message du \d\d/\d\d/\d\d.{0,30}$")
_INTRO_LINES = 5
_TIME = re.compile(r"\d{1,2} ?[:h] ?\d{2}|\d{1,2} ?h\b|\d{1,2} ?[ap]\.? ?m\b")
# « Élise Roy <elise@x.example> a écrit : », and what Gmail writes where it knows no language.
_INTRO_BY_ADDRESS = re.compile(
    r"[> ]{0,20}[^<>]{0,120}<[^<> ]{1,100}@[^<> ]{1,200}> ?( ?(a [eé]crit|wrote).{0,60})?:$"
)
_INTRO_ISO = re.compile(r"[> ]{0,20}\d{4}-\d\d-\d\d,? \d{1,2}:\d\d")

_DASHES = r"[> ]{0,20}[-_=]{2,40} ?"
_ORIGINAL = re.compile(
    _DASHES + r"(message (d'origine|original|initial)|(mail|courriel|e-mail) (original|d'origine)"
    r"|original (message|email|appointment)|reply message|(le|on) .{5,200} (a [eé]crit|wrote))"
    r" ?[-_=]{2,40}"
)
_FORWARD = re.compile(
    r"[> *]{0,20}([-_=]{2,40} ?(forwarded (message|email)|((message|mail|courriel|e-mail) )"
    r"(transféré|transmis|réexpédié|transfere))"
    r"|début du (message|courriel|mail) (transféré|réexpédié)|begin forwarded message)"
)

_FIELD = re.compile(
    r"[> *_|]{0,20}(de|from|expéditeur|envoyé|envoyé le|sent|date|date d'envoi|à|a|to|destinataires?|cc|cci"
    r"|bcc|objet|sujet|subject|importance|pièces? jointes?|attachments?|reply-to|répondre à)"
    r" ?[*_]{0,2} ?:"
)
_FIRST = {"de", "from", "expéditeur", "date", "objet", "sujet", "subject", "envoyé", "sent"}
_SENDER = {"de", "from", "expéditeur"}
_SUBJECT = {"objet", "sujet", "subject"}
_WHEN = {"envoyé", "envoyé le", "sent", "date", "date d'envoi"}
_BLOCK = 16
_MOST_WRAPPED = 2

_RULE = re.compile(r"[ _*=\u2500\u2014-]*")
_TELEPHONE = re.compile(
    r"[\[<(* _]{0,4}("
    r"(envoyé (de|depuis|à partir d[eu']|avec|via|par|d'un)|expédié (de|depuis)|sent (from|via|with|by)"
    r"|provenance ?:|téléchargez|télécharger|obtenir|obtenez|get|download)\b.{0,40}"
    r"\b(iphone|ipad|ipod|android|ios|samsung|galaxy|pixel|huawei|xiaomi|blackberry|outlook|yahoo"
    r"|proton ?mail|(courrier|mail) (pour|for) windows|windows phone|gmail|zimbra|thunderbird|mobile"
    r"|smartphone|téléphone( intelligent)?|cell|cellulaire|my phone|mail app)\b.{0,60}"
    r"|yahoo mail ?: .{0,60})$"
)


def plain(line: str) -> str:
    """A line as these patterns read it."""
    return unicodedata.normalize("NFC", line[:_LINE].translate(_SPACES)).strip().lower()


def is_delimiter(line: str) -> bool:
    """Our own line, above which people are asked to answer."""
    return bool(_DELIMITER.match(line))


def is_original(line: str) -> bool:
    """« -----Message d'origine----- »."""
    return bool(_ORIGINAL.match(line))


def is_forward(line: str) -> bool:
    """« ---------- Message transféré --------- »."""
    return bool(_FORWARD.match(line))


def is_telephone(line: str) -> bool:
    """« Envoyé de mon iPhone », « Get Outlook for Android »."""
    return bool(_TELEPHONE.match(line))


def is_furniture(line: str) -> bool:
    """A drawn line, an empty one, or the signature of a telephone."""
    return bool(_RULE.fullmatch(line)) or is_telephone(line)


def is_intro(lines: Sequence[str], n: int) -> bool:
    """« Le 3 nov. 2026 à 09:00, Club <c@d.example> a écrit : », over a few lines if need be.

    A person may well write « Le comptable a écrit : »: an address, an hour, or a quote below must
    bear it out.
    """
    by_address = _INTRO_BY_ADDRESS.match(lines[n])
    if by_address and (by_address.group(1) or _INTRO_ISO.match(lines[n])):
        return True
    if _INTRO_OF_ORANGE.match(lines[n]):
        return n + 1 < len(lines) and lines[n + 1].startswith(">")
    if not _INTRO_START.match(lines[n]):
        return False
    if _INTRO_INSIDE.search(lines[n]) and _TIME.search(lines[n]):
        # Yahoo writes on in the same line.
        return True
    joined = ""
    for at, line in enumerate(lines[n : n + _INTRO_LINES], n):
        if not line or (joined and _INTRO_START.match(line)):
            return False
        joined = f"{joined} {line.lstrip('> ')}"
        if _INTRO_END.search(joined[-40:]):
            return _is_borne_out(joined, lines, at)
    return False


def _is_borne_out(intro: str, lines: Sequence[str], at: int) -> bool:
    if "@" in intro or _TIME.search(intro):
        return True
    below = next((line for line in lines[at + 1 : at + 4] if line), "")
    return below.startswith(">") and any(c.isdigit() for c in intro)


def is_header_block(lines: Sequence[str], n: int) -> bool:
    """« De : … Envoyé : … À : … Objet : … », as Outlook, Zimbra and many telephones write it."""
    first = _FIELD.match(lines[n])
    if not first or first.group(1) not in _FIRST:
        return False
    fields: set[str] = set()
    wrapped, has_address = 0, False
    for line in lines[n : n + _BLOCK]:
        found = _FIELD.match(line)
        wrapped = 0 if found else wrapped + 1
        if wrapped > _MOST_WRAPPED:
            break
        if found:
            fields.add(found.group(1))
            has_address = has_address or "@" in line
    proof = has_address or bool(fields & _WHEN)
    return len(fields) >= 3 and bool(fields & _SENDER) and bool(fields & _SUBJECT) and proof
