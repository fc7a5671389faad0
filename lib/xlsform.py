"""The codebook as an XLSForm workbook, for KoboToolbox or ODK and for editing in a spreadsheet."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from lib.codebook import Codebook

_WIDEST = 60
_HEADER = {"font": Font(bold=True), "fill": PatternFill("solid", fgColor="DDE6EE")}


def write(codebook: Codebook, path: str | os.PathLike[str]) -> Path:
    """Write the codebook as one XLSForm workbook (sheets ``survey``, ``choices``, ``settings``).

    Every column goes along, ours too (``dimension``, ``code``, ``views``, ``aliases``, ``family``, ``level``):
    XLSForm converters pass over columns that they do not know, and `lib.codebook.load` reads the same codebook
    back from the workbook.

    Parameters
    ----------
    codebook : Codebook
        As loaded from a folder or from another workbook.
    path : path
        The ``.xlsx`` file to write; a file that is there is replaced.
    """
    workbook = Workbook(write_only=True)
    for name, rows in codebook.tables.items():
        _write_sheet(workbook.create_sheet(name), rows)
    target, data = Path(path), io.BytesIO()
    workbook.save(data)  # openpyxl would leave a traceback behind where the file cannot be opened
    target.write_bytes(data.getvalue())
    return target


def _write_sheet(sheet: WriteOnlyWorksheet, rows: Sequence[Mapping[str, str]]) -> None:
    columns = list(rows[0]) if rows else []
    for index, column in enumerate(columns, start=1):
        longest = max(len(column), *(len(row[column]) for row in rows))
        sheet.column_dimensions[get_column_letter(index)].width = min(longest, _WIDEST) + 2
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, column, header=True) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, row[column]) for column in columns])


def _cell(sheet: WriteOnlyWorksheet, text: str, *, header: bool = False) -> WriteOnlyCell | None:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # a version stays "2026-1", and a text beginning with "=" never becomes a formula
    cell.alignment = Alignment(vertical="top", wrap_text=len(text) > _WIDEST)
    if header:
        cell.font, cell.fill = _HEADER["font"], _HEADER["fill"]
    return cell
