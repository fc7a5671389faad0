"""The parts that every figure is put together from: rows, common scale, place of each row, frame around it all.

The vertical axis is measured in pixels, so that bars and letters keep their size whether there are five rows or
thirty, and a label of two lines takes the room of two. Parts are plain dicts: Plotly checks them once, at the end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go

from lib import sentences
from lib.charts import palette
from lib.charts.palette import LINE, PAPER, TITLE_LINE, escape, text_width, wrap
from lib.french import NBSP, THIN, count, is_missing, number, percent
from lib.nouns import counted
from lib.records import Row, gather

BAR, GAP = 26, 14
TICK_ROOM = 66
"""Below the bars: tick labels and the axis title."""
_BETWEEN = 8
"""Least room between two ticks, in pixels."""
PAGE = 900
"""Width in pixels for which room is kept: a page beside its filters at 1280. Wider or narrower still reads."""


@dataclass(frozen=True)
class Axis:
    """The common horizontal scale; ``key`` is the column drawn, ``share`` or ``n``; ``counted`` says of what."""

    key: str
    top: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]
    counted: str = "liens"


@dataclass(frozen=True)
class Heading:
    """What stands above the bars; ``width`` is the room in pixels by which lines are broken."""

    title: str
    notes: Sequence[str] = ()
    width: int = PAGE

    @property
    def label_letters(self) -> int:
        """Letters on one line of a label: fewer where two charts share a page, more on a screen of its own."""
        if self.width >= 1100:
            return palette.LABEL_WIDTH * 3 // 2
        return palette.LABEL_WIDTH if self.width >= 800 else palette.LABEL_WIDTH * 2 // 3

    def lines(self) -> list[str]:
        letters = round(self.width / palette.LETTER)
        title = [f"<b>{escape(line)}</b>" for line in wrap(self.title, letters // palette.TITLE) if line]
        notes = [escape(line) for note in self.notes for line in wrap(note, letters // palette.TEXT)]
        return title + [_small(f'<span style="color:{palette.MUTED}">{line}</span>') for line in notes]


@dataclass
class Sheet:
    """Where the rows stand: for each its middle, in pixels from the top, and its label broken into lines."""

    letters: int = palette.LABEL_WIDTH
    middles: list[float] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    widest: int = 0
    height: float = GAP / 2

    def add(self, label: str, bar_height: float = BAR, *, bold: bool = False) -> float:
        """Give the next row its place and return its middle."""
        lines = wrap(label, self.letters)
        room = max(len(lines) * LINE, bar_height) + GAP
        self.middles.append(self.height + room / 2)
        text = "<br>".join(escape(line) for line in lines)
        self.labels.append(f"<b>{text}</b>" if bold else text)
        self.widest = max(self.widest, text_width(lines))
        self.height += room
        return self.middles[-1]


def why_nothing(rows: Sequence[Row]) -> str | None:
    """What to say instead of a figure, or None where there is something to draw."""
    if any(row["display"] in ("percent", "count") for row in rows):
        return None
    return sentences.TOO_FEW if any(row["masked"] for row in rows) else sentences.NO_ANSWER


def axis_of(rows: Sequence[Row], *, whole: bool = False) -> Axis:
    """One scale from zero for all rows: per cent as soon as one row has a share, else links.

    A share axis ends at the next ten above the longest bar, at 50 % or more; with ``whole`` at 100 %.
    """
    shares = [row["share"] for row in rows if not is_missing(row["share"])]
    noun = counted(rows[0]["indicator"])[1]
    if shares:
        top = 1.0 if whole else max(0.5, min(1.0, math.ceil(max(shares) * 10 - 1e-9) / 10))
        ticks = tuple(tick / 10 for tick in range(0, round(top * 10) + 1, 2 if top > 0.5 else 1))
        return Axis("share", top, ticks, tuple(percent(tick) for tick in ticks), noun)
    bars = [row["base" if whole else "n"] for row in rows]
    top = max((value for value in bars if not is_missing(value)), default=0) or 1
    ticks = tuple(range(0, top + 1, 1 if top < 6 else 2))
    return Axis("n", top, ticks, tuple(number(tick) for tick in ticks), noun)


def bar_text(row: Row, axis: Axis, *, interval: bool = False) -> str:
    """What stands at the end of a bar; where there is no bar, why."""
    if row["display"] == "masked" or row["masked"]:
        return sentences.TOO_SMALL
    if row["display"] == "empty" or is_missing(row["n"]):
        return sentences.UNANSWERED
    if axis.key == "n":
        return number(row["n"])
    if is_missing(row["share"]):
        return f"{number(row['n'])} sur {number(row['base'])}"
    if interval and not is_missing(row["low"]):
        return f"{percent(row['share'])} [{number(row['low'] * 100)}–{number(row['high'] * 100)}]"
    return percent(row["share"])


def hover_text(row: Row, label: str = "") -> str:
    """Everything that may be known of one bar, in lines."""
    lines = [f"<b>{escape(label or str(row['label']))}</b>"]
    if row["group"]:
        lines.append(escape(str(row["group_label"] or row["group"])))
    if row["family"] and row["family"] != row["label"]:
        lines.append(f"Famille{NBSP}: {escape(str(row['family']))}")
    if row["masked"] or row["display"] == "empty":
        return "<br>".join([*lines, sentences.TOO_SMALL if row["masked"] else sentences.UNANSWERED])
    noun = counted(row["indicator"])
    links = f"{count(row['n'], *noun)} sur {number(row['base'])}"
    share = "" if is_missing(row["share"]) else f"{percent(row['share'])}{NBSP}: "
    lines.append(share + links)
    if not is_missing(row["low"]):
        low, high = number(row["low"] * 100), number(row["high"] * 100)
        lines.append(f"intervalle à 95{THIN}%{NBSP}: {low} à {high}{THIN}%")
    if not is_missing(row["missing"]) and row["missing"]:
        lines.append(f"sans réponse{NBSP}: {count(row['missing'], *noun)}")
    return "<br>".join(lines)


def codes(rows: Sequence[Row]) -> list[list[object]]:
    """What names each mark to whoever selects it: question, choice (label where it has no code), group."""
    return [[row["question"], row["key"], row["group"]] for row in rows]


def bar_trace(
    marks: Sequence[tuple[float, Row]],
    axis: Axis,
    *,
    name: str,
    colour: str | Sequence[str],
    prefix: str = "",
    thickness: float = BAR,
    interval: bool = False,
) -> dict[str, object]:
    """One series of bars; ``marks`` are (middle, row).

    ``colour`` is one for all or one for each; ``prefix`` goes before the words that stand for a missing bar.
    """
    values = [0 if is_missing(row[axis.key]) else row[axis.key] for _, row in marks]
    return {
        "type": "bar",
        "orientation": "h",
        "name": escape(name),
        "x": values,
        "y": [middle for middle, _ in marks],
        "width": thickness,
        "marker": {"color": colour},
        "text": [
            (prefix if is_missing(row[axis.key]) else "") + bar_text(row, axis, interval=interval) for _, row in marks
        ],
        "customdata": codes([row for _, row in marks]),
        "hovertext": [hover_text(row) for _, row in marks],
    }


def words(marks: Sequence[tuple[float, float, str]]) -> dict[str, object]:
    """Words beside the marks, each at (x, y) and to its right: means, totals, or why there is no mark."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _, _ in marks],
        "y": [y for _, y, _ in marks],
        "text": [f"{NBSP}{text}" for _, _, text in marks],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def family_colours(rows: Sequence[Row]) -> dict[str, str]:
    """Family → colour, in the order of the frame, which is the codebook's: a filter does not change a colour."""
    families = [family for family in gather(rows, "family") if family]
    colours = {family: palette.COLOURS[i % len(palette.COLOURS)] for i, family in enumerate(families)}
    if any(not row["family"] for row in rows):
        colours[""] = palette.NEUTRAL if families else palette.COLOURS[0]
    return colours


def legend_of(colours: Mapping[str, str], width: int) -> list[str]:
    """Lines of coloured squares and names, broken where the page ends: Plotly's own legend would not tell us
    how many lines it takes, and run into the title."""
    lines: list[list[str]] = []
    room = 0
    letters = max(12, int((width - 48) / palette.TEXT / palette.LETTER))
    for name, colour in colours.items():
        first, *more = (escape(line).replace(" ", NBSP) for line in wrap(name, letters))
        entry = text_width(wrap(name, letters)) + 48
        if entry > room:
            lines.append([])
            room = width - 20
        room -= entry
        edge = f";stroke:{palette.SCORE_OUTLINE};stroke-width:1px" if palette.contrast(colour, PAPER) < 3 else ""
        lines[-1].append(f'<span style="color:{colour}{edge}">■</span>{NBSP}{first}')
        if more:  # a name of its own lines: nothing stands beside it
            lines += [[NBSP * 4 + line] for line in more]
            room = 0
    return [_small((NBSP * 5).join(line)) for line in lines]


def _small(markup: str) -> str:
    return f'<span style="font-size:{palette.TEXT}px">{markup}</span>'


def layout_of(
    head: Heading,
    *,
    height: float,
    left: int,
    right: int,
    legend: Mapping[str, str] | None = None,
    foot: int = TICK_ROOM,
) -> dict[str, object]:
    """Heading, legend (name → colour) and margins around a drawing ``height`` pixels high."""
    lines = [*head.lines(), *legend_of(legend or {}, head.width)]
    top = 16 + TITLE_LINE * len(lines) + 6
    return {
        "template": palette.TEMPLATE,
        "title": {"text": "<br>".join(lines)},
        "height": round(top + height + foot),
        "margin": {"l": left, "r": right, "t": top, "b": foot, "pad": 0, "autoexpand": False},
    }


def x_axis(axis: Axis, room: float = PAGE, *, few: bool = False) -> dict[str, object]:
    """The common scale, with the ticks that ``room`` pixels hold side by side, the first and the last among them.

    ``few``: for a narrow panel, without the last tick, which would run into the next panel's first.
    """
    end = len(axis.ticks) // 2 + 1 if few else len(axis.ticks)
    step = max(1, end - 1) if few else _step(axis, room)
    return {
        "range": [0, axis.top],
        "tickvals": axis.ticks[:end:step],
        "ticktext": axis.texts[:end:step],
        "title": {"text": f"{'part des' if axis.key == 'share' else 'nombre de'} {axis.counted}"},
    }


def _step(axis: Axis, room: float) -> int:
    """Every how many ticks are written: steps that end at the last tick, as near to one another as there is room."""
    last, each = max(1, len(axis.ticks) - 1), text_width(axis.texts) + _BETWEEN
    return next((step for step in range(1, last) if last % step == 0 and room * step / last >= each), last)


def y_axis(sheet: Sheet, *, labels: bool = True) -> dict[str, object]:
    return {
        "range": [sheet.height, 0],
        "tickvals": sheet.middles,
        "ticktext": sheet.labels,
        "showticklabels": labels,
    }


def message(text: str, title: str = "", width: int = PAGE) -> go.Figure:
    """A figure without data that says why."""
    note = "<br>".join(escape(line) for line in wrap(text, width // 14))
    layout = layout_of(Heading(title, (), width), height=100, left=20, right=20, foot=10) | {
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "annotations": [{"text": note, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}],
    }
    return go.Figure({"data": [], "layout": layout})
