"""The native chart of a figure in a workbook: what the screen draws, taken from cells that people can change."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart import Series as Drawn
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.marker import DataPoint, Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils.units import cm_to_EMU
from openpyxl.worksheet.worksheet import Worksheet

from lib.charts import palette
from lib.export.native import Chart, Series
from lib.export.typed import Look
from lib.export.workbook_looks import FORMATS, HEADER, OF_LOOK, SMALL, TEXT, across, put, safe, width_of
from lib.export.workbook_looks import height as letters_height

WIDTH = 17.0
"""Centimetres."""
_HEAD, _FOOT, _BAR, _LINES = 1.8, 1.6, 0.62, 11.0
_LETTERS = 48
"""Letters on one line of a label beside a bar."""
_LABELLED_LINES = 4
"""Of more lines the numbers would lie upon each other; they stand in the table."""
_INSIDE = 0.07
"""Parts of a stacked bar below this have no room for their number, as on the screen."""
_MARKERS = ("circle", "square", "diamond", "triangle", "x", "star", "plus", "dash")
_DASHES = ("solid", "dash", "sysDot", "dashDot", "lgDash", "lgDashDot", "solid", "dash")


@dataclass(frozen=True)
class Cells:
    """Where a chart finds its numbers: the cells of the categories, and for each series its name and its values."""

    sheet: Worksheet
    categories: tuple[int, int, int]
    series: tuple[tuple[int, int, int], ...]
    names: tuple[tuple[int, int] | None, ...]
    """Categories and series are (column, first row, last row), names (column, row) or None for the only series."""


class _Described(OneCellAnchor):
    """Where a chart stands, and what it says to those who cannot see it: openpyxl itself gives a chart no words."""

    __elements__ = OneCellAnchor.__elements__

    def __init__(self, column: int, row: int, drawn: BarChart | LineChart, title: str, words: str) -> None:
        size = XDRPositiveSize2D(cm_to_EMU(drawn.width), cm_to_EMU(drawn.height))
        super().__init__(AnchorMarker(col=column - 1, row=row - 1), size)
        self._said = {"title": safe(title), "descr": safe(words)}

    def to_tree(self, tagname=None, idx=None, namespace=None):
        named = self.graphicFrame.nvGraphicFramePr.cNvPr
        named.name = f"Graphique {named.id}"
        for attribute, text in self._said.items():
            setattr(named, attribute, text)
        return super().to_tree(tagname, idx, namespace)


def place(drawn: BarChart | LineChart, sheet: Worksheet, column: int, row: int, title: str, words: str) -> None:
    """Put a chart on a sheet; ``title`` and ``words`` are its alternative text."""
    sheet.add_chart(drawn, _Described(column, row, drawn, title, words))


def height(chart: Chart) -> float:
    """Centimetres that the drawing needs so that every bar has its room."""
    if chart.kind == "line":
        return _LINES
    side_by_side = len(chart.series) if chart.kind == "bar" else 1
    longest = max((len(name) for name in chart.categories), default=0)
    lines = min(4, -(-longest // _LETTERS))  # every category has as much room as the one that needs most
    bars = len(chart.categories) * max(_BAR, 0.36 * side_by_side + 0.14, 0.4 * lines + 0.1)
    return _HEAD + _FOOT + bars + (0.6 if len(chart.series) > 1 else 0)


def write_block(sheet: Worksheet, row: int, chart: Chart, title: str) -> tuple[Cells, int]:
    """Write the numbers of a chart as categories × series, and give where they stand and the next free row.

    What is not drawn has no number here: its cell is empty.
    """
    across(sheet, row, title, HEADER, 1)
    head, first = row + 1, row + 2
    look = Look.SHARE if chart.percent else Look.MEAN if _has_decimals(chart) else Look.COUNT
    for place, series in enumerate(chart.series, start=2):
        put(sheet, head, place, series.name, SMALL)
    heads = [letters_height(series.name, width_of(sheet, 2)) for series in chart.series]
    sheet.row_dimensions[head].height = max(heads) + 1.5
    for line, category in enumerate(chart.categories):
        put(sheet, first + line, 1, category, TEXT)
        sheet.row_dimensions[first + line].height = letters_height(category, width_of(sheet, 1)) + 1.5
        for place, series in enumerate(chart.series, start=2):
            if series.values[line] is not None:
                put(sheet, first + line, place, series.values[line], OF_LOOK[look])
    last = first + len(chart.categories) - 1
    places = range(2, 2 + len(chart.series))
    cells = Cells(
        sheet, (1, first, last), tuple((at, first, last) for at in places), tuple((at, head) for at in places)
    )
    return cells, last + 2


def draw(chart: Chart, cells: Cells, title: str, axis_title: str, tall: float) -> BarChart | LineChart:
    """The chart, with order, colours and scale of the screen; ``tall`` is its height in centimetres."""
    drawn = LineChart() if chart.kind == "line" else BarChart()
    if isinstance(drawn, BarChart):
        drawn.type, drawn.gapWidth = "bar", 40
        drawn.grouping = "stacked" if chart.kind == "stacked" else "clustered"
        drawn.overlap = 100 if chart.kind == "stacked" else 0
    for place, series in enumerate(chart.series):
        drawn.series.append(_series(chart, series, place, cells))
    drawn.title = _title(title, 12, bold=True)
    drawn.width, drawn.height = WIDTH, tall
    drawn.legend = drawn.legend if len(chart.series) > 1 else None
    if drawn.legend:
        drawn.legend.position, drawn.legend.overlay, drawn.legend.txPr = "b", False, _letters(9)
    _axes(drawn, chart, axis_title)
    drawn.display_blanks = "gap"
    drawn.roundedCorners = False
    return drawn


def _axes(drawn: BarChart | LineChart, chart: Chart, axis_title: str) -> None:
    names, numbers = drawn.x_axis, drawn.y_axis
    names.delete = numbers.delete = False
    names.txPr, numbers.txPr = _letters(9), _letters(9)
    names.majorTickMark = numbers.majorTickMark = "none"
    names.number_format, names.tickLblPos = "General", "low"
    numbers.scaling.min, numbers.scaling.max = 0, chart.axis_top
    numbers.number_format = FORMATS[Look.SHARE] if chart.percent else "0"
    numbers.majorUnit = _unit(chart)
    numbers.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_colour(palette.GRID)))
    numbers.title = _title(axis_title, 9)
    if chart.kind == "line":
        names.title = _title("Campagne", 9)
        if drawn.legend:
            drawn.legend.position = "r"
    else:
        names.tickLblSkip = 1
        names.scaling.orientation = "maxMin"  # the first category stands at the top
        numbers.crosses = "max"  # and the scale under the last


def _unit(chart: Chart) -> float | None:
    if chart.percent:
        return 0.2 if (chart.axis_top or 1) > 0.5 else 0.1
    return 1 if (chart.axis_top or 0) <= 6 else None


def _series(chart: Chart, series: Series, place: int, cells: Cells) -> Drawn:
    drawn = Drawn(_reference(cells.sheet, cells.series[place]), title=series.name)
    if named := cells.names[place]:
        column, row = named
        drawn.tx = SeriesLabel(strRef=StrRef(f=str(_reference(cells.sheet, (column, row, row)))))
    # Words, not numbers: openpyxl's own way of setting labels makes a reference to numbers of them.
    drawn.cat = AxDataSource(strRef=StrRef(f=str(_reference(cells.sheet, cells.categories))))
    if chart.kind == "line":
        _as_line(drawn, chart, series, place)
    else:
        _as_bars(drawn, chart, series)
    return drawn


def _reference(sheet: Worksheet, cells: tuple[int, int, int]) -> Reference:
    column, first, last = cells
    return Reference(sheet, min_col=column, max_col=column, min_row=first, max_row=last)


def _as_bars(drawn: Drawn, chart: Chart, series: Series) -> None:
    one = isinstance(series.colours, str)
    drawn.spPr = _filled(series.colours if one else series.colours[0])
    drawn.invertIfNegative = False
    if not one:
        drawn.dPt = [
            DataPoint(idx=place, spPr=_filled(colour), invertIfNegative=False)
            for place, colour in enumerate(series.colours)
        ]
    stacked = chart.kind == "stacked"
    total = chart.axis_top or 1
    thin = [at for at, value in enumerate(series.values) if stacked and (value is None or value / total < _INSIDE)]
    ink = palette.INK if not stacked else _ink(series)
    drawn.dLbls = _numbers(chart, "ctr" if stacked else "outEnd", ink, dict.fromkeys(thin))


def _as_line(drawn: Drawn, chart: Chart, series: Series, place: int) -> None:
    colour = _colour(series.colours if isinstance(series.colours, str) else series.colours[0])
    drawn.spPr = GraphicalProperties(
        ln=LineProperties(solidFill=colour, w=28_000, prstDash=_DASHES[place % len(_DASHES)])
    )
    drawn.smooth = False
    drawn.marker = Marker(symbol=_MARKERS[place % len(_MARKERS)], size=8)
    drawn.marker.spPr = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
    if len(chart.series) > _LABELLED_LINES:
        return
    ends = {0: "l", len(chart.categories) - 1: "r"}
    drawn.dLbls = _numbers(chart, "t", palette.INK, {at: ends.get(at) for at in range(len(chart.categories))})


def _numbers(chart: Chart, position: str, ink: str, other: dict[int, str | None]) -> DataLabelList:
    """The numbers on the marks; ``other`` names the marks whose number stands elsewhere, or nowhere (None)."""
    words = {"numFmt": _format(chart), "txPr": _letters(9, ink), **_ONLY_VALUE}
    single = [
        DataLabel(idx=at, **(words | {"dLblPos": where} if where else _NOTHING)) for at, where in sorted(other.items())
    ]
    return DataLabelList(dLbl=single, dLblPos=position, **words)


def _format(chart: Chart) -> str:
    return FORMATS[Look.SHARE if chart.percent else Look.MEAN if _has_decimals(chart) else Look.COUNT]


def _has_decimals(chart: Chart) -> bool:
    return any(value is not None and value != int(value) for series in chart.series for value in series.values)


def _ink(series: Series) -> str:
    colour = series.colours if isinstance(series.colours, str) else series.colours[0]
    return max((palette.INK, palette.PAPER), key=lambda ink: palette.contrast(ink, colour))


def _filled(colour: str) -> GraphicalProperties:
    """A fill; what is nearly as light as the paper gets an outline."""
    edge = _colour(palette.SCORE_OUTLINE) if palette.contrast(colour, palette.PAPER) < 3 else None
    line = LineProperties(solidFill=edge, w=6_350) if edge else LineProperties(noFill=True)
    return GraphicalProperties(solidFill=_colour(colour), ln=line)


def _colour(colour: str) -> str:
    return colour.removeprefix("#").upper()


def _character(size: int, ink: str = palette.INK, *, bold: bool = False) -> CharacterProperties:
    arial = Font(typeface="Arial")
    return CharacterProperties(lang="fr-FR", sz=size * 100, b=bold, solidFill=_colour(ink), latin=arial)


def _letters(size: int, ink: str = palette.INK) -> RichText:
    looks = ParagraphProperties(defRPr=_character(size, ink))
    return RichText(p=[Paragraph(pPr=looks, endParaRPr=_character(size, ink))])


def _title(text: str, size: int, *, bold: bool = False) -> Title:
    looks = _character(size, bold=bold)
    run = RegularTextRun(rPr=looks, t=text)
    rich = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=looks), r=[run])])
    return Title(tx=Text(rich=rich), overlay=False)


_ONLY_VALUE = {
    "showVal": True,
    **dict.fromkeys(("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize"), False),
}
_NOTHING = _ONLY_VALUE | {"showVal": False}
