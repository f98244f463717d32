"""Who calls, as far as the network tells, and how often one may."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from invoice_app.shared.settings import settings


@lru_cache(maxsize=1)
def limiter() -> MovingWindowRateLimiter:
    """The counts of this process, or of all of them."""
    return MovingWindowRateLimiter(storage_from_string(settings().redis_url or "memory://"))


def client_address(request: Request) -> str:
    """Where a request comes from; as many forwarded addresses are believed as there are proxies of ours."""
    peer = request.client.host if request.client else ""
    hops = settings().trusted_proxies
    chain = [
        part.strip()
        for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        if part.strip()
    ]
    return chain[-hops][:64] if 0 < hops <= len(chain) else peer


def network(address: str) -> str:
    """One key for one household: an IPv6 customer has 2^64 addresses."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{ip}/64", strict=False)) if ip.version == 6 else str(ip)
