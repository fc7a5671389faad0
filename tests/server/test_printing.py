"""The style sheet and the script of « Imprimer »: served by ourselves, linked from every page, strict policy kept."""

from __future__ import annotations

import re
from urllib.request import urlopen

import pytest

from lib.server import frontend, printing
from lib.server.chrome import FOLDER
from lib.server.headers import CONTENT_SECURITY_POLICY
from tests.support.browser import RunningApp


def test_every_page_links_both_files() -> None:
    html, _ = frontend.index()
    assert re.findall(r"\./passerelle/(print\.\w+)\?v=[0-9a-f]{12}", html) == ["print.css", "print.js"]
    assert printing.tags() in html


@pytest.mark.parametrize(("name", "media_type"), [("print.css", "text/css"), ("print.js", "text/javascript")])
def test_files_are_served_as_they_are_and_may_be_kept(app: RunningApp, name: str, media_type: str) -> None:
    with urlopen(f"{app.url}/passerelle/{name}", timeout=30) as answer:
        assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert answer.read() == (FOLDER / name).read_bytes()


def test_paper_is_as_wide_in_the_script_as_in_the_style_sheet() -> None:
    style, script = ((FOLDER / name).read_text(encoding="utf-8") for name in ("print.css", "print.js"))
    margin = re.search(r"margin: \d+mm (\d+)mm;", style)[1]
    assert f"(210 - 2 * {margin})" in script
    assert "size: A4 portrait;" in style


def test_script_writes_no_markup_and_evaluates_nothing() -> None:
    script = (FOLDER / "print.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML", script)
