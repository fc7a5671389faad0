"""Counts over the responses: every boolean column packed once into bits, then ANDed and counted.

A filter is one row of bits, the AND over the filters of the OR over their values. Counting is an AND of that row
with each column and a population count, in pieces that stay in the processor's cache; words of which the filter
keeps nothing are left out. Everything that an
indicator needs is a count (sums and medians too: see `lib.derived`), so tallies of parts add up to the whole.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from lib import derived
from lib.codebook import DONT_KNOW, Codebook, Question
from lib.filters import COLUMN_OF, WISHED, Filters
from lib.responses import Responses

NOT_GIVEN = "non_renseigne"
"""Group of the observations that do not say their value of the grouping column."""

KEYS = ("campaign", "view", "territory", "centre")
WHOLE_OF = {"centre": "territory"}
"""Key → the key that its values are parts of, each of one: a centre stands in one commune."""
_STATUS = COLUMN_OF["status"]
_WORD = 64
_BLOCK = 1 << 16  # words ANDed at a time: half a megabyte, so that the count finds them in the L2 cache
_MASKS_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """How often each boolean column is true among ``n`` observations; tallies of parts add up with ``+``."""

    position: Mapping[str, int]
    counts: np.ndarray
    n: int

    def get(self, column: str) -> int:
        """The count of one column: ``l1/lev_clas``, ``l1`` (answered), ``r2/nsp``, ``dur_reciprocite/3`` …"""
        return int(self.counts[self.position[column]])

    def __contains__(self, column: object) -> bool:
        return column in self.position

    def many(self, columns: Iterable[str]) -> np.ndarray:
        """The counts of several columns, in their order."""
        return self.counts[[self.position[column] for column in columns]]

    def as_dict(self) -> dict[str, int]:
        return {column: int(self.counts[i]) for column, i in self.position.items()}

    def less(self, parts: Iterable[Tally]) -> Tally:
        """What is left of these counts without those of some parts."""
        counts, n = self.counts.copy(), self.n
        for part in parts:
            counts, n = counts - part.counts, n - part.n
        return Tally(self.position, counts, n)

    @staticmethod
    def none(like: Tally) -> Tally:
        """The same columns, counted over nothing."""
        return Tally(like.position, np.zeros_like(like.counts), 0)

    def __add__(self, other: Tally) -> Tally:
        if self.position is other.position or self.position == other.position:
            return Tally(self.position, self.counts + other.counts, self.n + other.n)
        mine, theirs = self.as_dict(), other.as_dict()  # parts need not know the same ages
        names = {**mine, **theirs}
        counts = np.array([mine.get(name, 0) + theirs.get(name, 0) for name in names], dtype=np.int64)
        return Tally({name: i for i, name in enumerate(names)}, counts, self.n + other.n)


@dataclass(frozen=True, slots=True)
class Flag:
    """A condition on one observation, made of boolean columns: one of ``any_of`` holds and none of ``none_of``.

    ``any_of`` None asks for nothing: every observation. Columns that do not exist hold for nobody (no link has that
    age, the questionnaire does not have that choice).
    """

    any_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] = ()


class _Mask(NamedTuple):
    """A selection: its bits, how many are set, and where. ``kept`` are the bits of the words ``at``."""

    bits: np.ndarray
    n: int
    at: slice | np.ndarray
    kept: np.ndarray


class Bits:
    """The responses as bits: one contiguous matrix of columns × 64-bit words, counted without pandas.

    Safe to share between threads: nothing changes after `pack` but caches of masks that are only ever replaced
    whole, and each thread counts in its own scratch memory.
    """

    def __init__(
        self,
        words: np.ndarray,
        parts: Mapping[str, tuple[str, ...]],
        keys: Mapping[str, pd.Categorical],
        codebook: Codebook,
        centre_names: Mapping[str, str],
    ) -> None:
        self.size = len(keys["campaign"])
        self.codebook = codebook
        self.centre_names = centre_names
        self._words = words
        self._position = {name: i for i, name in enumerate(name for part in parts.values() for name in part)}
        self._rows = _slices(parts)
        self._keys = {name: (tuple(key.categories), np.asarray(key.codes)) for name, key in keys.items()}
        self.whole_of = wholes(keys["centre"], keys["territory"])
        self._key_masks: dict[tuple[str, str], np.ndarray] = {}
        self._unions: dict[tuple[str, tuple[str, ...]], np.ndarray] = {}
        self._masks: dict[Filters, _Mask] = {}
        self._plans: dict[tuple[str, ...] | None, tuple[list[slice], Mapping[str, int]]] = {
            None: ([slice(0, len(words))], self._position)
        }
        self._scratch = threading.local()
        self._everybody = _packed(np.ones(self.size, dtype=bool), words.shape[1])
        self._existing = self._everybody & ~self._value_mask(_STATUS, WISHED)

    @classmethod
    def pack(cls, responses: Responses) -> Bits:
        """Pack every answer, attribute and derived column of the responses."""
        frame, codebook = responses.frame, responses.codebook
        width = -(-len(frame) // _WORD)
        rows: list[np.ndarray] = []
        parts: dict[str, tuple[str, ...]] = {}
        for part, columns in _parts(frame, codebook):
            names = []
            for name, values in columns:
                names.append(name)
                rows.append(_packed(values, width))
            parts[part] = tuple(names)
        words = _stacked(rows, width)
        words.flags.writeable = False
        pairs = frame[["centre", "centre_name"]].drop_duplicates("centre").astype("str")
        names = dict(zip(pairs["centre"], pairs["centre_name"], strict=True))
        return cls(words, parts, {key: frame[key].array for key in KEYS}, codebook, names)

    def count(self, filters: Filters, parts: Sequence[str] | None = None) -> Tally:
        """Count the columns over the observations that the filters keep.

        Parameters
        ----------
        filters : Filters
        parts : sequence of str, optional
            Questions and derived parts to count; all of them by default.
        """
        return self._tally(self._selected(filters), parts)

    def count_by(self, filters: Filters, column: str, parts: Sequence[str] | None = None) -> dict[str, Tally]:
        """Count as `count` does, apart for each value of a column that occurs in the selection.

        Parameters
        ----------
        column : str
            ``campaign``, ``view``, ``centre`` or a question with one answer. Observations that do not say it
            come last, under `NOT_GIVEN`: the tallies always add up to that of the whole.
        """
        selected = self._selected(filters).bits
        tallies: dict[str, Tally] = {}
        for value in self._met(column, selected):
            mask = _mask(selected & self._value_mask(column, value))
            if mask.n:
                tallies[value] = self._tally(mask, parts)
        rest = _mask(selected & ~self._any_of(column, self.values(column)))
        if rest.n:
            tallies[NOT_GIVEN] = self._tally(rest, parts)
        return tallies

    def _met(self, column: str, selected: np.ndarray) -> Sequence[str]:
        """The values of a column that a selection can hold: of thousands of centres, those that are in it."""
        if column not in self._keys:
            return self.values(column)
        values, codes = self._keys[column]
        rows = np.flatnonzero(np.unpackbits(selected.view(np.uint8), bitorder="little")[: self.size])
        return [values[code] for code in np.unique(codes[rows]) if code >= 0]

    def count_within(self, filters: Filters, column: str, parts: Sequence[str] | None = None) -> Tally:
        """Count as `count` does, over those observations of the selection for which one boolean column is true."""
        return self._tally(_mask(self._selected(filters).bits & self._words[self._position[column]]), parts)

    def cross(
        self, filters: Filters, rows: Sequence[Flag], columns: Sequence[Flag], within: Flag | None = None
    ) -> np.ndarray:
        """Count how many observations of the selection (``within`` a condition) meet each pair of conditions.

        Returns
        -------
        int array, rows × columns
        """
        selected = self._selected(filters).bits
        if within is not None:
            selected = selected & self._bits_of(within)
        words = np.array([self._bits_of(flag) for flag in rows]).reshape(len(rows), len(selected))
        counts = np.zeros((len(columns), len(rows)), dtype=np.uint32)
        for line, flag in zip(counts, columns, strict=True):
            mask = _mask(selected & self._bits_of(flag))
            if mask.n:
                self._count_into(line, words, mask)
        return counts.T.astype(np.int64)

    def _bits_of(self, flag: Flag) -> np.ndarray:
        bits = self._everybody if flag.any_of is None else self._union(flag.any_of)
        return bits & ~self._union(flag.none_of) if flag.none_of else bits

    def _union(self, columns: Iterable[str]) -> np.ndarray:
        rows = [self._position[column] for column in columns if column in self._position]
        if len(rows) == 1:
            return self._words[rows[0]]
        return np.bitwise_or.reduce(self._words[rows]) if rows else np.zeros_like(self._everybody)

    def values(self, column: str) -> tuple[str, ...]:
        """Every value of a column that has one answer, in the order of the codebook."""
        if column in self._keys:
            return self._keys[column][0]
        if column not in self.codebook or not self.codebook[column].is_single:
            raise ValueError(f"cannot group by {column!r}: not a key, and not a question with one answer")
        return tuple(choice.name for choice in self.codebook[column].choices)

    def present(self, column: str) -> tuple[str, ...]:
        """The values of a key that occur at all."""
        values, codes = self._keys[column]
        counts = np.bincount(codes, minlength=len(values))
        return tuple(value for value, count in zip(values, counts, strict=True) if count)

    def has(self, column: str) -> bool:
        return column in self._position

    def _selected(self, filters: Filters) -> _Mask:
        """The mask of the filters; remembered, for a page asks it for every figure."""
        if (known := self._masks.get(filters)) is not None:
            return known
        chosen = filters.chosen()
        bits = self._everybody if _STATUS in chosen else self._existing
        for column, values in chosen.items():
            bits = bits & self._any_of(column, values)
        found = _mask(bits)
        self._masks = _remember(self._masks, filters, found)
        return found

    def _any_of(self, column: str, values: tuple[str, ...]) -> np.ndarray:
        if len(values) == 1:
            return self._value_mask(column, values[0])
        union = self._unions.get((column, values))
        if union is None:
            union = np.zeros_like(self._everybody)
            for value in values:
                union |= self._value_mask(column, value)
            self._unions = _remember(self._unions, (column, values), union)
        return union

    def _value_mask(self, column: str, value: str) -> np.ndarray:
        """The bits of one value of an attribute; no bit at all for a value that nobody has."""
        row = self._position.get(f"{column}/{value}")
        if row is not None:
            return self._words[row]
        mask = self._key_masks.get((column, value))
        if mask is None:
            values, codes = self._keys.get(column, ((), None))
            found = codes == values.index(value) if value in values else np.zeros(self.size, dtype=bool)
            mask = self._key_masks[column, value] = _packed(found, self._words.shape[1])
        return mask

    def _plan(self, parts: Sequence[str] | None) -> tuple[list[slice], Mapping[str, int]]:
        """Which rows to count for some parts (neighbours joined), and where each column's count will stand."""
        wanted = None if parts is None else tuple(parts)
        if wanted not in self._plans:
            runs: list[slice] = []
            names = list(self._position)
            position: dict[str, int] = {}
            for part in dict.fromkeys(wanted):
                rows = self._rows[part]
                position.update({name: len(position) + i for i, name in enumerate(names[rows])})
                if runs and runs[-1].stop == rows.start:
                    runs[-1] = slice(runs[-1].start, rows.stop)
                else:
                    runs.append(rows)
            self._plans[wanted] = (runs, position)
        return self._plans[wanted]

    def _tally(self, mask: _Mask, parts: Sequence[str] | None) -> Tally:
        runs, position = self._plan(parts)
        counts = np.zeros(len(position), dtype=np.uint32)
        start = 0
        for rows in runs if mask.n else ():
            stop = start + rows.stop - rows.start
            self._count_into(counts[start:stop], self._words[rows], mask)
            start = stop
        return Tally(position, counts.astype(np.int64), mask.n)

    def _count_into(self, counts: np.ndarray, words: np.ndarray, mask: _Mask) -> None:
        """Write how many bits each row of words shares with the mask."""
        width = len(mask.kept)
        height = max(1, _BLOCK // width)
        both, ones = self._room(height * width)
        for top in range(0, len(words), height):
            rows = words[top : top + height]
            shape = (len(rows), width)
            cells = len(rows) * width
            into, marks = both[:cells].reshape(shape), ones[:cells].reshape(shape)
            if isinstance(mask.at, slice):
                rows = rows[:, mask.at]
            else:
                rows = np.take(rows, mask.at, axis=1, out=into, mode="clip")  # other modes copy twice
            np.bitwise_and(rows, mask.kept, out=into)
            np.bitwise_count(into, out=marks)
            np.add.reduce(marks, axis=1, dtype=np.uint32, out=counts[top : top + height])

    def _room(self, cells: int) -> tuple[np.ndarray, np.ndarray]:
        """Scratch memory of this thread: fresh pages cost as much as the counting."""
        room = getattr(self._scratch, "room", None)
        if room is None or len(room[0]) < cells:
            size = max(cells, _BLOCK)
            room = self._scratch.room = (np.empty(size, dtype=np.uint64), np.empty(size, dtype=np.uint8))
        return room


def _mask(bits: np.ndarray) -> _Mask:
    """Find the words that a selection keeps anything of.

    Observations are sorted by campaign and view, so that a usual filter leaves a whole span; a narrow one leaves
    so few words that gathering them first is cheaper.
    """
    at = np.flatnonzero(bits)
    if not at.size:
        return _Mask(bits, 0, slice(0, 0), bits[:0])
    first, last = int(at[0]), int(at[-1]) + 1
    if at.size * 2 > last - first:
        at = slice(first, last)
    kept = bits[at]
    return _Mask(bits, int(np.add.reduce(np.bitwise_count(kept), dtype=np.int64)), at, kept)


def _remember(cache: dict, key: object, value: object) -> dict:
    """The cache with one more entry, begun anew when it is full."""
    if len(cache) >= _MASKS_KEPT:
        return {key: value}
    cache[key] = value
    return cache


def wholes(column: pd.Categorical, of: pd.Categorical) -> dict[str, str]:
    """Value of one key → the value of another that it is part of, "" where nobody says it (`WHOLE_OF`)."""
    codes = np.full(len(column.categories), -1)
    codes[column.codes] = of.codes
    names = [*of.categories, ""]
    return {value: names[code] for value, code in zip(column.categories, codes, strict=True)}


def _slices(parts: Mapping[str, tuple[str, ...]]) -> dict[str, slice]:
    slices, start = {}, 0
    for part, names in parts.items():
        slices[part] = slice(start, start + len(names))
        start += len(names)
    return slices


def words_of(columns: Sequence[np.ndarray], size: int) -> np.ndarray:
    """Boolean columns of ``size`` observations as rows of 64-bit words, padded with zeros."""
    width = -(-size // _WORD)
    return _stacked([_packed(values, width) for values in columns], width)


def _stacked(rows: Sequence[np.ndarray], width: int) -> np.ndarray:
    return np.vstack(rows) if rows else np.zeros((0, width), dtype=np.uint64)


def _packed(values: np.ndarray, width: int) -> np.ndarray:
    """A boolean column as ``width`` words, padded with zeros."""
    octets = np.zeros(width * _WORD // 8, dtype=np.uint8)
    packed = np.packbits(values, bitorder="little")
    octets[: len(packed)] = packed
    return octets.view(np.uint64)


Columns = Iterable[tuple[str, np.ndarray]]


def _parts(frame: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[str, Columns]]:
    """Every part with its columns, the multi-selects first: they are mostly counted together."""
    questions = [question for question in codebook if question.name in frame]
    for question in sorted(questions, key=lambda question: not question.is_multiple):
        yield question.name, _question_columns(question, frame)
    yield from derived.sections(frame, codebook)


def _question_columns(question: Question, frame: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    name = question.name
    if f"{name}?" in frame:
        yield f"{name}?", frame[f"{name}?"].to_numpy()
    column = frame[name]
    if question.is_multiple:
        yield name, column.to_numpy()
        for choice in question.choices:
            yield f"{name}/{choice.name}", frame[f"{name}/{choice.name}"].to_numpy()
    elif question.is_scale:
        points = column.to_numpy("int16", na_value=-1)
        for choice in question.choices:
            if choice.name == DONT_KNOW:
                yield f"{name}/{DONT_KNOW}", frame[f"{name}/{DONT_KNOW}"].to_numpy()
            else:
                yield f"{name}/{choice.name}", points == int(choice.name)
    elif question.is_single:
        codes = column.cat.codes.to_numpy()
        for code, choice in enumerate(question.choices):
            yield f"{name}/{choice.name}", codes == code
