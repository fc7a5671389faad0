"""The records of the two binary workbooks (.xls and .xlsb), as far as a look at their cells needs them.

The parser gives error cells of these formats as blank, which would turn « #REF! » into a question that nobody
answered. Records say their kind and size, so that cells can be walked over without knowing any other kind.
Published as [MS-CFB], [MS-XLS] and [MS-XLSB].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

Cells = dict[tuple[int, int], str]
"""Text by 0-based row and column."""

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_OTHER_ERROR = "#ERROR!"

# .xls: the container.
_FREE = 0xFFFFFFFA
"""Sector numbers from here on are no sectors but marks."""
_STREAM, _ROOT = 2, 5

# .xls: the records.
_BOF, _EOF, _SHEET, _PASSWORD, _MACROS = 0x0809, 0x000A, 0x0085, 0x002F, 0x00D3
_FORMULA, _BOOLEAN_OR_ERROR = 0x0006, 0x0205
_VALUES = frozenset((_FORMULA, _BOOLEAN_OR_ERROR, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, 0x00BD))
_SEVERAL_NUMBERS = 0x00BD
_LATEST = 0x0600

# .xlsb
_ROW_HEADER, _BLANK, _ERROR_VALUE, _ERROR_RESULT = 0x00, 0x01, 0x03, 0x0B
_LAST_CELL = 0x0B
_BUNDLE = 0x9C


class Malformed(ValueError):
    """Bytes that do not follow their format; the parser may still know better."""


@dataclass(slots=True)
class Grid:
    """What the records of one sheet showed: its error cells, and its last row and column with a value."""

    errors: Cells = field(default_factory=dict)
    end: tuple[int, int] = (-1, -1)

    def reach(self, row: int, column: int) -> None:
        self.end = (max(row, self.end[0]), max(column, self.end[1]))


@dataclass(slots=True)
class OldBook:
    """What an .xls showed: sheets by name, and whether it has a password or macros."""

    sheets: dict[str, Grid] = field(default_factory=dict)
    has_password: bool = False
    has_macros: bool = False


def look_into_xls(data: bytes) -> OldBook:
    """Walk over the records of an old workbook.

    Raises
    ------
    Malformed
        The container or its records are not what they should be.
    """
    try:
        return _walk(_workbook_stream(data))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Malformed("damaged records") from error


def _walk(stream: bytes) -> OldBook:
    book, starts = OldBook(), []
    latest = struct.unpack_from("<H", stream, 4)[0] == _LATEST
    for kind, at, size in _old_records(stream, 0):
        if kind == _PASSWORD:
            book.has_password = True
            return book  # what follows is scrambled
        if kind == _MACROS:
            book.has_macros = True
        elif kind == _SHEET:
            start, _, sheet_type = struct.unpack_from("<IBB", stream, at)
            if sheet_type == 0:
                starts.append((_sheet_name(stream[at + 6 : at + size], latest), start))
    seen: dict[int, Grid] = {}
    for name, start in starts:
        if start not in seen:  # a thousand sheets may say that they begin at the same place
            seen[start] = _old_sheet(stream, start)
        book.sheets[name] = seen[start]
    return book


def _sheet_name(raw: bytes, latest: bool) -> str:
    if not latest:
        return raw[1 : 1 + raw[0]].decode("cp1252", "replace")
    if raw[1] & 1:
        return raw[2 : 2 + 2 * raw[0]].decode("utf-16-le")
    return raw[2 : 2 + raw[0]].decode("latin-1")


def _old_records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and size of the records of one substream; those of charts within it are passed over."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, at, size
        elif depth == 0:
            raise Malformed("no sheet begins here")
        at += size


def _old_sheet(stream: bytes, start: int) -> Grid:
    grid = Grid()
    for kind, at, size in _old_records(stream, start):
        if kind not in _VALUES:
            continue
        row, column = struct.unpack_from("<HH", stream, at)
        last = struct.unpack_from("<H", stream, at + size - 2)[0] if kind == _SEVERAL_NUMBERS else column
        grid.reach(row, last)
        if kind == _BOOLEAN_OR_ERROR and stream[at + 7]:
            grid.errors[row, column] = ERRORS.get(stream[at + 6], _OTHER_ERROR)
        elif kind == _FORMULA and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
            grid.errors[row, column] = ERRORS.get(stream[at + 8], _OTHER_ERROR)
    return grid


def _workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook in its container, a small file system of chained sectors."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise Malformed("no such sectors")
    sector, small_sector = 1 << shift, 1 << small_shift
    first_folder, small_limit, first_small = struct.unpack_from("<I4xII", data, 48)
    table = _sector_table(data, sector)

    def joined(first: int) -> bytes:
        return b"".join(data[(n + 1) * sector : (n + 2) * sector] for n in _chain(table, first))

    folder = joined(first_folder)
    entries = [folder[at : at + 128] for at in range(0, len(folder) - 127, 128)]
    root = next((entry for entry in entries if entry[66] == _ROOT), None)
    found = next((entry for name in ("Workbook", "Book") for entry in entries if _is_stream(entry, name)), None)
    if root is None or found is None:
        raise Malformed("no workbook in the container")
    first, size = struct.unpack_from("<II", found, 116)
    if size >= small_limit:
        return joined(first)[:size]
    small = joined(struct.unpack_from("<I", root, 116)[0])
    raw = joined(first_small)
    chained = _chain(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]), first)
    return b"".join(small[n * small_sector : (n + 1) * small_sector] for n in chained)[:size]


def _is_stream(entry: bytes, name: str) -> bool:
    wide = name.encode("utf-16-le") + b"\x00\x00"
    return entry[66] == _STREAM and entry[: len(wide)] == wide


def _sector_table(data: bytes, sector: int) -> tuple[int, ...]:
    """Which sector follows which."""
    numbers = list(struct.unpack_from("<109I", data, 76))
    more, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // sector)):
        if more >= _FREE:
            break
        *further, more = struct.unpack_from(f"<{sector // 4}I", data, (more + 1) * sector)
        numbers += further
    used = [number for number in numbers if (number + 1) * sector < len(data)][: len(data) // sector]
    raw = b"".join(data[(number + 1) * sector : (number + 2) * sector] for number in used)
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _chain(table: tuple[int, ...], first: int) -> Iterator[int]:
    for _ in range(len(table)):  # a chain that bites its tail ends here
        if first >= _FREE:
            return
        yield first
        first = table[first]
    raise Malformed("endless chain of sectors")


def look_into_xlsb_sheet(part: bytes) -> Grid:
    """Walk over the records of one sheet of an .xlsb; raises `Malformed`."""
    grid, row = Grid(), 0
    try:
        for kind, at in _new_records(part):
            if kind == _ROW_HEADER:
                row = struct.unpack_from("<I", part, at)[0]
            elif _BLANK < kind <= _LAST_CELL:
                column = struct.unpack_from("<I", part, at)[0]
                grid.reach(row, column)
                if kind in (_ERROR_VALUE, _ERROR_RESULT):
                    grid.errors[row, column] = ERRORS.get(part[at + 8], _OTHER_ERROR)
    except (struct.error, IndexError) as error:
        raise Malformed("damaged records") from error
    return grid


def xlsb_sheets(part: bytes) -> list[tuple[str, str]]:
    """Name and relation id of each sheet, from ``workbook.bin``; raises `Malformed`."""
    found = []
    try:
        for kind, at in _new_records(part):
            if kind == _BUNDLE:
                relation, at = _wide(part, at + 8)
                found.append((_wide(part, at)[0], relation))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Malformed("damaged records") from error
    return found


def _new_records(part: bytes) -> Iterator[tuple[int, int]]:
    """Kind and start of each record; both kind and size are written seven bits a byte."""
    at, end = 0, len(part)
    while at < end:
        kind, at = part[at], at + 1
        if kind & 0x80:
            kind, at = kind & 0x7F | part[at] << 7, at + 1
        size = shift = 0
        while True:
            byte, at = part[at], at + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        yield kind, at
        at += size


def _wide(part: bytes, at: int) -> tuple[str, int]:
    """A counted text in UTF-16, and where it ends."""
    end = at + 4 + 2 * struct.unpack_from("<I", part, at)[0]
    return part[at + 4 : end].decode("utf-16-le"), end
