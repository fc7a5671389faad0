"""The store: deposits with their original bytes, and the returns that are in force."""

from lib.store.store import Store
from lib.store.values import (
    Centre,
    DuplicateLink,
    ForeignDatabase,
    NewerDatabase,
    NothingToUndo,
    Receipt,
    StoreError,
    StoreUnavailable,
    UnknownCentre,
    UnknownDeposit,
)

__all__ = [
    "Centre",
    "DuplicateLink",
    "ForeignDatabase",
    "NewerDatabase",
    "NothingToUndo",
    "Receipt",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "UnknownCentre",
    "UnknownDeposit",
]
