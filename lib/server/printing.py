"""How the browser's « Imprimer » gives A4 pages: a style sheet, and a small script for the button and the charts."""

from __future__ import annotations

import hashlib
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from lib.server.chrome import CSS, FOLDER, JAVASCRIPT
from lib.server.compression import FOREVER


def style(request: Request) -> Response:
    """Answer with the style sheet."""
    return Response(_content("print.css"), media_type=CSS, headers={"Cache-Control": FOREVER})


def script(request: Request) -> Response:
    """Answer with the script."""
    return Response(_content("print.js"), media_type=JAVASCRIPT, headers={"Cache-Control": FOREVER})


@cache
def tags() -> str:
    """What stands in the head of every page; the addresses are new whenever the files are, so they may be kept."""
    css, js = (f"./passerelle/{name}?v={_version(name)}" for name in ("print.css", "print.js"))
    return f'<link rel="stylesheet" href="{css}" />\n    <script defer src="{js}"></script>'


@cache
def _content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def _version(name: str) -> str:
    return hashlib.sha256(_content(name)).hexdigest()[:12]
