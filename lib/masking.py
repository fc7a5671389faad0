"""Small numbers: what may be shown of a base, and what must be hidden with it.

A base below 5 is masked; from 5 to 9 counts are shown without percentages. In a grouping, hiding one small group
is not enough: the whole is shown elsewhere, and a subtraction would give it back. So the smallest groups are
masked until at least two are, with at least 5 links between them. A base of 0 is empty and hides nothing.

A filter is a grouping too: « all levels but one » subtracted from the whole is that level. So a selection is shown
only if it holds all or none of the groups that a grouping by its filter would hide (`split`). What two filters at
once single out can still be found by crossing many selections; no table of one selection can prevent that.

Two questions at once (crossings, pairs) are answered by fewer links than one of them: the difference from that one's
page speaks of the rest. Under a filter a rest of one to four links is hidden (`lib.analysis.hiding`, `.remainder`), and
so is one that leaves one to four of the rest without it, for people may know who they are. Of the whole département it
is not: the few who skip a question may be anywhere, and a figure would be hidden because nearly everybody answered.
"""

from __future__ import annotations

import numpy as np

MASKED_BELOW = 5
PERCENT_FROM = 10

PERCENT, COUNT, MASKED, EMPTY = "percent", "count", "masked", "empty"


def hidden(bases: np.ndarray, also: np.ndarray | None = None, *, adds_up: bool = True) -> np.ndarray:
    """Which bases are to be hidden.

    Parameters
    ----------
    bases : int array, groups × columns
        The base of each group, for one or several figures. The groups of one column are parts of a whole.
    also : bool array, groups × columns (or 1), optional
        What is hidden whatever its base is, even 0, because the number of links of the group is hidden.
    adds_up : bool
        Whether the sum of the groups is shown anywhere. Two views, or two campaigns, are never added: nothing
        can be subtracted from there, and only small bases are hidden.

    Returns
    -------
    bool array, groups × columns
        An empty base of a group that is not hidden otherwise is shown.

    Examples
    --------
    >>> hidden(np.array([[30], [12], [7], [3]])).ravel().tolist()
    [False, False, True, True]
    """
    hide = (bases > 0) & (bases < MASKED_BELOW)
    if also is not None:
        hide |= also
    if not adds_up or not hide.any() or len(bases) == 1:
        return hide
    for column in np.flatnonzero(hide.any(axis=0)):
        mine, base = hide[:, column], bases[:, column]
        for group in np.argsort(base, kind="stable"):
            if mine.sum() >= 2 and base[mine].sum() >= MASKED_BELOW:
                break
            mine[group] |= base[group] > 0
    return hide


def split(bases: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Whether a selection would give hidden groups away by subtraction.

    Parameters
    ----------
    bases : int array, values × columns
        The base of each value of the attribute that is filtered.
    chosen : bool array, values
        The values that the filter keeps.

    Returns
    -------
    bool array, columns
        True where the selection holds some of the hidden values, and leaves others out.

    Examples
    --------
    >>> split(np.array([[30], [12], [3]]), np.array([True, True, False])).tolist()
    [True]
    """
    hide = hidden(bases)
    return hide[chosen].any(axis=0) & hide[~chosen].any(axis=0)


def display(bases: np.ndarray, hide: np.ndarray) -> np.ndarray:
    """How each base may be shown: ``percent``, ``count``, ``masked`` or ``empty``."""
    shown = np.where(bases >= PERCENT_FROM, PERCENT, COUNT)
    return np.where(hide, MASKED, np.where(bases > 0, shown, EMPTY))
