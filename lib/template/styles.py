"""The look of the workbook: colours, fonts and cell styles, made once per workbook and shared by its cells.

Every pair of text and background here has a contrast of at least 4.5:1.
"""

from __future__ import annotations

from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray

FONT = "Arial"
SLATE = "2F3E4E"
"""Colour of the sheets that belong to no dimension."""
COLOURS = ("1B5E8C", "8A4B08", "1F6B45", "6A3D9A", "A1264F", "00696E", "4A5568")
"""One dark colour per dimension, in the order of the sheets; white text is readable on each."""

INK, MUTED, RULE = "1F2933", "52606D", "C3CBD4"
INPUT, INPUT_LIGHT, LOCKED, MISSING = "FFF6DC", "FFFBF0", "F1F4F7", "FFD9B8"

_LINE = {"vertical": "center", "horizontal": "left"}
_LEFT = {**_LINE, "wrap_text": True, "indent": 1}
_DEEPER = {**_LEFT, "indent": 2}
_TOP = {"vertical": "top", "horizontal": "left", "wrap_text": True}
_CENTRE = {"vertical": "center", "horizontal": "center"}
_WRAPPED = {**_CENTRE, "wrap_text": True}


class Look(NamedTuple):
    """One cell style; ``colour`` and ``tint`` as colours stand for the sheet's own."""

    font: dict[str, object]
    alignment: dict[str, object]
    fill: str = ""
    border: bool = False
    number_format: str = ""
    is_input: bool = False


_STRONG = {"bold": True, "color": "colour"}
_WHITE = {"bold": True, "color": "FFFFFF"}
_TICK = {"size": 11, **_STRONG}
_QUIET = {"size": 9, "color": MUTED}
_LOOKS = {
    "code": Look({"size": 8, "color": MUTED}, _LINE, number_format="@"),
    "title": Look({"size": 16, **_STRONG}, _LINE),
    "about": Look({"color": MUTED}, _LINE),
    "note": Look(_QUIET, _TOP),
    "note_line": Look(_QUIET, _LINE),
    "header": Look(_WHITE, _WRAPPED, "colour", border=True),
    "name": Look({"size": 9, "bold": True}, _WRAPPED, "tint", border=True),
    "corner": Look({"bold": True}, _LEFT, "tint", border=True),
    "band": Look({"size": 11, **_WHITE}, _LEFT, "colour"),
    "family": Look(_STRONG, _LEFT, "tint"),
    "family_light": Look({"italic": True, "color": "colour"}, _LEFT),
    "legend": Look(_STRONG, {**_LINE, "indent": 1}),
    "item": Look({}, _LEFT, border=True),
    "item_light": Look(_QUIET, _DEEPER, border=True),
    "field": Look({"bold": True}, _LEFT, "tint", border=True),
    "locked": Look({}, _LEFT, LOCKED, border=True, number_format="@"),
    "locked_centre": Look({"color": MUTED}, _CENTRE, LOCKED, border=True),
    "tick": Look(_TICK, _CENTRE, INPUT, True, "", True),
    "tick_light": Look(_TICK, _CENTRE, INPUT_LIGHT, True, "", True),
    "choice": Look({"size": 9}, _WRAPPED, INPUT, True, "", True),
    "answer": Look({}, _LEFT, INPUT, True, "", True),
    "text": Look({"size": 9}, _TOP, INPUT, True, "@", True),
    "text_answer": Look({}, _LEFT, INPUT, True, "@", True),
    "number": Look({}, _CENTRE, INPUT, True, "0", True),
    "decimal": Look({}, _CENTRE, INPUT, True, "General", True),
    "date": Look({}, _CENTRE, INPUT, True, "dd/mm/yyyy", True),
    "sample": Look({}, _CENTRE, INPUT, border=True),
    "sample_light": Look({}, _CENTRE, INPUT_LIGHT, border=True),
    "prose": Look({}, _LEFT),
    "bullet": Look({"color": "colour"}, _CENTRE),
    "prose_heading": Look({"size": 12, **_STRONG}, _LINE),
    "step": Look({"size": 12, **_WHITE}, _CENTRE, "colour"),
}


class Styles:
    """The cell styles of one workbook, made when first asked for.

    openpyxl keeps one small array of indices per cell; sharing it between cells is what makes thousands of
    styled cells cheap. A shared style must therefore never be changed through a cell.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._sheet = workbook.active
        self._made: dict[tuple[str, str], StyleArray] = {}
        normal = Font(name=FONT, size=10, color=INK)
        workbook._fonts[0] = normal
        workbook._named_styles["Normal"].font = normal
        side = Side("thin", color=RULE)
        self._border = Border(side, side, side, side)

    def get(self, name: str, colour: str = SLATE) -> StyleArray:
        """The style ``name`` in the colour of its sheet."""
        key = (name, colour)
        if key not in self._made:
            self._made[key] = self._make(name, colour)
        return self._made[key]

    def _make(self, name: str, colour: str) -> StyleArray:
        look, own = _LOOKS[name], {"colour": colour, "tint": tint(colour)}
        cell = Cell(self._sheet, row=1, column=1)
        ink = look.font.get("color", INK)
        cell.font = Font(**{"name": FONT, "size": 10, **look.font, "color": own.get(ink, ink)})
        cell.alignment = Alignment(**look.alignment)
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=own.get(look.fill, look.fill))
        if look.border:
            cell.border = self._border
        if look.is_input:
            cell.protection = Protection(locked=False)
        if look.number_format:
            cell.number_format = look.number_format
        return cell._style


UNUSED = PatternFill(bgColor="FFFFFF")
"""Input cells of a link that has no school yet."""
TO_FILL = PatternFill(bgColor=MISSING)
"""An obligatory cell that is still empty."""


def opaque(colour: str) -> str:
    """The colour with its alpha: LibreOffice takes a tab colour without one for none at all."""
    return f"FF{colour}"


def tint(colour: str, share: float = 0.88) -> str:
    """The colour mixed with white: a background on which the colour itself is readable.

    >>> tint("000000", 0.5)
    '808080'
    """
    parts = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return "".join(f"{round(part + (255 - part) * share):02X}" for part in parts)


def with_hint(label: str, hint: str, *, bold: bool = True, colour: str = INK) -> str | CellRichText:
    """A label with its hint below it, smaller; the plain label if there is no hint."""
    if not hint:
        return label
    strong = InlineFont(rFont=FONT, sz=10, b=bold, color=colour)
    quiet = InlineFont(rFont=FONT, sz=9, i=True, color="FFFFFF" if colour == "FFFFFF" else MUTED)
    return CellRichText(TextBlock(strong, label), TextBlock(quiet, f"\n{hint}"))


def lines(text: str, width: float) -> int:
    """How many lines the text takes, wrapped at words in a column ``width`` digits wide (letters are narrower)."""
    total, width = 0, width * 1.1
    for paragraph in text.split("\n"):
        used = 0
        total += 1
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > width:
                total, used = total + 1, 0
            used += len(word) + (1 if used else 0)
            while used > width:  # a word longer than the column is broken
                total, used = total + 1, used - int(width)
    return total
