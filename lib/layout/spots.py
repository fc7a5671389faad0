"""Which answer a cell holds, and in which cell an answer stands: what correcting by hand needs to know.

In our template a cell is known by its codes. In any other layout it is known by its neighbours: a column in which
one answer was read holds the answers to that question, a row in which one was read holds those of that link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lib.codebook import Codebook
from lib.findings import Finding
from lib.layout import marks
from lib.layout.plan import Plan, plan_of
from lib.layout.shape import VERBATIM_COLUMNS
from lib.layout.tables import CENTRE, GRID, LINKS, VERBATIMS, Table, find_tables, place
from lib.observation import Edit, Place, Return
from lib.reader import Sheet, position

QUOTATION = "parole/"
"""Prefix of the codes of a quotation's parts: ``parole/theme``."""
LONGEST_EDIT = 10_000

_LINK_NUMBER = {marks.link_code(number): number for number in range(1, marks.MAX_LINKS + 1)}
# What else may have to be corrected about the link of a finding, besides the cell that it points at.
_ALSO = {
    "duplicate_link": ("etab_uai", "etab_commune", "etab_niveau"),
    "end_before_start": ("annee_debut",),
    "end_without_stop": ("statut_lien",),
    "rep_lycee": ("etab_niveau",),
}


# Said at a cell, though writing something else into that cell is no remedy.
_ELSEWHERE = frozenset(
    (
        *("code_unknown", "row_added", "column_added"),
        *("column_doubtful", "columns_alike", "column_needed", "values_said", "all_no"),
        *("list_campaign_missing", "list_centre_missing", "list_view_missing"),
    )
)


class UnknownCell(LookupError):
    """An edit of a cell that the file does not have, or of an answer that has no cell in it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer given by hand, by what it answers and not by its cell; as `Spot`, ``text`` is what counts."""

    link: int
    code: str
    text: str
    ret: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell in which an answer stands or could stand.

    Attributes
    ----------
    link : int
        `lib.observation.Observation.number`; 0 for the return as a whole and for quotations.
    code : str
        ``question``, ``question/choice`` for one box, ``question#1`` for one slot, ``parole/theme`` for a part of
        a quotation, empty where nobody knows.
    text : str
        What stands in the cell.
    ret : int
        Rank of the return in the file, from 0.
    """

    place: Place
    link: int
    code: str
    text: str = ""
    ret: int = 0


def find_spots(
    sheets: Sequence[Sheet], codebook: Codebook, returns: Sequence[Return], findings: Iterable[Finding]
) -> tuple[Spot, ...]:
    """The cells in which findings can be put right, in the order of the findings, each once.

    Parameters
    ----------
    returns : sequence of Return
        What was read in the sheets, with its places.
    """
    wanted = [finding for finding in findings if finding.place.cell and finding.code not in _ELSEWHERE]
    if not wanted:
        return ()
    known, plan = Located(sheets, codebook, returns), plan_of(codebook)
    found: dict[Place, Spot] = {}
    for finding in wanted:
        spot = known.spot(finding.place)
        if spot is None:
            continue
        found.setdefault(spot.place, spot)
        for code in _also(finding, spot, plan):
            at = known.place(spot.link, code, spot.ret)
            if at and (more := known.spot(at)):
                found.setdefault(at, more)
    return tuple(found.values())


def _also(finding: Finding, spot: Spot, plan: Plan) -> Iterable[str]:
    if not spot.link:
        return ()
    if finding.code == "link_unnamed":
        return [question.name for question in plan.required_of_link]
    if finding.code == "other_elsewhere":
        return [spot.code.rpartition("_")[0]]
    return _ALSO.get(finding.code, ())


def placed(
    edits: Iterable[Edit | Answer], sheets: Sequence[Sheet], codebook: Codebook, returns: Sequence[Return]
) -> list[Edit]:
    """The same edits by their cells; raises `UnknownCell` for an answer that has none."""
    edits = list(edits)
    if not any(isinstance(edit, Answer) for edit in edits):
        return edits
    known = Located(sheets, codebook, returns)
    found = []
    for edit in edits:
        if isinstance(edit, Answer):
            at = known.place(edit.link, edit.code, edit.ret)
            if at is None:
                raise UnknownCell(f"{edit.code} ({edit.link})")
            edit = Edit(at, "", edit.text)
        found.append(edit)
    return found


def with_edits(sheets: Sequence[Sheet], edits: Iterable[Edit]) -> tuple[list[Sheet], tuple[Edit, ...]]:
    """The sheets with some cells replaced, and the edits that changed something, with what they replaced.

    Raises
    ------
    UnknownCell
        If a cell lies outside of what the file holds.
    """
    rows_of = {sheet.name: index for index, sheet in reversed(list(enumerate(sheets)))}
    changed: dict[int, list[list[str]]] = {}
    made: dict[Place, Edit] = {}
    for edit in edits:
        index = rows_of.get(edit.place.sheet)
        at = _inside(sheets[index], edit.place) if index is not None else None
        if at is None:
            raise UnknownCell(f"{edit.place.sheet}!{edit.place.cell}")
        rows = changed.setdefault(index, [list(row) for row in sheets[index].rows])
        row, column = at
        after = edit.after.strip()[:LONGEST_EDIT]
        before = sheets[index].rows[row][column]
        rows[row][column] = after
        made[edit.place] = Edit(edit.place, before, after)
    result = [
        replace(sheet, rows=tuple(map(tuple, changed[index]))) if index in changed else sheet
        for index, sheet in enumerate(sheets)
    ]
    return result, tuple(edit for edit in made.values() if edit.after != edit.before.strip())


def _inside(sheet: Sheet, place: Place) -> tuple[int, int] | None:
    at = position(place.cell)
    return at if at and at[0] < len(sheet.rows) and at[1] < len(sheet.rows[at[0]]) else None


class Located:
    """The cells of one file by what they answer, and the other way round."""

    def __init__(self, sheets: Sequence[Sheet], codebook: Codebook, returns: Sequence[Return]) -> None:
        self._sheets = {sheet.name: sheet for sheet in reversed(sheets)}
        self._plan = plan_of(codebook)
        tables = find_tables(sheets)
        self._places: dict[tuple[int, int, str], Place] = {}
        self._codes: dict[Place, tuple[int, int, str]] = {}
        self._neighbours = None if tables else _Neighbours(returns)
        for table in tables:
            for at, link, code in _coded(table, self._plan):
                self._codes.setdefault(at, (0, link, code))
                self._places.setdefault((0, link, code), at)

    def spot(self, at: Place) -> Spot | None:
        """What a cell answers; None where it answers nothing."""
        sheet = self._sheets.get(at.sheet)
        inside = _inside(sheet, at) if sheet else None
        if inside is None:
            return None
        key = self._neighbours.key(at) if self._neighbours else self._codes.get(at)
        if key is None:
            return None
        ret, link, code = key
        return Spot(at, link, code, sheet.rows[inside[0]][inside[1]].strip(), ret)

    def place(self, link: int, code: str, ret: int = 0) -> Place | None:
        """The cell of an answer: of a question, of one of its boxes or slots."""
        if self._neighbours:
            return self._neighbours.place(ret, link, code)
        return self._places.get((ret, link, code))


def _coded(table: Table, plan: Plan) -> Iterator[tuple[Place, int, str]]:
    """Every cell of a coded table that can hold an answer, with its link and its code."""
    sheet = table.sheet.name
    if table.kind == CENTRE:
        for (row, code), (column, _) in _crossings(table, (marks.VALUE,)):
            if code in plan.codebook:
                yield place(sheet, row, column), 0, code
    elif table.kind == LINKS:
        for (row, link), (column, code) in _crossings(table, {q.name for q in plan.link_questions}):
            if link in _LINK_NUMBER:
                yield place(sheet, row, column), _LINK_NUMBER[link], code
    elif table.kind == GRID:
        for (row, code), (column, link) in _crossings(table, _LINK_NUMBER):
            if code in plan.steps:
                yield place(sheet, row, column), _LINK_NUMBER[link], code
    elif table.kind == VERBATIMS:
        for (row, _), (column, code) in _crossings(table, VERBATIM_COLUMNS):
            yield place(sheet, row, column), 0, QUOTATION + code


def _crossings(table: Table, wanted: Iterable[str]) -> Iterator[tuple[tuple[int, str], tuple[int, str]]]:
    wanted = frozenset(wanted)
    columns = [(index, code) for index, code in table.columns if code in wanted]
    return ((row, column) for row in table.rows for column in columns)


_LETTERS, _DIGITS = re.compile(r"[A-Z]+"), re.compile(r"\d+")


class _Neighbours:
    """What the places of the answers that were read say of the cells beside them."""

    def __init__(self, returns: Sequence[Return]) -> None:
        questions: dict[tuple[str, str], Counter[str]] = {}
        self._links: dict[tuple[str, str], tuple[int, int]] = {}
        self._read: dict[tuple[int, int, str], Place] = {}
        for rank, ret in enumerate(returns):
            for seen in ret.observations:
                for code, at in seen.places.items():
                    column, row = _LETTERS.search(at.cell), _DIGITS.search(at.cell)
                    if column and row:
                        questions.setdefault((at.sheet, column[0]), Counter())[code] += 1
                        self._links.setdefault((at.sheet, row[0]), (rank, seen.number))
                        self._read[rank, seen.number, code] = at
        self._codes = {column: counted.most_common(1)[0][0] for column, counted in questions.items()}
        self._columns = {code: column for column, code in reversed(self._codes.items())}
        self._rows = {link: row for row, link in reversed(self._links.items())}

    def key(self, at: Place) -> tuple[int, int, str] | None:
        column, row = _LETTERS.search(at.cell), _DIGITS.search(at.cell)
        if not column or not row:
            return None
        rank, link = self._links.get((at.sheet, row[0]), (0, 0))
        code = self._codes.get((at.sheet, column[0]), "")
        return (rank, link, code) if link or code else None

    def place(self, rank: int, link: int, code: str) -> Place | None:
        if known := self._read.get((rank, link, code)):
            return known
        column, row = self._columns.get(code), self._rows.get((rank, link))
        return Place(column[0], column[1] + row[1]) if column and row and column[0] == row[0] else None
