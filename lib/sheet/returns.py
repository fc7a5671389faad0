"""What one centre handed in: the return in force of each campaign and view, and every deposit."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib import indicators
from lib.filters import Filters
from lib.french import NOTHING, datetime_
from lib.gallery.figure import Source
from lib.sheet.table import cell

CAMPAIGN, VIEW, RECEIVED, COMPLETE = "Campagne", "Regard", "Reçu le", "Sections renseignées"
_COMPLETENESS = "completude"


def completeness(source: Source, centre: str, mask: bool = True) -> Mapping[tuple[str, str], str]:
    """How full each return of one centre is, by campaign and view, masked as the grouping by centre is."""
    told = sorted((campaign, view) for campaign, view, code in source.responses.returns if code == centre)
    return {key: _filled(source, *key, centre, mask) for key in told}


def received(
    deposits: pd.DataFrame,
    expected: pd.DataFrame,
    centre: str,
    views: Mapping[str, str],
    filled: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """The returns in force of one centre, newest campaign first; what is expected and not there is said too.

    Parameters
    ----------
    deposits : DataFrame
        As `lib.store.Store.deposits` gives them.
    expected : DataFrame
        campaign, centre : str, as the responses hold them.
    views : mapping of str to str
        View → what people read for it, in the order of the rows.
    filled : mapping
        As `completeness` gives it.

    Returns
    -------
    DataFrame
        Every cell a string: ``Campagne``, ``Regard``, ``Reçu le``, ``Sections renseignées``.
    """
    mine = deposits[(deposits["centre"] == centre) & deposits["in_force"]]
    at = {(row["campaign"], row["view"]): datetime_(row["at"].to_pydatetime()) for row in mine.to_dict("records")}
    campaigns = {campaign for campaign, _ in at} | set(expected.loc[expected["centre"] == centre, "campaign"])
    rows = [
        (campaign, label, at.get((campaign, view), NOTHING), filled.get((campaign, view), NOTHING))
        for campaign in sorted(campaigns, reverse=True)
        for view, label in views.items()
    ]
    return pd.DataFrame(rows, columns=[CAMPAIGN, VIEW, RECEIVED, COMPLETE], dtype="str")


def handed_in(deposits: pd.DataFrame, centre: str, views: Mapping[str, str]) -> pd.DataFrame:
    """Every deposit of one centre, newest first: who and when, and whether it counts. For the working view.

    Returns
    -------
    DataFrame
        Every cell a string: ``Dépôt``, ``Campagne``, ``Regard``, ``Reçu le``, ``Par``, ``Liens``, ``État``.
    """
    rows = [
        (
            str(row["number"]),
            row["campaign"],
            views.get(row["view"], row["view"]),
            datetime_(row["at"].to_pydatetime()),
            row["who"] or NOTHING,
            str(row["links"]),
            _state(row),
        )
        for row in deposits[deposits["centre"] == centre].to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["Dépôt", CAMPAIGN, VIEW, RECEIVED, "Par", "Liens", "État"], dtype="str")


def _state(row: Mapping[str, object]) -> str:
    if row["state"] == "refused":
        return "refusé, pas compté"
    if row["withdrawn"]:
        return "annulé"
    return "compte" if row["in_force"] else "remplacé"


def _filled(source: Source, campaign: str, view: str, centre: str, mask: bool) -> str:
    filters = Filters(campaign=(campaign,), view=(view,))
    frame = indicators.summary(source.responses, source.bits, filters, mask, by="centre")
    mine = frame[(frame["group"] == centre) & (frame["indicator"] == _COMPLETENESS)].to_dict("records")
    return cell(mine[0]) if mine else NOTHING
