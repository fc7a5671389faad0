"""Native tables of a slide, cut to what can be read from afar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.export.deck_charts import Box, described
from lib.export.deck_text import LINE, POINT, lines_of, write
from lib.export.native import Table

if TYPE_CHECKING:
    from pptx.slide import Slide as Page

COLUMNS = 7
"""Columns that can be read from afar, that of the labels included."""
SIZES = (16, 14)
"""Points of the letters, the larger where nothing is left out for it."""
_WIDE = 0.62
"""Width of a letter in font sizes where the reader's fonts are wide."""
_LONG, _UNBROKEN = 44, 14
"""Letters of a cell by which its column grows, and up to which it is kept on one line."""
_PADDING = 1.25
"""At both sides of the words of a cell, in font sizes."""
_ABOVE = 0.5
"""Above and below them, in font sizes."""
_FEWEST = 3
"""Columns that are kept whatever the width."""


@dataclass(frozen=True)
class Cut:
    """A table cut to its box: points of its letters, widths of its columns in points, and how many rows and columns
    were left out."""

    table: Table
    size: float
    widths: list[float]
    rows: int
    columns: int


def fit(table: Table, box: Box, sizes: Sequence[float] = SIZES) -> Cut:
    """The rows and columns that can be read from afar, from the first, in the largest letters that leave out least."""
    cuts = [_fit(table, box, size) for size in sizes]
    return min(cuts, key=lambda cut: (cut.columns, cut.rows))


def _fit(table: Table, box: Box, size: float) -> Cut:
    count = min(COLUMNS, len(table.header))
    while count > _FEWEST and sum(_least([row[:count] for row in (table.header, *table.rows)], size)) > box.width:
        count -= 1
    header, rows = table.header[:count], [row[:count] for row in table.rows]
    widths = _widths([header, *rows], box.width, size)
    kept, room = [], box.height - _row_height(header, widths, size)
    for row in rows:
        room -= _row_height(row, widths, size)
        if room < 0 and kept:
            break
        kept.append(row)
    cut = Table(tuple(header), tuple(kept))
    return Cut(cut, size, widths, len(rows) - len(kept), len(table.header) - len(header))


def _least(rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """The widths at which no word and no number is broken."""
    return [(max(_unbroken(row[at]) for row in rows) * _WIDE + _PADDING) * size for at in range(len(rows[0]))]


def _widths(rows: Sequence[Sequence[str]], width: float, size: float) -> list[float]:
    """No column is less wide than its longest word or number; what remains goes by what stands in them."""
    least = _least(rows, size)
    longest = [max(min(len(row[at]), _LONG) for row in rows) for at in range(len(rows[0]))]
    wanted = [(letters * _WIDE + _PADDING) * size for letters in longest]
    missing = [max(0.0, want - have) for want, have in zip(wanted, least, strict=True)]
    spare = width - sum(least)
    if spare < 0 or not sum(missing):
        return [each * width / sum(least) for each in least]
    return [have + spare * lack / sum(missing) for have, lack in zip(least, missing, strict=True)]


def _unbroken(text: str) -> int:
    return len(text) if len(text) <= _UNBROKEN else max(len(word) for word in text.split(" "))


def _row_height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    room = [width - _PADDING * size * 0.6 for width in widths]
    most = max(lines_of(text, width, size, letter=_WIDE) for text, width in zip(row, room, strict=True))
    return (most * LINE + _ABOVE) * size


def draw(page: Page, cut: Cut, box: Box, words: str, *, scale: float = 1.0) -> None:
    """Add a native table; ``words`` are what a screen reader says of it."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    rows = [cut.table.header, *cut.table.rows]
    heights = [_row_height(row, cut.widths, cut.size) for row in rows]
    point = POINT * scale
    aside, above = round(cut.size * _PADDING * 0.3 * point), round(cut.size * _ABOVE * 0.375 * point)
    place = Box(box.left, box.top, sum(cut.widths), sum(heights))
    frame = page.shapes.add_table(len(rows), len(cut.widths), *place.emu(scale))
    described(frame, words)
    for column, width in zip(frame.table.columns, cut.widths, strict=True):
        column.width = round(width * point)
    for at, row in enumerate(rows):
        frame.table.rows[at].height = round(heights[at] * point)
        for column, text in enumerate(row):
            cell = frame.table.cell(at, column)
            cell.margin_left = cell.margin_right = aside
            cell.margin_top = cell.margin_bottom = above
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            write(cell.text_frame, [text], cut.size * scale, bold=not at)
            cell.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if not column else PP_ALIGN.CENTER
