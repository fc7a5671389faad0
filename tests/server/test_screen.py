"""The style sheet for phones: linked from every page, under an address that is new when it changes."""

from __future__ import annotations

from urllib.request import urlopen

from lib.server import chrome, frontend
from lib.server.chrome import FOLDER
from tests.support.browser import RunningApp


def test_every_page_links_the_style_sheet_and_it_is_served(app: RunningApp) -> None:
    html, _ = frontend.index()
    assert f'<link rel="stylesheet" href="./{chrome.style_address()}" />' in html
    with urlopen(f"{app.url}/{chrome.style_address()}", timeout=30) as answer:
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.read() == (FOLDER / "screen.css").read_bytes()
