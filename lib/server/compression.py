"""Streamlit's browser files, gzipped once.

Streamlit leaves them uncompressed on purpose (compressing at each request costs more than it saves, and a proxy
usually does it). Passerelle is often run without a proxy and read over a school's line: each file is compressed
at most once in the life of the server and kept.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.file_util import get_static_dir

STATIC = Path(get_static_dir())

# Not `mimetypes`: on Windows it asks the registry, and a wrong type for .js is refused under `nosniff`.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOREVER = "public, immutable, max-age=31536000"


class Gzipped(NamedTuple):
    """A file as it is sent: compressed, with the tag by which a browser asks whether it changed."""

    body: bytes
    etag: str


def gzipped(content: bytes) -> Gzipped:
    """Compress ``content``; the same content always gives the same bytes."""
    body = gzip.compress(content, compresslevel=6, mtime=0)
    return Gzipped(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


@cache
def gzipped_file(path: Path) -> Gzipped:
    """Read and compress one file of Streamlit's, once."""
    return gzipped(path.read_bytes())


def prepare(paths: Iterable[Path]) -> None:
    """Compress ``paths`` in the background: zlib leaves the other threads their turn."""
    Thread(target=lambda: [gzipped_file(path) for path in paths], name="gzip", daemon=True).start()


def accepts_gzip(headers: Headers) -> bool:
    """Whether the client takes gzip.

    >>> accepts_gzip(Headers({"accept-encoding": "br, gzip;q=0.5"}))
    True
    >>> accepts_gzip(Headers({"accept-encoding": "gzip;q=0"}))
    False
    """
    for offer in headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = offer.strip().partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def answer(content: Gzipped, request: Headers, media_type: str, keep: str) -> Response:
    """The compressed content, or 304 if the browser has it already."""
    headers = {"ETag": content.etag, "Cache-Control": keep, "Vary": "Accept-Encoding"}
    if content.etag in request.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content.body, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


class StaticFilesGzipped:
    """Answer for Streamlit's script and style files, compressed; leave everything else to Streamlit."""

    def __init__(self, app: ASGIApp, directory: Path = STATIC) -> None:
        self.app = app
        # Listed once: a path that is not a key is no file, so that no request can name another one.
        self.files = {
            f"/{path.relative_to(directory).as_posix()}": path for path in (directory / "static").rglob("*.*")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        path, headers = self.files.get(scope["path"]), Headers(scope=scope)
        if path is None:
            # Streamlit would send its page under the name of a script: after an upgrade, to tabs still open.
            await PlainTextResponse("Fichier introuvable", status_code=404)(scope, receive, send)
        elif path.suffix in MEDIA_TYPES and scope["method"] in ("GET", "HEAD") and accepts_gzip(headers):
            content = await to_thread.run_sync(gzipped_file, path)
            await answer(content, headers, MEDIA_TYPES[path.suffix], FOREVER)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
