"""What the store takes and gives back, and the ways in which it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ACCEPTED, REFUSED, DUPLICATE = "accepted", "refused", "duplicate"


@dataclass(frozen=True, slots=True)
class Centre:
    """One centre of the roster; ``code`` is its stable internal code."""

    code: str
    name: str
    commune: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person who hands in a file can hold on to.

    Attributes
    ----------
    number : int
        Number of the deposit. For a duplicate, that of the deposit which already holds these bytes.
    state : str
        ``accepted``; ``duplicate`` (the same bytes are already the return in force: nothing was added);
        ``refused`` (kept with its bytes, never counted; the same refused bytes keep their first number).
    replaces : int or None
        The deposit that was in force until now, which stays in the store.
    links, verbatims : int
        How many links and quotations the file holds.
    at : datetime
        When it was handed in (UTC, aware); for known bytes, the first time.
    """

    number: int
    state: str
    replaces: int | None
    links: int
    verbatims: int
    at: datetime


class StoreError(Exception):
    """Anything that the store cannot do; its message is for the log, not for the screen."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, is locked for too long, is full or is damaged."""


class NewerDatabase(StoreError):
    """The database was made by a newer Passerelle; opening it with this one could harm it."""


class ForeignDatabase(StoreError):
    """The database holds tables of the same names that Passerelle did not make."""


class UnknownDeposit(StoreError, LookupError):
    """No deposit has this number."""


class UnknownCentre(StoreError, LookupError):
    """A centre that is not in the roster."""


class NothingToUndo(StoreError):
    """A refused deposit never counted: there is nothing to take back."""


class DuplicateLink(StoreError):
    """Two links of one return are the same school: somebody has to say which one to keep.

    ``numbers`` are the two `lib.observation.Observation` numbers, ``school`` the name of the school.
    """

    def __init__(self, numbers: tuple[int, int], school: str) -> None:
        super().__init__(f"links {numbers[0]} and {numbers[1]} are the same school, {school}")
        self.numbers = numbers
        self.school = school
