"""Bytes of a spreadsheet → sheets of text cells. Judges nothing.

What a file is, is told from its content and never from its name. Every failure is one finding that says what to
do. A parser in native code may still abort or hang on hostile bytes: in the application `read` runs only inside
`lib.worker`, whose processes have a memory cap and a time-out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import TypeVar

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from lib import french
from lib.findings import Finding, find
from lib.observation import Place
from lib.reader import archive, rawcells
from lib.reader.archive import Limits, Unreadable
from lib.reader.binary import Cells
from lib.reader.rawcells import Contents
from lib.reader.text import LOST, read_text

T = TypeVar("T")
Rows = tuple[tuple[str, ...], ...]

LIMITS = Limits()
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"))
_TEXTS = frozenset((".csv", ".tsv", ".tab", ".txt"))
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

# What people hand in by mistake: (magic bytes, where they stand, code of the finding).
_OTHER_FILES = (
    (b"%PDF", 0, "is_pdf"),
    (b"\x89PNG", 0, "is_picture"),
    (b"\xff\xd8\xff", 0, "is_picture"),
    (b"GIF8", 0, "is_picture"),
    (b"II*\x00", 0, "is_picture"),
    (b"MM\x00*", 0, "is_picture"),
    (b"WEBP", 8, "is_picture"),
    (b"ftyp", 4, "is_picture"),
    (b"{\\rtf", 0, "is_document"),
    (b"7z\xbc\xaf", 0, "is_archive"),
    (b"Rar!", 0, "is_archive"),
    (b"\x1f\x8b", 0, "is_archive"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as text: ``rows[0][0]`` is A1, an empty cell is ``""``, all rows are equally long.

    Whole numbers have no decimals, dates are ISO (with the time unless it is midnight), booleans are ``vrai`` and
    ``faux``, errors stand as ``#N/A`` and the like, formulas without a result as `lib.reader.rawcells.UNCALCULATED`.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    hidden: bool = False


def address(row: int, column: int) -> str:
    """The A1 name of a cell from its 0-based row and column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def position(cell: str) -> tuple[int, int] | None:
    """The 0-based row and column of an A1 name; None for what is none.

    >>> position("B7")
    (6, 1)
    """
    parts = _ADDRESS.fullmatch(cell)
    if parts is None:
        return None
    column = 0
    for letter in parts[1]:
        column = column * 26 + ord(letter) - 64
    return int(parts[2]) - 1, column - 1


def read(data: bytes, filename: str, limits: Limits = LIMITS) -> tuple[list[Sheet], list[Finding]]:
    """Read a workbook (xlsx, xlsm, xlsb, xls, ods) or a text file (CSV, TSV) as text.

    Parameters
    ----------
    data : bytes
        The file as it was handed in.
    filename : str
        Its name: that of the sheet of a text file. Whether it tells the kind of file rightly is only remarked.
    limits : Limits
        Checked before anything is parsed.

    Returns
    -------
    sheets : list of Sheet
        In the order of the workbook, hidden ones included and marked; charts and macros left out. A text file
        is one sheet.
    findings : list of Finding
        The one blocking finding that says why there are no sheets; else what was remarked, mostly nothing.
    """
    try:
        return _read(data, filename, limits)
    except Unreadable as unreadable:
        return [], [find(unreadable.code, unreadable.place, **unreadable.words)]


def _read(data: bytes, filename: str, limits: Limits) -> tuple[list[Sheet], list[Finding]]:
    if heavy := find_too_heavy(len(data), limits):
        return [], [heavy]
    if data.startswith(archive.HEADER):
        seen = rawcells.of_zip(data, limits)
    elif data.startswith(_OLE2):
        _expect_old_workbook(data)
        seen = rawcells.of_old(data)
    else:
        _expect_no_other_kind(data)
        text = Sheet(PurePath(filename).stem, read_text(data, limits))
        for number, cells in enumerate(text.rows):
            _expect_short_texts(text.name, number, cells, limits)
        return [text], [*_misnamed(filename, _WORKBOOKS, "named_workbook"), *_lost_signs(text)]
    for name, end in seen.ends.items():
        _expect_cells((end[0] + 1) * (end[1] + 1), name, end, limits)
    sheets = _sheets(_parse(load_workbook, seen.file), seen, limits)
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable("empty_workbook")
    return sheets, [*_misnamed(filename, _TEXTS, "named_text"), *_remarks(seen)]


def find_too_heavy(size: int, limits: Limits = LIMITS) -> Finding | None:
    """The finding for a file of more bytes than are read, None for any other."""
    if size <= limits.file_bytes:
        return None
    return find("too_large", size=_megabytes(size), limit=_megabytes(limits.file_bytes))


def _misnamed(filename: str, others: frozenset[str], code: str) -> list[Finding]:
    suffix = PurePath(filename.lower()).suffix
    return [find(code, value=suffix)] if suffix in others else []


def _remarks(seen: Contents) -> list[Finding]:
    codes = {"macros_ignored": seen.has_macros, "errors_unseen": not seen.is_certain}
    return [find(code) for code, holds in codes.items() if holds]


def _lost_signs(sheet: Sheet) -> list[Finding]:
    """One finding for all bytes of a text that mean nothing, at the first of them."""
    places = [
        (row, column, text)
        for row, cells in enumerate(sheet.rows)
        if LOST in "".join(cells)
        for column, text in enumerate(cells)
        if LOST in text
    ]
    if not places:
        return []
    row, column, text = places[0]
    total = french.number(sum(text.count(LOST) for _, _, text in places))
    return [find("text_signs_lost", Place(sheet.name, address(row, column)), value=text, n=total)]


def _expect_old_workbook(data: bytes) -> None:
    """Refuse the OLE2 containers that hold no readable workbook; their streams are named in UTF-16."""
    if _utf16("EncryptedPackage") in data:
        raise Unreadable("encrypted")
    if _utf16("Workbook") not in data and _utf16("Book") not in data:
        is_document = _utf16("WordDocument") in data or _utf16("PowerPoint Document") in data
        raise Unreadable("is_document" if is_document else "corrupt")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _expect_no_other_kind(data: bytes) -> None:
    """Refuse what is known to be something else than a workbook or a text."""
    for magic, start, code in _OTHER_FILES:
        if data.startswith(magic, start):
            raise Unreadable(code)


def _sheets(workbook: CalamineWorkbook, seen: Contents, limits: Limits) -> list[Sheet]:
    sheets, cells = [], 0
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = _parse(workbook.get_sheet_by_index, index)
        end = sheet.end or (-1, -1)
        cells += (end[0] + 1) * (end[1] + 1)
        _expect_cells(cells, about.name, end, limits)
        rows = _rows(sheet, limits)
        if about.name in seen.special:
            rows = _with_special(rows, seen.special[about.name], limits)
        sheets.append(Sheet(about.name, rows, hidden=about.visible != SheetVisibleEnum.Visible))
    return sheets


def _expect_cells(cells: int, sheet: str, end: tuple[int, int], limits: Limits) -> None:
    if cells > limits.cells or end[0] >= limits.rows or end[1] >= limits.columns:
        raise Unreadable("too_many_cells", Place(sheet, address(*end)), limit=french.number(limits.cells))


def _parse(call: Callable[..., T], *args: object) -> T:
    """Call the parser; whatever it raises makes the file unreadable."""
    try:
        return call(*args)
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the parser is a BaseException, and no Exception
        raise Unreadable("corrupt") from error


def _rows(sheet: CalamineSheet, limits: Limits) -> Rows:
    rows = []
    for number, cells in enumerate(_parse(sheet.to_python, False)):
        try:
            size = len("".join(cells))  # the quickest way to learn that a row is nothing but text, as most are
        except TypeError:
            cells = [cell if type(cell) is str else _TEXT[type(cell)](cell) for cell in cells]
            size = sum(map(len, cells))
        if size > limits.cell_text:
            _expect_short_texts(sheet.name, number, cells, limits)
        rows.append(tuple(cells))
    return tuple(rows)


def _expect_short_texts(sheet: str, row: int, cells: Sequence[str], limits: Limits) -> None:
    for column, text in enumerate(cells):
        if len(text) > limits.cell_text:
            place = Place(sheet, address(row, column))
            raise Unreadable("cell_too_long", place, limit=french.number(limits.cell_text))


def _with_special(rows: Rows, special: Cells, limits: Limits) -> Rows:
    """Put in the cells that the parser gives as blank, or leaves out at the edges."""
    height = max(len(rows), 1 + max(row for row, _ in special))
    width = max(len(rows[0]) if rows else 0, 1 + max(column for _, column in special))
    if height * width > limits.cells:
        height, width = len(rows), len(rows[0]) if rows else 0
    changed: dict[int, list[str]] = {}
    for (row, column), text in special.items():
        if 0 <= row < height and 0 <= column < width:
            if row not in changed:
                cells = rows[row] if row < len(rows) else ()
                changed[row] = [*cells, *[""] * (width - len(cells))]
            changed[row][column] = text
    blank = ("",) * width
    kept = rows if rows and len(rows[0]) == width else [(*row, *[""] * (width - len(row))) for row in rows]
    return tuple(
        tuple(changed[row]) if row in changed else kept[row] if row < len(kept) else blank for row in range(height)
    )


def _number(value: float) -> str:
    """Whole floats without ``.0``; others with the 15 digits that Excel computes with."""
    return str(int(value)) if value.is_integer() else format(value, ".15g")


def _moment(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time.min else value.isoformat(timespec="seconds")


def _duration(value: timedelta) -> str:
    """``30:00:00``: hours may pass 24."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_TEXT: dict[type, Callable[..., str]] = {
    float: _number,
    int: str,
    bool: lambda value: "vrai" if value else "faux",
    date: date.isoformat,
    datetime: _moment,
    time: lambda value: value.isoformat(timespec="seconds"),
    timedelta: _duration,
    str: str,
}


def _megabytes(size: int) -> str:
    return f"{french.number(size / 1_000_000, 1).removesuffix(',0')}{french.NBSP}Mo"
