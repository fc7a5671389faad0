"""Which rows and columns of a crossing are masked: one answer for the three ways of reading its shares.

A row is hidden where fewer than five links of the crossing give it; where the rows are parts of a whole, others go
with it (`lib.masking`), so that even a reader of every margin can work out no cell: what can be found by subtraction
are groups of five links or more. Columns likewise. The attributes of the link (level, REP, …) are hidden as their
comparisons by groups hide them, those who do not say them being a group.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.analysis.dimensions import EVERYBODY, Dimension
from lib.filters import WISHED, Filters
from lib.masking import MASKED_BELOW, hidden, split
from lib.selection import POPULATIONS, split_of, without
from lib.tally import Bits, Flag


def everything(bits: Bits, filters: Filters, one: Dimension, other: Dimension) -> bool:
    """Whether nothing of the crossing may be shown: too few links answered both, or its selection would tell."""
    base = bits.cross(filters, [one.answered], [other.answered])
    size = bits.cross(filters, [EVERYBODY], [EVERYBODY])
    away = [_given_away(bits, filters, [one.answered], other.answered)]
    away.append(_given_away(bits, filters, [EVERYBODY], EVERYBODY))
    left = [_left_out(bits, filters, *sides) for sides in ((one, other), (other, one))]
    return bool(any(0 < int(n[0, 0]) < MASKED_BELOW for n in (base, size)) or np.any(away) or any(left))


def _left_out(bits: Bits, filters: Filters, side: Dimension, other: Dimension) -> bool:
    """Whether under a filter the question alone, on its own page, less the crossing tells one to four links.

    They answered it and not the other question; or those who did so beside the filter are so few. Without a filter
    they may be any links (see `lib.masking`); what links are (level, REP …) is compared by groups, which have their own
    masks.
    """
    if side.column or not _narrowed(filters):
        return False
    rest = _rest(bits, filters, side, other)
    beside = [_rest(bits, filters.on(column), side, other) - rest for column in _narrowed(filters)]
    return rest > 0 and any(0 < few < MASKED_BELOW for few in (rest, *beside))


def _rest(bits: Bits, filters: Filters, side: Dimension, other: Dimension) -> int:
    """How many links answered one question and not the other."""
    alone, both = (bits.cross(filters, [side.answered], [flag])[0, 0] for flag in (EVERYBODY, other.answered))
    return int(alone - both)


def options(bits: Bits, filters: Filters, mine: Dimension, other: Dimension) -> np.ndarray:
    """Which options of one side are hidden where the other side is its crossing.

    A filter on the very attribute does not change what is hidden of it: the values that it leaves out are judged
    too, for they can be seen without it.
    """
    filters = filters.on(mine.column)
    base = bits.cross(filters, mine.flags, [other.answered])
    also = _given_away(bits, filters, mine.flags, other.answered)[:, None]
    if mine.multiple:
        return ((base > 0) & (base < MASKED_BELOW) | also)[:, 0]
    if mine.column:
        sizes = bits.cross(filters, mine.flags, [EVERYBODY])
        also |= hidden(sizes, _given_away(bits, filters, mine.flags, EVERYBODY)[:, None])
    return hidden(base, also)[:, 0]


def _given_away(bits: Bits, filters: Filters, flags: Sequence[Flag], within: Flag) -> np.ndarray:
    """For each condition, whether its number would let those of masked parts be found (`lib.masking.split`)."""
    away = np.zeros(len(flags), dtype=bool)
    for column in _narrowed(filters):
        values = [value for value in bits.values(column) if value != WISHED]
        wider = without(filters, column)
        whole = _count(bits, wider, flags, within)
        parts = [_count(bits, wider.on(column, value), flags, within) for value in values]
        not_given = whole - sum(parts, np.zeros_like(whole))
        away |= split(np.array([*parts, not_given]), *split_of(filters, column, values, bits.whole_of))
    return away


def _narrowed(filters: Filters) -> list[str]:
    return [column for column in filters.chosen() if column not in POPULATIONS]


def _count(bits: Bits, filters: Filters, flags: Sequence[Flag], within: Flag) -> np.ndarray:
    return bits.cross(filters, flags, [within])[:, 0]
