"""Lines over campaigns, and the bars of movements: what is drawn is what the frame says."""

from __future__ import annotations

from itertools import combinations, pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.charts import palette
from lib.charts.lines import SERIES, _wave_names, lines, spread
from lib.charts.movements import movement_bars
from tests.support.results import display_of, frame, row

WAVES = ("2023-2024", "2024-2025", "2025-2026")


def waves(series: dict[str, list[tuple[int, int] | None]], **words: object) -> pd.DataFrame:
    """Series → (n, base) in each campaign, None where it has no row."""
    return frame(
        row(*point, indicator="part_levier", question="l1", choice=label, label=label, group=wave, **words)
        for label, points in series.items()
        for wave, point in zip(WAVES[-len(points) :], points, strict=True)
        if point is not None
    )


def drawn(figure: go.Figure) -> dict[str, list[float | None]]:
    """Series → its points; the thin strokes to the names are left out."""
    return {trace.name: list(trace.y) for trace in figure.data if trace.mode == "lines+markers"}


def texts(figure: go.Figure) -> list[str]:
    return [annotation.text.replace("<br>", " ") for annotation in figure.layout.annotations]


def heading(figure: go.Figure) -> str:
    return figure.layout.title.text


def test_two_campaigns_make_a_slope_with_its_numbers_at_both_ends() -> None:
    figure = lines(waves({"CLAS": [(30, 60), (42, 70)], "PRE": [(12, 60), (7, 70)]}), "Quels leviers ?")
    assert drawn(figure) == {"CLAS": [0.5, 0.6], "PRE": [0.2, 0.1]}
    assert texts(figure) == ["60\u202f% CLAS", "10\u202f% PRE", "50\u202f%", "20\u202f%"]
    assert list(figure.layout.xaxis.ticktext) == ["2024-2025", "2025-2026"]
    assert "base\u00a0: 2024-2025 60, 2025-2026 70" in heading(figure)


def test_shares_stand_on_a_scale_of_a_hundred_per_cent() -> None:
    figure = lines(waves({"CLAS": [(3, 60), (4, 70)]}), "Quels leviers ?")
    assert [figure.layout.yaxis.ticktext[i] for i in (0, -1)] == ["0\u202f%", "100\u202f%"]
    low, high = figure.layout.yaxis.range
    assert low <= 0 and high >= 1


def test_lines_differ_by_dashes_and_markers_too() -> None:
    series = {f"c{i}": [(i + 10, 60), (i + 20, 60)] for i in range(SERIES)}
    traces = [trace for trace in lines(waves(series), "Quels leviers ?").data if trace.mode == "lines+markers"]
    assert len(traces) == SERIES
    looks = [(trace.line.dash, trace.marker.symbol) for trace in traces]
    assert all(one != other for one, other in combinations(looks, 2))
    assert len({trace.marker.symbol for trace in traces}) == SERIES
    assert {trace.line.color for trace in traces} == set(palette.COLOURS[:SERIES])


def test_of_many_series_the_highest_are_drawn_and_the_rest_are_said_to_be_in_the_table() -> None:
    series = {f"c{i}": [(i, 60), (i + 1, 60)] for i in range(12)} | {"autre": [(50, 60), (50, 60)]}
    figure = lines(waves(series), "Quels leviers ?")
    assert list(drawn(figure)) == [f"c{i}" for i in range(4, 12)]
    assert "les 8 premières lignes sur 13\u202f; toutes sont dans le tableau" in heading(figure)


def test_a_masked_campaign_has_no_point_and_is_named() -> None:
    figure = lines(waves({"CLAS": [(30, 60), (2, 3), (42, 70)]}), "Quels leviers ?")
    assert drawn(figure) == {"CLAS": [0.5, None, 0.6]}
    assert "effectif trop faible\u00a0: 2024-2025" in heading(figure)
    assert "effectif trop faible" in figure.data[1].hovertext[1]


def test_a_campaign_of_few_answers_beside_shares_is_named() -> None:
    figure = lines(waves({"CLAS": [(3, 7), (42, 70)]}), "Quels leviers ?")
    assert drawn(figure) == {"CLAS": [None, 0.6]}
    assert "moins de 10 réponses, effectifs dans le tableau\u00a0: 2024-2025" in heading(figure)


def test_a_single_hidden_point_is_named_with_its_series() -> None:
    figure = lines(waves({"CLAS": [(30, 60), (42, 70)], "PRE": [(2, 3), (20, 50)]}), "Quels leviers ?")
    assert drawn(figure)["PRE"] == [None, 0.4]
    assert "effectif trop faible\u00a0: PRE (2024-2025)" in heading(figure)


def test_few_answers_everywhere_are_drawn_as_counts() -> None:
    figure = lines(waves({"CLAS": [(3, 7), (5, 8)]}), "Quels leviers ?")
    assert drawn(figure) == {"CLAS": [3, 5]}
    assert texts(figure) == ["5 CLAS", "3"]
    assert "effectifs seuls" in heading(figure)


def test_means_stand_on_their_own_scale() -> None:
    rows = [
        row(50, 50, indicator="score_facteur", label="Réciprocité", group=wave, value=mean, unit="points (0–3)")
        | {"share": None}
        for wave, mean in zip(WAVES[1:], (1.7, 2.25), strict=True)
    ]
    figure = lines(frame(rows), "Les facteurs")
    assert drawn(figure) == {"Réciprocité": [1.7, 2.25]}
    assert texts(figure) == ["2,3 Réciprocité", "1,7"]
    assert list(figure.layout.yaxis.ticktext) == ["0", "1", "2", "3"]


@pytest.mark.parametrize(("point", "words"), [((2, 3), "masqué"), ((0, 0), "Aucune réponse")])
def test_nothing_to_draw_says_why(point: tuple[int, int], words: str) -> None:
    figure = lines(waves({"CLAS": [point, point]}), "Quels leviers ?")
    assert not figure.data
    assert words in figure.layout.annotations[0].text


def test_on_a_phone_campaigns_are_written_upright_and_the_scale_is_said_above() -> None:
    frame = waves({"CLAS": [(10, 20), (15, 20)]})
    wide, narrow = lines(frame, "T").layout, lines(frame, "T", width=360).layout
    assert (wide.yaxis.showticklabels, narrow.yaxis.showticklabels) == (True, False)
    assert "part des liens" in narrow.title.text
    assert narrow.xaxis.tickangle == 0
    assert list(narrow.xaxis.ticktext) == list(wide.xaxis.ticktext)


def test_on_a_phone_of_many_campaigns_those_are_written_that_have_room_and_the_last() -> None:
    campaigns = [f"{year}-{year + 1}" for year in range(2018, 2026)]
    written, lines_each = _wave_names(campaigns, 20)
    assert lines_each == 2
    assert written == {place: campaigns[place].replace("-", "-<br>") for place in (1, 3, 5, 7)}


def test_names_keep_apart_and_within_the_drawing() -> None:
    series = {f"Une modalité au nom assez long, la {i}": [(30, 60), (30 + i % 2, 60)] for i in range(SERIES)}
    figure = lines(waves(series), "Quels leviers ?", width=360)
    names = [a for a in figure.layout.annotations if a.xanchor == "left"]
    low, high = figure.layout.yaxis.range
    room = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    spans = []
    for name in names:
        middle, half = (high - name.y) / (high - low) * room, (name.text.count("<br>") + 1) * palette.LINE / 2
        spans.append((middle - half, middle + half))
    spans.sort()
    assert spans[0][0] >= -palette.LINE and spans[-1][1] <= room + palette.LINE
    assert all(one[1] <= other[0] + 1 for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("wanted", "heights", "room", "expected"),
    [
        ([50, 52, 200], [20, 20, 20], 300, [41, 61, 200]),
        ([200, 52, 50], [20, 20, 20], 300, [200, 61, 41]),
        ([0, 0], [20, 20], 300, [10, 30]),
        ([300, 290], [20, 20], 300, [290, 270]),
        ([100], [20], 300, [100]),
        ([], [], 300, []),
    ],
)
def test_spread(wanted: list, heights: list, room: float, expected: list) -> None:
    assert spread(wanted, heights, room) == pytest.approx(expected)


# --- Movements


def pair(counts: dict[str, int], before: int, after: int, label: str = "2024-2025 → 2025-2026") -> list[dict]:
    fates = ("liens_poursuivis", "liens_arretes", "liens_centre_muet")
    small = display_of(min(before, after))
    return [
        row(
            n,
            before if code in fates else after,
            display=small if small == "masked" else "",
            indicator=code,
            choice=code,
            label=code.removeprefix("liens_"),
            family="avant" if code in fates else "après",
            group=label,
            group_label=label,
        )
        for code, n in counts.items()
    ]


COUNTS = {"liens_poursuivis": 35, "liens_arretes": 4, "liens_centre_muet": 1, "liens_commences": 7}


def stacks(figure: go.Figure) -> dict[str, list[float]]:
    return {trace.name: list(trace.x) for trace in figure.data}


def test_links_kept_stand_in_both_bars_of_a_pair() -> None:
    figure = movement_bars(frame(pair(COUNTS, 40, 42)), "Que deviennent-ils ?")
    assert stacks(figure) == {"poursuivis": [35, 35], "arretes": [4], "centre_muet": [1], "commences": [7]}
    above, below = figure.data[0].y
    assert list(figure.layout.yaxis.tickvals) == [above, below]
    assert list(figure.layout.yaxis.ticktext) == [
        "En cours en 2024-2025\u00a0: 40 liens",
        "En cours en 2025-2026\u00a0: 42 liens",
    ]
    assert list(figure.data[1].y) == [above] and list(figure.data[3].y) == [below]


def test_a_masked_pair_is_named_and_not_drawn() -> None:
    hidden = pair({**COUNTS, "liens_poursuivis": 2}, 3, 42, "2023-2024 → 2024-2025")
    figure = movement_bars(frame([*hidden, *pair(COUNTS, 40, 42)]), "Que deviennent-ils ?")
    assert stacks(figure)["poursuivis"] == [35, 35]
    assert "effectif trop faible\u00a0: 2023-2024 → 2024-2025" in heading(figure)
    assert not movement_bars(frame(hidden), "Que deviennent-ils ?").data
