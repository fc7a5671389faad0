"""Coded tables in sheets: a corner cell, the codes below it and those right of it (see `lib.layout.marks`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import compress
from operator import itemgetter

from lib.layout.marks import CORNER
from lib.observation import Place
from lib.reader import Sheet, address

IDENTITY, CENTRE, LINKS, GRID, VERBATIMS = "identity", "centre", "liens", "grille", "paroles"
KINDS = (IDENTITY, CENTRE, LINKS, GRID, VERBATIMS)

_CORNERS = {CORNER + kind: kind for kind in KINDS}
_FIRST_ROWS = 40
"""How far down a corner is looked for: rows may have been inserted above it."""


class Table:
    """One coded table: ``rows`` and ``columns`` are (index, code), in the order of the sheet."""

    def __init__(self, kind: str, sheet: Sheet, top: int, left: int) -> None:
        self.kind, self.sheet, self.top, self.left = kind, sheet, top, left
        self.columns = [(index, code.strip()) for index, code in enumerate(sheet.rows[top]) if code and index != left]
        self.rows = [
            (index, code.strip())
            for index, row in enumerate(sheet.rows)
            if index != top and len(row) > left and (code := row[left])
        ]

    @cached_property
    def column_codes(self) -> frozenset[str]:
        return frozenset(code for _, code in self.columns)

    @cached_property
    def row_codes(self) -> frozenset[str]:
        return frozenset(code for _, code in self.rows)

    def place(self, row: int, column: int) -> Place:
        return place(self.sheet.name, row, column)

    @property
    def corner(self) -> Place:
        return self.place(self.top, self.left)

    def records(self, wanted: Iterable[str]) -> Iterator[tuple[int, str, list[tuple[str, str, int]]]]:
        """Row by row, the cells under the wanted column codes that are not empty.

        Yields
        ------
        (int, str, list of (str, str, int))
            Row index, row code, and for each such cell its column code, its text without surrounding spaces and
            its column index; rows without any are left out.
        """
        wanted = frozenset(wanted)
        indices = [index for index, code in self.columns if code in wanted]
        codes = [code for _, code in self.columns if code in wanted]
        pick = _picker(indices)
        for index, code in self.rows:
            texts = pick(self.sheet.rows[index])
            if any(texts):
                filled = compress(zip(codes, texts, indices, strict=True), texts)
                if cells := [(column, cell, at) for column, text, at in filled if (cell := text.strip())]:
                    yield index, code, cells

    def strays(self) -> tuple[list[Place], list[Place]]:
        """What somebody added: the first filled cell of each row and of each column that has no code.

        Only rows below the first coded one and columns right of the first coded one count: above and to the left
        stand the template's own titles and labels.
        """
        if not self.rows or not self.columns:
            return [], []
        rows, at = self.sheet.rows, [index for index, _ in self.columns]
        coded, pick = {index for index, _ in self.rows}, _picker(at)
        lines = [
            index
            for index in range(self.rows[0][0] + 1, len(rows))
            if index not in coded and index != self.top and any(pick(rows[index]))
        ]
        known = {*at, self.left}
        columns = [column for column in range(min(at) + 1, max(map(len, rows))) if column not in known]
        return (
            [self.place(line, column) for line in lines if (column := _first_filled(rows[line], at)) is not None],
            [
                self.place(self.rows[found][0], column)
                for column in columns
                if (found := _first_filled([_cell(rows[line], column) for line, _ in self.rows])) is not None
            ],
        )


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _first_filled(texts: Sequence[str], at: Iterable[int] | None = None) -> int | None:
    """Where the first text stands that is more than spaces, among the places asked about."""
    places = range(len(texts)) if at is None else at
    return next((place for place in places if _cell(texts, place).strip()), None)


def _picker(indices: Sequence[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    """A function that takes the cells at some columns out of a row; rows may be shorter than others."""
    if len(indices) < 2:
        return lambda row: [_cell(row, index) for index in indices]
    pick = itemgetter(*indices)

    def padded(row: Sequence[str]) -> Sequence[str]:
        try:
            return pick(row)
        except IndexError:
            return [_cell(row, index) for index in indices]

    return padded


@lru_cache(maxsize=16384)
def place(sheet: str, row: int, column: int) -> Place:
    """The place of a cell; returns made with one template share theirs."""
    return Place(sheet, address(row, column))


def find_tables(sheets: Iterable[Sheet]) -> list[Table]:
    """Every coded table, in the order of the sheets; sheets without a corner cell are passed over."""
    tables = []
    for sheet in sheets:
        for top, row in enumerate(sheet.rows[:_FIRST_ROWS]):
            if not _CORNERS.keys().isdisjoint(row):
                left = next(index for index, text in enumerate(row) if text in _CORNERS)
                tables.append(Table(_CORNERS[row[left]], sheet, top, left))
                break
    return tables
