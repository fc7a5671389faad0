"""Plotly's own script, for the presentation: Streamlit keeps the copy that it has to itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lib.server.compression import FOREVER, Gzipped, accepts_gzip, answer, gzipped

FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
JAVASCRIPT = "text/javascript; charset=utf-8"


def script(request: Request) -> Response:
    """Answer with the script, compressed once."""
    if accepts_gzip(request.headers):
        return answer(_gzipped(), request.headers, JAVASCRIPT, FOREVER)
    return FileResponse(FILE, media_type=JAVASCRIPT, headers={"Cache-Control": FOREVER, "Vary": "Accept-Encoding"})


@cache
def _gzipped() -> Gzipped:
    return gzipped(FILE.read_bytes())
