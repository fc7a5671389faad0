"""One school: every centre that works with it, and both views of each link beside each other.

A school has one head, and a low mark points at them: what stands here is told answer by answer, never counted,
and is for the coordinators' working view only.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib import derived
from lib.codebook import DONT_KNOW, NONE, Codebook
from lib.derived import PARTNERS
from lib.french import NOTHING
from lib.gallery.figure import Source
from lib.sheet import links

YES = "✓"
CAMPAIGN = "Campagne"
ASKED = "Question"
ANSWERS = ("r2", "d3", "d4", "d5", "d6")
"""Questions with one answer that are laid side by side, besides the factors and the partners."""


def listed(schools: pd.DataFrame, source: Source, levels: Mapping[str, str]) -> dict[int, str]:
    """Schools that a return in force speaks of, as a box offers them: « École Prévert, Aubenas, élémentaire (UAI) ».

    Parameters
    ----------
    schools : DataFrame
        As `lib.store.Store.schools` gives them.
    levels : mapping of str to str
        Level → what people read for it.
    """
    told = schools[schools["id"].isin(source.responses.frame["school"].unique())]
    return {int(row["id"]): _named(row, levels) for row in told.to_dict("records")}


def _named(row: Mapping[str, object], levels: Mapping[str, str]) -> str:
    level = levels.get(str(row["level"]), str(row["level"]))
    words = ", ".join(str(word) for word in (row["name"], row["commune"], level) if word)
    return f"{words} ({row['uai']})" if row["uai"] else words


def links_of(source: Source, school: int, views: Mapping[str, str]) -> pd.DataFrame:
    """Every link of a school as each side sees it, newest campaign first.

    Parameters
    ----------
    views : mapping of str to str
        View → what people read for it.

    Returns
    -------
    DataFrame
        Every cell a string: ``Campagne``, ``Centre social``, ``Regard``, then the profile as in
        `lib.sheet.links.of_centre`.
    """
    newest_first = {"campaign": False, "centre_name": True, "view": True}
    found = _observations(source, school).sort_values(list(newest_first), ascending=list(newest_first.values()))
    first = {
        CAMPAIGN: found["campaign"],
        links.CENTRE: found["centre_name"],
        links.VIEW: found["view"].astype("str").map(views),
    }
    return links.in_words(found, source.responses.codebook, first)


def campaigns_of(source: Source, school: int) -> tuple[str, ...]:
    """The campaigns in which somebody speaks of a school, newest first."""
    return tuple(sorted(_observations(source, school)["campaign"].astype("str").unique(), reverse=True))


def partners(source: Source, school: int, campaign: str, views: Mapping[str, str]) -> pd.DataFrame:
    """Which partners are cited on each link of a school, side by side.

    Returns
    -------
    DataFrame
        One row per partner that anybody cites, in the order of the questionnaire: ``Partenaire``, then one column
        per centre and view: « ✓ », "" where it is not cited, « – » where the question was not answered.
    """
    codebook = source.responses.codebook
    if PARTNERS not in codebook:
        return pd.DataFrame({"Partenaire": []}, dtype="str")
    sides = _sides(source, school, campaign, views)
    cited = [
        choice
        for choice in codebook[PARTNERS].choices
        if choice.name != NONE and any(row[f"{PARTNERS}/{choice.name}"] for row in sides.values())
    ]
    columns = {"Partenaire": [choice.label for choice in cited]}
    for side, row in sides.items():
        ticks = [YES if row[f"{PARTNERS}/{choice.name}"] else "" for choice in cited]
        columns[side] = ticks if row[PARTNERS] else [NOTHING] * len(cited)
    return pd.DataFrame(columns, dtype="str")


def answers(source: Source, school: int, campaign: str, views: Mapping[str, str]) -> pd.DataFrame:
    """The marks of the factors and some single answers on each link of a school, side by side.

    Returns
    -------
    DataFrame
        ``Question``, then one column per centre and view; « – » for no answer.
    """
    codebook = source.responses.codebook
    sides = _sides(source, school, campaign, views)
    asked = [*derived.factors(codebook), *(codebook[name] for name in ANSWERS if name in codebook)]
    columns = {ASKED: [question.label for question in asked]}
    for side, row in sides.items():
        columns[side] = [_said(row, question.name, codebook) for question in asked]
    return pd.DataFrame(columns, dtype="str")


def _said(row: Mapping[str, object], name: str, codebook: Codebook) -> str:
    known = codebook[name].choice_by_name
    if row.get(f"{name}/{DONT_KNOW}"):
        return known[DONT_KNOW].label
    return NOTHING if pd.isna(row[name]) else known[str(row[name])].label


def _observations(source: Source, school: int) -> pd.DataFrame:
    frame = source.responses.frame
    return frame[frame["school"] == school]


def _sides(source: Source, school: int, campaign: str, views: Mapping[str, str]) -> dict[str, Mapping[str, object]]:
    """« Regard école » → the observation; with the centre's name before it where there are several centres."""
    found = _observations(source, school)
    rows = found[found["campaign"] == campaign].sort_values(["centre_name", "view"]).to_dict("records")
    codes = {row["centre"]: str(row["centre_name"]) for row in rows}
    alike = len(set(codes.values())) < len(codes)
    sides = {}
    for row in rows:
        view = f"regard {views[str(row['view'])].lower()}"
        name = f"{row['centre_name']} ({row['centre']})" if alike else str(row["centre_name"])
        sides[f"{name}, {view}" if len(codes) > 1 else view.capitalize()] = row
    return sides
