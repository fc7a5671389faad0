"""The same links in several campaigns: which they are, and whether they may be shown.

A panel is shown beside all links of each of its campaigns, and beside the panels of fewer campaigns. What one holds
more than the other is found by subtraction, so a panel is withheld where that is one to four links; likewise where
a filter leaves hidden links out of it (see `lib.masking.split`). It is shown in all its campaigns or in none: the
links are the same, so that one campaign would give the base of the others away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations

import numpy as np
import pandas as pd

from lib.filters import Filters
from lib.masking import EMPTY, MASKED, MASKED_BELOW, split
from lib.selection import POPULATIONS


@dataclass(frozen=True)
class Answered:
    """How one question was met: a flag for each row of the responses frame.

    Attributes
    ----------
    given : bool array
        Counts in the base of its figure.
    asked : bool array
        Was asked, whether it answered or not.
    unsure : bool array
        Said « ne sait pas ».
    """

    given: np.ndarray
    asked: np.ndarray
    unsure: np.ndarray


@dataclass(frozen=True)
class Panel:
    """The links that answered in every campaign.

    Attributes
    ----------
    rows : bool array
        The rows of the responses frame that are theirs.
    links, missing, unsure : int
        How many they are; how many more were found and asked in every campaign, and those of them that said
        « ne sait pas » in one.
    withheld : bool
        Whether showing them would give one to four links away.
    """

    rows: np.ndarray
    links: int
    missing: int
    unsure: int
    withheld: bool


def of(frame: pd.DataFrame, filters: Filters, waves: tuple[str, ...], answered: Answered) -> Panel:
    """Find the links that answered in every one of some campaigns.

    Parameters
    ----------
    frame : DataFrame
        Of `lib.responses.Responses`.
    filters : Filters
        With one view; a link has to pass them in every campaign.
    waves : tuple of str
        The campaigns.
    """
    cells = _Cells(frame, waves)
    kept = replace(filters, campaign=waves).kept(frame)
    given = cells.of(kept & answered.given)
    same = given.all(axis=1)
    asked = cells.of(kept & (answered.asked | answered.given)).all(axis=1)
    unsure = cells.of(kept & answered.unsure).any(axis=1)
    withheld = _remainder(given, same) or any(_left_out(cells, frame, filters, waves, answered))
    return Panel(
        rows=kept & same[cells.link],
        links=int(same.sum()),
        missing=int((asked & ~same).sum()),
        unsure=int((asked & ~same & unsure).sum()),
        withheld=withheld,
    )


def size(frame: pd.DataFrame, filters: Filters, waves: tuple[str, ...], given: np.ndarray) -> int:
    """How many links stand in these rows in every one of some campaigns."""
    kept = replace(filters, campaign=waves).kept(frame)
    return int(_Cells(frame, waves).of(kept & given).all(axis=1).sum())


def veil(frame: pd.DataFrame, rows: np.ndarray | bool = True) -> pd.DataFrame:
    """The result frame with every number of some of its rows hidden; an empty base hides nothing."""
    hide = (frame["display"] != EMPTY).to_numpy() & rows
    veiled = frame.copy()
    for name in ("n", "base", "missing", "dont_know", "share", "low", "high", "value"):
        veiled[name] = veiled[name].mask(hide)
    veiled["display"] = veiled["display"].mask(hide, MASKED)
    veiled["masked"] = veiled["masked"] | hide
    return veiled


class _Cells:
    """Where each row of the frame stands in a table of links × campaigns."""

    def __init__(self, frame: pd.DataFrame, waves: tuple[str, ...]) -> None:
        self.link, links = pd.factorize(frame["link"])
        self.wave = pd.Index(waves).get_indexer(frame["campaign"].astype("str"))
        self.shape = (len(links), len(waves))

    def of(self, rows: np.ndarray) -> np.ndarray:
        """Links × campaigns: whether one of these rows stands there."""
        table = np.zeros(self.shape, dtype=bool)
        rows = rows & (self.wave >= 0)
        table[self.link[rows], self.wave[rows]] = True
        return table

    def codes(self, rows: np.ndarray, column: pd.Series) -> np.ndarray:
        """Links × campaigns: the code of a column's value in these rows, -1 for none."""
        table = np.full(self.shape, -1, dtype=np.int32)
        table[self.link[rows], self.wave[rows]] = column.cat.codes.to_numpy()[rows]
        return table


def _remainder(given: np.ndarray, same: np.ndarray) -> bool:
    """Whether the links of fewer campaigns hold one to four more than those of all: links × campaigns."""
    count = given.shape[1]
    fewer = chain.from_iterable(combinations(range(count), size) for size in range(1, count))
    return any(0 < (given[:, part].all(axis=1) & ~same).sum() < MASKED_BELOW for part in fewer)


def _left_out(
    cells: _Cells, frame: pd.DataFrame, filters: Filters, waves: tuple[str, ...], answered: Answered
) -> Iterator[bool]:
    """For each filter: whether the panel without it would give away links that this one leaves out.

    The groups of the filtered column are told apart by its values in all campaigns: a status changes.
    """
    for column, kept in filters.chosen().items():
        if column in POPULATIONS or column not in frame:
            continue
        whole = replace(filters, campaign=waves).on(column).kept(frame) & answered.given
        same = cells.of(whole).all(axis=1)
        histories, sizes = np.unique(cells.codes(whole, frame[column])[same], axis=0, return_counts=True)
        values = frame[column].cat.categories
        chosen = [code for code, value in enumerate(values) if value in kept]
        yield bool(split(sizes.reshape(-1, 1), np.isin(histories, chosen).all(axis=1)).any())
