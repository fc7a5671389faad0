"""The same figure in several campaigns: over all links of each, and over the same links.

Campaigns are never added, only stood side by side: a frame has one group for each, oldest first. Over all links
every campaign has its own base. The same links are those that answered the question in every campaign shown, in
the view and with the filters of the page, found again by their key (see `lib.analysis.panel`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from lib import derived, indicators
from lib.analysis import panel
from lib.analysis.panel import Answered
from lib.codebook import DONT_KNOW, Codebook
from lib.figures import COUNTED, DURABLE_YEARS, SHARES, WITHIN
from lib.filters import Filters
from lib.gallery.figure import Source
from lib.masking import MASKED_BELOW
from lib.responses import Responses
from lib.tally import Bits

INDEX, DURABLE = "indice_durabilite", "liens_durables"
LASTING = frozenset({"etab_niveau", "etab_statut", "education_prioritaire", "qpv", "r1", "r2"})
"""Questions about the school, and how the link began: a link answers the same from campaign to campaign."""
OTHERS_STAY = "others_stay"
"""See `of_same`."""
YEARS = range(1, 11)
"""Ages from which a link may be called durable."""


def waves(responses: Responses, filters: Filters) -> tuple[str, ...]:
    """The campaigns that stand side by side, oldest first: those with a return in the view of the filters.

    Filters that name several campaigns take these; one campaign takes it and all before it; none takes all.

    Raises
    ------
    ValueError
        When the filters take several views: one link would stand twice in a campaign.
    """
    if len(set(filters.view)) != 1:
        raise ValueError("links are followed in one view: choose it")
    seen = sorted({campaign for campaign, view, _ in responses.returns if view in filters.view})
    named = filters.campaign
    if len(named) > 1:
        return tuple(campaign for campaign in seen if campaign in named)
    return tuple(campaign for campaign in seen if not named or campaign <= named[0])


@dataclass(frozen=True)
class Measure:
    """Something that can be followed from campaign to campaign.

    Attributes
    ----------
    frame : callable
        ``(responses, bits, filters, mask)`` → result frame grouped by campaign.
    answered : callable
        Responses → who is in its base, row by row.
    questions : tuple of str
        What it reads of the questionnaire, besides the status.
    whatever_status : bool
        The status is its answer: a filter on it does not apply.
    lasting : bool
        Its answers do not change: those of one campaign are those of the others.
    withheld : callable, optional
        ``(responses, filters)`` → whether its panel gives links away beside figures of other parameters.
    """

    frame: Callable[[Responses, Bits, Filters, bool], pd.DataFrame]
    answered: Callable[[Responses], Answered]
    questions: tuple[str, ...]
    whatever_status: bool = False
    lasting: bool = False
    withheld: Callable[[Responses, Filters], bool] | None = None


def of_all(measures: Sequence[Measure], source: Source, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """Each campaign over its own links."""
    chosen = replace(filters, campaign=waves(source.responses, filters) or filters.campaign)
    return pd.concat([each.frame(source.responses, source.bits, chosen, mask) for each in measures], ignore_index=True)


def of_same(measures: Sequence[Measure], source: Source, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """Each campaign over the links that answered in all of them; every measure has a panel of its own.

    ``missing`` are links found and asked in every campaign that did not answer in each, ``dont_know`` those of
    them that said « ne sait pas » in one. With ``mask`` a campaign may keep a few links of a centre that another has
    no return of (see `lib.analysis.panel`): ``frame.attrs[OTHERS_STAY]`` holds the choices of which that is so. Their
    bases differ, unless each campaign keeps as many.
    """
    parts = [_same(each, source.responses, filters, mask) for each in measures]
    made = pd.concat([frame for frame, _ in parts], ignore_index=True)
    made.attrs[OTHERS_STAY] = frozenset(choice for frame, stay in parts if stay for choice in frame["choice"])
    return made


def _same(measure: Measure, responses: Responses, filters: Filters, mask: bool) -> tuple[pd.DataFrame, bool]:
    """The frame of one measure, and whether a few other links stay in it."""
    if measure.whatever_status:
        filters = replace(filters, status=())
    chosen = waves(responses, filters)
    frame = responses.frame
    found = panel.of(frame, filters, chosen, measure.answered(responses))
    same = _only(responses, found.rows | found.stay if mask else found.rows, (*measure.questions, derived.STATUS))
    kept = Filters(campaign=chosen or filters.campaign, view=filters.view, status=filters.status)
    result = measure.frame(same, Bits.pack(same), kept, mask)
    result["missing"] = result["missing"].mask(result["missing"].notna(), found.missing)
    result["dont_know"] = result["dont_know"].mask(result["dont_know"].notna(), found.unsure)
    withheld = found.withheld or (measure.lasting and found.stay.any()) or result["masked"].any()
    withheld = withheld or (measure.withheld is not None and measure.withheld(responses, filters))
    return panel.veil(result) if mask and withheld else result, mask and bool(found.stay.any())


def _only(responses: Responses, rows: np.ndarray, questions: Sequence[str]) -> Responses:
    """Some rows of the responses, with nothing but some questions: packing them all would take long."""
    frame, codebook = responses.frame, responses.codebook
    asked = {column: column.partition("/")[0].removesuffix("?") for column in frame}
    columns = [column for column, question in asked.items() if question in questions or question not in codebook]
    kept = replace(codebook, questions=tuple(question for question in codebook if question.name in questions))
    return Responses(frame[columns][rows].reset_index(drop=True), kept)


# --- What can be followed


def of_choices(question: str) -> Measure:
    """The share of each choice of a closed question."""

    def frame(_responses: Responses, bits: Bits, filters: Filters, mask: bool) -> pd.DataFrame:
        return indicators.choices(bits, question, filters, by="campaign", mask=mask)

    return Measure(frame, partial(answers_to, question), (question,), lasting=question in LASTING)


def of_mean(question: str) -> Measure:
    """The mean of a factor's points."""

    def frame(_responses: Responses, bits: Bits, filters: Filters, mask: bool) -> pd.DataFrame:
        points = indicators.scale(bits, [question], filters, by="campaign", mask=mask)
        means = points.drop_duplicates("group", ignore_index=True)
        return means.assign(choice=question, n=means["base"], share=pd.NA, low=pd.NA, high=pd.NA).astype(points.dtypes)

    return Measure(frame, partial(answers_to, question), (question,))


def of_acquired(question: str) -> Measure:
    """The share of the links where a factor is acquired."""

    def frame(_responses: Responses, bits: Bits, filters: Filters, mask: bool) -> pd.DataFrame:
        return indicators.acquired(bits, [question], filters, by="campaign", mask=mask).assign(choice=question)

    return Measure(frame, partial(answers_to, question), (question,))


def of_figure(codebook: Codebook, code: str) -> Measure:
    """A single figure of `lib.figures`, taken over one question or over the factors."""
    factors = tuple(question.name for question in derived.factors(codebook))
    read = factors if code == INDEX else (question_of(code),)
    return Measure(partial(_figure, code, DURABLE_YEARS), partial(_answered_for, code), read)


def of_durable(years: int) -> Measure:
    """The share of durable links, « durable » beginning at some age.

    Two ages share most of their links, so a campaign (or the panel) is masked where they would single out one to
    four of them (see `shown_years`).
    """

    def frame(responses: Responses, bits: Bits, filters: Filters, mask: bool) -> pd.DataFrame:
        rows = _figure(DURABLE, years, responses, bits, filters, mask)
        rows["label"] = f"Liens durables ({years} an{'s' if years > 1 else ''} ou plus)"
        if not mask:
            return rows
        kept = replace(filters, status=()).kept(responses.frame)
        campaigns, old = responses.frame["campaign"].astype("str").to_numpy(), _cohorts(responses)
        bases = {wave: {y: int((kept & old[y] & (campaigns == wave)).sum()) for y in YEARS} for wave in rows["group"]}
        return panel.veil(rows, np.array([years not in shown_years(bases[wave]) for wave in rows["group"]], dtype=bool))

    def answered(responses: Responses) -> Answered:
        old, dated = _cohorts(responses)[years], responses.frame["age"].notna().to_numpy()
        return Answered(old, old | ~dated, np.zeros(len(old), dtype=bool))

    def withheld(responses: Responses, filters: Filters) -> bool:
        chosen = waves(responses, filters)
        sizes = {y: panel.sizes(responses.frame, filters, chosen, old) for y, old in _cohorts(responses).items()}
        bases = [{y: of.links for y, of in sizes.items()}]
        for place in range(len(chosen)):
            bases.append({y: of.shown[place] for y, of in sizes.items()})
            if sizes[years].shown[place] > sizes[years].links:  # so that it is nearly the base of all links
                bases.append({y: of.every[place] for y, of in sizes.items()})
        return any(years not in shown_years(base) for base in bases)

    return Measure(frame, answered, (), whatever_status=True, withheld=withheld)


def _cohorts(responses: Responses) -> dict[int, np.ndarray]:
    """Each age from which a link may be durable → the rows that have reached it."""
    ages = responses.frame["age"].to_numpy("int64", na_value=-1)
    return {years: ages >= years for years in YEARS}


def shown_years(bases: Mapping[int, int]) -> frozenset[int]:
    """The ages for « durable » that can be shown together.

    From the usual one upwards, and downwards: an age is shown if it has the base of the last one shown, or differs
    from it by five links at least. What any two of them single out is then nobody, or five links.

    Parameters
    ----------
    bases : mapping of int to int
        Each of `YEARS` → links begun at least so long ago.

    Examples
    --------
    >>> sorted(shown_years(dict(zip(YEARS, [40, 38, 30, 28, 24, 24, 20, 12, 11, 9]))))
    [1, 2, 3, 5, 6, 8]
    """
    shown = {DURABLE_YEARS}
    for direction in (range(DURABLE_YEARS + 1, YEARS.stop), range(DURABLE_YEARS - 1, YEARS.start - 1, -1)):
        last = bases[DURABLE_YEARS]
        for years in direction:
            if not 0 < abs(bases[years] - last) < MASKED_BELOW:
                shown.add(years)
                last = bases[years]
    return frozenset(shown)


def _figure(code: str, years: int, responses: Responses, bits: Bits, filters: Filters, mask: bool) -> pd.DataFrame:
    rows = indicators.summary(responses, bits, filters, mask, by="campaign", years=years)
    return rows[rows["indicator"] == code].assign(choice=code)


# --- Who is in the base


def answers_to(question: str, responses: Responses) -> Answered:
    """Who answered a closed question; « ne sait pas » is no answer."""
    frame, definition = responses.frame, responses.codebook[question]
    column = frame[question]
    asked = frame[f"{question}?"].to_numpy() if f"{question}?" in frame else np.ones(len(frame), dtype=bool)
    if definition.is_multiple:
        return Answered(column.to_numpy(), asked, np.zeros(len(frame), dtype=bool))
    if definition.is_scale:
        name = f"{question}/{DONT_KNOW}"
        return Answered(column.notna().to_numpy(), asked, frame[name].to_numpy())
    unsure = (column == DONT_KNOW).to_numpy()
    return Answered(column.notna().to_numpy() & ~unsure, asked, unsure)


def question_of(code: str) -> str:
    """The question over which a single figure is taken, "" for the index."""
    return SHARES[code][0] if code in SHARES else WITHIN[code][0] if code in WITHIN else COUNTED.get(code, "")


def can_follow(codebook: Codebook, code: str) -> bool:
    """Whether the questionnaire gives a single figure."""
    return bool(derived.factors(codebook)) if code == INDEX else question_of(code) in codebook


def _answered_for(code: str, responses: Responses) -> Answered:
    if code != INDEX:
        return answers_to(question_of(code), responses)
    names = [question.name for question in derived.factors(responses.codebook)]
    noted = responses.frame[names].notna().sum(axis=1).to_numpy()
    nobody = np.zeros(len(noted), dtype=bool)
    return Answered(noted >= derived.index_depths(responses.codebook).start, ~nobody, nobody)
