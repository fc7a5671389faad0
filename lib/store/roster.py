"""Campaigns, the roster of centres, and whose return is expected."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Row, Select, bindparam, delete, exists, insert, select, update

from lib.store.schema import (
    campaign_events,
    campaigns,
    centres,
    deposits,
    in_force,
    invitations,
    links,
    revision,
)
from lib.store.values import CampaignClosed, Centre, CentreHasDeposits, UnknownCentre

OPENED, SHUT, REOPENED = "opened", "closed", "reopened"
"""Kinds of the events of a campaign."""

_KNOWN = select(
    exists().where(campaigns.c.name == bindparam("campaign")).label("campaign"),
    exists().where(centres.c.code == bindparam("centre")).label("centre"),
    exists()
    .where(invitations.c.campaign == bindparam("campaign"), invitations.c.centre == bindparam("centre"))
    .label("invitation"),
    select(campaign_events.c.kind)
    .where(campaign_events.c.campaign == bindparam("campaign"))
    .order_by(campaign_events.c.id.desc())
    .limit(1)
    .scalar_subquery()
    .label("decided"),
)
_ROSTER = select(centres.c.code, centres.c.name, centres.c.commune, centres.c.email).order_by(centres.c.code)
_ADVANCE = update(revision).values(number=revision.c.number + 1)


def advance(connection: Connection) -> None:
    """Note that what counts has changed."""
    connection.execute(_ADVANCE)


def add_campaign(connection: Connection, name: str) -> bool:
    """Add a campaign; False if it is there already."""
    if connection.execute(select(campaigns.c.name).where(campaigns.c.name == name)).first():
        return False
    connection.execute(insert(campaigns), {"name": name})
    return True


def add_centres(connection: Connection, given: Iterable[Centre], *, exact: bool = False) -> bool:
    """Add centres; those in the roster take the words given now, and unless ``exact`` keep what is given empty."""
    known = {centre.code: centre for centre in roster(connection)}
    new, changed = {}, {}
    for centre in given:
        before = known.get(centre.code)
        kept = before if before and not exact else Centre(centre.code, before.name if before else centre.code)
        after = Centre(
            centre.code,
            centre.name or kept.name,
            centre.commune or kept.commune,
            centre.email or kept.email,
        )
        if after != before:
            (new if before is None or centre.code in new else changed)[centre.code] = after
            known[centre.code] = after
    if new:
        connection.execute(insert(centres), [_row(centre) for centre in new.values()])
    if changed:
        replace = update(centres).where(centres.c.code == bindparam("known"))
        connection.execute(replace, [{**_row(centre), "known": centre.code} for centre in changed.values()])
    return bool(new or changed)


def invite(connection: Connection, campaign: str, codes: Iterable[str]) -> bool:
    """Expect a return of these centres; the campaign is added if it is new."""
    wanted = list(dict.fromkeys(codes))
    known = {centre.code for centre in roster(connection)}
    if unknown := [code for code in wanted if code not in known]:
        raise UnknownCentre(f"not in the roster: {', '.join(unknown)}")
    new_campaign = add_campaign(connection, campaign)
    invited = set(connection.execute(select(invitations.c.centre).where(invitations.c.campaign == campaign)).scalars())
    if new := [{"campaign": campaign, "centre": code} for code in wanted if code not in invited]:
        connection.execute(insert(invitations), new)
    return bool(new) or new_campaign


def uninvite(connection: Connection, campaign: str, codes: Iterable[str]) -> bool:
    """Expect no return of these centres any more; raises `CentreHasDeposits` where one is in force."""
    wanted = list(dict.fromkeys(codes))
    returned = select(deposits.c.centre).where(deposits.c.number.in_(in_force()), deposits.c.campaign == campaign)
    _expect_none(connection, returned.where(deposits.c.centre.in_(wanted)), f"a return for {campaign}")
    gone = delete(invitations).where(invitations.c.campaign == campaign, invitations.c.centre.in_(wanted))
    return connection.execute(gone).rowcount > 0


def remove_centres(connection: Connection, codes: Iterable[str]) -> bool:
    """Take centres off the roster; raises `CentreHasDeposits` for one that ever handed anything in."""
    wanted = list(dict.fromkeys(codes))
    handed_in = select(deposits.c.centre).where(deposits.c.centre.in_(wanted))
    _expect_none(connection, handed_in.union(select(links.c.centre).where(links.c.centre.in_(wanted))), "deposits")
    connection.execute(delete(invitations).where(invitations.c.centre.in_(wanted)))
    return connection.execute(delete(centres).where(centres.c.code.in_(wanted))).rowcount > 0


def _expect_none(connection: Connection, centres_found: Select[tuple[str]], what: str) -> None:
    if held := sorted(set(connection.execute(centres_found).scalars())):
        raise CentreHasDeposits(f"{', '.join(held)} handed in {what}")


def join(connection: Connection, campaign: str, centre: Centre, *, late: bool = False) -> None:
    """Add what is missing of campaign, centre and invitation; the roster's own words stay.

    Raises
    ------
    CampaignClosed
        Unless the coordinator accepts what comes ``late``.
    """
    known = connection.execute(_KNOWN, {"campaign": campaign, "centre": centre.code}).one()
    if known.decided == SHUT and not late:
        raise CampaignClosed(f"campaign {campaign} takes no more returns")
    if not known.campaign:
        connection.execute(insert(campaigns), {"name": campaign})
    if not known.centre:
        connection.execute(insert(centres), _row(centre))
    if not known.invitation:
        connection.execute(insert(invitations), {"campaign": campaign, "centre": centre.code})


def roster(connection: Connection, campaign: str | None = None) -> list[Centre]:
    """All centres by code, or those expected in one campaign."""
    statement = _ROSTER
    if campaign is not None:
        expected = select(invitations.c.centre).where(invitations.c.campaign == campaign)
        statement = statement.where(centres.c.code.in_(expected))
    return [_centre(row) for row in connection.execute(statement)]


def campaign_names(connection: Connection) -> list[str]:
    """Newest first: school years sort by their name."""
    return list(connection.execute(select(campaigns.c.name).order_by(campaigns.c.name.desc())).scalars())


def _row(centre: Centre) -> dict[str, str]:
    return {"code": centre.code, "name": centre.name, "commune": centre.commune, "email": centre.email}


def _centre(row: Row[tuple[str, str, str, str]]) -> Centre:
    return Centre(*row)
