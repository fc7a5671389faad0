"""Native charts and tables of a slide, which can be edited where it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lib.charts import palette
from lib.export.deck_text import LANGUAGE, LINE, POINT, clean, lines_of, write
from lib.export.native import Chart, Series, Table
from lib.injection import neutralised

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as Drawn
    from pptx.slide import Slide as Page

SIZES = (18, 16)
"""Points of the letters in a chart: the larger where there is room."""
SHARE, MEAN, COUNT = "0 %", "0.0", "0"
"""Formats of numbers; the decimal sign is that of the reader's Office."""
COLUMNS = 7
"""Columns of a table that can be read from afar, that of the labels included."""
_INSIDE = 0.07
_LABELS = 0.52
"""Most of the width that labels may take."""
_AXIS, _LEGEND, _END = 30, 30, 62
_FILLED = 0.72
"""How much of the room of a category its bars take."""
_LEAST_BAR = 17


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    def emu(self) -> tuple[int, int, int, int]:
        return tuple(round(side * POINT) for side in (self.left, self.top, self.width, self.height))


@dataclass(frozen=True)
class Fitted:
    """A chart cut to what its box can hold: size of its letters, width of its labels, how much was left out."""

    chart: Chart
    size: int
    labels: float
    left_out: int = 0


def fit(chart: Chart, box: Box) -> Fitted:
    """The largest letters at which nothing overlaps; where the smallest do not fit, without the smallest bars."""
    for size in SIZES:
        if _fits(chart, box, size, labels := _label_width(chart, box, size)):
            return Fitted(chart, size, labels)
    kept, size = list(range(len(chart.categories))), SIZES[-1]
    while len(kept) > 3 and not _fits(cut := _only(chart, kept), box, size, _label_width(cut, box, size)):
        kept.remove(min(reversed(kept), key=lambda place: _weight(chart, place)))
    cut = _only(chart, kept)
    return Fitted(cut, size, _label_width(cut, box, size), len(chart.categories) - len(kept))


def _only(chart: Chart, kept: Sequence[int]) -> Chart:
    def of(values: Sequence[object]) -> tuple[object, ...]:
        return tuple(values[place] for place in kept)

    series = tuple(
        Series(each.name, of(each.values), each.colours if isinstance(each.colours, str) else of(each.colours))
        for each in chart.series
    )
    return replace(chart, categories=of(chart.categories), series=series)


def _weight(chart: Chart, place: int) -> float:
    return sum(each.values[place] or 0 for each in chart.series)


def _label_width(chart: Chart, box: Box, size: int) -> float:
    longest = max((len(label) for label in chart.categories), default=0) * size * palette.LETTER
    return min(longest + 12, box.width * _LABELS)


def _fits(chart: Chart, box: Box, size: int, labels: float) -> bool:
    if chart.kind == "line" or not chart.categories:
        return True
    pitch = (box.height - _AXIS - (_LEGEND if len(chart.series) > 1 else 0)) / len(chart.categories)
    heights = [lines_of(label, labels - 12, size) * size * LINE for label in chart.categories]
    needed = max((one + other) / 2 for one, other in zip(heights, [*heights[1:], heights[-1]], strict=True))
    bars = 1 if chart.kind == "stacked" else len(chart.series)
    return pitch >= needed and pitch * _FILLED / bars >= _LEAST_BAR


def draw(page: Page, fitted: Fitted, box: Box, words: str) -> None:
    """Add a native chart; ``words`` are what a screen reader says of it."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    chart = fitted.chart
    kind = {
        "bar": XL_CHART_TYPE.BAR_CLUSTERED,
        "stacked": XL_CHART_TYPE.BAR_STACKED,
        "line": XL_CHART_TYPE.LINE_MARKERS,
    }[chart.kind]
    data = CategoryChartData(number_format=_format(chart))
    data.categories = [neutralised(clean(label)) for label in chart.categories]
    for each in chart.series:
        data.add_series(neutralised(clean(each.name)), each.values)
    frame = page.shapes.add_chart(kind, *box.emu(), data)
    _described(frame, words)
    drawn = frame.chart
    _letters(drawn, fitted.size)
    _colours(drawn, chart)
    _labels(drawn, chart, fitted.size)
    _axes(drawn, chart)
    _legend(drawn, chart, fitted.size)
    _layout(drawn, fitted, box)


def _format(chart: Chart) -> str:
    if chart.percent:
        return SHARE
    values = [value for each in chart.series for value in each.values if value is not None]
    return COUNT if all(float(value).is_integer() for value in values) and chart.kind != "line" else MEAN


def _described(frame: object, words: str) -> None:
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(words))


def _letters(drawn: Drawn, size: int) -> None:
    from lxml import etree
    from pptx.dml.color import RGBColor
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    drawn.font.size = Pt(size)
    drawn.font.color.rgb = RGBColor.from_string(palette.INK[1:])
    space = drawn._chartSpace
    language = etree.Element(qn("c:lang"), val=LANGUAGE)
    after = space.find(qn("c:date1904"))
    space.insert(0 if after is None else 1, language)


def _colours(drawn: Drawn, chart: Chart) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    markers = ("CIRCLE", "SQUARE", "DIAMOND", "TRIANGLE", "X", "PLUS", "STAR", "DASH")
    drawn.plots[0].vary_by_categories = False
    for place, (made, each) in enumerate(zip(drawn.series, chart.series, strict=True)):
        first = each.colours if isinstance(each.colours, str) else each.colours[0]
        if chart.kind == "line":
            made.smooth = False
            made.format.line.color.rgb = RGBColor.from_string(first[1:])
            made.format.line.width = Pt(3)
            made.marker.style = XL_MARKER_STYLE[markers[place % len(markers)]]
            made.marker.size = 11
            made.marker.format.fill.solid()
            made.marker.format.fill.fore_color.rgb = RGBColor.from_string(first[1:])
            continue
        _fill(made.format, first, outlined=chart.kind == "stacked")
        if not isinstance(each.colours, str):
            for at, colour in enumerate(each.colours):
                if colour != first:
                    _fill(made.points[at].format, colour, outlined=False)


def _fill(made: object, colour: str, *, outlined: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    made.fill.solid()
    made.fill.fore_color.rgb = RGBColor.from_string(colour[1:])
    if outlined:
        made.line.color.rgb = RGBColor.from_string(palette.SCORE_OUTLINE[1:])
        made.line.width = Pt(0.75)


def _labels(drawn: Drawn, chart: Chart, size: int) -> None:
    """The number of each mark: at the end of a bar, inside a stacked one that has room, at the last point of a line."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    shown = _format(chart)
    for made, each in zip(drawn.series, chart.series, strict=True):
        if chart.kind == "line":
            _label_ends(made, each)
            continue
        labels = made.data_labels
        labels.show_value = True
        labels.number_format_is_linked = False
        labels.font.size = Pt(size)
        if chart.kind == "bar":
            labels.number_format = shown
            labels.position = XL_LABEL_POSITION.OUTSIDE_END
            continue
        least = _INSIDE * (chart.axis_top or 1)
        labels.number_format = f'[<{least:.4g}]"";{shown}'
        labels.position = XL_LABEL_POSITION.CENTER
        fill = each.colours if isinstance(each.colours, str) else each.colours[0]
        ink = max((palette.INK, palette.PAPER), key=lambda ink: palette.contrast(ink, fill))
        labels.font.color.rgb = RGBColor.from_string(ink[1:])


def _label_ends(made: object, each: Series) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    drawn = [place for place, value in enumerate(each.values) if value is not None]
    for place, side in {drawn[0]: XL_LABEL_POSITION.LEFT, drawn[-1]: XL_LABEL_POSITION.RIGHT}.items():
        made.points[place].data_label.position = side


def _axes(drawn: Drawn, chart: Chart) -> None:
    from lxml import etree
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_MARK
    from pptx.oxml.ns import qn

    values, categories = drawn.value_axis, drawn.category_axis
    values.minimum_scale = 0
    if chart.axis_top:
        values.maximum_scale = chart.axis_top
        values.major_unit = _unit(chart)
    values.tick_labels.number_format = SHARE if chart.percent else COUNT
    values.tick_labels.number_format_is_linked = False
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string(palette.GRID[1:])
    values.format.line.fill.background()
    categories.format.line.color.rgb = RGBColor.from_string(palette.MUTED[1:])
    categories.major_tick_mark = XL_TICK_MARK.NONE
    values.major_tick_mark = XL_TICK_MARK.NONE
    if chart.kind != "line":
        categories.reverse_order = True
        categories.crosses = XL_AXIS_CROSSES.MAXIMUM
        skip = etree.Element(qn("c:tickLblSkip"), val="1")
        last = categories._element.find(qn("c:noMultiLvlLbl"))
        last.addprevious(skip) if last is not None else categories._element.append(skip)
        plot = drawn.plots[0]
        plot.gap_width = round((1 / _FILLED - 1) * 100 * (1 if chart.kind == "stacked" else len(chart.series)))
        plot.overlap = 100 if chart.kind == "stacked" else 0


def _unit(chart: Chart) -> float:
    if chart.percent:
        return 0.2 if chart.axis_top > 0.5 else 0.1
    return max(1, -(-int(chart.axis_top) // 8))


def _legend(drawn: Drawn, chart: Chart, size: int) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1 or chart.kind == "line"
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.RIGHT if chart.kind == "line" else XL_LEGEND_POSITION.TOP
        drawn.legend.include_in_layout = False
        drawn.legend.font.size = Pt(size)


def _layout(drawn: Drawn, fitted: Fitted, box: Box) -> None:
    """Where the bars stand: left to themselves, programs give long labels a fifth of the room."""
    from lxml import etree
    from pptx.oxml.ns import qn

    if fitted.chart.kind == "line":
        return
    top = _LEGEND if len(fitted.chart.series) > 1 else 4
    end = 16 if fitted.chart.kind == "stacked" else _END
    sides = {
        "x": fitted.labels / box.width,
        "y": top / box.height,
        "w": (box.width - fitted.labels - end) / box.width,
        "h": (box.height - top - _AXIS) / box.height,
    }
    area = drawn._chartSpace.find(f".//{qn('c:plotArea')}")
    for found in area.findall(qn("c:layout")):
        area.remove(found)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    etree.SubElement(manual, qn("c:layoutTarget"), val="inner")
    for mode in ("xMode", "yMode"):
        etree.SubElement(manual, qn(f"c:{mode}"), val="edge")
    for side, value in sides.items():
        etree.SubElement(manual, qn(f"c:{side}"), val=f"{value:.4f}")
    area.insert(0, layout)


def fit_table(table: Table, box: Box, size: int) -> tuple[Table, list[float], int, int]:
    """The table cut to its box: with its widths, and how many rows and columns were left out."""
    header, rows = table.header[:COLUMNS], [row[:COLUMNS] for row in table.rows]
    widths = _widths([header, *rows], box.width)
    kept, room = [], box.height - _row_height(header, widths, size)
    for row in rows:
        room -= _row_height(row, widths, size)
        if room < 0 and kept:
            break
        kept.append(row)
    left_out = len(rows) - len(kept)
    return Table(tuple(header), tuple(kept)), widths, left_out, len(table.header) - len(header)


def _widths(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """By what stands in the columns, none less than its longest word."""
    weights = [max(min(len(row[at]), 44) + 2 for row in rows) for at in range(len(rows[0]))]
    return [width * weight / sum(weights) for weight in weights]


def _row_height(row: Sequence[str], widths: Sequence[float], size: int) -> float:
    most = max(lines_of(text, width - 12, size) for text, width in zip(row, widths, strict=True))
    return most * size * LINE + 8


def draw_table(page: Page, table: Table, widths: Sequence[float], box: Box, size: int, words: str) -> None:
    """Add a native table."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    rows = [table.header, *table.rows]
    frame = page.shapes.add_table(len(rows), len(table.header), *box.emu())
    _described(frame, words)
    for column, width in zip(frame.table.columns, widths, strict=True):
        column.width = round(width * POINT)
    for at, row in enumerate(rows):
        frame.table.rows[at].height = round(_row_height(row, widths, size) * POINT)
        for place, text in enumerate(row):
            cell = frame.table.cell(at, place)
            cell.margin_left = cell.margin_right = round(6 * POINT)
            cell.margin_top = cell.margin_bottom = round(3 * POINT)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            write(cell.text_frame, [text], size, bold=not at)
            cell.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if not place else PP_ALIGN.CENTER
