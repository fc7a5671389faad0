"""The same links in several campaigns: which they are, and whether they may be shown.

A panel is shown beside all links of each of its campaigns, and beside the panels of fewer campaigns. What one holds
more than the other, its rest, is found by subtraction. Under a filter a panel is withheld where a rest is one to four
links, or where what the filter leaves out would tell as few (see `lib.masking.split`).

Of the whole département a rest may be anywhere, as of crossings, but for one case: a centre without links in one of
the campaigns is known to everybody, and its few links with it. Where a rest of one to four holds such links, they stay
in the campaign in which they are: what is shown there less them is never shown. Where that does not do (answers about
the school hardly change, a panel of more campaigns tells them from one of fewer), the panel is withheld. It is shown in
all its campaigns or in none: the links are the same, so that one campaign would give the others away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations

import numpy as np
import pandas as pd

from lib.analysis.remainder import narrows, tells
from lib.filters import Filters
from lib.masking import EMPTY, MASKED, MASKED_BELOW, split
from lib.selection import POPULATIONS, without
from lib.tally import WHOLE_OF


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
    stay : bool array
        The rows of a few other links that stay with them in a campaign, wherever numbers are hidden.
    links, missing, unsure : int
        How many they are; how many more were found and asked in every campaign, and those of them that said
        « ne sait pas » in one.
    withheld : bool
        Whether showing them would give one to four links away.
    """

    rows: np.ndarray
    stay: np.ndarray
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
    shown = _shown(given, heard := cells.heard(kept, frame["centre"]), filters)
    rows = kept & answered.given & cells.rows(shown)
    told = any(_told_by_filters(cells, frame, filters, waves, answered)) or _told_by_campaigns(given, heard, filters)
    return Panel(
        rows=rows & same[cells.link],
        stay=rows & ~same[cells.link],
        links=int(same.sum()),
        missing=int((asked & ~same).sum()),
        unsure=int((asked & ~same & unsure).sum()),
        withheld=told,
    )


@dataclass(frozen=True)
class Sizes:
    """How many links a panel has; how many are shown in each campaign with it; how many there are in all."""

    links: int
    shown: tuple[int, ...]
    every: tuple[int, ...]


def sizes(frame: pd.DataFrame, filters: Filters, waves: tuple[str, ...], given: np.ndarray) -> Sizes:
    """Count the links that stand in some rows: in every one of some campaigns, and in each."""
    cells = _Cells(frame, waves)
    kept = replace(filters, campaign=waves).kept(frame)
    table = cells.of(kept & given)
    shown = _shown(table, cells.heard(kept, frame["centre"]), filters)
    return Sizes(int(table.all(axis=1).sum()), tuple(shown.sum(axis=0).tolist()), tuple(table.sum(axis=0).tolist()))


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

    def rows(self, table: np.ndarray) -> np.ndarray:
        """The rows of the frame that stand where a table of links × campaigns is true."""
        found = self.wave >= 0
        found[found] = table[self.link[found], self.wave[found]]
        return found

    def heard(self, rows: np.ndarray, centre: pd.Series) -> np.ndarray:
        """Links × campaigns: whether the centre of the link has any link there, in these rows."""
        codes = centre.cat.codes.to_numpy()
        of_centre = np.zeros((len(centre.cat.categories), self.shape[1]), dtype=bool)
        rows = rows & (self.wave >= 0)
        of_centre[codes[rows], self.wave[rows]] = True
        of_link = np.zeros(self.shape[0], dtype=codes.dtype)
        of_link[self.link] = codes
        return of_centre[of_link]

    def codes(self, rows: np.ndarray, column: pd.Series) -> np.ndarray:
        """Links × campaigns: the code of a column's value in these rows, -1 for none."""
        table = np.full(self.shape, -1, dtype=np.int32)
        table[self.link[rows], self.wave[rows]] = column.cat.codes.to_numpy()[rows]
        return table


def _shown(given: np.ndarray, heard: np.ndarray, filters: Filters) -> np.ndarray:
    """Links × campaigns: the same links in each, and without a filter those few that cannot be told from them."""
    same = given.all(axis=1, keepdims=True)
    rest = given & ~same
    stay = np.zeros_like(rest) if narrows(filters) else rest & _known(heard) & _few(rest)
    return given & same | stay


def _known(heard: np.ndarray) -> np.ndarray:
    """Which links are of a centre without links in one of the campaigns: everybody knows which these are."""
    return ~heard.all(axis=1, keepdims=True)


def _few(table: np.ndarray) -> np.ndarray:
    """In which campaigns one to four links stand."""
    count = table.sum(axis=0)
    return (count > 0) & (count < MASKED_BELOW)


def _told_by_campaigns(given: np.ndarray, heard: np.ndarray, filters: Filters) -> bool:
    """Whether the same links of fewer campaigns, or all links of one, tell one to four others beside these.

    Without a filter that matters where some are known (`_known`); whatever one campaign tells alone stays in it.
    """
    shown, narrowed = _shown(given, heard, filters), narrows(filters)
    for part in _parts(given.shape[1], 1 if narrowed else 2):
        fewer = _shown(given[:, part], heard[:, part], filters)
        for apart in (fewer & ~shown[:, part], shown[:, part] & ~fewer):
            if (_few(apart) & (narrowed | (apart & _known(heard)).any(axis=0))).any():
                return True
    return False


def _parts(count: int, least: int) -> Iterator[tuple[int, ...]]:
    """Some of the campaigns, not all of them: every choice of so many at least."""
    return chain.from_iterable(combinations(range(count), size) for size in range(least, count))


def _told_by_filters(
    cells: _Cells, frame: pd.DataFrame, filters: Filters, waves: tuple[str, ...], answered: Answered
) -> Iterator[bool]:
    """For each filter: whether what is shown without it would give away links beside the panel.

    These are links that it leaves out of the panel, its groups told apart by its values in all campaigns (a status
    changes); one to four links that all links of a campaign, or the panel of fewer, hold more without it; and as few
    that it leaves out of their rest.
    """
    if not waves:
        return
    given = cells.of(replace(filters, campaign=waves).kept(frame) & answered.given)
    same = given.all(axis=1)
    for column in filters.chosen():
        if column in POPULATIONS or column not in frame:
            continue
        whole = without(replace(filters, campaign=waves), column).kept(frame) & answered.given
        table = cells.of(whole)
        every = table.all(axis=1)
        histories = cells.codes(whole, frame[column])[every]
        _, first, group, counts = np.unique(
            histories, axis=0, return_index=True, return_inverse=True, return_counts=True
        )
        chosen = np.zeros(len(counts), dtype=bool)
        chosen[group.ravel()[same[every]]] = True
        wholes = None
        if column in WHOLE_OF:
            communes = cells.codes(whole, frame[WHOLE_OF[column]])[every][first, 0]
            wholes = np.unique(communes, return_inverse=True)[1]
        yield bool(split(counts.reshape(-1, 1), chosen, wholes).any())
        for part in _parts(len(waves), 1):
            more = table[:, part].all(axis=1)
            rest = given[:, part].all(axis=1) & ~same
            yield tells((more & ~same).sum()) or bool(rest.any() and tells((more & ~every & ~rest).sum()))
