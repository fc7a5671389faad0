"""What « Imprimer » puts on paper, in Chromium: A4 pages, what is read and not what is clicked, no chart cut."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, press, settle, unfold

A4 = (595, 842)
"""In points."""

PAGES = {"/": ("Vue d’ensemble", 7), "/fiche?centre=EXA": ("Fiche d’un centre", 5)}
"""Address → its title, and its charts."""


def printed(page: Page, app: RunningApp, address: str, path: Path) -> bytes:
    title, charts = PAGES[address]
    page.goto(f"{app.url}{address}")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(charts)
    settle(page)
    return page.pdf(path=path, prefer_css_page_size=True, print_background=True)


def text_of(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine (poppler-utils): the text of the print is not looked at")
    told = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return told.stdout.decode("utf-8")


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_a4(page: Page, demo_app: RunningApp, tmp_path: Path, address: str) -> None:
    content = printed(page, demo_app, address, tmp_path / "page.pdf")
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert 3 <= len(boxes) <= 6
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {A4}


@pytest.mark.parametrize("address", PAGES)
def test_print_says_what_is_read_and_nothing_that_is_clicked(
    page: Page, demo_app: RunningApp, tmp_path: Path, address: str
) -> None:
    printed(page, demo_app, address, tmp_path / "page.pdf")
    text = text_of(tmp_path / "page.pdf")
    title, _ = PAGES[address]
    assert title in text
    assert re.search(r"Campagne 2025-2026, regard centre social\. Imprimé le \d", text)
    assert "Source" in text
    for clicked in (
        "Plus de filtres",
        "Vue de travail",
        "Imprimer",
        "Tableau et",
        "Déposer un retour",
        "Deploy",
        "Voir l",
    ):
        assert clicked not in text
    assert text.count("base") >= 4  # each chart says what it is taken over


MEASURE = """addEventListener("beforeprint", () => {
    const charts = [...document.querySelectorAll(".js-plotly-plot")];
    window.printedWidths = charts.map((chart) => chart.querySelector(".main-svg").getBoundingClientRect().width);
})"""


@pytest.mark.parametrize("address", PAGES)
def test_charts_are_shrunk_to_the_paper_while_it_is_printed(
    page: Page, demo_app: RunningApp, tmp_path: Path, address: str
) -> None:
    printed(page, demo_app, address, tmp_path / "page.pdf")
    page.evaluate(MEASURE)  # behind the page's own listener
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    widths = page.evaluate("window.printedWidths")
    paper = (210 - 2 * 14) / 25.4 * 96
    assert len(widths) == PAGES[address][1]
    assert all(0.5 * paper < width <= paper for width in widths)
    assert page.evaluate("[...document.querySelectorAll('.js-plotly-plot')].every((chart) => !chart.style.zoom)")


def test_every_word_stands_within_the_margins(page: Page, demo_app: RunningApp, tmp_path: Path) -> None:
    printed(page, demo_app, "/fiche?centre=EXA", tmp_path / "page.pdf")
    text_of(tmp_path / "page.pdf")  # leaves the test out where there is no poppler
    told = subprocess.run(["pdftotext", "-bbox", tmp_path / "page.pdf", "-"], capture_output=True, check=True)
    spans = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', told.stdout.decode("utf-8"))
    margin = 14 / 25.4 * 72
    assert len(spans) > 300
    assert min(float(left) for left, _ in spans) >= margin - 1
    assert max(float(right) for _, right in spans) <= A4[0] - margin + 1


def test_headings_stay_with_their_charts(page: Page, demo_app: RunningApp, tmp_path: Path) -> None:
    printed(page, demo_app, "/fiche?centre=EXA", tmp_path / "page.pdf")
    sheets = text_of(tmp_path / "page.pdf").split("\f")
    for heading, question in (
        ("Les facteurs, à côté", "Note moyenne"),
        ("Les leviers, à côté", "Quelles entrées"),
        ("Les partenaires, à côté", "Avec qui"),
        ("Les objectifs, à côté", "Pour quoi faire ?".replace(" ?", "")),
    ):
        on = [number for number, sheet in enumerate(sheets) if heading in sheet]
        assert len(on) == 1
        assert question in sheets[on[0]]


def test_an_open_table_is_printed_whole_and_without_its_buttons(
    page: Page, demo_app: RunningApp, tmp_path: Path
) -> None:
    page.goto(f"{demo_app.url}/")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    settle(page)
    unfold(page)
    expect(page.get_by_role("button", name="Image (PNG)").first).to_be_visible()
    settle(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Image (PNG)").first).to_be_hidden()
    box = page.get_by_test_id("stExpander").filter(has_text="lien").first
    assert box.evaluate("box => getComputedStyle(box).breakInside") == "avoid"
    page.emulate_media(media="null")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert "Image (" not in text_of(tmp_path / "page.pdf")


def test_the_line_for_paper_is_not_on_the_screen(page: Page, demo_app: RunningApp, tmp_path: Path) -> None:
    printed(page, demo_app, "/", tmp_path / "page.pdf")
    expect(page.get_by_text(re.compile("Imprimé le"))).to_be_hidden()


def test_the_button_prints(page: Page, demo_app: RunningApp) -> None:
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
    page.goto(f"{demo_app.url}/fiche?centre=EXA")
    press(page.get_by_role("button", name="Imprimer"))
    page.wait_for_function("window.printed === 1")


def test_a_draft_says_so_on_paper(page: Page, demo_app: RunningApp, tmp_path: Path) -> None:
    page.goto(f"{demo_app.url}/fiche?centre=EXA")
    press(page.get_by_text("Vue de travail", exact=True))
    expect(page.get_by_role("cell", name=re.compile("Jules-Ferry"))).to_be_visible()
    settle(page)
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert "ne pas diffuser" in text_of(tmp_path / "page.pdf")
