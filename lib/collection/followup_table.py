"""The table of « Suivi de la collecte », for the screen and as a file: one row per expected centre."""

from __future__ import annotations

import pandas as pd

from lib import french_csv
from lib.collection.followup import AWAITED, BLOCKED, LATE, RECEIVED, FollowUp
from lib.folding import fold
from lib.french import NOTHING, TIME_ZONE
from lib.injection import neutralised
from lib.observation import SCHOOL

STATES = {BLOCKED: "à corriger", LATE: "en retard", AWAITED: "attendu", RECEIVED: "reçu"}
"""State → what people read, those that somebody has to do something about first."""
VIEWS = {"received/centre": "centre", "received/ecole": "école"}
STATE, CENTRE, WHEN, WHOLE = "État", "Centre social", "Reçu le", "Complet"
FINDINGS, LINKS, NUMBER = "Points à vérifier", "Liens", "Dépôt nº"

_RANK = {state: rank for rank, state in enumerate(STATES)}


def table(follow: FollowUp, search: str = "") -> pd.DataFrame:
    """The centres for reading, those that somebody has to do something about first.

    Parameters
    ----------
    search : str
        Only the centres whose name, commune, code or address holds these words, however they are typed.

    Returns
    -------
    DataFrame
        One row per centre. « État », « Centre social », « Commune », « Regards reçus », « Courriel »,
        « Code » : str.
        « Reçu le » : datetime64[us, Europe/Paris], of the file that was refused where the state is « à corriger ».
        « Complet », then each section by its label : Int64, per cent, missing where nothing was expected. « Points
        à vérifier » (blocking ones for a refused file), « Liens », « Dépôt nº » : Int64.
    """
    rows = follow.centres
    held = (rows["state"] == BLOCKED).to_numpy()
    found = pd.DataFrame(
        {
            STATE: rows["state"].map(STATES).astype("str"),
            CENTRE: rows["name"],
            "Commune": rows["commune"],
            WHEN: rows["at"].where(~held, rows["refused_at"]).dt.tz_convert(TIME_ZONE),
            "Regards reçus": _views(rows),
            WHOLE: _percent(rows["completeness"]),
            **{label: _percent(rows[f"completeness/{name}"]) for name, label in follow.sections.items()},
            FINDINGS: rows["check"].where(~held, rows["blocking"]),
            LINKS: rows["links"],
            NUMBER: rows["number"].where(~held, rows["refused_number"]),
            "Courriel": rows["email"],
            "Code": rows["code"],
        }
    )
    order = rows["state"].map(_RANK).to_numpy().argsort(kind="stable")
    kept = [place for place in order if _matches(rows.iloc[place], search)]
    return found.iloc[kept].reset_index(drop=True)


def csv(follow: FollowUp) -> bytes:
    """The whole table as a CSV that French Excel opens by double click: dates day first, per cent as numbers."""
    shown = table(follow)
    header = [f"{name} (%)" if name in _shares(follow) else name for name in shown.columns]
    lead = [follow.campaign.name, "École" if follow.view == SCHOOL else "Centre social"]
    rows = ([*lead, *map(_text, row)] for row in shown.itertuples(index=False))
    return french_csv.written([["Campagne", "Regard", *header], *rows])


def _shares(follow: FollowUp) -> frozenset[str]:
    return frozenset((WHOLE, *follow.sections.values()))


def _views(rows: pd.DataFrame) -> list[str]:
    flags = zip(*(rows[name] for name in VIEWS), strict=True)
    return [
        " et ".join(word for word, seen in zip(VIEWS.values(), row, strict=True) if seen) or NOTHING for row in flags
    ]


def _percent(share: pd.Series) -> pd.Series:
    return (share * 100).round().astype("Int64")


def _matches(row: pd.Series, search: str) -> bool:
    words = fold(search).split()
    return all(any(word in fold(row[name]) for name in ("name", "commune", "code", "email")) for word in words)


def _text(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return value.strftime("%d/%m/%Y %H:%M")
    return "" if pd.isna(value) else neutralised(str(value))
