"""What the ASGI application answers besides Streamlit: routes, middleware, start-up, and the word of apology.

Everything of ours lives under ``/passerelle/``; a new route goes into `routes`, before the pages' own.
"""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import Route

from lib.server import chrome, frontend, health, library, printing
from lib.server.apology import apologise
from lib.server.compression import StaticFilesGzipped
from lib.server.headers import SecurityHeaders
from lib.server.hosts import KnownHosts, known_hosts
from lib.server.startup import lifespan

__all__ = ["apologise", "lifespan", "middleware", "routes"]


def routes() -> list[Route]:
    """Our routes, in the order in which they are tried; Streamlit's own come after them."""
    return [
        Route("/passerelle/sante", health.answer),
        Route("/passerelle/fr.js", chrome.script),
        Route("/passerelle/screen.css", chrome.style),
        Route("/passerelle/icone.svg", chrome.icon),
        Route("/passerelle/print.css", printing.style),
        Route("/passerelle/print.js", printing.script),
        Route("/passerelle/plotly.js", library.script),
        Route("/{address:page}", frontend.page),
    ]


def middleware() -> list[Middleware]:
    """The layers around every request, outermost first."""
    return [
        Middleware(SecurityHeaders),
        Middleware(KnownHosts, hosts=known_hosts()),
        Middleware(StaticFilesGzipped),
    ]
