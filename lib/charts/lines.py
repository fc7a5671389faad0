"""Figures of one campaign after the other: lines that carry their names at their right end.

For two campaigns that is a slope chart. Nobody has to look for a colour in a legend, and each line differs from the
others by its dashes and its marker too. What has no point is said above the drawing: masked, counts only, no answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from lib import sentences
from lib.charts import drawing, palette
from lib.charts.drawing import PAGE, Heading, layout_of, message
from lib.charts.narrow import NARROW
from lib.charts.palette import LETTER, LINE, TEXT, escape, text_width, wrap
from lib.codebook import NONE, OTHER
from lib.french import NBSP, THIN, is_missing, join, number, percent
from lib.nouns import counted
from lib.records import Row, gather, name_of_group, rows_of

SERIES = 8
"""How many lines are drawn at most; the others stand in the table."""
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
_MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "triangle-down", "star", "cross")
_HEIGHT, _FOOT, _LABEL_GAP = 360, 44, 6
_TICKS, _START, _LEADER = 84, 66, 40
"""Pixels at the left of the scale, between it and the first points (their numbers stand there), and behind the last."""
_EDGE = 8
"""Pixels at the left on a phone: there the numbers at the points have to do, without those of the scale."""


@dataclass(frozen=True)
class _Scale:
    """The vertical scale: which column, from 0 to where, and how its numbers are written."""

    key: str
    top: float
    ticks: Sequence[float]
    write: Callable[[float], str]
    title: str


@dataclass(frozen=True)
class _Line:
    """One series: its name and its point in each campaign, None where there is none to draw."""

    name: str
    key: str
    points: Sequence[float | None]
    rows: Sequence[Row | None]

    @property
    def last(self) -> int:
        return max(place for place, point in enumerate(self.points) if point is not None)


def lines(
    frame: pd.DataFrame,
    title: str,
    by: str | None = None,
    *,
    base: Callable[[pd.DataFrame], str] = sentences.short_base,
    width: int = PAGE,
) -> go.Figure:
    """One line for each series, over the campaigns.

    Parameters
    ----------
    frame : DataFrame
        Result frame with one group for each campaign, in order; a series is a choice, a factor or a figure. Shares
        stand on a scale of 0 to 100 %, means on their own; where every base is below ten, counts.
        Of more than `SERIES` those with the highest points are drawn.
    title : str
        The question; the base is added to it.
    by : str, optional
        Not used: the groups are always campaigns.
    base : callable
        Frame → what the lines are taken over, for the heading.
    width : int
        Room in pixels, by which title and labels are broken into lines.
    """
    rows = rows_of(frame)
    if (text := drawing.why_nothing(rows)) is not None:
        return message(text, title, width)
    waves = {group: name_of_group(part) for group, part in gather(rows, "group").items()}
    scale = _scale(rows)
    every = [_line(part, list(waves), scale.key) for part in gather(rows, "key").values()]
    drawn = [line for line in every if any(point is not None for point in line.points)]
    shown = _most_cited(drawn)
    notes = _notes(rows, scale, waves, drawn, shown, is_narrow=width < NARROW)
    head = Heading(title, [f"base{NBSP}: {base(frame)}", *notes], width)
    return _drawing(shown, list(waves.values()), scale, head)


def _scale(rows: Sequence[Row]) -> _Scale:
    if any(not is_missing(row["share"]) for row in rows):
        ticks = [tick / 5 for tick in range(6)]
        return _Scale("share", 1.0, ticks, percent, f"part des {counted(rows[0]['indicator'])[1]}")
    values = [row["value"] for row in rows if not is_missing(row["value"])]
    if values:
        unit = str(next(row["unit"] for row in rows if not is_missing(row["value"])))
        top = float(sentences.highest(unit)) if "–" in unit else float(max(1, -(-max(values) // 1)))
        return _Scale("value", top, _ticks(top), lambda value: number(value, 1), unit)
    top = max(row["n"] for row in rows if not is_missing(row["n"])) or 1
    return _Scale("n", top, _ticks(top), number, f"nombre de {counted(rows[0]['indicator'])[1]}")


def _ticks(top: float) -> list[float]:
    return list(range(0, int(top) + 1, max(1, -(-int(top) // 6))))


def _line(part: Sequence[Row], waves: Sequence[str], key: str) -> _Line:
    of_wave = {row["group"]: row for row in part}
    rows = [of_wave.get(wave) for wave in waves]
    points = [None if row is None or is_missing(row[key]) else row[key] for row in rows]
    return _Line(str(part[0]["label"]), str(part[0]["key"]), points, rows)


def _most_cited(drawn: Sequence[_Line]) -> list[_Line]:
    """Those with the highest points, in the order of the frame; « Autre » and « Aucun » only where there is room."""
    ranked = sorted(drawn, key=lambda line: (line.key in (OTHER, NONE), -max(p for p in line.points if p is not None)))
    kept = {id(line) for line in ranked[:SERIES]}
    return [line for line in drawn if id(line) in kept]


def _notes(
    rows: Sequence[Row],
    scale: _Scale,
    waves: Mapping[str, str],
    drawn: Sequence[_Line],
    shown: Sequence[_Line],
    *,
    is_narrow: bool,
) -> list[str]:
    """What is not drawn, and why: whole campaigns first, then single points, then the series left to the table.

    On a phone, what the scale is stands before them.
    """
    notes = [scale.title] if is_narrow else []
    notes += [sentences.COUNTS_ONLY] if scale.key == "n" else []
    whole, single = {}, {}
    for group, part in gather(rows, "group").items():
        reasons = {_reason(row, scale.key) for row in part}
        if len(reasons) == 1 and "" not in reasons:
            whole.setdefault(reasons.pop(), []).append(waves[group])
            continue
        for row in part:
            if reason := _reason(row, scale.key):
                single.setdefault(reason, {}).setdefault(str(row["label"]), []).append(waves[group])
    notes += [f"{reason}{NBSP}: {join(names)}" for reason, names in whole.items()]
    for reason, of_label in single.items():
        named = [label if len(of) == len(waves) else f"{label} ({', '.join(of)})" for label, of in of_label.items()]
        notes.append(f"{reason}{NBSP}: {join(named) if len(named) <= 3 else f'{number(len(named))} lignes'}")
    if len(shown) < len(drawn):
        notes.append(f"les {len(shown)} premières lignes sur {len(drawn)}{THIN}; toutes sont dans le tableau")
    return notes


def _reason(row: Row, key: str) -> str:
    if not is_missing(row[key]) and row["display"] != "empty":
        return ""
    if row["masked"]:
        return sentences.TOO_SMALL
    if row["display"] == "empty":
        return sentences.UNANSWERED
    return "moins de 10 réponses, effectifs dans le tableau"


def _drawing(shown: Sequence[_Line], waves: Sequence[str], scale: _Scale, head: Heading) -> go.Figure:
    letters = max(12, min(34, round(head.width * 0.36 / TEXT / LETTER)))
    names = [wrap(f"{scale.write(line.points[line.last])} {line.name}", letters) for line in shown]
    heights = [LINE * len(lines) + _LABEL_GAP for lines in names]
    height = max(_HEIGHT, sum(heights))
    pixels = [height * (1 - line.points[line.last] / scale.top) for line in shown]
    ends = [scale.top * (1 - place / height) for place in spread(pixels, heights, height)]
    right = max(text_width(lines) for lines in names) + 16
    span = max(1, len(waves) - 1)
    left = _EDGE if head.width < NARROW else _TICKS
    room = max(60, head.width - left - right - _START - _LEADER)
    pixel = span / room
    edge = span + _LEADER * pixel
    traces = [
        trace
        for number_, (line, end) in enumerate(zip(shown, ends, strict=True))
        for trace in _traces(line, number_, (edge, end))
    ]
    words = [_word("<br>".join(escape(t) for t in name), edge, end) for name, end in zip(names, ends, strict=True)]
    words += _starts(shown, scale, height)
    written, lines_of_wave = _wave_names(waves, room / span)
    foot = _FOOT + LINE * (lines_of_wave - 1)
    layout = layout_of(head, height=height + LINE, left=left, right=right, foot=foot) | {
        "xaxis": {
            "range": [-_START * pixel, edge],
            "tickvals": list(written),
            "ticktext": list(written.values()),
            "tickangle": 0,
            "showgrid": False,
        },
        "yaxis": {
            "range": [-scale.top * 0.03, scale.top * 1.03],
            "tickvals": list(scale.ticks),
            "ticktext": [scale.write(tick) if scale.key == "share" else number(tick) for tick in scale.ticks],
            "showticklabels": left == _TICKS,
            "showgrid": True,
            "gridcolor": palette.GRID,
            "title": {"text": scale.title if left == _TICKS else "", "font": {"size": TEXT}},
        },
        "annotations": words,
    }
    return go.Figure({"data": traces, "layout": layout})


def _wave_names(waves: Sequence[str], room: float) -> tuple[dict[int, str], int]:
    """Place → name of the campaigns that are written under the drawing, and in how many lines.

    Where they have no room side by side, the years of a campaign stand one below the other, and with still less only
    some campaigns are written, the last among them.
    """
    if text_width(waves) <= room:
        return dict(enumerate(waves)), 1
    step = math.ceil(text_width(part for wave in waves for part in wave.split("-")) / room)
    written = {place: wave.replace("-", "-<br>") for place, wave in enumerate(waves)}
    return {place: name for place, name in written.items() if (len(waves) - 1 - place) % step == 0}, 2


def _traces(line: _Line, place: int, end: tuple[float, float]) -> list[dict[str, object]]:
    """The line with its markers, and the thin stroke from its last point to its name."""
    colour = palette.COLOURS[place]
    drawn = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": escape(line.name),
        "x": list(range(len(line.points))),
        "y": list(line.points),
        "line": {"color": colour, "dash": _DASHES[place], "width": 3},
        "marker": {"symbol": _MARKERS[place], "size": 12, "color": colour},
        "hovertext": ["" if row is None else drawing.hover_text(row) for row in line.rows],
        "hoverinfo": "text",
        "customdata": [line.key] * len(line.points),
        "cliponaxis": False,
    }
    leader = {
        "type": "scatter",
        "mode": "lines",
        "x": [line.last, end[0]],
        "y": [line.points[line.last], end[1]],
        "line": {"color": colour, "width": 1},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return [leader, drawn]


def _starts(shown: Sequence[_Line], scale: _Scale, height: float) -> list[dict[str, object]]:
    """The numbers of the first campaign, at the left of their points; equal ones are written once."""
    firsts = [line.points[0] for line in shown if line.points[0] is not None and line.last > 0]
    values = list({scale.write(value): value for value in firsts}.items())
    places = spread([height * (1 - value / scale.top) for _, value in values], [LINE] * len(values), height)
    return [
        _word(text, 0, scale.top * (1 - place / height), anchor="right")
        for (text, _), place in zip(values, places, strict=True)
    ]


def _word(text: str, x: float, y: float, anchor: str = "left") -> dict[str, object]:
    shift = 6 if anchor == "left" else -10
    return {"text": text, "x": x, "y": y, "xanchor": anchor, "yanchor": "middle", "align": "left", "xshift": shift}


def spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Move labels apart so that none covers another, each as near as can be to where it belongs.

    Parameters
    ----------
    wanted, heights : sequences of float
        Middle and height of each label, in pixels.
    room : float
        Height in which all must stand; they do not fit if it is smaller than the sum of heights.

    Examples
    --------
    >>> spread([50, 52, 200], [20, 20, 20], 300)
    [41.0, 61.0, 200.0]
    """
    blocks: list[tuple[float, list[int]]] = []  # top edge, labels from the top
    for label in sorted(range(len(wanted)), key=lambda i: (wanted[i], i)):
        members = [label]
        top = _top_of(members, wanted, heights, room)
        while blocks and blocks[-1][0] + sum(heights[i] for i in blocks[-1][1]) > top:
            members = [*blocks.pop()[1], *members]
            top = _top_of(members, wanted, heights, room)
        blocks.append((top, members))
    middles = [0.0] * len(wanted)
    for top, members in blocks:
        for label in members:
            middles[label] = top + heights[label] / 2
            top += heights[label]
    return middles


def _top_of(members: Sequence[int], wanted: Sequence[float], heights: Sequence[float], room: float) -> float:
    """Where a block of touching labels begins, so that they are off by as little as can be."""
    total, offs = 0.0, []
    for label in members:
        offs.append(wanted[label] - total - heights[label] / 2)
        total += heights[label]
    return max(0.0, min(sum(offs) / len(offs), room - total))
