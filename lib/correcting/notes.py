"""Comments on the cells of a sheet in an .xlsx: those of Passerelle, beside whatever comments are there."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from lib.correcting.ooxml import MAIN, RELATIONS, Element, NotWritable, Package, Part, attribute, text_of
from lib.reader import position

AUTHOR = "Passerelle"
HEADING = f"{AUTHOR} – "
"""How our comments begin: LibreOffice forgets who wrote them."""
_OURS = f"{AUTHOR}\u00a0: "
"""How our words begin in a comment that somebody else began."""
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_KIND = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_FONT = '<rPr>{}<sz val="9"/><rFont val="Arial"/></rPr>'
_WIDTH = 300
_SIGNS_A_LINE = 46

_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout></xml>"
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;'
    'width:{width}px;height:{height}px;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_DECLARED = (b"xmlns:v=", b"xmlns:o=", b"xmlns:x=")
_SHAPES = re.compile(rb"<v:shape\b(?:(?!</v:shape>).)*</v:shape>", re.DOTALL)
_CELL_OF_SHAPE = re.compile(rb"<x:(Row|Column)>\s*(\d+)\s*</x:\1>")
_SHAPE_ID = re.compile(rb'"_x0000_s(\d+)"')
_TAGS = re.compile(r"<[^>]*>")


def annotate(package: Package, sheet: str, notes: Mapping[str, tuple[str, str]]) -> None:
    """Comment on cells of one sheet, in the place of what an earlier annotation said there.

    Parameters
    ----------
    sheet : str
        Name of its part.
    notes : mapping of str to (str, str)
        Address of each cell → what follows `HEADING`, and text.
    """
    comments = _related(package, sheet, "comments")
    if comments is None and not notes:
        return
    if comments is None:
        comments = package.free_name("xl/commentsPasserelle{}.xml")
        package.parts[comments] = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
        ).encode()
        package.declare(comments, _KIND)
        package.relate(sheet, "comments", comments)
    package.parts[comments], added, removed = _commented(package.parts[comments], notes)
    if added or removed:
        _draw(package, sheet, {cell: notes[cell] for cell in added}, removed)


def _related(package: Package, sheet: str, kind: str) -> str | None:
    parts = [part for type_, part in package.relations(sheet).values() if type_.endswith(f"/{kind}")]
    if parts and parts[0] not in package.parts:
        raise NotWritable(f"{parts[0]} is not there")
    return parts[0] if parts else None


def _commented(data: bytes, notes: Mapping[str, tuple[str, str]]) -> tuple[bytes, list[str], list[str]]:
    """The comments with ours among them; the cells that need a box now, and those that need none any more."""
    part = Part(data, ("author", "comment", "text", "r", "t"))
    authors, lists = part.all("authors"), part.all("commentList")
    if not authors or not lists:
        raise NotWritable("comments without authors")
    names = [html.unescape(part.text(author)) for author in part.all("author", within=authors[0])]
    ours = str(names.index(AUTHOR)) if AUTHOR in names else str(len(names))
    theirs, removed = {}, []
    for comment in part.all("comment", within=lists[0]):
        is_ours = comment.attributes.get("authorId") == ours or _words(part, comment).startswith(HEADING)
        if is_ours:
            part.remove(comment)
            removed.append(comment.attributes.get("ref", ""))
        else:
            theirs[comment.attributes.get("ref", "")] = comment
            _forget(part, comment)
    added = [cell for cell in notes if cell not in theirs]
    for cell, comment in theirs.items():
        if cell in notes:
            _reply(part, comment, notes[cell])
    if AUTHOR not in names and added:
        part.append(authors[0], f"<author>{AUTHOR}</author>")
    xml = "".join(
        f'<comment ref="{cell}" authorId="{ours}"><text>{_runs(*notes[cell])}</text></comment>' for cell in added
    )
    part.append(lists[0], xml)
    return part.changed(), added, removed


def _forget(part: Part, comment: Element) -> None:
    """Take our former words out of somebody else's comment."""
    for run in part.all("r", within=comment):
        if _words(part, run).startswith(_OURS):
            part.remove(run)


def _words(part: Part, element: Element) -> str:
    return html.unescape(_TAGS.sub("", part.text(element))).lstrip()


def _reply(part: Part, comment: Element, note: tuple[str, str]) -> None:
    texts = part.all("text", within=comment)
    if not texts:
        raise NotWritable("a comment without text")
    words = f"\n\n{_OURS}{note[0]}\n{note[1]}"
    part.insert(texts[0].close, f'<r>{_FONT.format("<b/>")}<t xml:space="preserve">{text_of(words)}</t></r>')


def _runs(heading: str, text: str) -> str:
    return (
        f'<r>{_FONT.format("<b/>")}<t xml:space="preserve">{HEADING}{text_of(heading)}\n</t></r>'
        f'<r>{_FONT.format("")}<t xml:space="preserve">{text_of(text)}</t></r>'
    )


def _draw(package: Package, sheet: str, added: Mapping[str, tuple[str, str]], removed: list[str]) -> None:
    """The boxes of comments, which Excel keeps in a drawing of its own kind (VML) and shows none without."""
    xml = Part(package.parts[sheet])
    drawing = xml.all("legacyDrawing")
    if drawing:
        relation = next((value for name, value in drawing[0].attributes.items() if name.endswith(":id")), "")
        name = package.relations(sheet).get(relation, ("", ""))[1]
        if name not in package.parts:
            raise NotWritable("a drawing is not there")
    else:
        name = package.free_name("xl/drawings/vmlDrawingPasserelle{}.vml")
        package.parts[name] = _VML.encode()
        package.declare(name, _VML_KIND)
        relation = package.relate(sheet, "vmlDrawing", name)
        xml.insert(place_of(xml, "legacyDrawing"), f'<legacyDrawing xmlns:r="{RELATIONS}" r:id={attribute(relation)}/>')
        package.parts[sheet] = xml.changed()
    package.parts[name] = _drawn(package.parts[name], added, {position(cell) for cell in removed})


def _drawn(vml: bytes, added: Mapping[str, tuple[str, str]], removed: set[tuple[int, int] | None]) -> bytes:
    def kept(shape: re.Match[bytes]) -> bytes:
        at = {name: int(number) for name, number in _CELL_OF_SHAPE.findall(shape[0])}
        return b"" if (at.get(b"Row"), at.get(b"Column")) in removed else shape[0]

    vml = _SHAPES.sub(kept, vml)
    end = vml.rfind(b"</xml>")
    if end < 0 or not all(declared in vml for declared in _DECLARED):
        raise NotWritable("a drawing of another kind")
    first = max((int(number) for number in _SHAPE_ID.findall(vml)), default=1024) + 1
    shapes = "" if b'"_x0000_t202"' in vml or not added else _SHAPE_TYPE
    for number, (cell, (heading, text)) in enumerate(added.items(), start=first):
        row, column = position(cell)
        lines = 1 + sum(1 + len(line) // _SIGNS_A_LINE for line in f"{heading}\n{text}".split("\n"))
        height = min(max(60, 15 * lines), 420)
        shapes += _SHAPE.format(id=number, width=_WIDTH, height=height, row=row, column=column)
    return vml[:end] + shapes.encode() + vml[end:]


_ORDER = (
    *(
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetCalcPr",
        "sheetProtection",
    ),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews"),
    *("mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
    *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches"),
    *("ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
)
"""The children of a worksheet stand in this order, and in no other; what is not named here comes after them."""


def place_of(sheet: Part, name: str) -> int:
    """Where a new child of a worksheet belongs: before the first one that stands at or after its place."""
    rank = {child: place for place, child in enumerate(_ORDER)}
    for child in sheet.elements:
        if child.depth == 1 and rank.get(child.name, len(_ORDER)) >= rank[name]:
            return child.start
    return sheet.root.close
