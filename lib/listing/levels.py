"""The texts of a header over each column, with what merged cells leave blank filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from lib.folding import fold
from lib.listing.header import Header, Line

_MARKS = {
    **dict.fromkeys(("x", "✓", "✔"), "cross"),
    **dict.fromkeys(("oui", "non", "o", "n", "yes", "no", "y"), "word"),
    **dict.fromkeys(("vrai", "faux", "true", "false"), "logical"),
    **dict.fromkeys(("0", "1"), "digit"),
}
_OTHER = re.compile(r"(?:si )?autres?\b|other|.*\b(?:precise[zr]?|preciser|specify)\b")
_SUBMISSION = re.compile(r"(?:submission |details |informations? )(?:details|(?:de|sur) (?:la )?soumission)")
_OF_SUBMISSION = re.compile(
    r"n°.*|num.*|serial.*|sid|uid|ip.*|adresse ip|heure.*|.*time|date.*|draft|brouillon|"
    r"user.*|.*utilisateur.*|langue"
)


def levels(
    header: Header, columns: Sequence[int], body: Iterable[Line], named: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """The header rows over each column, top to bottom; a blank under or beside a merged cell takes its text.

    A text stands over the columns to its right until the next text of its row or of a row above, an empty column,
    or the end of its kind: crosses under the choices of a question do not reach over the question after it, whose
    row is blank there because it has no choices (Framaforms). Columns that are not ``named`` get no text.
    """
    kinds = _kinds(body)
    filled: dict[int, list[str]] = {column: [] for column in columns}
    for depth, line in enumerate(header.lines):
        over, start, before = "", 0, None
        for column in columns:
            if column in line:
                over, start = line[column], column
            elif over and (before != column - 1 or not _reaches(header, depth, start, column, kinds)):
                over = ""
            filled[column].append(over if column in named else "")
            before = column
    return {column: tuple(texts) for column, texts in filled.items()}


def joined(texts: Iterable[str]) -> str:
    """« question / choice »: the levels that say something, each once.

    >>> joined(("", "Quels leviers ?", "CLAS", "CLAS"))
    'Quels leviers ? / CLAS'
    """
    return " / ".join(dict.fromkeys(text for text in texts if text))


def _reaches(header: Header, depth: int, start: int, column: int, kinds: Mapping[int, str]) -> bool:
    """Whether a text of a header row, at ``start``, stands over a column to its right that is blank there."""
    if any(column in upper for upper in header.lines[:depth]):
        return False
    lower = header.lines[depth + 1 :]
    if not any(column in line for line in lower):
        return True
    if not any(start in line for line in lower):
        return False  # merged with the cells below it: it names one column
    name = fold(next(line[column] for line in reversed(lower) if column in line))
    if _SUBMISSION.fullmatch(fold(header.lines[depth][start])):
        return bool(_OF_SUBMISSION.fullmatch(name))
    kind = next((kinds[at] for at in range(start, column) if at in kinds), "text")
    return kind == "text" or kinds.get(column, kind) == kind or bool(_OTHER.match(name))


def _kinds(body: Iterable[Line]) -> dict[int, str]:
    """How a column of ticks is ticked; ``text`` where anything else is in it; nothing for an empty column."""
    kinds: dict[int, str] = {}
    for line in body:
        for column, text in line.items():
            if kinds.get(column) != "text":
                kind = _MARKS.get(fold(text), "text")
                kinds[column] = kind if kinds.get(column, kind) == kind else "text"
    return kinds
