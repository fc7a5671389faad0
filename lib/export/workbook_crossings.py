"""The fifteen readings of a report as a sheet: each crossing as a table of numbers, one reading a page."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from lib.analysis import readings
from lib.export import matrix, slides
from lib.export.chapters import Chapter, Shown
from lib.export.matrix import Block
from lib.export.typed import Look
from lib.export.workbook_looks import (
    HEADER,
    HEADING,
    LINE,
    MASK,
    NUMBERS,
    OF_LOOK,
    SMALL,
    TEXT,
    TITLE,
    across,
    height,
    page,
    put,
    set_widths,
)
from lib.tables import MASKED

HEAD_ROWS = 2
_LABEL, _NUMBER, _ACROSS = 46.0, 11.5, 10
"""Widths of the columns, and how many of them words run over."""


def write(sheet: Worksheet, chapter: Chapter, words: str, foot: str) -> None:
    """Write the readings; ``words`` is the selection, ``foot`` stands at the foot of each page."""
    drawn = [matrix.blocks(shown.frame) for shown in chapter.shown]
    width = max(_ACROSS, *(len(block.header) for blocks in drawn for block in blocks))
    set_widths(sheet, [_LABEL, *[_NUMBER] * (width - 1)])
    across(sheet, 1, chapter.title, TITLE, _ACROSS)
    across(sheet, 2, words, SMALL, _ACROSS)
    sheet.freeze_panes = sheet.cell(HEAD_ROWS + 1, 2)
    row, before = HEAD_ROWS + 2, ""
    for shown, blocks in zip(chapter.shown, drawn, strict=True):
        reading = readings.of_figure(shown.figure.code)
        if before not in ("", reading):
            sheet.row_breaks.append(Break(id=row - 1))
        row, before = _figure(sheet, row, shown, chapter.heading(shown), blocks), reading
    page(sheet, f"1:{HEAD_ROWS}", foot)
    sheet.print_area = f"A1:{get_column_letter(width)}{row - 1}"


def _figure(sheet: Worksheet, row: int, shown: Shown, heading: str, blocks: list[Block]) -> int:
    """Heading, sentence with its verdict, base, numbers, definitions and caution; gives the next free row."""
    figure, frame = shown.figure, shown.frame
    row = _words(sheet, row, (heading, HEADING), (figure.sentence(frame), TEXT), (figure.base(frame), SMALL))
    for block in blocks:
        row = _block(sheet, row, block) + 1
    return _words(sheet, row - 1, *((text, SMALL) for text in (*slides.definitions(figure), figure.caution))) + 1


def _words(sheet: Worksheet, row: int, *texts: tuple[str, str]) -> int:
    told = [(text, style) for text, style in texts if text]
    for at, (text, style) in enumerate(told, start=row):
        across(sheet, at, text, style, _ACROSS)
    return row + len(told)


def _block(sheet: Worksheet, row: int, block: Block) -> int:
    for column, text in enumerate(block.header, start=1):
        put(sheet, row, column, text, NUMBERS if column > 1 else HEADER)
    sheet.row_dimensions[row].height = max(LINE, *(height(text, _NUMBER) for text in block.header[1:])) + 3
    for at, cells in enumerate(block.rows, start=row + 1):
        for column, cell in enumerate(cells, start=1):
            if cell.value is not None:
                masked = cell.look is not Look.TEXT and cell.value == MASKED
                put(sheet, at, column, cell.value, MASK if masked else OF_LOOK[cell.look])
        sheet.row_dimensions[at].height = height(str(cells[0].value), _LABEL) + 1.5
    return row + 1 + len(block.rows)
