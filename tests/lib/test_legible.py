"""What of a figure a slide has room for: letters that are read from ten metres, and nothing left out unsaid."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import plotly.graph_objects as go
import pytest

from lib import charts
from lib.charts import palette
from lib.export import deck_tables, legible
from lib.export.slides import FIGURE, Exhibit, Slide, exhibit
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.figure import Figure
from tests.support import reports, results
from tests.support.reports import ALL

TODAY = date(2026, 11, 23)
WITH_PARAMETERS = (
    "regards/accord/r1", "regards/un-seul-cote/l1", "regards/ecart", "croisement/l1/durable", "lecture/x4", "reseau/40",
)  # fmt: skip
BY = ("", "campaign", "etab_niveau", "centre")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return reports.of_examples(tmp_path_factory.mktemp("legible"))


@pytest.fixture(scope="module", params=BY)
def shown(request: pytest.FixtureRequest, source: SimpleNamespace) -> dict[str, Exhibit]:
    """Code → every figure as a slide, by one grouping."""
    book, filters = source.bits.codebook, Filters() if request.param == "campaign" else ALL
    figures = [catalogue.find(book, code) for code in (*catalogue.listed(book), *WITH_PARAMETERS)]
    slides = [Slide(FIGURE, figure=one.code, filters=filters, by=request.param) for one in figures
              if one.compares or not request.param]  # fmt: skip
    return {slide.figure: exhibit(source, slide, TODAY) for slide in slides}


def test_no_letter_of_a_chart_or_table_is_smaller_than_a_fortieth_of_the_stage(shown: dict[str, Exhibit]) -> None:
    sizes = {code: _letters(each, legible.room(each.headline, each.foot)) for code, each in shown.items()}
    assert {code: size for code, size in sizes.items() if size < 720 / 40 - 0.05} == {}


def _letters(each: Exhibit, room: float) -> float:
    if each.table is not None:
        cut = deck_tables.fit(each.table, legible.box(room))
        assert (cut.rows, cut.columns) == (0, 0)
        return cut.size * 1280 / 960
    return max(_smallest(legible.fitted(_drawn(each, width), width, room), room) for width in legible.WIDTHS)


def _drawn(each: Exhibit, width: int) -> go.Figure:
    return legible.draw(each.figure, each.frame, each.by, width)


def _smallest(drawn: go.Figure, room: float) -> float:
    fonts = [palette.TEXT, drawn.layout.xaxis.tickfont.size, drawn.layout.yaxis.tickfont.size]
    fonts += [trace.textfont.size for trace in drawn.data if trace.type != "heatmap"]
    return min(1184 / drawn.layout.width, room / drawn.layout.height) * min(size for size in fonts if size)


def test_labels_that_are_moved_together_do_not_touch(shown: dict[str, Exhibit]) -> None:
    seen = 0
    for each in shown.values():
        drawn = legible.fitted(_drawn(each, 1184), 1184, legible.room(each.headline, each.foot))
        axis, layout = drawn.layout.yaxis, drawn.layout
        if each.table is not None or not axis.ticktext or axis.range[1] != 0:
            continue
        pixel = (layout.height - layout.margin.t - layout.margin.b) / axis.range[0]
        ticks = [(y * pixel, text.count("<br>") + 1) for y, text in zip(axis.tickvals, axis.ticktext, strict=True)]
        for (one, lines), (other, more) in pairwise(ticks):
            assert other - one >= (lines + more) / 2 * palette.LINE - 1
            seen += 1
    assert seen


def test_factors_by_centre_are_a_table_of_means_that_keeps_every_factor(source: SimpleNamespace) -> None:
    each = exhibit(source, Slide(FIGURE, figure="facteurs", filters=ALL, by="centre"), TODAY)
    assert (len(each.table.rows), each.left_out) == (8, 0)
    groups = len(each.table.header) - 1
    assert f"{groups} groupes sur 13, les plus nombreux." in each.foot[0]
    assert each.frame["group"].nunique() == groups


def test_answers_by_many_groups_are_a_table_in_the_order_of_the_bars(source: SimpleNamespace) -> None:
    each = exhibit(source, Slide(FIGURE, figure="leviers", filters=ALL, by="centre"), TODAY)
    counted = [sum(int(cell.split(" ")[0]) for cell in row[1:]) for row in each.table.rows]
    assert counted == sorted(counted, reverse=True)
    assert len(counted) + each.left_out == 12


def figure(**more: object) -> Figure:
    return Figure("essai", "leviers", "Essai", "Quoi ?", lambda *_: None, **more)


def test_choices_without_a_number_go_first_and_are_no_choices_that_are_not_shown() -> None:
    rows = [*results.choices({f"Centre {n}": 20 - n for n in range(5)}, 20)]
    rows += [results.row(2, 4, display="masked", question="l1", choice=f"m{n}", label=f"Petit {n}") for n in range(8)]
    cut = legible.fit(figure(chart=charts.bars), results.frame(rows), "", 470)
    assert cut.frame["label"].tolist() == [f"Centre {n}" for n in range(5)]
    assert (cut.left_out, cut.said) == (0, ("effectif trop faible\u00a0: 8 modalités",))


def test_a_figure_without_any_number_leaves_nothing_out() -> None:
    rows = [results.row(2, 4, display="masked", question="l1", choice=f"m{n}", label=f"Petit {n}") for n in range(12)]
    frame = results.frame(rows)
    assert legible.fit(figure(), frame, "", 470) == legible.Legible(frame)
