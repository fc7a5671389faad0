"""Partners that are cited together, on a circle: each a point, a line between two that the same links cite."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.analysis.network import DRAWN_FROM, strongest
from lib.charts import drawing, palette
from lib.charts.drawing import PAGE, Heading, layout_of, message
from lib.charts.palette import LINE, escape, text_width, wrap
from lib.french import NBSP, THIN, count, is_missing, number, percent
from lib.records import Row, rows_of

EDGES = 20
"""How many lines are drawn unless another number is asked for."""

_LEAST, _BETWEEN = 46, 10
"""Pixels: the least height of a point with its label, and what is added to a label's lines."""
_POINT, _LINE = (14, 46), (2, 14)
"""Thinnest and thickest point and line, in pixels."""
_BOTH_SIDES = 600
"""Least room in pixels for labels on both sides; on less, the right side holds all points."""
_BEND, _STEPS = 0.35, 12


def bonds(
    frame: pd.DataFrame, title: str, by: str | None = None, *, width: int = PAGE, edges: int = EDGES
) -> go.Figure:
    """Draw the strongest pairs.

    Parameters
    ----------
    frame : DataFrame
        As `lib.analysis.network.frame` gives it. A pair is drawn from five links that cite both.
    title : str
        The question.
    by : str, optional
        Not used: a network is drawn of one selection.
    width : int
        Room in pixels.
    edges : int
        How many pairs are drawn at most, those that most links cite.
    """
    rows = rows_of(frame)
    if (text := drawing.why_nothing([row for row in rows if not row["group"]])) is not None:
        return message(text, title, width)
    pairs = strongest(rows, edges)
    if not pairs:
        return message(f"Aucune paire n’est citée par {DRAWN_FROM}{NBSP}liens ou plus.", title, width)
    tied = {row["key"] for row in pairs} | {row["group"] for row in pairs}
    points = [row for row in rows if not row["group"] and row["key"] in tied]
    colours = drawing.family_colours([row for row in rows if not row["group"]])
    wide = width >= _BOTH_SIDES
    letters = 26 if wide else 20
    labels = {row["key"]: wrap(f"{row['label']} ({number(row['n'])})", letters) for row in points}
    places, height = _circle(
        points, {key: len(lines) * LINE + _BETWEEN for key, lines in labels.items()}, 2 if wide else 1
    )
    margin = max(text_width(lines) for lines in labels.values()) + _POINT[1] // 2 + 6
    used = {row["family"] for row in points}
    legend = {family or "Hors famille": colour for family, colour in colours.items() if family in used}
    head, left = Heading(title, _notes(pairs), width), margin if wide else 8
    layout = layout_of(head, height=height, left=left, right=margin, legend=legend, foot=16)
    layout["xaxis"] = {"visible": False, "range": [-1.05 if wide else 0, 1.05], "fixedrange": True}
    layout["yaxis"] = {"visible": False, "range": [height, 0], "fixedrange": True}
    most = max(row["n"] for row in pairs)
    traces = [_line(row, places, height, most) for row in reversed(pairs)]
    return go.Figure(
        {
            "data": [*traces, _middles(pairs, places, height), *_points(points, places, labels, colours)],
            "layout": layout,
        }
    )


def _notes(pairs: Sequence[Row]) -> list[str]:
    counts = sorted({row["n"] for row in pairs})
    span = number(counts[0]) if len(counts) == 1 else f"{number(counts[0])} à {number(counts[-1])}"
    drawn = f"{count(len(pairs), 'paire dessinée', 'paires dessinées')}, les plus citées"
    return [
        f"trait{NBSP}: liens qui citent les deux ({span}){THIN}; {drawn}",
        f"point{NBSP}: liens qui citent ce partenaire",
    ]


def _circle(points: Sequence[Row], room: Mapping[str, int], sides: int) -> tuple[dict[str, tuple[float, float]], float]:
    """Place (x from −1 to 1, y in pixels) of each point, and the height of all.

    The right side goes downwards, the left side (none on a phone) upwards: families stay together. On each side
    every point has the room of its label, so that none meets another.
    """
    half = -(-len(points) // sides)
    members_of = {1: points[:half], -1: points[half:][::-1]}
    rooms = {side: [max(_LEAST, room[row["key"]]) for row in members] for side, members in members_of.items()}
    height = max(map(sum, rooms.values()))
    places = {}
    for side, members in members_of.items():
        top = (height - sum(rooms[side])) / 2
        for row, own in zip(members, rooms[side], strict=True):
            up = (top + own / 2 - height / 2) / (height / 2)
            places[row["key"]] = (side * math.sqrt(1 - (0.9 * up) ** 2), top + own / 2)
            top += own
    return places, height


def _bend(row: Row, places: dict[str, tuple[float, float]], height: float, at: float) -> tuple[float, float]:
    """A point of the line between the two, bent towards the middle of the circle."""
    (x0, y0), (x1, y1) = places[row["key"]], places[row["group"]]
    x, y = (x0 + x1) / 2 * _BEND, height / 2 + ((y0 + y1) / 2 - height / 2) * _BEND
    a, b, c = (1 - at) ** 2, 2 * at * (1 - at), at**2
    return a * x0 + b * x + c * x1, a * y0 + b * y + c * y1


def _line(row: Row, places: dict[str, tuple[float, float]], height: float, most: int) -> dict[str, object]:
    x, y = zip(*(_bend(row, places, height, step / _STEPS) for step in range(_STEPS + 1)), strict=True)
    weight = row["n"] / most
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": palette.MUTED, "width": _LINE[0] + (_LINE[1] - _LINE[0]) * weight**2},
        "opacity": 0.25 + 0.4 * weight,
        "hoverinfo": "skip",
    }


def _middles(pairs: Sequence[Row], places: dict[str, tuple[float, float]], height: float) -> dict[str, object]:
    """What may be known of a pair, where its line is half way."""
    x, y = zip(*(_bend(row, places, height, 0.5) for row in pairs), strict=True)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "marker": {"size": 8, "color": palette.MUTED},
        "hoverinfo": "text",
        "hovertext": [_pair_text(row) for row in pairs],
    }


def _pair_text(row: Row) -> str:
    share = "" if is_missing(row["share"]) else f"{percent(row['share'])}{NBSP}: "
    names = f"<b>{escape(str(row['label']))}</b><br><b>{escape(str(row['group_label']))}</b>"
    return f"{names}<br>{share}{count(row['n'], 'lien cite', 'liens citent')} les deux, sur {number(row['base'])}"


def _points(
    points: Sequence[Row],
    places: dict[str, tuple[float, float]],
    labels: dict[str, Sequence[str]],
    colours: dict[str, str],
) -> list[dict[str, object]]:
    """The points of each side, with their labels outside."""
    most = max(row["n"] for row in points)
    traces = []
    for side, position in ((1, "middle right"), (-1, "middle left")):
        members = [row for row in points if places[row["key"]][0] * side > 0]
        grown = [_POINT[0] + (_POINT[1] - _POINT[0]) * math.sqrt(row["n"] / most) for row in members]
        trace = {
            "type": "scatter",
            "mode": "markers+text",
            "x": [places[row["key"]][0] for row in members],
            "y": [places[row["key"]][1] for row in members],
            "marker": {"size": grown, "color": [colours[row["family"]] for row in members], "opacity": 1},
            "text": ["<br>".join(escape(line) for line in labels[row["key"]]) for row in members],
            "textposition": position,
            "cliponaxis": False,
            "customdata": drawing.codes(members),
            "hoverinfo": "text",
            "hovertext": [drawing.hover_text(row) for row in members],
        }
        traces.append(trace)
    return traces
