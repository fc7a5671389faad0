"""Rerun: from a click on a filter to the last chart of « Leviers » painted, against a bare Streamlit page.

The bare page draws the very figures of « Leviers », taken over as constants, and nothing else but the control
that is clicked: what is measured is all that Passerelle adds to what Streamlit and Plotly cost anyway. Both are
clicked by turns in one browser; a click counts from its event to the last change inside any chart, and every
chart of the page must have changed. Both views were looked at before: figures are worked out once for each
revision and selection (`lib.ui.cache.Data.once`), so this is a click on what somebody has already asked for.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.support.browser import ARGUMENTS, ROOT, chromium, database_url, running_app

CLICKS = 20
BOUND = 1.15
VIEWS = ("École", "Centre social")
QUIET = 400
"""Milliseconds without any change in a chart after which everything counts as painted."""

pytestmark = pytest.mark.browser

BARE = """
import json
from pathlib import Path
import plotly.graph_objects as go
import streamlit as st

@st.cache_resource
def constants():
    figures = json.loads(Path(__file__).with_name("figures.json").read_text(encoding="utf-8"))
    return {view: [go.Figure(figure, skip_invalid=True) for figure in given] for view, given in figures.items()}

st.set_page_config(layout="wide")
view = st.segmented_control("Regard", ["Centre social", "École"], default="Centre social", required=True)
for figure in constants()[view]:
    st.plotly_chart(figure, theme=None)
"""

WATCH = """
() => {
  const state = (window.__bench = { clicked: 0, painted: 0, changed: new Set() });
  const chartOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(".js-plotly-plot");
  new MutationObserver((mutations) => {
    const now = performance.now();
    for (const { target, addedNodes } of mutations)
      for (const node of [target, ...addedNodes]) {
        const chart = chartOf(node) ?? (node.querySelector && node.querySelector(".js-plotly-plot"));
        if (chart && state.clicked) {
          state.painted = now;
          state.changed.add(chart);
        }
      }
  }).observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
  document.addEventListener("click", () => {
    Object.assign(state, { clicked: performance.now(), painted: 0 });
    state.changed.clear();
  }, true);
}
"""
PAINTED = f"() => __bench.painted && performance.now() - __bench.painted > {QUIET}"
MEASURED = """
() => {
  const charts = [...document.querySelectorAll(".js-plotly-plot")];
  return {
    took: __bench.painted - __bench.clicked,
    charts: [...__bench.changed].map((chart) => charts.indexOf(chart)),
  };
}
"""
FIGURES = """
() => [...document.querySelectorAll(".js-plotly-plot")].map((plot) => ({
  data: plot.data, layout: { ...plot.layout, width: undefined },
}))
"""


@pytest.fixture(scope="module")
def browser_pages() -> Iterator[tuple[Page, Page]]:
    """« Leviers » on the example returns, and a second tab of the same browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        yield context.new_page(), context.new_page()
        browser.close()


def test_leviers_repaints_as_fast_as_a_bare_page(
    tmp_path: Path, browser_pages: tuple[Page, Page], capsys: pytest.CaptureFixture[str]
) -> None:
    ours, bare = browser_pages
    environ = {**os.environ, "DATABASE_URL": database_url(tmp_path)}
    subprocess.run([sys.executable, "-m", "lib", "examples", "--load"], cwd=ROOT, env=environ, check=True)
    bare_folder = tmp_path / "bare"
    bare_folder.mkdir()
    (bare_folder / "bare.py").write_text(BARE, encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", "bare.py", "--server.port", "{port}"]
    options = ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    with running_app(tmp_path) as app:
        ours.goto(f"{app.url}/leviers")
        figures = {}
        for view in VIEWS:
            _ready(ours, view)
            figures[view] = ours.evaluate(FIGURES)
        charts = len(figures[VIEWS[0]])
        (bare_folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
        with running_app(
            bare_folder, root=bare_folder, command=command + options, health="/_stcore/health"
        ) as reference:
            bare.goto(reference.url)
            times: dict[str, list[float]] = {"ours": [], "bare": []}
            for page in (ours, bare):
                for view in VIEWS:
                    _ready(page, view)
                page.evaluate(WATCH)
            for click in range(CLICKS):
                for name, page in (("ours", ours), ("bare", bare)):
                    times[name].append(_click(page, VIEWS[click % 2], charts))
    medians = {name: statistics.median(values) for name, values in times.items()}
    ratio = medians["ours"] / medians["bare"]
    with capsys.disabled():
        print(
            f"\nrerun of « Leviers », {charts} charts, median of {CLICKS} clicks: {medians['ours']:.0f} ms, "
            f"bare page {medians['bare']:.0f} ms, ratio {ratio:.2f} (bound {BOUND})"
        )
    assert ratio <= BOUND


def _ready(page: Page, view: str) -> None:
    """Choose a view and wait until its charts stand."""
    page.wait_for_selector(".js-plotly-plot .main-svg")
    page.get_by_role("radio", name=view).click()
    page.wait_for_timeout(2000)


def _click(page: Page, view: str, charts: int) -> float:
    """Milliseconds from a click on a view to the last change inside a chart."""
    page.bring_to_front()
    page.wait_for_timeout(300)
    page.get_by_role("radio", name=view).click()
    page.wait_for_function(PAINTED, polling=50)
    measured = page.evaluate(MEASURED)
    assert set(range(charts)) <= set(measured["charts"]), "a chart was not painted anew"
    return measured["took"]
