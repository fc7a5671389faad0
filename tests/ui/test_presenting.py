"""A slide beside the list of slides: the chart of the room, drawn for the little room that it has there."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

from lib import codebook, responses
from lib.export.slides import FIGURE, Slide
from lib.filters import Filters
from lib.french import today
from lib.ui import presenting, slideshow
from lib.ui.cache import Data
from tests.support import reports, small


def test_the_chart_of_a_preview_has_its_labels_above_and_the_numbers_of_the_slide() -> None:
    book = codebook.load()
    data = Data(responses.build(small.tables(book), book))
    slide = Slide(FIGURE, figure="premier-pas", filters=Filters(("2025-2026",)))
    on_stage = presenting.on_stage(data, slide, today())["figure"]
    beside = json.loads(presenting._small(data, slide, today()))
    assert [bar["x"] for bar in beside["data"]] == [list(bar["x"]) for bar in on_stage["data"]]
    assert (on_stage["layout"]["yaxis"]["showticklabels"], beside["layout"]["yaxis"]["showticklabels"]) == (True, False)
    assert "width" not in beside["layout"]


def test_the_list_of_slides_says_what_each_compares_and_both_views() -> None:
    book = codebook.load()
    data = Data(responses.build(small.tables(book), book))
    now = Filters(("2025-2026",))
    alone, compared, both, of_centre = (
        slideshow.label(data, Slide(FIGURE, figure=figure, filters=now, by=by))
        for figure, by in (("leviers", ""), ("leviers", "qpv"), ("regards/ecart", ""), ("fiche/facteurs/A", ""))
    )
    asked = "Campagne 2025-2026, regard\u00a0: centre social"
    assert alone == f"Les leviers cités · {asked}"
    assert compared == f"Les leviers cités, par quartier prioritaire (QPV) · {asked}"
    assert both == f"L’écart sur chaque facteur · {asked} et école"
    name = data.responses.frame.query("centre == 'A'")["centre_name"].iloc[0]
    assert of_centre == f"Les facteurs, à côté du département · {name} · {asked}"


def test_a_slide_whose_comparison_is_gone_says_so_and_the_others_are_shown() -> None:
    book = codebook.load()
    without = replace(book, questions=tuple(one for one in book.questions if one.name != "qpv"))
    data = Data(responses.build(small.tables(without), without))
    shown = presenting.on_stage(data, Slide(FIGURE, figure="leviers", by="qpv"), today())
    assert (shown["kind"], shown["headline"]) == ("section", presenting.GONE)


def test_figures_by_many_groups_are_a_table_on_the_stage() -> None:
    """Eight factors of eleven centres would be bars of four pixels."""
    with tempfile.TemporaryDirectory() as folder:
        given = reports.of_examples(Path(folder))
    slide = Slide(FIGURE, figure="facteurs", filters=reports.ALL, by="centre")
    table = presenting.on_stage(Data(given.responses), slide, today())["table"]
    assert (len(table["rows"]), table["size"] >= 18, round(sum(table["widths"])) <= 1184) == (8, True, True)


def test_a_table_beside_the_list_has_no_markdown_and_keeps_columns_of_one_name() -> None:
    shown = presenting._for_page({"header": ["", "Parc", "Parc"], "rows": [["*CLAS*", "1", "2"], ["PRE", "3", "4"]]})
    assert shown.values.tolist() == [["1", "2"], ["3", "4"]]
    assert [name.strip() for name in shown.columns] == ["Parc", "Parc"]
    assert (shown.columns.is_unique, shown.index.tolist()) == (True, ["\\*CLAS\\*", "PRE"])
