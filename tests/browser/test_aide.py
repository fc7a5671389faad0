"""Help as a reader meets it: guides, acronyms spelled out, a dictionary to search, « Comment répondre »."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, press, settle
from tests.support.shown import menu

READING = "Comment lire cette page"
HELP_SECTION = "Aide"
GUIDED = [name for section, pages in menu().items() if section != HELP_SECTION for name in pages]


def arrive(page: Page, app: RunningApp, address: str) -> None:
    page.goto(f"{app.url}/{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settle(page)


@pytest.mark.parametrize("name", ["ensemble", "leviers", "deposer"])
def test_a_page_offers_its_guide_to_mouse_and_keyboard(demo_app: RunningApp, page: Page, name: str) -> None:
    arrive(page, demo_app, "" if name == "ensemble" else name)
    button = page.get_by_role("button", name=READING)
    button.focus()
    page.keyboard.press("Enter")
    window = page.get_by_test_id("stPopoverBody")
    expect(window).to_contain_text("Ce que montre la page")
    expect(window).to_contain_text("Ce qui est masqué")
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)


def test_acronyms_of_a_figure_are_spelled_out_beside_its_title(demo_app: RunningApp, page: Page) -> None:
    arrive(page, demo_app, "leviers")
    title = page.get_by_role("heading", name="Les leviers cités")
    title.get_by_role("button", name="Aide").focus()
    expect(page.get_by_role("tooltip")).to_contain_text("CLAS\u00a0: contrat local d’accompagnement à la scolarité")
    press(page.get_by_text("Tableau, fichiers et présentation").first)
    expect(page.get_by_test_id("stExpander").first).to_contain_text("REAAP\u00a0: réseaux d’écoute")


def test_one_search_finds_acronyms_and_guides(demo_app: RunningApp, page: Page) -> None:
    arrive(page, demo_app, "aide")
    box = page.get_by_role("textbox", name="Chercher un sigle ou un mot")
    box.fill("reaap")
    box.press("Enter")
    settle(page)
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table).to_contain_text("Réseaux d’écoute, d’appui et d’accompagnement des parents")
    expect(page.get_by_test_id("stExpander")).to_have_count(1)
    expect(page.get_by_test_id("stExpander")).to_contain_text("Leviers")
    expect(page).to_have_url(f"{demo_app.url}/aide?recherche=reaap")


def test_an_address_unfolds_the_guide_of_one_page(demo_app: RunningApp, page: Page) -> None:
    arrive(page, demo_app, "aide?page=regards")
    expect(page.get_by_test_id("stExpander")).to_have_count(len(GUIDED))
    unfolded = page.locator("details[open]")
    expect(unfolded).to_have_count(1)
    press(unfolded.get_by_role("link", name="Ouvrir «\u00a0Regards croisés\u00a0»"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Regards croisés")


def test_the_dictionary_is_searched_read_and_taken_away(demo_app: RunningApp, page: Page) -> None:
    arrive(page, demo_app, "dictionnaire")
    box = page.get_by_role("textbox", name="Chercher un indicateur")
    box.fill("INDICE durabilite")
    box.press("Enter")
    settle(page)
    expect(page.get_by_text("1 sur ")).to_be_visible()
    expect(page.get_by_role("heading", name="Indice de durabilité")).to_be_visible()
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Télécharger le dictionnaire (CSV)"))
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert [line.split(";")[0] for line in text.splitlines()] == ["Code", "indice_durabilite"]
    press(page.get_by_test_id("stMain").get_by_role("link", name="Durabilité"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Durabilité")


def test_centre_staff_read_how_to_answer_and_go_on_to_the_deposit(demo_app: RunningApp, page: Page) -> None:
    arrive(page, demo_app, "repondre")
    for heading in ("Obtenir le classeur", "Cocher", "L’échelle de 0 à 3", "Ce que disent les anomalies"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_test_id("stMain")).to_contain_text("0 – Absent, 1 – Ébauché, 2 – Présent, 3 – Installé")
    press(page.get_by_test_id("stMain").get_by_role("link", name="Déposer un retour").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Déposer un retour")
