"""One centre beside the département, choice by choice (frames of `lib.sheet.beside.choices`).

A centre has few links: its answers are mostly counts, which have no place on a scale of shares. Then the bars are the
département's, and the centre's links stand at their right as squares to be counted, filled for those that say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import charts, sentences
from lib.charts import drawing, palette
from lib.charts.drawing import PAGE, Axis, Heading, bar_trace, layout_of
from lib.charts.narrow import axes, sheet_of
from lib.charts.palette import text_width
from lib.french import NBSP, is_missing, number
from lib.records import Row, gather, name_of_group, rows_of

FILLED, HOLLOW = "■", "□"
_SQUARE = 1.3
"""Width of a square in letters."""
_COLUMN, _SHARE = "ce centre", 66
"""Head of the centre's column, and the room in pixels that « 100 % » takes before it."""
_ROOM_FOR_SQUARES = 700


def beside_bars(frame: pd.DataFrame, title: str, by: str | None = None, *, width: int = PAGE) -> go.Figure:
    """Bars of the département with the counts of one centre; both as bars where the centre has shares too.

    Parameters
    ----------
    frame : DataFrame
        Result frame with two groups, the centre first; the choices stay in the order of the frame.
    title : str
        The question; the bases are added to it.
    by : str, optional
        Not used: the groups are always a centre and the département.
    width : int
        Room in pixels, by which title, legend and labels are broken into lines.
    """
    rows = rows_of(frame)
    sides = list(gather(rows, "group").values())
    if len(sides) < 2 or _has_shares(sides[0]) or not _has_shares(sides[1]):
        # The département first: it has the same colour in every figure of a sheet.
        whole_first = frame.sort_values("group", key=lambda group: group == rows[0]["group"], kind="stable")
        return charts.profile_bars(whole_first, title, width=width)
    mine, whole = sides
    name, others = name_of_group(mine), name_of_group(whole)
    axis = drawing.axis_of(whole)
    base = f"base{NBSP}: {sentences.base_of(rows)}"
    sheet = sheet_of(Heading(title, (), width))
    sheet.add(" ", 0)  # the head of the centre's column
    marks = [(sheet.add(row["label"]), row) for row in whole]
    words = _words(mine, width)
    squares = f"{NBSP}: chaque carré est un lien" if width >= _ROOM_FOR_SQUARES else ""
    layout = layout_of(
        Heading(title, (base,), width),
        height=sheet.height,
        left=sheet.widest + 20,
        right=_room(words, width),
        legend={others: palette.COLOURS[0], f"{name}, à droite{squares}": palette.COLOURS[1]},
    )
    layout |= axes(sheet, axis, layout, width)
    layout["annotations"] += _column([middle for middle, _ in marks], words, axis)
    bars = bar_trace(marks, axis, name=others, colour=palette.COLOURS[0])
    return go.Figure({"data": [bars], "layout": layout})


def _has_shares(rows: Sequence[Row]) -> bool:
    return any(not is_missing(row["share"]) for row in rows)


def _words(rows: Sequence[Row], width: int) -> list[str]:
    """What stands at the right of each bar: squares and « 4 sur 7 », or why there is nothing."""
    words = []
    for row in rows:
        if row["masked"] or row["display"] == "empty":
            words.append(sentences.TOO_SMALL if row["masked"] else sentences.UNANSWERED)
            continue
        n, base = int(row["n"]), int(row["base"])
        squares = FILLED * n + HOLLOW * (base - n) + NBSP * 2 if width >= _ROOM_FOR_SQUARES else ""
        words.append(f"{squares}<b>{number(n)}</b> sur {number(base)}")
    return words


def _room(words: Sequence[str], width: int) -> int:
    """Pixels that the column takes, with the share at the end of the longest bar before it."""
    plain = [word.replace("<b>", "").replace("</b>", "") for word in (*words, _COLUMN)]
    squares = max(word.count(FILLED) + word.count(HOLLOW) for word in plain)
    return text_width(plain) + round(squares * (_SQUARE - 1) * palette.TEXT * palette.LETTER) + _SHARE


def _column(middles: Sequence[float], words: Sequence[str], axis: Axis) -> list[dict[str, object]]:
    """The centre's words, each at the level of its bar."""
    at = {"x": axis.top, "xanchor": "left", "yanchor": "middle", "xshift": _SHARE}
    colour = {"font": {"color": palette.COLOURS[1], "size": palette.TEXT}}
    lines = zip((drawing.GAP, *middles), (f"<b>{_COLUMN}</b>", *words), strict=True)
    return [at | colour | {"y": middle, "text": word} for middle, word in lines]
