"""What the store takes and gives back, and the ways in which it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from lib.observation import Edit

ACCEPTED, REFUSED, DUPLICATE = "accepted", "refused", "duplicate"
OPEN, CLOSED = "open", "closed"
QPV_ZONINGS = ("2015", "2024")
"""The years from which the maps of priority neighbourhoods date."""


@dataclass(frozen=True, slots=True)
class Centre:
    """One centre of the roster; ``code`` is its stable internal code."""

    code: str
    name: str
    commune: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign, and whether it takes returns.

    Attributes
    ----------
    state : str
        ``open`` or ``closed``; a campaign that was never closed is open.
    opens, closes : date or None
        First and last day on which returns are awaited. A last day that has passed makes a return late; only
        closing the campaign keeps it out.
    qpv_zoning : str
        The map by which its links are in a priority neighbourhood or not, ``2015`` or ``2024``; empty: not said.
    at : datetime or None
        When that was decided last (UTC, aware), by ``who``; None if nobody decided anything.
    """

    name: str
    state: str = OPEN
    opens: date | None = None
    closes: date | None = None
    qpv_zoning: str = ""
    at: datetime | None = None
    who: str = ""

    @property
    def is_closed(self) -> bool:
        return self.state == CLOSED

    def is_over(self, today: date) -> bool:
        """Whether a return that comes in today is late."""
        return self.is_closed or (self.closes is not None and today > self.closes)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person who hands in a file can hold on to.

    Attributes
    ----------
    number : int
        Number of the deposit. For a duplicate, that of the deposit which already holds these bytes.
    state : str
        ``accepted``; ``duplicate`` (the same bytes with the same corrections are already the return in force:
        nothing was added);
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


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell of a deposit that somebody corrected by hand; see `lib.observation.Edit`."""

    edit: Edit
    who: str
    at: datetime


class Unset(Enum):
    """Tells "nobody was shown anything" from "the person was shown that there is no return"."""

    UNSET = "unset"


UNSET = Unset.UNSET


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


class CentreHasDeposits(StoreError):
    """A centre that handed in something stays where its deposits are: in the roster, or in the campaign."""


class UnknownCampaign(StoreError, LookupError):
    """No campaign has this name."""


class CampaignClosed(StoreError):
    """The campaign takes no more returns, unless the coordinator accepts one as late; or it has to be reopened."""


class ZoningFixed(StoreError):
    """Returns were accepted under one map of priority neighbourhoods: their campaign cannot take another."""


class NothingToUndo(StoreError):
    """A refused deposit never counted: there is nothing to take back."""


class Overtaken(StoreError):
    """The return in force is no longer the one that the person was shown; nothing was kept.

    ``number``, ``at`` and ``who`` are of the deposit in force by now. Where there is none any more, ``number`` and
    ``at`` are None, and ``who`` is who took it back.
    """

    def __init__(self, number: int | None, at: datetime | None, who: str) -> None:
        super().__init__(f"deposit {number} of {at} came in between" if number else "the deposit was taken back")
        self.number, self.at, self.who = number, at, who


class DuplicateLink(StoreError):
    """Two links of one return are the same school: somebody has to say which one to keep.

    ``numbers`` are the two `lib.observation.Observation` numbers, ``school`` the name of the school.
    """

    def __init__(self, numbers: tuple[int, int], school: str) -> None:
        super().__init__(f"links {numbers[0]} and {numbers[1]} are the same school, {school}")
        self.numbers = numbers
        self.school = school
