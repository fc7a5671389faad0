"""The store: deposits with their original bytes, and the returns that are in force."""

from lib.store.store import Store
from lib.store.values import (
    Campaign,
    CampaignClosed,
    Centre,
    CentreHasDeposits,
    Correction,
    DuplicateLink,
    ForeignDatabase,
    NewerDatabase,
    NothingToUndo,
    Overtaken,
    Receipt,
    StoreError,
    StoreUnavailable,
    UnknownCampaign,
    UnknownCentre,
    UnknownDeposit,
    ZoningFixed,
)

__all__ = [
    "Campaign",
    "CampaignClosed",
    "Centre",
    "CentreHasDeposits",
    "Correction",
    "DuplicateLink",
    "ForeignDatabase",
    "NewerDatabase",
    "NothingToUndo",
    "Overtaken",
    "Receipt",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "UnknownCampaign",
    "UnknownCentre",
    "UnknownDeposit",
    "ZoningFixed",
]
