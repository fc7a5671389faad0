"""What may be concluded from a crossing: a net link, a gap that may be chance, or too few answers to tell.

Only what may be shared enters a test, on screen in the working view too, so that both views conclude the same. Where
rows that are parts of a whole are masked, they count together as one: what they come to together can be worked out
from the table anyway, and is five links or more. Where nothing may be shared nothing is concluded there, and the
working view tests what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lib.analysis import statistics
from lib.analysis.dimensions import Dimension, tied
from lib.analysis.statistics import Test
from lib.filters import Filters
from lib.tally import Bits, Flag

if TYPE_CHECKING:
    from lib.analysis.crossing import Counts

TIED, TOO_FEW, MERGED, LEFT_OUT = "tied", "too few", "merged", "left out"
TOGETHER, PAIRWISE = "test d’ensemble", "deux à deux, correction de Holm"


@dataclass(frozen=True, slots=True)
class Pick:
    """One answer that stands out by itself after correction: option of the row, of the column ("" for any), its p."""

    row: str
    column: str
    p: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of the tests of one figure.

    Attributes
    ----------
    test : Test or None
        Of the whole; None where nothing is concluded.
    level : float
        Below which p a link is said.
    picks : tuple of Pick
        What stands out among ``family`` tests, after Holm's correction.
    why : str
        Why nothing is concluded: `TIED` or `TOO_FEW`; "" where something is.
    masked : str
        What became of masked rows: `MERGED`, `LEFT_OUT`, or "" where there are none.
    """

    test: Test | None = None
    level: float = statistics.LEVEL
    picks: tuple[Pick, ...] = ()
    family: int = 0
    why: str = ""
    masked: str = ""

    def __deepcopy__(self, _memo: dict) -> Verdict:
        return self  # pandas copies what a frame carries whenever a column is looked at

    @property
    def found(self) -> bool:
        """Whether the figure may say « lien »: chance alone would seldom give as much."""
        return bool(self.picks) or (self.test is not None and self.test.p < self.level)


def of_crossing(bits: Bits, counts: Counts, filters: Filters, level: float) -> Verdict:
    """Test a crossing by what may be shared of it.

    One table is tested as a whole. Where a side is a set of boxes there are two ways to stand out, each given half
    of the level: the boxes as a whole, and one of them by itself (Holm's correction over them all).
    """
    if tied(counts.rows, counts.columns) and counts.rows.code != counts.columns.code:
        return Verdict(why=TIED)
    if not (counts.rows.multiple or counts.columns.multiple):
        return _of_table(counts, level)
    if len(counts.rows.options) == 1 and not counts.columns.multiple:
        return _of_one_box(counts, level)
    rows, columns = (_shown(side, hide) for side, hide in _sides(counts))
    masked = LEFT_OUT if _leaves_out(counts) else ""
    if counts.rows.code == counts.columns.code:
        return _of_one_set(counts, rows, level, masked)
    row_flags, column_flags = _flags(counts.rows, rows), _flags(counts.columns, columns)
    if not rows.any() or not columns.any():
        return Verdict(why=TOO_FEW, masked=masked)
    p = statistics.of_profiles(
        counts.n[np.ix_(rows, columns)],
        bits.cross(filters, row_flags, row_flags, within=counts.columns.answered),
        bits.cross(filters, column_flags, column_flags, within=counts.rows.answered),
        counts.total,
    )
    if p is None:
        return Verdict(why=TOO_FEW, masked=masked)
    alone = _alone(counts, rows, columns)
    corrected = statistics.holm(alone)
    picks = _picks(counts, np.where(np.isnan(corrected), 1, corrected), level / 2)
    return Verdict(Test(TOGETHER, p), level / 2, picks, int((~np.isnan(alone)).sum()), masked=masked)


def _of_one_set(counts: Counts, shown: np.ndarray, level: float, masked: str) -> Verdict:
    """Which boxes of one question go together: each pair once, without a test of the whole."""
    alone = np.where(np.triu(np.ones(counts.n.shape, dtype=bool), 1), _alone(counts, shown, shown), np.nan)
    if np.isnan(alone).all():
        return Verdict(why=TOO_FEW, masked=masked)
    corrected = statistics.holm(alone)
    picks = _picks(counts, np.where(np.isnan(corrected), 1, corrected), level)
    return Verdict(
        Test(PAIRWISE, float(np.nanmin(corrected))), level, picks, int((~np.isnan(alone)).sum()), masked=masked
    )


def _flags(side: Dimension, kept: np.ndarray) -> list[Flag]:
    return [flag for flag, is_kept in zip(side.flags, kept, strict=True) if is_kept]


def _sides(counts: Counts) -> tuple[tuple[Dimension, np.ndarray], tuple[Dimension, np.ndarray]]:
    return (counts.rows, counts.hide_rows), (counts.columns, counts.hide_columns)


def _shown(side: Dimension, hide: np.ndarray) -> np.ndarray:
    return ~hide & np.array([not option.silent for option in side.options], dtype=bool)


def _leaves_out(counts: Counts) -> bool:
    return bool(counts.of_rows[counts.hide_rows].any() or counts.of_columns[counts.hide_columns].any())


def _of_one_box(counts: Counts, level: float) -> Verdict:
    """A single box against the answers of a question: those that tick it and those that do not."""
    columns = _shown(counts.columns, counts.hide_columns) & ~counts.hide_rows[0]
    masked = LEFT_OUT if _leaves_out(counts) else ""
    test = statistics.of_table(np.vstack([counts.n, counts.of_columns - counts.n])[:, columns])
    return Verdict(test, level, why="" if test else TOO_FEW, masked=masked)


def _of_table(counts: Counts, level: float) -> Verdict:
    table, masked = counts.n, []
    for axis, (side, hide) in enumerate(_sides(counts)):
        table, how = _merged(table, side, hide, axis)
        masked.append(how)
    how = LEFT_OUT if LEFT_OUT in masked else MERGED if MERGED in masked else ""
    test = None if counts.hide.all() else statistics.of_table(table)
    return Verdict(test, level, why="" if test else TOO_FEW, masked=how)


def _merged(table: np.ndarray, side: Dimension, hide: np.ndarray, axis: int) -> tuple[np.ndarray, str]:
    """The table without what is silent, and with what is masked as one line.

    Where those that do not say it are masked too, what is masked of the others is no sum that a reader could work
    out: it is left out.
    """
    shown = _shown(side, hide)
    lines = table.compress(shown, axis)
    secret = hide & ~np.array([option.silent for option in side.options], dtype=bool)
    together = table.compress(secret, axis)
    if not together.any():
        return lines, ""
    if (hide & ~secret).any():
        return lines, LEFT_OUT
    return np.concatenate([lines, together.sum(axis=axis, keepdims=True)], axis), MERGED


def _alone(counts: Counts, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """p of each box by itself, rows × columns; of a box against the answers of a question in one column only."""
    alone = np.full(counts.n.shape, np.nan)
    shown = np.ix_(rows, columns)
    if counts.are_sets:
        one, other = counts.of_rows[rows][:, None], counts.of_columns[columns][None, :]
        alone[shown] = statistics.of_pairs(counts.n[shown], one, other, counts.total)
    elif counts.rows.multiple:
        alone[rows, 0] = _against(counts.n[shown], counts.of_columns[columns])
    else:
        alone[0, columns] = _against(counts.n[shown].T, counts.of_rows[rows])
    return alone


def _against(boxes: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """p of each box against the groups of a question with one answer: boxes × groups."""
    filled = sizes > 0
    boxes, sizes = boxes[:, filled], sizes[filled]
    if len(sizes) == 2:
        return statistics.of_pairs(boxes[:, 0], boxes.sum(axis=1), sizes[:1], int(sizes.sum()))
    found = np.full(len(boxes), np.nan)
    if len(sizes) > 2 and sizes.sum() >= statistics.FEWEST:
        for position, box in enumerate(boxes):
            table = np.array([box, sizes - box])
            if table.sum(axis=1).all() and statistics.chi_square_speaks(table):
                found[position] = statistics.chi_square(table)[2]
    return found


def _picks(counts: Counts, p: np.ndarray, level: float) -> tuple[Pick, ...]:
    """What is below the level, the clearest first."""
    found = sorted(zip(*np.nonzero(p < level), strict=True), key=lambda at: p[at])
    rows, columns = counts.rows, counts.columns
    return tuple(
        Pick(
            rows.options[i].code if rows.multiple else "",
            columns.options[j].code if columns.multiple else "",
            float(p[i, j]),
        )
        for i, j in found
    )
