"""The sheet of a centre in Chromium: a copied link, other pages unfiltered, charts that hold on the page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, press, settle

CHARTS = 5
NARROW, WIDE = {"width": 1280, "height": 900}, {"width": 1920, "height": 1080}


def opened(page: Page, app: RunningApp, address: str) -> None:
    page.goto(f"{app.url}{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settle(page)


def test_a_copied_link_shows_the_same_sheet(page: Page, demo_app: RunningApp) -> None:
    opened(page, demo_app, "/fiche")
    press(page.get_by_role("combobox", name=re.compile("Centre social")))
    press(page.get_by_role("option", name="Centre social F (exemple)"))
    expect(page.get_by_role("heading", name="Centre social F (exemple)")).to_be_visible()
    press(page.get_by_text("École", exact=True).first)
    expect(page).to_have_url(re.compile(r"centre=EXF"))
    expect(page).to_have_url(re.compile(r"regard=ecole"))
    settle(page)
    with page.context.browser.new_context(locale="fr-FR", viewport=NARROW) as other:
        copied = other.new_page()
        copied.goto(page.url)
        expect(copied.get_by_role("heading", name="Centre social F (exemple)")).to_be_visible()
        expect(copied.get_by_text(re.compile("regard école\\.$")).last).to_be_visible()


def test_the_centre_of_a_sheet_is_no_filter_of_other_pages(page: Page, demo_app: RunningApp) -> None:
    opened(page, demo_app, "/fiche?centre=EXF")
    expect(page.locator(".js-plotly-plot")).to_have_count(CHARTS)
    press(page.get_by_role("link", name="Leviers"))
    expect(page.get_by_role("heading", level=1, name="Leviers")).to_be_visible()
    expect(page.get_by_text("79 liens.").first).to_be_visible()
    assert "centre=" not in page.url
    press(page.get_by_role("link", name="Fiche d’un centre"))
    expect(page.get_by_role("heading", name="Centre social F (exemple)")).to_be_visible()


def test_charts_fit_beside_the_menu_and_on_a_projector(page: Page, demo_app: RunningApp) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        opened(page, demo_app, "/fiche?centre=EXA")
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        expect(page.locator(".js-plotly-plot")).to_have_count(CHARTS)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        # No letter of a chart stands outside its drawing.
        cut = page.evaluate(
            """() => [...document.querySelectorAll(".js-plotly-plot")].flatMap((chart) => {
                const box = chart.getBoundingClientRect();
                return [...chart.querySelectorAll("text")].filter((text) => {
                    const { left, right } = text.getBoundingClientRect();
                    return left < box.left - 1 || right > box.right + 1;
                }).map((text) => text.textContent);
            })"""
        )
        assert cut == []


def test_a_school_opens_only_in_the_working_view(page: Page, demo_app: RunningApp) -> None:
    opened(page, demo_app, "/etablissement")
    expect(page.get_by_text("une note basse la vise")).to_be_visible()
    expect(page.get_by_role("combobox", name=re.compile("Établissement"))).to_have_count(0)
    press(page.get_by_text("Vue de travail", exact=True))
    box = page.get_by_role("combobox", name=re.compile("Établissement"))
    press(box)
    box.press_sequentially("Jules-Ferry")
    press(page.get_by_role("option", name=re.compile("Jules-Ferry")).first)
    expect(page.get_by_role("heading", name=re.compile("Jules-Ferry"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"etablissement=\d+"))
    expect(page.get_by_role("cell", name="Responsabilité partagée").first).to_be_visible()
