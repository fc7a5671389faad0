"""Who gives each answer, as one stacked bar per answer: both sides, one of them alone, none.

Answers whose base is too small, and those that nobody gives, are counted under the title and stand in the table:
a questionnaire of thirty boxes has a dozen of them, and empty lines would hide the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import sentences
from lib.charts import drawing, palette
from lib.charts.drawing import PAGE, Axis, Heading, bar_trace, layout_of, message
from lib.charts.narrow import NARROW, axes, sheet_of
from lib.codebook import OTHER
from lib.french import NBSP, THIN, count, is_missing, join, number, percent, quote
from lib.records import Row, gather, name_of_group, rows_of

COLOURS = {
    "les_deux": palette.COLOURS[3],
    "centre": palette.COLOURS[0],
    "ecole": palette.COLOURS[1],
    "aucun": palette.SCORE_COLOURS[0],
}
"""Group of the frame → its colour; centre and school have those of the dumbbell."""
_BAND = 34
_INSIDE, _INSIDE_NARROW = 0.13, 0.21
"""Shares below these have no room for their own label inside the bar, beside a page's labels and on a phone."""
_MOST, _NAMED = 15, 2
_BLACK = "#000000"
"""Inside bars: the ink of the other words would stand out from vermilion by less than 4.5:1."""
_SQUARE = "■"

Line = Mapping[str, Row]
"""One answer: group → its row."""


def by_whom(
    frame: pd.DataFrame,
    title: str,
    by: str | None = None,
    *,
    total: str,
    head: str,
    parts: Sequence[str],
    note: str = "",
    width: int = PAGE,
) -> go.Figure:
    """One bar per answer, made of who gives it.

    Parameters
    ----------
    frame : DataFrame
        Result frame of one question: ``choice`` the answer, ``group`` who gives it, all over the same base.
    title : str
        The question; the base is added to it.
    by : str, optional
        Not used: the groups are always who gives the answer.
    total : str
        The group that is written at the right and by which bars are sorted: agreement from the lowest, the share
        seen from one side from the highest.
    head : str
        What stands above these numbers.
    parts : sequence of str
        The groups that make the bar, from left to right.
    note : str
        What the base is made of, where it is not those who answered.
    width : int
        Room in pixels, by which title, legend and labels are broken into lines.
    """
    rows = rows_of(frame)
    if (text := drawing.why_nothing(rows)) is not None:
        return message(text, title, width)
    lines = [{row["group"]: row for row in part} for part in gather(rows, "key").values()]
    given = [line for line in lines if _is_shown(line[total]) and _is_given(line)]
    if not given:
        return message(sentences.NO_ANSWER, title, width)
    drawn = sorted(given, key=lambda line: -_given(line))[:_MOST]
    drawn.sort(key=lambda line: _order(line[total], lowest_first="aucun" in parts))
    axis = drawing.axis_of([line[total] for line in drawn], whole=True)
    base = f"base{NBSP}: {_bases([line[total] for line in drawn])}{note}"
    few = [sentences.COUNTS_ONLY] if axis.key == "n" else []
    heading = Heading(title, [base, *few, *_left_out(lines, given, total)], width)
    sheet = sheet_of(heading)
    sheet.add(" ", 0)  # the head of the numbers at the right
    placed = [(sheet.add(line[total]["label"], _BAND), line) for line in drawn]
    inside = _INSIDE if width >= NARROW else _INSIDE_NARROW
    traces = [_part(placed, part, axis, inside) for part in parts]
    legend = {name_of_group([drawn[0][part]]): COLOURS[part] for part in parts}
    layout = layout_of(heading, height=sheet.height, left=sheet.widest + 20, right=118, legend=legend)
    layout |= axes(sheet, axis, layout, width) | {"barmode": "stack"}
    return go.Figure({"data": [*traces, _beside(placed, total, head, parts, axis)], "layout": layout})


def most_given(frame: pd.DataFrame) -> list[str]:
    """Keys of the answers that have a bar, those that most links give first, from whichever side."""
    lines = {key: {row["group"]: row for row in part} for key, part in gather(rows_of(frame), "key").items()}
    given = {key: _given(line) for key, line in lines.items() if all(_is_shown(row) for row in line.values())}
    return sorted((key for key, n in given.items() if n), key=lambda key: -given[key])


def _is_shown(row: Row) -> bool:
    return row["display"] in ("percent", "count")


def _given(line: Line) -> int:
    """By how many links the answer is given, from whichever side."""
    return sum(line[group]["n"] for group in ("les_deux", "centre", "ecole"))


def _is_given(line: Line) -> bool:
    return _given(line) > 0


def _order(row: Row, *, lowest_first: bool) -> tuple[object, ...]:
    """Answers with shares before those with counts only, « Autre » at the very end."""
    rate = row["n"] / row["base"]
    return row["choice"] == OTHER, is_missing(row["share"]), rate if lowest_first else -rate, -row["n"]


def _bases(rows: Sequence[Row]) -> str:
    return sentences.base_of([{**row, "group": "", "group_label": ""} for row in rows])


def _left_out(lines: Sequence[Line], given: Sequence[Line], total: str) -> list[str]:
    """What is not drawn, and why: the rest of a long list, small bases, answers that nobody gives."""
    hidden = [line[total]["label"] for line in lines if line[total]["masked"]]
    nobody = [line[total]["label"] for line in lines if not line[total]["masked"] and not _is_given(line)]
    notes = [f"les {_MOST} réponses les plus fréquentes sur {number(len(given))}"] if len(given) > _MOST else []
    for what, labels in ((sentences.TOO_SMALL, hidden), ("donné par personne", nobody)):
        notes += [f"{what}{NBSP}: {_named(labels)}"] if labels else []
    return [*notes[:-1], f"{notes[-1]}{THIN}; toutes sont dans le tableau"] if notes else []


def _named(labels: Sequence[str]) -> str:
    if len(labels) <= _NAMED:
        return join([quote(label) for label in labels])
    return count(len(labels), "réponse", "réponses")


def _part(placed: Sequence[tuple[float, Line]], part: str, axis: Axis, inside: float) -> dict[str, object]:
    marks = [(middle, line[part]) for middle, line in placed if not is_missing(line[part][axis.key])]
    colour = COLOURS[part]
    ink = max((_BLACK, palette.PAPER), key=lambda ink: palette.contrast(ink, colour))
    shown = percent if axis.key == "share" else number
    values = [row[axis.key] for _, row in marks]
    name = name_of_group([placed[0][1][part]])
    return bar_trace(marks, axis, name=name, colour=colour, thickness=_BAND - 4) | {
        "marker": {"color": colour, "line": {"color": palette.SCORE_OUTLINE, "width": 1}},
        "text": [shown(value) if value and value >= inside * axis.top else "" for value in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",
        "textfont": {"color": ink},
    }


def _beside(
    placed: Sequence[tuple[float, Line]], total: str, head: str, parts: Sequence[str], axis: Axis
) -> dict[str, object]:
    """The totals at the right under their head, and the counts of bars that have no share."""
    words = [(axis.top, drawing.GAP, f"<b>{head}</b>")]
    for middle, line in placed:
        row = line[total]
        if is_missing(row[axis.key]):
            words.append((0, middle, (NBSP * 4).join(_counted(line[part], COLOURS[part]) for part in parts)))
        text = f"{number(row['n'])} sur {number(row['base'])}" if is_missing(row["share"]) else percent(row["share"])
        words.append((axis.top, middle, f"<b>{text}</b>"))
    return drawing.words(words)


def _counted(row: Row, colour: str) -> str:
    """A coloured square with a count, in the order of the legend."""
    return f'<span style="color:{colour}">{_SQUARE}</span>{NBSP}{number(row["n"])}'
