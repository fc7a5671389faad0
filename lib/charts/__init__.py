"""Result frame → Plotly figure. Nothing here counts, filters or displays: what is drawn is what the frame says.

Every figure is one dict handed to ``go.Figure``, without chains of ``update_*``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import codebook as codebooks
from lib import sentences
from lib.charts import comparison, drawing, palette
from lib.charts.drawing import PAGE, Axis, Heading, Sheet, bar_trace, layout_of, message, x_axis
from lib.charts.narrow import NARROW, axes, labels_above, sheet_of, y_axis
from lib.charts.palette import escape, text_width, wrap
from lib.codebook import DONT_KNOW, NONE, OTHER, Codebook
from lib.french import NBSP, inside, is_missing, number, percent
from lib.records import Row, gather, name_of_group, rows_of
from lib.tables import csv, table

__all__ = ["bars", "csv", "grouped_bars", "message", "profile_bars", "ranked", "scale_bars", "table"]

GROUPS_SIDE_BY_SIDE, PANELS, STACKED_GROUPS = 4, 12, 8
"""How many groups are compared in one set of bars, in panels, and factor by factor; others are in the table."""
_PANELS_NARROW = 6
"""How many panels stand on a phone, one below the other."""
_GROUP_BAR, _STACK, _STACK_OF_GROUP = 24, 34, 30
_PANEL, _PANEL_GUTTER = 150, 52
"""Pixels: the least room of a panel, and between two of them (the share at the end of a bar stands there)."""
_PANEL_TITLE = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "align": "left"}
_LAST = {OTHER: 1, NONE: 2, DONT_KNOW: 3}
_NOMINAL = frozenset(("etab_statut", "r2", "d3", "d4", "p2"))
"""Questions with one answer whose choices have no order of their own; of a question that is not known it is kept."""
_NO_FAMILY = "Hors famille"
_INSIDE, _INSIDE_NARROW = 0.07, 0.18
"""Shares below these have no room for their own label inside a stacked bar, on a page and on a phone."""


def bars(
    frame: pd.DataFrame, title: str, by: str | None = None, *, interval: bool = False, width: int = PAGE
) -> go.Figure:
    """Horizontal bars of a multiple-choice question, sorted by n and coloured by family.

    Parameters
    ----------
    frame : DataFrame
        Rows of one question as `lib.indicators.choices` or ``families`` gives them, one per choice (and group).
        Masked rows have no bar but the words « effectif trop faible »; « Autre » and « Aucun » come last.
        With groups the bars stand side by side (up to four groups that may be shown), else in panels on one
        scale. Of many groups the largest are drawn, of many choices the most cited: the heading says so.
    title : str
        The question; the base is added to it.
    by : str, optional
        What the groups are (« Niveau »), when the frame has several.
    interval : bool
        Write the 95 % Wilson interval after each share (frames without groups).
    width : int
        Room in pixels, by which title, legend and labels are broken into lines.
    """
    return _bars(frame, title, by, interval, width, _by_count)


def grouped_bars(frame: pd.DataFrame, title: str, by: str | None = None, *, width: int = PAGE) -> go.Figure:
    """`bars` under the name that pages use for frames with groups."""
    return bars(frame, title, by, width=width)


def profile_bars(
    frame: pd.DataFrame, title: str, by: str | None = None, *, interval: bool = False, width: int = PAGE
) -> go.Figure:
    """Bars of a single-choice question: as in the codebook where that is an order (weekly, monthly …), else sorted."""
    return _bars(frame, title, by, interval, width, _by_nature)


def _bars(
    frame: pd.DataFrame,
    title: str,
    by: str | None,
    interval: bool,
    width: int,
    order: Callable[[Sequence[Row]], list[str]],
) -> go.Figure:
    rows = rows_of(frame)
    if (text := drawing.why_nothing(rows)) is not None:
        return message(text, title, width)
    groups = gather(rows, "group")
    if len(groups) == 1:
        axis = drawing.axis_of(rows)
        return _one_series(rows, order(rows), axis, Heading(title, _notes(rows, axis, None), width), interval)
    choices = comparison.most_cited(order(rows), rows)
    rows = [row for row in rows if row["key"] in choices.kept]
    panels = PANELS if width >= NARROW else _PANELS_NARROW
    axis, groups = drawing.axis_of(rows), comparison.largest(gather(rows, "group"), panels)
    notes = [*choices.notes, *groups.notes]
    if len(groups.kept) > GROUPS_SIDE_BY_SIDE:
        notes = [*([_by(by)] if by else []), *notes, *groups.hidden]
        return _panels(groups.kept, choices.kept, axis, Heading(title, notes, width))
    return _side_by_side(groups.kept, choices.kept, axis, Heading(title, [*_notes(rows, axis, by), *notes], width))


def _by(what: str) -> str:
    return f"par {inside(what)}"


def _notes(rows: Sequence[Row], axis: Axis, by: str | None) -> list[str]:
    """The lines under the question: grouping and base, and that there are too few answers for shares."""
    base = f"base{NBSP}: {sentences.base_of(rows)}"
    return [f"{_by(by)}, {base}" if by else base] + ([sentences.COUNTS_ONLY] if axis.key == "n" else [])


def _by_count(rows: Sequence[Row]) -> list[str]:
    """Choices by falling n (summed over groups), those that say little last; ties in the codebook's order.

    Where each choice has a base of its own, by falling share: the longest bar stands first.
    """
    by = "n" if len({row["base"] for row in rows if not is_missing(row["base"])}) == 1 else "share"
    by = by if len(gather(rows, "group")) == 1 else "n"
    total = {
        key: (sum(comparison.or_zero(row[by]) for row in part), sum(comparison.or_zero(row["n"]) for row in part))
        for key, part in gather(rows, "key").items()
    }
    return sorted(total, key=lambda key: (_LAST.get(key, 0), -total[key][0], -total[key][1]))


def _by_nature(rows: Sequence[Row]) -> list[str]:
    return _by_count(rows) if _NOMINAL.issuperset(gather(rows, "question")) else list(gather(rows, "key"))


def ranked(frame: pd.DataFrame) -> list[str]:
    """Keys of the choices (see `lib.records.rows_of`) in the order in which `bars` draws them."""
    return _by_count(rows_of(frame))


def _one_series(rows: list[Row], choices: list[str], axis: Axis, head: Heading, interval: bool) -> go.Figure:
    by_key = {row["key"]: row for row in rows}
    sheet = sheet_of(head)
    marks = [(sheet.add(by_key[key]["label"]), by_key[key]) for key in choices]
    colours = drawing.family_colours(rows)
    shades = [colours[row["family"]] for _, row in marks]
    trace = bar_trace(marks, axis, name=head.title, colour=shades, interval=interval)
    right = text_width(drawing.bar_text(row, axis, interval=interval) for _, row in marks if not row["masked"])
    layout = layout_of(head, height=sheet.height, left=sheet.widest + 20, right=right + 12, legend=_families(colours))
    return go.Figure({"data": [trace], "layout": layout | axes(sheet, axis, layout, head.width)})


def _families(colours: dict[str, str]) -> dict[str, str]:
    """Name → colour for the legend; a single family needs none, « Autre » and « Aucun » beside it either."""
    several = sum(map(bool, colours)) > 1
    return {family or _NO_FAMILY: colour for family, colour in colours.items()} if several else {}


def _side_by_side(groups: dict[str, list[Row]], choices: list[str], axis: Axis, head: Heading) -> go.Figure:
    shown = list(groups.values())
    label_of = {row["key"]: row["label"] for part in shown for row in part}
    sheet = sheet_of(head)
    middles = {key: sheet.add(label_of[key], _GROUP_BAR * len(shown)) for key in choices}
    traces, legend = [], {}
    for position, part in enumerate(shown):
        shift = (position - (len(shown) - 1) / 2) * _GROUP_BAR
        name = name_of_group(part)
        legend[name] = palette.COLOURS[position]
        trace = bar_trace(
            [(middles[row["key"]] + shift, row) for row in part],
            axis,
            name=name,
            colour=legend[name],
            prefix=_prefix(name, legend[name], head),
            thickness=_GROUP_BAR - 2,
        )
        traces.append(trace)
    layout = layout_of(head, height=sheet.height, left=sheet.widest + 20, right=92, legend=legend)
    return go.Figure({"data": traces, "layout": layout | axes(sheet, axis, layout, head.width)})


def _prefix(name: str, colour: str, head: Heading) -> str:
    """Whose bar is missing: the group by its name, or by its colour where a name has no room."""
    if head.width >= NARROW:
        return f"{escape(name)}{NBSP}: "
    return f'<span style="color:{colour}">■</span>{NBSP}'


def _panels(groups: dict[str, list[Row]], choices: list[str], axis: Axis, head: Heading) -> go.Figure:
    """Small charts on one scale, every line of them with its labels on the left; on a phone one below the other."""
    shown = list(groups.values())
    rows = [row for part in shown for row in part]
    label_of = {row["key"]: row["label"] for row in rows}
    sheet, is_narrow = sheet_of(head), head.width < NARROW
    middles = {key: sheet.add(label_of[key]) for key in choices}
    colours = drawing.family_colours(rows)
    left = sheet.widest + 20
    room = head.width - left - 8
    in_a_row = 1 if is_narrow else min(len(shown), max(1, room // _PANEL), 4)
    gutter = _PANEL_GUTTER / room
    letters = round((room / in_a_row - 8) / palette.TEXT / palette.LETTER)
    titles = [_panel_title(part, letters) for part in shown]
    top_room = palette.LINE * max(len(lines) for lines in titles) + 8
    band = top_room + sheet.height + drawing.TICK_ROOM
    height = -(-len(shown) // in_a_row) * band - drawing.TICK_ROOM
    layout = layout_of(head, height=height, left=left, right=8, legend=_families(colours))
    traces, words = [], []
    for position, part in enumerate(shown):
        line, column = divmod(position, in_a_row)
        start, top = column / in_a_row, 1 - (line * band + top_room) / height
        end, bottom = start + 1 / in_a_row - gutter, max(0.0, top - sheet.height / height)
        nth = str(position + 1) if position else ""
        x, y = f"x{nth}", f"y{nth}"
        ticks = x_axis(axis, room * (end - start), few=not is_narrow)
        layout[f"xaxis{nth}"] = ticks | {"domain": [start, end], "anchor": y}
        layout[f"yaxis{nth}"] = y_axis(sheet, labels=not column) | {"domain": [bottom, top], "anchor": x}
        words.append(_PANEL_TITLE | {"text": "<br>".join(titles[position]), "x": start, "y": top})
        words += labels_above(sheet, y)
        marks = [(middles[row["key"]], row) for row in part]
        shades = [colours[row["family"]] for row in part]
        trace = bar_trace(marks, axis, name=name_of_group(part), colour=shades)
        traces.append(trace | {"xaxis": x, "yaxis": y})
    return go.Figure({"data": traces, "layout": layout | {"annotations": words}})


def _panel_title(part: list[Row], letters: int) -> list[str]:
    base = next(row["base"] for row in part if not row["masked"])
    return [f"<b>{escape(line)}</b>" for line in wrap(name_of_group(part), letters)] + [f"base{NBSP}{number(base)}"]


def scale_bars(
    frame: pd.DataFrame,
    title: str,
    by: str | None = None,
    *,
    codebook: Codebook | None = None,
    width: int = PAGE,
) -> go.Figure:
    """One stacked bar per rated factor, from « absent » to « installé », with the mean at its right.

    Parameters
    ----------
    frame : DataFrame
        As `lib.indicators.scale` gives it: one row per factor × score, ``value`` the factor's mean on each.
        Factors are sorted by mean; with groups, each factor is followed by one bar per group.
    title : str
        The question.
    by : str, optional
        What the groups are, when the frame has several.
    codebook : Codebook, optional
        Names the scores; by default the questionnaire in use.
    width : int
        Room in pixels, by which title, legend and labels are broken into lines.
    """
    rows = [row for row in rows_of(frame) if row["choice"] != DONT_KNOW]
    if (text := drawing.why_nothing(rows)) is not None:
        return message(text, title, width)
    groups = comparison.largest(gather(rows, "group"), STACKED_GROUPS)
    drawn = [row for row in rows if row["group"] in groups.kept]
    axis = drawing.axis_of(drawn, whole=True)
    head = Heading(title, [*_notes(rows, axis, by), *groups.notes], width)
    rows = drawn
    sheet = sheet_of(head)
    placed = _place_factors(rows, sheet)
    scores = list(gather(rows, "choice"))
    names = _score_names(rows[0]["question"], scores, codebook or codebooks.load())
    shades = palette.ramp(len(scores))
    inside = _INSIDE if width >= NARROW else _INSIDE_NARROW
    traces = [
        _score_trace(placed, axis, score, name, shade, inside)
        for score, name, shade in zip(scores, names, shades, strict=True)
    ]
    legend = {name: fill for name, (fill, _) in zip(names, shades, strict=True)}
    layout = layout_of(head, height=sheet.height, left=sheet.widest + 20, right=100, legend=legend)
    layout |= axes(sheet, axis, layout, width) | {"barmode": "stack"}
    return go.Figure({"data": [*traces, _beside(placed, axis, width)], "layout": layout})


def _score_names(question: str, scores: list[str], book: Codebook) -> list[str]:
    named = book[question].choice_by_name if question in book else {}
    return [named[score].label if score in named else score for score in scores]


def _place_factors(rows: list[Row], sheet: Sheet) -> list[tuple[float, list[Row]]]:
    """Give every bar its place: (middle, the rows of its scores)."""
    factors = list(gather(rows, "question").values())
    sheet.add(" ", 0)  # the head of the column of means
    if not any(row["group"] for row in rows):
        factors.sort(key=lambda part: 1 if is_missing(part[0]["value"]) else -part[0]["value"])
        return [(sheet.add(part[0]["label"], _STACK), part) for part in factors]
    placed = []
    for part in factors:
        sheet.add(part[0]["label"], 0, bold=True)
        groups = gather(part, "group").values()
        placed += [(sheet.add(name_of_group(members), _STACK_OF_GROUP), members) for members in groups]
    return placed


def _score_trace(
    placed: list[tuple[float, list[Row]]], axis: Axis, score: str, name: str, shade: tuple[str, str], inside: float
) -> dict[str, object]:
    colour, ink = shade
    marks = [
        (middle, row)
        for middle, part in placed
        for row in part
        if row["choice"] == score and not is_missing(row[axis.key])
    ]
    values = [row[axis.key] for _, row in marks]
    shown = percent if axis.key == "share" else number
    return bar_trace(marks, axis, name=name, colour=colour, thickness=_STACK - 4) | {
        "marker": {"color": colour, "line": {"color": palette.SCORE_OUTLINE, "width": 1}},
        "text": [shown(value) if value and value >= inside * axis.top else "" for value in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",
        "textfont": {"color": ink},
        "hovertext": [drawing.hover_text(row, f"{row['label']}{NBSP}: {name}") for _, row in marks],
    }


def _beside(placed: list[tuple[float, list[Row]]], axis: Axis, width: int) -> dict[str, object]:
    """The words around the bars: the means at the right, and at the left why there is no bar."""
    words = [(axis.top, drawing.GAP, "<b>moyenne</b>")]
    for middle, part in placed:
        if is_missing(part[0][axis.key]) or part[0]["display"] == "empty":
            words.append((0, middle, _undrawn(part, width)))
        if not is_missing(part[0]["value"]):
            words.append((axis.top, middle, f"<b>{number(part[0]['value'], 1)}</b>"))
    return drawing.words(words)


def _undrawn(part: list[Row], width: int) -> str:
    """Few answers to one factor among others that have many: its counts, score by score."""
    if part[0]["masked"]:
        return sentences.TOO_SMALL
    if part[0]["display"] == "empty":
        return sentences.UNANSWERED
    counts = ", ".join(f"{number(row['n'])} × {row['choice']}" for row in part)
    return f"effectifs par note{NBSP}: {counts}" if width >= NARROW else counts
