"""Pictures of charts: what they are called, and the line that says what they speak of."""

from __future__ import annotations

import pytest

from lib.filters import Filters
from lib.ui import picture

ALL = Filters(("2025-2026",))


@pytest.mark.parametrize(
    ("filters", "by", "expected"),
    [
        (ALL, "", "leviers_2025-2026"),
        (Filters(("2025-2026",), view=("ecole",)), "", "leviers_2025-2026_ecole"),
        (Filters(("2025-2026",), view=("ecole",), level=("college",)), "", "leviers_2025-2026_ecole_college"),
        (Filters(("2025-2026",), view=("centre", "ecole")), "", "leviers_2025-2026_centre_ecole"),
        (Filters(("2025-2026",), priority=("rep_plus",)), "Niveau", "leviers_2025-2026_rep-plus_par-niveau"),
        (Filters(("2025-2026",), territory=("Le Teil / Est",)), "", "leviers_2025-2026_Le-Teil-Est"),
        (ALL, "Quartier prioritaire (QPV)", "leviers_2025-2026_par-quartier-prioritaire-qpv"),
        (Filters((), view=()), "Campagne", "leviers_toutes-campagnes_deux-regards_par-campagne"),
    ],
)
def test_files_of_one_figure_are_told_apart(filters: Filters, by: str, expected: str) -> None:
    assert picture.filename("leviers", filters, by) == expected


def test_a_long_name_is_cut_and_keeps_its_grouping() -> None:
    name = picture.filename("leviers", Filters(("2025-2026",), centre=tuple(f"C{i}" for i in range(99))), "Niveau")
    assert len(name) <= 100
    assert name.endswith("_par-niveau")


def test_the_line_below_stands_under_the_margin_and_the_drawing_keeps_its_size() -> None:
    layout = {"height": 300, "margin": {"l": 200, "r": 20, "t": 80, "b": 66}, "annotations": [{"text": "a"}]}
    drawn = picture.captioned(layout, "Campagne 2025-2026, regard : école & <b>.")
    assert drawn["height"] - drawn["margin"]["b"] - drawn["margin"]["t"] == 300 - 66 - 80
    assert drawn["height"] > 300
    first, line = drawn["annotations"]
    assert (first["text"], line["text"]) == ("a", "Campagne 2025-2026, regard : école &amp; &lt;b&gt;.")
    assert (line["xshift"], line["yanchor"]) == (8 - 200, "top")
    assert line["yshift"] < -66
    assert layout["margin"]["b"] == 66  # the chart on the screen is another
