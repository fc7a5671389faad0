"""« Suivi de la collecte »: who has answered in one campaign, when, how completely, and what holds the others up.

Everything is about one view (by default the centre's own): states and returns by day agree with the rate of
return, completeness with the indicator of that name, because both views of a link are never added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from lib.collection.standing import Standing, days_of, standing_of
from lib.derived import closed_sections, owed_sections
from lib.findings import Severity
from lib.french import TIME_ZONE
from lib.observation import CENTRE
from lib.responses import Responses
from lib.store import Campaign, Store
from lib.store.collection import Collection

RECEIVED, BLOCKED, AWAITED, LATE = "received", "blocked", "awaited", "late"
STATES = (RECEIVED, BLOCKED, AWAITED, LATE)

_WEIGHTS = {name.lower(): weight.value for name, weight in Severity.__members__.items()}
_REFUSED = ("code", "number", "at", "filename", "sheet", "cell", "message", "remedy")
_STRAYS = ["number", "at", "who", "filename", "campaign", "centre", "view"]


@dataclass(frozen=True)
class FollowUp:
    """One campaign on one day, for one view.

    Attributes
    ----------
    campaign : Campaign
    view : str
        The view that states, findings, completeness and progress speak of.
    today : date
        The day in Paris on which this holds.
    centres : DataFrame
        One row per expected centre, by code:

        - code, name, commune, email : str, as in the roster
        - state : str; ``received`` (a return is in force), ``blocked`` (none is, and the newest file was refused),
          ``late`` (neither, and the campaign is closed or its last day has passed), else ``awaited``
        - received/centre, received/ecole : bool, a return of that view is in force
        - number, links (wished ones too) : Int64; at : datetime64[us, UTC]; who, filename : str; the deposit in
          force, missing or empty without one. after_closing : bool, it came in after the last day
        - blocking, check, info : Int64, findings kept with the deposit in force, else with the refused file
        - attempts : int64, files that were refused, ever
        - refused_number : Int64; refused_at : datetime64[us, UTC]; refused_filename : str; the newest refused
          file, only where state is ``blocked``
        - filled, expected : int64; completeness : Float64, 0–1 = filled / expected, missing where nothing is
          expected. A section is expected of each link in force that exists (not a wished one) and is asked one of
          its closed questions; it is filled where one is answered, « Aucun » and « ne sait pas » included
        - filled/<section>, expected/<section>, completeness/<section> : the same, section by section
    refused : DataFrame
        One row per blocking finding of the newest refused file of each blocked centre: code (of the centre),
        filename, sheet, cell, message, remedy : str; number : int64; at : datetime64[us, UTC].
    strays : DataFrame
        One row per refused file that still waits (`lib.store.Store.waiting`) and belongs to no expected centre,
        newest first: number : int64; at : datetime64[us, UTC]; who, filename, campaign, centre, view : str, as the
        file claims.
    progress : DataFrame
        One row per day, from the first day to the last of the campaign (see `by_day`): date : datetime64[s];
        received : Int64, centres with a return in force whose first one had come in by the end of that day,
        missing for days to come; expected : int64, centres whose return is expected.
    sections : mapping of str to str
        Code of each section → what people read.
    """

    campaign: Campaign
    view: str
    today: date
    centres: pd.DataFrame
    refused: pd.DataFrame
    strays: pd.DataFrame
    progress: pd.DataFrame
    sections: Mapping[str, str]

    @cached_property
    def counts(self) -> dict[str, int]:
        """State → number of expected centres in it; every state is there."""
        found = Counter(self.centres["state"])
        return {state: found[state] for state in STATES}

    @cached_property
    def completeness(self) -> pd.DataFrame:
        """One row per section, over all centres: section, label : str; filled, expected : int64; share."""
        filled, expected = (
            np.array([self.centres[f"{part}/{name}"].sum() for name in self.sections], dtype=np.int64)
            for part in ("filled", "expected")
        )
        return pd.DataFrame(
            {
                "section": pd.array(list(self.sections), dtype="str"),
                "label": pd.array(list(self.sections.values()), dtype="str"),
                "filled": filled,
                "expected": expected,
                "share": _share(filled, expected),
            }
        )


def follow(
    store: Store, responses: Responses, campaign: str, *, view: str = CENTRE, today: date | None = None
) -> FollowUp:
    """Follow one campaign as the store has it now.

    Parameters
    ----------
    responses : Responses
        Of the store's present revision: completeness is computed from it.
    today : date, optional
        By default the present day in Paris.

    Raises
    ------
    UnknownCampaign
        If there is no such campaign.
    """
    return of(store.collection(campaign), responses, view=view, today=today or datetime.now(TIME_ZONE).date())


def of(collection: Collection, responses: Responses, *, view: str, today: date) -> FollowUp:
    """The same from what one campaign has collected; pure."""
    campaign, codebook = collection.campaign, responses.codebook
    standing = standing_of(collection, view)
    centres = pd.concat(
        [
            collection.centres,
            _states(standing, campaign.is_over(today)),
            _deposits(standing, campaign),
            _findings(standing, collection.findings),
            _refused(standing),
            _completeness(collection.centres["code"], responses, campaign.name, view),
        ],
        axis=1,
    )
    return FollowUp(
        campaign=campaign,
        view=view,
        today=today,
        centres=centres,
        refused=_blocking(standing, collection.findings),
        strays=_strays(collection, standing),
        progress=by_day(standing.first_days, len(centres), campaign, today),
        sections={
            name: codebook.group_by_name[name].label if name else codebook.title for name in closed_sections(codebook)
        },
    )


def by_day(first: np.ndarray, expected: int, campaign: Campaign, today: date) -> pd.DataFrame:
    """Returns by day, cumulated; see `FollowUp.progress`.

    The days go from the opening (or the first return, if that is earlier or nobody said when it opened) to the
    last day of the campaign, to today while it lasts, and in any case to the last return.

    Parameters
    ----------
    first : array of datetime64[D]
        Sorted: the day on which each centre that has answered did so first.
    expected : int
        How many returns are expected.
    """
    known = [day for day in (campaign.opens, *(first[:1].astype(object))) if day]
    start = min(known, default=today)
    ends = [campaign.closes, *first[-1:].astype(object)]
    if campaign.is_closed and campaign.at:
        ends.append(campaign.at.astimezone(TIME_ZONE).date())
    elif not campaign.is_over(today):
        ends.append(today)
    end = max([start, *(day for day in ends if day)])
    days = np.arange(start, end + timedelta(days=1), dtype="datetime64[D]")
    received = np.searchsorted(first, days, side="right")
    return pd.DataFrame(
        {
            "date": days.astype("datetime64[s]"),
            "received": pd.arrays.IntegerArray(received.astype(np.int64), days > np.datetime64(today)),
            "expected": np.full(len(days), expected, dtype=np.int64),
        }
    )


def _states(standing: Standing, is_over: bool) -> pd.DataFrame:
    conditions = [standing.in_force >= 0, standing.held_up >= 0]
    states = np.select(conditions, [RECEIVED, BLOCKED], LATE if is_over else AWAITED)
    seen = {f"received/{view}": flags for view, flags in standing.seen.items()}
    return pd.DataFrame({"state": pd.array(states.tolist(), dtype="str"), **seen})


def _taken(standing: Standing, places: np.ndarray, columns: list[str]) -> pd.DataFrame:
    """The deposits at some places; where there is none, a text is empty and anything else missing."""
    rows = standing.deposits[columns].reindex(places).reset_index(drop=True)
    kinds = {name: "Int64" for name in columns if standing.deposits[name].dtype == "int64"}
    return rows.astype(kinds).fillna({name: "" for name in columns if name in ("who", "filename")})


def _deposits(standing: Standing, campaign: Campaign) -> pd.DataFrame:
    frame = _taken(standing, standing.in_force, ["number", "at", "who", "filename", "links"])
    late = np.zeros(len(frame), dtype=bool)
    if campaign.closes:
        late = days_of(frame["at"]) > np.datetime64(campaign.closes)
    return frame.assign(after_closing=late)


def _findings(standing: Standing, findings: Mapping[int, list[dict[str, str]]]) -> pd.DataFrame:
    """How many findings of each severity stand with the file that tells of each centre."""
    telling = np.where(standing.in_force >= 0, standing.in_force, standing.held_up)
    numbers = np.append(standing.deposits["number"].to_numpy(), -1)[telling]
    severities = [
        [found["severity"] for found in findings.get(int(number), ())] if number >= 0 else None for number in numbers
    ]
    return pd.DataFrame(
        {
            name: pd.array([pd.NA if each is None else each.count(weight) for each in severities], dtype="Int64")
            for name, weight in _WEIGHTS.items()
        }
    )


def _refused(standing: Standing) -> pd.DataFrame:
    rows = _taken(standing, standing.held_up, ["number", "at", "filename"]).add_prefix("refused_")
    rows.insert(0, "attempts", standing.attempts)
    return rows


def _completeness(codes: pd.Series, responses: Responses, campaign: str, view: str) -> pd.DataFrame:
    frame = responses.frame
    frame = frame[((frame["campaign"] == campaign) & (frame["view"] == view)).to_numpy()]
    known = pd.Index(codes, dtype=object).get_indexer(frame["centre"].cat.categories.astype(object))
    rows = known[frame["centre"].cat.codes]
    filled_by, owed_by = {}, {}
    for name, owed, filled in owed_sections(frame, responses.codebook):
        filled_by[name] = np.bincount(rows[filled & (rows >= 0)], minlength=len(codes))
        owed_by[name] = np.bincount(rows[owed & (rows >= 0)], minlength=len(codes))
    nothing = np.zeros(len(codes), dtype=np.int64)
    parts = {"": (sum(filled_by.values(), nothing), sum(owed_by.values(), nothing))}
    parts |= {f"/{name}": (filled_by[name], owed_by[name]) for name in owed_by}
    columns = {}
    for name, (filled, owed) in parts.items():
        columns |= {f"filled{name}": filled, f"expected{name}": owed, f"completeness{name}": _share(filled, owed)}
    return pd.DataFrame(columns)


def _share(part: np.ndarray, whole: np.ndarray) -> pd.arrays.FloatingArray:
    return pd.arrays.FloatingArray(part / np.maximum(whole, 1), whole == 0)


def _blocking(standing: Standing, findings: Mapping[int, list[dict[str, str]]]) -> pd.DataFrame:
    files = standing.deposits.iloc[standing.held_up[standing.held_up >= 0]]
    codes = (code for code, place in zip(standing.codes, standing.held_up, strict=True) if place >= 0)
    rows = [
        (code, file.number, file.at, file.filename, *(found[key] for key in _REFUSED[4:]))
        for code, file in zip(codes, files.itertuples(), strict=True)
        for found in findings.get(file.number, ())
        if found["severity"] == Severity.BLOCKING.value
    ]
    kinds = dict.fromkeys(_REFUSED, "str") | {"number": "int64", "at": "datetime64[us, UTC]"}
    return pd.DataFrame.from_records(rows, columns=list(_REFUSED)).astype(kinds)


def _strays(collection: Collection, standing: Standing) -> pd.DataFrame:
    deposits, nameless = collection.deposits, collection.nameless
    if collection.campaign.opens:
        nameless = nameless[days_of(nameless["at"]) >= np.datetime64(collection.campaign.opens)]
    unknown = deposits[deposits["waiting"].to_numpy() & (standing.rows < 0)]
    strays = pd.concat([unknown, nameless[nameless["waiting"]]])[_STRAYS]
    return strays.sort_values("number", ascending=False, ignore_index=True)
