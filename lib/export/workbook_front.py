"""The sheets of a report that hold no figures: contents, definitions, questionnaire, and the observations on demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from lib.export import observations
from lib.export.chapters import Chapter
from lib.export.glossary import Listing
from lib.export.observations import DataSet
from lib.export.slides import LIMITS
from lib.export.typed import Value
from lib.export.workbook_looks import (
    HEADER,
    HEADING,
    LINE,
    LINK,
    SMALL,
    TEXT,
    TITLE,
    WARNING,
    across,
    height,
    page,
    put,
    safe,
    set_widths,
)
from lib.french import THIN, count

CONTENTS, RAW = "Sommaire", "Observations"
_COLUMN_LONGEST = 28
_PAGES_WIDE = 8
"""Pages that the observations take beside each other: on one, hundreds of columns could not be read."""


def contents(
    sheet: Worksheet,
    title: str,
    said: Sequence[str],
    chapters: Sequence[tuple[str, Chapter]],
    others: Sequence[tuple[str, str]],
    warning: str,
    foot: str,
) -> None:
    """« Sommaire ».

    Parameters
    ----------
    said : sequence of str
        Selection, comparison, coverage and date.
    chapters : sequence of (sheet name, Chapter)
    others : sequence of (sheet name, what it holds)
    warning : str
        Where the workbook holds what must not be passed on; "" elsewhere.
    """
    set_widths(sheet, [30.0, 62.0, 10.0, 14.0])
    across(sheet, 1, title, TITLE, 4)
    row = 2
    for text, style in [*((text, TEXT) for text in said), *([(warning, WARNING)] if warning else [])]:
        across(sheet, row, text, style, 4)
        row += 1
    head = row + 1
    _header(sheet, head, ("Feuille", "Ce qu’on y lit", "Figures", "Lignes masquées"))
    row = head + 1
    for name, chapter in chapters:
        masked = sum(int(shown.frame["masked"].sum()) for shown in chapter.shown)
        _line(sheet, row, (name, chapter.told, len(chapter.shown), masked))
        row += 1
    for name, what in others:
        _line(sheet, row, (name, what, None, None))
        row += 1
    across(sheet, row + 1, "Ce qui est masqué, et pourquoi", HEADING, 4)
    row += 2
    for text in (_masked([chapter for _, chapter in chapters]), *LIMITS):
        across(sheet, row, text, TEXT, 4)
        row += 1
    page(sheet, f"{head}:{head}", foot)


def _line(sheet: Worksheet, row: int, values: Sequence[Value]) -> None:
    name, what, *numbers = values
    cell = put(sheet, row, 1, name, LINK)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(str(name))}!A1", display=str(name))
    put(sheet, row, 2, what)
    for column, number in enumerate(numbers, start=3):
        if number is not None:
            put(sheet, row, column, number)
    sheet.row_dimensions[row].height = height(str(what), 62) + 2


def _masked(chapters: Iterable[Chapter]) -> str:
    frames = [shown.frame for chapter in chapters for shown in chapter.shown]
    hidden, rows = sum(int(frame["masked"].sum()) for frame in frames), sum(len(frame) for frame in frames)
    if not hidden:
        return f"Aucune ligne n’est masquée dans cette sélection (sur {rows})."
    verb = "est masquée" if hidden == 1 else "sont masquées"
    return (
        f"{count(hidden, 'ligne', 'lignes')} sur {rows} {verb}{THIN}; leurs nombres ne sont nulle part dans ce fichier."
    )


def listing(sheet: Worksheet, listed: Listing, foot: str) -> None:
    """« Définitions », « Questionnaire »: a plain list with a title, a frozen header and filters."""
    set_widths(sheet, listed.widths)
    across(sheet, 1, listed.title, TITLE, len(listed.headers))
    _header(sheet, 2, listed.headers)
    for line, values in enumerate(listed.rows, start=3):
        tallest = LINE
        for column, value in enumerate(values, start=1):
            if value:
                put(sheet, line, column, value)
                tallest = max(tallest, height(value, listed.widths[column - 1]))
        sheet.row_dimensions[line].height = tallest + 1.5
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(listed.headers))}{len(listed.rows) + 2}"
    page(sheet, "1:2", foot)


def raw(sheet: Worksheet, data: DataSet, words: str, foot: str) -> None:
    """« Observations »: a row of labels over a row of variables, then one row for each observation.

    ``words`` is their selection: they may be of more campaigns than the figures.
    """
    last = len(data.columns)
    across(sheet, 1, RAW, TITLE, min(last, 8))
    notes = (*data.notes, words)
    for row, text in enumerate(notes, start=2):
        across(sheet, row, text, WARNING if row == 2 else SMALL, min(last, 8))
        sheet.row_dimensions[row].height = 2 * LINE + 4
    head = len(notes) + 3
    for at, column in enumerate(data.columns, start=1):
        width = min(_COLUMN_LONGEST, max(11, len(column.header) / 3))
        sheet.column_dimensions[get_column_letter(at)].width = width
        put(sheet, head - 1, at, observations.variable(column.name), SMALL)
        put(sheet, head, at, column.header, HEADER)
    sheet.row_dimensions[head].height = 5 * LINE
    for at, name in enumerate(data.frame.columns, start=1):
        _raw_column(sheet, head + 1, at, data, name)
    sheet.freeze_panes = sheet.cell(head + 1, 4)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(last)}{head + len(data.frame)}"
    page(sheet, f"{head}:{head}", foot)
    sheet.page_setup.fitToWidth = _PAGES_WIDE
    sheet.print_title_cols = "A:C"


def _raw_column(sheet: Worksheet, first: int, at: int, data: DataSet, name: str) -> None:
    """Cells without a style: there may be many thousands."""
    values = data.frame[name]
    numbers = observations.is_number(values)
    for row, value in enumerate(values.astype("object").where(values.notna(), None).tolist(), start=first):
        if value is None or value == "":
            continue
        cell = sheet.cell(row, at)
        if numbers:
            cell.value = int(value)
        else:
            cell.value = safe(str(value))
            cell.data_type = "s"


def _header(sheet: Worksheet, row: int, headers: Sequence[str]) -> None:
    for column, text in enumerate(headers, start=1):
        put(sheet, row, column, text, HEADER)
    sheet.row_dimensions[row].height = 2 * LINE + 3
