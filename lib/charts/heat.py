"""A table of shares or means as coloured cells, each with its numbers in it.

Cells are coloured from light to dark blue in a few steps, which any eye and a black-and-white print tell apart. A
masked cell is grey and hatched, and has no number anywhere: not in its words, not in what shows beside the pointer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import pandas as pd
import plotly.graph_objects as go

from lib import sentences
from lib.charts import drawing, palette
from lib.charts.drawing import PAGE, Heading, hover_text, layout_of, message
from lib.charts.palette import LETTER, TEXT, escape, text_width, wrap
from lib.french import NBSP, THIN, is_missing, number, percent
from lib.records import Row, gather, rows_of

STEPS = 5
GREY, _HATCH = "#E3E3E3", "#9A9A9A"
_ROOMY = 92
"""Pixels from which a column has room for words across; the head of a narrower one stands upright."""
_READABLE = 56
"""Pixels from which a column holds letters that are read from afar."""
_TIGHT, _TINY = 36, 14
"""Pixels under which a column has room for « 25 » but not for « 25 % », and under which it has none for numbers."""
_SMALL = 13
_UPRIGHT = 0.47
"""Width of a letter of the heads, in font sizes: long words, so nearer to the mean than `LETTER`."""
_PAD = 16
_EDGE = 4
"""Pixels between the hatching and the edges of its cell."""


def heat(frame: pd.DataFrame, title: str, *, width: int = PAGE, counts: bool = False) -> go.Figure:
    """Draw a crossing.

    Parameters
    ----------
    frame : DataFrame
        Result frame whose ``choice`` is a row and whose ``group`` is a column (`lib.analysis.crossing`); « Ensemble »
        is written without colour. Means (``value`` without a share) have a scale of their own.
    title : str
    width : int
        Room in pixels; the height grows with the rows.
    counts : bool
        Write counts and no percentage.
    """
    cells = rows_of(frame)
    if (text := drawing.why_nothing(cells)) is not None:
        return message(text, title, width)
    scale = _scale(cells, counts=counts)
    grid = _grid(cells, width)
    if grid.room < _TINY:
        return message(
            f"Trop de colonnes pour cet écran{NBSP}: les chiffres sont dans le tableau, et ce dessin sur un écran plus "
            "large.",
            title,
            width,
        )
    notes = [scale.note(grid)]
    if any(cell["masked"] for cell in cells):
        notes.append(f"cases grises et hachurées{NBSP}: {sentences.TOO_SMALL}")
    layout = layout_of(
        Heading(title, notes, width),
        height=grid.height + grid.above,
        left=grid.left,
        right=12,
        legend=scale.legend,
        foot=10,
    )
    layout["margin"]["t"] += grid.above
    layout["xaxis"] = _axis(grid.heads) | {
        "side": "top",
        "range": [-0.5, len(grid.heads) - 0.5],
        "tickangle": 0 if grid.is_roomy else -90,
        "tickfont": {"size": grid.size},
    }
    layout["yaxis"] = _axis(grid.labels) | {"range": [grid.height, 0], "tickvals": grid.middles}
    return go.Figure({"data": _traces(cells, grid, scale), "layout": layout})


@dataclass(frozen=True)
class _Grid:
    """Where cells stand: the broken labels of rows and heads of columns, the room that they leave, and where each
    row ends, in pixels from the top."""

    labels: dict[str, tuple[str, ...]]
    heads: dict[str, tuple[str, ...]]
    left: int
    above: int
    room: float
    edges: list[int]

    @property
    def is_roomy(self) -> bool:
        return self.room >= _ROOMY

    @property
    def is_tight(self) -> bool:
        return self.room < _TIGHT

    @property
    def size(self) -> int:
        return _size(self.room)

    @property
    def height(self) -> int:
        return self.edges[-1]

    @property
    def middles(self) -> list[float]:
        return [(top + bottom) / 2 for top, bottom in pairwise(self.edges)]

    def place(self, cell: Row) -> tuple[int, int]:
        """Column and row of a cell."""
        return list(self.heads).index(cell["group"]), list(self.labels).index(cell["choice"])


def _grid(cells: Sequence[Row], width: int) -> _Grid:
    rows, columns = gather(cells, "choice"), gather(cells, "group")
    letters = palette.LABEL_WIDTH if width >= 800 else palette.LABEL_WIDTH * 2 // 5
    labels = {key: wrap(str(part[0]["label"]), letters) for key, part in rows.items()}
    left = text_width(line for lines in labels.values() for line in lines) + 20
    room = max(1.0, (width - left - 12) / len(columns))
    roomy = room >= _ROOMY
    size = _size(room)
    heads = {key: _broken(str(part[0]["group_label"]), room, size, across=roomy) for key, part in columns.items()}
    if roomy:
        above = max(len(lines) for lines in heads.values()) * palette.LINE + 8
    else:
        longest = max(len(line) for lines in heads.values() for line in lines)
        above = round(longest * size * _UPRIGHT) + 12
    least = round(size * 1.3) * (1 if roomy else 2)
    heights = [max(len(lines) * palette.LINE, least) + _PAD for lines in labels.values()]
    return _Grid(labels, heads, left, above, room, [0, *accumulate(heights)])


def _size(room: float) -> int:
    return TEXT if room >= _READABLE else _SMALL


def _broken(label: str, room: float, size: int, *, across: bool) -> tuple[str, ...]:
    """The head of a column in lines that fit between its neighbours: across, or upright side by side."""
    if across:
        return wrap(label, max(8, int(room / size / LETTER)))
    beside = max(1, int(room / (size * 1.25)))
    letters = 16
    while len(lines := wrap(label, letters)) > beside and letters < len(label):
        letters += 2
    return lines


@dataclass(frozen=True)
class _Scale:
    """From what a cell says to its step of colour: shares, or means."""

    top: float
    means: bool
    counts: bool

    def value(self, cell: Row) -> float | None:
        given = cell["value"] if self.means else cell["share"]
        return None if is_missing(given) else float(given)

    def step(self, cell: Row) -> int | None:
        """0 … `STEPS` - 1, or None for a cell without colour: « Ensemble », or nothing but counts."""
        value = self.value(cell) if cell["choice"] and cell["group"] else None
        return None if value is None else min(STEPS - 1, int(value / self.top * STEPS + 1e-9))

    def note(self, grid: _Grid) -> str:
        """What the numbers in the cells are."""
        if self.means:
            return "moyenne et nombre de liens"
        share = f"part en{NBSP}%" if grid.is_tight else "part"
        return "nombre de liens sur la base" if self.counts else f"{share} et nombre de liens"

    @property
    def legend(self) -> dict[str, str]:
        if self.counts:
            return {}
        bounds = [self.top * step / STEPS for step in range(STEPS + 1)]
        shown = (lambda v: number(v, 1)) if self.means else percent
        fills = [fill for fill, _ in palette.ramp(STEPS)]
        return {
            f"{shown(low)} à {shown(high)}": fill for low, high, fill in zip(bounds, bounds[1:], fills, strict=False)
        }

    def words(self, cell: Row, grid: _Grid) -> str:
        """What stands in a cell."""
        roomy = grid.is_roomy
        if cell["masked"]:
            return ""
        if cell["display"] == "empty":
            return "–"
        if self.means:
            first, second = number(cell["value"], 1), number(cell["base"])
        elif self.counts or is_missing(cell["share"]):
            return (
                f"{number(cell['n'])} sur {number(cell['base'])}"
                if roomy
                else f"{number(cell['n'])}<br>/{number(cell['base'])}"
            )
        else:
            share = percent(cell["share"])
            first, second = share.removesuffix(f"{THIN}%") if grid.is_tight else share, number(cell["n"])
        return f"{first} ({second})" if roomy else f"{first}<br>{second}"


def _scale(cells: Sequence[Row], *, counts: bool) -> _Scale:
    inside = [cell for cell in cells if cell["choice"] and cell["group"]]
    shares = [cell["share"] for cell in inside if not is_missing(cell["share"])]
    means = [cell["value"] for cell in inside if not is_missing(cell["value"])]
    if means and not shares and cells[0]["unit"] != "fois":
        return _Scale(float(math.ceil(max(means))) or 1.0, means=True, counts=False)
    quarter = math.ceil(max(shares, default=1) * 4 - 1e-9) / 4  # so that the steps are 5, 10, 15 or 20 %
    return _Scale(max(0.25, quarter), means=False, counts=counts or not shares)


def _axis(labels: dict[str, tuple[str, ...]]) -> dict[str, object]:
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": ["<br>".join(escape(line) for line in lines) for lines in labels.values()],
        "showgrid": False,
        "ticks": "",
        "title": {"text": ""},
    }


def _traces(cells: Sequence[Row], grid: _Grid, scale: _Scale) -> list[dict[str, object]]:
    shape = (len(grid.labels), len(grid.heads))
    fills, hovers, greys = (_empty(*shape) for _ in range(3))
    words: dict[str, list[tuple[int, float, str]]] = {}
    hatched: list[tuple[int, int]] = []
    shades = palette.ramp(STEPS)
    for cell in cells:
        x, y = grid.place(cell)
        step = scale.step(cell)
        fills[y][x] = step
        hovers[y][x] = hover_text(cell)
        if cell["masked"]:
            greys[y][x] = 0
            hatched.append((x, y))
        ink = palette.INK if step is None else shades[step][1]
        words.setdefault(ink, []).append((x, grid.middles[y], scale.words(cell, grid)))
    colours = [[(step + end) / STEPS, fill] for step, (fill, _) in enumerate(shades) for end in (0, 1)]
    return [
        _cells(greys, [[0, GREY], [1, GREY]], grid) | {"hoverinfo": "skip"},
        _hatch(hatched, grid),
        _cells(fills, colours, grid) | {"hovertext": hovers, "hoverinfo": "text"},
        *(_words(ink, marks, grid.size) for ink, marks in words.items()),
    ]


def _empty(rows: int, columns: int) -> list[list[object]]:
    return [[None] * columns for _ in range(rows)]


def _cells(values: list[list[object]], colours: list[list[object]], grid: _Grid) -> dict[str, object]:
    return {
        "type": "heatmap",
        "x": list(range(len(grid.heads))),
        "y": grid.edges,
        "z": values,
        "zmin": -0.5,
        "zmax": STEPS - 0.5,
        "colorscale": colours,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
    }


def _hatch(places: Sequence[tuple[int, int]], grid: _Grid) -> dict[str, object]:
    """Three strokes across each masked cell, as one line with breaks."""
    x: list[float | None] = []
    y: list[float | None] = []
    for column, row in places:
        for shift in (-0.3, 0.0, 0.3):
            x += [column + shift - 0.12, column + shift + 0.12, None]
            y += [grid.edges[row + 1] - _EDGE, grid.edges[row] + _EDGE, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": _HATCH, "width": 1.5},
        "hoverinfo": "skip",
    }


def _words(ink: str, marks: Sequence[tuple[int, float, str]], size: int) -> dict[str, object]:
    x, y, text = zip(*marks, strict=True)
    return {
        "type": "scatter",
        "mode": "text",
        "x": x,
        "y": y,
        "text": text,
        "textfont": {"color": ink, "size": size},
        "hoverinfo": "skip",
    }
