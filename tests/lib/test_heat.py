"""Tables of coloured cells: what is written in them, and how wide and high they are."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lib.charts.heat import heat
from tests.support import results


def crossed_by(columns: int) -> pd.DataFrame:
    """One line of 20 links for each of so many columns, a quarter of them in it."""
    return results.frame(
        [
            results.row(5, 20, indicator="x", choice="a", label="Un", group=f"g{place}", group_label=f"Groupe {place}")
            for place in range(columns)
        ]
    )


def written(figure: go.Figure) -> set[str]:
    """What stands in the cells."""
    return {text for trace in figure.data if trace.type == "scatter" for text in trace.text or ()}


def test_cells_of_narrow_columns_leave_the_sign_to_the_heading() -> None:
    wide, tight = heat(crossed_by(5), "Titre"), heat(crossed_by(28), "Titre")
    assert [written(wide), written(tight)] == [{"25\u202f% (5)"}, {"25<br>5"}]
    assert "part en\u00a0% et nombre de liens" in tight.layout.title.text


def test_columns_without_room_for_numbers_are_left_to_the_table() -> None:
    figure = heat(crossed_by(28), "Titre", width=360)
    assert len(figure.data) == 0
    assert "sont dans le tableau" in figure.layout.annotations[0].text.replace("<br>", " ")


def test_each_row_is_as_high_as_its_own_label() -> None:
    rows = [
        results.row(5, 20, indicator="x", choice=label[:1], label=label, group=group, group_label=group)
        for label in ("Un", "Deux mots qui prennent bien plus de place sur un écran de téléphone")
        for group in ("g", "h")
    ]
    edges = heat(results.frame(rows), "Titre", width=360).data[0].y
    assert edges[1] - edges[0] < edges[2] - edges[1]
