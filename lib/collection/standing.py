"""Where each expected centre stands in a campaign: which deposit counts, or which refused file holds it up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.french import TIME_ZONE
from lib.observation import VIEWS
from lib.store.collection import Collection
from lib.store.values import REFUSED


@dataclass(frozen=True)
class Standing:
    """Where each expected centre stands; arrays are as long as the roster unless said otherwise.

    Attributes
    ----------
    codes : list of str
        The expected centres.
    deposits : DataFrame
        All deposits of the campaign, newest first.
    rows : array
        Of each deposit, the place of its centre in ``codes``, or -1.
    seen : mapping of str to array of bool
        View → whether a return of it is in force.
    in_force, held_up : array
        Which deposit is in force, or is the refused one that nothing came after; -1 for none.
    attempts : array
        How many files were refused.
    first_days : array of datetime64[D]
        Sorted, one for each centre with a return in force: the day of its first return that was not undone.
    """

    codes: list[str]
    deposits: pd.DataFrame
    rows: np.ndarray
    seen: dict[str, np.ndarray]
    in_force: np.ndarray
    held_up: np.ndarray
    attempts: np.ndarray
    first_days: np.ndarray


def standing_of(collection: Collection, view: str) -> Standing:
    deposits, codes = collection.deposits, collection.centres["code"].tolist()
    rows = pd.Index(codes, dtype=object).get_indexer(deposits["centre"].astype(object))
    views = deposits["view"].to_numpy(object)
    is_refused, counts = (deposits["state"] == REFUSED).to_numpy(), deposits["in_force"].to_numpy()
    # A refused file may well say nobody's view: it is then held against whichever is followed.
    about = (rows >= 0) & ((views == view) | ~np.isin(views.astype(str), VIEWS))
    this = about & (views == view)
    in_force = _newest(rows, this & counts, len(codes))
    newest = _newest(rows, about, len(codes))
    first = _newest(rows[::-1], (this & ~is_refused & ~deposits["withdrawn"].to_numpy())[::-1], len(codes))
    first_at = deposits["at"].iloc[len(deposits) - 1 - first[first >= 0]]
    return Standing(
        codes=codes,
        deposits=deposits,
        rows=rows,
        seen={each: _newest(rows, (rows >= 0) & (views == each) & counts, len(codes)) >= 0 for each in VIEWS},
        in_force=in_force,
        held_up=np.where((in_force < 0) & (newest >= 0) & np.append(is_refused, False)[newest], newest, -1),
        attempts=np.bincount(rows[about & is_refused], minlength=len(codes)),
        first_days=np.sort(days_of(first_at)),
    )


def _newest(rows: np.ndarray, which: np.ndarray, size: int) -> np.ndarray:
    """Of each centre, the place of its first deposit among those asked about, or -1."""
    found = np.full(size, -1)
    places = np.flatnonzero(which)[::-1]
    found[rows[places]] = places  # of several, the one written last stays
    return found


def days_of(moments: pd.Series) -> np.ndarray:
    """The days in Paris of some moments."""
    local = moments.dt.tz_convert(TIME_ZONE).dt.tz_localize(None)
    return local.to_numpy().astype("datetime64[D]")
