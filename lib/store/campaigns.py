"""Opening, closing and reopening campaigns. Each decision is a row of its own; the newest one holds."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from lib.french import TIME_ZONE
from lib.store import events, roster
from lib.store.deposits import storable
from lib.store.roster import OPENED, REOPENED, SHUT
from lib.store.schema import campaign_events, campaigns, counting, deposits
from lib.store.values import CLOSED, OPEN, QPV_ZONINGS, Campaign, CampaignClosed, UnknownCampaign, ZoningFixed

_DECIDED = (campaign_events.c.opens, campaign_events.c.closes, campaign_events.c.qpv_zoning)
_NEWEST = select(func.max(campaign_events.c.id)).group_by(campaign_events.c.campaign)
_STATES = (
    select(campaigns.c.name, campaign_events.c.kind, *_DECIDED, campaign_events.c.at, campaign_events.c.who)
    .select_from(campaigns)
    .outerjoin(
        campaign_events,
        (campaign_events.c.campaign == campaigns.c.name) & campaign_events.c.id.in_(_NEWEST),
    )
    .order_by(campaigns.c.name.desc())
)
_ACCEPTED = counting(deposits.c.campaign == bindparam("campaign")).limit(1)


def states(connection: Connection) -> list[Campaign]:
    """Every campaign as it is now, newest first."""
    return [
        Campaign(row.name, CLOSED if row.kind == SHUT else OPEN, *row[2:5], row.at, row.who)
        if row.kind
        else Campaign(row.name)
        for row in connection.execute(_STATES)
    ]


def state(connection: Connection, name: str) -> Campaign:
    """One campaign as it is now; raises `UnknownCampaign`."""
    found = next((campaign for campaign in states(connection) if campaign.name == name), None)
    if found is None:
        raise UnknownCampaign(f"there is no campaign {name}")
    return found


def open_(
    connection: Connection, name: str, opens: date | None, closes: date | None, qpv_zoning: str, who: str
) -> None:
    """Add a campaign, or decide anew about an open one; what is not given stays."""
    if qpv_zoning and qpv_zoning not in QPV_ZONINGS:
        raise ValueError(f"not a zoning: {qpv_zoning!r}; known are {', '.join(QPV_ZONINGS)}")
    if roster.add_campaign(connection, name):
        roster.advance(connection)
    before = state(connection, name)
    if before.is_closed:
        raise CampaignClosed(f"campaign {name} was closed; it has to be reopened")
    if before.qpv_zoning and qpv_zoning and qpv_zoning != before.qpv_zoning:
        _expect_no_return(connection, before)
    closes = closes or before.closes
    today = datetime.now(TIME_ZONE).date()
    after = replace(
        before,
        # A round entered after the fact has begun at a day that nobody said.
        opens=opens or before.opens or (today if closes is None or today <= closes else None),
        closes=closes,
        qpv_zoning=qpv_zoning or before.qpv_zoning,
    )
    if after != before:
        _decide(connection, OPENED, after, who)


def close(connection: Connection, name: str, who: str) -> None:
    """Take no more returns; doing so twice changes nothing."""
    before = state(connection, name)
    if not before.is_closed:
        _decide(connection, SHUT, before, who)


def reopen(connection: Connection, name: str, closes: date | None, who: str) -> None:
    """Take returns again; a campaign that is open stays as it is, but for a new last day."""
    before = state(connection, name)
    after = replace(before, closes=closes or before.closes)
    if before.is_closed or after != before:
        _decide(connection, REOPENED, after, who)


def _expect_no_return(connection: Connection, campaign: Campaign) -> None:
    if connection.execute(_ACCEPTED, {"campaign": campaign.name}).first():
        raise ZoningFixed(f"campaign {campaign.name} has returns by the zoning of {campaign.qpv_zoning}")


def _decide(connection: Connection, kind: str, campaign: Campaign, who: str) -> None:
    if campaign.opens and campaign.closes and campaign.closes < campaign.opens:
        raise ValueError(f"{campaign.name} would close on {campaign.closes}, before it opens on {campaign.opens}")
    decided = {name: asdict(campaign)[name] for name in ("opens", "closes", "qpv_zoning")}
    events.add(
        connection, campaign_events, [{"campaign": campaign.name, "kind": kind, "who": storable(who), **decided}]
    )
