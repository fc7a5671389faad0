"""The empty deck that slides are added to: our own, or a template of the département with its masters and layouts.

A template is a stranger's file: it is measured before it is parsed, and refused in French where it cannot be used.
"""

from __future__ import annotations

import copy
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.charts.palette import COLOURS, MUTED
from lib.export.deck_charts import Box, Look
from lib.export.deck_text import POINT
from lib.export.running import ExportError
from lib.french import NBSP
from lib.reader.archive import Limits, Unreadable, list_entries, unpacked

if TYPE_CHECKING:
    from lxml import etree
    from pptx.opc.package import Part
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
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class DeckError(ExportError):
    """Why a deck cannot be made, in French."""


@dataclass(frozen=True)
class Stage:
    """An empty deck and where things go on its slides, in points of our own: others are larger, or narrower.

    Attributes
    ----------
    is_own : bool
        Our own deck: then colours and sizes are ours too, else only sizes are.
    look : Look
        The points of the slides in one of ours, by the root of their areas: letters grow with a slide, and stay
        readable on a narrow one.
    bottom : float
        Under it stands what the template draws at the foot.
    """

    deck: Presentation
    is_own: bool
    look: Look
    title: SlideLayout
    section: SlideLayout
    plain: SlideLayout
    width: float
    height: float
    left: float
    top: float
    across: float
    bottom: float

    @property
    def ink(self) -> str:
        """Colour of letters, "" for that of the template."""
        return self.look.ink

    @property
    def muted(self) -> str:
        return MUTED if self.is_own else ""

    def emu(self, box: Box) -> tuple[int, int, int, int]:
        return box.emu(self.look.scale)

    def sized(self, size: float) -> float:
        """Letters of so many points of our own slides, in points of these."""
        return size * self.look.scale

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
    """Take the example slides out, with all that names them: PowerPoint would offer a repair.

    The lists of sections and of custom shows name slides; so may a kept outline, a button of a layout, and the range
    of slides that a show begins and ends with. A part that is still named would be written beside the new slides.
    """
    from pptx.oxml.ns import qn

    listed = deck.slides._sldIdLst
    for each in list(listed):
        deck.part.drop_rel(each.rId)
        listed.remove(each)
    for tag in ("p:extLst", "p:custShowLst"):
        for found in deck.part._element.findall(qn(tag)):
            deck.part._element.remove(found)
    for part in list(deck.part.package.iter_parts()):
        _without_links(part)


def _without_links(part: Part) -> None:
    """Drop what leads from a part to a slide, and the range of a show."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE as KIND
    from pptx.oxml.ns import qn

    gone = {name for name, link in part.rels.items() if link.reltype == KIND.SLIDE}
    is_settings = part.partname.endswith("presProps.xml")
    if not gone and not is_settings:
        return
    own = getattr(part, "_element", None)
    root = etree.fromstring(part.blob) if own is None else own
    ranges = list(root.iter(qn("p:showPr"))) if is_settings else []
    named = [each for each in root.iter() if _links(each) & gone]
    for each in (*ranges, *named):
        each.getparent().remove(each)
    for name in gone:
        part.rels.pop(name)
    if own is None:
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _links(element: etree._Element) -> set[str]:
    """The relations that an element names."""
    return {value for name, value in element.attrib.items() if name.startswith(f"{{{_RELATIONS}}}")}


def expect_each_part_once(deck: Presentation) -> None:
    """Raise `DeckError` where two parts have one name: PowerPoint would not open the file without a repair."""
    names = [str(part.partname).lower() for part in deck.part.package.iter_parts()]
    if len(set(names)) < len(names):
        raise DeckError(f"Ce modèle renvoie à ses propres diapositives{NBSP}: retirez-les, {_SAVE} et réessayez.")


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
    scale = 1.0 if is_own else math.sqrt(deck.slide_width * deck.slide_height / (WIDE[0] * WIDE[1])) / POINT
    point = POINT * scale
    width, height = deck.slide_width / point, deck.slide_height / point
    layouts = list(deck.slide_layouts)
    plain = _plain_layout(layouts)
    title = _of_type(layouts, "title") or _with(layouts, {"ctrTitle"}) or plain
    section = _of_type(layouts, "secHead") or title
    if is_own:
        return Stage(deck, True, Look(), title, section, plain, width, height, 36, 22, width - 72, height - 14)
    left, top, across = _place_of_title(plain, width, height, point)
    foot = _foot(plain, height, point)
    return Stage(deck, False, Look(scale, ink=""), title, section, plain, width, height, left, top, across, foot)


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


def _place_of_title(layout: SlideLayout, width: float, height: float, point: float) -> tuple[float, float, float]:
    """Left, top and width of the title of a template, or ours where it stands aside, low, or nowhere."""
    for shape in layout.placeholders:
        if _type(shape) == "title" and None not in (shape.left, shape.top, shape.width):
            left, top, across = shape.left / point, shape.top / point, shape.width / point
            if top < height * 0.3 and across > width * 0.5 and left >= 0 and left + across <= width + 1:
                return left, top, across
    return width * 0.04, height * 0.05, width * 0.92


def _foot(layout: SlideLayout, height: float, point: float) -> float:
    """Where the foot of a template begins: its date, footer and number."""
    tops = [
        shape.top / point
        for shape in layout.placeholders
        if _type(shape) in ("dt", "ftr", "sldNum") and shape.top is not None and shape.top / point > height * 0.8
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
