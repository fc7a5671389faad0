"""Exports in the page: progress, a way to stop, the file itself, and why there is none."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pptx
from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, press, settle


def opened(app: RunningApp, page: Page, address: str = "exports") -> None:
    page.goto(f"{app.url}/{address}")
    expect(page.get_by_role("button", name="Brochure")).to_be_visible()
    settle(page)


def downloaded(page: Page) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        press(page.get_by_role("button", name=re.compile("^Télécharger")))
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_deck_is_made_with_the_filters_of_the_page(demo_app: RunningApp, page: Page) -> None:
    opened(demo_app, page, "exports?niveau=college")
    press(page.get_by_role("button", name="PowerPoint", exact=True))
    expect(page.get_by_text("PowerPoint\u00a0: le fichier est prêt.")).to_be_visible()
    name, data = downloaded(page)
    assert name == "reunion_2025-2026.pptx"
    deck = pptx.Presentation(io.BytesIO(data))
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) > 10
    assert "Collège" in deck.slides[0].placeholders[1].text_frame.text


def test_a_brochure_can_be_stopped_and_made(demo_app: RunningApp, page: Page) -> None:
    opened(demo_app, page)
    press(page.get_by_role("button", name="Brochure"))
    page.get_by_role("button", name="Annuler").click()  # the page never stands still while a file is being made
    expect(page.get_by_text("Export annulé\u00a0: rien n’a été gardé.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Télécharger"))).to_be_hidden()
    press(page.get_by_role("button", name="Brochure"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("Brochure\u00a0: le fichier est prêt.")).to_be_visible(timeout=90_000)
    name, data = downloaded(page)
    assert name == "brochure_2025-2026.zip"
    with ZipFile(io.BytesIO(data)) as archive:
        assert {"reunion_2025-2026.pptx", "rapport_2025-2026.xlsx", "constats_2025-2026.txt"} < set(archive.namelist())


def test_a_template_that_is_none_is_said(demo_app: RunningApp, page: Page) -> None:
    opened(demo_app, page)
    page.locator("input[type=file]").set_input_files(
        {"name": "modele.pptx", "mimeType": "application/octet-stream", "buffer": b"ceci n'est pas un zip"}
    )
    expect(page.get_by_text("PowerPoint suivront le modèle")).to_contain_text("modele.pptx")
    press(page.get_by_role("button", name="PowerPoint", exact=True))
    expect(page.get_by_text("Ce modèle n’est pas un fichier PowerPoint lisible")).to_be_visible()
