"""The half of the store that is about collecting: campaigns, the roster of centres, and who is expected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from lib.store import campaigns, roster
from lib.store.connection import reading, writing
from lib.store.values import Campaign, Centre

if TYPE_CHECKING:
    from lib.store.collection import Collection


class Collecting:
    """What `lib.store.Store` can do before and beside the deposits."""

    _engine: Engine

    def add_campaign(self, name: str) -> None:
        with writing(self._engine) as connection:
            if roster.add_campaign(connection, name):
                roster.advance(connection)

    def campaigns(self) -> list[str]:
        """Newest first."""
        with reading(self._engine) as connection:
            return roster.campaign_names(connection)

    def campaign(self, name: str) -> Campaign:
        """Whether a campaign takes returns, and its dates; raises `UnknownCampaign`."""
        with reading(self._engine) as connection:
            return campaigns.state(connection, name)

    def campaign_states(self) -> list[Campaign]:
        """Every campaign with its state, newest first."""
        with reading(self._engine) as connection:
            return campaigns.states(connection)

    def open_campaign(
        self,
        name: str,
        closes: date | None = None,
        qpv_zoning: str = "",
        *,
        opens: date | None = None,
        who: str = "",
    ) -> Campaign:
        """Add a campaign, or decide anew about an open one; what is not given stays as it is.

        Parameters
        ----------
        closes : date, optional
            Last day on which returns are awaited.
        qpv_zoning : str, optional
            ``2015`` or ``2024``: the map of priority neighbourhoods that the whole campaign goes by.
        opens : date, optional
            First day; when nobody ever said one, today (unless the last day has passed).

        Raises
        ------
        CampaignClosed
            If it was closed: it has to be reopened.
        ZoningFixed
            If returns were accepted under the other map.
        ValueError
            For an unknown map, or a last day before the first.
        """
        with writing(self._engine) as connection:
            campaigns.open_(connection, name, opens, closes, qpv_zoning, who)
            return campaigns.state(connection, name)

    def close_campaign(self, name: str, who: str = "") -> Campaign:
        """Take no more returns but late ones that the coordinator accepts; raises `UnknownCampaign`."""
        with writing(self._engine) as connection:
            campaigns.close(connection, name, who)
            return campaigns.state(connection, name)

    def reopen_campaign(self, name: str, closes: date | None = None, who: str = "") -> Campaign:
        """Take returns again, until another last day if one is given; raises `UnknownCampaign`, `ValueError`."""
        with writing(self._engine) as connection:
            campaigns.reopen(connection, name, closes, who)
            return campaigns.state(connection, name)

    def add_centres(self, centres: Iterable[Centre], *, exact: bool = False) -> None:
        """Add centres to the roster; those already in it take the new words.

        Words given empty change nothing, unless ``exact``: then commune and e-mail are emptied too (a name never).
        """
        with writing(self._engine) as connection:
            if roster.add_centres(connection, centres, exact=exact):
                roster.advance(connection)

    def remove_centres(self, codes: Iterable[str]) -> None:
        """Take centres off the roster; raises `CentreHasDeposits` (and removes none) if one handed anything in."""
        with writing(self._engine) as connection:
            if roster.remove_centres(connection, codes):
                roster.advance(connection)

    def centres(self) -> list[Centre]:
        """The roster, by code."""
        with reading(self._engine) as connection:
            return roster.roster(connection)

    def invite(self, campaign: str, codes: Iterable[str]) -> None:
        """Expect a return of these centres; raises `UnknownCentre` for one that is not in the roster."""
        with writing(self._engine) as connection:
            if roster.invite(connection, campaign, codes):
                roster.advance(connection)

    def uninvite(self, campaign: str, codes: Iterable[str]) -> None:
        """Expect no return of these centres any more; they stay in the roster.

        Raises
        ------
        CentreHasDeposits
            If a return of one of them is in force in this campaign; none is taken off then.
        """
        with writing(self._engine) as connection:
            if roster.uninvite(connection, campaign, codes):
                roster.advance(connection)

    def expected(self, campaign: str) -> list[Centre]:
        """The centres whose return is expected (« retours attendus »), by code."""
        with reading(self._engine) as connection:
            return roster.roster(connection, campaign)

    def collection(self, campaign: str) -> Collection:
        """What one campaign has collected so far, read at one moment; raises `UnknownCampaign`."""
        from lib.store import collection

        with reading(self._engine) as connection:
            return collection.read_collection(connection, campaign)
