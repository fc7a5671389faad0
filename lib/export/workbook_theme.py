"""One theme of a report as a sheet: figure after figure, its table with its chart beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from lib.codebook import Codebook
from lib.export import native, slides, typed, workbook_charts
from lib.export.chapters import Chapter, Shown
from lib.export.native import Chart
from lib.export.typed import Column, Look
from lib.export.workbook_charts import Cells
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
    width_of,
)
from lib.french import is_missing
from lib.records import Row, rows_of
from lib.tables import MASKED

HEAD_ROWS = 3
"""Title, selection and column heads of a sheet: they stay in sight, and stand on every page."""
_WIDTHS = {"label": 42.0, "group": 24.0, "point": 15.0, "family": 26.0, "unit": 14.0}
_NUMBER, _GUTTER, _CHART_COLUMNS, _CHART_COLUMN = 10.5, 2.0, 8, 11.5
_HEADER_HEIGHT, _CM, _LETTER_CM = 2 * LINE + 3, 28.35, 0.205
"""Points of a header of two lines; points of a centimetre; centimetres of a letter of column width."""
_PAGE_WIDTH, _PAGE_HEIGHT = 27.6, 17.4
"""Centimetres of A4 landscape within the margins."""


_FIRST_BLOCK = 4


@dataclass
class Sheet:
    """A sheet being written: the columns of its tables, and how far it is filled."""

    sheet: Worksheet
    columns: list[Column]
    codebook: Codebook
    row: int = HEAD_ROWS + 2
    page_start: int = 1

    @property
    def chart_column(self) -> int:
        return len(self.columns) + 2

    @property
    def width(self) -> int:
        """Number of columns, those under the charts included."""
        return self.chart_column + _CHART_COLUMNS - 1

    @property
    def room(self) -> float:
        """Points of rows that a printed page holds below the heads that it repeats."""
        sheet = self.sheet
        width = sum(width_of(sheet, at + 1) for at in range(self.width)) * _LETTER_CM
        return _PAGE_HEIGHT * _CM * width / _PAGE_WIDTH - self.points(1, HEAD_ROWS)

    def points(self, first: int, last: int) -> float:
        """Height of some rows."""
        default = self.sheet.sheet_format.defaultRowHeight or 15
        return sum(self.sheet.row_dimensions[row].height or default for row in range(first, last + 1))


def write(sheet: Worksheet, chapter: Chapter, words: str, foot: str, codebook: Codebook, data: ChartData) -> None:
    """Write one theme.

    Parameters
    ----------
    words : str
        The selection in words.
    foot : str
        At the foot of each page.
    data : ChartData
        Takes the numbers of the charts that the tables do not hold in their order.
    """
    columns = typed.columns([shown.frame for shown in chapter.shown])
    set_widths(sheet, [_width(column) for column in columns] + [_GUTTER] + [_CHART_COLUMN] * _CHART_COLUMNS)
    written = Sheet(sheet, columns, codebook)
    across(sheet, 1, chapter.title, TITLE, written.width)
    across(sheet, 2, words, SMALL, written.width)
    _head(written, HEAD_ROWS)
    sheet.freeze_panes = sheet.cell(HEAD_ROWS + 1, 1)
    for shown in chapter.shown:
        _figure(written, shown, chapter.heading(shown), data)
    page(sheet, f"1:{HEAD_ROWS}", foot)
    sheet.print_area = f"A1:{get_column_letter(written.width)}{written.row}"


def _width(column: Column) -> float:
    return _WIDTHS.get(column.name, _NUMBER)


def _figure(written: Sheet, shown: Shown, heading: str, data: ChartData) -> None:
    sheet, first = written.sheet, written.row
    chart = native.of(shown.figure, shown.frame, shown.by)
    said = shown.figure.sentence(shown.frame)
    texts = [(heading, HEADING), (said, TEXT)]
    texts.append((" ".join(filter(None, (shown.figure.base(shown.frame), chart.note))), SMALL))
    for text, style in texts:
        if text:
            across(sheet, written.row, text, style, written.width)
            written.row += 1
    top = written.row
    rows, place = _ordered(rows_of(shown.frame), chart, shown)
    bottom = _table(written, shown, rows)
    if chart.series:
        cells = _cells(sheet, written.columns, place, top + 1) if place else data.add(chart, heading)
        page_left = (written.room - written.points(first, top - 1)) / _CM  # a figure that is this long begins a page
        tall = min(workbook_charts.height(chart), page_left)
        drawn = workbook_charts.draw(chart, cells, shown.figure.question, _axis_title(chart), tall)
        workbook_charts.place(drawn, sheet, written.chart_column, top, heading, said)
        bottom = max(bottom, _row_under(written, top, tall))
    written.row = bottom + 2
    _break_before(written, first)


def _table(written: Sheet, shown: Shown, rows: Sequence[Row]) -> int:
    """The table, and what its indicators are; gives the last row written."""
    sheet, top = written.sheet, written.row
    _head(written, top)
    for line, row in enumerate(rows, start=top + 1):
        lines = LINE
        for place, cell in enumerate(typed.row(row, written.columns, written.codebook), start=1):
            if cell.value is not None:
                style = MASK if cell.value == MASKED and cell.look is not Look.TEXT else OF_LOOK[cell.look]
                put(sheet, line, place, cell.value, style)
                if cell.look is Look.TEXT:
                    lines = max(lines, height(str(cell.value), _width(written.columns[place - 1])))
        sheet.row_dimensions[line].height = lines + 1.5
    written.row = top + len(rows) + 1
    _filterable(written, top, shown.figure.code)
    for text in (*slides.definitions(shown.figure), shown.figure.caution):
        if text:
            across(sheet, written.row, text, SMALL, len(written.columns))
            written.row += 1
    return written.row - 1


def _head(written: Sheet, row: int) -> None:
    for place, column in enumerate(written.columns, start=1):
        put(written.sheet, row, place, column.header, HEADER if column.look is Look.TEXT else NUMBERS)
    written.sheet.row_dimensions[row].height = _HEADER_HEIGHT


def _filterable(written: Sheet, top: int, code: str) -> None:
    """Make an Excel table of it: it can be sorted and filtered, and its head stays in sight."""
    last = get_column_letter(len(written.columns))
    table = Table(displayName=_table_name(code), ref=f"A{top}:{last}{written.row - 1}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    written.sheet.add_table(table)


def _table_name(code: str) -> str:
    return "t_" + "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in code)


def _ordered(rows: Sequence[Row], chart: Chart, shown: Shown) -> tuple[list[Row], tuple[str, Chart] | None]:
    """The rows so that each series of the chart is one run of cells, and the column that it draws.

    Where a mark cannot be told among the rows (its label says more than theirs), or has no number, the rows keep their
    order and the chart needs cells of its own.
    """
    if not chart.series:
        return list(rows), None
    found = [[_row_of(rows, chart, series.name, category) for category in chart.categories] for series in chart.series]
    marks = [row for line in found for row in line]
    values = [value for series in chart.series for value in series.values]
    if any(row is None for row in marks) or len({id(row) for row in marks}) < len(marks):
        return list(rows), None
    for name in ("share",) if chart.percent else ("value", "n"):
        if all(not is_missing(row[name]) and row[name] == value for row, value in zip(marks, values, strict=True)):
            drawn = {id(row) for row in marks}
            return [*marks, *(row for row in rows if id(row) not in drawn)], (name, chart)
    return list(rows), None


def _row_of(rows: Sequence[Row], chart: Chart, series: str, category: str) -> Row | None:
    """The only row that a mark can stand for."""
    one = len(chart.series) == 1
    found = [
        row
        for row in rows
        if (one and row["label"] == category)
        or (row["label"], row["group_label"]) in ((category, series), (series, category))
    ]
    return found[0] if len(found) == 1 and not found[0]["masked"] else None


def _cells(sheet: Worksheet, columns: Sequence[Column], place: tuple[str, Chart], first: int) -> Cells:
    """Where the table holds what the chart draws."""
    name, chart = place
    names = [column.name for column in columns]
    size, at = len(chart.categories), names.index(name) + 1
    runs = [(first + size * rank, first + size * (rank + 1) - 1) for rank in range(len(chart.series))]
    label, group = names.index("label") + 1, names.index("group") + 1 if "group" in names else 0
    if chart.kind == "line":
        label, group = group, label
    named = tuple((group, start) if len(chart.series) > 1 else None for start, _ in runs)
    return Cells(sheet, (label, *runs[0]), tuple((at, *run) for run in runs), named)


def _axis_title(chart: Chart) -> str:
    if len(chart.series) == 1 and chart.kind == "bar":
        return chart.series[0].name
    if chart.percent:
        return "Part des liens"
    return "Moyenne" if chart.kind == "line" or chart.axis_top == 3 else "Nombre de liens"


def _row_under(written: Sheet, top: int, centimetres: float) -> int:
    """The row that a drawing of some height ends in."""
    row, room = top, centimetres * _CM
    while room > 0:
        room -= written.points(row, row)
        row += 1
    return row


def _break_before(written: Sheet, first: int) -> None:
    """Begin a page with a figure that would not end on the one it begins on."""
    if first > HEAD_ROWS + 2 and written.points(written.page_start, written.row - 2) > written.room:
        written.sheet.row_breaks.append(Break(id=first - 1))
        written.page_start = first


class ChartData:
    """The sheet with the numbers of charts that no table holds in their order."""

    TITLE = "Données des graphiques"

    def __init__(self, sheet: Worksheet, foot: str) -> None:
        self._sheet, self._row = sheet, _FIRST_BLOCK
        set_widths(sheet, [70.0, *[16.0] * 12])
        across(sheet, 1, self.TITLE, TITLE, 8)
        how = "Les nombres que dessinent les graphiques, dans leur ordre. Changer un nombre ici change son graphique."
        across(sheet, 2, how, SMALL, 8)
        sheet.freeze_panes = "A3"
        page(sheet, "1:2", foot)

    @property
    def is_empty(self) -> bool:
        return self._row == _FIRST_BLOCK

    def add(self, chart: Chart, heading: str) -> Cells:
        """Write the numbers of one chart."""
        cells, self._row = workbook_charts.write_block(self._sheet, self._row, chart, heading)
        return cells
