"""The sheet « À corriger »: findings as a list in a workbook, with its formats, in the XML of an .xlsx."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from lib.correcting.ooxml import MAIN, PACKAGE, RELATIONS, Element, NotWritable, Package, Part, attribute, text_of
from lib.findings import Finding, Severity
from lib.french import count, typeset
from lib.injection import neutralised
from lib.layout.marks import FINDINGS_CORNER

TITLE = "À corriger"
COLOURS = {Severity.BLOCKING: "FFF4A7A0", Severity.CHECK: "FFFFD66B", Severity.INFO: "FFCFE2F3"}
"""Background of a cell with a finding; black text is readable on each, and words say the same."""

_HEADERS = ("Gravité", "Feuille", "Cellule", "Constat", "Que faire")
_WIDTHS = (2, 13, 22, 10, 70, 70)
_FIRST_ROW = 5
_NOUNS = {
    Severity.BLOCKING: ("point bloquant", "points bloquants"),
    Severity.CHECK: ("point à vérifier", "points à vérifier"),
    Severity.INFO: ("information", "informations"),
}
_FONTS = (
    '<font><sz val="10"/><name val="Arial"/></font>'
    '<font><b/><sz val="10"/><name val="Arial"/></font>'
    '<font><b/><sz val="14"/><name val="Arial"/></font>'
    '<font><u/><sz val="10"/><color rgb="FF1B5E8C"/><name val="Arial"/></font>'
)
_TEXT, _BOLD, _BIG, _LINK = range(4)


@dataclass(frozen=True, slots=True)
class Looks:
    """The numbers that our formats have in one workbook: ``colours`` are those of conditional formats."""

    colours: dict[Severity, int]
    title: int
    line: int
    text: int
    header: int
    link: int
    severities: dict[Severity, int]

    @classmethod
    def add(cls, package: Package, part: str) -> Self:
        """Add our formats to the styles of a workbook."""
        styles = Part(package.parts[part], ("font", "fill", "xf", "dxf"))
        fonts, fills, formats = (only(styles, name) for name in ("fonts", "fills", "cellXfs"))
        font, fill = len(styles.all("font", within=fonts)), len(styles.all("fill", within=fills))
        first = len(styles.all("xf", within=formats))
        colours = [
            f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'
            for colour in COLOURS.values()
        ]
        wanted = [
            _format(font + _BIG, wrap=False),
            _format(font + _TEXT, wrap=False),
            _format(font + _TEXT),
            _format(font + _BOLD),
            _format(font + _LINK),
            *(_format(font + _BOLD, fill + rank) for rank in range(len(colours))),
        ]
        styles.append(fonts, _FONTS, count=font + 4)
        styles.append(fills, "".join(colours), count=fill + len(colours))
        styles.append(formats, "".join(wanted), count=first + len(wanted))
        differential = _add_differential(styles)
        package.parts[part] = styles.changed()
        severities = {severity: first + 5 + rank for rank, severity in enumerate(COLOURS)}
        return cls(differential, *range(first, first + 5), severities)


def _format(font: int, fill: int | None = None, *, wrap: bool = True) -> str:
    """A format of cells that hold text, whatever it looks like."""
    return (
        f'<xf numFmtId="49" fontId="{font}" fillId="{fill or 0}" borderId="0" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="{int(fill is not None)}" applyAlignment="1">'
        f'<alignment horizontal="left" vertical="top" wrapText="{int(wrap)}"/></xf>'
    )


def _add_differential(styles: Part) -> dict[Severity, int]:
    """The formats that our conditional ones show; gives their numbers."""
    formats = "".join(
        f'<dxf><font><color rgb="FF000000"/></font><fill><patternFill patternType="solid">'
        f'<fgColor rgb="{colour}"/><bgColor rgb="{colour}"/></patternFill></fill></dxf>'
        for colour in COLOURS.values()
    )
    known = styles.all("dxfs")
    first = len(styles.all("dxf", within=known[0])) if known else 0
    if known:
        styles.append(known[0], formats, count=first + len(COLOURS))
    else:
        after = [one.start for one in styles.all("tableStyles", "colors", "extLst") if one.depth == 1]
        xml = f'<dxfs count="{len(COLOURS)}">{formats}</dxfs>'
        styles.insert(min(after, default=styles.root.close), xml)
    return {severity: first + rank for rank, severity in enumerate(COLOURS)}


def only(part: Part, name: str) -> Element:
    """The only element of a name."""
    found = part.all(name)
    if len(found) != 1:
        raise NotWritable(f"{len(found)} elements {name}")
    return found[0]


def sheet_of(findings: Sequence[Finding], looks: Looks, reachable: frozenset[str], how: str) -> bytes:
    """The sheet, a row per finding in the order given; cells of the ``reachable`` sheets are links.

    A hidden column and row hold the code that tells the reader to pass this sheet over.
    """
    rows, links = [], []
    for number, finding in enumerate(findings, start=_FIRST_ROW):
        place = finding.place
        is_link = bool(place.cell) and place.sheet in reachable
        texts = (finding.severity.value, place.sheet, place.cell, finding.said, finding.remedy)
        formats = (looks.severities[finding.severity], looks.text, looks.link if is_link else looks.text)
        rows.append(_row(number, texts, (*formats, looks.text, looks.text), _height(texts)))
        if is_link:
            target = "'" + place.sheet.replace("'", "''") + f"'!{place.cell}"
            links.append(f'<hyperlink ref="D{number}" location={attribute(target)} display={attribute(place.cell)}/>')
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1" hidden="{int(at == 1)}"/>'
        for at, width in enumerate(_WIDTHS, start=1)
    )
    head = (
        f'<row r="1" hidden="1">{_cell("A1", FINDINGS_CORNER, looks.text)}</row>'
        + _row(2, (typeset(f"{TITLE} : {_counted(findings)}"),), (looks.title,))
        + _row(3, (typeset(how),), (looks.line,))
        + _row(4, _HEADERS, (looks.header,) * 5)
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        '<sheetPr><tabColor rgb="FFC0392B"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView tabSelected="1" workbookViewId="0" showGridLines="0">'
        f'<pane ySplit="4" topLeftCell="A{_FIRST_ROW}" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews>"
        f'<sheetFormatPr defaultRowHeight="13"/><cols>{columns}</cols>'
        f"<sheetData>{head}{''.join(rows)}</sheetData>{linked}"
        '<pageSetup orientation="landscape" paperSize="9" fitToHeight="0"/></worksheet>'
    ).encode()


def _row(number: int, texts: Sequence[str], formats: Sequence[int], height: int = 20) -> str:
    cells = (
        _cell(f"{letter}{number}", text, look) for letter, text, look in zip("BCDEF", texts, formats, strict=False)
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _height(texts: Sequence[str]) -> int:
    """Room for the longest text: not every program finds it by itself."""
    lines = max(-(-len(text) // (width + 5)) for text, width in zip(texts, _WIDTHS[1:], strict=True))
    return 13 * max(lines, 1) + 5


def _cell(address: str, text: str, look: int) -> str:
    if not text:
        return f'<c r="{address}" s="{look}"/>'
    words = text_of(neutralised(text))
    return f'<c r="{address}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _counted(findings: Sequence[Finding]) -> str:
    found = [finding.severity for finding in findings]
    parts = [count(found.count(severity), *nouns) for severity, nouns in _NOUNS.items() if severity in found]
    return ", ".join(parts) or "rien"


def empty_workbook() -> Package:
    """A workbook of one sheet, « À corriger », whose part ``xl/worksheets/sheet1.xml`` is still to be put in."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = f'xmlns="{PACKAGE}/relationships"'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships {relations}><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name="{TITLE}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {relations}>"
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="10"/><name val="Arial"/>'
        '</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
        'patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/>'
        '</cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return Package({name: (declaration + xml).encode() for name, xml in parts.items()})
