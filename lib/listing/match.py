"""Which question each column of a list answers: by code, label and alias, then by likeness.

A header is taken apart as the tools write them (``group/question/choice``, ``question.choice``, ``Question
[modalité]``, header rows one above the other), and each part looked up in the codebook. What nothing names exactly
is compared (`lib.listing.wordings.likeness`, 0–100):

- from `SURE` on it is used as if it had been named, unless another question is nearly as like;
- from `POSSIBLE` on it is doubtful: shown to a person, and not used before that person has said so;
- below, the column is not read.

Two columns for one question are both doubtful; one that is only like a question which another names is not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from lib.codebook import OTHER, Codebook
from lib.listing.mapping import IGNORED, Mapping
from lib.listing.sources import detect, metadata
from lib.listing.table import Column, Table
from lib.listing.wordings import Wordings, asks_precision, likeness, plain, without_rank, wordings_of

NAMED = 100.0
"""Score of a column that names its question exactly, that a person mapped, or that is metadata."""
SURE, POSSIBLE = 92.0, 76.0
MARGIN = 4.0
"""How much likelier than any other question the likeliest must be for a likeness to be sure."""
SAMPLES = 3

_BRACKET = re.compile(r"(.+?)\s*\[([^\[\]]+)\]\s*(?:\[[^\[\]]*\])?")
_SEPARATORS = re.compile(r"\s*[/.:>]\s*|\s-\s|(?<=\w)-(?=\w)")
_RANKED = re.compile(r"(?:SQ|A)0*(\d{1,3})", re.IGNORECASE | re.ASCII)
_LIKE_RANK = 80.0
_POINT = re.compile(r"[\w\[\]]+\.\s+(.+)")
_MOST_PARTS, _LONGEST, _SHORT_LABEL = 12, 300, 10
_NO_HEADER = 3_000
"""A text of so many signs names nothing, and would take seconds to take apart."""
_MOST_COMPARED = 150
"""Of so many columns that nothing names, no more are compared: nobody would confirm them one by one."""


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
        0–100. With no target: `NAMED` for metadata and for what a person set aside, else of the likeliest.
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
    submission = metadata(table.columns, detect(table.columns))
    said = mapping.columns if mapping else {}
    finder = _Finder(wordings_of(codebook))
    found = []
    for place, (key, column) in enumerate(zip(keys(table.columns), table.columns, strict=True)):
        samples = tuple(dict.fromkeys(row[place] for row in table.rows if row[place]))[:SAMPLES]
        if key in said:
            target = said[key] if is_target(said[key], codebook) else IGNORED
            found.append(Match(key, finder.noted(target), NAMED, False, samples))
        else:
            target, score, doubtful = (IGNORED, NAMED, False) if place in submission else finder.find(column)
            found.append(Match(key, target, score, doubtful, samples))
    return _without_rivals(found, said)


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
        self.before, self.taken, self.compared = "", set(), 0

    def noted(self, target: str) -> str:
        """Remember what the last column was taken for."""
        if target:
            self.before = target.partition("/")[0]
            self.taken.add(target)
        return target

    def find(self, column: Column) -> tuple[str, float, bool]:
        """Target, score, and whether it is doubtful."""
        if not 0 < len(column.header) <= _NO_HEADER:
            return IGNORED, 0.0, False
        if target := self._exact(column):
            return self.noted(target), NAMED, False
        target, score, doubtful = self._likely(column)
        if score < POSSIBLE:
            return IGNORED, score, False
        return self.noted(target), score, doubtful

    def _exact(self, column: Column) -> str:
        levels = _levels(column)
        for text in dict.fromkeys((column.header, without_rank(column.header))):
            if target := self._one(self.wordings.named(text)):
                return target
        if target := self._under(levels[:-1], levels[-1]):
            return target
        for uppers, last in _taken_apart(column.header):
            if target := self._under(uppers, last) or self._anywhere(column.header, last):
                return target
        return self._one(self.wordings.named(levels[-1])) or self._other(levels)

    def _under(self, uppers: Sequence[str], last: str) -> str:
        """The choice or the question that the last part names under one of the parts before it, nearest first."""
        for upper in reversed(uppers):
            for name in self.wordings.named(upper):
                if choice := self.wordings.choice(name, last):
                    return self._box(name, choice)
            members = self.wordings.group(upper)
            if target := self._one([name for name in self.wordings.named(last) if name in members]):
                return target
        return ""

    def _anywhere(self, header: str, last: str) -> str:
        """The question at the end of a path (``group/question``), whatever the groups of that form are called."""
        is_path = header.endswith(f"/{last}") and (len(last) > _SHORT_LABEL or not re.search(r"\s", header))
        return self._one(self.wordings.named(last)) if is_path else ""

    def _other(self, levels: Sequence[str]) -> str:
        """« Autre » and « Veuillez préciser » of the question before them, or of the one they stand under."""
        above = [name for upper in reversed(levels[:-1]) for name in self.wordings.named(upper)]
        for name in (*above, self.before):
            last = without_rank(levels[-1])
            boxes = any(target.startswith(f"{name}/") for target in self.taken)
            if name in self.codebook and boxes and self.wordings.choice(name, last) == OTHER:
                return self._box(name, OTHER)
            if asks_precision(levels[-1]) and f"{name}_{OTHER}" in self.codebook:
                return f"{name}_{OTHER}"
        return ""

    def _box(self, name: str, choice: str) -> str:
        """A box; the second « Autre » of a question asks which."""
        target, precision = f"{name}/{choice}", f"{name}_{OTHER}"
        again = choice == OTHER and target in self.taken and precision in self.codebook
        return precision if again else target

    def _one(self, names: Sequence[str]) -> str:
        """The question meant where several have the wording: the one that goes with the question before it."""
        if len(names) > 1:
            names = [name for name in names if name.startswith(f"{self.before}_")]
        return names[0] if len(names) == 1 else ""

    def _likely(self, column: Column) -> tuple[str, float, bool]:
        """The likeliest target, how like it is, and whether that is doubtful."""
        shared = self.wordings.named(_levels(column)[-1]) or self.wordings.named(column.header)
        free = [name for name in shared if name not in self.taken]
        if len(shared) > 1 and free:
            return free[0], _LIKE_RANK, True
        self.compared += 1
        if self.compared > _MOST_COMPARED:
            return IGNORED, 0.0, False
        likely: dict[str, float] = {}
        for target, score in self._compared(column):
            likely[target] = max(score, likely.get(target, 0.0))
        ranked = sorted(likely.items(), key=lambda pair: -pair[1])[:2]
        if not ranked:
            return IGNORED, 0.0, False
        target, score = ranked[0]
        close = len(ranked) > 1 and score - ranked[1][1] < MARGIN
        return target, round(score, 1), score < SURE or close

    def _compared(self, column: Column) -> Iterator[tuple[str, float]]:
        words = self.wordings
        pairs = [(levels[:-1], levels[-1]) for levels in [_levels(column)] if len(levels) > 1]
        for uppers, last in [*pairs, *_taken_apart(column.header)][:_MOST_PARTS]:
            last_plain = plain(last)
            for upper in uppers:
                for name in words.group(upper):
                    yield name, likeness(last_plain, plain(self.codebook[name].label))
                for name, trust in self._asking(upper):
                    if ranked := _RANKED.fullmatch(last):
                        choices = self.codebook[name].choices
                        if 0 < int(ranked[1]) <= len(choices):
                            yield f"{name}/{choices[int(ranked[1]) - 1].name}", min(trust, _LIKE_RANK)
                    for wording, choice in words.choice_wordings(name).items():
                        yield f"{name}/{choice}", min(trust, likeness(last_plain, wording))
        members = words.group(column.header)
        main = [question.name for question in self.codebook if question.is_multiple and question.name in members]
        yield from ((name, _LIKE_RANK) for name in main[:1])  # « Leviers » over joined choices
        for text in dict.fromkeys((plain(column.header), plain(_levels(column)[-1]))):
            for wording, names in words.long.items():
                score = likeness(text, wording)
                yield from ((name, score) for name in names)

    def _asking(self, text: str) -> Iterator[tuple[str, float]]:
        """The questions with choices that a text names or is like, and how like."""
        if names := self.wordings.named(text):
            yield from ((name, NAMED) for name in names if self.codebook[name].choices)
            return
        wording = plain(text)
        for question in self.codebook:
            if question.is_multiple and (score := likeness(wording, plain(question.label))) >= POSSIBLE:
                yield question.name, score


def _levels(column: Column) -> list[str]:
    """The levels that say something, each once; at least the header itself."""
    return list(dict.fromkeys(level for level in column.levels if level)) or [column.header]


def _taken_apart(header: str) -> Iterator[tuple[list[str], str]]:
    """The ways in which one header can hold several parts: those above, nearest last, and the last one."""
    if len(header) > _LONGEST:
        return
    if bracket := _BRACKET.fullmatch(header):
        yield [bracket[1]], bracket[2]
        if point := _POINT.match(bracket[1]):
            yield [point[1]], bracket[2]
    cuts = [found.span() for found in _SEPARATORS.finditer(header)][:_MOST_PARTS]
    starts = [0, *(end for _, end in cuts)]
    for start, end in reversed(cuts):
        # Labels hold separators too: what stands above may begin at any of them.
        uppers = [header[first:start] for first in starts if first < start]
        yield uppers, header[end:]


def _without_rivals(found: list[Match], said: Collection[str]) -> list[Match]:
    """Make doubtful what several columns are taken for; what a person said stands."""
    best: dict[str, float] = {}
    for one in found:
        if one.is_used:
            best[one.target] = max(best.get(one.target, 0.0), NAMED + 1 if one.header in said else one.score)
    tops = Counter(
        one.target for one in found if one.is_used and one.header not in said and one.score == best[one.target]
    )
    settled = []
    for one in found:
        if one.target and one.header not in said and one.target in best:
            if one.score < best[one.target]:
                one = replace(one, target=IGNORED, doubtful=False, score=min(one.score, POSSIBLE - 1))
            elif tops[one.target] > 1:
                one = replace(one, doubtful=True)
        settled.append(one)
    return settled
