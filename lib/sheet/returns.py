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


def received(
    source: Source, deposits: pd.DataFrame, centre: str, views: Mapping[str, str], mask: bool = True
) -> pd.DataFrame:
    """The returns in force of one centre, newest campaign first; what is expected and not there is said too.

    Parameters
    ----------
    deposits : DataFrame
        As `lib.store.Store.deposits` gives them.
    views : mapping of str to str
        View → what people read for it, in the order of the rows.

    Returns
    -------
    DataFrame
        Every cell a string: ``Campagne``, ``Regard``, ``Reçu le``, ``Sections renseignées`` (masked as the grouping
        by centre is).
    """
    mine = deposits[(deposits["centre"] == centre) & deposits["in_force"]]
    at = {(row["campaign"], row["view"]): row["at"] for row in mine.to_dict("records")}
    expected = source.responses.expected
    campaigns = {campaign for campaign, _ in at} | set(expected.loc[expected["centre"] == centre, "campaign"])
    rows = []
    for campaign in sorted(campaigns, reverse=True):
        for view, label in views.items():
            moment = at.get((campaign, view))
            when = NOTHING if moment is None else datetime_(moment.to_pydatetime())
            filled = NOTHING if moment is None else _completeness(source, campaign, view, centre, mask)
            rows.append((campaign, label, when, filled))
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


def _completeness(source: Source, campaign: str, view: str, centre: str, mask: bool) -> str:
    if (campaign, view, centre) not in source.responses.returns:
        return NOTHING
    filters = Filters(campaign=(campaign,), view=(view,))
    frame = indicators.summary(source.responses, source.bits, filters, mask, by="centre")
    mine = frame[(frame["group"] == centre) & (frame["indicator"] == _COMPLETENESS)].to_dict("records")
    return cell(mine[0]) if mine else NOTHING
