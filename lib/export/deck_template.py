"""The empty deck that slides are added to: our own, or a template of the département with its masters and layouts.

A template is a stranger's file: it is measured before it is parsed, and refused in French where it cannot be used.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.charts.palette import COLOURS
from lib.export.deck_text import POINT
from lib.export.running import ExportError
from lib.french import NBSP
from lib.reader.archive import Limits, Unreadable, list_entries, unpacked

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.shapes.placeholder import LayoutPlaceholder
    from pptx.slide import Slide as Page
    from pptx.slide import SlideLayout

LIMITS = Limits(file_bytes=30_000_000, entries=3_000, unpacked_bytes=200_000_000)
WIDE = (960, 540)
"""Points of a 16:9 slide."""
_MACROS = re.compile(r"vbaproject|/activex/|vbadata", re.IGNORECASE)
_KINDS = {
    "presentationml.template": "Ce modèle est un .potx",
    "macroenabled": "Ce modèle contient des macros",
    "presentationml.slideshow": "Ce modèle est un diaporama (.ppsx)",
}
_SAVE = "enregistrez-le en « Présentation PowerPoint (.pptx) »".replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")
_BROKEN = f"Ce modèle n’est pas un fichier PowerPoint lisible{NBSP}: {_SAVE} et donnez-le à nouveau."
_TOO_LARGE = (
    f"Ce modèle est trop lourd (plus de 30{NBSP}Mo, ou bien davantage une fois ouvert){NBSP}: retirez ses images et "
    "ses films."
)
_ENTITY = b"<!ENTITY"


class DeckError(ExportError):
    """Why a deck cannot be made, in French."""


@dataclass(frozen=True)
class Stage:
    """An empty deck and where things go on its slides, in points.

    Attributes
    ----------
    is_own : bool
        Our own deck: then colours and sizes are ours too, else only sizes are.
    bottom : float
        Under it stands what the template draws at the foot.
    """

    deck: Presentation
    is_own: bool
    title: SlideLayout
    section: SlideLayout
    plain: SlideLayout
    width: float
    height: float
    left: float
    top: float
    across: float
    bottom: float

    def add(self, layout: SlideLayout) -> Page:
        """A new slide; it carries the number that its layout has a place for."""
        page = self.deck.slides.add_slide(layout)
        for shape in layout.placeholders:
            if _type(shape) == "sldNum":
                _number(page, shape)
                break
        return page


def empty(template: bytes | None) -> Stage:
    """Open a template, or make our own; raises `DeckError`."""
    if template is None:
        return _stage(_own(), is_own=True)
    _examine(template)
    return _stage(_opened(template), is_own=False)


def _examine(data: bytes) -> None:
    """Measure and look through what is to be parsed."""
    if len(data) > LIMITS.file_bytes:
        raise DeckError(_TOO_LARGE)
    try:
        entries = list_entries(data, LIMITS)
        names = " ".join(entry.filename for entry in entries)
        for name, part in unpacked(data, entries, LIMITS):
            if name.endswith((".xml", ".rels")) and _ENTITY in part:
                raise DeckError(_BROKEN)
            if name == "[Content_Types].xml":
                _expect_presentation(part.decode("utf-8", "replace").lower())
    except Unreadable as error:
        raise DeckError(_TOO_LARGE if error.code == "too_large_unpacked" else _BROKEN) from error
    if _MACROS.search(names):
        raise DeckError(f"Ce modèle contient des macros{NBSP}: {_SAVE}.")


def _expect_presentation(types: str) -> None:
    for kind, words in _KINDS.items():
        if kind in types:
            raise DeckError(f"{words}{NBSP}: {_SAVE}.")


def _opened(data: bytes) -> Presentation:
    import pptx

    try:
        deck = pptx.Presentation(io.BytesIO(data))
        _without_slides(deck)
        if not len(deck.slide_layouts) or not deck.slide_width or not deck.slide_height:
            raise DeckError(f"Ce modèle n’a pas de mise en page{NBSP}: {_SAVE} et donnez-le à nouveau.")
    except DeckError:
        raise
    except Exception as error:  # python-pptx and lxml raise anything on a file that is not what it says
        raise DeckError(_BROKEN) from error
    return deck


def _without_slides(deck: Presentation) -> None:
    """Take the example slides out, and the lists that name them: PowerPoint would offer a repair."""
    from pptx.oxml.ns import qn

    listed = deck.slides._sldIdLst
    for each in list(listed):
        deck.part.drop_rel(each.rId)
        listed.remove(each)
    for tag in ("p:extLst", "p:custShowLst"):
        for found in deck.part._element.findall(qn(tag)):
            deck.part._element.remove(found)


def _own() -> Presentation:
    """python-pptx's own deck, widened to 16:9, with our blue, and with the layouts that are used."""
    import pptx
    from pptx.opc.constants import RELATIONSHIP_TYPE

    deck = pptx.Presentation()
    stretch = WIDE[0] * POINT / deck.slide_width
    deck.slide_width, deck.slide_height = WIDE[0] * POINT, WIDE[1] * POINT
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout._element.get("type") not in ("title", "secHead", "titleOnly"):
            deck.slide_layouts.remove(layout)
    for each in (master, *deck.slide_layouts):
        for shape in each.shapes:
            if shape._element.spPr.find(f"{{{shape._element.nsmap['a']}}}xfrm") is not None:
                shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = re.sub(
        rb'(<a:accent1><a:srgbClr val=")[0-9A-F]{6}', rb"\g<1>" + COLOURS[0].lstrip("#").encode(), theme.blob
    )
    return deck


def _stage(deck: Presentation, *, is_own: bool) -> Stage:
    width, height = deck.slide_width / POINT, deck.slide_height / POINT
    layouts = list(deck.slide_layouts)
    plain = _plain_layout(layouts)
    title = _of_type(layouts, "title") or _with(layouts, {"ctrTitle"}) or plain
    section = _of_type(layouts, "secHead") or title
    if is_own:
        return Stage(deck, True, title, section, plain, width, height, 36, 22, width - 72, height - 14)
    left, top, across = _place_of_title(plain, width, height)
    return Stage(deck, False, title, section, plain, width, height, left, top, across, _foot(plain, height))


def _plain_layout(layouts: Sequence[SlideLayout]) -> SlideLayout:
    """The layout of a title and nothing else; failing that, the titled one with the fewest places to fill."""
    if found := _of_type(layouts, "titleOnly"):
        return found
    titled = [layout for layout in layouts if {"title"} & _types(layout)] or list(layouts)
    return min(titled, key=lambda layout: len(_types(layout) - _FURNITURE))


_FURNITURE = {"title", "ctrTitle", "dt", "ftr", "sldNum"}


def _of_type(layouts: Sequence[SlideLayout], kind: str) -> SlideLayout | None:
    """A layout of a kind that also has what the kind is known by: some templates keep the name and lose the title."""
    return next(
        (one for one in layouts if one._element.get("type") == kind and {"title", "ctrTitle"} & _types(one)), None
    )


def _with(layouts: Sequence[SlideLayout], types: set[str]) -> SlideLayout | None:
    return next((layout for layout in layouts if types & _types(layout)), None)


def _types(layout: SlideLayout) -> set[str]:
    return {_type(shape) for shape in layout.placeholders}


def _type(shape: LayoutPlaceholder) -> str:
    """``title``, ``ctrTitle``, ``body``, ``sldNum`` …"""
    return shape._element.ph.get("type") or "obj"


def _place_of_title(layout: SlideLayout, width: float, height: float) -> tuple[float, float, float]:
    """Left, top and width of the title of a template, or ours where it stands aside, low, or nowhere."""
    for shape in layout.placeholders:
        if _type(shape) == "title" and None not in (shape.left, shape.top, shape.width):
            left, top, across = shape.left / POINT, shape.top / POINT, shape.width / POINT
            if top < height * 0.3 and across > width * 0.5 and left >= 0 and left + across <= width + 1:
                return left, top, across
    return width * 0.04, height * 0.05, width * 0.92


def _foot(layout: SlideLayout, height: float) -> float:
    """Where the foot of a template begins: its date, footer and number."""
    tops = [
        shape.top / POINT
        for shape in layout.placeholders
        if _type(shape) in ("dt", "ftr", "sldNum") and shape.top is not None and shape.top / POINT > height * 0.8
    ]
    return min(tops, default=height - 14)


def _number(page: Page, place: LayoutPlaceholder) -> None:
    """The number of the slide, where the layout has it."""
    from lxml import etree
    from pptx.oxml.ns import qn

    shape = copy.deepcopy(place._element)
    shape.spPr.clear()
    for paragraph in shape.txBody.findall(qn("a:p")):
        shape.txBody.remove(paragraph)
    paragraph = etree.SubElement(shape.txBody, qn("a:p"))
    field = etree.SubElement(paragraph, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum")
    etree.SubElement(field, qn("a:rPr"), lang="fr-FR")
    etree.SubElement(field, qn("a:t")).text = str(len(page.part.package.presentation_part.presentation.slides))
    shape.nvSpPr.cNvPr.set(
        "id", str(max(int(each) for each in page.shapes._spTree.xpath("//@id") if each.isdigit()) + 1)
    )
    page.shapes._spTree.append(shape)
