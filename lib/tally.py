"""Counts over the responses: every boolean column packed once into bits, then ANDed and counted.

A filter is one row of bits, the AND over the filters of the OR over their values. Counting is an AND of that row
with each column and a population count, in pieces that stay in the processor's cache. Everything that an
indicator needs is a count (sums and medians too: see `lib.derived`), so tallies of parts add up to the whole.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib import derived
from lib.codebook import DONT_KNOW, Codebook, Question
from lib.filters import COLUMN_OF, WISHED, Filters
from lib.responses import Responses

NOT_GIVEN = "non_renseigne"
"""Group of the observations that do not say their value of the grouping column."""

KEYS = ("campaign", "view", "centre")
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

    def __add__(self, other: Tally) -> Tally:
        if self.position is other.position or self.position == other.position:
            return Tally(self.position, self.counts + other.counts, self.n + other.n)
        mine, theirs = self.as_dict(), other.as_dict()  # parts need not know the same ages
        names = {**mine, **theirs}
        counts = np.array([mine.get(name, 0) + theirs.get(name, 0) for name in names], dtype=np.int64)
        return Tally({name: i for i, name in enumerate(names)}, counts, self.n + other.n)


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
        self._key_masks: dict[tuple[str, str], np.ndarray] = {}
        self._masks: dict[Filters, tuple[np.ndarray, int]] = {}
        self._plans: dict[tuple[str, ...] | None, tuple[list[slice], Mapping[str, int]]] = {
            None: ([slice(0, len(words))], self._position)
        }
        self._scratch = threading.local()

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
        words = np.vstack(rows) if rows else np.zeros((0, width), dtype=np.uint64)
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
        mask, n = self._selected(filters)
        return self._tally(mask, n, parts)

    def count_by(self, filters: Filters, column: str, parts: Sequence[str] | None = None) -> dict[str, Tally]:
        """Count as `count` does, apart for each value of a column that occurs in the selection.

        Parameters
        ----------
        column : str
            ``campaign``, ``view``, ``centre`` or a question with one answer. Observations that do not say it
            come last, under `NOT_GIVEN`: the tallies always add up to that of the whole.
        """
        selected, n = self._selected(filters)
        tallies: dict[str, Tally] = {}
        for value in self.values(column):
            mask = selected & self._value_mask(column, value)
            if size := int(np.bitwise_count(mask).sum()):
                tallies[value] = self._tally(mask, size, parts)
                n -= size
        if n:
            mask = selected & ~self._any_of(column, self.values(column))
            tallies[NOT_GIVEN] = self._tally(mask, n, parts)
        return tallies

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

    def _selected(self, filters: Filters) -> tuple[np.ndarray, int]:
        """The mask of the filters and how many it keeps; remembered, for a page asks it for every figure."""
        if (known := self._masks.get(filters)) is not None:
            return known
        mask = np.bitwise_not(np.zeros(self._words.shape[1], dtype=np.uint64))
        if spare := -self.size % _WORD:
            mask[-1] >>= np.uint64(spare)
        chosen = filters.chosen()
        for column, values in chosen.items():
            mask &= self._any_of(column, values)
        if _STATUS not in chosen:
            mask &= ~self._value_mask(_STATUS, WISHED)
        found = (mask, int(np.bitwise_count(mask).sum()))
        if len(self._masks) >= _MASKS_KEPT:
            self._masks = {}
        self._masks[filters] = found
        return found

    def _any_of(self, column: str, values: Sequence[str]) -> np.ndarray:
        masks = [self._value_mask(column, value) for value in values]
        return masks[0] if len(masks) == 1 else np.bitwise_or.reduce(masks)

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

    def _tally(self, mask: np.ndarray, n: int, parts: Sequence[str] | None) -> Tally:
        runs, position = self._plan(parts)
        counts = np.zeros(len(position), dtype=np.int64)
        if n:
            start = 0
            for rows in runs:
                stop = start + rows.stop - rows.start
                self._count_into(counts[start:stop], self._words[rows], mask)
                start = stop
        return Tally(position, counts, n)

    def _count_into(self, counts: np.ndarray, words: np.ndarray, mask: np.ndarray) -> None:
        """Add to ``counts`` how many bits each row of words shares with the mask."""
        if not hasattr(self._scratch, "both"):
            self._scratch.both = np.empty(_BLOCK, dtype=np.uint64)
            self._scratch.ones = np.empty(_BLOCK, dtype=np.uint8)
        for first, last in _spans(mask):
            width = last - first
            height = max(1, _BLOCK // width)
            for top in range(0, len(words), height):
                rows = words[top : top + height, first:last]
                both = self._scratch.both[: rows.size].reshape(rows.shape)
                ones = self._scratch.ones[: rows.size].reshape(rows.shape)
                np.bitwise_and(rows, mask[first:last], out=both)
                np.bitwise_count(both, out=ones)
                counts[top : top + height] += np.add.reduce(ones, axis=1, dtype=np.uint32)


def _spans(mask: np.ndarray) -> Iterator[tuple[int, int]]:
    """Where the mask keeps anything, in pieces of at most a block.

    Observations are sorted by campaign and view, so that a usual filter leaves most words out.
    """
    kept = np.flatnonzero(mask)
    if not kept.size:
        return
    end = int(kept[-1]) + 1
    for first in range(int(kept[0]), end, _BLOCK):
        yield first, min(first + _BLOCK, end)


def _slices(parts: Mapping[str, tuple[str, ...]]) -> dict[str, slice]:
    slices, start = {}, 0
    for part, names in parts.items():
        slices[part] = slice(start, start + len(names))
        start += len(names)
    return slices


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
