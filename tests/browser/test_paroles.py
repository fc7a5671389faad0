"""A coordinator finds a quotation, tags it, proof-reads it, and takes it to the meeting."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import ROOT, RunningApp, database_url, press, running_app, settle

WORDS = "traduisons ecole"
SAID = "Nous traduisons\u00a0: ce que dit l’école, et ce que les parents n’osent pas dire."
FOUND = re.compile("Nous traduisons")


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The application with example returns of its own: this test changes them."""
    folder = tmp_path_factory.mktemp("paroles")
    environ = {**os.environ, "DATABASE_URL": database_url(folder)}
    subprocess.run([sys.executable, "-m", "lib", "examples", "--load"], cwd=ROOT, env=environ, check=True)
    with running_app(folder) as running:
        yield running


def search(page: Page, words: str) -> None:
    box = page.get_by_role("textbox", name="Chercher dans les paroles")
    box.fill(words)
    box.press("Enter")
    settle(page)


def card(page: Page, words: re.Pattern[str]):
    """The frame of one quotation that waits for its proof-reading."""
    return page.locator("[class*='st-key-parole-']").filter(has_text=words)


def test_a_quotation_goes_from_the_search_to_the_meeting(own_app: RunningApp, page: Page) -> None:
    page.goto(f"{own_app.url}/paroles")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paroles")
    settle(page)
    # In the sharing view it does not show: nobody has proof-read it.
    search(page, WORDS)
    expect(page).to_have_url(re.compile(r"/paroles\?mots=traduisons\+ecole$"))
    expect(page.get_by_text("Aucune parole ne correspond")).to_be_visible()

    press(page.get_by_role("button", name="Relire et étiqueter (vue de travail)"))
    settle(page)
    waiting = card(page, FOUND).filter(has_text="À relire")
    expect(waiting).to_have_count(1)
    expect(waiting.get_by_role("button", name="Ajouter au panier")).to_be_disabled()
    # It is in the queue, which a copied link asks for too, and not among what may not be cited.
    for state, address, found in (("Non citables", "non_citables", 0), ("À relire", "a_relire", 1)):
        page.get_by_role("combobox", name="État").click()
        page.get_by_role("option", name=state).click()
        expect(page).to_have_url(re.compile(f"[?&]relecture={address}$"))
        settle(page)
        expect(waiting).to_have_count(found)
    page.get_by_role("button", name="Effacer", exact=True).click()
    settle(page)
    press(waiting.get_by_role("button", name="Relire et étiqueter"))
    expect(waiting.get_by_text(re.compile("mesurées sur \\d+ fragments"))).to_be_visible()

    # The verb is not in the theme's label, but near it: « Décoder, traduire, faire interface ».
    press(waiting.get_by_role("button", name="Décoder, traduire, faire interface"))
    expect(waiting.get_by_text(re.compile("Étiquettes\\s:\\sDécoder, traduire"))).to_be_visible()
    press(waiting.get_by_role("button", name="Enregistrer comme relue"))
    done = card(page, FOUND).filter(has_text="Citable et relue")
    expect(done).to_have_count(1)
    press(done.get_by_role("button", name="Ajouter au panier"))
    expect(page.get_by_role("radio", name="Panier (1)")).to_be_visible()

    # A copied link opens in the sharing view: the quotation is there, and neither its centre nor its school.
    page.goto(f"{own_app.url}/paroles?mots=traduisons")
    settle(page)
    shared = card(page, FOUND)
    expect(shared).to_have_count(1)
    expect(shared).not_to_contain_text("exemple")
    expect(shared).to_contain_text("Étiquettes")

    press(page.get_by_role("radio", name="Panier (1)"))
    expect(page.get_by_text("1 parole citable et relue à emporter")).to_be_visible()
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Télécharger (texte)"))
    taken = Path(download.value.path()).read_text(encoding="utf-8")
    assert SAID.replace("\u00a0", " ") in taken.replace("\u00a0", " ")
    assert "exemple" not in taken
