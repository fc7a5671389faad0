"""The frame around the pages, as a reader meets it: any address first, French texts, errors, small windows."""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import ROOT, RunningApp, press, running_app, settle, unfold
from tests.support.shown import menu

ADDRESSES = {"" if name == "ensemble" else name: title for pages in menu().values() for name, title in pages.items()}
"""Address → title of every page of the menu, in its order."""
SPEAKS_ENGLISH = """
() => [...document.querySelectorAll('body *:not([data-testid=stIconMaterial])')]
  .flatMap((e) => [
    e.ariaLabel, e.title, e.placeholder, e.dataset.title,
    ...[...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data),
  ])
  .filter((t) => /\\b(the|and|your|files?|upload|choose|select|search|show|close|open|help|sidebar|fullscreen)\\b/i
    .test(t ?? ''))
"""
WRITE = """
async (texts) => {
  const boxes = texts.map((text) => Object.assign(document.createElement('p'), { textContent: text }));
  document.body.append(...boxes);
  await new Promise(requestAnimationFrame);
  return boxes.map((box) => box.textContent);
}
"""
CHANGE = """
async () => {
  const button = document.createElement('button');
  const seen = [];
  document.body.append(button);
  for (const [text, label] of [['Copy to clipboard', 'Fullscreen: Leviers'], ['Copied', 'Close fullscreen']]) {
    if (button.firstChild) button.firstChild.data = text; else button.append(text);
    button.setAttribute('aria-label', label);
    await new Promise(requestAnimationFrame);
    seen.push([button.textContent, button.ariaLabel]);
  }
  return [seen[0][0], seen[1][0], seen[0][1], seen[1][1]];
}
"""
INSIDE = """
async (around) => {
  const box = document.createElement('div');
  document.body.append(box);
  box.innerHTML = `<${around}><text>Search</text></${around.split(' ')[0]}>`;
  await new Promise(requestAnimationFrame);
  return box.textContent.replace(/<[^>]*>/g, '');
}
"""


def expect_page(page: Page, title: str) -> None:
    """The page with this title, inside the navigation, and nothing that failed."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    menu = page.get_by_test_id("stSidebarNav")
    for name in ADDRESSES.values():
        expect(menu.get_by_role("link", name=name, exact=True)).to_be_attached()
    expect(page).to_have_title(f"{title} · Passerelle")
    settle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(("address", "title"), ADDRESSES.items())
def test_address_opened_first_on_a_fresh_server_goes_through_the_shell(
    fresh_app: RunningApp, page: Page, address: str, title: str
) -> None:
    page.goto(f"{fresh_app.url}/{address}")
    expect_page(page, title)
    assert page.evaluate("document.documentElement.lang") == "fr"


@pytest.mark.parametrize("address", ["ensemble", "shell", "pages"])
def test_unknown_address_shows_the_overview_and_says_so(app: RunningApp, page: Page, address: str) -> None:
    page.goto(f"{app.url}/{address}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Page introuvable")
    expect(dialog).to_contain_text("Cette adresse ne mène à aucune page. Vous êtes sur la vue d’ensemble.")
    press(dialog.get_by_role("button", name="Fermer"))
    expect_page(page, "Vue d’ensemble")


@pytest.mark.parametrize("address", ["resultats/leviers", "pages/resultats/leviers", "pages/resultats/leviers.py"])
def test_path_of_a_file_is_no_address(app: RunningApp, page: Page, address: str) -> None:
    page.goto(f"{app.url}/{address}")
    expect(page.get_by_role("heading")).to_have_text("Page introuvable")
    page.get_by_role("link", name="Revenir à la vue d’ensemble").click()  # a plain page, without the application
    expect_page(page, "Vue d’ensemble")


def test_menu_leads_to_every_page(app: RunningApp, page: Page) -> None:
    page.goto(app.url)
    expect_page(page, "Vue d’ensemble")
    links = page.get_by_test_id("stSidebarNavLink").all()
    assert [link.get_attribute("href") for link in links] == [f"{app.url}/{address}" for address in ADDRESSES]
    for title in [*ADDRESSES.values(), "Vue d’ensemble"]:
        press(page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True))
        expect_page(page, title)


def test_narrow_window_keeps_the_menu_behind_a_button(app: RunningApp, page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{app.url}/deposer")
    expect_page(page, "Déposer un retour")
    press(page.get_by_role("button", name="Ouvrir le menu"))
    press(page.get_by_test_id("stSidebarNav").get_by_role("link", name="Leviers"))
    expect_page(page, "Leviers")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_english_is_left_on_a_page(demo_app: RunningApp, page: Page, address: str) -> None:
    page.goto(f"{demo_app.url}/{address}")
    expect_page(page, ADDRESSES[address])
    for card in page.get_by_test_id("stExpander").all():
        # What a card holds is made when it is opened; a click while the page still works may be lost.
        inside = card.get_by_test_id("stExpanderDetails").locator("p, table, [data-testid=stDataFrame]").first
        for _ in range(3):
            press(card.locator("summary"))
            with suppress(AssertionError):
                expect(inside).to_be_visible(timeout=8_000)
                break
        expect(inside).to_be_visible()
        settle(page)
    assert page.evaluate(SPEAKS_ENGLISH) == []


def column_statistics(page: Page, column: str) -> list[str]:
    """The lines of « Statistiques » in a column's menu, drawn on a canvas: found by trying along its head."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    menu = page.get_by_test_id("stDataFrameColumnMenu").filter(has=page.get_by_title(column, exact=True))
    for x in range(10, int(box["width"]), 10):
        page.mouse.click(box["x"] + x, box["y"] + 18)
        with suppress(AssertionError):
            expect(menu).to_be_visible(timeout=300)
            menu.get_by_role("menuitem", name="Statistiques").hover()
            press(menu.get_by_role("menuitem", name="Statistiques"))
            lines = page.get_by_test_id("stDataFrameStatisticsMetrics").inner_text().split("\n")
            page.keyboard.press("Escape")
            page.mouse.click(2, 2)
            expect(menu).to_have_count(0)
            return lines
    raise AssertionError(f"no menu of {column}")


def test_statistics_of_a_column_are_french(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/leviers")
    unfold(page)
    page.get_by_test_id("stDataFrame").first.scroll_into_view_if_needed()
    words = column_statistics(page, "Modalité")
    assert words[:4] == ["Valeurs", "12", "Vides", "0 (0\u202f%)"]
    assert words[4::2] == ["Valeurs différentes", "Longueur minimale", "Longueur maximale", "Longueur moyenne"]


STATISTICS = """
async () => {
  const menu = Object.assign(document.createElement('div'), { innerHTML: `
    <div data-testid="stDataFrameStatisticsMenu">
      <div data-testid="stDataFrameStatisticsChart" aria-label="Top values frequency chart: Search: 1 (8,3%)">
        <div title="Search: 1 (8,3%)"><span>Search</span><div></div><span>8,3%</span></div>
      </div>
      <div data-testid="stDataFrameStatisticsMetrics"><p>Range</p><p>1 year</p><p>3 months</p>
        <p>Average</p><p>Standard deviation</p><p>25th percentile</p><p>Sum</p></div>
      <p>Based on sample</p>
    </div><p>Range</p><p>Sum</p>` });
  document.body.append(menu);
  await new Promise(requestAnimationFrame);
  const texts = [...menu.querySelectorAll('span, p')].map((e) => e.textContent);
  return [...texts, menu.querySelector('[title]').title, menu.querySelector('[aria-label]').ariaLabel];
}
"""


def test_short_words_are_translated_in_their_panel_only_and_values_never(app: RunningApp, page: Page) -> None:
    page.goto(app.url)
    expect_page(page, "Vue d’ensemble")
    assert page.evaluate(STATISTICS) == [
        "Search", "8,3\u202f%", "Étendue", "1 an", "3 mois", "Moyenne", "Écart-type", "Premier quartile", "Somme",
        "D’après un échantillon", "Range", "Sum",
        "Search\u00a0: 1 (8,3\u202f%)", "Valeurs les plus fréquentes\u00a0: Search: 1 (8,3%)",
    ]  # fmt: skip


def test_only_whole_texts_of_streamlit_are_translated(app: RunningApp, page: Page) -> None:
    page.goto(app.url)
    expect_page(page, "Vue d’ensemble")
    shown = page.evaluate(WRITE, ["Search", "Search the school", "b.ods, 12.5KB", "Nombre de liens", "200 points"])
    assert shown == ["Rechercher", "Search the school", "b.ods, 12,5\u00a0Ko", "Nombre de liens", "200 points"]


def test_texts_are_translated_again_when_streamlit_changes_them(app: RunningApp, page: Page) -> None:
    page.goto(app.url)
    expect_page(page, "Vue d’ensemble")
    assert page.evaluate(CHANGE) == ["Copier", "Copié", "Plein écran\u00a0: Leviers", "Quitter le plein écran"]


@pytest.mark.parametrize("around", ["div data-testid='stText'", "svg", "textarea"])
def test_quotations_drawings_and_what_is_typed_stay_as_they_are(app: RunningApp, page: Page, around: str) -> None:
    page.goto(app.url)
    expect_page(page, "Vue d’ensemble")
    assert page.evaluate(INSIDE, around) == "Search"


def test_page_served_by_itself_refuses_to_run(tmp_path: Path, page: Page) -> None:
    command = [sys.executable, "-m", "streamlit", "run", "pages/collecte/deposer.py", "--server.port", "{port}"]
    environ = {"PYTHONPATH": str(ROOT)}
    with running_app(tmp_path, command=command, environ=environ, health="/_stcore/health") as bare:
        page.goto(bare.url)
        expect(page.get_by_role("alert")).to_contain_text("Cette page ne s’ouvre que depuis Passerelle")
        expect(page.get_by_role("heading")).to_have_count(0)


def test_error_in_a_page_is_one_french_sentence_and_a_line_in_the_log(tmp_path: Path, page: Page) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "tests", "examples", "*.sqlite3*"))
    shutil.copytree(ROOT / ".streamlit", copy / ".streamlit")
    (copy / "pages/resultats/leviers.py").write_text("raise ValueError('mot de passe : 1234')", encoding="utf-8")
    with running_app(tmp_path, root=copy) as broken:
        page.goto(f"{broken.url}/leviers")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Une erreur empêche d’afficher cette page.")
        reference = alert.inner_text().split("référence ")[1].rstrip(".")
        assert "1234" not in page.locator("body").inner_text()
        assert f"Référence {reference}" in broken.logged()
        assert "ValueError: mot de passe : 1234" in broken.logged()


def test_stopped_server_is_announced_in_french(tmp_path: Path, page: Page) -> None:
    with running_app(tmp_path) as stopped:
        page.goto(stopped.url)
        expect_page(page, "Vue d’ensemble")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Connexion interrompue")
    expect(dialog).to_contain_text("Passerelle ne répond plus.")
