"""Which question each column of a list answers: by code, label and alias, then by likeness.

A header is taken apart as the tools write them (``group/question/choice``, ``question.choice``, ``Question
[modalité]``, header rows one above the other), and each part looked up in the codebook. What nothing names exactly
is compared (`lib.listing.wordings.likeness`, 0–100):

- from `SURE` on it is used as if it had been named, unless another question is nearly as like;
- from `POSSIBLE` on it is doubtful: shown to a person, and not used before that person has said so;
- below, the column is not read.

Two columns for one question are both doubtful, unless one names it and the other is only like it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lib.codebook import OTHER, Codebook
from lib.listing.mapping import IGNORED, Mapping
from lib.listing.sources import Source, detect, metadata
from lib.listing.table import Column, Table
from lib.listing.wordings import Wordings, asks_precision, likeness, plain, without_rank, wordings_of

NAMED = 100.0
"""Score of a column that names its question exactly, that a person mapped, or that is metadata."""
SURE, POSSIBLE = 92.0, 70.0
MARGIN = 4.0
"""How much likelier than any other question the likeliest must be for a likeness to be sure."""
SAMPLES = 3

_BRACKET = re.compile(r"(.+?)\s*\[([^\[\]]+)\]\s*(?:\[[^\[\]]*\])?")
_SEPARATORS = re.compile(r"\s*[/.:>]\s*|\s-\s|(?<=\w)-(?=\w)")
_RANKED = re.compile(r"(?:SQ|A)0*(\d{1,3})", re.IGNORECASE | re.ASCII)
_LIKE_RANK = 80.0
_MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Match:
    """What a column is taken for.

    Attributes
    ----------
    header : str
        Its header; where several columns have it, the second is called ``header (2)``. "" has no header at all.
    target : str
        ``question``, ``question/choice``, or "" for none.
    score : float
        0–100. With no target: `NAMED` for metadata and for what a person set aside, else how like the likeliest is.
    doubtful : bool
        Whether a person has to confirm the target before it is used.
    samples : tuple of str
        A few of the values in the column.
    """

    header: str
    target: str
    score: float
    doubtful: bool
    samples: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        return bool(self.target) and not self.doubtful

    @property
    def is_unread(self) -> bool:
        """Whether nobody knows what the column is."""
        return bool(self.header) and not self.target and self.score < NAMED

    @property
    def question(self) -> str:
        return self.target.partition("/")[0]

    @property
    def choice(self) -> str:
        return self.target.partition("/")[2]


def match(table: Table, codebook: Codebook, mapping: Mapping | None = None) -> list[Match]:
    """What each column of a table is taken for, in their order.

    Parameters
    ----------
    mapping : Mapping, optional
        What a person said; the headers it does not name are matched as without it.
    """
    source = detect(table.columns)
    submission = metadata(table.columns, source)
    said = mapping.columns if mapping else {}
    finder = _Finder(wordings_of(codebook))
    found = []
    for place, (key, column) in enumerate(zip(keys(table.columns), table.columns, strict=True)):
        samples = tuple(dict.fromkeys(row[place] for row in table.rows if row[place]))[:SAMPLES]
        if key in said:
            target = said[key] if is_target(said[key], codebook) else IGNORED
            found.append(Match(key, finder.noted(target), NAMED, False, samples))
        else:
            target, score, doubtful = finder.find(column, source, place in submission)
            found.append(Match(key, target, score, doubtful, samples))
    return _without_rivals(found)


def is_target(target: str, codebook: Codebook) -> bool:
    """Whether a text is something that a column can be mapped to."""
    question, _, choice = target.partition("/")
    if not question:
        return not choice
    return question in codebook and (not choice or choice in codebook[question].choice_by_name)


def keys(columns: Sequence[Column]) -> list[str]:
    """The headers, those that stand several times told apart: « Précisez », « Précisez (2) »."""
    seen: Counter[str] = Counter()
    names = []
    for column in columns:
        seen[column.header] += 1
        rank = seen[column.header]
        names.append(f"{column.header} ({rank})" if column.header and rank > 1 else column.header)
    return names


class _Finder:
    """Looks columns up from left to right: « Autre (préciser) » belongs to the question before it."""

    def __init__(self, wordings: Wordings) -> None:
        self.wordings, self.codebook = wordings, wordings.codebook
        self.before, self.taken = "", set()

    def noted(self, target: str) -> str:
        """Remember what the last column was taken for."""
        if target:
            self.before = target.partition("/")[0]
            self.taken.add(target)
        return target

    def find(self, column: Column, source: Source, is_metadata: bool) -> tuple[str, float, bool]:
        """Target, score, doubtful."""
        if not column.header:
            return IGNORED, 0.0, False
        if is_metadata and not (source.leading and self._leads(column, source)):
            target = "" if source.prefixes and column.header.startswith("_") else self._exact(column)
            return (self.noted(target), NAMED, False) if target and not source.leading else (IGNORED, NAMED, False)
        if is_metadata:
            return IGNORED, NAMED, False
        if target := self._exact(column):
            return self.noted(target), NAMED, False
        target, score, sure = self._like(column)
        if score < POSSIBLE:
            return IGNORED, score, False
        return self.noted(target), score, not sure
