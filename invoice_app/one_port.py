"""One build for every address.

Reflex bakes the server's port into the browser's code. The pages here are served by the server that
they talk to, so the port is always the page's own: the build is edited to say so.
"""

from __future__ import annotations

from typing import Any

from reflex.plugins import Plugin

_CLIENT = "utils/state.js"

_HOST_ONLY = "    endpoint.hostname = frontend_hostname;\n"
_HOST_AND_PORT = _HOST_ONLY + "    endpoint.port = window.location.port;\n"
_DEFAULT_PORT = '      endpoint.port = ""; // Assume websocket is on https port via load balancer.\n'


class ClientChanged(Exception):
    """Reflex's client is not the one this edit was written for."""


class OnePort(Plugin):
    """Makes the browser reach the server on the page's own host and port."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](_CLIENT, on_the_page_s_own_port)


def on_the_page_s_own_port(client: str) -> str:
    """Edit the client's source; text that is edited already comes back as it is.

    Raises `ClientChanged` when the lines to edit are not there.
    """
    if _HOST_AND_PORT in client and _DEFAULT_PORT not in client:
        return client
    if client.count(_HOST_ONLY) != 1 or client.count(_DEFAULT_PORT) != 1:
        raise ClientChanged(
            f"{_CLIENT} of this version of Reflex chooses the server's address in another way; "
            "bring invoice_app/one_port.py up to date before building."
        )
    return client.replace(_HOST_ONLY, _HOST_AND_PORT).replace(_DEFAULT_PORT, "")
