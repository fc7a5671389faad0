"""Files as they are handed in, good and bad, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
    '<sheets><sheet name="Liens &amp; notes" sheetId="1" r:id="rId7"/></sheets></workbook>'
)
ODS_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_parts(data: bytes, parts: Mapping[str, str | bytes | None]) -> bytes:
    """The same zip with some parts replaced or added, or left out where they are None."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return packed({name: part for name, part in {**kept, **parts}.items() if part is not None})


def workbook(sheets: Mapping[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> bytes:
    """An xlsx of these rows, as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "veryHidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def raw_workbook(sheet: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """An xlsx of one sheet « Liens & notes », whose XML (``<dimension/><sheetData>…``) is given as it is."""
    return packed(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _relations("rId1", "officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": _WORKBOOK,
            "xl/_rels/workbook.xml.rels": _relations("rId7", "worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
            **(more or {}),
        }
    )


def _relations(identifier: str, kind: str, target: str) -> str:
    return _package_relations(f'<Relationship Id="{identifier}" Type="{RELATIONS}/{kind}" Target="{target}"/>')


def _package_relations(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def raw_ods(rows: str) -> bytes:
    """An ods of one sheet « Feuille », whose rows are given as XML."""
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
    content = (
        f"<office:document-content {declared}><office:body><office:spreadsheet>"
        f'<table:table table:name="Feuille">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed({"mimetype": ODS_MIMETYPE, "META-INF/manifest.xml": manifest, "content.xml": content})


class Fault(int):
    """A cell of an xlsb with an error of this number: 0x17 is #REF!."""


def binary_workbook(rows: list[list[str | float | bool | Fault]]) -> bytes:
    """An xlsb of one sheet « Binaire », record by record ([MS-XLSB])."""
    return binary_workbook_of({"Binaire": rows})


def binary_workbook_of(sheets: Mapping[str, list[list[str | float | bool | Fault]]]) -> bytes:
    """An xlsb of these sheets; every second `Fault` is the result of a formula. Empty texts are no cells."""
    bundles, relations, parts = b"", "", {}
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        bundles += _record(0x9C, struct.pack("<2I", 0, number) + _wide(f"rId{number}") + _wide(name))
        relations += (
            f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        )
        parts[f"xl/worksheets/sheet{number}.bin"] = _binary_sheet(rows)
    return packed(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _relations("rId1", "officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": _record(0x99, bytes(12)) + bundles + _record(0x90) + _record(0x9D),
            "xl/_rels/workbook.bin.rels": _package_relations(relations),
            **parts,
        }
    )


def _binary_sheet(rows: list[list[str | float | bool | Fault]]) -> bytes:
    width, faults = max(len(row) for row in rows), 0
    sheet = _record(0x94, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1)) + _record(0x91)
    for number, row in enumerate(rows):
        sheet += _record(0x00, struct.pack("<I", number) + bytes(13))
        for column, value in enumerate(row):
            start = struct.pack("<2I", column, 0)
            if isinstance(value, Fault):
                kind, faults = (0x0B if faults % 2 else 0x03), faults + 1
                sheet += _record(kind, start + bytes([value]))
            elif isinstance(value, bool):
                sheet += _record(0x04, start + bytes([value]))
            elif isinstance(value, float):
                sheet += _record(0x05, start + struct.pack("<d", value))
            elif value:
                sheet += _record(0x06, start + _wide(value))
    return sheet + _record(0x92)


def _record(kind: int, content: bytes = b"") -> bytes:
    return _variable(kind) + _variable(len(content)) + content


def _variable(number: int) -> bytes:
    low, high = number & 0x7F, number >> 7
    return bytes([low | 0x80, high]) if high else bytes([low])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def with_declared_sizes(data: bytes, size: int) -> bytes:
    """The same zip, whose directory and headers pretend that every part unpacks to ``size`` bytes."""
    lying = bytearray(data)
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(signature)
        while at >= 0:
            struct.pack_into("<I", lying, at + offset, size)
            at = data.find(signature, at + 4)
    return bytes(lying)


def with_byte(data: bytes, at: int, value: int) -> bytes:
    """The same bytes but for one."""
    return data[:at] + bytes([value]) + data[at + 1 :]
