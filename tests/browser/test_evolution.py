"""The page of several campaigns: a copied link, what is followed, and « durable » in years."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, settle


def arrive(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Évolution")
    settle(page)


def headings(page: Page) -> list[str]:
    return [text.replace("\u00a0", " ").strip() for text in page.get_by_role("heading", level=3).all_inner_texts()]


def test_a_copied_link_follows_the_same_thing(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/evolution?suivre=l1&series=lev_clas&series=lev_pre&series=role_decodeur&ans=5")
    arrive(page)
    assert headings(page)[:2] == [
        "Quelles entrées ou opportunités ont servi : tous les liens",
        "Quelles entrées ou opportunités ont servi : les mêmes liens",
    ]
    chart = page.locator(".js-plotly-plot").first
    names = chart.locator(".annotation-text").filter(has_text="Dispositif")
    expect(names).to_have_count(2)
    expect(names.filter(has_text="Dispositif CLAS")).to_have_count(1)
    expect(names.filter(has_text="Dispositif PRE")).to_have_count(1)
    expect(page.get_by_text("les 52 mêmes liens").first).to_be_visible()
    expect(page.get_by_text("Liens durables (5 ans ou plus)").first).to_be_visible()
    # A series of another question is gone from the address too.
    expect(page).to_have_url(re.compile(r"/evolution\?suivre=l1&series=lev_clas&series=lev_pre&ans=5$"))


def test_durable_is_adjusted_in_years_and_stands_in_the_address(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/evolution")
    arrive(page)
    assert "Liens durables, à partir de 3 ans : tous les liens" in headings(page)
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"/evolution\?ans=6$"))
    expect(page.get_by_role("heading", name="Liens durables, à partir de 6 ans")).to_have_count(2)
    settle(page)
    page.reload()
    arrive(page)
    assert "Liens durables, à partir de 6 ans : tous les liens" in headings(page)


def test_the_first_campaign_says_that_nothing_stands_before_it(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/evolution?campagne=2024-2025")
    arrive(page)
    expect(page.get_by_text("La campagne 2024-2025 est la première")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
