"""What may be typed while setting mail up, and how it is kept; pure."""

from __future__ import annotations

import base64
import binascii
import re
from ipaddress import ip_address

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from invoice_app.mail.addresses import normal
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

SECURITIES = ("starttls", "tls", "none")
_KEY = re.compile(r"SG\.[A-Za-z0-9_.-]{5,200}")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_RETURN_PATH = re.compile(r"em\d+\.")
_FREE_MAIL = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.ca", "live.ca",
    "live.com", "msn.com", "yahoo.com", "yahoo.ca", "yahoo.fr", "icloud.com", "me.com", "aol.com",
    "proton.me", "protonmail.com", "videotron.ca", "bell.net", "sympatico.ca",
})  # fmt: skip


class BadKey(Invalid):
    says = Phrase(
        "Ce n’est pas une clé de SendGrid\u00a0: elle commence par «\u00a0SG.\u00a0». Copiez-la en entier, "
        "telle que SendGrid l’affiche une seule fois à sa création.",
        "This is not a SendGrid key: one starts with “SG.”. Copy all of it, as SendGrid shows it once when "
        "it is created.",
    )


class BadFrom(Invalid):
    says = Phrase(
        "Ce n’est pas une adresse de courriel. Écrivez-la ainsi\u00a0: facturation@exemple.org.",
        "This is not an email address. Write it like this: billing@example.org.",
    )


class FromReceivesReplies(Invalid):
    says = Phrase(
        "Cette adresse est dans le domaine des réponses ({domain}), où seuls arrivent les courriels que "
        "l’application classe. Choisissez une adresse de votre domaine habituel.",
        "This address is in the domain of replies ({domain}), where only mail that the app files arrives. "
        "Choose an address of your usual domain.",
    )


class BadDomain(Invalid):
    says = Phrase(
        "Ce n’est pas un nom de domaine. Écrivez-le ainsi\u00a0: reponses.exemple.org.",
        "This is not a domain name. Write it like this: reply.example.org.",
    )


class MainDomain(Invalid):
    says = Phrase(
        "{domain} est le domaine de votre propre courrier\u00a0: changer son MX vous ferait "
        "perdre tous vos "
        "courriels. Choisissez un sous-domaine réservé aux réponses, par exemple reponses.{domain}.",
        "{domain} is the domain of your own mail: changing its MX would lose you all your email. Choose a "
        "subdomain kept for replies, such as reply.{domain}.",
    )


class ReturnPathDomain(Invalid):
    says = Phrase(
        "Ce nom est celui des retours de SendGrid (un CNAME)\u00a0: il ne peut pas recevoir les réponses. "
        "Choisissez un autre sous-domaine, par exemple reponses.{domain}.",
        "This name is SendGrid’s own return path (a CNAME): it cannot receive replies. Choose another "
        "subdomain, such as reply.{domain}.",
    )


class BadHost(Invalid):
    says = Phrase(
        "Ce n’est pas un nom de serveur. Écrivez-le ainsi\u00a0: smtp.exemple.org, sans "
        "«\u00a0http\u00a0» ni port.",
        "This is not the name of a server. Write it like this: smtp.example.org, without “http” or port.",
    )


class BadPort(Invalid):
    says = Phrase(
        "Le port est un nombre de 1 à 65535\u00a0: 587 le plus souvent, ou 465.",
        "The port is a number from 1 to 65535: usually 587, or 465.",
    )


class BadPublicKey(Invalid):
    says = Phrase(
        "Ce n’est pas une clé de vérification. Copiez-la en entier\u00a0: une longue ligne qui commence le "
        "plus souvent par «\u00a0MFkw\u00a0».",
        "This is not a verification key. Copy all of it: a long line that usually starts with “MFkw”.",
    )


def clean_key(typed: str) -> str:
    """The key without what pasting adds: spaces, line ends, quotes, `Bearer`. Raises `BadKey`."""
    key = re.sub(r"\s+", "", typed).strip("\"'«»“”").removeprefix("Bearer")
    if not _KEY.fullmatch(key):
        raise BadKey(field="sendgrid_key")
    return key


def clean_from(typed: str, *, reply_domain: str) -> str:
    """The address as it is kept. Raises `BadFrom` or `FromReceivesReplies`."""
    address = normal(typed)
    if address is None or "." not in address.rpartition("@")[2]:
        raise BadFrom(field="from_address")
    if address.rpartition("@")[2] == reply_domain:
        raise FromReceivesReplies(field="from_address", domain=reply_domain)
    return address


def clean_domain(typed: str, *, from_address: str) -> str:
    """The domain of replies, or none. Raises `BadDomain`, `MainDomain` or `ReturnPathDomain`."""
    said = typed.strip().lower().removeprefix("https://").removeprefix("http://").strip("@./ ")
    if not said:
        return ""
    domain = (normal(f"x@{said}") or "").removeprefix("x@")
    if "." not in domain or _is_ip(domain):
        raise BadDomain(field="reply_domain")
    own = from_address.rpartition("@")[2]
    if domain == own or own.endswith(f".{domain}"):
        raise MainDomain(field="reply_domain", domain=domain)
    if _RETURN_PATH.match(domain):
        raise ReturnPathDomain(field="reply_domain", domain=domain.partition(".")[2])
    return domain


def clean_host(typed: str) -> str:
    """The name or the IP address of a server. Raises `BadHost`."""
    host = typed.strip().lower().rstrip(".")
    if _is_ip(host.strip("[]")):
        return host.strip("[]")
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        raise BadHost(field="smtp_host") from None
    if not _HOST.fullmatch(host):
        raise BadHost(field="smtp_host")
    return host


def clean_port(typed: str) -> int:
    """Raises `BadPort`."""
    said = typed.strip()
    if not (said.isascii() and said.isdigit() and len(said) <= 5 and 1 <= int(said) <= 65_535):
        raise BadPort(field="smtp_port")
    return int(said)


def clean_public_key(typed: str, *, field: str) -> str:
    """A verification key as base64 DER, without the lines that PEM puts around it; or none.

    Raises `BadPublicKey`.
    """
    key = re.sub(r"-----[A-Z ]+-----|\s+", "", typed)
    if not key:
        return ""
    try:
        read = load_der_public_key(base64.b64decode(key, validate=True))
    except (ValueError, binascii.Error):
        raise BadPublicKey(field=field) from None
    if not isinstance(read, EllipticCurvePublicKey) or len(key) > 400:
        raise BadPublicKey(field=field)
    return key


def is_free_mail(address: str) -> bool:
    """Whether the address is of a provider that lets nobody else send for it."""
    return address.rpartition("@")[2] in _FREE_MAIL


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
