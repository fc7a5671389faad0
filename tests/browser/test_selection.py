"""Selecting a bar shows the links behind it: how they spread, and their names in the working view only."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.ui import wording
from tests.support.browser import RunningApp, press, settle, unroll

BEHIND = re.compile("Les liens derrière cette barre")


def arrive(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator(".js-plotly-plot .bars .point").first).to_be_attached()
    settle(page)


def bar(page: Page, chart: int = 0, position: int = 0) -> Locator:
    return page.locator(".js-plotly-plot").nth(chart).locator(".bars .point path").nth(position)


def click(page: Page, target: Locator) -> None:
    """Click in the middle of a bar: a layer of the chart lies over it and takes the click for it."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_bar_tells_how_its_links_spread_and_no_names(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/leviers")
    expect(page.get_by_text(BEHIND)).to_have_count(0)
    click(page, bar(page))
    said = page.get_by_text(BEHIND)
    expect(said).to_have_count(1)
    counted = re.search(r"\((\d+) liens\)\.$", said.inner_text())
    assert counted
    expect(page.get_by_text(re.compile("^Niveau.*Élémentaire", re.S))).to_be_visible()
    expect(page.locator("[data-testid=stDataFrame]")).to_have_count(0)
    expect(page.get_by_text("École", exact=False).filter(has_text="(exemple)")).to_have_count(0)


def test_the_selection_goes_with_the_data_it_was_made_in(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/leviers")
    click(page, bar(page))
    expect(page.get_by_text(BEHIND)).to_have_count(1)
    press(page.get_by_role("radio", name="École"))
    settle(page)
    expect(page.get_by_text(BEHIND)).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_working_view_names_the_links_and_offers_no_file_of_them(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/leviers")
    press(page.get_by_text("Plus de filtres"))
    press(page.get_by_text("Vue de travail"))
    expect(page.get_by_text("ne pas projeter")).to_be_visible()
    settle(page)
    click(page, bar(page))
    expect(page.get_by_text(BEHIND)).to_have_count(1)
    expect(page.locator("[data-testid=stDataFrame]")).to_have_count(1)
    expect(page.get_by_text("Liste nominative")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Télécharger"))).to_have_count(0)


def test_without_a_mouse_the_links_are_reached_from_the_table(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/leviers?comparer=education_prioritaire")
    page.locator("summary").filter(has_text=wording.TABLE).first.press("Enter")
    expect(page.locator("[data-testid=stDataFrame]")).to_have_count(1)
    settle(page)
    choose = page.get_by_role("combobox", name=re.compile("Voir les liens derrière"))
    unroll(choose)
    choose.press("Enter")
    expect(page.get_by_text(BEHIND)).to_have_count(1)
    settle(page)
    expect(page.get_by_text(re.compile("Hors éducation prioritaire \\(\\d+ liens\\)"))).to_be_visible()


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("devoirs", "Les écoles interrogées, par centre social"),
        ("regards?question=l1", "L’accord des deux regards"),
        ("evolution", "Liens commencés, poursuivis, interrompus"),
    ],
)
def test_bars_that_are_no_answer_are_looked_behind_too(
    demo_app: RunningApp, page: Page, address: str, heading: str
) -> None:
    arrive(page, f"{demo_app.url}/{address}")
    toggles = page.get_by_test_id("stCheckbox")
    press(toggles.get_by_text("Plus de filtres"))
    press(toggles.get_by_text("Vue de travail"))
    expect(page.get_by_text("ne pas projeter")).to_be_visible()
    settle(page)
    below = page.get_by_role("heading", name=heading).locator("xpath=following::*[contains(@class, 'js-plotly-plot')]")
    click(page, below.first.locator(".bars .point path").first)
    said = page.get_by_text(BEHIND)
    expect(said).to_have_count(1)
    counted = re.search(r"\((\d+) liens?\)\.$", said.inner_text())
    assert counted
    expect(page.locator("[data-testid=stDataFrame]")).to_have_count(1)
    expect(page.get_by_text("Liste nominative")).to_be_visible()
