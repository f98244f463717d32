"""How Reflex builds and serves the app. What an installation decides comes from `settings`."""

import reflex as rx

from invoice_app.one_port import OnePort
from invoice_app.shared.settings import settings

_MODES = rx.constants.StateManagerMode
# Only a marker that the client recognises as « this very host »; see invoice_app/one_port.py.
_OWN_ADDRESS = "http://localhost:8000"

config = rx.Config(
    app_name="invoice_app",
    api_url=_OWN_ADDRESS,
    deploy_url=_OWN_ADDRESS,
    backend_host=settings().host,
    backend_port=settings().port,
    frontend_port=settings().port,
    # No other site may call: nothing is allowed here, and invoice_app/web.py admits the page's own origin.
    cors_allowed_origins=[],
    trusted_proxy_hops=settings().trusted_proxies,
    redis_url=settings().redis_url or None,
    # Memory, never disk: a state written to disk is a pickle with the visitor's cookie in it.
    state_manager_mode=_MODES.REDIS if settings().redis_url else _MODES.MEMORY,
    default_color_mode="system",
    # In order of preference, where a browser takes either.
    frontend_compression_formats=["brotli", "gzip"],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[OnePort()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
