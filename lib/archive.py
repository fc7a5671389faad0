"""What lies inside a zipped workbook, looked at before a parser is let near it.

Bytes are hostile: sizes that a file declares are checked, and then measured, because they may lie. The parser
makes one dense range of every sheet, so two cells far apart are enough to exhaust the memory: far cells are
looked for in the raw XML. The same pass picks up the error cells (``#N/A`` …), which the parser gives as blank.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from lib.observation import NOWHERE, Place

Cells = dict[tuple[int, int], str]
"""Text by 0-based row and column."""

HEADER = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER_SIZE = 30
_SMALL = 10_000_000
"""Unpacked bytes below which nobody cares how well a file was packed."""

_XML_ERRORS = (expat.ExpatError, ValueError, LookupError)
"""What is not well-formed, and encodings that nobody knows."""

# Cells as spreadsheet programs write them; what is written otherwise is left to the memory cap of the worker.
_NEAR = 1_000_000
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})([0-9]{1,7})"')
_LAST = re.compile(rb' r="([A-Z]*)([0-9]{1,9})"')
_FAR = re.compile(rb' r="(?:[A-Z]{3}|[A-Z]{1,2}[0-9]{5})')
_FILLED = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\sr="([A-Z]{1,7})([0-9]{1,9})"[^<>/]*>\s*<(?!/)')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^<>]*\st="e")[^<>]*?\sr="([A-Z]{1,7})([0-9]{1,9})"[^<>/]*>'
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold before it is refused unread."""

    file_bytes: int = 20_000_000
    entries: int = 2_000
    unpacked_bytes: int = 150_000_000
    ratio: int = 250
    cells: int = 2_000_000


class Unreadable(Exception):
    """A file that cannot be read: ``code`` and ``words`` are of the catalogue of findings."""

    def __init__(self, code: str, place: Place = NOWHERE, **words: object) -> None:
        super().__init__(code)
        self.code, self.place, self.words = code, place, words


@dataclass(slots=True)
class Contents:
    """What the raw cells showed, by sheet name: the error cells, and where sheets that reach far end."""

    errors: dict[str, Cells] = field(default_factory=dict)
    ends: dict[str, tuple[int, int]] = field(default_factory=dict)


def examine(data: bytes, limits: Limits) -> Contents:
    """Unpack every part once, within the limits, and look at the raw cells.

    Raises
    ------
    Unreadable
        Not a workbook, encrypted, damaged, or larger than the limits once unpacked.
    """
    entries = list_entries(data, limits)
    _expect_workbook(data, entries)
    found, kept = Contents(), {}
    for name, part in unpacked(data, entries, limits):
        if name == "content.xml":
            _scan_ods(part, found)
        elif b"sheetData" in part:
            _scan_sheet(name, part, found)
        elif name.endswith(("/workbook.xml", "/workbook.xml.rels")):
            kept[name.rpartition("/")[2]] = part
    return _named(found, kept) if kept and (found.errors or found.ends) else found


def list_entries(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    if data.count(_DIRECTORY_ENTRY) > limits.entries:  # counted first: listing 400,000 entries takes seconds
        raise Unreadable("too_large_unpacked")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise Unreadable("corrupt") from error
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Unreadable("too_large_unpacked")
    return entries


def _expect_workbook(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    by_name = {entry.filename.replace("\\", "/"): entry for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    if "content.xml" in by_name:
        mimetype = inflate(data, by_name["mimetype"], 200) if "mimetype" in by_name else b""
        if mimetype and not mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            raise Unreadable("is_document")
        manifest = by_name.get("META-INF/manifest.xml")
        if manifest and b"encryption-data" in inflate(data, manifest, _SMALL):
            raise Unreadable("encrypted")
        return
    folders = {name.partition("/")[0].lower() for name in by_name}
    if "xl" in folders:
        return
    if folders & {"word", "ppt"}:
        raise Unreadable("is_document")
    if any(name.endswith(".iwa") or name.endswith("Index.zip") for name in by_name):
        raise Unreadable("is_numbers")
    raise Unreadable("is_archive")


def unpacked(data: bytes, entries: list[zipfile.ZipInfo], limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Name and real content of each part, one at a time; stops where the sum passes the limits."""
    total = 0
    for entry in entries:
        part = inflate(data, entry, limits.unpacked_bytes - total)
        total += len(part)
        if total > _SMALL and total > limits.ratio * len(data):
            raise Unreadable("too_large_unpacked")
        yield entry.filename.replace("\\", "/"), part


def inflate(data: bytes, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """The content of one entry, whatever size it declares; refuses to go past ``limit`` bytes."""
    at = entry.header_offset
    if not 0 <= at <= len(data) - _LOCAL_HEADER_SIZE or data[at : at + 4] != HEADER:
        raise Unreadable("corrupt")
    name_size, extra_size = struct.unpack_from("<HH", data, at + 26)
    start = at + _LOCAL_HEADER_SIZE + name_size + extra_size
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        part = bytes(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        try:
            part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit + 1)
        except zlib.error as error:
            raise Unreadable("corrupt") from error
    else:
        raise Unreadable("corrupt")
    if len(part) > limit:
        raise Unreadable("too_large_unpacked")
    return part


def _scan_sheet(name: str, part: bytes, found: Contents) -> None:
    """Look at the cells of one worksheet in OOXML; sheets are known by the name of their part for now."""
    if b't="e"' in part:
        found.errors[name] = {
            _position(match[1], match[2]): match[3].decode("utf-8", "replace") for match in _ERROR.finditer(part)
        }
    if not _is_near(part) and _FAR.search(part):
        row = column = 0
        for match in _FILLED.finditer(part):
            cell = _position(match[1], match[2])
            row, column = max(row, cell[0]), max(column, cell[1])
        found.ends[name] = (row, column)


def _is_near(part: bytes) -> bool:
    """Whether a sheet says that it is small and its last cell agrees: a short cut past the search of all cells."""
    said = _DIMENSION.search(part, 0, 4096)
    last = _LAST.match(part, part.rfind(b' r="'))
    if not said or not last:
        return False
    row, column = _position(said[1], said[2])
    last_row, last_column = _position(last[1], last[2])
    return (row + 1) * (column + 1) <= _NEAR and last_row <= row and last_column <= column


def _position(letters: bytes, digits: bytes) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


def _named(found: Contents, parts: dict[str, bytes]) -> Contents:
    """The same by sheet name where the workbook says which part is which sheet."""
    try:
        sheets = _elements(parts["workbook.xml"], "sheet")
        targets = _elements(parts["workbook.xml.rels"], "Relationship")
    except _XML_ERRORS:
        return found  # the parser will not get further either
    part_of = {target.get("Id"): "xl/" + target.get("Target", "").removeprefix("/xl/") for target in targets}
    names = {part_of.get(sheet.get("r:id")): sheet.get("name", "") for sheet in sheets}
    return Contents(
        {names.get(part, part): cells for part, cells in found.errors.items()},
        {names.get(part, part): end for part, end in found.ends.items()},
    )


def _elements(part: bytes, tag: str) -> list[dict[str, str]]:
    """The attributes of every element of that name, whatever its prefix."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == tag:
            found.append(attributes)

    parser.StartElementHandler = start
    parser.Parse(part, True)
    return found


def _scan_ods(part: bytes, found: Contents) -> None:
    parser = expat.ParserCreate()
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
        self.row = self.column = self.filled = self.repeat = 0
        self.error: tuple[int, int] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            if "office:value-type" in attributes:
                if attributes.get("calcext:value-type") == "error":
                    self.error = (self.row, self.column)
                    self.found.errors.setdefault(self.sheet, {})[self.error] = ""
                self.filled = self.column + int(attributes.get("table:number-columns-repeated", 1))
            self.column += int(attributes.get("table:number-columns-repeated", 1))
        elif tag == "table:table-row":
            self.column = self.filled = 0
            self.repeat = int(attributes.get("table:number-rows-repeated", 1))
        elif tag == "table:table":
            self.sheet, self.row = attributes.get("table:name", ""), 0

    def text(self, text: str) -> None:
        if self.error:
            self.found.errors[self.sheet][self.error] += text

    def end(self, tag: str) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self.error = None
        elif tag == "table:table-row":
            if self.filled:
                _, width = self.found.ends.get(self.sheet, (0, 0))
                self.found.ends[self.sheet] = (self.row + self.repeat - 1, max(width, self.filled - 1))
            self.row += self.repeat
