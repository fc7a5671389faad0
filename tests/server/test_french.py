"""The dictionary against the texts that this version of Streamlit really has, and the page they come into."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from streamlit.runtime import backend_operation_handler

from lib.server import chrome, frontend, library
from lib.server.compression import STATIC

WORDS = json.loads((chrome.FOLDER / "fr.json").read_text(encoding="utf-8"))
GROUPS = [WORDS, *WORDS["places"]]
TEXTS = [pair for group in GROUPS for pair in group.get("texts", {}).items()]
PATTERNS = [rule for group in GROUPS for rule in group.get("patterns", [])]


@cache
def bundle() -> str:
    """Every script that Streamlit sends, with its escaped characters read, and what its server answers itself."""
    scripts = sorted((STATIC / "static/js").glob("*.js"))
    answers = Path(backend_operation_handler.__file__)
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in (*scripts, answers))


def in_streamlit(text: str) -> bool:
    """Whether ``text`` is written in the bundle; a text put together from two stands there in two."""
    if text in ("Press Enter to apply", "Press Enter to submit form"):
        return "Press Enter to ${" in bundle() and text.removeprefix("Press Enter to ") in bundle()
    if text.endswith(". Running the app's main page."):
        return text.split(". ")[0] in bundle() and ". Running the app's main page." in bundle()
    return text in bundle()


def test_every_english_text_is_one_of_streamlits() -> None:
    assert [text for text, _ in TEXTS if not in_streamlit(text)] == []


def test_every_pattern_stands_for_a_text_of_streamlits() -> None:
    assert [rule["match"] for rule in PATTERNS if rule["bundle"] not in bundle()] == []


def test_every_pattern_captures_what_its_french_repeats() -> None:
    for rule in PATTERNS:
        repeated = {int(number) for number in re.findall(r"\{(\d)\}", rule["french"])}
        assert repeated <= set(range(1, re.compile(rule["match"]).groups + 1)), rule["match"]


def test_every_place_is_one_of_streamlits() -> None:
    named = re.findall(r"data-testid='(\w+)'|#([\w-]+)", " ".join(place["within"] for place in WORDS["places"]))
    assert [testid or name for testid, name in named if (testid or name) not in bundle()] == []


def test_what_the_camera_of_a_chart_says_is_french() -> None:
    plotly = library.FILE.read_text(encoding="utf-8")
    said = re.findall(
        r'"((?:Preparing image|Image download|Sorry, there was a problem downloading your image)[^"]*)"', plotly
    )
    assert len(said) == 3  # the last of them has the file's name behind it
    known = [*dict(TEXTS), *(rule["bundle"] for rule in PATTERNS)]
    assert [text for text in said if text not in known] == []


def test_a_text_that_streamlit_does_not_have_is_noticed() -> None:
    assert not in_streamlit("Drag and drop your spreadsheet here")


def test_french_is_typeset_as_french() -> None:
    french = [*(french for _, french in TEXTS), *(rule["french"] for rule in PATTERNS)]
    wrong = re.compile(r"'|[^\u202f][;!?]|[^\u00a0][:»]|«[^\u00a0]")
    assert [text for text in french if wrong.search(text)] == []


def test_script_holds_its_dictionary_and_no_eval() -> None:
    source = chrome.source().decode()
    assert '"Drag and drop files here":"Déposez les fichiers ici"' in source
    assert "DICTIONARY */ {}" not in source
    assert not re.search(r"\beval\(|new Function|innerHTML", source)


def test_page_is_french_and_begins_with_the_script() -> None:
    html, _ = frontend.index()
    assert '<html lang="fr">' in html
    assert "<title>Passerelle</title>" in html
    scripts = re.findall(r"<script[^>]*>", html)
    assert scripts[0] == f'<script defer src="./{chrome.script_address()}">'
    assert all("src=" in script for script in scripts), "an inline script would be refused by our own policy"
    assert "agent" not in html
    assert "JavaScript" in html


def test_another_index_page_is_noticed_and_not_half_translated() -> None:
    with pytest.raises(ValueError, match="Streamlit has no"):
        frontend.in_french("<!DOCTYPE html><html><head><title>Streamlit</title></head></html>")
