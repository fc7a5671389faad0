"""Charts in the page: redrawn where they stand, as wide as their place, and honest where they cannot be drawn."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, press, settle

CHARTS = ".js-plotly-plot"
BARS = "(plots) => plots.map((plot) => JSON.stringify(plot.calcdata.map((trace) => trace.map((bar) => bar.s))))"


def arrive(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator(f"{CHARTS} .bars .point").first).to_be_attached()
    settle(page)


def widths(page: Page) -> list[tuple[float, float]]:
    """Of each chart: what is drawn, and the place it has."""
    return page.locator(CHARTS).evaluate_all(
        """(plots) => plots.map((plot) => [
          plot.querySelector(".main-svg").getBoundingClientRect().width, plot.parentElement.clientWidth,
        ])"""
    )


def test_a_filter_redraws_a_chart_where_it_stands(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/leviers")
    before = page.locator(CHARTS).evaluate_all(BARS)
    page.locator(CHARTS).evaluate_all("(plots) => plots.forEach((plot, place) => { plot.mark = place; })")
    press(page.get_by_role("radio", name="École"))
    settle(page)
    expect(page.locator(CHARTS)).to_have_count(len(before))
    page.wait_for_function(
        "([css, before]) => [...document.querySelectorAll(css)].every((plot, place) =>"
        " JSON.stringify(plot.calcdata.map((trace) => trace.map((bar) => bar.s))) !== before[place])",
        arg=[CHARTS, before],
    )
    assert page.locator(CHARTS).evaluate_all("(plots) => plots.map((plot) => plot.mark)") == list(range(len(before)))


def test_a_chart_follows_the_width_of_its_place(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/leviers")
    wide = [drawn for drawn, _ in widths(page)]
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(
        "([css, wide]) => document.querySelector(`${css} .main-svg`).getBoundingClientRect().width < wide",
        arg=[CHARTS, wide[0] - 100],
    )
    for drawn, place in widths(page):
        assert abs(drawn - place) <= 1


def test_a_chart_that_cannot_be_drawn_says_so(demo_app: RunningApp, page: Page) -> None:
    page.route("**/passerelle/plotly.js*", lambda route: route.abort())
    page.goto(f"{demo_app.url}/leviers")
    expect(page.get_by_text("Le graphique n’a pas pu être dessiné").first).to_be_visible()
    expect(page.get_by_text("Tableau, fichiers et présentation").first).to_be_visible()
