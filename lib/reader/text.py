"""Bytes of a text file (CSV, TSV) → rows of text cells: encoding, separator, quotes.

The encoding is told by a rule and not by statistics: bytes that are UTF-8 are UTF-8, and what else French
computers write is cp1252, or Mac Roman from Excel for Mac. `charset-normalizer` guesses from the frequency of
letters, of which a survey of ten lines has too few: it takes cp1252 for cp1250. The separator is told by
regularity: the sniffer of the standard library takes letters for one, and gives up where a title stands above the
header. The cells are read by the standard library.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from lib import french
from lib.reader.archive import Limits, Unreadable

Rows = tuple[tuple[str, ...], ...]

SEPARATORS = "\t;|,"
"""The more a sign is used for nothing else, the earlier it stands."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_HEAD = 4096
_SAMPLE_SIGNS, _SAMPLE_RECORDS = 200_000, 200
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*(?:<(?:[!?]|[a-z]+[\s>:/])|mime-version:)", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{])")
_SEP_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')
"""How some tools keep Excel from taking « 0950 » for a number."""
_FRENCH = re.compile("[éèêëàâîïôûùçœÉÈÊÀÂÎÔÇŒ’«»°€…–]")
_CERTAIN, _LIKELY = 0.02, 0.55
"""Scores of separators nearer than this are a tie; below that a file has one column."""
LOST = "\ufffd"
"""Stands for bytes that mean nothing in the encoding of the file."""
_END = "\x1aend\x1a"


def read_text(data: bytes, limits: Limits) -> Rows:
    """Read a text file as one sheet.

    Parameters
    ----------
    data : bytes
        The file.
    limits : Limits
        Of its cells; that of its size is the reader's.

    Returns
    -------
    tuple of tuple of str
        Equally long rows, the first being row 1 of Excel. Numbers and dates are left as they were typed.

    Raises
    ------
    Unreadable
        No text, no table, damaged, or too large.
    """
    text = decode(data)
    if _MARKUP.match(text):
        raise Unreadable("is_web_page")
    if _JSON.match(text):
        raise Unreadable("is_text")
    if announced := _SEP_LINE.match(text):
        text = text[announced.end() :]
    separator = announced[1] if announced else separator_of(text)
    return _rows(text, separator, limits)


def decode(data: bytes) -> str:
    """The text of a file, without its byte order mark.

    Raises
    ------
    Unreadable
        The bytes are empty, are no text, or are a damaged one.
    """
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "") or _without_mark(data)
    try:
        text = data.decode(encoding) if encoding else _otherwise(data)
    except UnicodeDecodeError as error:
        if encoding != "utf-8-sig":
            raise Unreadable("corrupt") from error
        text = _otherwise(data)
    text = text.lstrip("\ufeff")
    if not text.strip(" \t\r\n\x00"):
        raise Unreadable("empty_file")
    if _CONTROL.search(text):
        raise Unreadable("not_a_spreadsheet")
    if "\x00" in text:
        line = len(re.findall(r"\r\n|\r|\n", text[: text.index("\x00")])) + 1
        raise Unreadable("text_damaged", line=french.number(line))
    return text


def _without_mark(data: bytes) -> str:
    """UTF-16 without its mark is told by the zero bytes at every other place; else UTF-8 or nothing."""
    head = data[:_HEAD]
    half = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.5 and even < 0.1:
        return "utf-16-le"
    if even > 0.5 and odd < 0.1:
        return "utf-16-be"
    try:
        data.decode()
    except UnicodeDecodeError:
        return ""
    return "utf-8"


def _otherwise(data: bytes) -> str:
    """UTF-8 with a few damaged signs, else Windows or old Mac, whichever reads as more French letters."""
    unicode = data.decode("utf-8", "replace")
    lost = unicode.count(LOST)
    if len(re.findall(r"[^\x00-\x7f]", unicode)) > 5 * lost:
        return unicode
    windows, mac = data.decode("cp1252", "replace"), data.decode("mac_roman")
    return mac if len(_FRENCH.findall(mac)) > len(_FRENCH.findall(windows)) else windows


def separator_of(text: str) -> str:
    """The sign that cuts the first records into the most regular cells, quotes respected; a tab when none does."""
    sample = text[:_SAMPLE_SIGNS]
    widths = {sign: _widths(sample, sign) for sign in SEPARATORS if sign in sample}
    usual = {sign: Counter(width for width in found if width > 1) for sign, found in widths.items()}
    modes = {sign: count.most_common(1)[0][0] for sign, count in usual.items() if count}
    if not modes:
        return "\t"
    # The header is the first record that some sign cuts as it cuts most records; titles may stand above it.
    head = min(widths[sign].index(mode) for sign, mode in modes.items())
    scores = {sign: _regularity(widths[sign], mode, head) for sign, mode in modes.items()}
    if "," in scores and _is_prose(sample, widths[","]):
        scores[","] /= 2
    best = max(scores.values())
    if best < _LIKELY:
        return "\t"
    return next(sign for sign in SEPARATORS if scores.get(sign, 0) >= best - _CERTAIN)


def _widths(sample: str, separator: str) -> list[int]:
    """How many cells the first records have; blank lines are left out."""
    records = islice(_records(sample, separator), _SAMPLE_RECORDS)
    return [len(record) for record in records if any(record)]


def _regularity(widths: list[int], mode: int, head: int) -> float:
    """From 0 to 1: how many records have the usual width, whether the header has it, how many are cut at all."""
    usual = widths.count(mode) / len(widths)
    cut = sum(width > 1 for width in widths) / len(widths)
    at_head = head < len(widths) and (widths[head] == mode or widths[head] == max(widths))
    return usual / 2 + at_head / 4 + cut / 4


def _is_prose(sample: str, widths: list[int]) -> bool:
    """Whether commas are followed by spaces, and the first line has none: joined choices or sentences."""
    return widths[0] == 1 and sample.count(", ") >= 0.8 * sample.count(",")


def _records(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _rows(text: str, separator: str, limits: Limits) -> Rows:
    if text.count(separator) > limits.cells:
        raise Unreadable("text_too_many_cells", limit=french.number(limits.cells))
    rows: list[list[str]] = []
    wide = 0
    # A record of our own at the end: where it is not found again, a quote was never closed.
    for row in _records(f"{text}\n{_END}", separator):
        rows.append(row)
        wide = max(wide, len(row))
        if (len(rows) - 2) * wide > limits.cells:  # the end, and the blank line before it
            raise Unreadable("text_too_many_cells", limit=french.number(limits.cells))
    if rows.pop() != [_END]:
        raise Unreadable("text_quote", line=french.number(len(rows) + 1))
    while rows and not any(rows[-1]):
        rows.pop()
    return tuple(tuple(map(_cell, row)) + ("",) * (wide - len(row)) for row in rows)


def _cell(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text[:2] == '="' and (inner := _AS_TEXT.fullmatch(text)):
        return inner[1]
    return text
