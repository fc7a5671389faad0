"""A figure as an office program draws it: categories, series, colours; or rows and columns of words.

Order, colours and numbers are read off the very chart that the screen shows, so that slide, sheet and screen cannot
disagree. What has no mark on the screen has no value here: the category says why, in the words of the screen.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from lib import sentences
from lib.charts import drawing, palette
from lib.export.native_table import Table, cell, crossed, means, network
from lib.french import NBSP, NOTHING, THIN, is_missing
from lib.gallery.figure import Figure
from lib.records import Row, gather, name_of_group, rows_of

_WIDTH = 20_000
"""Pixels: no line is broken, so that what is read off the chart is whole."""
_SEPARATOR = " · "
NO_FAMILY = "Hors famille"
_TAG = re.compile(r"<[^>]*>")
_SQUARES = re.compile("[■□]+")
_BASE = re.compile(rf"(^|, )base{NBSP}")
_SAID_ELSEWHERE = ("par ", "cases grises")
_NOTE = re.compile(rf'<span style="color:{palette.MUTED}">(.*?)</span>')


@dataclass(frozen=True)
class Series:
    """One series.

    Attributes
    ----------
    values : tuple of float or None
        One for each category; None where nothing may be or is drawn.
    colours : str or tuple of str
        ``#RRGGBB`` of all marks, or of each.
    """

    name: str
    values: tuple[float | None, ...]
    colours: str | tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """What an office program draws.

    Attributes
    ----------
    kind : str
        ``bar`` and ``stacked`` lie (the first category stands at the top), ``line`` goes over campaigns; ``table``
        is in ``table``; ``none`` has nothing but ``note``.
    percent : bool
        Whether values are shares of one, else counts or means.
    axis_top : float or None
        Where the axis ends; it begins at 0.
    note : str
        What is not drawn, and why; "" for nothing.
    legend : tuple of (str, str)
        What the colours of the marks of a single series mean: (name, colour).
    """

    kind: Literal["bar", "stacked", "line", "table", "none"]
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    percent: bool = False
    axis_top: float | None = None
    note: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    table: Table | None = None


def of(figure: Figure, frame: pd.DataFrame, by: str = "") -> Chart:
    """Read a figure off its chart.

    Parameters
    ----------
    figure : Figure
    frame : DataFrame
        Result frame of the figure, masked.
    by : str
        What the groups are, in French; "" for none.
    """
    drawn = figure.chart(frame, "", width=_WIDTH, **({"by": by} if by else {}))
    if not drawn.data:
        return Chart("none", note=" ".join(plain(word.text) for word in drawn.layout.annotations))
    if figure.kind == "network":
        return Chart("table", table=network(figure, frame))
    bars = [trace for trace in drawn.data if trace.type == "bar"]
    if any(trace.xaxis not in (None, "x") for trace in bars):
        return Chart("table", table=_side_by_side(drawn, bars, frame), note=_notes(drawn))
    if bars:
        return _bars(drawn, bars, frame)
    points = [trace for trace in drawn.data if trace.type == "scatter" and "markers" in (trace.mode or "")]
    if figure.kind == "lines":
        return _lines(drawn, points, frame)
    if figure.kind == "dumbbell" and any(len(trace.y) for trace in points):
        return _pairs(drawn, points)
    return Chart("table", table=crossed(frame), note=_notes(drawn))


def words(figure: Figure, frame: pd.DataFrame, by: str = "") -> Chart:
    """The same in rows and columns, whatever an office program could draw."""
    if figure.kind == "scale":
        return Chart("table", table=means(frame))
    drawn = figure.chart(frame, "", width=_WIDTH, **({"by": by} if by else {}))
    bars = [trace for trace in drawn.data if trace.type == "bar"]
    if bars and drawn.layout.barmode != "stack":
        return Chart("table", table=_side_by_side(drawn, bars, frame), note=_notes(drawn))
    return Chart("table", table=network(figure, frame) if figure.kind == "network" else crossed(frame))


def _side_by_side(drawn: go.Figure, traces: Sequence[go.Bar], frame: pd.DataFrame) -> Table:
    """A column for each group, rows and columns in the order of the bars."""
    known, ticks = _known(frame), drawn.layout.yaxis
    places = dict(zip(ticks.tickvals, ticks.ticktext, strict=True))
    cells = {
        (at, _nearest(y, places)): cell(known[tuple(codes)])
        for at, trace in enumerate(traces)
        for y, codes in zip(trace.y, trace.customdata, strict=True)
    }
    return Table(
        ("", *(plain(trace.name) for trace in traces)),
        tuple((plain(text), *(cells.get((at, y), NOTHING) for at in range(len(traces)))) for y, text in places.items()),
    )


def _known(frame: pd.DataFrame) -> dict[tuple[object, ...], Row]:
    """The rows of the frame by what the marks of a chart carry (`lib.charts.drawing.codes`)."""
    return {(row["question"], row["key"], row["group"]): row for row in rows_of(frame)}


def _bars(drawn: go.Figure, traces: Sequence[go.Bar], frame: pd.DataFrame) -> Chart:
    known = _known(frame)
    is_percent = _is_percent(drawn.layout.xaxis)
    key = "share" if is_percent else "n"
    stacked = drawn.layout.barmode == "stack"
    categories = _categories(drawn, [y for trace in traces for y in trace.y])
    reasons: dict[float, list[str]] = {place: [] for place in categories}
    series = []
    for trace in traces:
        values: dict[float, float] = {}
        for mark in range(len(trace.x)):
            place = _nearest(trace.y[mark], categories)
            if _is_drawn(trace, mark, known, key):
                values[place] = trace.x[mark]
            else:
                reasons[place].append(plain(trace.text[mark]))
        name = plain(trace.name) or _capital(plain(drawn.layout.xaxis.title.text))
        series.append(Series(name, tuple(values.get(place) for place in categories), _colours(trace, categories)))
    return Chart(
        "stacked" if stacked else "bar",
        _named(categories, _beside(drawn, [each.name for each in series]), reasons),
        tuple(series),
        is_percent,
        float(drawn.layout.xaxis.range[1]),
        _notes(drawn),
        _legend(frame) if len(series) == 1 and not isinstance(series[0].colours, str) else (),
    )


def _legend(frame: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """The families of one series, where it has several."""
    colours = drawing.family_colours(rows_of(frame))
    return tuple((family or NO_FAMILY, colour) for family, colour in colours.items()) if len(colours) > 1 else ()


def _is_drawn(trace: go.Bar, mark: int, known: Mapping[tuple[object, ...], Row], key: str) -> bool:
    """A bar of length 0 may stand for a number that is not there."""
    codes = trace.customdata[mark]
    row = None if isinstance(codes, str) else known[tuple(codes)]
    return row is None or not (is_missing(row[key]) or row["masked"] or row["display"] == "empty")


def _colours(trace: go.Bar, categories: Mapping[float, str]) -> str | tuple[str, ...]:
    given = trace.marker.color
    if isinstance(given, str):
        return given
    of_place = {_nearest(y, categories): colour for y, colour in zip(trace.y, given, strict=True)}
    return tuple(of_place.get(place, palette.NEUTRAL) for place in categories)


def _pairs(drawn: go.Figure, points: Sequence[go.Scatter]) -> Chart:
    categories = _categories(drawn, [y for trace in points for y in trace.y])
    series = []
    for trace in points:
        values = dict(zip(trace.y, trace.x, strict=True))
        if values:
            given = tuple(values.get(place) for place in categories)
            series.append(Series(plain(trace.name), given, trace.marker.color))
    return Chart(
        "bar",
        _named(categories, _beside(drawn, []), {}),
        tuple(series),
        axis_top=float(drawn.layout.xaxis.tickvals[-1]),
        note=_notes(drawn),
    )


def _lines(drawn: go.Figure, points: Sequence[go.Scatter], frame: pd.DataFrame) -> Chart:
    waves = gather(rows_of(frame), "group")
    small = {
        name: [group for group, part in waves.items() if any(row["key"] == name and row["masked"] for row in part)]
        for name in gather(rows_of(frame), "key")
    }
    whole = {group for group, part in waves.items() if all(row["masked"] for row in part)}
    series = []
    for trace in points:
        hidden = [name_of_group(waves[group]) for group in small[trace.customdata[0]] if group not in whole]
        away = f" ({', '.join(hidden)}{NBSP}: {sentences.TOO_SMALL})" if hidden else ""
        values = tuple(None if y is None or is_missing(y) else float(y) for y in trace.y)
        series.append(Series(plain(trace.name) + away, values, trace.line.color))
    labels = [plain(text) for text in drawn.layout.xaxis.ticktext]
    return Chart(
        "line",
        tuple(
            f"{label} ({sentences.TOO_SMALL})" if group in whole else label
            for label, group in zip(labels, waves, strict=True)
        ),
        tuple(series),
        _is_percent(drawn.layout.yaxis),
        float(drawn.layout.yaxis.range[1] / 1.03),
        _notes(drawn),
    )


def _is_percent(axis: go.layout.XAxis | go.layout.YAxis) -> bool:
    return bool(axis.ticktext) and str(axis.ticktext[-1]).endswith("%")


def _categories(drawn: go.Figure, marks: Sequence[float]) -> dict[float, str]:
    """Place → label, from the top; a heading goes before the labels that stand under it."""
    ticks = dict(zip(drawn.layout.yaxis.tickvals, drawn.layout.yaxis.ticktext, strict=True))
    marked = {_nearest(y, ticks) for y in marks}
    found, heading = {}, ""
    for place, text in ticks.items():
        label = plain(text)
        if not label:
            continue
        if text.startswith("<b>") and place not in marked:
            heading = f"{label}{_SEPARATOR}"
            continue
        found[place] = heading + label
    return found


def _nearest(y: float, places: Mapping[float, str]) -> float:
    """The row that a mark belongs to: side by side, bars stand a little above or below its middle."""
    return min(places, key=lambda place: abs(place - y))


def _beside(drawn: go.Figure, parts: Sequence[str]) -> dict[float, str]:
    """Place → the words that stand beside its mark: its mean or its total under a head, or why there is no mark."""
    end = drawn.layout.xaxis.range[1]
    words = [(word.x, word.y, word.text) for word in drawn.layout.annotations if word.xref in (None, "x")]
    for trace in drawn.data:
        if trace.type == "scatter" and trace.mode == "text":
            words += zip(trace.x, trace.y, trace.text, strict=True)
    head = next((plain(text) for _, y, text in words if y == drawing.GAP), "")
    found: dict[float, list[str]] = {}
    for x, y, text in words:
        if y == drawing.GAP:
            continue
        said = found.setdefault(y, [])
        if x == 0:
            said.append(_counts(text, parts))
        elif head and not any(each.startswith(head) for each in said) and x > end / 2:
            said.append(f"{head} {plain(_SQUARES.sub('', text))}")
    return {y: f"{THIN}; ".join(said) for y, said in found.items()}


def _counts(text: str, parts: Sequence[str]) -> str:
    """Counts behind coloured squares get the names of the colours."""
    counts = [part.strip() for part in _SQUARES.split(plain(text))[1:]]
    if not counts:
        return plain(text)
    return ", ".join(f"{name}{NBSP}: {count}" for name, count in zip(parts, counts, strict=True))


def _named(
    categories: Mapping[float, str], beside: Mapping[float, str], reasons: Mapping[float, Sequence[str]]
) -> tuple[str, ...]:
    """The labels with what stands beside their marks."""
    names = []
    for place, label in categories.items():
        said = [*dict.fromkeys(reasons.get(place, ())), *([beside[place]] if place in beside else [])]
        names.append(f"{label} ({f'{THIN}; '.join(said)})" if said else label)
    return tuple(names)


def _notes(drawn: go.Figure) -> str:
    """The lines above the drawing but the base, which stands elsewhere on a slide and in a sheet."""
    lines = [html.unescape(line) for line in _NOTE.findall(drawn.layout.title.text or "")]
    said = [
        line.partition(f"{THIN};")[0]
        for line in lines
        if not _BASE.search(line) and not line.startswith(_SAID_ELSEWHERE)
    ]
    return _capital(f"{THIN}; ".join(said))


def plain(text: str | None) -> str:
    """Plotly's markup as words."""
    return html.unescape(_TAG.sub("", (text or "").replace("<br>", " "))).strip(f" {NBSP}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
