"""A presentation is put together in the page and driven by the keyboard on the whole screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from threading import Event

import pptx
import pytest
from playwright.sync_api import Page, Route, expect

from lib.export.slides import FIGURE, Slide
from lib.filters import Filters
from lib.store import Store
from tests.support.browser import ROOT, RunningApp, database_url, press, running_app, settle, unfold


@pytest.fixture
def app(tmp_path: Path):
    """The application with the example returns, for a test that writes."""
    environ = {**os.environ, "DATABASE_URL": database_url(tmp_path)}
    subprocess.run([sys.executable, "-m", "lib", "examples", "--load"], cwd=ROOT, env=environ, check=True)
    with running_app(tmp_path) as running:
        yield running


def begin(page: Page, name: str) -> None:
    press(page.get_by_role("button", name="Nouvelle"))
    page.get_by_label("Nom").fill(name)
    press(page.get_by_role("button", name="Créer"))
    expect(page.get_by_text("est créée.")).to_be_visible()
    settle(page)


def add_title(page: Page, kind: str, words: str) -> None:
    press(page.get_by_role("tab", name=f"Un {kind}"))
    tab = page.get_by_role("tabpanel", name=f"Un {kind}")
    tab.get_by_label("Titre", exact=True).fill(words)
    press(tab.get_by_role("button", name=re.compile("^Ajouter")))
    expect(page.get_by_role("radio", name=re.compile(words))).to_be_visible()
    settle(page)


def test_slides_are_put_in_order_and_shown_by_the_keyboard(app: RunningApp, page: Page) -> None:
    page.goto(f"{app.url}/presentation?niveau=college")
    expect(page.get_by_text("Aucune présentation n’est choisie")).to_be_visible()
    begin(page, "Réunion d’octobre")
    press(page.get_by_role("button", name="Ajouter le graphique"))
    expect(page.get_by_role("radio", name=re.compile("^1\\. .*Collège"))).to_be_visible()
    settle(page)
    add_title(page, "titre", "Bonjour à tous")
    press(page.get_by_role("button", name="Monter"))
    expect(page.get_by_role("radio", name=re.compile("^1\\. Titre.*Bonjour"))).to_be_visible()
    settle(page)

    # The same slides are there for whoever opens the address.
    page.reload()
    expect(page.get_by_role("radio", name=re.compile("^2\\. .*Collège"))).to_be_visible()
    settle(page)

    stage = page.get_by_role("region", name="Présentation")
    start = page.get_by_role("button", name="Présenter en plein écran")
    press(start)
    expect(stage.get_by_role("heading")).to_have_text("Bonjour à tous")
    page.wait_for_function("document.fullscreenElement?.getAttribute('aria-label') === 'Présentation'")
    page.keyboard.press("PageDown")
    expect(stage.locator("[data-drawn] .bars path").first).to_be_visible()
    expect(stage.get_by_text("2 / 2")).to_be_visible()
    expect(stage.get_by_text(re.compile("Campagne 2025-2026, regard.*Collège"))).to_be_visible()
    expect(stage.get_by_text(re.compile(r"13 retours reçus sur 14 attendus\. État au"))).to_be_visible()
    page.keyboard.press("ArrowRight")  # there is nothing after the last
    expect(stage.get_by_text("2 / 2")).to_be_visible()
    page.keyboard.press("PageUp")
    expect(stage.get_by_role("heading")).to_have_text("Bonjour à tous")
    page.keyboard.press("End")
    expect(stage.get_by_text("2 / 2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(stage).to_be_hidden()
    assert page.evaluate("document.fullscreenElement") is None
    expect(start).to_be_focused()


@pytest.mark.parametrize("late", [False, True], ids=["letters at hand", "letters that arrive late"])
def test_letters_on_the_whole_screen_can_be_read_from_afar(app: RunningApp, page: Page, late: bool) -> None:
    """On a projector of 1080 lines no letter of a chart is smaller than a fiftieth of the screen's height."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{app.url}/presentation")
    begin(page, "Lisible")
    for chart in ("Les leviers cités", "Où en sont les liens", "Les huit facteurs"):
        press(page.get_by_role("combobox", name="Graphique"))
        page.keyboard.type(chart)
        press(page.get_by_role("option", name=chart, exact=True))
        press(page.get_by_role("button", name="Ajouter le graphique"))
        expect(page.get_by_role("radio", name=re.compile(chart))).to_be_visible()
        settle(page)
    held: list[Route] = []
    arrived = Event()
    if late:
        page.route(re.compile(r"\.woff2"), lambda route: route.continue_() if arrived.is_set() else held.append(route))
        page.reload(wait_until="commit")  # letters held back hold the page's load event
    page.get_by_role("button", name="Présenter en plein écran").click()  # not `press`: it waits for the letters
    stage = page.get_by_role("region", name="Présentation")
    expect(stage.get_by_role("heading")).to_be_visible()
    assert bool(held) is late
    arrived.set()
    for route in held:
        route.continue_()
    for number in (1, 2, 3):
        expect(stage.get_by_text(f"{number} / 3")).to_be_visible()
        expect(stage.locator("[data-drawn]")).to_be_attached()
        smallest = stage.evaluate(
            "stage => Math.min(...[...stage.querySelectorAll('text, p, h1')].filter(each => each.textContent.trim())"
            ".map(each => parseFloat(getComputedStyle(each).fontSize)"
            " * (each.getScreenCTM ? each.getScreenCTM().a : each.getBoundingClientRect().width / each.offsetWidth)))"
        )
        assert smallest >= 1080 / 50, f"slide {number}"
        page.keyboard.press("ArrowRight")


SMALLEST = (
    "stage => Math.min(...[...stage.querySelectorAll('text, p, h1, th, td')].filter(each => each.textContent.trim())"
    ".map(each => parseFloat(getComputedStyle(each).fontSize) * (each.getScreenCTM"
    " ? Math.hypot(each.getScreenCTM().a, each.getScreenCTM().b)"
    " : each.getBoundingClientRect().width / each.offsetWidth)))"
)


def test_compared_figures_can_be_read_from_afar_and_a_remote_does_not_reload_the_page(
    app: RunningApp, page: Page
) -> None:
    """Bars, stacked bars and crossings by groups: on 720 lines no letter is smaller than 18 pixels."""
    now = Filters(("2025-2026",))
    asked = [("leviers", "centre"), ("facteurs", "centre"), ("leviers", "etab_niveau"), ("facteurs", "etab_niveau")]
    asked += [("croisement/l1/durable", ""), ("regards/accord/r1", ""), ("regards/ecart", "")]
    slides = [Slide(FIGURE, figure=code, filters=now, by=by) for code, by in asked]
    with Store.open(app.database_url) as store:
        store.save_presentation("Comparaisons", [slide.as_dict() for slide in slides], seen=None)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app.url}/presentation?presentation=Comparaisons")
    press(page.get_by_role("button", name="Présenter en plein écran"))
    stage = page.get_by_role("region", name="Présentation")
    for number in range(1, len(slides) + 1):
        expect(stage.get_by_text(f"{number} / {len(slides)}")).to_be_visible()
        expect(stage.locator("[data-drawn], table").first).to_be_attached()
        assert stage.evaluate(SMALLEST) >= 17.9, asked[number - 1]
        bottom = stage.evaluate("s => s.querySelector('table, .passerelle-chart').getBoundingClientRect().bottom")
        assert bottom <= stage.evaluate("s => s.querySelector('.passerelle-foot').getBoundingClientRect().top") + 1
        page.keyboard.press("ArrowRight")
    for shift in ("false", "true"):  # a reload asked for by the start button of a remote
        key = f"new KeyboardEvent('keydown', {{key: 'F5', shiftKey: {shift}, bubbles: true, cancelable: true}})"
        assert page.evaluate(f"document.activeElement.dispatchEvent({key})") is False
    page.keyboard.press("Shift+Space")
    expect(stage.get_by_text(f"{len(slides) - 1} / {len(slides)}")).to_be_visible()


def test_any_figure_card_adds_to_the_presentation_with_its_filters_and_gives_pictures(
    app: RunningApp, page: Page
) -> None:
    page.goto(f"{app.url}/leviers?niveau=elementaire&comparer=qpv")
    unfold(page)
    press(page.get_by_role("button", name="Ajouter à la présentation"))
    expect(page.get_by_text("Ajouté à « Réunion » (1 diapositive).")).to_be_visible()
    for ending, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        picture = page.get_by_role("button", name=f"Image ({ending.upper()})", exact=True)
        expect(picture).to_have_css("border-radius", "8px")  # the component's own style is there
        with page.expect_download() as given:
            press(picture)
        assert given.value.suggested_filename == f"leviers_2025-2026_elementaire_par-quartier-prioritaire-qpv.{ending}"
        assert given.value.path().read_bytes().startswith(start)
    press(page.get_by_role("link", name="Présentation", exact=True))
    expect(page.get_by_role("radio", name=re.compile("^1\\. Les leviers cités, par .*Élémentaire"))).to_be_visible()
    press(page.get_by_role("button", name="PowerPoint de cette présentation"))
    expect(page.get_by_text("PowerPoint\u00a0: le fichier est prêt.")).to_be_visible()
    settle(page)
    with page.expect_download() as given:
        press(page.get_by_role("button", name=re.compile("^Télécharger")))
    assert given.value.suggested_filename == "Réunion.pptx"
    (slide,) = pptx.Presentation(given.value.path()).slides
    (chart,) = (shape.chart for shape in slide.shapes if shape.has_chart)
    assert [series.name for series in chart.plots[0].series] == ["Oui", "Non"]
    press(page.get_by_role("button", name="Présenter en plein écran"))
    stage = page.get_by_role("region", name="Présentation")
    expect(stage.locator("[data-drawn]")).to_be_attached()
    expect(stage.locator("[data-drawn]")).to_contain_text("Oui")
    expect(stage.get_by_text("Les leviers cités · par quartier prioritaire (QPV)")).to_be_visible()


def test_a_quotation_of_the_basket_is_shown_without_who_said_it(app: RunningApp, page: Page) -> None:
    """The examples' document quotations are proof-read and citable; one goes into the basket, then onto the screen."""
    from lib.codebook import load
    from lib.responses import build
    from lib.voices import basket, quotations

    with Store.open(app.database_url) as store:
        given = build(store.tables(), load())
        told = quotations.gather(given, store.quotation_notes())
        leaving = told.loc[(told["campaign"] == "2025-2026") & told["leaves"], "quotation"]
        held = basket.chosen(given, told, list(leaving)).iloc[0]
        store.put_in_basket("2025-2026", held["quotation"])
        centres = [centre.name for centre in store.centres()]
    page.goto(f"{app.url}/presentation")
    begin(page, "Paroles")
    press(page.get_by_role("tab", name="Une parole"))
    press(page.get_by_role("button", name="Ajouter la parole"))
    expect(page.get_by_role("radio", name=re.compile("^1\\. Parole"))).to_be_visible()
    press(page.get_by_role("button", name="Présenter en plein écran"))
    stage = page.get_by_role("region", name="Présentation")
    expect(stage.get_by_role("heading")).to_contain_text(held["text"].strip("« »")[:30])
    shown = stage.inner_text()
    assert not [name for name in centres if name in shown]
