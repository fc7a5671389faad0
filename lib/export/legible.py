"""What of a figure a slide has room for, in letters that are read from ten metres: one rule for projector and deck.

A chart that would need smaller letters loses its least cited rows and its smallest groups; where groups are too many
to stand side by side it becomes a table. Whatever is left out is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from lib import sentences
from lib.charts import GROUPS_SIDE_BY_SIDE, comparison, palette, ranked, sides
from lib.charts.drawing import PAGE
from lib.codebook import DONT_KNOW
from lib.export import deck_charts, deck_tables, native
from lib.export.deck_charts import Box
from lib.export.deck_text import BOLD, LINE, TITLE_ACROSS, fitted_title, height_of, lines_of
from lib.export.native_table import Table
from lib.french import NBSP, count, inside
from lib.gallery.figure import Figure
from lib.records import Row, gather, rows_of
from lib.sentences import TOO_SMALL
from lib.tables import MASKED

STAGE = (1280, 720)
"""Pixels of the stage (`present.css`), which grows as a whole with the projector; in the deck they are 960 × 540 pt."""
LETTERS = 18
"""Least size of a letter on the stage: a fortieth of its height."""
ACROSS = 1184
WIDTHS = (PAGE, ACROSS)
"""Widths at which a chart is tried: a narrow one is enlarged more, a wide one breaks fewer labels."""
GROUPS = deck_tables.COLUMNS - 1
ROWS = 10
_LEAST, _FEWEST_GROUPS = 4, 4
"""Rows of a list under which a table says more than bars, and groups that a table keeps."""
_STACKS = 12
"""Stacked bars of which the letters can still be read; more become a table of means."""
PIXEL = STAGE[0] / 960
"""Pixels of the stage in a point of the deck."""
_MARGINS, _SUBJECT, _BELOW_TITLE = 52, 28, 12
_FOOT_ACROSS, _FOOT_SIZE, _FOOT_LINE, _FOOT_MARGIN = 1088, 18, 1.3, 14
_NUMBERS, _BETWEEN_LINES = 19, 6
"""Pixels from one number to the one below it (digits have no descenders), and the air that tells labels of several
lines from one another."""


@dataclass(frozen=True)
class Legible:
    """What a slide shows of a figure.

    Attributes
    ----------
    frame : DataFrame
        The rows that are shown.
    table : Table or None
        Shown in place of a chart that could not be read.
    left_out : int
        How many choices have numbers and are not shown.
    said : tuple of str
        Phrases for the foot: which groups are shown, what is masked.
    """

    frame: pd.DataFrame
    table: Table | None = None
    left_out: int = 0
    said: tuple[str, ...] = ()


def room(headline: str, foot: Sequence[str]) -> float:
    """Pixels that headline and foot leave on the stage."""
    text, size = fitted_title(headline)
    title = lines_of(text, TITLE_ACROSS, size, letter=BOLD) * size * PIXEL * LINE
    lines = sum(lines_of(line, _FOOT_ACROSS, _FOOT_SIZE) for line in foot)
    return STAGE[1] - _MARGINS - title - _BELOW_TITLE - _SUBJECT - lines * _FOOT_SIZE * _FOOT_LINE - _FOOT_MARGIN


def fit(figure: Figure, frame: pd.DataFrame, by: str, height: float) -> Legible:
    """Cut a figure to what can be read.

    Parameters
    ----------
    frame : DataFrame
        Result frame of the figure, masked.
    by : str
        What the groups are, in French; "" for none.
    height : float
        Pixels of the stage, see `room`.
    """
    if not _shown(rows_of(frame)):
        return Legible(frame)

    def excess(part: pd.DataFrame) -> float:
        on_stage = LETTERS / palette.TEXT / scale(draw(figure, part, by, ACROSS), ACROSS, height)
        return on_stage if on_stage > 1 or not is_list(figure) else _excess_in_deck(figure, part, by, height)

    few, said = _largest(figure, frame, GROUPS)
    shown = _shown(rows_of(few))
    bars, groups = len({(row["question"], row["group"]) for row in shown}), len({row["group"] for row in shown})
    if figure.kind == "scale" and groups > 1 and (bars > _STACKS or excess(few) > 1):
        return _table(figure, frame[frame["choice"] != DONT_KNOW], by, height)
    if figure.kind == "bars" and groups > GROUPS_SIDE_BY_SIDE:
        return _table(figure, frame, by, height)
    cut = _cut(figure, few, excess, _LEAST)
    if cut is None:
        return _table(figure, frame, by, height)
    return Legible(cut.frame, None, cut.left_out, (*said, *cut.said))


def is_list(figure: Figure) -> bool:
    """Whether it may lose rows; a scale, a line or a network keeps all it has."""
    return figure.kind in ("bars", "cross")


def _excess_in_deck(figure: Figure, frame: pd.DataFrame, by: str, height: float) -> float:
    """By how much the native chart or table is too large for our own deck, at most 1 where nothing is left out."""
    chart = native.of(figure, frame, by)
    above = deck_charts.height_of_families(chart, ACROSS / PIXEL)
    note = height_of([chart.note], _FOOT_ACROSS / PIXEL, _FOOT_SIZE / PIXEL) if chart.note else 0
    place = box(height - (above + note) * PIXEL)
    if chart.kind == "none":
        return 1.0
    if chart.kind == "table":
        return _excess_of_rows(deck_tables.fit(chart.table, place))
    fitting = deck_charts.fit(chart, place)
    return len(chart.categories) / (len(chart.categories) - fitting.left_out)


def _excess_of_rows(cut: deck_tables.Cut) -> float:
    return (len(cut.table.rows) + cut.rows) / len(cut.table.rows)


def draw(figure: Figure, frame: pd.DataFrame, by: str, width: int) -> go.Figure:
    """The chart as the screen shows it, without what the slide says outside it: title, comparison and base."""
    drawn = figure.chart(frame, "", width=width, **({"by": by} if by else {}))
    if drawn.data and figure.kind in ("bars", "scale"):
        base = f"par {inside(by)}, base{NBSP}: {sentences.base_of(rows_of(frame))}"
        lines = (drawn.layout.title.text or "").split("<br>")
        kept = [line for line in lines if not (words := native.plain(line)) or words not in base]
        drawn.layout.title.text = "<br>".join(kept)
        drawn.layout.margin.t -= palette.TITLE_LINE * (len(lines) - len(kept))
        drawn.layout.height -= palette.TITLE_LINE * (len(lines) - len(kept))
    return drawn


def _shown(rows: Sequence[Row]) -> list[Row]:
    """Those that have a number."""
    return [row for row in rows if not row["masked"] and row["display"] != "empty"]


def _largest(figure: Figure, frame: pd.DataFrame, most: int) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The largest groups of a comparison, and the lines that say so; a total is always kept."""
    groups = gather(rows_of(frame), "group")
    if len(groups) <= (1 if figure.kind == "scale" else most) or not _is_compared(figure):
        return frame, ()
    if figure.kind == "cross":
        total = {name: sum(row["n"] for row in _shown(part)) for name, part in groups.items()}
        kept = sorted(groups, key=lambda name: (name != "", -total[name]))[:most]
        shown, of = len(set(kept) - {""}), len(set(groups) - {""})
        said = [f"{count(shown, 'colonne', 'colonnes')} sur {of}, les plus nombreuses"]
    else:
        largest = comparison.largest(groups, most)
        kept, shown, of = list(largest.kept), len(largest.kept), len(groups)
        said = [f"{count(shown, 'groupe', 'groupes')} sur {of}, les plus nombreux"] if largest.notes else []
        said += largest.hidden
    return frame[frame["group"].isin(kept)].reset_index(drop=True), tuple(said)


def _is_compared(figure: Figure) -> bool:
    return figure.kind in ("bars", "scale", "cross") and not _is_by_whom(figure)


def _is_by_whom(figure: Figure) -> bool:
    """Whether the groups are who gives each answer: they make one bar."""
    return getattr(figure.chart, "func", None) is sides.by_whom


def _cut(figure: Figure, frame: pd.DataFrame, excess: Callable[[pd.DataFrame], float], least: int) -> Legible | None:
    """The most rows that can be read, those cited most; what has no number goes first. None if they are too few.

    Parameters
    ----------
    excess : callable
        By how much a part of the frame is too large, at most 1 where it can be read.
    least : int
        How few rows may stay of a longer list.
    """
    rows = rows_of(frame)
    every, have = {row["key"] for row in rows}, {row["key"] for row in _shown(rows)}
    if (not is_list(figure) or len(every) <= ROWS) and excess(frame) <= 1:
        return Legible(frame)
    if not is_list(figure):
        return None
    by_whom = _is_by_whom(figure)
    order = [key for key in (sides.most_given(frame) if by_whom else ranked(frame)) if key in have]
    # Who gives an answer: the chart itself counts, in its heading, the answers that it has no bar for.
    others = every - set(order) if by_whom else set()
    said = [] if by_whom else _too_small(rows, have)
    most = min(ROWS, len(order))
    while most >= min(least, len(order)):
        part = frame[[row["key"] in {*order[:most], *others} for row in rows]].reset_index(drop=True)
        if (over := excess(part)) <= 1:
            return Legible(part, None, len(order) - most, tuple(said))
        most = min(most - 1, int(most / over))
    return None


def _too_small(rows: Sequence[Row], have: set[object]) -> list[str]:
    """« effectif trop faible : 4 modalités », those that lose their row."""
    masked = {row["key"] for row in rows if row["masked"]} - have
    return [f"{TOO_SMALL}{NBSP}: {count(len(masked), 'modalité', 'modalités')}"] if masked else []


def _table(figure: Figure, frame: pd.DataFrame, by: str, height: float) -> Legible:
    """The figure as a table: of its groups and most cited rows as many as give most numbers, of a scale every row."""
    tables = [_of_groups(figure, frame, by, height, most) for most in range(GROUPS, _FEWEST_GROUPS - 1, -1)]
    whole = [made for made in tables if not made.left_out] if figure.kind == "scale" else []
    return max(whole or tables, key=lambda made: len(made.table.rows) * (len(made.table.header) - 1))


def _of_groups(figure: Figure, frame: pd.DataFrame, by: str, height: float, most: int) -> Legible:
    """The table with so many of the groups."""
    few, said = _largest(figure, frame, most)

    def excess(part: pd.DataFrame) -> float:
        return _excess_of_rows(deck_tables.fit(native.words(figure, part, by).table, box(height)))

    part = _cut(figure, few, excess, 1) or Legible(few)
    made = native.words(figure, part.frame, by)
    cut, rows = deck_tables.fit(made.table, box(height)), len(made.table.rows)
    while cut.rows:  # the columns of fewer rows may be less wide, so that others break
        cut = deck_tables.fit(cut.table, box(height))
    columns = [columns_left_out(cut.columns)] if cut.columns else []
    notes = [*said, *part.said, *columns, made.note, *masks(cut.table)]
    return Legible(part.frame, cut.table, part.left_out + rows - len(cut.table.rows), tuple(filter(None, notes)))


def box(height: float) -> Box:
    """The room of the stage in points."""
    return Box(0, 0, ACROSS / PIXEL, height / PIXEL)


def columns_left_out(columns: int) -> str:
    """« 2 colonnes de plus ne sont pas montrées ici »"""
    verb = "n’est pas montrée" if columns == 1 else "ne sont pas montrées"
    return f"{count(columns, 'colonne', 'colonnes')} de plus {verb} ici"


def masks(table: Table) -> list[str]:
    """What the word in place of a masked number means."""
    return [f"{MASKED}{NBSP}: {TOO_SMALL}"] if any(MASKED in row for row in table.rows) else []


# How large the letters of a drawing can be.


def scale(figure: go.Figure, width: int, height: float) -> float:
    """How much larger than in the page a chart can be on the stage, its rows moved together as far as words allow."""
    return min(ACROSS / width, height / _least_height(figure)) * _smallest(figure) / palette.TEXT


def fitted(figure: go.Figure, width: int, height: float) -> go.Figure:
    """The chart with as much air between its rows as the letters leave it at their largest."""
    enlarged = min(ACROSS / width, height / _least_height(figure))
    figure.layout.width = width
    figure.layout.height = min(figure.layout.height, math.floor(height / enlarged))
    figure.update_traces(constraintext="none", selector={"type": "bar"})  # else numbers shrink with their bars
    return figure


def _least_height(figure: go.Figure) -> float:
    """Pixels that a chart takes with its rows as near as their words allow; margins stay."""
    layout = figure.layout
    edges = layout.margin.t + layout.margin.b
    return edges + (layout.height - edges) * _closest(figure)


def _closest(figure: go.Figure) -> float:
    """By how much the rows can be moved together until words touch, as a part of their distance."""
    axes = [axis for axis in figure.select_yaxes() if axis.range is not None]
    if len(axes) != 1 or not figure.data:
        return 1.0
    layout, (low, high) = figure.layout, axes[0].range
    pixel = (layout.height - layout.margin.t - layout.margin.b) / abs(high - low)
    return max(0.5, min(1.0, max((need / (gap * pixel) for gap, need in _neighbours(figure, axes[0])), default=1.0)))


def _neighbours(figure: go.Figure, axis: go.layout.YAxis) -> Iterator[tuple[float, float]]:
    """Distance of any two words one above the other, in units of the axis, and the pixels that they need."""
    bars = {y for trace in figure.data if trace.type == "bar" for y in trace.y}
    yield from ((other - one, _NUMBERS) for one, other in pairwise(sorted(bars)))
    for column in _columns_of_words(figure, axis):
        lines: dict[float, int] = {}
        for y, text in column:
            lines[y] = max(lines.get(y, 1), str(text).count("<br>") + 1)
        for one, other in pairwise(sorted(lines)):
            needed = (lines[one] + lines[other]) / 2
            yield other - one, needed * palette.LINE + (_BETWEEN_LINES if needed > 1 else 0)


def _columns_of_words(figure: go.Figure, axis: go.layout.YAxis) -> Iterator[list[tuple[float, str]]]:
    if axis.tickvals is not None and axis.showticklabels is not False:
        yield list(zip(axis.tickvals, axis.ticktext, strict=True))
    for trace in figure.data:
        if trace.type == "scatter" and "text" in (trace.mode or ""):
            yield list(zip(trace.y, trace.text, strict=True))
    by_place: dict[object, list[tuple[float, str]]] = {}
    for word in figure.layout.annotations:
        if word.yref in (None, "y"):
            by_place.setdefault((word.x, word.xshift), []).append((word.y, word.text))
    yield from by_place.values()


def _smallest(figure: go.Figure) -> float:
    """The smallest letters of a chart, at the size that it has in a page."""
    texts = [trace.textfont.size for trace in figure.data if trace.type in ("bar", "scatter")]
    ticks = [axis.tickfont.size for axis in (figure.layout.xaxis, figure.layout.yaxis)]
    words = [word.font.size for word in figure.layout.annotations]
    return min([palette.TEXT, *(size for size in (*texts, *ticks, *words) if size)])
