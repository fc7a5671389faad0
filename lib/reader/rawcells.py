"""What the parser does not tell about cells, looked up in the raw parts of a workbook.

It makes one dense range of every sheet, so two cells far apart are enough to exhaust the memory: far cells are
found here before it unfolds them. It gives as blank both error cells (``#REF!`` …) and formulas whose result is
not in the file; taken at its word, either would be a question that nobody answered.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import normpath
from xml.parsers import expat

from lib.reader import archive, binary
from lib.reader.archive import Limits, Unreadable
from lib.reader.binary import Cells

UNCALCULATED = "#NON CALCULÉ!"
"""Stands in a cell whose formula was never calculated: what other programs than spreadsheets write."""

_XML_ERRORS = (expat.ExpatError, ValueError, LookupError)
"""What is not well-formed, and encodings that nobody knows."""

# Cells as spreadsheet programs write them; what is written otherwise is left to the memory cap of the worker.
_Q = rb"[\"']"
# Cells that are only there to be coloured, in runs; most of a template, and the parser is slow to pass over them.
_COLOURED = rb'<c r="[A-Z0-9]++" s="[0-9]++"(?: t="n" ?)?(?:></c>|/>)'
_EMPTY = re.compile(_COLOURED + rb"(?:" + _COLOURED + rb")*+")
_FAR = re.compile(rb" r=" + _Q + rb"(?:[A-Z]{3}|[A-Z]{1,2}[0-9]{5})")
_REFERENCE = rb"[^<>]*?\sr=" + _Q + rb"([A-Z]{1,7})([0-9]{1,9})" + _Q + rb"[^<>/]*>"
_FILLED = re.compile(rb"<(?:\w+:)?c\b" + _REFERENCE + rb"\s*<(?!/)")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\st=" + _Q + rb"e" + _Q + rb")" + _REFERENCE + rb"((?:(?!</(?:\w+:)?c>).)*)",
    re.DOTALL,
)
_VALUE = re.compile(rb"<(?:\w+:)?v>\s*([^<\s]+)")
# A formula and nothing after it: the result would stand between it and the end of the cell.
_NO_RESULT = rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
_PLAIN_END = b"</f>"
_PLAIN_FORMULA = re.compile(_PLAIN_END + _NO_RESULT)
_SHARED_FORMULA = re.compile(rb"<f [^<>]*/>" + _NO_RESULT)
_PREFIXED_FORMULA = re.compile(rb"(?:</\w+:f>|<\w+:f\b[^<>]*/>)" + _NO_RESULT)
_CELL = re.compile(rb"[<:]c\b(?![^<>]*\st=" + _Q + rb"(?:str|e)" + _Q + rb")" + _REFERENCE)
_ODS_ERROR = re.compile(r"#N/[AD]|#[^\s#!?]{1,20}\s?[!?]|Err:[0-9]{1,4}")
_LONGEST_FORMULA, _MOST_REPEATS = 40_000, 100_000
_BASIC = re.compile(rb"Basic/[^/\x00]{1,60}/(?!script-l)")


@dataclass(slots=True)
class Contents:
    """What the raw cells of a workbook showed, by sheet name.

    Attributes
    ----------
    special : dict of str to Cells
        The text of error cells, and `UNCALCULATED` for formulas without a result.
    ends : dict of str to (int, int)
        Last row and column with a value, of sheets that reach far.
    has_macros : bool
        A program comes with the workbook; nothing here runs it.
    is_certain : bool
        False where the cells could not be looked at.
    file : file
        What the parser is to read.
    """

    file: io.BytesIO
    special: dict[str, Cells] = field(default_factory=dict)
    ends: dict[str, tuple[int, int]] = field(default_factory=dict)
    has_macros: bool = False
    is_certain: bool = True


def of_zip(data: bytes, limits: Limits) -> Contents:
    """Look at the cells of an .xlsx, .xlsm, .xlsb or .ods; raises `Unreadable`, see `archive.open_workbook`."""
    kept: dict[str, bytes] = {}
    repacked = archive.Repacked()
    found = Contents(io.BytesIO(), has_macros=_has_macros(data))
    for name, part, crc in archive.open_workbook(data, limits):
        if name == "content.xml":
            _scan_ods(part, found)
        elif name.endswith(".bin"):
            _scan_binary(name, part, found, kept)
        elif b"sheetData" in part:
            part = _EMPTY.sub(b"", part)
            crc = zlib.crc32(part)
            _scan_sheet(name, part, found)
        elif name.endswith(("/workbook.xml", "/workbook.xml.rels", "/workbook.bin.rels")):
            kept[name.rpartition("/")[2]] = part
        repacked.add(name, part, crc)
    if kept and (found.special or found.ends):
        _name_sheets(found, kept)
    found.file = repacked.file()
    return found


def _has_macros(data: bytes) -> bool:
    """Whether a program comes with a zipped workbook: the directory of a zip names its parts in plain."""
    return b"xl/vbaProject.bin" in data or (b"Basic/" in data and bool(_BASIC.search(data)))


def of_old(data: bytes) -> Contents:
    """Look at the cells of an .xls; raises `Unreadable` if it has a password."""
    found = Contents(io.BytesIO(data))
    try:
        book = binary.look_into_xls(data)
    except binary.Malformed:
        found.is_certain = False
        return found
    if book.has_password:
        raise Unreadable("encrypted")
    found.has_macros = book.has_macros
    for name, grid in book.sheets.items():
        _keep(found, name, grid.errors, grid.end)
    return found


def _keep(found: Contents, sheet: str, special: Cells, end: tuple[int, int]) -> None:
    if special:
        found.special[sheet] = special
    if end >= (0, 0):
        found.ends[sheet] = end


def _scan_binary(name: str, part: bytes, found: Contents, kept: dict[str, bytes]) -> None:
    """One part of an .xlsb; sheets are known by the name of their part for now."""
    if name.endswith("/workbook.bin"):
        kept["workbook.bin"] = part
    elif "/worksheets/" in name:
        try:
            grid = binary.look_into_xlsb_sheet(part)
        except binary.Malformed:
            found.is_certain = False
            return
        _keep(found, name, grid.errors, grid.end)


def _scan_sheet(name: str, part: bytes, found: Contents) -> None:
    """One worksheet of an .xlsx; sheets are known by the name of their part for now."""
    # Each look through a part costs something: rarer signs are looked for first, as they are found missing sooner.
    special: Cells = {}
    start = part.find(b"sheetData")
    if part[start - 1 : start] == b":":
        _note_without_result(part, _starts(_PREFIXED_FORMULA, part), b":c ", special)
    elif _PLAIN_END in part:
        _note_without_result(part, _ends_without_result(part), b"<c ", special)
        if b"shared" in part:
            _note_without_result(part, _starts(_SHARED_FORMULA, part), b"<c ", special)
    if b"#" in part and (b' t="e"' in part or b"t='e'" in part):
        for match in _ERROR.finditer(part):
            value = _VALUE.search(match[3])
            text = value[1].decode("utf-8", "replace") if value else UNCALCULATED
            special[_position(match[1], match[2])] = text
    if special:
        found.special[name] = special
    if _FAR.search(part):
        row = column = 0
        for match in _FILLED.finditer(part):
            cell = _position(match[1], match[2])
            row, column = max(row, cell[0]), max(column, cell[1])
        found.ends[name] = (row, column)


def _ends_without_result(part: bytes) -> Iterator[int]:
    """Where plain formulas without a result end; most have one, and are passed over at the speed of `find`."""
    at = part.find(_PLAIN_END)
    while at >= 0:
        if _PLAIN_FORMULA.match(part, at):
            yield at
        at = part.find(_PLAIN_END, at + 1)


def _starts(pattern: re.Pattern[bytes], part: bytes) -> Iterator[int]:
    return (match.start() for match in pattern.finditer(part))


def _note_without_result(part: bytes, ends: Iterable[int], opening: bytes, special: Cells) -> None:
    """Note the cells of formulas that have no result; ``opening`` is how their elements begin."""
    for end in ends:
        at = part.rfind(opening, max(0, end - _LONGEST_FORMULA), end)
        # An empty text is a result: such a cell says that it holds one.
        if at >= 0 and (cell := _CELL.match(part, at)):
            special[_position(cell[1], cell[2])] = UNCALCULATED


@lru_cache(maxsize=8192)
def _position(letters: bytes, digits: bytes) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


def _name_sheets(found: Contents, parts: dict[str, bytes]) -> None:
    """Know the sheets by their names where the workbook says which part is which sheet."""
    try:
        if "workbook.bin" in parts:
            sheets = binary.xlsb_sheets(parts["workbook.bin"])
        else:
            about = _elements(parts["workbook.xml"], "sheet")
            sheets = [(sheet.get("name", ""), _relation(sheet)) for sheet in about]
        targets = _elements(parts.get("workbook.xml.rels") or parts["workbook.bin.rels"], "Relationship")
    except _XML_ERRORS:
        return  # the parser will not get further either
    part_of = {target.get("Id"): _path(target.get("Target", "")) for target in targets}
    names = {part_of.get(relation): name for name, relation in sheets}
    found.special = {names.get(part, part): cells for part, cells in found.special.items()}
    found.ends = {names.get(part, part): end for part, end in found.ends.items()}


def _relation(sheet: dict[str, str]) -> str:
    """``r:id``, whatever its prefix."""
    return next((value for name, value in sheet.items() if name.endswith(":id")), "")


def _path(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else normpath(f"xl/{target}")


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entities
    return parser


def _refuse_entities(*_: object) -> None:
    raise Unreadable("written_unusually")


def _elements(part: bytes, tag: str) -> list[dict[str, str]]:
    """The attributes of every element of that name, whatever its prefix."""
    found: list[dict[str, str]] = []
    parser = _parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == tag:
            found.append(attributes)

    parser.StartElementHandler = start
    parser.Parse(part, True)
    return found


def _scan_ods(part: bytes, found: Contents) -> None:
    parser = _parser()
    scan = _OdsScan(found)
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.text
    try:
        parser.Parse(part, True)
    except _XML_ERRORS as error:
        raise Unreadable("corrupt") from error


class _OdsScan:
    """Follows the rows of an OpenDocument sheet, where one element may stand for a million repeated cells."""

    def __init__(self, found: Contents) -> None:
        self.found = found
        self.sheet = ""
        self.row = self.column = self.filled = self.repeat = self.width = 0
        self.cell: dict[str, str] = {}
        self.words: list[str] = []
        self.has_paragraph = False
        self.special: dict[int, str] = {}
        """Of the row, by column."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.words, self.has_paragraph = attributes, [], False
            self.width = _count(attributes, "table:number-columns-repeated")
        elif tag == "text:p":
            self.has_paragraph = True
        elif tag == "table:table-row":
            self.column = self.filled = 0
            self.special = {}
            self.repeat = _count(attributes, "table:number-rows-repeated")
        elif tag == "table:table":
            self.sheet, self.row = attributes.get("table:name", ""), 0

    def text(self, text: str) -> None:
        if self.cell:
            self.words.append(text)

    def end(self, tag: str) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif tag == "table:table-row":
            self._end_row()

    def _end_cell(self) -> None:
        special = _special("".join(self.words), self.cell, self.has_paragraph) if self.cell else ""
        if "office:value-type" in self.cell or special:
            self.filled = self.column + self.width
        if special:
            for column in range(self.column, self.column + min(self.width, _MOST_REPEATS)):
                self.special[column] = special
        self.cell = {}
        self.column += self.width

    def _end_row(self) -> None:
        if self.filled:
            _, width = self.found.ends.get(self.sheet, (0, 0))
            self.found.ends[self.sheet] = (self.row + self.repeat - 1, max(width, self.filled - 1))
        if self.special:
            cells = self.found.special.setdefault(self.sheet, {})
            for row in range(self.row, self.row + self.repeat):
                if len(cells) > _MOST_REPEATS:
                    break
                cells.update(((row, column), text) for column, text in self.special.items())
        self.row += self.repeat


def _count(attributes: dict[str, str], name: str) -> int:
    return max(int(attributes.get(name, 1)), 1)


def _special(text: str, cell: dict[str, str], has_paragraph: bool) -> str:
    """The text of an error cell in Excel's way of writing, `UNCALCULATED`, or nothing for any other cell."""
    is_error = cell.get("calcext:value-type") == "error"
    if not is_error and "table:formula" in cell:
        if "office:value-type" not in cell:
            # A formula that gives an empty text leaves an empty paragraph.
            return "" if has_paragraph else UNCALCULATED
        # Older programs say that it is a number, and show the error.
        is_error = cell["office:value-type"] != "string" and bool(_ODS_ERROR.match(text))
    if not is_error:
        return ""
    match = _ODS_ERROR.search(text)
    shown = "".join(match[0].split()).upper() if match else ""  # French programs show « #NOM ? »
    if shown in ("#N/D", ""):
        return "#N/A"
    return shown if shown[0] == "#" else f"#{shown}!"
