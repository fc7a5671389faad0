"""Means of rated questions, group by group: the factors of durable links and of others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.analysis import hiding, statistics
from lib.analysis.crossing import ALL, blanked, refined
from lib.analysis.dimensions import EVERYBODY, PRESENT, Dimension, tied
from lib.analysis.statistics import LEVEL, Test
from lib.analysis.verdict import LEFT_OUT, TIED, TOO_FEW, Pick, Verdict
from lib.filters import Filters
from lib.results import Groups, Rows
from lib.selection import Selection
from lib.tally import Bits

SCORE, HOW_MANY = "score_facteur", "nb_facteurs_presents"


def frame(
    bits: Bits,
    rated: Sequence[Dimension],
    groups: Dimension,
    filters: Filters,
    *,
    mask: bool = True,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Take the mean of each rated dimension in each group, and in all together.

    Returns
    -------
    DataFrame
        Result frame: one row per group × rated dimension, ``choice`` its code, ``n`` = ``base`` the links of the group
        that rated it, ``value`` their mean. ``attrs["verdict"]`` holds the tests, corrected for their number.
    """
    filters = refined(filters, groups, *rated)
    Selection(bits, filters, None, ())
    kept = [option for option in groups.options if filters.keeps(groups.column, option.code)]
    is_kept = np.array([option in kept for option in groups.options], dtype=bool)
    counts = [bits.cross(filters, side.flags, groups.flags)[:, is_kept] for side in rated]
    nothing = np.array([hiding.everything(bits, filters, side, groups) for side in rated])
    masked = np.array([hiding.options(bits, filters, groups, side)[is_kept] for side in rated]) | nothing[:, None]
    told = np.array([not option.silent or bool(sum(n[:, i].sum() for n in counts)) for i, option in enumerate(kept)])
    kept = [option for option, is_told in zip(kept, told, strict=True) if is_told]
    counts, masked = [n[:, told] for n in counts], masked[:, told]
    hide = masked if mask else np.zeros_like(masked)
    made = _frame(bits, rated, [("", ALL), *((o.code, o.label) for o in kept)], counts, hide, filters, groups)
    silent = np.array([option.silent for option in kept], dtype=bool)
    tested = hide if nothing.all() else masked
    made.attrs["verdict"] = _verdict(rated, groups, counts, tested, silent, level)
    return made


def _points(side: Dimension) -> np.ndarray:
    return np.array([option.points for option in side.options])


def _frame(
    bits: Bits,
    rated: Sequence[Dimension],
    groups: Sequence[tuple[str, str]],
    counts: Sequence[np.ndarray],
    hide: np.ndarray,
    filters: Filters,
    by: Dimension,
) -> pd.DataFrame:
    rows = Rows(
        Groups(tuple(code for code, _ in groups), tuple(label for _, label in groups), np.zeros((len(groups), 1))),
        mask=False,
    )
    for side, n in zip(rated, counts, strict=True):
        answered = int(bits.cross(filters, [side.answered], [by.answered])[0, 0])
        together = (n.sum(axis=1) if not by.multiple else bits.cross(filters, side.flags, [by.answered])[:, 0])[:, None]
        table = np.hstack([together, n])
        base = table.sum(axis=0)[:, None]
        rows.add(
            HOW_MANY if side.code == PRESENT else SCORE,
            [side.label],
            base,
            base,
            question=side.code,
            choices=[side.code],
            missing=int(bits.cross(filters, [side.concerned], [EVERYBODY])[0, 0]) - answered,
            value=(_points(side) @ table)[:, None] / base.clip(min=1),
            is_share=False,
        )
    everything = hide.all(axis=1, keepdims=True)
    return blanked(rows.frame(), np.hstack([everything, hide]).ravel())


def _verdict(
    rated: Sequence[Dimension],
    groups: Dimension,
    counts: Sequence[np.ndarray],
    hide: np.ndarray,
    silent: np.ndarray,
    level: float,
) -> Verdict:
    """Every rated dimension by itself, corrected over all; the clearest of them speaks for the figure."""
    if any(tied(side, groups) for side in rated):
        return Verdict(why=TIED)
    p = np.full(len(rated), np.nan)
    for position, (side, n, hidden) in enumerate(zip(rated, counts, hide, strict=True)):
        found = statistics.of_means(n[:, ~(hidden | silent)], _points(side))
        p[position] = np.nan if found is None else found
    masked = LEFT_OUT if any(n[:, hidden].any() for n, hidden in zip(counts, hide, strict=True)) else ""
    if np.isnan(p).all():
        return Verdict(why=TOO_FEW, masked=masked)
    corrected = statistics.holm(p)
    order = [i for i in np.argsort(corrected, kind="stable") if corrected[i] < level]
    picks = tuple(Pick(rated[i].code, "", float(corrected[i])) for i in order)
    test = Test("comparaison de moyennes", float(np.nanmin(corrected)))
    return Verdict(test, level, picks, int((~np.isnan(p)).sum()), masked=masked)
