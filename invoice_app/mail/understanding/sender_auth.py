"""Whether a message comes from where its `From` says, by what the provider checked when it arrived.

DKIM or SPF must have passed for the domain of the `From`, or for one above or below it. There is no list
of public suffixes here: a domain that many unrelated people could stand under is never taken for theirs.
"""

from __future__ import annotations

import re

from invoice_app.mail.states import Auth

_RESULT = re.compile(r"@?([a-z0-9._-]{1,253})\s{0,5}[:=]\s{0,5}([a-z]{1,20})")
_MOST = 4_000
_FAILED_SPF = ("fail", "softfail")
# Second levels under which anyone may have a name, beside the provinces of Canada.
_SHARED_SECOND = frozenset((
    "ab", "bc", "mb", "nb", "nf", "nl", "ns", "nt", "nu", "on", "pe", "qc", "sk", "yk", "gc", "gouv",
    "gov", "gob", "gub", "govt", "co", "com", "net", "org", "edu", "ac", "mil", "asso", "ne", "or", "go",
    "nom", "id", "ltd", "plc", "sch", "nhs", "police", "tm", "presse", "prd",
))  # fmt: skip
_SHARED_HOSTS = frozenset((
    "onmicrosoft.com", "gappssmtp.com", "github.io", "gitlab.io", "herokuapp.com", "blogspot.com",
    "wordpress.com", "netlify.app", "vercel.app", "pages.dev", "workers.dev", "web.app",
    "firebaseapp.com", "azurewebsites.net", "cloudfront.net", "amazonaws.com", "sendgrid.net",
    "mailgun.org", "mcsv.net", "myshopify.com", "wixsite.com", "weebly.com", "duckdns.org", "no-ip.org",
    "dyndns.org", "ngrok.io", "fly.dev", "onrender.com",
))  # fmt: skip


def sender_auth(*, dkim: str, spf: str, envelope_from: str | None, sender: str) -> str:
    """An `Auth` for a `From` address; empty when the provider said nothing.

    `dkim` is the provider's field, no JSON: `{@a.example : pass}{@b.example : fail}`.
    """
    if not dkim.strip() and not spf.strip():
        return ""
    domain = _domain(sender)
    results = _RESULT.findall(dkim[:_MOST].lower())
    aligned = [result for signer, result in results if is_aligned(signer, domain)]
    spf = spf.strip().lower()
    spf_aligned = is_aligned(_domain(envelope_from or ""), domain)
    if "pass" in aligned or (spf == "pass" and spf_aligned):
        return Auth.VERIFIED
    if "fail" in aligned or (spf in _FAILED_SPF and spf_aligned):
        return Auth.FAILED
    return Auth.UNVERIFIED


def is_aligned(one: str, other: str) -> bool:
    """Whether two domains are the same, or one stands below the other and belongs to the same people."""
    one, other = one.strip(" .").lower(), other.strip(" .").lower()
    if not one or not other:
        return False
    if one == other:
        return not _is_shared(one)
    below, above = (one, other) if len(one) > len(other) else (other, one)
    return below.endswith(f".{above}") and not _is_shared(above)


def _is_shared(domain: str) -> bool:
    labels = domain.split(".")
    if len(labels) < 2 or domain in _SHARED_HOSTS:
        return True
    return len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SHARED_SECOND


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()
