"""The one HTML page that every address of the application begins with, in French.

Streamlit answers any unknown path with its `index.html`. Its links are relative, so that under an address of two
parts nothing would load: only addresses of one part are pages, everything else is « page introuvable ».
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lib.server import chrome, printing
from lib.server.compression import STATIC, Gzipped, accepts_gzip, answer, gzipped

HTML = "text/html; charset=utf-8"
NO_CACHE = "no-cache"
NOSCRIPT = "<noscript>Passerelle a besoin de JavaScript : activez-le dans votre navigateur.</noscript>"


class Page(Convertor[str]):
    """Any path that is not Streamlit's own: sockets, files, sign-in."""

    regex = r"(?!(?:_stcore|media|component|static|app|auth)(?:/|$)|(?:oauth2callback|favicon\.png)$)[^\x00]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page", Page())


def page(request: Request) -> Response:
    """Answer for the address of a page."""
    address = request.path_params["address"]
    if address.endswith("/") and "/" not in address.rstrip("/"):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{request.scope.get('root_path', '')}/{address.rstrip('/')}{query}", 308)
    if "/" in address or "." in address:
        return not_found(address)
    content, compressed = index()
    if accepts_gzip(request.headers):
        return answer(compressed, request.headers, HTML, NO_CACHE)
    return Response(content, media_type=HTML, headers={"Cache-Control": NO_CACHE, "Vary": "Accept-Encoding"})


def not_found(address: str) -> HTMLResponse:
    """« Page introuvable », with the way out; it needs no script."""
    html = (chrome.FOLDER / "introuvable.html").read_text(encoding="utf-8")
    html = html.replace("{{address}}", escape(f"/{address[:200]}"))
    return HTMLResponse(html, status_code=404, headers={"Cache-Control": NO_CACHE})


@cache
def index() -> tuple[str, Gzipped]:
    """Streamlit's `index.html` in French, as text and compressed."""
    content = in_french((STATIC / "index.html").read_text(encoding="utf-8"))
    return content, gzipped(content.encode())


def in_french(html: str) -> str:
    """Put the head of Streamlit's page in French and add our script before any of Streamlit's.

    Raises
    ------
    ValueError
        If the page is not made as expected: a new version of Streamlit has to be looked at.
    """
    changes = [
        (r'<html lang="en">', '<html lang="fr">'),
        (r"<title>Streamlit</title>", "<title>Passerelle</title>"),
        (
            r'<link rel="shortcut icon"[^>]*>',
            '<link rel="icon" type="image/svg+xml" href="./passerelle/icone.svg" />',
        ),
        # The one inline script (for a pre-rendering service); without it the policy can forbid them all.
        (
            r"<!-- initialize window\.prerenderReady[^>]*-->\s*"
            r"<script>\s*window\.prerenderReady = false\s*</script>",
            f'<script defer src="./{chrome.script_address()}"></script>\n    '
            f'<link rel="stylesheet" href="./{chrome.style_address()}" />\n    {printing.tags()}',
        ),
        (r"<!--\s*Machine-readable pointer.*?-->\s*<link rel=\"service-desc\"[^>]*>", ""),
        (r"<noscript>.*?</noscript>", NOSCRIPT),
    ]
    for pattern, replacement in changes:
        html, count = re.subn(pattern, lambda _, text=replacement: text, html, count=1, flags=re.DOTALL)
        if not count:
            raise ValueError(f"index.html of this version of Streamlit has no {pattern!r}")
    return html


def first_files() -> list[Path]:
    """The files that the browser loads before anything is shown, then those that charts and tables need."""
    named = re.findall(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"', (STATIC / "index.html").read_text("utf-8"))
    charts = [path for stem in ("PlotlyChart", "DataFrame", "arrow") for path in STATIC.glob(f"static/js/{stem}*.js")]
    return [*(STATIC / name for name in named), *charts]
