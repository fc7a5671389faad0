"""Slides as a PowerPoint file: native charts that can be edited, the base on each, the method in the notes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from lib.charts import palette
from lib.export import deck_charts, deck_tables, native
from lib.export.deck_charts import Box
from lib.export.deck_package import undated
from lib.export.deck_template import DeckError, Stage, empty, expect_each_part_once
from lib.export.deck_text import (
    BOLD,
    LANGUAGE,
    LINE,
    POINT,
    clean,
    fitted,
    fitted_title,
    height_of,
    lines_of,
    speak_french,
    write,
)
from lib.export.legible import columns_left_out, is_list, masks
from lib.export.running import Cancelled, Progress, Stopping, step
from lib.export.slides import (
    FIGURE,
    GONE,
    NOT_CITABLE,
    QUOTATION,
    SECTION,
    Exhibit,
    Quoted,
    Slide,
    exhibit,
    not_shown,
    quoted,
)
from lib.french import NBSP, inside, quote
from lib.gallery.figure import Source, UnknownFigure

if TYPE_CHECKING:
    from pptx.slide import Slide as Page
    from pptx.text.text import TextFrame

__all__ = ["Cancelled", "DeckError", "build"]

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_HEADING_SIZES = {44: 2, 40: 3, 36: 3, 32: 4, 28: 5}
_BELOW_SIZES = {24: 4, 22: 4, 20: 4}
_WORDS_SIZES = {32: 6, 28: 7, 26: 8, 24: 8, 22: 9, 20: 10, 18: 11}
"""Size of the letters → how many lines of them there may be."""
_FOOT, _SUBJECT = 12, 14
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
    told: Callable[[str], None] | None = None,
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
    told : callable, optional
        Called with a French sentence for each slide that is left out, and why.

    Raises
    ------
    DeckError
        Where the template cannot be used, or no slide is left, in French.
    Cancelled
        Between two slides.
    """
    stage = empty(template)
    words = quoted(source, [slide.quotation for slide in slides if slide.kind == QUOTATION])
    for done, slide in enumerate(slides):
        step(done, len(slides), progress, cancelled)
        if (why := _draw(stage, source, slide, words, today)) and told:
            told(f"Diapositive {done + 1} laissée de côté{NBSP}: {inside(why)}")
    if not len(stage.deck.slides):
        raise DeckError(f"Aucune de ces diapositives n’a encore quelque chose à montrer{NBSP}: rien n’a été écrit.")
    step(len(slides), len(slides), progress, cancelled)
    return _saved(stage, title, today)


def _draw(stage: Stage, source: Source, slide: Slide, words: Mapping[str, Quoted], today: date) -> str:
    """Add a slide; says why where there is nothing to show any more."""
    if slide.kind == FIGURE:
        try:
            shown = exhibit(source, slide, today)
        except UnknownFigure:
            return GONE
        _figure(stage, shown)
    elif slide.kind == QUOTATION:
        if slide.quotation not in words:
            return NOT_CITABLE
        _quotation(stage, words[slide.quotation])
    else:
        _words(stage, slide)
    return ""


def _saved(stage: Stage, title: str, today: date) -> bytes:
    for page in stage.deck.slides:
        speak_french(page)
    about, at = stage.deck.core_properties, datetime.combine(today, time(), UTC).replace(tzinfo=None)
    about.title, about.author, about.last_modified_by = clean(title), "Passerelle", "Passerelle"
    about.language, about.revision, about.created, about.modified = LANGUAGE, 1, at, at
    about.subject = about.keywords = about.comments = about.category = ""
    expect_each_part_once(stage.deck)
    out = io.BytesIO()
    stage.deck.save(out)
    return undated(out.getvalue())


def _words(stage: Stage, slide: Slide) -> None:
    """A title, a heading between themes, or words of the coordinator's own."""
    below = slide.text.strip()
    if below and lines_of(below, stage.across, 20) > 4:
        _text(stage, slide)
        return
    page = stage.add(stage.section if slide.kind == SECTION else stage.title)
    top, room = stage.height * 0.3, stage.height * 0.32
    text, size = fitted(slide.title, stage.across, _HEADING_SIZES, letter=BOLD)
    _heading(stage, page, text, size, Box(stage.left, top, stage.across, room))
    _accent(stage, page, top - 24)
    body = [shape for shape in page.placeholders if shape.placeholder_format.idx not in _known(page)]
    if below:
        box = Box(stage.left, top + room + 8, stage.across, stage.bottom - top - room - 20)
        below, size = fitted(below, stage.across, _BELOW_SIZES)
        frame = _own_or_new(stage, page, body, box)
        write(frame, below.split("\n"), stage.sized(size), colour=stage.ink)
        if stage.is_own:
            _to_the_left(frame)
    _clear(page)


def _accent(stage: Stage, page: Page, top: float) -> None:
    """A short blue bar above the titles of our own deck; a template has its own looks."""
    from pptx.dml.color import RGBColor
    from pptx.enum.shapes import MSO_SHAPE

    if stage.is_own:
        bar = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *stage.emu(Box(stage.left, top, 120, 8)))
        bar.fill.solid()
        bar.fill.fore_color.rgb = RGBColor.from_string(palette.COLOURS[0][1:])
        bar.line.fill.background()


def _to_the_left(frame: TextFrame) -> None:
    from pptx.enum.text import PP_ALIGN

    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("cap", "none")


def _text(stage: Stage, slide: Slide) -> None:
    """A slide of words: title and paragraphs, as the method is."""
    page = stage.add(stage.plain)
    top = _title(stage, page, slide.title)
    box = Box(stage.left, top + 10, stage.across, stage.bottom - top - 40)
    paragraphs = [line for line in slide.text.split("\n") if line.strip()]
    size = next((s for s in (24, 22, 20, 18, 16) if height_of(paragraphs, box.width, s) * 1.35 <= box.height), 16)
    frame = page.shapes.add_textbox(*stage.emu(box)).text_frame
    write(frame, paragraphs, stage.sized(size), colour=stage.ink)
    for paragraph in frame.paragraphs:
        paragraph.space_after = round(stage.sized(size) * 0.6 * POINT)


def _quotation(stage: Stage, words: Quoted) -> None:
    page = stage.add(stage.plain)
    text, size = fitted(quote(words.text), stage.across - 60, _WORDS_SIZES, letter=BOLD)
    box = Box(stage.left + 30, stage.height * 0.16, stage.across - 60, stage.height * 0.6)
    _heading(stage, page, text, size, box)
    frame = page.shapes.add_textbox(*stage.emu(Box(box.left, box.top + box.height + 8, box.width, 60))).text_frame
    write(frame, [words.source], stage.sized(18), colour=stage.muted)
    _clear(page)


def _figure(stage: Stage, shown: Exhibit) -> None:
    page = stage.add(stage.plain)
    top = _subject(stage, page, shown.subject, _title(stage, page, shown.headline))
    chart = native.of(shown.figure, shown.frame, shown.by) if shown.table is None else native.Chart("table")
    draw = {"table": _table, "none": _nothing}.get(chart.kind, _chart)
    draw(stage, page, shown, chart, top)
    _clear(page)
    _notes(page).text = clean("\n".join(shown.notes))


def _notes(page: Page) -> TextFrame:
    """Where the speaker's notes stand; a template may have taken their place out of its notes."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    notes = page.notes_slide
    if notes.notes_text_frame is None:
        free = max((shape.shape_id for shape in notes.shapes), default=1) + 1
        notes.shapes._spTree.add_placeholder(free, "Notes", PP_PLACEHOLDER.BODY, "horz", "full", 1)
        place = notes.notes_placeholder
        place.left, place.top, place.width, place.height = Box(54, 340, 432, 330).emu()
    return notes.notes_text_frame


def _subject(stage: Stage, page: Page, text: str, top: float) -> float:
    """What the sentence above speaks of; gives where it ends."""
    height = height_of([text], stage.across, _SUBJECT) + 6
    frame = page.shapes.add_textbox(*stage.emu(Box(stage.left, top, stage.across, height))).text_frame
    frame.margin_top = frame.margin_bottom = 0
    if stage.is_own:
        frame.margin_left = 0
    write(frame, [text], stage.sized(_SUBJECT), colour=stage.muted)
    return top + height


def _chart(stage: Stage, page: Page, shown: Exhibit, chart: native.Chart, top: float) -> None:
    top += _families(stage, page, chart, top)
    foot = _Foot(stage, shown, [chart.note])
    sizes = deck_charts.SIZES if is_list(shown.figure) else deck_charts.WHOLE
    fitting = deck_charts.fit(chart, foot.room(top), sizes)
    if fitting.left_out:
        foot = replace(foot, left_out=fitting.left_out)  # saying so may take a line
        fitting = deck_charts.fit(chart, foot.room(top), sizes)
        foot = replace(foot, left_out=fitting.left_out)
    foot.write(page)
    deck_charts.draw(page, fitting, foot.room(top), f"{shown.subject}. {shown.sentence}", look=stage.look)


def _table(stage: Stage, page: Page, shown: Exhibit, chart: native.Chart, top: float) -> None:
    table = shown.table or chart.table
    foot = _Foot(stage, shown, [] if shown.table else [chart.note, *masks(table)])
    cut = deck_tables.fit(table, foot.room(top + 6))
    if cut.rows or cut.columns:
        said = [columns_left_out(cut.columns)] if cut.columns else []
        foot = replace(foot, said=[*foot.said, *said], left_out=cut.rows)
        cut = deck_tables.fit(table, foot.room(top + 6))
        foot = replace(foot, left_out=cut.rows)
    foot.write(page)
    deck_tables.draw(page, cut, foot.room(top + 6), f"{shown.subject}. {shown.sentence}", scale=stage.look.scale)


def _nothing(stage: Stage, page: Page, shown: Exhibit, chart: native.Chart, top: float) -> None:
    box = Box(stage.left, stage.height * 0.4, stage.across, 120)
    if chart.note != shown.headline:
        write(page.shapes.add_textbox(*stage.emu(box)).text_frame, [chart.note], stage.sized(24))
    _Foot(stage, shown, ()).write(page)


def _families(stage: Stage, page: Page, chart: native.Chart, top: float) -> float:
    """The line that says what the colours of a single series mean; how many points it takes."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    height = deck_charts.height_of_families(chart, stage.across)
    named = deck_charts.families(chart)
    if not named:
        return height
    frame = page.shapes.add_textbox(*stage.emu(Box(stage.left, top + 2, stage.across, height - 2))).text_frame
    frame.word_wrap = True
    for name, colour in named:
        for words, ink in (("■", colour), (f"{NBSP}{name.replace(' ', NBSP)}    ", stage.ink)):
            run = frame.paragraphs[0].add_run()
            run.text = clean(words)
            run.font.size = Pt(stage.sized(deck_charts.FAMILIES))
            if ink:
                run.font.color.rgb = RGBColor.from_string(ink[1:])
    return height


@dataclass(frozen=True)
class _Foot:
    """What stands under a figure: base, what is not drawn, selection, source and date.

    Attributes
    ----------
    said : sequence of str
        Phrases about what is not drawn.
    left_out : int
        Choices that the slide has no room for, besides those that no screen would show.
    """

    stage: Stage
    shown: Exhibit
    said: Sequence[str]
    left_out: int = 0

    @property
    def lines(self) -> list[str]:
        base, *others = self.shown.foot
        if self.left_out:
            before = not_shown(self.shown.left_out)
            all_said = not_shown(self.shown.left_out + self.left_out)
            base = base.replace(before, all_said) if self.shown.left_out else f"{base} {all_said}"
        phrases = [f"{line[:1].upper()}{line[1:].rstrip('.')}." for line in self.said if line]
        return [" ".join([base, *phrases]), *others]

    @property
    def height(self) -> float:
        return height_of(self.lines, self.stage.across - _SLIDE_NUMBER, _FOOT) + 10

    def room(self, top: float) -> Box:
        """What is left between the title and the foot."""
        stage = self.stage
        return Box(stage.left, top, stage.across, stage.bottom - top - self.height - 4)

    def write(self, page: Page) -> None:
        stage = self.stage
        box = Box(stage.left, stage.bottom - self.height, stage.across - _SLIDE_NUMBER, self.height)
        frame = page.shapes.add_textbox(*stage.emu(box)).text_frame
        frame.margin_top = frame.margin_bottom = frame.margin_left = 0
        write(frame, self.lines, stage.sized(_FOOT), colour=stage.muted)


def _title(stage: Stage, page: Page, text: str) -> float:
    """Write the title of a slide; gives where it ends."""
    text, size = fitted_title(text, stage.across - 16)
    height = lines_of(text, stage.across - 16, size, letter=BOLD) * size * LINE + 8
    _heading(stage, page, text, size, Box(stage.left, stage.top, stage.across, height))
    return stage.top + height


def _heading(stage: Stage, page: Page, text: str, size: int, box: Box) -> None:
    from pptx.enum.text import MSO_ANCHOR

    shape = page.shapes.title or page.shapes.add_textbox(*stage.emu(box))
    shape.left, shape.top, shape.width, shape.height = stage.emu(box)
    frame = shape.text_frame
    write(frame, [text], stage.sized(size), colour=stage.ink, bold=True if stage.is_own else None)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    if stage.is_own:
        frame.margin_left = frame.margin_right = frame.margin_top = 0
        _to_the_left(frame)


def _known(page: Page) -> set[int]:
    """Placeholders that are not for words below a title: the title itself and the furniture of the foot."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    furniture = {KIND.TITLE, KIND.CENTER_TITLE, KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER}
    return {shape.placeholder_format.idx for shape in page.placeholders if shape.placeholder_format.type in furniture}


def _own_or_new(stage: Stage, page: Page, body: Sequence[object], box: Box) -> object:
    shape = next((shape for shape in body if shape.has_text_frame), None) or page.shapes.add_textbox(*stage.emu(box))
    shape.left, shape.top, shape.width, shape.height = stage.emu(box)
    shape.text_frame.margin_left = 0
    return shape.text_frame


def _clear(page: Page) -> None:
    """Take out the places that stayed empty: they would ask for a click in the middle of the slide."""
    for shape in list(page.placeholders):
        is_text = shape.has_text_frame
        if shape.placeholder_format.idx not in _known(page) and not (is_text and shape.text_frame.text.strip()):
            shape._element.getparent().remove(shape._element)
