"""What links become from one campaign to the next: two stacked bars for each pair of campaigns.

The upper bar holds the links underway in the first campaign, parted by what became of them; the lower one those
underway in the second, parted by where they come from. Those kept stand first in both, one above the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import sentences
from lib.charts import drawing, palette
from lib.charts.drawing import PAGE, Heading, Sheet, layout_of, message
from lib.charts.narrow import labels_above, sheet_of, y_axis
from lib.charts.palette import escape, text_width
from lib.french import NBSP, is_missing, join, number
from lib.records import Row, gather, name_of_group, rows_of

KEPT = "liens_poursuivis"
COLOURS: Mapping[str, str] = {
    KEPT: palette.COLOURS[0],
    "liens_arretes": palette.COLOURS[1],
    "liens_non_cites": palette.COLOURS[5],
    "liens_centre_muet": palette.NEUTRAL,
    "liens_statut_perdu": palette.COLOURS[7],
    "liens_commences": palette.COLOURS[2],
    "liens_repris": palette.COLOURS[3],
    "liens_centre_revenu": palette.NEUTRAL,
    "liens_statut_retrouve": palette.COLOURS[7],
}
_BAR, _MARGIN = 40, 8


def movement_bars(frame: pd.DataFrame, title: str, by: str | None = None, *, width: int = PAGE) -> go.Figure:
    """Draw the movements between campaigns.

    Parameters
    ----------
    frame : DataFrame
        As `lib.analysis.movements.movements` gives it. A masked pair has no bars and is named.
    title : str
        The question.
    by : str, optional
        Not used: the groups are always pairs of campaigns.
    width : int
        Room in pixels, by which title, legend and labels are broken into lines.
    """
    rows = rows_of(frame)
    if (text := drawing.why_nothing(rows)) is not None:
        return message(text, title, width)
    pairs = gather(rows, "group")
    hidden = [name_of_group(part) for part in pairs.values() if all(row["masked"] for row in part)]
    notes = [f"{sentences.TOO_SMALL}{NBSP}: {join(hidden)}"] if hidden else []
    head = Heading(title, notes, width)
    sheet = sheet_of(head)
    marks: list[tuple[float, Row]] = []
    shown = [part for part in pairs.values() if not all(row["masked"] for row in part)]
    for part in shown:
        if len(shown) > 1:
            sheet.add(name_of_group(part), 0, bold=True)
        marks += _place(part, sheet)
    marks = [(middle, row) for middle, row in marks if not is_missing(row["n"]) and row["n"]]
    top = max((row["base"] for _, row in marks), default=1)
    left, right = sheet.widest + 20, 20
    scale = (width - left - right) / top
    codes = [code for code in COLOURS if any(row["choice"] == code for _, row in marks)]
    traces = [_trace([mark for mark in marks if mark[1]["choice"] == code], code, scale) for code in codes]
    label_of = {row["choice"]: row["label"] for _, row in marks}
    legend = {label_of[code]: COLOURS[code] for code in codes}
    layout = layout_of(head, height=sheet.height, left=left, right=right, legend=legend) | {
        "xaxis": {"range": [0, top], "title": {"text": "nombre de liens"}},
        "yaxis": y_axis(sheet),
        "annotations": labels_above(sheet),
        "barmode": "stack",
    }
    return go.Figure({"data": traces, "layout": layout})


def _place(part: Sequence[Row], sheet: Sheet) -> list[tuple[float, Row]]:
    """Give the two bars of a pair their places: (middle, row); the links kept stand in both."""
    marks = []
    kept = next(row for row in part if row["choice"] == KEPT)
    before, after = name_of_group(part).split(" → ")
    for campaign, members in zip((before, after), gather(part, "family").values(), strict=True):
        base = next((row["base"] for row in members if not is_missing(row["base"])), None)
        count = "" if base is None else f"{NBSP}: {number(base)} liens"
        middle = sheet.add(f"En cours en {campaign}{count}", _BAR)
        marks += [(middle, row) for row in (members if kept in members else [kept, *members])]
    return marks


def _trace(marks: Sequence[tuple[float, Row]], code: str, scale: float) -> dict[str, object]:
    ink = max((palette.INK, palette.PAPER), key=lambda colour: palette.contrast(colour, COLOURS[code]))
    return {
        "type": "bar",
        "orientation": "h",
        "name": escape(str(marks[0][1]["label"])),
        "x": [row["n"] for _, row in marks],
        "y": [middle for middle, _ in marks],
        "width": _BAR - 4,
        "marker": {"color": COLOURS[code], "line": {"color": palette.PAPER, "width": 2}},
        "text": [_fitting(number(row["n"]), row["n"] * scale) for _, row in marks],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",
        "textfont": {"color": ink},
        "customdata": [row["choice"] for _, row in marks],
        "hovertext": [drawing.hover_text(row) for _, row in marks],
    }


def _fitting(text: str, room: float) -> str:
    return text if text_width([text]) + _MARGIN <= room else ""
