"""What one file says: a return, with its observations and quotations.

These are the plain values that a layout hands over and the store keeps. Answers are text, in the encoding of
ODK: the choice's name for ``select_one``, names joined by one space for ``select_multiple`` (``aucun`` when
« Aucun » was ticked), decimal digits for ``integer``, ISO dates, free text. A question that was not answered is
absent: an untouched section is never a "no".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

CENTRE, SCHOOL = "centre", "ecole"
VIEWS = (CENTRE, SCHOOL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in a file: sheet name and A1 address."""

    sheet: str = ""
    cell: str = ""


NOWHERE = Place()
"""The place of what concerns the whole file."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell corrected by hand after its file was read; the bytes of the file stay as they are.

    ``before`` is the text that the file has there, ``after`` the text that counts instead (empty: no answer).
    """

    place: Place
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One link seen by one view. ``number`` is its rank in the file (1 …); ``places`` says where answers stand."""

    number: int
    answers: Mapping[str, str]
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A quotation; ``link`` is an `Observation.number` or None for the centre as a whole."""

    text: str
    dimension: str
    link: int | None = None
    citable: bool = False
    time_code: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Return:
    """All that one centre hands in for one campaign and view.

    ``answers`` holds the questions of the whole return (group ``retour`` of the codebook: respondent's function,
    date …). ``template`` and ``codebook`` are the versions that the file was made with, empty when it says none.
    """

    campaign: str
    centre_code: str
    view: str
    centre_name: str = ""
    centre_commune: str = ""
    observations: tuple[Observation, ...] = ()
    verbatims: tuple[Verbatim, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    template: str = ""
    codebook: str = ""


def campaign_year(campaign: str) -> int:
    """The calendar year in which a campaign ends: 2026 for ``2025-2026``.

    Ages of links are counted up to it, and no year in a return can lie after it.

    Raises
    ------
    ValueError
        When the name is not a school year.
    """
    years = re.fullmatch(r"(\d{4})-(\d{4})", campaign)
    if not years:
        raise ValueError(f"not a school year: {campaign!r}")
    return int(years[2])
