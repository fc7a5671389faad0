"""What becomes of links from one campaign to the next: kept, stopped, resumed, begun, or not known.

A link is *underway* when active or being built, *stopped* when dormant, interrupted or only wished again. A link that
is not found again has not ended: its centre may have sent no return at all (« centre sans retour »), or a return
without it (« plus cité »). Both are said apart.

For two campaigns, all links underway in the first are parted by what became of them, and all links underway in
the second by where they come from; those kept stand in both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from lib import dictionary
from lib.analysis.waves import waves
from lib.derived import ACTIVE, STATUS
from lib.filters import WISHED, Filters
from lib.gallery.figure import Source
from lib.records import Row
from lib.responses import Responses
from lib.results import Groups, Rows
from lib.selection import POPULATIONS, split_of, without
from lib.tally import wholes

KEPT = "liens_poursuivis"
FATES = (KEPT, "liens_arretes", "liens_non_cites", "liens_centre_muet", "liens_statut_perdu")
"""What becomes of the links underway in the first campaign."""
ORIGINS = ("liens_commences", "liens_repris", "liens_centre_revenu", "liens_statut_retrouve")
"""Where the links underway in the second come from, besides those kept."""
MAINTAINED = "maintien"
AFTER, BEFORE = "Ce que deviennent les liens en cours", "D’où viennent les liens en cours"
UNDERWAY = (ACTIVE, "en_construction")

_ABSENT, _UNKNOWN, _ON, _STOPPED, _WISHED = range(5)


def movements(source: Source, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """Count the movements between consecutive campaigns.

    One group for each pair of campaigns, with a row for each of `FATES` and `ORIGINS`.

    The base of a fate are the links underway in the first campaign, that of an origin those underway in the second;
    ``missing`` are the links whose status is not given then. A filter holds for what is said of the link in the first
    campaign in which it exists; a filter on the status does not apply.
    """
    pairs = _pairs(source.responses, filters)
    counted = [_of_pair(pair) for pair in pairs]
    groups, tables = _grouped(pairs, filters, counted, len(FATES) + len(ORIGINS) + 4)
    rows = Rows(groups, mask=mask)
    before, after = tables[:, -4:-3], tables[:, -3:-2]
    judge = np.where(before == 0, after, np.where(after == 0, before, np.minimum(before, after)))
    # The links kept stand in both wholes: where one of them is too small, the other would tell.
    for position, code in enumerate((*FATES, *ORIGINS)):
        first = code in FATES
        rows.add(
            code,
            [dictionary.load()[code].label],
            tables[:, [position]],
            before if first else after,
            choices=[code],
            families=[AFTER if first else BEFORE],
            missing=tables[:, -2:-1] if first else tables[:, -1:],
            judged_by=judge,
        )
    return rows.frame().sort_values("group", kind="stable", ignore_index=True)


def maintained(source: Source, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """The share of active links found again that are still active: one row for each pair of campaigns.

    ``missing`` are active links of the first campaign that were not found again, or without their status.
    """
    pairs = _pairs(source.responses, filters)
    groups, tables = _grouped(pairs, filters, [_active_again(pair) for pair in pairs], 3)
    rows = Rows(groups, mask=mask)
    rows.add(MAINTAINED, [""], tables[:, :1], tables[:, 1:2], missing=tables[:, 2:])
    frame = rows.frame()
    return frame.assign(choice=frame["group"], label=frame["group_label"], group="", group_label="")


def links_of(responses: Responses, filters: Filters, row: Row) -> np.ndarray:
    """Which rows of the responses are the links that a row of `movements` or `maintained` counts.

    Each link by what was last told of it: in the second campaign, or in the first where it is not found again.
    """
    frame, name = responses.frame, row["group"] or row["choice"]
    pair = next(pair for pair in _pairs(responses, filters) if pair.name == name)
    if row["indicator"] == MAINTAINED:
        counted = _active_again(pair)[:, 0]
    else:
        counted = _of_pair(pair)[:, (*FATES, *ORIGINS).index(row["choice"])]
    moved = pair.row[counted & _kept(pair, filters)]
    known = frame["view"].isin(filters.view) & frame["link"].isin(pair.frame["link"].to_numpy()[moved])
    after = known & (frame["campaign"] == pair.after)
    before = known & (frame["campaign"] == pair.before) & ~frame["link"].isin(frame["link"][after])
    return (after | before).to_numpy()


@dataclass(frozen=True)
class _Pair:
    """All links of a view in two campaigns, as arrays with a place for each link.

    ``first`` and ``second`` are the states, ``active`` whether it is active in each; ``answered`` whether its centre
    sent a return for each; ``known`` whether it stood in an earlier campaign; ``row`` is its row in the responses
    frame in the first of the two campaigns in which it exists, -1 where in none.
    """

    before: str
    after: str
    first: np.ndarray
    second: np.ndarray
    active: tuple[np.ndarray, np.ndarray]
    answered: tuple[np.ndarray, np.ndarray]
    known: np.ndarray
    row: np.ndarray
    frame: pd.DataFrame

    @property
    def name(self) -> str:
        return f"{self.before}/{self.after}"

    @property
    def label(self) -> str:
        return between(self.before, self.after)


def between(before: str, after: str) -> str:
    """« 2024-2025 → 2025-2026 »."""
    return f"{before} → {after}"


def _pairs(responses: Responses, filters: Filters) -> list[_Pair]:
    frame = responses.frame
    frame = frame[frame["view"].isin(filters.view).to_numpy()].reset_index(drop=True)
    codes, links = pd.factorize(frame["link"])
    campaigns = frame["campaign"].astype("str").to_numpy()
    centre = np.full(len(links), "", dtype=object)
    centre[codes] = frame["centre"].astype("str").to_numpy()
    returned = {(c, who) for c, view, who in responses.returns if view in filters.view}
    state, active = _states(frame), (frame[STATUS] == ACTIVE).to_numpy()

    def at(values: np.ndarray, campaign: str) -> np.ndarray:
        table = np.zeros(len(links), dtype=values.dtype)
        there = campaigns == campaign
        table[codes[there]] = values[there]
        return table

    found = []
    for before, after in pairwise(waves(responses, filters)):
        first, second = at(state, before), at(state, after)
        rows = [at(np.arange(1, len(frame) + 1), campaign) - 1 for campaign in (before, after)]
        known = np.zeros(len(links), dtype=bool)
        known[codes[(campaigns < before) & np.isin(state, (_UNKNOWN, _ON, _STOPPED))]] = True
        row = np.where(np.isin(first, (_ABSENT, _WISHED)), np.where(second == _WISHED, -1, rows[1]), rows[0])
        answered = tuple(np.array([(c, who) in returned for who in centre], dtype=bool) for c in (before, after))
        actives = (at(active, before), at(active, after))
        found.append(_Pair(before, after, first, second, actives, answered, known, row, frame))
    return found


def _states(frame: pd.DataFrame) -> np.ndarray:
    status = frame[STATUS].astype("object").to_numpy()
    states = np.full(len(frame), _STOPPED, dtype=np.int8)
    states[np.isin(status, UNDERWAY)] = _ON
    states[status == WISHED] = _WISHED
    states[frame[STATUS].isna().to_numpy()] = _UNKNOWN
    return states


def _of_pair(pair: _Pair) -> np.ndarray:
    """Links × columns: `FATES`, `ORIGINS`, underway in the first, in the second, unknown in the first, the second."""
    was, now = pair.first == _ON, pair.second == _ON
    gone, new = pair.second == _ABSENT, np.isin(pair.first, (_ABSENT, _WISHED))
    heard_before, heard_after = pair.answered[0] | (pair.first == _WISHED), pair.answered[1]
    fates = (
        was & now,
        was & np.isin(pair.second, (_STOPPED, _WISHED)),
        was & gone & heard_after,
        was & gone & ~heard_after,
        was & (pair.second == _UNKNOWN),
    )
    origins = (
        now & new & heard_before & ~pair.known,
        now & ((pair.first == _STOPPED) | (new & heard_before & pair.known)),
        now & new & ~heard_before,
        now & (pair.first == _UNKNOWN),
    )
    return np.column_stack([*fates, *origins, was, now, pair.first == _UNKNOWN, pair.second == _UNKNOWN])


def _active_again(pair: _Pair) -> np.ndarray:
    """Links × columns: active in both, active in the first and found with a status, active in the first otherwise."""
    was, now = pair.active
    found = was & ~np.isin(pair.second, (_ABSENT, _UNKNOWN))
    return np.column_stack([was & now, found, was & ~found])


def _grouped(pairs: list[_Pair], filters: Filters, counted: list[np.ndarray], width: int) -> tuple[Groups, np.ndarray]:
    """The pairs as groups, and their counts: behind them those of the parts of each filter (`Groups.splits`)."""
    tables = [_sums(pairs, counted, [_kept(pair, filters) for pair in pairs], width)]
    splits = []
    for column in filters.chosen():
        if column in (*POPULATIONS, STATUS) or not pairs or column not in pairs[0].frame:
            continue
        whole = [_kept(pair, without(filters, column)) for pair in pairs]
        values = list(pairs[0].frame[column].cat.categories)
        codes = [np.where(pair.row < 0, -1, pair.frame[column].cat.codes.to_numpy()[pair.row]) for pair in pairs]
        for code in (*range(len(values)), -1):  # last those that do not say it
            parts = [kept & (of == code) for kept, of in zip(whole, codes, strict=True)]
            tables.append(_sums(pairs, counted, parts, width))
        communes = wholes(pairs[0].frame["centre"].array, pairs[0].frame["territory"].array)
        splits.append(split_of(filters, column, values, communes))
    table = np.vstack(tables)
    groups = Groups(
        names=tuple(pair.name for pair in pairs),
        labels=tuple(pair.label for pair in pairs),
        sizes=np.full((len(table), 1), 0),  # a pair has two bases: each row is judged by its own
        add_up=False,
        splits=tuple(splits),
    )
    return groups, table


def _kept(pair: _Pair, filters: Filters) -> np.ndarray:
    """The links that the filters keep, by what is said in the first campaign in which each exists."""
    passing = replace(filters, campaign=(), status=()).kept(pair.frame)
    return np.where(pair.row < 0, False, passing[pair.row])


def _sums(pairs: list[_Pair], counted: list[np.ndarray], kept: list[np.ndarray], width: int) -> np.ndarray:
    sums = [table[rows].sum(axis=0) for table, rows in zip(counted, kept, strict=True)]
    return np.array(sums, dtype=np.int64).reshape(len(pairs), width)
