"""The table under a chart in a real browser: a click on a header puts numbers in the order of numbers."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, settle, unfold

COLUMN = """(grid, name) => {
    const [head, ...rows] = [...grid.querySelectorAll('tr')].map((row) => [...row.children].map((c) => c.textContent));
    const at = head.findIndex((text) => text.endsWith(name));
    return rows.map((row) => Number(row[at]));
}"""


def test_a_click_on_part_puts_the_smallest_share_first_and_another_the_largest(
    demo_app: RunningApp, page: Page
) -> None:
    page.goto(f"{demo_app.url}/partenaires")
    expect(page.get_by_role("heading", level=1)).to_have_text("Partenaires")
    settle(page)
    unfold(page)
    grid = page.get_by_test_id("stDataFrame").first
    expect(grid).to_be_visible()
    settle(page)
    order = []
    for _ in range(2):
        # « Part » is the last column of the families, whose headers are 35 pixels high.
        grid.click(position={"x": grid.bounding_box()["width"] - 45, "y": 17})
        settle(page)
        order.append(grid.evaluate(COLUMN, "Part"))
    assert order == [[77, 99, 100], [100, 99, 77]]  # as texts, 100 would be the first


def test_a_figure_that_is_not_shown_is_no_number_to_those_who_hear_the_table(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/leviers?comparer=etab_niveau")
    expect(page.get_by_role("heading", level=1)).to_have_text("Leviers")
    settle(page)
    unfold(page)
    grid = page.get_by_test_id("stDataFrame").first
    grid.locator(".dvn-scroller").evaluate("(box) => box.scrollTo(0, box.scrollHeight)")
    cells = grid.locator("canvas [role=gridcell]")
    expect(cells.filter(has_text="Lycée").first).to_be_attached()
    expect(cells.filter(has_text="sans chiffre").first).to_be_attached()
    expect(cells.filter(has_text="-Infinity")).to_have_count(0)
