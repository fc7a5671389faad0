"""Pairs: links that the centre and the school both speak of in one campaign, laid side by side.

A pair is one observation, as the centre's row describes it (level, REP, status … and so every filter): what both
sides say of the link is packed into bits, and counted like any other answer (see `lib.tally`). A link that one side
only wishes for is no pair. Part by part, the columns of these bits are:

======================  ==================================================================================
column                  true where
======================  ==================================================================================
``<q>?``                both sides are asked the question (only where a condition decides who is)
``<q>``                 both sides answered it; « ne sait pas » is no answer
``<q>/nsp``             both are asked, and at least one says « ne sait pas » (questions with one answer)
``<q>/<choice>:<who>``  … and this choice is given by ``les_deux``, by the ``centre`` alone or the ``ecole`` alone
``<f>``                 both sides noted the factor; ``<f>/nsp``: at least one does not know
``<f>/<side>:<point>``  … and this side gave it so many points
``<f>/ecart:<d>``       … and the two notes are ``d`` points apart
======================  ==================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from lib import derived
from lib.codebook import DONT_KNOW, Codebook, Question, per_codebook
from lib.derived import STATUS
from lib.filters import COLUMN_OF, WISHED, Filters
from lib.observation import CENTRE, SCHOOL, VIEWS
from lib.responses import Responses
from lib.tally import KEYS, Bits, words_of

BOTH, GAP = "les_deux", "ecart"
WHO = (BOTH, CENTRE, SCHOOL)
"""Who gives an answer: both sides, the centre alone, the school alone."""

_KEPT = 2  # as many revisions as the pages keep

Columns = Iterator[tuple[str, np.ndarray]]


@per_codebook
def questions(codebook: Codebook) -> tuple[Question, ...]:
    """The closed questions, other than factors, that both sides are asked."""
    closed = (question for part in derived.closed_sections(codebook).values() for question in part)
    return tuple(q for q in closed if not q.is_scale and all(q.asked_of(view) for view in VIEWS))


def of_pairs(filters: Filters) -> Filters:
    """The same selection among pairs: they have both views, so the one that is looked at changes nothing."""
    return replace(filters, view=(CENTRE,))


def count(responses: Responses, filters: Filters) -> int:
    """How many links of the selection both sides speak of."""
    return pack(responses).count(of_pairs(filters), ()).n


def told(responses: Responses, question: Question) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """What the pairs say of a question, one by one: the centre's row of each, and the columns listed above."""
    rows = _rows_of_pairs(responses.frame)
    return rows[0], dict(_of_question(question, *(responses.frame.take(side) for side in rows)))


def column(question: Question, choice: str, who: str) -> str:
    """Name of the column that says who gives a choice."""
    return f"{question.name}/{choice}:{who}"


def points(factor: Question) -> list[int]:
    """The points of a scale."""
    return [int(choice.name) for choice in factor.substantive]


def distances(factor: Question) -> list[int]:
    """How far apart two notes on a scale can be."""
    return list(range(max(points(factor)) - min(points(factor)) + 1))


@lru_cache(maxsize=_KEPT)
def pack(responses: Responses) -> Bits:
    """Lay the pairs of one revision side by side: one observation for each, under the centre's view.

    Only the attributes that filters name are there besides the columns listed above.
    """
    frame, codebook = responses.frame, responses.codebook
    centre, school = (frame.take(rows) for rows in _rows_of_pairs(frame))
    parts: dict[str, tuple[str, ...]] = {}
    columns: list[np.ndarray] = []
    for part, named in _parts(centre, school, codebook):
        values = dict(named)
        parts[part] = tuple(values)
        columns += values.values()
    names = frame[["centre", "centre_name"]].drop_duplicates("centre").astype("str")
    keys = {key: centre[key].array for key in KEYS}
    return Bits(words_of(columns, len(centre)), parts, keys, codebook, dict(names.itertuples(index=False, name=None)))


def _rows_of_pairs(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The rows of the centres, and those of the schools that speak of the same links in the same campaigns."""
    campaigns = frame["campaign"].cat.codes.to_numpy("int64")
    keys = frame["link"].to_numpy("int64") * (campaigns.max(initial=0) + 1) + campaigns
    exists = (frame[STATUS] != WISHED).to_numpy() if STATUS in frame else np.ones(len(frame), dtype=bool)
    rows = [np.flatnonzero(exists & (frame["view"] == view).to_numpy()) for view in VIEWS]
    _, *places = np.intersect1d(*(keys[of_view] for of_view in rows), return_indices=True)
    in_order = np.argsort(places[0])  # by campaign and centre, as the responses are
    return rows[0][places[0][in_order]], rows[1][places[1][in_order]]


def _parts(centre: pd.DataFrame, school: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[str, Columns]]:
    for name in COLUMN_OF.values():
        if name in codebook and name in centre:
            codes, values = centre[name].cat.codes.to_numpy(), centre[name].cat.categories
            yield name, ((f"{name}/{value}", codes == code) for code, value in enumerate(values))
    for question in questions(codebook):
        yield question.name, _of_question(question, centre, school)
    for factor in derived.factors(codebook):
        yield factor.name, _of_factor(factor, centre, school)


def _of_question(question: Question, centre: pd.DataFrame, school: pd.DataFrame) -> Columns:
    name = question.name
    asked = np.ones(len(centre), dtype=bool)
    if f"{name}?" in centre:
        asked = centre[f"{name}?"].to_numpy() & school[f"{name}?"].to_numpy()
        yield f"{name}?", asked
    answered = _answered(question, centre) & _answered(question, school)
    yield name, answered
    if not question.is_multiple:
        yield f"{name}/{DONT_KNOW}", asked & (_gives(question, DONT_KNOW, centre) | _gives(question, DONT_KNOW, school))
    for choice in question.substantive:
        one, other = (_gives(question, choice.name, side) & answered for side in (centre, school))
        for who, where in zip(WHO, (one & other, one & ~other, other & ~one), strict=True):
            yield column(question, choice.name, who), where


def _answered(question: Question, side: pd.DataFrame) -> np.ndarray:
    if question.is_multiple:
        return side[question.name].to_numpy()
    return (side[question.name].notna() & (side[question.name] != DONT_KNOW)).to_numpy()


def _gives(question: Question, choice: str, side: pd.DataFrame) -> np.ndarray:
    if question.is_multiple:
        return side[f"{question.name}/{choice}"].to_numpy()
    return (side[question.name] == choice).to_numpy()


def _of_factor(factor: Question, centre: pd.DataFrame, school: pd.DataFrame) -> Columns:
    name = factor.name
    notes = [side[name].to_numpy("int16", na_value=-1) for side in (centre, school)]
    noted = (notes[0] >= 0) & (notes[1] >= 0)
    yield name, noted
    yield f"{name}/{DONT_KNOW}", centre[f"{name}/{DONT_KNOW}"].to_numpy() | school[f"{name}/{DONT_KNOW}"].to_numpy()
    for view, given in zip(VIEWS, notes, strict=True):
        for point in points(factor):
            yield f"{name}/{view}:{point}", noted & (given == point)
    for distance in distances(factor):
        yield f"{name}/{GAP}:{distance}", noted & (np.abs(notes[0] - notes[1]) == distance)
