"""Words on a slide: how many lines they take, which size fits, and paragraphs marked as French."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lib.charts.palette import LETTER, wrap

if TYPE_CHECKING:
    from pptx.slide import Slide as Page
    from pptx.text.text import TextFrame

POINT = 12700
"""A point in the units of Office (EMU)."""
LANGUAGE = "fr-FR"
LINE = 1.2
"""Height of a line in font sizes."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_SENTENCE = re.compile(r"(?<=[.;])\s+")
"""Where a text may be cut; what stands before a semicolon is told of its own."""


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)


def lines_of(text: str, width: float, size: float, *, letter: float = LETTER) -> int:
    """How many lines a text takes in ``width`` points; ``letter`` is the width of one in font sizes."""
    letters = max(4, int(width / size / letter))
    return sum(len(wrap(line, letters)) for line in text.split("\n"))


def height_of(texts: Sequence[str], width: float, size: float) -> float:
    """Points that paragraphs take."""
    return math.ceil(sum(lines_of(text, width, size) for text in texts) * size * LINE)


def fitted(text: str, width: float, sizes: Mapping[int, int], *, letter: float = LETTER) -> tuple[str, int]:
    """The text with the largest size that holds it; where none does, without its last sentences, or parts of one.

    Parameters
    ----------
    sizes : mapping of int to int
        Size → how many lines it may take, from the largest.
    """
    for size, most in sizes.items():
        if lines_of(text, width, size, letter=letter) <= most:
            return text, size
    kept = _SENTENCE.split(text)
    while len(kept) > 1 and lines_of(" ".join([*kept, "…"]), width, size, letter=letter) > most:
        kept.pop()
    if lines_of(" ".join([*kept, "…"]), width, size, letter=letter) <= most:
        return " ".join([*kept, "…"]), size
    return " ".join(wrap(kept[0], int(width / size / letter))[:most]) + "…", size


TITLE_SIZES = {28: 2, 26: 2, 24: 2, 20: 3, 18: 3}
"""Points of the letters of a slide's title → how many lines of them there may be."""
BOLD = 0.6
"""Width of a bold letter in font sizes, where the reader's fonts are wide."""
TITLE_ACROSS = 872
"""Points that a title has on a wide slide of our own and on the stage."""


def fitted_title(text: str, width: float = TITLE_ACROSS, sizes: Mapping[int, int] = TITLE_SIZES) -> tuple[str, int]:
    """The title of a slide, shortened to what it has room for, and the size of its letters in points."""
    return fitted(text, width, sizes, letter=BOLD)


def write(
    frame: TextFrame, paragraphs: Sequence[str], size: float, *, colour: str = "", bold: bool | None = None
) -> None:
    """Fill a frame with paragraphs; without a colour, that of the template stays."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    frame.clear()
    frame.word_wrap = True
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = clean(text)
        run.font.size = Pt(size)
        if bold is not None:
            run.font.bold = bold
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))


def speak_french(page: Page) -> None:
    """Mark every word of a slide and of its notes as French, for spell checkers and screen readers."""
    from pptx.oxml.ns import qn

    trees = [page._element, *([page.notes_slide._element] if page.has_notes_slide else [])]
    for tree in trees:
        for tag in ("a:r", "a:fld"):
            for run in tree.iter(qn(tag)):
                run.get_or_add_rPr().set("lang", LANGUAGE) if tag == "a:r" else _properties(run).set("lang", LANGUAGE)


def _properties(field: object) -> object:
    from lxml import etree
    from pptx.oxml.ns import qn

    found = field.find(qn("a:rPr"))
    if found is None:
        found = etree.SubElement(field, qn("a:rPr"))
        field.insert(0, found)
    return found
