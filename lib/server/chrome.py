"""Streamlit's own texts in French: one dictionary and the small script that applies it in the browser.

Beside it a style sheet for what Streamlit leaves undone on a phone.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from lib.server.compression import FOREVER, accepts_gzip, answer, gzipped

FOLDER = Path(__file__).parent / "static"
JAVASCRIPT, CSS = "text/javascript; charset=utf-8", "text/css; charset=utf-8"


@cache
def source() -> bytes:
    """The script with its dictionary written into it: one request, nothing to wait for."""
    words = json.loads((FOLDER / "fr.json").read_text(encoding="utf-8"))
    dictionary = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return (FOLDER / "fr.js").read_text(encoding="utf-8").replace("/* DICTIONARY */ {}", dictionary).encode()


@cache
def script_address() -> str:
    """The script's address, new whenever its content is: it may be kept for ever."""
    return f"passerelle/fr.js?v={hashlib.sha256(source()).hexdigest()[:12]}"


def script(request: Request) -> Response:
    """Answer with the script."""
    if accepts_gzip(request.headers):
        return answer(_gzipped(), request.headers, JAVASCRIPT, FOREVER)
    return Response(source(), media_type=JAVASCRIPT, headers={"Cache-Control": FOREVER, "Vary": "Accept-Encoding"})


@cache
def _style() -> bytes:
    return (FOLDER / "screen.css").read_bytes()


@cache
def style_address() -> str:
    """The style sheet's address, new whenever its content is."""
    return f"passerelle/screen.css?v={hashlib.sha256(_style()).hexdigest()[:12]}"


def style(request: Request) -> Response:
    """Answer with the style sheet."""
    return Response(_style(), media_type=CSS, headers={"Cache-Control": FOREVER})


def icon(request: Request) -> Response:
    """Answer with the tab's icon."""
    content = (FOLDER / "icone.svg").read_bytes()
    return Response(content, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


_gzipped = cache(lambda: gzipped(source()))
