"""The pages on a phone held upright: nothing makes one wider than the screen, and charts can be read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import RunningApp, settle
from tests.support.shown import menu

ADDRESSES = ["" if name == "ensemble" else name for pages in menu().values() for name in pages]
AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
WIDTH = 390
WIDER = """
() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .map((box) => box.scrollWidth - document.documentElement.clientWidth)
"""
BARS = """
(chart) => {
  const bars = [...chart.querySelectorAll('.bars .point path')].map((bar) => bar.getBoundingClientRect());
  return [Math.min(...bars.map((bar) => bar.left)), Math.max(...bars.map((bar) => bar.right))];
}
"""
TURNED = "(chart) => chart.querySelectorAll('.xtick text[transform*=\"rotate(90\"]').length"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    size = {"width": WIDTH, "height": 800}
    with browser.new_context(
        locale="fr-FR", viewport=size, user_agent=AGENT, is_mobile=True, has_touch=True
    ) as context:
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page


def arrive(page: Page, app: RunningApp, address: str) -> None:
    page.goto(f"{app.url}/{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settle(page)


def test_no_page_is_wider_than_the_phone(demo_app: RunningApp, phone: Page) -> None:
    wider = {}
    for address in [*ADDRESSES, "durabilite?comparer=etab_niveau", "evolution?statut=actif"]:
        arrive(phone, demo_app, address)
        wider[address] = phone.evaluate(WIDER)
    assert {address: by for address, by in wider.items() if max(by) > 0} == {}


def test_a_table_of_many_columns_scrolls_in_its_own_box(demo_app: RunningApp, phone: Page) -> None:
    arrive(phone, demo_app, "durabilite?comparer=etab_niveau")
    table = phone.locator("table").filter(has_text="Accord de la hiérarchie")
    seen, whole = table.evaluate("(table) => [table.clientWidth, table.scrollWidth]")
    assert seen <= WIDTH < whole
    table.evaluate("(table) => table.scrollTo(table.scrollWidth, 0)")
    expect(table.get_by_role("columnheader", name="Accord de la hiérarchie")).to_be_in_viewport()


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """A window on half of a small screen: nothing but its width says so."""
    with browser.new_context(locale="fr-FR", viewport={"width": WIDTH, "height": 800}) as context:
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page


@pytest.mark.parametrize("screen", ["phone", "narrow"])
def test_the_eight_factors_have_the_width_of_the_screen(
    demo_app: RunningApp, screen: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    arrive(page, demo_app, "durabilite")
    chart = page.locator(".passerelle-plot").first
    expect(chart.locator(".bars .point").first).to_be_attached()
    left, right = chart.evaluate(BARS)
    assert right - left > WIDTH / 2
    assert chart.evaluate(TURNED) == 0
    expect(chart.locator(".annotation").filter(has_text="Réciprocité")).to_be_visible()
