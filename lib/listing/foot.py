"""What stands among and below the data of a sheet and is none: totals, notes, the header once more."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lib.folding import fold
from lib.layout.values import NOT_TICKED, is_error
from lib.listing.header import Line
from lib.listing.kinds import number

TOTAL, NOTE, REPEATED = "total", "note", "repeated"

_TOTAL = re.compile(
    r"(?:grand |sous[- ])?tota(?:l|ux)\b.*|moy(?:enne|\.|)s?\b.*|somme\b.*|ensemble|effectifs?(?: total| totaux)?|"
    r"pourcentages?\b.*|%.*|mediane|(?:nb|nombre) (?:total )?d.*|average|sum|subtotal|grand total"
)
_NOTE = re.compile(r"(?:\*|\(\d|nb\b|n\.b|notes?\b|sources?\b|remarques?\b|legende|lecture|attention|merci)|.* ?= ?.*")
_LONG = 60
_SUMS = 3
"""Rows of sums without a name at most."""


def judge(lines: Sequence[tuple[int, Line]], header: Sequence[Line], columns: Collection[int]) -> dict[int, str]:
    """Which rows below the header are no data, and why.

    Parameters
    ----------
    lines : sequence of (row index, filled cells)
        The filled rows below the header.
    header : sequence of filled cells
        Its rows.
    columns : collection of int
        The columns of the table.

    Returns
    -------
    dict of int to str
        Row index → `TOTAL`, `NOTE` or `REPEATED`.
    """
    headers = [{column: fold(text) for column, text in line.items()} for line in header]
    inside = [(row, {column: text for column, text in line.items() if column in columns}) for row, line in lines]
    found: dict[int, str] = {}
    for row, line in inside:
        if len(line) > 1 and any(_same(line, other) for other in headers):
            found[row] = REPEATED
        elif _is_total(line):
            found[row] = TOTAL
    _judge_foot(inside, found, wide=len(columns))
    return found


def _same(line: Line, folded: Line) -> bool:
    return len(line) == len(folded) and all(fold(text) == folded.get(column) for column, text in line.items())


def _is_total(line: Line) -> bool:
    """« Total », « TOTAL : 12 », « Moyenne » with but numbers beside; « Ensemble scolaire X » is a school."""
    first = min(line, default=None)
    if first is None or line[first][0].isdecimal() or not _TOTAL.fullmatch(name := fold(line[first])):
        return False
    rest = [text for column, text in line.items() if column != first]
    if not rest:
        return bool(re.search(r"\d|^tota(?:l|ux)\W*$", name))
    return all(_is_counted(text) for text in rest)


def _is_counted(text: str) -> bool:
    folded = fold(text)
    return number(text) is not None or is_error(text) or folded in NOT_TICKED or bool(_TOTAL.fullmatch(folded))


def _judge_foot(lines: Sequence[tuple[int, Line]], found: dict[int, str], wide: int) -> None:
    """Go up from the last row as long as rows are no data."""
    last, sums = len(lines) - 1, 0
    while last >= 0:
        row, line = lines[last]
        apart = last > 0 and row > lines[last - 1][0] + 1
        if row not in found:
            if _is_note(line, wide, apart or _stands_apart(lines, last)):
                found[row] = NOTE
            elif sums < _SUMS and _is_sum(line, [other for at, other in lines[:last] if at not in found]):
                found[row] = TOTAL
                sums += 1
            else:
                return
        last -= 1


def _stands_apart(lines: Sequence[tuple[int, Line]], at: int) -> bool:
    """Whether an empty row stands somewhere above in the run of rows with as little in them as this one."""
    while at > 0 and len(lines[at][1]) <= 2:
        if lines[at][0] > lines[at - 1][0] + 1:
            return True
        at -= 1
    return False


def _is_note(line: Line, wide: int, apart: bool) -> bool:
    """One text alone that reads like a note; a school without answers is a row of data."""
    if not line:
        return True
    if wide < 3 or len(line) > (2 if apart and wide > 3 else 1):
        return False
    text = max(line.values(), key=len)
    if _NOTE.match(fold(text)) or len(text) > _LONG:
        return True
    return apart and (len(text.split()) > 4 or text.endswith((".", ":", "!")))


def _is_sum(line: Line, above: Sequence[Line]) -> bool:
    """Whether numbers without a name are what stands above them, added, counted or averaged."""
    first = min((min(other) for other in above if other), default=0)
    if len(above) < 2 or len(line) < 2 or first in line:
        return False
    return all(_sums_up(text, [row[column] for row in above if column in row]) for column, text in line.items())


def _sums_up(text: str, cells: Sequence[str]) -> bool:
    value, values = number(text), [number(cell) for cell in cells]
    if value is None:
        return is_error(text)
    if not cells:
        return value == 0
    if None in values:
        return value == len(cells)
    total = sum(values)
    return any(abs(value - other) < 0.006 for other in (total, len(cells), total / len(cells)))
