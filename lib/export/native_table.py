"""Figures that are rows and columns of words where an office program draws them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib import sentences
from lib.analysis.network import strongest
from lib.charts.network import EDGES
from lib.french import NOTHING, is_missing, number, percent
from lib.gallery.figure import Figure
from lib.records import Row, by_answer, gather, name_of_group, rows_of
from lib.tables import MASKED


@dataclass(frozen=True)
class Table:
    """Words in rows and columns; the first column names the rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def crossed(frame: pd.DataFrame) -> Table:
    """Choices × groups: « 57 % (13) », « 4 sur 7 », « 2,1 (23) », or why there is nothing."""
    return _crossed(frame, "key")


def means(frame: pd.DataFrame) -> Table:
    """Rated factors × groups: the mean of each, « 2,1 (23) » (frames of `lib.indicators.scale`)."""
    return _crossed(frame, "question")


def _crossed(frame: pd.DataFrame, key: str) -> Table:
    rows = rows_of(frame)
    groups = {name: name_of_group(part) for name, part in gather(rows, "group").items()}
    body = [
        (str(next(iter(cells.values()))["label"]), *(cell(cells.get(name)) for name in groups))
        for cells in by_answer(rows, key).values()
    ]
    return Table(("", *groups.values()), tuple(body))


def cell(row: Row | None) -> str:
    """One number as a table of a slide shows it."""
    if row is None:
        return NOTHING
    if row["masked"]:
        return MASKED
    if row["display"] == "empty":
        return sentences.UNANSWERED
    if not is_missing(row["value"]):
        return f"{number(row['value'], 1)} ({number(row['base'])})"
    if is_missing(row["share"]):
        return f"{number(row['n'])} sur {number(row['base'])}"
    return f"{percent(row['share'])} ({number(row['n'])})"


def network(figure: Figure, frame: pd.DataFrame) -> Table:
    """The pairs that the screen draws, those cited most first."""
    rows = rows_of(frame)
    place = {id(row): at for at, row in enumerate(rows)}
    wanted = int(figure.code.rpartition("/")[2]) if "/" in figure.code else EDGES
    pairs = frame.iloc[[place[id(row)] for row in strongest(rows, wanted)]]
    shown = figure.table(pairs)
    return Table(tuple(shown.columns), tuple(shown.itertuples(index=False, name=None)))
