"""Damage done to good files, from a seed: the same number always gives the same file.

Bits and bytes as a bad disk or a cut line would leave them; parts of the zip as a careless program would; elements
and attributes as somebody does who means harm, or who edits XML by hand.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from random import Random

Parts = dict[str, bytes]

_ELEMENT = re.compile(
    rb"<(?:\w+:)?(c|row|si|v|t|f|sheet|table-cell|table-row|table|p|mergeCell|Relationship)\b[^<>]*?/?>"
)
_ATTRIBUTE = re.compile(rb'\s([\w:-]+)="([^"<]*)"')
_CELL = re.compile(rb"<c\b[^<>]*?(?:/>|>.*?</c>)", re.DOTALL)
_NUMBER = re.compile(rb"<v>(\d+)</v>")
_REFERENCE = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_ODD_VALUES = (
    b"", b"0", b"-1", b"1", b"2147483648", b"18446744073709551616", b"1e400", b"NaN", b"A1", b"XFD1048576",
    b"ZZZZZZZ1", b"A0", b"a1", b"A99999999999", b"&#x1F600;", b"&amp;", b"x" * 5000, b"\xff\xfe", b"true",
)  # fmt: skip
_ODD_TEXTS = (
    b"&bomb;", b"<![CDATA[x]]>", b"&#0;", b"]]>", b"<!-- x -->", b"\x00", b"\x0b", b"\xc3", b"_x0000_", b"=1+1",
    b"#REF!", b"1E+308", b"x" * 40_000, b"\xe2\x80\xae", b"<c/>", b"0", b"99999999999999999999",
)  # fmt: skip


# --- Bytes ------------------------------------------------------------------------------------------------


def flip_bits(draw: Random, data: bytearray) -> None:
    for _ in range(draw.randint(1, 8)):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def overwrite(draw: Random, data: bytearray) -> None:
    at, size = draw.randrange(len(data)), draw.randint(1, 64)
    data[at : at + size] = draw.randbytes(size)


def zero_a_run(draw: Random, data: bytearray) -> None:
    at, size = draw.randrange(len(data)), draw.choice((1, 8, 512, 4096))
    data[at : at + size] = bytes(len(data[at : at + size]))


def truncate(draw: Random, data: bytearray) -> None:
    del data[draw.randrange(len(data)) :]


def cut_a_piece(draw: Random, data: bytearray) -> None:
    at = draw.randrange(len(data))
    del data[at : at + draw.choice((1, 2, 16, 512))]


def repeat_a_piece(draw: Random, data: bytearray) -> None:
    at = draw.randrange(len(data))
    data[at:at] = data[at : at + draw.choice((1, 4, 64, 512))] * draw.randint(1, 4)


def swap_blocks(draw: Random, data: bytearray) -> None:
    blocks = max(len(data) // 512, 1)
    one, other = (512 * draw.randrange(blocks) for _ in range(2))
    first, second = bytes(data[one : one + 512]), bytes(data[other : other + 512])
    if len(first) == len(second):
        data[one : one + 512], data[other : other + 512] = second, first


def add_rubbish(draw: Random, data: bytearray) -> None:
    rubbish = draw.randbytes(draw.randint(1, 2000))
    data[:] = rubbish + data if draw.random() < 0.3 else data + rubbish


BYTES: tuple[Callable[[Random, bytearray], None], ...] = (
    *(flip_bits, overwrite, zero_a_run, truncate),
    *(cut_a_piece, repeat_a_piece, swap_blocks, add_rubbish),
)


# --- Parts of a zip ---------------------------------------------------------------------------------------


def _name(draw: Random, parts: Parts) -> str:
    return draw.choice(sorted(parts))


def drop_part(draw: Random, parts: Parts) -> None:
    del parts[_name(draw, parts)]


def swap_parts(draw: Random, parts: Parts) -> None:
    one, other = _name(draw, parts), _name(draw, parts)
    parts[one], parts[other] = parts[other], parts[one]


def empty_part(draw: Random, parts: Parts) -> None:
    parts[_name(draw, parts)] = b""


def rename_part(draw: Random, parts: Parts) -> None:
    name = _name(draw, parts)
    others = (
        name.upper(),
        name.replace("/", "\\"),
        f"../../{name}",
        f"/{name}",
        f"{name}x",
        f"{name}\x7f",
        f"{name}/",
    )
    parts[draw.choice(others)] = parts.pop(name)


def cut_part(draw: Random, parts: Parts) -> None:
    name = _name(draw, parts)
    parts[name] = parts[name][: draw.randrange(len(parts[name]) + 1)]


def damage_part(draw: Random, parts: Parts) -> None:
    name = _name(draw, parts)
    data = bytearray(parts[name] or b"x")
    draw.choice(BYTES)(draw, data)
    parts[name] = bytes(data)


PARTS: tuple[Callable[[Random, Parts], None], ...] = (
    *(drop_part, swap_parts, empty_part, rename_part, cut_part, damage_part),
)


# --- XML --------------------------------------------------------------------------------------------------


def _pick(draw: Random, pattern: re.Pattern[bytes], part: bytes) -> re.Match[bytes] | None:
    """One of the places where a pattern is found, near a random one: listing all of them takes long."""
    return pattern.search(part, draw.randrange(len(part) + 1)) or pattern.search(part)


def _replaced(part: bytes, match: re.Match[bytes], new: bytes, group: int = 0) -> bytes:
    return part[: match.start(group)] + new + part[match.end(group) :]


def delete_tag(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, _ELEMENT, part)
    return _replaced(part, match, b"") if match else part


def delete_cell(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, _CELL, part)
    return _replaced(part, match, b"") if match else part


def repeat_cell(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, _CELL, part)
    return _replaced(part, match, match[0] * draw.choice((2, 3, 500))) if match else part


def swap_cells(draw: Random, part: bytes) -> bytes:
    one, other = _pick(draw, _CELL, part), _pick(draw, _CELL, part)
    if not one or not other or one.end() > other.start():
        return part
    return _replaced(_replaced(part, other, one[0]), one, other[0])


def move_cell(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, _REFERENCE, part)
    if not match:
        return part
    column = draw.choice((b"A", b"B", b"D", b"Z", b"ZZ", b"XFD", b"ZZZZ"))
    row = draw.choice((match[2], b"1", b"7", b"0", b"1048576", b"1048577", b"4294967297"))
    return _replaced(part, match, b' r="%s%s"' % (column, row))


def other_type(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, re.compile(rb'\st="(\w+)"'), part)
    kind = draw.choice((b"s", b"n", b"b", b"e", b"d", b"str", b"inlineStr", b"z", b""))
    return _replaced(part, match, kind, 1) if match else part


def other_index(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, _NUMBER, part)
    value = draw.choice((b"0", b"1", b"2", b"7", b"40", b"99999", b"-1", b"4294967296", b"1.5", b"abc", b""))
    return _replaced(part, match, value, 1) if match else part


def other_attribute(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, _ATTRIBUTE, part)
    return _replaced(part, match, draw.choice(_ODD_VALUES), 2) if match else part


def delete_attribute(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, _ATTRIBUTE, part)
    return _replaced(part, match, b"") if match else part


def odd_text(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, re.compile(rb">([^<>]{0,200})</(?:\w+:)?(?:v|t|p|f)>"), part)
    return _replaced(part, match, draw.choice(_ODD_TEXTS), 1) if match else part


def many_repeats(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, re.compile(rb"<table:table-(cell|row)\b"), part)
    if not match:
        return part
    axis = b"columns" if match[1] == b"cell" else b"rows"
    count = draw.choice((b"0", b"-3", b"2", b"16384", b"1048576", b"4000000000"))
    return part[: match.end()] + b' table:number-%s-repeated="%s"' % (axis, count) + part[match.end() :]


def deep_nesting(draw: Random, part: bytes) -> bytes:
    match = _pick(draw, _ELEMENT, part)
    return _replaced(part, match, b"<a>" * draw.choice((10, 3_000)) + match[0]) if match else part


XML: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(delete_tag, delete_cell, repeat_cell, swap_cells, move_cell, other_type, other_index),
    *(other_attribute, delete_attribute, odd_text, many_repeats, deep_nesting),
)
_WORTH = re.compile(r"(?:xl/(?:worksheets/|workbook|sharedStrings|styles|_rels/)|content\.xml|META-INF)")


# --- All of it --------------------------------------------------------------------------------------------


def mutate(data: bytes, seed: int) -> tuple[bytes, str]:
    """One damaged copy of a file, and what was done to it."""
    draw = Random(seed)
    is_zip = data.startswith(b"PK")
    kind = draw.choice(("bytes", "parts", "xml", "xml", "xml")) if is_zip else "bytes"
    if kind == "bytes":
        change, damaged = draw.choice(BYTES), bytearray(data)
        change(draw, damaged)
        return bytes(damaged), change.__name__
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if kind == "parts":
        change = draw.choice(PARTS)
        change(draw, parts)
        return _packed(draw, parts), change.__name__
    done = []
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        name = draw.choice([name for name in sorted(parts) if _WORTH.match(name)] or sorted(parts))
        change = draw.choice(XML)
        parts[name] = change(draw, parts[name])
        done.append(change.__name__)
    return _packed(draw, parts), done[0] if len(done) == 1 else "several"


def _packed(draw: Random, parts: Parts) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        warnings.simplefilter("ignore")
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)  # dated 1980: the same damage gives the same bytes at any time
            entry.compress_type = zipfile.ZIP_STORED if draw.random() < 0.05 else zipfile.ZIP_DEFLATED
            archive.writestr(entry, part)
    return buffer.getvalue()
