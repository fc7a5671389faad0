"""The frame around the pages, as a reader meets it: any address first, French texts, errors, small windows."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib.ui import shell
from tests.support.browser import ROOT, RunningApp, running_app

ADDRESSES = {
    "": "Vue d’ensemble",
    "leviers": "Leviers",
    "partenaires": "Partenaires",
    "durabilite": "Durabilité",
    "deposer": "Déposer un retour",
}
SPEAKS_ENGLISH = """
() => [...document.querySelectorAll('body *:not([data-testid=stIconMaterial])')]
  .flatMap((e) => [
    e.ariaLabel, e.title, e.placeholder, e.dataset.title,
    ...[...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data),
  ])
  .filter((t) => /\\b(the|and|your|files?|upload|choose|select|search|show|close|open|help|sidebar|fullscreen)\\b/i
    .test(t ?? ''))
"""


def expect_page(page: Page, title: str) -> None:
    """The page with this title, inside the navigation, and nothing that failed."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    menu = page.get_by_test_id("stSidebarNav")
    for name in ADDRESSES.values():
        expect(menu.get_by_role("link", name=name)).to_be_attached()
    expect(page).to_have_title(f"{title} · Passerelle")
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
    dialog.get_by_role("button", name="Fermer").click()
    expect_page(page, "Vue d’ensemble")


@pytest.mark.parametrize("address", ["resultats/leviers", "pages/resultats/leviers", "pages/resultats/leviers.py"])
def test_path_of_a_file_is_no_address(app: RunningApp, page: Page, address: str) -> None:
    page.goto(f"{app.url}/{address}")
    expect(page.get_by_role("heading")).to_have_text("Page introuvable")
    page.get_by_role("link", name="Revenir à la vue d’ensemble").click()
    expect_page(page, "Vue d’ensemble")


def test_menu_leads_to_every_page(app: RunningApp, page: Page) -> None:
    page.goto(app.url)
    for title in [*ADDRESSES.values(), "Vue d’ensemble"]:
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
        expect_page(page, title)


def test_narrow_window_keeps_the_menu_behind_a_button(app: RunningApp, page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{app.url}/deposer")
    expect_page(page, "Déposer un retour")
    page.get_by_role("button", name="Ouvrir le menu").click()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Leviers").click()
    expect_page(page, "Leviers")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_english_is_left_on_a_page(app: RunningApp, page: Page, address: str) -> None:
    page.goto(f"{app.url}/{address}")
    expect_page(page, ADDRESSES[address])
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SPEAKS_ENGLISH) == []


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


def test_the_addresses_tested_here_are_all_there_are() -> None:
    pages = [page for section in shell.sections().values() for page in section]
    assert {page.url_path: page.title for page in pages} == ADDRESSES
