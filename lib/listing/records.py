"""From the tables of a file to records, one per link: sheets with the same headers stand one below the other, and
a repeat group on a sheet of its own (KoboToolbox, ODK) takes along what its submission says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lib.codebook import Codebook
from lib.folding import fold
from lib.layout.plan import LINK_GROUP
from lib.layout.tables import place
from lib.listing.mapping import Mapping
from lib.listing.match import Match, match
from lib.listing.sources import Source, column_of, detect
from lib.listing.split import tick
from lib.listing.table import Column, Table
from lib.observation import Place

_OWN, _PARENT = ("_index", "key"), ("_parent_index", "parent_key")
_PARENT_TABLE = "_parent_table_name"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a listing: where it stands and what it is taken for."""

    sheet: str
    column: Column
    match: Match
    header_row: int

    @property
    def header_place(self) -> Place:
        return place(self.sheet, self.header_row, self.column.index)


@dataclass(frozen=True, slots=True)
class Record:
    """One row, with the row of its submission if that stands on another sheet."""

    texts: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    """Sheet → Excel row number, the record's own sheet first."""

    def place(self, where: Field) -> Place:
        return place(where.sheet, dict(self.rows)[where.sheet] - 1, where.column.index)


@dataclass(frozen=True, slots=True)
class Listing:
    """Records that share their fields.

    ``unsubmitted`` counts the rows left out as no answer, ``childless`` the submissions without any record.
    """

    source: Source
    fields: tuple[Field, ...]
    records: tuple[Record, ...]
    unsubmitted: int = 0
    childless: int = 0

    @property
    def sheet(self) -> str:
        return self.fields[0].sheet if self.fields else ""

    @property
    def targets(self) -> set[str]:
        """What its columns are used for."""
        return {one.match.target for one in self.fields if one.match.is_used}

    def describes_links(self, codebook: Codebook) -> int:
        """How many columns say which school and which link this is."""
        names = {one.name for one in codebook.in_group(LINK_GROUP)}
        return len({one.match.question for one in self.fields if one.match.target} & names)


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one file, and the sheets that are no list or no part of one."""

    listings: tuple[Listing, ...]
    matches: tuple[Match, ...] = field(default=())
    """Of every column, each header once: what a mapping is proposed from."""
    unread: tuple[str, ...] = ()
    source: Source | None = None


def listings(tables: Sequence[Table], codebook: Codebook, mapping: Mapping | None = None) -> Lists:
    """The lists of a file; a table from which nothing is recognised is none."""
    found = [(table, match(table, codebook, mapping)) for table in tables]
    matches = {one.header: one for _, matched in reversed(found) for one in reversed(matched) if one.header}
    own = {table.sheet: _listing(table, matched) for table, matched in found}
    parents = {table.sheet: parent for table in tables if (parent := _parent_of(table, tables))}
    whole = {
        sheet: _with_parents(own[sheet], sheet, parents, {table.sheet: table for table in tables}, own)
        for sheet in own
        if own[sheet].targets
    }
    repeated = {parent.sheet for sheet, parent in parents.items() if sheet in whole}
    describing = {sheet: listing.describes_links(codebook) for sheet, listing in whole.items() if sheet not in repeated}
    # A sheet that says less of the schools than half of what the best one says is no list of links.
    best = max(describing.values(), default=0)
    chosen = [sheet for sheet, count in describing.items() if count * 2 >= best]
    ancestors = {name for sheet in chosen for name in _line_of(sheet, parents)}
    return Lists(
        tuple(whole[sheet] for sheet in chosen),
        tuple(reversed(matches.values())),
        tuple(table.sheet for table in tables if table.rows and table.sheet not in ancestors),
        own[chosen[0]].source if chosen else detect(tables[0].columns) if tables else None,
    )


def _listing(table: Table, matches: Sequence[Match]) -> Listing:
    source = detect(table.columns)
    fields = tuple(
        Field(table.sheet, column, one, table.header_row - 1)
        for column, one in zip(table.columns, matches, strict=True)
    )
    submitted, draft = column_of(table.columns, source.submitted), column_of(table.columns, source.draft)
    rows = [
        (row, number)
        for row, number in zip(table.rows, table.row_numbers, strict=True)
        if (submitted is None or row[submitted]) and (draft is None or not tick(row[draft]))
    ]
    records = tuple(Record(row, ((table.sheet, number),)) for row, number in rows)
    return Listing(source, fields, records, unsubmitted=len(table.rows) - len(rows))


def _parent_of(table: Table, tables: Sequence[Table]) -> Table | None:
    """The sheet of the submissions to which the rows of a repeat group belong."""
    if _place_of(table, _PARENT) is None:
        return None
    named = _place_of(table, (_PARENT_TABLE,))
    names = {row[named] for row in table.rows} if named is not None else set()
    others = [other for other in tables if other is not table and _place_of(other, _OWN) is not None]
    for other in others:
        if other.sheet in names:
            return other
    return next((other for other in others if _place_of(other, _PARENT) is None), None)


def _with_parents(
    listing: Listing,
    sheet: str,
    parents: Dictionary[str, Table],
    tables: Dictionary[str, Table],
    own: Dictionary[str, Listing],
) -> Listing:
    """The records of a repeat group, each with what its submission says, and that of the group around it."""
    line = _line_of(sheet, parents)
    for child_sheet, parent_sheet in pairwise(line):
        child, parent = tables[child_sheet], tables[parent_sheet]
        at, key = _place_of(child, _PARENT), _place_of(parent, _OWN)
        shift = sum(len(tables[name].columns) for name in line[: line.index(child_sheet)])
        by_key = {record.texts[key]: record for record in own[parent_sheet].records}
        joined, met = [], set()
        for record in listing.records:
            if above := by_key.get(record.texts[shift + at]):
                met.add(record.texts[shift + at])
                joined.append(Record(record.texts + above.texts, record.rows + above.rows))
        listing = replace(
            listing,
            fields=listing.fields + own[parent_sheet].fields,
            records=tuple(joined),
            unsubmitted=listing.unsubmitted + len(listing.records) - len(joined),
            childless=listing.childless + len(by_key.keys() - met),
        )
    return listing


def _line_of(sheet: str, parents: Dictionary[str, Table]) -> list[str]:
    """A sheet, the one its rows belong to, and so on."""
    line = [sheet]
    while (parent := parents.get(line[-1])) and parent.sheet not in line:
        line.append(parent.sheet)
    return line


def _place_of(table: Table, headers: Iterable[str]) -> int | None:
    return next((at for at, column in enumerate(table.columns) if fold(column.header) in headers), None)
