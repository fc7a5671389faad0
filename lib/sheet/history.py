"""One centre from campaign to campaign: its links, those that are new, those that broke off, and its index.

Campaigns are never added. A link is new, or broken off, against the return that the same centre handed in before
for the same view, whichever campaign that was; the first return has nothing to be compared with.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib import dictionary, indicators
from lib.derived import STATUS
from lib.filters import WISHED, Filters
from lib.gallery.figure import Source
from lib.results import DTYPES, Groups, Rows
from lib.selection import numbered

NEW, BROKEN = "liens_nouveaux", "liens_interrompus"
TOLD = ("liens_recenses", "indice_durabilite", "liens_durables", "completude")
"""The single figures that are followed."""

_BROKEN_OFF = "interrompu"


def history(source: Source, view: str, centre: str, mask: bool = True) -> pd.DataFrame:
    """The figures of one centre in each campaign for which it handed in a return of this view, newest first.

    Masks are those of the grouping by centre within each campaign (see `lib.masking`).

    Returns
    -------
    DataFrame
        Result frame; ``group`` is the campaign. Indicators: `TOLD`, then `NEW` (base: the links of the return) and
        `BROKEN` (base: the links that stood in both returns), both without answer for the first return.
    """
    frames = []
    for campaign in sorted({c for c, v, code in source.responses.returns if (v, code) == (view, centre)}, reverse=True):
        filters = Filters(campaign=(campaign,), view=(view,))
        told = indicators.summary(source.responses, source.bits, filters, mask, by="centre")
        of_all = pd.concat([told[told["indicator"].isin(TOLD)], moves(source, campaign, view, mask)])
        mine = of_all[of_all["group"] == centre]
        frames.append(mine.assign(group=campaign, group_label=campaign))
    nothing = Rows(_groups(source, pd.DataFrame({"links": []})), mask=mask).frame()
    return pd.concat(frames, ignore_index=True).astype(DTYPES) if frames else nothing


def moves(source: Source, campaign: str, view: str, mask: bool = True) -> pd.DataFrame:
    """New and broken-off links of every centre in one campaign, grouped by centre; see `history`."""
    counts = _counted(source, campaign, view)
    rows = Rows(_groups(source, counts), mask=mask)
    definitions = dictionary.load()
    for code, n, base in ((NEW, "new", "comparable"), (BROKEN, "broken", "kept")):
        rows.add(code, [definitions[code].label], _column(counts, n), _column(counts, base))
    return rows.frame()


def _counted(source: Source, campaign: str, view: str) -> pd.DataFrame:
    """How many links each centre has in a campaign, and how many of them are what against its return before.

    Returns
    -------
    DataFrame
        One row per centre, by code: links, new, comparable (all links where there is a return before, else 0),
        kept (in both returns), broken : int64.
    """
    frame = source.responses.frame
    told = frame[(frame["view"] == view) & (frame[STATUS] != WISHED) & (frame["campaign"].astype("str") <= campaign)]
    told = told[["campaign", "centre", "link", STATUS]].astype({"campaign": "str", "centre": "str"})
    now = told[told["campaign"] == campaign]
    earlier = told[told["campaign"] < campaign]
    last = earlier.groupby("centre")["campaign"].max()
    before = earlier[earlier["campaign"] == earlier["centre"].map(last)]
    both = now.merge(before[["centre", "link", STATUS]], on=["centre", "link"], suffixes=("", " before"))
    broken = both[(both[STATUS] == _BROKEN_OFF) & (both[f"{STATUS} before"] != _BROKEN_OFF)]
    links = now["centre"].value_counts().sort_index()
    counts = pd.DataFrame({"links": links})
    for name, part in (("kept", both), ("broken", broken)):
        counts[name] = part["centre"].value_counts().reindex(links.index, fill_value=0)
    counts["comparable"] = counts["links"].where(links.index.isin(last.index), 0)
    counts["new"] = (counts["links"] - counts["kept"]).where(counts["comparable"] > 0, 0)
    return counts.astype("int64")


def _groups(source: Source, counts: pd.DataFrame) -> Groups:
    names = tuple(map(str, counts.index))
    return Groups(names, names, _column(counts, "links"), wholes=numbered(names, source.bits.whole_of))


def _column(counts: pd.DataFrame, name: str) -> np.ndarray:
    return counts[name].to_numpy("int64").reshape(-1, 1)
