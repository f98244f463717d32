"""What is understood of a message, to be read in a terminal or by another program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from invoice_app.mail.bounces import kind_of
from invoice_app.mail.freezing import Mailbox
from invoice_app.mail.states import EmailKind, Why
from invoice_app.mail.understanding.files_in_mail import DANGEROUS
from invoice_app.mail.understanding.reading import Headers
from invoice_app.mail.understanding.understood import Understood
from invoice_app.shared.phrases import Language, Phrase

UNMATCHED = "unmatched"
_KINDS = {EmailKind.NORMAL: "answer", EmailKind.AUTO: "automatic", EmailKind.BOUNCE: "bounce"}
_KIND_WORDS = {
    "answer": Phrase("réponse", "answer"),
    "automatic": Phrase("réponse automatique", "automatic reply"),
    "bounce": Phrase("avis de non-livraison", "delivery failure notice"),
    "": Phrase("illisible", "unreadable"),
}
_WHY: dict[str, Phrase] = {
    Why.TOKEN: Phrase(
        "reçu à l’adresse de réponse de cette conversation",
        "it came to the reply address of this conversation",
    ),
    Why.THREAD: Phrase(
        "répond à un courriel de cette conversation, et vient de quelqu’un qui y participe",
        "it answers an email of this conversation, and comes from someone who takes part in it",
    ),
    Why.NO_TOKEN: Phrase(
        "ni adresse de réponse, ni réponse connue d’un participant",
        "no reply address, and no known answer from someone who takes part",
    ),
    Why.UNKNOWN_TOKEN: Phrase(
        "cette adresse de réponse n’est à aucune conversation", "no conversation has this reply address"
    ),
    Why.REVOKED: Phrase("cette adresse de réponse a été révoquée", "this reply address has been revoked"),
    Why.NOT_A_PARTICIPANT: Phrase(
        "l’expéditeur ne participe pas à cette conversation", "the sender takes no part in this conversation"
    ),
    Why.OWN_ADDRESS: Phrase(
        "vient d’une adresse de l’organisation, et tournerait en rond",
        "it comes from an address of the organisation, and would go round in a circle",
    ),
    Why.LOOP: Phrase("trop de courriels en peu de temps", "too many emails in a short time"),
    Why.POLICY: Phrase(
        "l’organisation n’accepte que ses contacts", "the organisation takes mail from its contacts only"
    ),
    Why.UNREADABLE: Phrase("ne peut pas être lu", "it cannot be read"),
    Why.TOO_LARGE: Phrase("trop volumineux pour être lu", "it is too large to be read"),
    Why.NO_DATABASE: Phrase("aucune base de données à consulter ici", "there is no database to ask here"),
}
_FROM, _TO, _SUBJECT = Phrase("De", "From"), Phrase("À", "To"), Phrase("Sujet", "Subject")
_KIND, _PLACE = Phrase("Genre", "Kind"), Phrase("Classement", "Filed")
_NEW, _QUOTED = Phrase("Nouveau texte", "New text"), Phrase("Texte cité", "Quoted text")
_FILES, _REFUSED = Phrase("Pièces jointes", "Attachments"), Phrase("Refusé ou limité", "Refused or limited")
_HTML = Phrase(
    "Mise en forme\u00a0: {size} caractères de HTML, {remote} images d’ailleurs",
    "Formatting: {size} characters of HTML, {remote} images from elsewhere",
)
_INSIDE, _DANGEROUS = Phrase("dans le texte", "inside the text"), Phrase("à risque", "dangerous")
_LOCKED, _NOWHERE = Phrase("chiffré", "encrypted"), Phrase("à classer", "unmatched")
_BYTES = Phrase("octets", "bytes")
_NOTHING = Phrase("(rien)", "(nothing)")
# What would move a cursor, turn text around or ring a bell.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file says. `headers` and `found` are missing as far as it cannot be read; `to` is where it would
    be filed (`invoice:2026-014`, or `unmatched`), `why` a `Why`.
    """

    headers: Headers | None = None
    found: Understood | None = None
    to: str = UNMATCHED
    why: str = Why.UNREADABLE
    refused: tuple[Phrase, ...] = ()

    @property
    def kind(self) -> str:
        if self.headers is None:
            return ""
        reports = bool(self.found and self.found.incoming.reports)
        sender = self.found.envelope_from if self.found else None
        return _KINDS[EmailKind(kind_of(self.headers, reports, sender))]


def seen_json(seen: Seen, language: Language) -> dict[str, Any]:
    """The message for a program; every key is there, whatever could be read."""
    headers, found = seen.headers, seen.found
    return {
        "kind": seen.kind,
        "from": _mailbox(headers.sender) if headers else "",
        "to": _recipients(headers, found) if headers else [],
        "subject": headers.subject if headers else "",
        "message_id": headers.message_id if headers else "",
        "in_reply_to": headers.in_reply_to if headers else "",
        "route": {"to": seen.to, "why": f"{seen.why}: {_why(seen.why, language)}"},
        "new_text": found.new_text if found else "",
        "quoted_text": found.quoted_text if found else "",
        "html": found.clean_html if found else "",
        "attachments": [
            {"name": file.name, "type": file.mime, "size": file.size, "inline": n in found.inline}
            for n, file in enumerate(found.incoming.files)
        ]
        if found
        else [],
        "refused": [each.to(language) for each in _refused(seen)],
    }


def seen_text(seen: Seen, language: Language) -> str:
    """The message for a person; nothing in it can move the cursor of a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", "\n".join(_lines(seen, language)) + "\n")


def _lines(seen: Seen, language: Language) -> Iterator[str]:
    headers, found = seen.headers, seen.found
    colon = "\u00a0:" if language == "fr" else ":"
    yield f"{_KIND.to(language)}{colon} {_KIND_WORDS[seen.kind].to(language)}"
    if headers:
        yield f"{_FROM.to(language)}{colon} {_mailbox(headers.sender)}"
        yield f"{_TO.to(language)}{colon} {', '.join(_recipients(headers, found))}"
        yield f"{_SUBJECT.to(language)}{colon} {headers.subject}"
        yield f"Message-ID{colon} {headers.message_id}"
        yield f"In-Reply-To{colon} {headers.in_reply_to}"
    to = _NOWHERE.to(language) if seen.to == UNMATCHED else seen.to
    yield f"{_PLACE.to(language)}{colon} {to} ({_why(seen.why, language)})"
    if found:
        yield from _titled(_NEW, found.new_text.split("\n"), language)
        yield from _titled(_QUOTED, found.quoted_text.split("\n"), language)
        if found.clean_html:
            yield ""
            yield _HTML.filled(size=len(found.clean_html), remote=found.remote_images).to(language)
        yield from _titled(
            _FILES, [_file(found, n, language) for n in range(len(found.incoming.files))], language
        )
    if refused := _refused(seen):
        yield from _titled(_REFUSED, [f"- {each.to(language)}" for each in refused], language)


def _titled(title: Phrase, lines: Sequence[str], language: Language) -> Iterator[str]:
    yield ""
    yield f"── {title.to(language)} ──"
    yield from lines if any(lines) else [_NOTHING.to(language)]


def _file(found: Understood, n: int, language: Language) -> str:
    file = found.incoming.files[n]
    marks = [_INSIDE.to(language)] if n in found.inline else []
    if file.risk:
        marks.append((_DANGEROUS if file.risk == DANGEROUS else _LOCKED).to(language))
    size = f"{file.size} {_BYTES.to(language)}"
    return f"- {file.name} ({', '.join([file.mime, size, *marks])})"


def _mailbox(who: Mailbox) -> str:
    return f"{who.name} <{who.address}>" if who.name else who.address


def _recipients(headers: Headers, found: Understood | None) -> list[str]:
    """The addresses in To; where there are none, the one it was received for."""
    received_for = [found.envelope_to] if found and found.envelope_to else []
    return [each.address for each in headers.to] or received_for


def _refused(seen: Seen) -> tuple[Phrase, ...]:
    return (*seen.refused, *(seen.found.refused if seen.found else ()))


def _why(why: str, language: Language) -> str:
    return _WHY[why].to(language) if why in _WHY else why
