"""Native charts of a slide, which can be edited where it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from lib.charts import palette
from lib.export.deck_text import LANGUAGE, LINE, POINT, clean, height_of, lines_of
from lib.export.native import Chart, Series
from lib.french import NBSP, number, percent
from lib.injection import neutralised

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as Drawn
    from pptx.slide import Slide as Page

SIZES, WHOLE = (18, 16, 14), (18, 16, 14, 12, 10)
"""Points of the letters in a chart, the largest that there is room for; where they are too large a list loses its
smallest bars, and what must be whole, as a scale, gets smaller letters."""
FAMILIES = 16
"""Points of the letters of the line that says what the colours of a single series mean."""
SHARE, MEAN, COUNT = "0 %", "0.0", "0"
"""Formats of numbers; the decimal sign is that of the reader's Office."""
_INSIDE = 0.07
_LABELS, _PLOT = 0.52, 0.5
"""Most of the width that the labels of bars may take, and what lines take beside their names."""
_AXIS, _END = 30, 62
_WIDE = 0.6
"""Width of a letter in font sizes where the reader's fonts are wide: a label then still has its line."""
_NAMED_AT_ENDS = 3
"""Lines up to which the numbers stand at their ends; of more, they would cover each other."""
_FILLED = (0.72, 0.85)
"""How much of the room of a category its bars take; more where the letters are then larger."""
_BAR = 0.95
"""Least thickness of a bar in font sizes: its number stands beside it."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    def emu(self, scale: float = 1.0) -> tuple[int, int, int, int]:
        sides = (self.left, self.top, self.width, self.height)
        return tuple(round(side * POINT * scale) for side in sides)


@dataclass(frozen=True)
class Look:
    """How a chart is drawn on slides of another size, or of a template.

    Attributes
    ----------
    scale : float
        Points of the slide in one of our own slides.
    ink : str
        Colour of the letters, "" for that of the template.
    """

    scale: float = 1.0
    ink: str = palette.INK


OWN = Look()


@dataclass(frozen=True)
class Fitted:
    """A chart cut to what its box can hold: size of its letters, width of its labels, how much of their room its bars
    take, how much was left out."""

    chart: Chart
    size: float
    labels: float
    filled: float
    left_out: int = 0


def fit(chart: Chart, box: Box, sizes: Sequence[float] = SIZES) -> Fitted:
    """The largest letters at which nothing overlaps; where the smallest do not fit, without the smallest bars."""
    for size in sizes:
        for filled in _FILLED:
            if _fits(chart, box, size, labels := _label_width(chart, box, size), filled):
                return Fitted(chart, size, labels, filled)
    kept = list(range(len(chart.categories)))
    while len(kept) > 3 and not _fits(cut := _only(chart, kept), box, size, _label_width(cut, box, size), filled):
        kept.remove(min(reversed(kept), key=lambda place: _weight(chart, place)))
    cut = _only(chart, kept)
    return Fitted(cut, size, _label_width(cut, box, size), filled, len(chart.categories) - len(kept))


def families(chart: Chart) -> list[tuple[str, str]]:
    """Name and colour of the families that have a mark, where one series has several."""
    used = {colour for each in chart.series for colour in each.colours}
    return [(name, colour) for name, colour in chart.legend if colour in used]


def height_of_families(chart: Chart, width: float, size: float = FAMILIES) -> float:
    """Points that the line of the families takes above the bars, with a little air where there is none."""
    text = (NBSP * 4).join(f"■{NBSP}{name}" for name, _ in families(chart))
    return height_of([text], width, size) + 10 if text else 6


def _only(chart: Chart, kept: Sequence[int]) -> Chart:
    def of(values: Sequence[object]) -> tuple[object, ...]:
        return tuple(values[place] for place in kept)

    series = tuple(
        Series(each.name, of(each.values), each.colours if isinstance(each.colours, str) else of(each.colours))
        for each in chart.series
    )
    return replace(chart, categories=of(chart.categories), series=series)


def _weight(chart: Chart, place: int) -> float:
    """By what a bar is kept: its length; stacked ones are all as long, the first of them says most."""
    if chart.kind == "stacked":
        return -place
    return sum(each.values[place] or 0 for each in chart.series)


def _label_width(chart: Chart, box: Box, size: float) -> float:
    longest = max((len(label) for label in chart.categories), default=0) * size * _WIDE
    return min(longest + 14, box.width * _LABELS)


def _fits(chart: Chart, box: Box, size: float, labels: float, filled: float) -> bool:
    if not chart.categories:
        return True
    if chart.kind == "line":
        room = box.width * (1 - _PLOT) - 50
        return sum(lines_of(name, room, size, letter=_WIDE) * LINE + 0.3 for name in names(chart)) * size <= box.height
    pitch = (box.height - _AXIS - _legend_height(chart, box, size)) / len(chart.categories)
    heights = [lines_of(label, labels - 12, size) * size * LINE + 4 for label in chart.categories]
    needed = max((one + other) / 2 for one, other in zip(heights, [*heights[1:], heights[-1]], strict=True))
    bars = 1 if chart.kind == "stacked" else len(chart.series)
    return pitch >= needed and pitch * filled / bars >= _BAR * size


def _legend_height(chart: Chart, box: Box, size: float) -> float:
    """Points that the names of the series take above the bars."""
    if len(chart.series) < 2:
        return 4
    lines, room = 1, box.width
    for each in chart.series:
        entry = len(each.name) * size * _WIDE + 30
        if entry > room:
            lines, room = lines + 1, box.width
        room -= entry
    return lines * size * 1.4 + 6


def names(chart: Chart) -> list[str]:
    """The names of the series; of many lines with their first and last numbers, which have no room at their ends."""
    if chart.kind != "line" or len(chart.series) <= _NAMED_AT_ENDS:
        return [each.name for each in chart.series]
    shown = percent if chart.percent else partial(number, decimals=1 if _format(chart) == MEAN else 0)
    named = []
    for each in chart.series:
        values = [value for value in each.values if value is not None]
        ends = [shown(value) for value in (values if len(values) < 2 else (values[0], values[-1]))]
        named.append(f"{each.name}{NBSP}: {' → '.join(ends)}")
    return named


def draw(page: Page, fitted: Fitted, box: Box, words: str, look: Look = OWN) -> None:
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
    for name, each in zip(names(chart), chart.series, strict=True):
        data.add_series(neutralised(clean(name)), each.values)
    frame = page.shapes.add_chart(kind, *box.emu(look.scale), data)
    described(frame, words)
    drawn = frame.chart
    _letters(drawn, fitted.size * look.scale, look.ink)
    _colours(drawn, chart)
    _labels(drawn, chart, fitted.size * look.scale)
    _axes(drawn, chart, fitted.filled)
    _legend(drawn, fitted, box, look.scale)
    _layout(drawn, fitted, box)


def _format(chart: Chart) -> str:
    if chart.percent:
        return SHARE
    values = [value for each in chart.series for value in each.values if value is not None]
    return COUNT if all(float(value).is_integer() for value in values) and chart.kind != "line" else MEAN


def described(frame: object, words: str) -> None:
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(words))


def _letters(drawn: Drawn, size: float, ink: str) -> None:
    from lxml import etree
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    drawn.font.size = Pt(size)
    if ink:
        drawn.font.color.rgb = RGBColor.from_string(ink[1:])
    else:
        drawn.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    space = drawn._chartSpace
    language = etree.Element(qn("c:lang"), val=LANGUAGE)
    after = space.find(qn("c:date1904"))
    space.insert(0 if after is None else 1, language)
    for end in space.iter(qn("a:endParaRPr")):
        end.set("lang", LANGUAGE)


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


def _labels(drawn: Drawn, chart: Chart, size: float) -> None:
    """The number of each mark: at the end of a bar, inside a stacked one that has room, at the last point of a line."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    shown = _format(chart)
    for made, each in zip(drawn.series, chart.series, strict=True):
        if chart.kind == "line":
            if len(chart.series) <= _NAMED_AT_ENDS:
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


def _axes(drawn: Drawn, chart: Chart, filled: float) -> None:
    from lxml import etree
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_TICK_MARK
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
        values._element.find(qn("c:crosses")).set("val", "max")  # the values stand at the foot
        skip = etree.Element(qn("c:tickLblSkip"), val="1")
        last = categories._element.find(qn("c:noMultiLvlLbl"))
        last.addprevious(skip) if last is not None else categories._element.append(skip)
        plot = drawn.plots[0]
        plot.gap_width = round((1 / filled - 1) * 100 * (1 if chart.kind == "stacked" else len(chart.series)))
        plot.overlap = 100 if chart.kind == "stacked" else 0


def _unit(chart: Chart) -> float:
    if chart.percent:
        return 0.2 if chart.axis_top > 0.5 else 0.1
    return next((unit for unit in (1, 2, 5, 10, 20, 50, 100) if chart.axis_top / unit <= 8), chart.axis_top / 5)


def _legend(drawn: Drawn, fitted: Fitted, box: Box, scale: float) -> None:
    """Above the bars, beside lines; its place is given, else programs lay it over the bars."""
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    chart = fitted.chart
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1 or chart.kind == "line"
    if not drawn.has_legend:
        return
    is_line = chart.kind == "line"
    drawn.legend.position = XL_LEGEND_POSITION.RIGHT if is_line else XL_LEGEND_POSITION.TOP
    drawn.legend.include_in_layout = False
    drawn.legend.font.size = Pt(fitted.size * scale)
    height = _legend_height(chart, box, fitted.size) - 4
    sides = (_PLOT, 0.0, 1 - _PLOT, 0.95) if is_line else (0.0, 0.0, 1.0, height / box.height)
    drawn.legend._element.find(qn("c:legendPos")).addnext(_placed(sides))
    for found in drawn.legend._element.findall(qn("c:layout"))[1:]:
        drawn.legend._element.remove(found)


def _layout(drawn: Drawn, fitted: Fitted, box: Box) -> None:
    """Where the marks stand: left to themselves, programs give long labels a fifth of the room."""
    from pptx.oxml.ns import qn

    chart = fitted.chart
    if chart.kind == "line":
        sides = (56 / box.width, 0.03, _PLOT - 90 / box.width, 1 - 0.03 - (_AXIS + 4) / box.height)
    else:
        top = _legend_height(chart, box, fitted.size)
        end = 16 if chart.kind == "stacked" else _END
        sides = (
            fitted.labels / box.width,
            top / box.height,
            (box.width - fitted.labels - end) / box.width,
            (box.height - top - _AXIS) / box.height,
        )
    area = drawn._chartSpace.find(f".//{qn('c:plotArea')}")
    for found in area.findall(qn("c:layout")):
        area.remove(found)
    area.insert(0, _placed(sides, inner=True))


def _placed(sides: Sequence[float], *, inner: bool = False) -> object:
    """A place in the chart: left, top, width and height, in parts of its box."""
    from lxml import etree
    from pptx.oxml.ns import qn

    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    if inner:
        etree.SubElement(manual, qn("c:layoutTarget"), val="inner")
    for mode in ("xMode", "yMode"):
        etree.SubElement(manual, qn(f"c:{mode}"), val="edge")
    for side, value in zip("xywh", sides, strict=True):
        etree.SubElement(manual, qn(f"c:{side}"), val=f"{value:.4f}")
    return layout
