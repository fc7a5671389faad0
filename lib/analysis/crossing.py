"""Two dimensions against each other: one result frame whatever the way of reading its shares.

In the frame of a crossing a row of the frame is one cell: ``choice`` and ``label`` name its row of the table,
``group`` and ``group_label`` its column. The margin that a reader compares with stands in it as « Ensemble ».
``frame.attrs["verdict"]`` says what the test of the crossing says (`lib.analysis.verdict`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.analysis import hiding, verdict
from lib.analysis.dimensions import COLUMNS, EVERYBODY, ROWS, TOTAL, Dimension
from lib.analysis.statistics import LEVEL
from lib.filters import Filters
from lib.masking import COUNT, MASKED, PERCENT
from lib.results import Groups, Rows
from lib.selection import Selection
from lib.tally import Bits, Flag

ALL = "Ensemble"
SHARE, TOGETHER = "croisement", "cooccurrence"
"""Indicators of a crossing; of two sets of boxes it says the lift too."""

_NUMBERS = ("n", "base", "missing", "dont_know", "share", "low", "high", "value")


@dataclass(frozen=True, eq=False)
class Counts:
    """The numbers of a crossing and what of them is hidden.

    Attributes
    ----------
    rows, columns : Dimension
        With the options that are shown: those that nobody gives, or that a filter leaves out, are not.
    n : int array, rows × columns
    of_rows, of_columns : int arrays
        Links of each row (each column) among those that answered both.
    total, concerned, unknown : int
        Links that answered both; that were asked both; that say « ne sait pas » to one.
    hide_rows, hide_columns : bool arrays
    """

    rows: Dimension
    columns: Dimension
    n: np.ndarray
    of_rows: np.ndarray
    of_columns: np.ndarray
    total: int
    concerned: int
    unknown: int
    hide_rows: np.ndarray
    hide_columns: np.ndarray

    @property
    def hide(self) -> np.ndarray:
        return self.hide_rows[:, None] | self.hide_columns[None, :]

    @property
    def are_sets(self) -> bool:
        """Whether both sides are sets of boxes."""
        return self.rows.multiple and self.columns.multiple


def refined(filters: Filters, *dimensions: Dimension) -> Filters:
    """The filters of a crossing: the status narrows nothing where it is part of the answer."""
    return replace(filters, status=()) if any(d.decides_status for d in dimensions) else filters


def count(bits: Bits, rows: Dimension, columns: Dimension, filters: Filters, *, mask: bool = True) -> Counts:
    """Count a crossing; raises `ValueError` for filters that would add views or campaigns."""
    filters = refined(filters, rows, columns)
    Selection(bits, filters, None, ())
    hide = [
        hiding.options(bits, filters, mine, other) if mask else np.zeros(len(mine.options), dtype=bool)
        for mine, other in ((rows, columns), (columns, rows))
    ]
    if mask and hiding.everything(bits, filters, rows, columns):
        hide = [np.ones_like(flags) for flags in hide]
    table = bits.cross(filters, [rows.answered, *rows.flags], [columns.answered, *columns.flags])
    sums = (table[1:, 0], table[0, 1:])
    keep = [_kept(*side, filters) for side in zip((rows, columns), sums, hide, strict=True)]
    unknown = Flag((*(rows.unknown.any_of or ()), *(columns.unknown.any_of or ())))
    return Counts(
        _only(rows, keep[0]),
        _only(columns, keep[1]),
        table[1:, 1:][np.ix_(*keep)],
        table[1:, 0][keep[0]],
        table[0, 1:][keep[1]],
        int(table[0, 0]),
        int(bits.cross(filters, [rows.concerned], [columns.concerned])[0, 0]),
        int(bits.cross(filters, [unknown], [EVERYBODY])[0, 0]),
        hide[0][keep[0]],
        hide[1][keep[1]],
    )


def _kept(side: Dimension, sums: np.ndarray, hide: np.ndarray, filters: Filters) -> np.ndarray:
    """The options to show: those that somebody gives and no filter leaves out; of points all, for they are a scale."""
    given = (sums > 0) | hide & np.array([not option.silent for option in side.options], dtype=bool)
    given |= np.array([option.points is not None for option in side.options], dtype=bool)
    return given & np.array([filters.keeps(side.column, option.code) for option in side.options], dtype=bool)


def _only(side: Dimension, keep: np.ndarray) -> Dimension:
    return replace(side, options=tuple(option for option, kept in zip(side.options, keep, strict=True) if kept))


def frame(
    bits: Bits,
    rows: Dimension,
    columns: Dimension,
    mode: str,
    filters: Filters,
    *,
    mask: bool = True,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Cross two dimensions.

    Parameters
    ----------
    mode : {"lignes", "colonnes", "total"}
        What the shares are of: the links of the row, of the column, or all that answered both. Which cells are
        masked does not depend on it.
    level : float
        Below which p the crossing is said to show a link.

    Returns
    -------
    DataFrame
        Result frame (see the module). ``missing`` are the links asked that did not answer both. Of two sets of
        boxes ``value`` is the lift: links with both, over what independence would give.
    """
    counts = count(bits, rows, columns, filters, mask=mask)
    made = _frame(counts, mode)
    filters = refined(filters, rows, columns)
    if not mask and not hiding.everything(bits, filters, rows, columns):
        counts = count(bits, rows, columns, filters)
    made.attrs["verdict"] = verdict.of_crossing(bits, counts, filters, level)
    return made


def _frame(counts: Counts, mode: str) -> pd.DataFrame:
    """The cells with both margins around them, of which the one that the mode compares with is kept."""
    table = np.block([[np.array([[counts.total]]), counts.of_columns], [counts.of_rows[:, None], counts.n]])
    base = {ROWS: table[:, :1], COLUMNS: table[:1, :], TOTAL: table[:1, :1]}[mode] + np.zeros_like(table)
    lift = None
    if counts.are_sets:
        awaited = table[:, :1] * table[:1, :]
        lift = np.divide(table * counts.total, awaited, out=np.full(table.shape, np.nan), where=awaited > 0)
        lift[0], lift[:, 0] = np.nan, np.nan
    options, groups = counts.rows.options, counts.columns.options
    rows = Rows(
        Groups(("", *(o.code for o in groups)), (ALL, *(o.label for o in groups)), np.zeros((len(groups) + 1, 1))),
        mask=False,
    )
    rows.add(
        TOGETHER if counts.are_sets else SHARE,
        [ALL, *(o.label for o in options)],
        table.T,
        base.T,
        question=counts.rows.code,
        choices=["", *(o.code for o in options)],
        families=["", *(o.family for o in options)],
        missing=counts.concerned - counts.total,
        dont_know=counts.unknown,
        value=None if lift is None else lift.T,
        has_interval=False,
    )
    made = rows.frame()
    nothing = bool(counts.hide.all() and counts.hide.size)
    shown = np.zeros(table.shape, dtype=bool)
    shown[1:, 1:] = True
    shown[0, 1:] = mode in (ROWS, TOTAL)
    shown[1:, 0] = mode in (COLUMNS, TOTAL)
    hide = np.zeros(table.shape, dtype=bool)
    hide[1:, 1:] = counts.hide
    hide[0, 1:], hide[1:, 0] = counts.hide_columns | nothing, counts.hide_rows | nothing
    return blanked(made, hide.T.ravel())[shown.T.ravel()].reset_index(drop=True)


def blanked(made: pd.DataFrame, hide: np.ndarray) -> pd.DataFrame:
    """The frame with every number of some rows taken out, as `lib.results` masks them."""
    if not hide.any():
        return made
    columns = {name: made[name].array.copy() for name in (*_NUMBERS, "display", "masked")}
    for name, values in columns.items():
        values[hide] = MASKED if name == "display" else True if name == "masked" else pd.NA
    return made.assign(**columns)


def counted(made: pd.DataFrame) -> pd.DataFrame:
    """The crossing in counts, without percentages whatever its bases."""
    nothing = pd.array([pd.NA] * len(made), dtype="Float64")
    display = made["display"].array.copy()
    display[made["display"] == PERCENT] = COUNT
    return made.assign(share=nothing, low=nothing, high=nothing, display=display)
