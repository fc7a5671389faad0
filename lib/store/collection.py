"""Reading: what one campaign has collected so far, refused files included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, select

from lib.store import campaigns
from lib.store.frames import read_centres, read_deposits
from lib.store.schema import deposits
from lib.store.values import REFUSED, Campaign


@dataclass(frozen=True)
class Collection:
    """One campaign as one transaction saw it.

    Attributes
    ----------
    campaign : Campaign
        Its state and dates.
    centres : DataFrame
        One row per expected centre, by code: code, name, commune, email : str.
    deposits : DataFrame
        One row per deposit of the campaign, newest first, with the columns of `lib.store.Store.deposits`.
    nameless : DataFrame
        The same, of the refused files that name no campaign at all.
    findings : mapping of int to list of dict
        Number of a deposit → what was found in it, as `lib.findings.Finding.as_dict`: of those in force, and of
        each centre's and view's newest file where that was refused.
    """

    campaign: Campaign
    centres: pd.DataFrame
    deposits: pd.DataFrame
    nameless: pd.DataFrame
    findings: Mapping[int, list[dict[str, str]]]


def read_collection(connection: Connection, name: str) -> Collection:
    """Raises `UnknownCampaign`."""
    campaign = campaigns.state(connection, name)
    handed_in = read_deposits(connection, name)
    newest = ~handed_in.duplicated(["centre", "view"])
    telling = handed_in["in_force"] | (newest & (handed_in["state"] == REFUSED))
    return Collection(
        campaign=campaign,
        centres=read_centres(connection, name),
        deposits=handed_in,
        nameless=read_deposits(connection, ""),
        findings=_findings(connection, handed_in.loc[telling, "number"].tolist()),
    )


def _findings(connection: Connection, numbers: list[int]) -> dict[int, list[dict[str, str]]]:
    statement = select(deposits.c.number, deposits.c.findings).where(deposits.c.number.in_(numbers))
    return {row.number: row.findings for row in connection.execute(statement)}
