"""Two sides of each factor as two marks joined by a line, with the gap at the right.

The sides differ by shape as well as by colour: ● and ◆ can be told apart in black and white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from lib import sentences
from lib.charts import drawing, palette
from lib.charts.drawing import PAGE, Heading, layout_of, message
from lib.charts.narrow import NARROW, labels_above, sheet_of, y_axis
from lib.charts.palette import escape
from lib.french import NBSP, NOTHING, count, is_missing, number, rounded
from lib.records import Row, gather, name_of_group, rows_of

_MARKS = (("circle", "●", palette.COLOURS[0]), ("diamond", "◆", palette.COLOURS[1]))
_BAND, _LINE_WIDTH, _MARK = 34, 5, 17
_COLUMN = 84
"""Room of one column of numbers at the right of the drawing, in pixels."""
_NEITHER = float("-inf")
_MEANS_HIDDEN = "moyennes masquées"
"""Of a factor whose gap may be told, and not where the two sides stand."""


@dataclass(frozen=True)
class Column:
    """Numbers at the right: the group of the frame that holds them, their head, and whether they have a sign."""

    group: str
    head: str
    is_signed: bool = False


def dumbbell(
    frame: pd.DataFrame,
    title: str,
    by: str | None = None,
    *,
    sides: tuple[str, str],
    columns: Sequence[Column] = (),
    scale: Mapping[int, str],
    note: str = "",
    width: int = PAGE,
) -> go.Figure:
    """Means of two sides, factor by factor, the widest apart first.

    Parameters
    ----------
    frame : DataFrame
        Result frame: ``choice`` the factor, ``group`` the side or a column of gaps, ``value`` the mean.
    title : str
        The question; the base is added to it.
    by : str, optional
        Not used: the groups are always the sides.
    sides : tuple of str
        The two groups that are drawn, the first as ●, the second as ◆.
    columns : sequence of Column
        The groups that are written at the right; the first of them decides the order.
    scale : mapping of int to str
        The points of the scale with what people read for them.
    note : str
        One more line under the question: how the gap is to be read.
    width : int
        Room in pixels, by which title and labels are broken into lines.
    """
    rows = rows_of(frame)
    if (text := _why_nothing(rows)) is not None:
        return message(text, title, width)
    factors = [{row["group"]: row for row in part} for part in gather(rows, "choice").values()]
    factors.sort(key=lambda factor: -_distance(factor, sides, columns))
    head = Heading(title, [line for line in (note, f"base{NBSP}: {_bases(rows, sides, columns)}") if line], width)
    sheet = sheet_of(head)
    columns = columns if width >= NARROW else columns[:1]
    if columns:
        sheet.add(" ", 0)  # their heads
    placed = [(sheet.add(str(_first(factor)["label"]), _BAND), factor) for factor in factors]
    top = max(scale)
    right = 12 + _COLUMN * len(columns)
    names = [name_of_group([row]) for side in sides for row in [_of_group(rows, side)] if row]
    foot = drawing.TICK_ROOM + palette.LINE  # the ticks have two lines
    layout = layout_of(head, height=sheet.height, left=sheet.widest + 24, right=max(right, 40), foot=foot)
    layout = _with_legend(layout, names)
    layout |= {"xaxis": _x_axis(scale, width), "yaxis": y_axis(sheet), "annotations": labels_above(sheet)}
    layout["annotations"] += _numbers(placed, columns, top)
    marks = (_marks(placed, sides, place) for place in range(2))
    data = [_joined(placed, sides), *marks, _beside(placed, sides, columns)]
    return go.Figure({"data": data, "layout": layout})


def _why_nothing(rows: Sequence[Row]) -> str | None:
    if any(not is_missing(row["value"]) for row in rows):
        return None
    return sentences.TOO_FEW if any(row["masked"] for row in rows) else sentences.NO_ANSWER


def _first(factor: Mapping[str, Row]) -> Row:
    return next(iter(factor.values()))


def _of_group(rows: Sequence[Row], group: str) -> Row | None:
    return next((row for row in rows if row["group"] == group), None)


def _value(factor: Mapping[str, Row], group: str) -> float | None:
    row = factor.get(group)
    return None if row is None or is_missing(row["value"]) else float(row["value"])


def _distance(factor: Mapping[str, Row], sides: tuple[str, str], columns: Sequence[Column]) -> float:
    """How far apart the sides are, by which factors are sorted; those without both marks come last."""
    if columns:
        gap = _value(factor, columns[0].group)
        return _NEITHER if gap is None else abs(gap)
    one, other = (_value(factor, side) for side in sides)
    return _NEITHER if one is None or other is None else abs(one - other)


def _bases(rows: Sequence[Row], sides: tuple[str, str], columns: Sequence[Column]) -> str:
    """« de 17 à 21 liens » where both sides are taken over the same links, else the bases of each side."""
    if columns:
        sides = (columns[0].group, columns[0].group)  # the means may be hidden where their gap is not
    of = {side: [row for row in rows if row["group"] == side] for side in sides}
    one, other = ([(row["choice"], NOTHING if row["masked"] else row["base"]) for row in of[side]] for side in sides)
    if one != other:
        return sentences.base_of([row for side in sides for row in of[side]])
    return sentences.base_of([{**row, "group": "", "group_label": ""} for row in of[sides[0]]])


def _joined(placed: Sequence[tuple[float, Mapping[str, Row]]], sides: tuple[str, str]) -> dict[str, object]:
    """The lines between the two marks of each factor."""
    x: list[float | None] = []
    y: list[float | None] = []
    for middle, factor in placed:
        ends = [_value(factor, side) for side in sides]
        if None not in ends:
            x += [*ends, None]
            y += [middle, middle, None]
    line = {"color": palette.NEUTRAL, "width": _LINE_WIDTH}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _marks(placed: Sequence[tuple[float, Mapping[str, Row]]], sides: tuple[str, str], place: int) -> dict[str, object]:
    """The marks of one side, each with its mean on the side that the line leaves free."""
    mine, other = sides[place], sides[1 - place]
    symbol, _, colour = _MARKS[place]
    drawn = [(middle, factor) for middle, factor in placed if _value(factor, mine) is not None]
    positions = []
    for _, factor in drawn:
        here, there = _value(factor, mine), _value(factor, other)
        is_left = there is not None and (here < there or (here == there and not place))
        positions.append("middle left" if is_left else "middle right")
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": escape(name_of_group([drawn[0][1][mine]])) if drawn else "",
        "x": [_value(factor, mine) for _, factor in drawn],
        "y": [middle for middle, _ in drawn],
        "marker": {"symbol": symbol, "size": _MARK, "color": colour, "line": {"color": palette.PAPER, "width": 1.5}},
        "text": [f"{NBSP}{number(_value(factor, mine), 1)}{NBSP}" for _, factor in drawn],
        "textposition": positions,
        "cliponaxis": False,
        "customdata": drawing.codes([factor[mine] for _, factor in drawn]),
        "hoverinfo": "text",
        "hovertext": [_hover(factor[mine]) for _, factor in drawn],
    }


def _hover(row: Row) -> str:
    lines = [f"<b>{escape(str(row['label']))}</b>"]
    mean = f"{number(row['value'], 1)} sur {sentences.highest(str(row['unit']))} en moyenne"
    lines.append(f"{escape(name_of_group([row]))}{NBSP}: {mean}")
    lines.append(f"base{NBSP}: {count(row['base'], 'lien', 'liens')}")
    if not is_missing(row["missing"]) and row["missing"]:
        lines.append(f"sans note{NBSP}: {count(row['missing'], 'lien', 'liens')}")
    return "<br>".join(lines)


def _beside(
    placed: Sequence[tuple[float, Mapping[str, Row]]], sides: tuple[str, str], columns: Sequence[Column]
) -> dict[str, object]:
    """The words where marks are missing: for the whole factor, or for one side of it."""
    words = []
    for middle, factor in placed:
        shown = [side for side in sides if _value(factor, side) is not None]
        for side in () if len(shown) == 2 else sides:
            if side in factor and side not in shown:
                name = f"{escape(name_of_group([factor[side]]))}{NBSP}: " if shown else ""
                why = sentences.TOO_SMALL if factor[side]["masked"] else sentences.UNANSWERED
                if any(_value(factor, column.group) is not None for column in columns):
                    why = _MEANS_HIDDEN
                words.append((0, middle, f"{name}{why}"))
                if not shown:
                    break
    return drawing.words(words)


def _numbers(
    placed: Sequence[tuple[float, Mapping[str, Row]]], columns: Sequence[Column], top: int
) -> list[dict[str, object]]:
    """The columns at the right with their heads, the first in bold: annotations can stand at a distance in pixels."""
    cells = []
    for place, column in enumerate(columns):
        shift = {"xshift": 16 + place * _COLUMN}
        cells.append(shift | {"y": drawing.GAP, "text": f"<b>{escape(column.head)}</b>"})
        for middle, factor in placed:
            if (value := _value(factor, column.group)) is not None:
                text = _written(value, column)
                cells.append(shift | {"y": middle, "text": text if place else f"<b>{text}</b>"})
    return [{"xref": "x", "yref": "y", "x": top, "xanchor": "left", "yanchor": "middle", **cell} for cell in cells]


def _written(value: float, column: Column) -> str:
    text = number(value, 1)
    return f"+{text}" if column.is_signed and rounded(value, 1) > 0 else text


def _with_legend(layout: dict[str, object], names: Sequence[str]) -> dict[str, object]:
    """The layout with one more line under the title: each side's mark and name."""
    entries = [
        f'<span style="color:{colour}">{sign}</span>{NBSP}{escape(name).replace(" ", NBSP)}'
        for name, (_, sign, colour) in zip(names, _MARKS, strict=False)
    ]
    line = f'<span style="font-size:{palette.TEXT}px">{(NBSP * 5).join(entries)}</span>'
    margin = layout["margin"] | {"t": layout["margin"]["t"] + palette.TITLE_LINE}
    title = {"text": f"{layout['title']['text']}<br>{line}"}
    return layout | {"title": title, "margin": margin, "height": layout["height"] + palette.TITLE_LINE}


def _name(point: int, label: str) -> str:
    """« Absent », of « 0 – Absent »."""
    return label.removeprefix(str(point)).lstrip(" –-")


def _x_axis(scale: Mapping[int, str], width: int) -> dict[str, object]:
    """The whole scale, with a little room for marks at its ends; on a phone numbers without words."""
    low, high = min(scale), max(scale)
    texts = [[str(point), *([] if width < NARROW else [_name(point, text)])] for point, text in scale.items()]
    return {
        "range": [low - 0.12, high + 0.06],
        "tickvals": list(scale),
        "ticktext": ["<br>".join(map(escape, lines)) for lines in texts],
        "title": {"text": f"note moyenne, de {low} à {high}"},
    }
