"""Which names the server answers to.

A page of a stranger's site can make its own name point at 127.0.0.1 and so read what listens there (DNS
rebinding). The browser still sends the stranger's name in ``Host``: only known names are answered.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

VARIABLE = "PASSERELLE_HOSTS"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def known_hosts() -> frozenset[str]:
    """The loopback names, and those of ``PASSERELLE_HOSTS`` (separated by commas; ``*`` answers to any)."""
    named = os.environ.get(VARIABLE, "").split(",")
    return frozenset([*LOOPBACK, *(name.strip().lower() for name in named if name.strip())])


def hostname(host: str) -> str:
    """The name in a ``Host`` header, without port and brackets; "" if there is none.

    >>> hostname("[::1]:8501"), hostname("Passerelle.example.fr:443")
    ('::1', 'passerelle.example.fr')
    """
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


class KnownHosts:
    """Refuse requests and WebSockets addressed to a name that is not known."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._knows(Headers(scope=scope).get("host", "")):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008, reason="Host")(scope, receive, send)
        else:
            refusal = PlainTextResponse(
                f"Passerelle ne répond pas à ce nom. Ajoutez-le à la variable {VARIABLE} du serveur.",
                status_code=421,
            )
            await refusal(scope, receive, send)

    def _knows(self, host: str) -> bool:
        return "*" in self.hosts or hostname(host) in self.hosts
