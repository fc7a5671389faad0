"""Writing a workbook so that the same content always gives the same bytes."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

STAMP = datetime(2026, 1, 1)  # noqa: DTZ001  (workbook properties hold naive times)
"""Moment written into every template: the time of making is of no use to anyone and would change the bytes."""


def to_bytes(workbook: Workbook) -> bytes:
    """The workbook as .xlsx, the same bytes for the same content."""
    workbook.properties.created = workbook.properties.modified = STAMP
    buffer = BytesIO()
    # `Workbook.save` would stamp the current time, so its writer is used directly.
    ExcelWriter(workbook, _Package(buffer, "w", ZIP_DEFLATED)).save()
    return buffer.getvalue()


def entry(name: str) -> ZipInfo:
    """An archive entry that carries neither the time nor the machine."""
    info = ZipInfo(name, STAMP.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


class _Package(ZipFile):
    """A zip archive whose entries are all dated `STAMP`."""

    def writestr(self, name, data, compress_type=None, compresslevel=None) -> None:
        super().writestr(entry(name), data, compress_type, compresslevel)

    def write(self, filename, arcname=None, compress_type=None, compresslevel=None) -> None:
        self.writestr(arcname or filename, Path(filename).read_bytes(), compress_type, compresslevel)
