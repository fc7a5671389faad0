"""« Regards croisés » in a real browser: painted, on a copied link, with a question chosen and its file fetched."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, press, settle, unfold, unroll


def arrive(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Regards croisés")
    settle(page)


def test_both_shapes_of_the_dumbbell_are_painted(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/regards")
    chart = page.locator(".st-key-figure-regards-ecart")
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".scatterlayer .point")).to_have_count(16)  # eight factors, two sides
    shapes = {path.get_attribute("d").count("A") > 0 for path in chart.locator(".scatterlayer .point").all()}
    assert shapes == {True, False}  # arcs make a circle, straight lines a diamond
    expect(chart.get_by_text("Réciprocité")).to_be_visible()


def test_a_question_chosen_is_in_the_address_and_a_copied_link_shows_it(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/regards?ep=hors_ep")
    unroll(page.get_by_role("combobox", name="Question", exact=True))
    press(page.get_by_role("option", name=re.compile("^L1")))
    expect(page).to_have_url(re.compile(r"/regards\?ep=hors_ep&question=l1$"))
    settle(page)
    copied = page.url
    arrive(page, copied)
    expect(page.get_by_role("combobox", name="Question", exact=True)).to_have_value(re.compile("^L1"))
    expect(page).to_have_url(copied)


def test_the_file_says_both_views_and_the_numbers_of_the_table(
    demo_app: RunningApp, page: Page, tmp_path: Path
) -> None:
    arrive(page, f"{demo_app.url}/regards")
    unfold(page)
    with page.expect_download() as waiting:
        press(page.get_by_role("button", name="Télécharger (CSV)"))
    path = tmp_path / "ecart.csv"
    waiting.value.save_as(path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert {row["Regard"] for row in rows} == {"Centre social, École"}
    assert {row["Code du groupe"] for row in rows} == {"centre", "ecole", "ecart", "ecart_absolu"}
    mean = {(row["Code du groupe"], row["Code"]): row["Valeur"] for row in rows}
    gap = float(mean["ecart", "dur_reciprocite"].replace(",", "."))
    sides = [float(mean[side, "dur_reciprocite"].replace(",", ".")) for side in ("centre", "ecole")]
    assert abs(gap - (sides[1] - sides[0])) < 1e-5
