"""A slide beside the list of slides: the chart of the room, drawn for the little room that it has there."""

from __future__ import annotations

import json

from lib import codebook, responses
from lib.export.slides import FIGURE, Slide
from lib.filters import Filters
from lib.french import today
from lib.ui import presenting, slideshow
from lib.ui.cache import Data
from tests.support import small


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
    alone, compared, both = (
        slideshow.label(data, Slide(FIGURE, figure=figure, filters=now, by=by))
        for figure, by in (("leviers", ""), ("leviers", "qpv"), ("regards/ecart", ""))
    )
    asked = "Campagne 2025-2026, regard\u00a0: centre social"
    assert alone == f"Les leviers cités · {asked}"
    assert compared == f"Les leviers cités, par quartier prioritaire (QPV) · {asked}"
    assert both == f"L’écart sur chaque facteur · {asked} et école"
