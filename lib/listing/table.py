"""From sheets to tables: where the header is, which rows are data, and what is passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lib import french
from lib.folding import fold
from lib.listing.foot import NOTE, REPEATED, TOTAL, judge
from lib.listing.header import Header, Line, find_header, slots
from lib.listing.levels import joined, levels
from lib.reader import Sheet, address

TITLE, BESIDE = "title", "beside"
_WHY = {
    TITLE: "titre au-dessus des en-têtes, non lu",
    TOTAL: "total, non lu",
    NOTE: "note sous le tableau, non lue",
    REPEATED: "en-têtes répétés, non lus",
    BESIDE: "note à côté du tableau, non lue",
}
_LEGEND = re.compile(r"legende|notes?$|nb\b|mode d'emploi|consignes?\b|aide\b|a lire|lisez|sources?$")
_FULL = 3
"""A column is full when one row in so many is."""
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    header : str
        The levels that say something, joined by `` / ``: « question / choice »; empty where no text names it.
    levels : tuple of str
        The header rows from top to bottom; merged cells are filled to the right.
    index : int
        0-based column in the sheet.
    """

    header: str
    levels: tuple[str, ...]
    index: int


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet.

    Attributes
    ----------
    sheet : str
    columns : tuple of Column
        From left to right, without the empty ones.
    rows : tuple of tuple of str
        One text per column, stripped; no row is wholly empty.
    row_numbers : tuple of int
        The number that Excel shows beside each row.
    dropped : tuple of str
        What was passed over (titles, totals, notes, hidden sheets), in French, one sentence each.
    header_row : int
        The number that Excel shows beside the lowest header row.
    """

    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_numbers: tuple[int, ...]
    dropped: tuple[str, ...] = ()
    header_row: int = 1


def tables(sheets: Sequence[Sheet]) -> list[Table]:
    """Every table of the visible sheets, one a sheet; empty sheets give none.

    Parameters
    ----------
    sheets : sequence of Sheet
        All sheets of a file. Hidden ones are not read; the first table says so.
    """
    found = [table for sheet in sheets if not sheet.hidden and (table := _table(sheet))]
    hidden = [sheet.name for sheet in sheets if sheet.hidden and sheet.rows]
    if hidden and found:
        names = french.join([f"« {name} »" for name in hidden])
        few = "Feuille masquée, non lue" if len(hidden) == 1 else "Feuilles masquées, non lues"
        found[0] = replace(found[0], dropped=(*found[0].dropped, french.typeset(f"{few} : {names}.")))
    return found


def _table(sheet: Sheet) -> Table | None:
    lines = [(row, line) for row, cells in enumerate(sheet.rows) if (line := _filled(cells))]
    header = find_header(lines)
    if header is None:
        return _without_rows(sheet.name, lines)
    below = lines[header.bottom + 1 :]
    columns, named = _columns(header, [line for _, line in below])
    reasons = judge(below, header.lines, columns)
    data = [(row, line) for row, line in below if row not in reasons and not columns.isdisjoint(line)]
    body = [line for _, line in data]
    used = sorted(columns & (header.own | set().union(*body)))
    texts = levels(header, used, body, named)
    beside = sorted({column for _, line in below for column in line} | header.own - columns)
    return Table(
        sheet.name,
        tuple(Column(joined(texts[column]), texts[column], column) for column in used),
        tuple(tuple(line.get(column, "") for column in used) for line in body),
        tuple(row + 1 for row, _ in data),
        tuple(_passed_over(lines, header, reasons, [column for column in beside if column not in columns])),
        lines[header.bottom][0] + 1,
    )


def _filled(cells: Sequence[str]) -> dict[int, str]:
    return {column: text for column, cell in enumerate(cells) if cell and (text := cell.strip())}


def _without_rows(name: str, lines: Sequence[tuple[int, Line]]) -> Table | None:
    """The table of a sheet with nothing but its header: nobody has answered yet."""
    if not lines or len(lines[0][1]) < 2:
        return None
    return Table(
        name,
        tuple(Column(text, (text,), column) for column, text in lines[0][1].items()),
        (),
        (),
        (),
        lines[0][0] + 1,
    )


def _columns(header: Header, below: Sequence[Line]) -> tuple[set[int], set[int]]:
    """The columns of the table, and those of them that the header names, be it by a text merged over them.

    Without a text of its own a column goes on with the one to its left if it says the same things (`slots`) or
    lies inside the table and is full; else it is a note: nameless in the table, left out beside it.
    """
    own, filled = header.own, Counter(column for line in below for column in line)
    first = min(own)
    for column in sorted(own):
        alone = column - 1 not in own and filled[column - 1] * _FULL < len(below)
        if alone and column > first and _LEGEND.match(fold(_name(header, column))):
            own = {other for other in own if other < column}
            break
    last = max(own)
    inside = {column for column in filled if column < last}
    full = {column for column in inside if column > first and filled[column] * _FULL >= len(below)}
    named = own | slots(own, below) | full
    return named | inside, named


def _name(header: Header, column: int) -> str:
    return next(line[column] for line in header.lines if column in line)


def _passed_over(
    lines: Sequence[tuple[int, Line]], header: Header, reasons: Mapping[int, str], beside: Sequence[int]
) -> Iterator[str]:
    """What was passed over, in the order of the sheet: runs of rows, then columns."""
    kinds = {row: TITLE for row, _ in lines[: header.top]} | dict(reasons)
    said = {row: next(iter(line.values())) for row, line in lines if row in kinds}
    for kind, rows in _runs(sorted(kinds), kinds.__getitem__):
        yield french.typeset(f"{_range('Ligne', rows, lambda row: str(row + 1))} : {_WHY[kind]}{_quoted(said, rows)}.")
    for _, run in _runs(beside, lambda _: ""):
        said = {}
        for _, line in lines[header.top :]:
            said.update((column, line[column]) for column in run if column in line and column not in said)
        where = _range("Colonne", run, lambda column: address(0, column)[:-1])
        yield french.typeset(f"{where} : {_WHY[BESIDE]}{_quoted(said, run)}.")


def _runs(places: Sequence[int], kind: Callable[[int], str]) -> Iterator[tuple[str, list[int]]]:
    """Neighbours of one kind, together."""
    run: list[int] = []
    for place in places:
        if run and (place != run[-1] + 1 or kind(place) != kind(run[-1])):
            yield kind(run[0]), run
            run = []
        run.append(place)
    if run:
        yield kind(run[0]), run


def _range(noun: str, run: Sequence[int], name: Callable[[int], str]) -> str:
    if len(run) == 1:
        return f"{noun} {name(run[0])}"
    return f"{noun}s {name(run[0])} {'et' if len(run) == 2 else 'à'} {name(run[-1])}"


def _quoted(said: Mapping[int, str], run: Sequence[int]) -> str:
    text = " ".join(next((said[place] for place in run if place in said), "").split())
    return f" (« {french.shortened(text, _LONGEST)} »)" if text else ""
