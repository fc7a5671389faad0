"""Boolean columns that single figures need beyond the answers themselves.

They are packed beside the answers (see `lib.tally`), so that every figure is finished from counts alone and
tallies stay mergeable. Names carry a colon, which no question name can hold:

=============================  ======================================================================
column                         true where
=============================  ======================================================================
``<q>:family:<family>``        at least one choice of the family is ticked
``<q>:all_families``           at least one choice of each family is ticked
``l1:scheme``                  one of the four schemes REAAP, CLAS, CLSPD, PRE is ticked
``q2:q1/<choice>``             the partner is cited (Q1) and driving (Q2)
``age:all:<years>``            the link is that old, whatever its status
``age:active:<years>``         the link is that old and active
``index:<k>``                  k of the factors are noted (only for k high enough to make an index)
``index:<k>:bit<b>``           … and bit b of the sum of their points is set
``present:<k>``                enough factors are noted for an index, and k of them are acquired (2 or 3 points)
``section:<group>``            something of the section is answered
``both_views``                 the link was seen by another view too in that campaign
``h1:active``, ``h1:active:yes``  the link is active and H1 is asked; … and the school was asked
=============================  ======================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from lib.codebook import DONT_KNOW, Codebook, Question
from lib.filters import WISHED
from lib.observation import VIEWS

ACTIVE = "actif"
STATUS = "statut_lien"
LEVERS, PARTNERS, DRIVERS, SCHOOL_ASKED = "l1", "q1", "q2", "h1"
SCHEMES = ("lev_reaap", "lev_clas", "lev_clspd", "lev_pre")
FACTORS_CODE = "D1"
ACQUIRED_FROM = 2
"""Points from which a factor is acquired: 2 « présent » or 3 « installé »."""
INDEX_SHARE = 0.75
"""Share of the factors that must be noted for a link to have an index: 6 of 8."""

Columns = Iterator[tuple[str, np.ndarray]]


def factors(codebook: Codebook) -> tuple[Question, ...]:
    """The scales of D1, whose points make the index of durability."""
    return tuple(question for question in codebook if question.is_scale and question.code == FACTORS_CODE)


def index_depths(codebook: Codebook) -> range:
    """How many factors may be noted for a link to have an index: 6, 7 or 8 of 8."""
    count = len(factors(codebook))
    return range(max(1, -int(-count * INDEX_SHARE // 1)), count + 1)


def index_bits(codebook: Codebook) -> int:
    """Bits that hold the largest sum of points."""
    return _top(codebook).bit_length()


def _top(codebook: Codebook) -> int:
    return sum(max(int(c.name) for c in q.choices if c.name != DONT_KNOW) for q in factors(codebook))


def survey_sections(codebook: Codebook) -> dict[str, tuple[Question, ...]]:
    """The sections that every link is expected to have answered, each with the questions that can answer it.

    These are the first-level groups with a theme that ask everybody at least one closed question: neither the
    identity of the return and of the link, nor the quotations, which nobody owes.
    """
    closed = closed_sections(codebook)
    return {name: questions for name, questions in closed.items() if any(not q.relevant for q in questions)}


def closed_sections(codebook: Codebook) -> dict[str, tuple[Question, ...]]:
    """The sections with a theme, each with its closed questions; also those that only some links are asked.

    A section of which nobody can tell whom it asks (its conditions are not plain) is left out: so are quotations.
    """
    sections: dict[str, tuple[Question, ...]] = {}
    for question in codebook:
        if (question.is_multiple or question.is_single) and question.dimension not in ("", "retour", "lien"):
            name = codebook.top_group(question)
            sections[name] = (*sections.get(name, ()), question)
    return {name: qs for name, qs in sections.items() if any(not q.relevant or q.asked_if for q in qs)}


def owed_sections(frame: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Each section with two flags per row: awaited to be filled, and filled.

    A section is awaited where at least one of its closed questions is asked (its condition holds, its view is this
    one); it is filled where one of them is answered. A wished link is awaited to fill none, and fills none.
    """
    exists = ~_is(frame, STATUS, WISHED)
    for name, questions in closed_sections(codebook).items():
        masks = [_flag(frame, f"{q.name}?") if f"{q.name}?" in frame else exists for q in questions]
        yield name, exists & np.logical_or.reduce(masks), exists & _answered(frame, questions)


def sections(frame: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[str, Columns]]:
    """Yield each derived part (``l1:families`` …) with its columns; what the codebook lacks is left out."""
    for question in codebook:
        if question.is_multiple and question.families:
            yield f"{question.name}:families", _families(question, frame)
    parts: Mapping[str, Callable[[pd.DataFrame, Codebook], Columns]] = {
        "schemes": _schemes,
        "drivers": _drivers,
        "ages": _ages,
        "index": _index,
        "present": _present,
        "sections": _sections,
        "views": _views,
        "school_asked": _school_asked,
    }
    for name, columns in parts.items():
        yield name, columns(frame, codebook)


def _flag(frame: pd.DataFrame, column: str) -> np.ndarray:
    return frame[column].to_numpy() if column in frame else np.zeros(len(frame), dtype=bool)


def _any(frame: pd.DataFrame, names: list[str]) -> np.ndarray:
    return np.logical_or.reduce([np.zeros(len(frame), dtype=bool), *(_flag(frame, name) for name in names)])


def _is(frame: pd.DataFrame, question: str, choice: str) -> np.ndarray:
    return (frame[question] == choice).to_numpy() if question in frame else np.zeros(len(frame), dtype=bool)


def _families(question: Question, frame: pd.DataFrame) -> Columns:
    everywhere = np.ones(len(frame), dtype=bool)
    for family in question.families:
        cited = _any(frame, [f"{question.name}/{c.name}" for c in question.substantive if c.family == family])
        everywhere &= cited
        yield f"{question.name}:family:{family}", cited
    yield f"{question.name}:all_families", everywhere


def _schemes(frame: pd.DataFrame, codebook: Codebook) -> Columns:
    known = codebook[LEVERS].choice_by_name if LEVERS in codebook else {}
    boxes = [f"{LEVERS}/{name}" for name in SCHEMES if name in known]
    if boxes:
        yield f"{LEVERS}:scheme", _any(frame, boxes)


def _drivers(frame: pd.DataFrame, codebook: Codebook) -> Columns:
    if PARTNERS not in codebook or DRIVERS not in codebook:
        return
    for choice in codebook[PARTNERS].substantive:
        if choice.name in codebook[DRIVERS].choice_by_name:
            cited, driving = _flag(frame, f"{PARTNERS}/{choice.name}"), _flag(frame, f"{DRIVERS}/{choice.name}")
            yield f"{DRIVERS}:{PARTNERS}/{choice.name}", cited & driving


def _ages(frame: pd.DataFrame, _codebook: Codebook) -> Columns:
    ages = frame["age"].to_numpy("int64", na_value=-1)
    active = _is(frame, STATUS, ACTIVE)
    for age in np.unique(ages[ages >= 0]):
        these = ages == age
        yield f"age:all:{age}", these
        yield f"age:active:{age}", these & active


def _index(frame: pd.DataFrame, codebook: Codebook) -> Columns:
    names = [question.name for question in factors(codebook)]
    if not names:
        return
    noted = np.zeros(len(frame), dtype=np.int16)
    points = np.zeros(len(frame), dtype=np.int16)
    for name in names:
        values = frame[name].to_numpy("int16", na_value=-1)
        noted += values >= 0
        points += values.clip(min=0)
    for depth in index_depths(codebook):
        deep = noted == depth
        yield f"index:{depth}", deep
        for bit in range(index_bits(codebook)):
            yield f"index:{depth}:bit{bit}", deep & ((points >> bit & 1) == 1)


def _present(frame: pd.DataFrame, codebook: Codebook) -> Columns:
    questions = factors(codebook)
    if not questions:
        return
    points = np.array([frame[question.name].to_numpy("int16", na_value=-1) for question in questions])
    enough = (points >= 0).sum(axis=0) >= index_depths(codebook).start
    acquired = (points >= ACQUIRED_FROM).sum(axis=0)
    for count in range(len(questions) + 1):
        yield f"present:{count}", enough & (acquired == count)


def _sections(frame: pd.DataFrame, codebook: Codebook) -> Columns:
    exists = ~_is(frame, STATUS, WISHED)
    for name, questions in survey_sections(codebook).items():
        yield f"section:{name}", _answered(frame, questions) & exists


def _answered(frame: pd.DataFrame, questions: tuple[Question, ...]) -> np.ndarray:
    """Whether one of the questions is answered; « ne sait pas » is an answer."""
    answered = np.zeros(len(frame), dtype=bool)
    for question in questions:
        column = frame[question.name]
        answered |= column.to_numpy() if question.is_multiple else column.notna().to_numpy()
        answered |= _flag(frame, f"{question.name}/{DONT_KNOW}") if question.is_scale else False
    return answered


def _views(frame: pd.DataFrame, _codebook: Codebook) -> Columns:
    """Seen by both sides in one campaign: the link's key stands in as many views; a wish is no sight."""
    campaigns, views = frame["campaign"].cat.codes.to_numpy("int64"), frame["view"].cat.codes.to_numpy("int64")
    keys = frame["link"].to_numpy("int64") * (campaigns.max(initial=0) + 1) + campaigns
    _, key = np.unique(keys, return_inverse=True)
    seen = np.zeros((key.max(initial=-1) + 1, len(frame["view"].cat.categories)), dtype=bool)
    exists = ~_is(frame, STATUS, WISHED)
    seen[key[exists], views[exists]] = True
    yield "both_views", (seen.sum(axis=1) >= len(VIEWS))[key]


def _school_asked(frame: pd.DataFrame, codebook: Codebook) -> Columns:
    if SCHOOL_ASKED not in codebook:
        return
    asked = _flag(frame, f"{SCHOOL_ASKED}?") if codebook[SCHOOL_ASKED].views else np.ones(len(frame), dtype=bool)
    concerned = asked & _is(frame, STATUS, ACTIVE)
    yield f"{SCHOOL_ASKED}:active", concerned
    yield f"{SCHOOL_ASKED}:active:yes", concerned & _is(frame, SCHOOL_ASKED, "oui")
    yield f"{SCHOOL_ASKED}:active:silent", concerned & frame[SCHOOL_ASKED].isna().to_numpy()
