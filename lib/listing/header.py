"""Which rows of a sheet are its header.

People put titles above the header, merge its cells (only the top left one then has a text), write it in two rows;
Framaforms always writes three. What is looked for is the first few rows that name the columns in which data stand.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lib.folding import fold
from lib.listing.kinds import is_data

Line = Mapping[int, str]
"""The filled cells of a row: column → text."""

DEEPEST = 3
"""Header rows at most."""
_FIRST, _BODY, _REPEATS = 30, 200, 60
"""How many filled rows are tried as header, how many below tell what the data are, and which texts come back."""
_SIGHT = 100_000
"""About how many cells below a row are looked at, in a sheet with very many columns."""
_WIDE = 300
"""How many cells of a row tell whether it is like a header."""
_NEARLY = 0.75
_TITLE = re.compile(r"\b(?:enquete|questionnaire|tableau|retours?|bilan|liste|recensement|campagne|20\d\d)\b")
_ABOUT = re.compile(
    r"(?:nom du |nom de la )?(?:centre|structure|commune|ville|departement|quartier|campagne|annee|date|periode|"
    r"contact|responsable|referent|rempli|remplie|telephone|tel|mail|courriel|adresse|regard|version|source)\b[^:]*:.*\S"
)
"""« Centre : Les Aulnes » is a line about the file, and no header."""


@dataclass(frozen=True, slots=True)
class Header:
    """Header rows: their first and last place among the filled rows, and their cells."""

    top: int
    bottom: int
    lines: tuple[Line, ...]

    @property
    def own(self) -> set[int]:
        """The columns that have a text of their own in one of the rows."""
        return {column for line in self.lines for column in line}


def find_header(lines: Sequence[tuple[int, Line]]) -> Header | None:
    """The header among the filled rows, given with their row indices; None where there is nothing below one.

    Of all rows that could be the header, the first counts that names nearly as many columns of data as the best.
    """
    folded = [{column: fold(text) for column, text in line.items()} for _, line in lines[: _FIRST + _BODY]]
    wide = len(set().union(*folded))
    body = max(_REPEATS, min(_BODY, _SIGHT // max(wide, 1)))
    candidates = []
    for at in range(min(_FIRST, len(lines) - 1)):
        header = _grown(lines, at)
        below = folded[header.bottom + 1 : header.bottom + 1 + body]
        if below and _is_headerlike(lines[at][1], folded[at], below):
            candidates.append((header, _named(header, below)))
            if candidates[-1][1] >= _NEARLY * wide:
                break  # no row further down can name more
    if not candidates:
        return _grown(lines, 0) if len(lines) > 1 else None
    most = max(named for _, named in candidates)
    return next(header for header, named in candidates if named >= _NEARLY * most)


def _named(header: Header, below: Sequence[Line]) -> float:
    """How many columns of data the header names; those with few cells count less, texts like answers against."""
    filled = Counter(column for line in below for column in line)
    named = header.own | slots(header.own, below)
    data = sum(is_data(text) for line in header.lines for text in line.values())
    return max(0.0, sum(min(1.0, 0.5 + 2 * filled[column] / len(below)) for column in named) - data)


def slots(own: Collection[int], below: Sequence[Line]) -> set[int]:
    """The columns without text in the header that go on with the one to their left, as they say the same things.

    That is how three columns under one merged « Partenaires cités » are told from notes beside a table.
    """
    ordered = sorted(own)
    nameless = sorted(column for column in set().union(*below) - set(own) if column > ordered[0])
    left = {column: ordered[bisect(ordered, column) - 1] for column in nameless}
    wanted = {*nameless, *left.values()}
    said: dict[int, set[str]] = {column: set() for column in wanted}
    for line in below[:_BODY]:
        for column in wanted & line.keys():
            if not is_data(line[column]):
                said[column].add(line[column])
    found: set[int] = set()
    words: set[str] = set()
    for column in nameless:
        before = column - 1
        words = words | said[before] if before in found else said[before] if before in own else set()
        if words & said[column]:
            found.add(column)
    return found


def _is_headerlike(line: Line, folded: Line, below: Sequence[Line]) -> bool:
    """Whether a row is more like names than answers: few numbers and ticks, nothing that its column repeats."""
    if sum(is_data(text) or bool(_ABOUT.match(fold(text))) for text in line.values()) * 2 >= len(line):
        return False
    # Lists are pasted below each other with their headers: those repeat the row as a whole.
    others = [other for other in below[:_REPEATS] if other != folded]
    repeated = 0
    for column, text in islice(folded.items(), _WIDE):
        said = {other[column] for other in others if column in other}
        # A column that says its own name and nothing else is a choice that is ticked with its label.
        repeated += text in said and len(said) > 1
    return repeated * 3 <= min(len(line), _WIDE)


def _grown(lines: Sequence[tuple[int, Line]], at: int) -> Header:
    """The row with the header rows right above and right below it."""
    top = bottom = at
    while top > 0 and bottom - top + 1 < DEEPEST and _follows(lines, top):
        if not _spans(lines[top - 1][1], lines[top][1]):
            break
        top -= 1
    while bottom - top + 1 < DEEPEST and bottom + 2 < len(lines) and _follows(lines, bottom + 1):
        if not _continues(lines[bottom][1], lines[bottom + 1][1]):
            break
        bottom += 1
    return Header(top, bottom, tuple(line for _, line in lines[top : bottom + 1]))


def _follows(lines: Sequence[tuple[int, Line]], at: int) -> bool:
    return lines[at][0] == lines[at - 1][0] + 1


def _spans(upper: Line, lower: Line) -> bool:
    """Whether a row is a header level above another: its texts stand over groups or over blanks."""
    if len(upper) == 1 and (min(upper) <= min(lower) or _TITLE.search(fold(*upper.values()))):
        return False  # a title: over everything, it says nothing about a column
    if any(is_data(text) or _ABOUT.match(fold(text)) for text in upper.values()):
        return False
    starts = sorted(upper)
    ends = [*starts[1:], max(*starts, *lower) + 1]
    lonely = sum(
        start in lower and not any(column in lower for column in range(start + 1, end))
        for start, end in zip(starts, ends, strict=True)
    )
    return lonely * 2 < len(upper)


def _continues(upper: Line, lower: Line) -> bool:
    """Whether a row completes the header above it: it names columns that have no text there."""
    first = min(upper)
    fresh = any(column not in upper and column > first for column in lower)
    return fresh and _spans(upper, lower) and sum(map(is_data, lower.values())) * 3 <= len(lower)
