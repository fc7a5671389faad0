"""Indicators: from counts to the one result frame (see `lib.results`) that people read.

Every function takes the packed responses and a `Filters`, and gives rows with base, non-responses and masks
already applied. ``by`` groups the rows by a field of `Filters` or a column with one answer; ``mask=False`` is for
a coordinator's working view only. Views are never added, nor are campaigns: filters that would do so raise
`ValueError`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib import derived, dictionary, figures
from lib.codebook import NONE, Question
from lib.derived import ACQUIRED_FROM, DRIVERS, PARTNERS
from lib.filters import Filters
from lib.responses import Responses
from lib.results import Rows
from lib.selection import Selection
from lib.tally import Bits

PROFILE = "lien"
"""Dimension of the questions that describe the link itself."""


def choices(bits: Bits, question: str, filters: Filters, by: str | None = None, mask: bool = True) -> pd.DataFrame:
    """Share of each choice of a question, in the order of the codebook.

    A ``select_multiple`` has « Aucun » as its last row; « ne sait pas » is no row, but the column ``dont_know``.
    """
    selection = Selection(bits, filters, by, [question])
    rows = Rows(selection.groups, mask=mask)
    _add_choices(rows, selection, bits.codebook[question])
    return rows.frame()


def families(bits: Bits, question: str, filters: Filters, by: str | None = None, mask: bool = True) -> pd.DataFrame:
    """Share of the links that cite at least one choice of each family; no rows without families."""
    definition = bits.codebook[question]
    parts = [question, f"{question}:families"] if definition.families else [question]
    selection = Selection(bits, filters, by, parts)
    rows = Rows(selection.groups, mask=mask)
    _add_families(rows, selection, definition)
    return rows.frame()


def scale(
    bits: Bits, questions: Sequence[str], filters: Filters, by: str | None = None, mask: bool = True
) -> pd.DataFrame:
    """Distribution of the points of each factor (one row per factor × point), with its mean in ``value``."""
    selection = Selection(bits, filters, by, list(questions))
    rows = Rows(selection.groups, mask=mask)
    for question in questions:
        _add_scale(rows, selection, bits.codebook[question])
    return rows.frame()


def acquired(
    bits: Bits, questions: Sequence[str], filters: Filters, by: str | None = None, mask: bool = True
) -> pd.DataFrame:
    """Share of the links where each factor is acquired (2 or 3 points), among those that noted it."""
    selection = Selection(bits, filters, by, list(questions))
    rows = Rows(selection.groups, mask=mask)
    for question in questions:
        _add_acquired(rows, selection, bits.codebook[question])
    return rows.frame()


def drivers(bits: Bits, filters: Filters, by: str | None = None, mask: bool = True) -> pd.DataFrame:
    """Share of the links that call each partner driving (Q2), among those that cite it (Q1)."""
    selection = Selection(bits, filters, by, [PARTNERS, "drivers"])
    rows = Rows(selection.groups, mask=mask)
    _add_drivers(rows, selection)
    return rows.frame()


def summary(
    responses: Responses,
    bits: Bits,
    filters: Filters,
    mask: bool = True,
    *,
    by: str | None = None,
    years: int = figures.DURABLE_YEARS,
) -> pd.DataFrame:
    """The single figures, one row each (and group); ``years`` is the age from which a link is durable."""
    selection = Selection(bits, filters, by, figures.parts(bits.codebook))
    rows = Rows(selection.groups, mask=mask)
    figures.add(rows, selection, responses, years)
    return rows.frame()


def everything(
    responses: Responses, bits: Bits, filters: Filters, by: str | None = None, mask: bool = True
) -> pd.DataFrame:
    """Every indicator there is: the single figures, then each question in the order of the codebook."""
    selection = Selection(bits, filters, by)
    rows = Rows(selection.groups, mask=mask)
    figures.add(rows, selection, responses)
    for question in _questions(bits):
        if question.is_scale:
            _add_scale(rows, selection, question)
            _add_acquired(rows, selection, question)
            continue
        _add_choices(rows, selection, question)
        if question.is_multiple:
            _add_families(rows, selection, question)
        if question.name == DRIVERS:
            _add_drivers(rows, selection)
    return rows.frame()


def _questions(bits: Bits) -> list[Question]:
    """The closed questions about links: their profile, and what the sections of the survey ask."""
    codebook = bits.codebook
    asked = {question.name for part in derived.survey_sections(codebook).values() for question in part}
    return [
        question
        for question in codebook
        if question.name in asked or (question.is_single and question.dimension == PROFILE)
    ]


def _add_choices(rows: Rows, selection: Selection, question: Question) -> None:
    shown = question.substantive
    if question.is_multiple:
        shown += tuple(choice for choice in question.choices if choice.name == NONE)
    # A choice that the filters leave out has no share: 0 % would read as an answer.
    shown = tuple(choice for choice in shown if selection.filters.keeps(question.name, choice.name))
    base = selection.answered(question)
    rows.add(
        dictionary.of_question(question.name),
        [choice.label for choice in shown],
        selection.many(f"{question.name}/{choice.name}" for choice in shown),
        base,
        question=question.name,
        choices=[choice.name for choice in shown],
        families=[choice.family for choice in shown],
        missing=selection.asked(question) - base,
        dont_know=selection.dont_know(question),
    )


def _add_families(rows: Rows, selection: Selection, question: Question) -> None:
    names = list(question.families)
    if not names:
        return
    base = selection.answered(question)
    rows.add(
        "famille_mobilisee" if question.name == PARTNERS else dictionary.FAMILY,
        names,
        selection.many(f"{question.name}:family:{name}" for name in names),
        base,
        question=question.name,
        families=names,
        missing=selection.asked(question) - base,
    )


def _add_scale(rows: Rows, selection: Selection, question: Question) -> None:
    points = [choice.name for choice in question.substantive]
    base = selection.answered(question)
    n = selection.many(f"{question.name}/{point}" for point in points)
    total = (n * [int(point) for point in points]).sum(axis=1, keepdims=True)
    rows.add(
        "score_facteur",
        [question.label] * len(points),
        n,
        base,
        question=question.name,
        choices=points,
        missing=selection.asked(question) - base,
        dont_know=selection.dont_know(question),
        value=total / base.clip(min=1),
    )


def _add_acquired(rows: Rows, selection: Selection, question: Question) -> None:
    reached = [choice.name for choice in question.substantive if int(choice.name) >= ACQUIRED_FROM]
    base = selection.answered(question)
    rows.add(
        "facteur_acquis",
        [question.label],
        selection.sum_of(f"{question.name}/{point}" for point in reached),
        base,
        question=question.name,
        missing=selection.asked(question) - base,
        dont_know=selection.dont_know(question),
    )


def _add_drivers(rows: Rows, selection: Selection) -> None:
    codebook = selection.bits.codebook
    if PARTNERS not in codebook:
        return
    partners = codebook[PARTNERS]
    shown = [c for c in partners.substantive if selection.has(f"{DRIVERS}:{PARTNERS}/{c.name}")]
    rows.add(
        "partenaire_moteur",
        [choice.label for choice in shown],
        selection.many(f"{DRIVERS}:{PARTNERS}/{choice.name}" for choice in shown),
        selection.many(f"{PARTNERS}/{choice.name}" for choice in shown),
        question=DRIVERS,
        choices=[choice.name for choice in shown],
        families=[choice.family for choice in shown],
        missing=selection.asked(partners) - selection.answered(partners),
    )
