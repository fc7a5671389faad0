"""How the cells and pages of a report look: named styles, to be changed in one place, and the print set-up."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from lib.charts import palette
from lib.export.typed import Look
from lib.injection import neutralised

TITLE, HEADING, TEXT, SMALL, LINK, WARNING, HEADER, NUMBERS, MASK = (
    "Passerelle titre",
    "Passerelle figure",
    "Passerelle texte",
    "Passerelle note",
    "Passerelle lien",
    "Passerelle avertissement",
    "Passerelle en-tête",
    "Passerelle en-tête de nombres",
    "Passerelle masqué",
)
OF_LOOK = {
    Look.TEXT: TEXT,
    Look.COUNT: "Passerelle effectif",
    Look.SHARE: "Passerelle part",
    Look.MEAN: "Passerelle moyenne",
}
FORMATS = {Look.TEXT: "@", Look.COUNT: "#,##0", Look.SHARE: "0 %", Look.MEAN: "0.0"}
"""Format codes are English in the file; Excel shows them as the reader's own country writes them."""

LINE = 13.5
"""Height of one line of text, in points."""
_LONGEST = 32_767
_INK, _MUTED, _BLUE = (colour.removeprefix("#") for colour in (palette.INK, palette.MUTED, palette.COLOURS[0]))
_HEAD_FILL, _WARNING_FILL = "DDE6EE", "FCE4D6"


def add_styles(workbook: Workbook) -> None:
    """Give a workbook the styles that `put` names."""
    normal = Font(name="Arial", size=10, color=_INK)  # column widths count its letters
    workbook._fonts[0] = normal
    workbook._named_styles["Normal"].font = normal
    top, right = Alignment(vertical="top", wrap_text=True), Alignment(horizontal="right", vertical="top")
    line = Border(bottom=Side("thin", color=_INK))
    fonts = {
        TITLE: Font(name="Arial", size=16, bold=True, color=_INK),
        HEADING: Font(name="Arial", size=12, bold=True, color=_INK),
        TEXT: Font(name="Arial", size=10, color=_INK),
        SMALL: Font(name="Arial", size=9, italic=True, color=_MUTED),
        LINK: Font(name="Arial", size=10, underline="single", color=_BLUE),
        WARNING: Font(name="Arial", size=11, bold=True, color="9C0006"),
        HEADER: Font(name="Arial", size=10, bold=True, color=_INK),
    }
    fills = {HEADER: _HEAD_FILL, WARNING: _WARNING_FILL}
    for name, font in fonts.items():
        fill = PatternFill("solid", fgColor=fills[name]) if name in fills else PatternFill()
        border = line if name == HEADER else Border()
        workbook.add_named_style(NamedStyle(name, font=font, alignment=top, fill=fill, border=border))
    above = Alignment(horizontal="right", vertical="top", wrap_text=True)
    fill = PatternFill("solid", fgColor=_HEAD_FILL)
    workbook.add_named_style(NamedStyle(NUMBERS, font=fonts[HEADER], alignment=above, fill=fill, border=line))
    for look in (Look.COUNT, Look.SHARE, Look.MEAN):
        style = NamedStyle(OF_LOOK[look], font=fonts[TEXT], alignment=right, number_format=FORMATS[look])
        workbook.add_named_style(style)
    workbook.add_named_style(NamedStyle(MASK, font=fonts[SMALL], alignment=right))


def put(sheet: Worksheet, row: int, column: int, value: str | int | float | None, style: str = TEXT) -> Cell:
    """Write one cell; words are words, whatever they begin with."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = safe(value)
        cell.data_type = "s"
    else:
        cell.value = value
    cell.style = style
    return cell


def safe(text: str) -> str:
    """What a cell may hold: no formula, no signs that XML forbids, no more than a cell takes."""
    return neutralised(ILLEGAL_CHARACTERS_RE.sub("", text))[:_LONGEST]


def across(sheet: Worksheet, row: int, text: str, style: str, columns: int, start: int = 1) -> None:
    """Write a text over several columns, with the height that it needs."""
    put(sheet, row, start, text, style)
    if columns > 1:
        # `merge_cells` would make and format every cell of it, which takes longer than all the rest.
        sheet.merged_cells.add(CellRange(None, start, row, start + columns - 1, row))
    letters = sum(width_of(sheet, start + place) for place in range(columns))
    size = {TITLE: 1.6, HEADING: 1.25, WARNING: 1.15}.get(style, 1.0)
    sheet.row_dimensions[row].height = height(text, letters / size) * size + 2


def height(text: str, letters: float) -> float:
    """Height in points of a text in a column of so many letters."""
    lines = sum(max(1, -(-len(line) // max(1, round(letters * 1.15)))) for line in text.split("\n"))
    return LINE * lines


def width_of(sheet: Worksheet, column: int) -> float:
    return sheet.column_dimensions[get_column_letter(column)].width


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def page(sheet: Worksheet, repeated: str, foot: str) -> None:
    """A4 landscape, as wide as the page, with the rows to repeat (``1:3``), the page number and the date."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = repeated
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.4)
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.8, 0.4
    sheet.oddFooter.left.text = foot.replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P sur &N"
    sheet.sheet_view.showGridLines = False
