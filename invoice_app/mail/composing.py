"""What a person may send, and what they are told otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from invoice_app.mail.addresses import Office, normal, safe_name
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.states import Role
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

MOST_RECIPIENTS = 100
MOST_ATTACHMENTS = 50
MOST_BYTES = 20 * 1024 * 1024
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class NoRecipient(Invalid):
    says = Phrase(
        "Ce courriel n’a pas de destinataire. Inscrivez au moins une adresse dans « À ».",
        "This email has no recipient. Enter at least one address in “To”.",
    )


class BadAddress(Invalid):
    says = Phrase(
        "Ces adresses ne sont pas valides\u00a0: {addresses}. Corrigez-les ou retirez-les.",
        "These addresses are not valid: {addresses}. Correct or remove them.",
    )


class RepeatedAddress(Invalid):
    says = Phrase(
        "Ces adresses sont inscrites plus d’une fois\u00a0: {addresses}. Gardez-les une seule fois "
        "parmi «\u00a0À\u00a0», «\u00a0Cc\u00a0» et «\u00a0Cci\u00a0».",
        "These addresses are entered more than once: {addresses}. Keep each once among To, Cc and Bcc.",
    )


class TooManyRecipients(Invalid):
    says = Phrase(
        "Un courriel peut avoir {most} destinataires au plus. Faites plusieurs envois.",
        "An email can have {most} recipients at most. Send it in several parts.",
    )


class TooHeavy(Invalid):
    says = Phrase(
        "Les pièces jointes pèsent {size}\u00a0Mo\u00a0; la limite est de {most}\u00a0Mo. "
        "Retirez-en ou réduisez-les.",
        "The attachments weigh {size} MB; the limit is {most} MB. Remove some or make them smaller.",
    )


class TooManyAttachments(Invalid):
    says = Phrase(
        "Un courriel peut avoir {most} pièces jointes au plus. Regroupez-les dans une archive.",
        "An email can have {most} attachments at most. Put them together in one archive.",
    )


class EmptyFile(Invalid):
    says = Phrase(
        "Ces fichiers sont vides\u00a0: {names}. Retirez-les, ou joignez-les de nouveau.",
        "These files are empty: {names}. Remove them, or attach them again.",
    )


class NoSubject(Invalid):
    says = Phrase(
        "Ce courriel n’a pas de sujet. Écrivez-en un.",
        "This email has no subject. Write one.",
    )


class NoText(Invalid):
    says = Phrase(
        "Ce courriel est vide. Écrivez un message.",
        "This email is empty. Write a message.",
    )


@dataclass(frozen=True, slots=True)
class Sender:
    """The person who pressed Send; `account_id` is `None` when the program writes by itself."""

    name: str
    account_id: int | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone it goes to: `role` is `to`, `cc` or `bcc`."""

    role: str
    address: str
    name: str = ""


def checked(recipients: Sequence[Recipient], office: Office) -> list[Recipient]:
    """The same people with their addresses as they are kept. Raises an `Invalid` that names them."""
    read = [(recipient, normal(recipient.address)) for recipient in recipients]
    bad = [r.address.strip()[:100] for r, address in read if address is None or office.is_ours(address)]
    if bad:
        raise BadAddress(field="recipients", addresses=", ".join(bad))
    people = [Recipient(Role(r.role), address or "", safe_name(r.name)) for r, address in read]
    if not any(person.role == Role.TO for person in people):
        raise NoRecipient(field="recipients")
    repeated = [a for a, times in Counter(p.address for p in people).items() if times > 1]
    if repeated:
        raise RepeatedAddress(field="recipients", addresses=", ".join(repeated))
    if len(people) > MOST_RECIPIENTS:
        raise TooManyRecipients(field="recipients", most=MOST_RECIPIENTS)
    return people


def within_limits(attachments: Sequence[Attachment]) -> Sequence[Attachment]:
    """The same files. Raises `TooHeavy`, `TooManyAttachments`, or `EmptyFile`: no provider takes one."""
    if len(attachments) > MOST_ATTACHMENTS:
        raise TooManyAttachments(field="attachments", most=MOST_ATTACHMENTS)
    size = sum(len(attachment.content) for attachment in attachments)
    if size > MOST_BYTES:
        mega = 1024 * 1024
        raise TooHeavy(field="attachments", size=-(-size // mega), most=MOST_BYTES // mega)
    empty = [attachment.name[:100] for attachment in attachments if not attachment.content]
    if empty:
        raise EmptyFile(field="attachments", names=", ".join(empty))
    return attachments


def subject_of(typed: str) -> str:
    """One line of at most 255 characters. Raises `NoSubject`."""
    subject = " ".join(_CONTROLS.sub(" ", typed).split())[:255]
    if not subject:
        raise NoSubject(field="subject")
    return subject


def text_of(typed: str) -> str:
    """The text without characters that no reader shows. Raises `NoText`."""
    text = _CONTROLS.sub("", typed.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise NoText(field="text")
    return text
