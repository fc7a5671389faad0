"""The zip that a workbook is, opened within limits before a parser is let near it.

Bytes are hostile: sizes that a file declares are checked, and then measured, because they may lie; check sums are
verified, because a damaged file may still unpack to something. What the parser gets is a new zip of the very parts
that were looked at (`Repacked`): the two cannot see different files in the same bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lib.observation import NOWHERE, Place

HEADER = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER_SIZE = 30
_SMALL = 10_000_000
"""Unpacked bytes below which nobody cares how well a file was packed."""

# What no spreadsheet program writes, and what the parser would pass over in silence or choke on.
_UNUSUAL_XML = (b"<!ENTITY", b"<![CDATA[")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_NOT_NEEDED = re.compile(
    r"(?:docprops|customxml|customui|thumbnails)/"
    r"|xl/(?:theme|media|drawings|charts|diagrams|embeddings|printersettings|externallinks|activex|ctrlprops|model"
    r"|tables|querytables|pivottables|pivotcache|slicers|slicercaches|timelines|timelinecaches|richdata|revisions"
    r"|threadedcomments|persons|webextensions|namedsheetviews|customproperty)/"
    r"|xl/(?:calcchain|vbaproject|comments|connections|metadata)"
)
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF8_NAMES, _DAY = 20, 0x800, 0x21


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold before it is refused unread."""

    file_bytes: int = 20_000_000
    entries: int = 2_000
    unpacked_bytes: int = 150_000_000
    ratio: int = 250
    cells: int = 2_000_000
    rows: int = 1_048_576
    columns: int = 16_384
    cell_text: int = 100_000
    """Excel holds 32,767 characters in a cell, Google Sheets 50,000."""


class Unreadable(Exception):
    """A file that cannot be read: ``code`` and ``words`` are of the catalogue of findings."""

    def __init__(self, code: str, place: Place = NOWHERE, **words: object) -> None:
        super().__init__(code)
        self.code, self.place, self.words = code, place, words


class Repacked:
    """A zip of parts that were looked at, not compressed."""

    def __init__(self) -> None:
        self._body = io.BytesIO()
        self._directory: list[bytes] = []

    def add(self, name: str, part: bytes, crc: int) -> None:
        path = name.encode("utf-8", "replace")
        about = (_VERSION, _UTF8_NAMES, zipfile.ZIP_STORED, 0, _DAY, crc, len(part), len(part), len(path), 0)
        start = self._body.tell()
        self._directory.append(
            _CENTRAL.pack(_DIRECTORY_ENTRY, _VERSION, *about, 0, 0, 0, 0, start) + path,
        )
        self._body.write(_LOCAL.pack(HEADER, *about) + path)
        self._body.write(part)

    def file(self) -> io.BytesIO:
        """The zip, ready to be read; nothing can be added any more."""
        directory, start, count = b"".join(self._directory), self._body.tell(), len(self._directory)
        self._body.write(directory)
        self._body.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0))
        self._body.seek(0)
        return self._body


def open_workbook(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes, int]]:
    """Unpack every part of a workbook once, within the limits.

    Yields
    ------
    (str, bytes, int)
        Name, content and check sum of each part that the parser may need; other parts are only measured.

    Raises
    ------
    Unreadable
        Not a workbook, encrypted, damaged, larger than the limits once unpacked, or written as no spreadsheet
        program writes.
    """
    entries = list_entries(data, limits)
    _expect_workbook(data, entries)
    seen: dict[str, int] = {}
    for entry, (name, part) in zip(entries, unpacked(data, entries, limits), strict=True):
        folded = name.lower()
        if folded.endswith("/") or _NOT_NEEDED.match(folded):
            continue
        if folded in seen:
            if seen[folded] != entry.CRC:  # programs differ in which of the two they take
                raise Unreadable("written_unusually")
            continue
        seen[folded] = entry.CRC
        if not folded.endswith(".bin"):
            _expect_usual_xml(part)
        yield name, part, entry.CRC


def _expect_usual_xml(part: bytes) -> None:
    if part[:2] in _UTF16 or any(words in part for words in _UNUSUAL_XML):
        raise Unreadable("written_unusually")


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
    if zlib.crc32(part) != entry.CRC:
        raise Unreadable("corrupt")
    return part
