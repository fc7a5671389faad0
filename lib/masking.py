"""Small numbers: what may be shown of a base, and what must be hidden with it.

A base below 5 is masked; from 5 to 9 counts are shown without percentages. In a grouping, hiding one small group
is not enough: the whole is shown elsewhere, and a subtraction would give it back. So the smallest groups are
masked until at least two are, with at least 5 links between them. A base of 0 is empty and hides nothing.

Centres stand in communes, which are compared and filtered too: what is hidden of a centre must not be what its commune
has beside its other centres. So the same is asked inside every commune, and a commune that is hidden for another's sake
is not the sum of centres that are all shown (`wholes`).

A filter is a grouping too: « all levels but one » subtracted from the whole is that level. So a selection is shown
only if it holds all or none of the groups that a grouping by its filter would hide (`split`). What two filters at
once single out can still be found by crossing many selections; no table of one selection can prevent that.

Two questions at once (crossings, pairs) are answered by fewer links than one of them: the difference from that one's
page speaks of the rest. Under a filter a rest of one to four links is hidden (`lib.analysis.hiding`, `.remainder`), and
so is one that leaves one to four of the rest without it, for people may know who they are. Of the whole département it
is not: the few who skip a question may be anywhere, and a figure would be hidden because nearly everybody answered.
The same links in several campaigns (panels) follow the same rule, but that the links of a centre without any in one of
the campaigns are known: where a rest of one to four holds some, they stay in their campaign (`lib.analysis.panel`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

MASKED_BELOW = 5
PERCENT_FROM = 10

PERCENT, COUNT, MASKED, EMPTY = "percent", "count", "masked", "empty"


def hidden(
    bases: np.ndarray,
    also: np.ndarray | None = None,
    *,
    adds_up: bool = True,
    wholes: np.ndarray | None = None,
    of_wholes: np.ndarray | None = None,
) -> np.ndarray:
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
    wholes : int array, groups, optional
        Number, from 0, of the smaller whole that a group is part of, where these are shown too (the commune of a
        centre).
    of_wholes : bool array, wholes × columns (or 1), optional
        What ``also`` is to the groups, to their wholes.

    Returns
    -------
    bool array, groups × columns
        An empty base of a group that is not hidden otherwise is shown.

    Examples
    --------
    >>> hidden(np.array([[30], [12], [7], [3]])).ravel().tolist()
    [False, False, True, True]
    >>> hidden(np.array([[30], [12], [7], [3]]), wholes=np.array([0, 1, 0, 1])).ravel().tolist()
    [False, True, False, True]
    """
    hide = (bases > 0) & (bases < MASKED_BELOW)
    if also is not None:
        hide |= also
    if not adds_up or not hide.any() or len(bases) == 1:
        return hide
    if wholes is not None:
        shut = hidden(summed(bases, wholes), of_wholes)
        members = np.split(np.argsort(wholes, kind="stable"), np.cumsum(np.bincount(wholes))[:-1])
        for column in np.flatnonzero((hide | shut[wholes]).any(axis=0)):
            _hide_within(hide[:, column], bases[:, column], wholes, members, shut[:, column])
    for column in np.flatnonzero(hide.any(axis=0)):
        _hide_enough(hide[:, column], bases[:, column], np.arange(len(bases)))
    return hide


def summed(bases: np.ndarray, wholes: np.ndarray) -> np.ndarray:
    """The bases of the wholes that groups are part of: wholes × columns."""
    sums = np.zeros((wholes.max(initial=-1) + 1, bases.shape[1]), dtype=bases.dtype)
    np.add.at(sums, wholes, bases)
    return sums


def _hide_enough(hide: np.ndarray, base: np.ndarray, among: np.ndarray) -> None:
    """Hide the smallest of some groups until at least two are, with five links between them."""
    among = among[np.argsort(base[among], kind="stable")]
    for group in among:
        mine = among[hide[among]]
        if len(mine) >= 2 and base[mine].sum() >= MASKED_BELOW:
            break
        hide[group] |= base[group] > 0


def _hide_within(
    hide: np.ndarray, base: np.ndarray, wholes: np.ndarray, members: Sequence[np.ndarray], shut: np.ndarray
) -> None:
    """Hide more until what is hidden cannot be found from the wholes, of which some are ``shut``, hidden themselves.

    What is hidden in a whole that is shown is the rest of it. A whole that is shut must not be a sum of groups that
    are all shown; what is hidden in all of these is the rest of everything.
    """
    for whole in np.flatnonzero(shut):
        groups = members[whole][base[members[whole]] > 0]
        if len(groups) and not hide[groups].any():
            hide[groups[base[groups].argmin()]] = True
    if shut.any():
        _hide_enough(hide, base, np.flatnonzero(shut[wholes]))
    for whole in np.unique(wholes[hide & ~shut[wholes]]):
        _hide_enough(hide, base, members[whole])


def split(bases: np.ndarray, chosen: np.ndarray, wholes: np.ndarray | None = None) -> np.ndarray:
    """Whether a selection would give hidden groups away by subtraction.

    Parameters
    ----------
    bases : int array, values × columns
        The base of each value of the attribute that is filtered.
    chosen : bool array, values
        The values that the filter keeps.
    wholes : int array, values, optional
        See `hidden`.

    Returns
    -------
    bool array, columns
        True where the selection holds some of the hidden values, and leaves others out.

    Examples
    --------
    >>> split(np.array([[30], [12], [3]]), np.array([True, True, False])).tolist()
    [True]
    """
    hide = hidden(bases, wholes=wholes)
    return hide[chosen].any(axis=0) & hide[~chosen].any(axis=0)


def display(bases: np.ndarray, hide: np.ndarray) -> np.ndarray:
    """How each base may be shown: ``percent``, ``count``, ``masked`` or ``empty``."""
    shown = np.where(bases >= PERCENT_FROM, PERCENT, COUNT)
    return np.where(hide, MASKED, np.where(bases > 0, shown, EMPTY))
