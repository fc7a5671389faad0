"""Both sides of the same links compared: agreement, gaps, and what only one side sees (see `lib.analysis.pairs`).

Everything comes back as the result frame of `lib.results`: its groups are who gives an answer, or whose note it is.
Filters hold for the centre's row of each pair; links seen by one side alone are in `unpaired_factors` only. Masked is,
besides small bases, what the pages of the themes would complete to a few links (`lib.analysis.remainder`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from lib import derived
from lib.analysis import pairs, remainder
from lib.analysis.crossing import blanked
from lib.analysis.pairs import BOTH, GAP, WHO
from lib.analysis.remainder import Withheld
from lib.codebook import Question
from lib.filters import Filters
from lib.gallery.figure import Source
from lib.masking import MASKED_BELOW
from lib.observation import CENTRE, SCHOOL, VIEWS
from lib.results import Rows
from lib.selection import Selection
from lib.tally import Bits

AGREE, NEITHER, ONE_SIDE, DISTANCE = "accord", "aucun", "un_seul", "ecart_absolu"
GIVEN_BY = {
    AGREE: "Accord",
    BOTH: "Les deux",
    CENTRE: "Centre social seul",
    SCHOOL: "École seule",
    NEITHER: "Aucun des deux",
    ONE_SIDE: "Un seul regard",
}
"""Groups of the frames about choices, with their labels."""
NOTE_OF = {
    CENTRE: "Centre social",
    SCHOOL: "École",
    GAP: "Écart (école − centre social)",
    DISTANCE: "Écart absolu",
}
"""Groups of the frames about factors, with their labels."""
_MEAN = {CENTRE: "score_facteur", SCHOOL: "score_facteur", GAP: "ecart_facteur", DISTANCE: "ecart_absolu"}


def accord(source: Source, question: str, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """Agreement on each choice of a question, and by whom it is given.

    Returns
    -------
    DataFrame
        Five groups: ``accord``, the links of which both sides say the same of this choice; then by whom it is
        given: ``les_deux``, ``centre`` (alone), ``ecole`` (alone), ``aucun``. The base is the links of which both
        sides answered the question.
    """
    selection, definition = _selection(source, question, filters)
    base = selection.of(question)
    both, centre, school = _given(selection, definition)
    agree, by = "accord_case", "case_cochee_par"
    counts = {
        AGREE: (agree, base - centre - school),
        BOTH: (by, both),
        CENTRE: (by, centre),
        SCHOOL: (by, school),
        NEITHER: (by, base - both - centre - school),
    }
    made = _by_who(selection, definition, counts, base, mask)
    return _hidden(made, question in _withheld(source, filters, [definition], mask).own)


def one_sided(source: Source, question: str, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """What only one side sees: each choice, among the links of which at least one side gives it.

    Returns
    -------
    DataFrame
        Four groups: ``un_seul`` (one side alone, whichever), ``centre``, ``ecole`` and ``les_deux``.
    """
    selection, definition = _selection(source, question, filters)
    both, centre, school = _given(selection, definition)
    by_who = {ONE_SIDE: centre + school, CENTRE: centre, SCHOOL: school, BOTH: both}
    counts = {who: ("vu_d_un_seul_cote", n) for who, n in by_who.items()}
    made = _by_who(selection, definition, counts, both + centre + school, mask)
    # Where few pairs answered, that nobody gives an answer is as much a number of theirs.
    answered = _by_who(selection, definition, {ONE_SIDE: counts[ONE_SIDE]}, selection.of(question), mask)
    hide = answered["masked"].any() or question in _withheld(source, filters, [definition], mask).own
    return _hidden(made, hide)


def same_answers(source: Source, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """Share of the links of which both sides give the same answer, for each question that has one answer."""
    bits = pairs.pack(source.responses)
    asked = [question for question in pairs.questions(bits.codebook) if question.is_single]
    selection = Selection(bits, pairs.of_pairs(filters), None, [question.name for question in asked])
    rows = Rows(selection.groups, mask=mask)
    for question in asked:
        base = selection.of(question.name)
        rows.add(
            "meme_reponse",
            [question.label],
            _given(selection, question)[0].sum(axis=1, keepdims=True),
            base,
            question=question.name,
            choices=[question.name],
            missing=selection.asked(question) - base,
            dont_know=selection.dont_know(question),
        )
    made = rows.frame()
    return _hidden(made, made["choice"].isin(_withheld(source, filters, asked, mask).together))


def gaps(source: Source, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """The mean notes of both sides and their gap, factor by factor, over the links that both sides noted.

    Returns
    -------
    DataFrame
        Four groups: the means of ``centre`` and ``ecole``, ``ecart`` (mean of school − centre) and
        ``ecart_absolu`` (mean of its size). ``value`` holds them, ``choice`` names the factor.
    """
    bits = pairs.pack(source.responses)
    factors = derived.factors(bits.codebook)
    selection = Selection(bits, pairs.of_pairs(filters), None, [factor.name for factor in factors])
    frames = []
    for who, code in _MEAN.items():
        rows = Rows(replace(selection.groups, names=(who,), labels=(NOTE_OF[who],)), mask=mask)
        for factor in factors:
            _add_mean(rows, selection, factor, code, _total(selection, factor, who), selection.of(factor.name))
        frames.append(rows.frame())
    made, hide = pd.concat(frames, ignore_index=True), _withheld(source, filters, factors, mask)
    of_a_side = made["group"].isin(VIEWS)
    return _hidden(made, made["choice"].isin(hide.own) & of_a_side | made["choice"].isin(hide.together))


def unpaired_factors(bits: Bits, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """The mean note of each factor on all links of each view: they are not the same links, so no gap is taken.

    Returns
    -------
    DataFrame
        As `gaps` gives it, with the groups ``centre`` and ``ecole`` only.
    """
    factors = derived.factors(bits.codebook)
    selection = Selection(bits, replace(filters, view=VIEWS), "view", [factor.name for factor in factors])
    rows = Rows(selection.groups, mask=mask)
    for factor in factors:
        points = pairs.points(factor)
        total = selection.many(f"{factor.name}/{point}" for point in points) @ np.array(points)[:, None]
        _add_mean(rows, selection, factor, _MEAN[CENTRE], total, selection.answered(factor))
    return rows.frame()


def without_detail(source: Source, filters: Filters) -> tuple[Question, ...]:
    """The questions and factors that enough pairs answered, and of which each side's own numbers are withheld."""
    bits = pairs.pack(source.responses)
    asked = [*derived.factors(bits.codebook), *pairs.questions(bits.codebook)]
    selection = Selection(bits, pairs.of_pairs(filters), None, [question.name for question in asked])
    own = remainder.withheld(source, filters, asked).own
    return tuple(q for q in asked if q.name in own and selection.of(q.name)[0, 0] >= MASKED_BELOW)


def _withheld(source: Source, filters: Filters, questions: Sequence[Question], mask: bool) -> Withheld:
    return remainder.withheld(source, filters, questions) if mask else Withheld()


def _hidden(made: pd.DataFrame, rows: pd.Series | bool) -> pd.DataFrame:
    """The frame with every number of these rows hidden."""
    return blanked(made, np.broadcast_to(rows, len(made)))


def _selection(source: Source, question: str, filters: Filters) -> tuple[Selection, Question]:
    bits = pairs.pack(source.responses)
    return Selection(bits, pairs.of_pairs(filters), None, [question]), bits.codebook[question]


def _given(selection: Selection, question: Question) -> list[np.ndarray]:
    """How often each choice is given by both sides, by the centre alone, by the school alone."""
    names = [choice.name for choice in question.substantive]
    return [selection.many(pairs.column(question, name, who) for name in names) for who in WHO]


def _by_who(
    selection: Selection,
    question: Question,
    counts: dict[str, tuple[str, np.ndarray]],
    base: np.ndarray,
    mask: bool,
) -> pd.DataFrame:
    """One group of rows for each of ``counts`` (who → indicator, n of each choice), all over the same bases."""
    choices, frames = question.substantive, []
    for who, (code, n) in counts.items():
        rows = Rows(replace(selection.groups, names=(who,), labels=(GIVEN_BY[who],)), mask=mask)
        rows.add(
            code,
            [choice.label for choice in choices],
            n,
            base,
            question=question.name,
            choices=[choice.name for choice in choices],
            families=[choice.family for choice in choices],
            missing=selection.asked(question) - selection.of(question.name),
            dont_know=selection.dont_know(question),
        )
        frames.append(rows.frame())
    return pd.concat(frames, ignore_index=True)


def _total(selection: Selection, factor: Question, who: str) -> np.ndarray:
    """The sum over the links: of one side's points, of the gaps, or of their sizes."""
    if who == GAP:
        return _total(selection, factor, SCHOOL) - _total(selection, factor, CENTRE)
    steps = pairs.distances(factor) if who == DISTANCE else pairs.points(factor)
    columns = [f"{factor.name}/{GAP if who == DISTANCE else who}:{step}" for step in steps]
    return selection.many(columns) @ np.array(steps)[:, None]


def _add_mean(
    rows: Rows, selection: Selection, factor: Question, code: str, total: np.ndarray, base: np.ndarray
) -> None:
    rows.add(
        code,
        [factor.label],
        base,
        base,
        question=factor.name,
        choices=[factor.name],
        missing=selection.asked(factor) - base,
        dont_know=selection.dont_know(factor),
        value=total / base.clip(min=1),
        is_share=False,
    )
