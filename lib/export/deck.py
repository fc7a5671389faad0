"""Slides as a PowerPoint file: native charts that can be edited, the base on each, the method in the notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pandas as pd

from lib.charts import comparison, palette
from lib.export import deck_charts, native
from lib.export.deck_charts import Box
from lib.export.deck_template import DeckError, Stage, empty
from lib.export.deck_text import LANGUAGE, LINE, POINT, clean, fitted, height_of, lines_of, speak_french, write
from lib.export.running import Cancelled, Progress, Stopping, step
from lib.export.slides import FIGURE, QUOTATION, SECTION, Exhibit, Quoted, Slide, exhibit, quoted
from lib.french import NBSP, count, quote
from lib.gallery.figure import Source, UnknownFigure
from lib.records import gather, rows_of

if TYPE_CHECKING:
    from pptx.slide import Slide as Page

__all__ = ["Cancelled", "DeckError", "build"]

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_TITLE_SIZES = (28, 26, 24, 22, 20, 18)
_WORDS_SIZES = (32, 28, 26, 24, 22, 20, 18)
_TITLE_LINES = 3
_FOOT = 16
_GROUPS = deck_charts.COLUMNS - 1
_STACKS = 12
"""Stacked bars of which the letters can still be read; more become a table of means."""
_SLIDE_NUMBER = 84
"""Points kept free at the foot for the number of the slide."""


def build(
    source: Source,
    slides: Sequence[Slide],
    *,
    title: str,
    today: date,
    template: bytes | None = None,
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> bytes:
    """Make the deck.

    Parameters
    ----------
    source : Source
        With ``quotations`` where quotations are to be shown (see `lib.export.slides.quoted`).
    slides : sequence of Slide
        In order. A quotation that may not leave (any more) is left out, and so is a figure that the questionnaire
        in use no longer has.
    title : str
        Of the file, in its properties.
    template : bytes, optional
        A ``.pptx`` whose masters and layouts are used; its own slides are not.
    progress, cancelled : callable, optional
        See `lib.export.running`.

    Raises
    ------
    DeckError
        Where the template cannot be used, in French.
    Cancelled
        Between two slides.
    """
    stage = empty(template)
    words = quoted(source, [slide.quotation for slide in slides if slide.kind == QUOTATION])
    for done, slide in enumerate(slides):
        step(done, len(slides), progress, cancelled)
        if slide.kind == FIGURE:
            _figure(stage, source, slide, today)
        elif slide.kind == QUOTATION:
            if slide.quotation in words:
                _quotation(stage, words[slide.quotation])
        else:
            _words(stage, slide)
    step(len(slides), len(slides), progress, cancelled)
    return _saved(stage, title, today)


def _saved(stage: Stage, title: str, today: date) -> bytes:
    for page in stage.deck.slides:
        speak_french(page)
    about, at = stage.deck.core_properties, datetime.combine(today, time(), UTC).replace(tzinfo=None)
    about.title, about.author, about.last_modified_by = clean(title), "Passerelle", "Passerelle"
    about.language, about.revision, about.created, about.modified = LANGUAGE, 1, at, at
    about.subject = about.keywords = about.comments = about.category = ""
    out = io.BytesIO()
    stage.deck.save(out)
    return out.getvalue()


def _words(stage: Stage, slide: Slide) -> None:
    """A title, a heading between themes, or words of the coordinator's own."""
    below = slide.text.strip()
    if below and lines_of(below, stage.across, 20) > 4:
        _text(stage, slide)
        return
    page = stage.add(stage.section if slide.kind == SECTION else stage.title)
    top, room = stage.height * 0.3, stage.height * 0.32
    text, size = fitted(slide.title, stage.across, (44, 40, 36, 32, 28), 3)
    _heading(stage, page, text, size, Box(stage.left, top, stage.across, room))
    body = [shape for shape in page.placeholders if shape.placeholder_format.idx not in _known(page)]
    if below:
        box = Box(stage.left, top + room + 8, stage.across, stage.bottom - top - room - 20)
        below, size = fitted(below, stage.across, (24, 22, 20), 4)
        frame = _own_or_new(page, body, box)
        write(frame, below.split("\n"), size, colour=palette.INK if stage.is_own else "")
    _clear(page)


def _text(stage: Stage, slide: Slide) -> None:
    """A slide of words: title and paragraphs, as the method is."""
    page = stage.add(stage.plain)
    top = _title(stage, page, slide.title)
    box = Box(stage.left, top + 10, stage.across, stage.bottom - top - 40)
    paragraphs = [line for line in slide.text.split("\n") if line.strip()]
    size = next((s for s in (24, 22, 20, 18, 16) if height_of(paragraphs, box.width, s) * 1.35 <= box.height), 16)
    frame = page.shapes.add_textbox(*box.emu()).text_frame
    write(frame, paragraphs, size, colour=palette.INK if stage.is_own else "")
    for paragraph in frame.paragraphs:
        paragraph.space_after = round(size * 0.6 * POINT)


def _quotation(stage: Stage, words: Quoted) -> None:
    page = stage.add(stage.plain)
    text, size = fitted(quote(words.text), stage.across - 60, _WORDS_SIZES, 9)
    box = Box(stage.left + 30, stage.height * 0.16, stage.across - 60, stage.height * 0.6)
    _heading(stage, page, text, size, box)
    frame = page.shapes.add_textbox(*Box(box.left, box.top + box.height + 8, box.width, 60).emu()).text_frame
    write(frame, [words.source], 18, colour=palette.MUTED if stage.is_own else "")
    _clear(page)


def _figure(stage: Stage, source: Source, slide: Slide, today: date) -> None:
    try:
        shown = exhibit(source, slide, today)
    except UnknownFigure:
        return
    page = stage.add(stage.plain)
    top = _title(stage, page, shown.headline)
    frame, narrowed = _legible(shown)
    chart = native.of(shown.figure, frame, shown.by)
    if chart.kind == "stacked" and shown.figure.kind == "scale" and len(chart.categories) > _STACKS:
        chart = replace(chart, kind="table", table=native.means(frame))
    draw = _table if chart.kind == "table" else _chart
    if chart.kind == "none":
        draw = _nothing
    draw(stage, page, shown, chart, top, narrowed)
    _clear(page)
    page.notes_slide.notes_text_frame.text = clean("\n".join(shown.notes))


def _legible(shown: Exhibit) -> tuple[pd.DataFrame, list[str]]:
    """The groups that columns have room for, the largest, and the line that says so."""
    groups = gather(rows_of(shown.frame), "group")
    if shown.figure.kind not in ("bars", "scale") or len(groups) <= _GROUPS:
        return shown.frame, []
    largest = comparison.largest(groups, _GROUPS)
    notes = [f"{len(largest.kept)} groupes sur {len(groups)}, les plus nombreux", *largest.hidden]
    return shown.frame[shown.frame["group"].isin(largest.kept)].reset_index(drop=True), notes


def _chart(stage: Stage, page: Page, shown: Exhibit, chart: native.Chart, top: float, notes: Sequence[str]) -> None:
    said = [*notes, *([chart.note] if chart.note else [])]
    above = _families(stage, page, chart, top)
    for _ in range(2):  # what is left out is said, and saying it takes room
        foot = _foot(stage, shown, said)
        box = Box(stage.left, top + above, stage.across, stage.bottom - top - above - foot)
        fitting = deck_charts.fit(chart, box)
        if not fitting.left_out or said[-1:] == [_left_out(fitting.left_out)]:
            break
        said = [*said, _left_out(fitting.left_out)]
    _write_foot(stage, page, shown, said)
    deck_charts.draw(page, fitting, box, f"{shown.figure.title}. {shown.sentence}")


def _left_out(n: int) -> str:
    return f"{count(n, 'ligne, la moins citée, n’est', 'lignes, les moins citées, ne sont')} pas sur cette diapositive"


def _table(stage: Stage, page: Page, shown: Exhibit, chart: native.Chart, top: float, notes: Sequence[str]) -> None:
    said = [*notes, *([chart.note] if chart.note else [])]
    size = 16
    for _ in range(2):
        foot = _foot(stage, shown, said)
        box = Box(stage.left, top + 6, stage.across, stage.bottom - top - 12 - foot)
        table, widths, rows, columns = deck_charts.fit_table(chart.table, box, size)
        more = [
            f"{count(n, one, several)} de plus dans le tableau de l’application"
            for n, one, several in ((rows, "ligne", "lignes"), (columns, "colonne", "colonnes"))
            if n
        ]
        if not more or said[-len(more) :] == more:
            break
        said = [*said, *more]
    _write_foot(stage, page, shown, said)
    deck_charts.draw_table(page, table, widths, box, size, f"{shown.figure.title}. {shown.sentence}")


def _nothing(stage: Stage, page: Page, shown: Exhibit, chart: native.Chart, top: float, notes: Sequence[str]) -> None:
    box = Box(stage.left, stage.height * 0.4, stage.across, 120)
    if chart.note != shown.headline:
        write(page.shapes.add_textbox(*box.emu()).text_frame, [chart.note], 24)
    _write_foot(stage, page, shown, notes)


def _families(stage: Stage, page: Page, chart: native.Chart, top: float) -> float:
    """The line that says what the colours of a single series mean; how many points it takes."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    if not chart.legend:
        return 6
    used = {colour for each in chart.series for colour in each.colours}
    named = [(name, colour) for name, colour in chart.legend if colour in used]
    text = (NBSP * 4).join(f"■{NBSP}{name}" for name, _ in named)
    height = height_of([text], stage.across, _FOOT) + 8
    frame = page.shapes.add_textbox(*Box(stage.left, top + 2, stage.across, height).emu()).text_frame
    frame.word_wrap = True
    for name, colour in named:
        for words, ink in (("■", colour), (f"{NBSP}{name.replace(' ', NBSP)}    ", palette.INK)):
            run = frame.paragraphs[0].add_run()
            run.text = clean(words)
            run.font.size = Pt(_FOOT)
            run.font.color.rgb = RGBColor.from_string(ink[1:])
    return height + 6


def _foot_lines(shown: Exhibit, said: Sequence[str]) -> list[str]:
    base, *others = shown.foot
    return [" ".join([base, *(f"{line[:1].upper()}{line[1:]}." for line in said)]), *others]


def _foot(stage: Stage, shown: Exhibit, said: Sequence[str]) -> float:
    return height_of(_foot_lines(shown, said), stage.across - _SLIDE_NUMBER, _FOOT) + 14


def _write_foot(stage: Stage, page: Page, shown: Exhibit, said: Sequence[str]) -> None:
    height = _foot(stage, shown, said)
    box = Box(stage.left, stage.bottom - height + 4, stage.across - _SLIDE_NUMBER, height)
    frame = page.shapes.add_textbox(*box.emu()).text_frame
    frame.margin_top = frame.margin_bottom = frame.margin_left = 0
    write(frame, _foot_lines(shown, said), _FOOT, colour=palette.MUTED if stage.is_own else "")


def _title(stage: Stage, page: Page, text: str) -> float:
    """Write the title of a slide; gives where it ends."""
    text, size = fitted(text, stage.across - 16, _TITLE_SIZES, _TITLE_LINES)
    height = lines_of(text, stage.across - 16, size) * size * LINE + 10
    _heading(stage, page, text, size, Box(stage.left, stage.top, stage.across, height))
    return stage.top + height


def _heading(stage: Stage, page: Page, text: str, size: int, box: Box) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    shape = page.shapes.title or page.shapes.add_textbox(*box.emu())
    shape.left, shape.top, shape.width, shape.height = box.emu()
    frame = shape.text_frame
    write(frame, [text], size, colour=palette.INK if stage.is_own else "", bold=True if stage.is_own else None)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    if stage.is_own:
        frame.margin_left = frame.margin_right = frame.margin_top = 0
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT


def _known(page: Page) -> set[int]:
    """Placeholders that are not for words below a title: the title itself and the furniture of the foot."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    furniture = {KIND.TITLE, KIND.CENTER_TITLE, KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER}
    return {shape.placeholder_format.idx for shape in page.placeholders if shape.placeholder_format.type in furniture}


def _own_or_new(page: Page, body: Sequence[object], box: Box) -> object:
    shape = next((shape for shape in body if shape.has_text_frame), None) or page.shapes.add_textbox(*box.emu())
    shape.left, shape.top, shape.width, shape.height = box.emu()
    shape.text_frame.margin_left = 0
    return shape.text_frame


def _clear(page: Page) -> None:
    """Take out the places that stayed empty: they would ask for a click in the middle of the slide."""
    for shape in list(page.placeholders):
        is_text = shape.has_text_frame
        if shape.placeholder_format.idx not in _known(page) and not (is_text and shape.text_frame.text.strip()):
            shape._element.getparent().remove(shape._element)
