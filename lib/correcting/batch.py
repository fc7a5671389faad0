"""Many files in one drop: zips are opened, each file is examined on its own, one table says what became of it.

An .xlsx is itself a zip: which is which is told from what lies inside, never from the name. Nothing is written to
the disk, so a path inside a zip is only ever a name to show.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lib import french, reader
from lib.findings import Finding, Severity, find
from lib.intake import Examined, guarded
from lib.reader import archive
from lib.reader.archive import Limits, Unreadable
from lib.worker import Worker

if TYPE_CHECKING:
    import pandas as pd

    from lib.store import Receipt

EXTENSIONS = frozenset(("xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "tab", "txt"))
ZIP_LIMITS = Limits(file_bytes=60_000_000, entries=1_000, unpacked_bytes=120_000_000)
_SIGNATURES = 60_000
"""Workbooks stored in a zip show the directories of their own parts as well."""
_EMPTY_ZIP = b"PK\x05\x06"
_LONGEST_NAME = 120
_IS_UTF8 = 0x800
_ENCRYPTED = 0x1
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|\$RECYCLE\.BIN/)|(?:^|/)(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE)
"""What systems and open spreadsheets leave beside the files that people mean."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to be examined, or one that cannot be: it has no ``data`` then, and the finding that says why.

    ``folder`` is where it lay in a zip: « retours.zip › Nord ».
    """

    filename: str
    data: bytes = field(repr=False)
    folder: str = ""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one upload; ``receipts`` go with the returns of ``examined``, in order."""

    upload: Upload
    examined: Examined | None = None
    receipts: tuple[Receipt, ...] = ()


def is_zip_of_files(data: bytes) -> bool:
    """Whether the bytes are a zip that somebody packed, and neither a workbook nor another kind of document."""
    if data.startswith(_EMPTY_ZIP):
        return True
    if not data.startswith(archive.HEADER):
        return False
    try:
        names = {entry.filename for entry in archive.list_entries(data, replace(ZIP_LIMITS, entries=_SIGNATURES))}
    except Unreadable as unreadable:
        return unreadable.code == "too_large_unpacked" and b"[Content_Types].xml" not in data
    is_document = "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names
    return not is_document and not any(name.endswith((".iwa", "Index.zip")) for name in names)


def expand(worker: Worker, filename: str, data: bytes) -> Iterator[Upload]:
    """The files of one upload: itself, or what a zip holds."""
    kind = guarded(worker, _opened, data, filename) if data.startswith((archive.HEADER, _EMPTY_ZIP)) else None
    if isinstance(kind, Finding):
        yield Upload(filename, b"", finding=kind)
    elif kind is None:
        heavy = reader.find_too_heavy(len(data))
        yield Upload(filename, b"" if heavy else data, finding=heavy)
    else:
        yield from kind


def _opened(data: bytes, filename: str) -> list[Upload] | None:
    return unzip(data, filename) if is_zip_of_files(data) else None


def unzip(data: bytes, filename: str, limits: Limits = ZIP_LIMITS) -> list[Upload]:
    """The files in a zip, in its order. To be run in a worker: the bytes are hostile.

    Folders, lock files and what systems leave in zips are passed over; a file of an unknown kind, an archive in
    the archive and a damaged file come out as an `Upload` with the finding that says so. A zip that cannot be
    opened at all is one such `Upload`.
    """
    try:
        return _unzip(data, filename, limits)
    except Unreadable as unreadable:
        return [Upload(filename, b"", finding=find(unreadable.code, unreadable.place, **unreadable.words))]


def _unzip(data: bytes, filename: str, limits: Limits) -> list[Upload]:
    if len(data) > limits.file_bytes:
        raise Unreadable("too_large", size=_size(len(data)), limit=_size(limits.file_bytes))
    entries = archive.list_entries(data, replace(limits, entries=_SIGNATURES))
    members = [(path, entry) for entry in entries if (path := _path(entry)) and not _LITTER.search(path)]
    if len(members) > limits.entries:
        raise Unreadable("zip_too_many", value=french.number(len(members)), limit=french.number(limits.entries))
    if any(entry.flag_bits & _ENCRYPTED for _, entry in members):
        raise Unreadable("zip_encrypted")
    if not members:
        raise Unreadable("zip_empty")
    uploads, total = [], 0
    for path, entry in members:
        upload = _member(data, filename, path, entry)
        uploads.append(upload)
        total += len(upload.data)
        if total > limits.unpacked_bytes or (total > 10_000_000 and total > limits.ratio * len(data)):
            raise Unreadable("too_large_unpacked")
    return uploads


def _member(data: bytes, filename: str, path: str, entry: zipfile.ZipInfo) -> Upload:
    folder, _, name = path.rpartition("/")
    where = " › ".join([filename, *folder.split("/")] if folder else [filename])
    extension = name.rpartition(".")[2].lower()
    most = reader.LIMITS.file_bytes
    try:
        if extension not in EXTENSIONS and extension != "zip":
            raise Unreadable("zip_skipped", value=name)
        if entry.file_size > most:
            raise Unreadable("too_large", size=_size(entry.file_size), limit=_size(most))
        content = archive.inflate(data, entry, most)
        if zlib.crc32(content) != entry.CRC:
            raise Unreadable("corrupt")
        if extension == "zip" or is_zip_of_files(content):
            raise Unreadable("zip_nested")
    except Unreadable as unreadable:
        return Upload(name, b"", where, find(unreadable.code, unreadable.place, **unreadable.words))
    return Upload(name, content, where)


def _path(entry: zipfile.ZipInfo) -> str:
    """Where a file lies in a zip, as a harmless name to show: no drive, no way up, nothing invisible."""
    name = entry.filename
    if not entry.flag_bits & _IS_UTF8:
        # The standard library takes it for the code page of the first PCs; Windows in France writes another one,
        # macOS writes UTF-8 without saying so.
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp850")
    if entry.is_dir() or name.endswith(("/", "\\")):
        return ""
    shown = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C")
    parts = [part.strip()[-_LONGEST_NAME:] for part in re.split(r"[/\\]", shown)]
    return "/".join(part for part in parts if part.strip(". ") and not re.fullmatch(r"[A-Za-z]:", part))


def _size(size: int) -> str:
    return f"{french.number(size / 1_000_000, 1).removesuffix(',0')}{french.NBSP}Mo"


def results(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """What became of each file of a drop.

    Returns
    -------
    DataFrame
        One row per return of each file, or one for a file that holds none: file, folder, centre (name, else code),
        campaign, view : str, empty where unknown; links, blocked, to_check (findings of the file) : int64; state :
        str, « à corriger », « prêt », « déposé », « déjà déposé » or « laissé de côté »; why : str, what stands in
        the way and what to do, for a file that is not accepted.
    """
    import pandas as pd

    rows = [row for outcome in outcomes for row in _rows(outcome)]
    texts, counts = (
        ("file", "folder", "centre", "campaign", "view", "state", "why"),
        ("links", "blocked", "to_check"),
    )
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    return frame.astype({**dict.fromkeys(texts, "str"), **dict.fromkeys(counts, "int64")})


_COLUMNS = ("file", "folder", "centre", "campaign", "view", "links", "blocked", "to_check", "state", "why")


def _rows(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    upload, examined = outcome.upload, outcome.examined
    findings: Sequence[Finding] = examined.findings if examined else [upload.finding] if upload.finding else []
    blocking = [finding for finding in findings if finding.severity is Severity.BLOCKING]
    to_check = sum(finding.severity is Severity.CHECK for finding in findings)
    why = " ".join(f"{finding.message} {finding.remedy}" for finding in (blocking[:1] or findings[:1]))
    name = (upload.filename, upload.folder)
    if examined is None or not examined.returns:
        state = "à corriger" if blocking else "laissé de côté"
        yield (*name, "", "", "", 0, len(blocking), to_check, state, why)
        return
    for rank, ret in enumerate(examined.returns):
        receipt = outcome.receipts[rank] if rank < len(outcome.receipts) and not blocking else None
        state = "à corriger" if blocking else _state(receipt)
        about = (ret.centre_name or ret.centre_code, ret.campaign, ret.view, len(ret.observations))
        yield (*name, *about, len(blocking), to_check, state, why if blocking else "")


def _state(receipt: Receipt | None) -> str:
    from lib.store.values import DUPLICATE  # the worker, which opens the zips, has no use for a database

    if receipt is None:
        return "prêt"
    return "déjà déposé" if receipt.state == DUPLICATE else "déposé"
