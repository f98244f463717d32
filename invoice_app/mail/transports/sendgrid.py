"""SendGrid's v3 Mail Send, over plain HTTP.

It has no idempotency key: an answer that does not come leaves us not knowing, and is `Uncertain`.
Only 202 means that it has the message; a captive portal answers 200, a wrong address redirects.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import socket
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import httpx
from pydantic import SecretStr

from invoice_app.mail.states import HoldKind
from invoice_app.mail.transports.port import (
    Accepted,
    Frozen,
    Misconfigured,
    Outcome,
    Rejected,
    Retry,
    To,
    Unbuildable,
    Uncertain,
)

_HEADERS = (
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Entity-Ref-ID",
    "Content-Language",
)
_UNTRACKED = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
}
_READ_AT_MOST = 64 * 1024


class SendGrid:
    name = "sendgrid"

    def __init__(
        self,
        *,
        url: str,
        api_key: SecretStr,
        connect_within: float = 10.0,
        answer_within: float = 20.0,
        done_within: float = 45.0,
    ) -> None:
        """Seconds: `answer_within` between two bytes of the answer, `done_within` for everything."""
        self._url = url.rstrip("/") + "/v3/mail/send"
        self._api_key = api_key
        self._timeout = httpx.Timeout(answer_within, connect=connect_within)
        self._done_within = done_within

    def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
        """Post it once, following no redirect: one would carry the key to another host."""
        if not self._api_key.get_secret_value().strip():
            return Misconfigured("no-key", "SENDGRID_API_KEY is not set")
        if not is_sendable(self._api_key):
            return Misconfigured("401", "the key holds characters that no key has")
        try:
            content = payload(frozen)
        except (LookupError, ValueError) as error:
            return Rejected("unreadable", f"the stored message cannot be read: {error}")
        except Exception as error:
            raise Unbuildable from error
        try:
            status, headers, body = asyncio.run(self._post(content))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if _is_unknown_host(error):
                return Misconfigured("host", f"{self._url}: {error}")
            return Retry(f"no connection to {self._url}: {error}", holds=HoldKind.OUTAGE)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            return Misconfigured("url", str(error))
        except TimeoutError:
            return Uncertain(f"no complete answer within {self._done_within:g} s")
        except httpx.HTTPError as error:
            return Uncertain(f"the connection ended before the answer: {type(error).__name__} {error}")
        return understood(status, headers, body, now)

    async def _post(self, content: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        # A coroutine, because only a cancelled one lets go of a server that drips one byte at a time.
        key = self._api_key.get_secret_value().strip()
        async with (
            asyncio.timeout(self._done_within),
            httpx.AsyncClient(timeout=self._timeout, follow_redirects=False) as client,
            client.stream(
                "POST",
                self._url,
                content=json.dumps(content).encode(),
                headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            ) as answer,
        ):
            body = b""
            # 202 is the whole answer: what follows it cannot make it untrue.
            if answer.status_code != 202:
                async for chunk in answer.aiter_bytes():
                    body += chunk
                    if len(body) > _READ_AT_MOST:
                        break
            return answer.status_code, answer.headers, body


def is_sendable(key: SecretStr) -> bool:
    """Whether a header can hold this key: where it cannot, the error of whoever tries repeats the key."""
    return re.fullmatch(r"[\x21-\x7e]+", key.get_secret_value().strip()) is not None


def payload(frozen: Frozen) -> dict[str, Any]:
    """The request's JSON, taken from the frozen bytes; each address stands in it once."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(frozen.mime)
    said_back = {"acct_email_id": frozen.ref, "acct_env": frozen.installation}
    personalization: dict[str, Any] = {
        "custom_args": {name: said for name, said in said_back.items() if said}
    }
    for role in ("to", "cc", "bcc"):
        people = [_person(each) for each in frozen.recipients if each.role == role]
        if people:
            personalization[role] = people
    content: dict[str, Any] = {
        "personalizations": [personalization],
        "from": _header_person(message, "From"),
        "subject": str(message["Subject"]),
        "content": _bodies(message),
        "headers": {name: " ".join(str(message[name]).split()) for name in _HEADERS if message[name]},
        "tracking_settings": _UNTRACKED,
    }
    if message["Reply-To"]:
        content["reply_to"] = _header_person(message, "Reply-To")
    attachments = [_attachment(part) for part in message.iter_attachments()]
    if attachments:
        content["attachments"] = attachments
    return content


def _person(to: To) -> dict[str, str]:
    return {"email": to.address, "name": to.name} if to.name else {"email": to.address}


def _header_person(message: EmailMessage, header: str) -> dict[str, str]:
    found = message[header].addresses[0]
    return _person(To("", found.addr_spec, found.display_name))


def _bodies(message: EmailMessage) -> list[dict[str, str]]:
    bodies = []
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        if part is not None:
            value = str(part.get_content()).replace("\r\n", "\n")
            bodies.append({"type": f"text/{kind}", "value": value})
    return bodies


def _attachment(part: EmailMessage) -> dict[str, str]:
    raw = part.get_payload(decode=True)
    return {
        "content": base64.b64encode(raw if isinstance(raw, bytes) else b"").decode("ascii"),
        "type": part.get_content_type(),
        "filename": part.get_filename("document"),
        "disposition": "attachment",
    }


def understood(status: int, headers: httpx.Headers, body: bytes, now: datetime) -> Outcome:
    """What an answer means for the email."""
    text = _error_text(body) or f"HTTP {status}"
    match status:
        case 202:
            return Accepted(provider_id=headers.get("X-Message-Id", "")[:200], http_status=status)
        case 429:
            return Retry(text, after=_wait(headers, now), http_status=status, holds=HoldKind.RATE)
        case 503:
            return Retry(text, after=_wait(headers, now), http_status=status, holds=HoldKind.OUTAGE)
        case 401 | 403 | 404 | 405 | 407 | 415:
            return Misconfigured(str(status), text, http_status=status)
        case 200 | 301 | 302 | 303 | 307 | 308:
            text = f"HTTP {status}: this address is not SendGrid's"
            return Misconfigured(str(status), text, http_status=status)
        case _ if 400 <= status < 500:
            return Rejected(str(status), text, http_status=status)
        case _:
            return Uncertain(text, http_status=status)


def _is_unknown_host(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, socket.gaierror):
            return True
        error = error.__cause__ or error.__context__
    return False


def _wait(headers: httpx.Headers, now: datetime) -> timedelta | None:
    after, reset = headers.get("Retry-After", ""), headers.get("X-RateLimit-Reset", "")
    if after.isdigit():
        return timedelta(seconds=min(int(after), 86_400))
    if reset.isdigit() and len(reset) <= 10:
        return max(datetime.fromtimestamp(int(reset), UTC) - now, timedelta(seconds=1))
    return None


def _error_text(body: bytes) -> str:
    try:
        errors = json.loads(body)["errors"]
        return "; ".join(_one_error(each) for each in errors)[:1000]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # A proxy answers in HTML; its page is of no use to anyone.
        return ""


def _one_error(error: dict[str, Any]) -> str:
    field = error.get("field")
    return f"{field}: {error.get('message')}" if field and field != "null" else str(error.get("message"))
