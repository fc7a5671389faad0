"""Last year's links in this year's workbook, so that a centre updates instead of retyping.

Only what a link *is* is carried over: its school, when it began, its status. What is said about it (how often
people meet, levers, factors …) is asked anew, or last year's answers would be taken for this year's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from lib.codebook import Codebook, Question
from lib.layout import marks
from lib.layout.plan import plan_of
from lib.observation import Observation, Return
from lib.store import Centre, Store
from lib.store.frames import Tables

STATUS, ENDED = "statut_lien", "interrompu"
ZONED = "qpv"
NOT_CARRIED = ("annee_fin", "frequence")
"""Questions of « Liens » that are about one year and not about the link."""


def carried(source: Store | Tables, codebook: Codebook, campaign: str, centre: Centre, view: str) -> Return | None:
    """What to put beforehand into the workbook of one centre; None where no earlier return is in force.

    See `prefill`, which does the same for many centres at the cost of one.
    """
    return prefill(source, codebook, campaign, view)(centre)


def prefill(
    source: Store | Tables,
    codebook: Codebook,
    campaign: str,
    view: str,
    zonings: Mapping[str, str] | None = None,
) -> Callable[[Centre], Return | None]:
    """A function that gives what to put beforehand into the workbook of a centre.

    It is each centre's newest return in force of an earlier campaign, in the same view: its links that have not
    ended, numbered from 1 (as many as the workbook has room for), with their identity alone; the status is carried
    over as it is. Answers that the questionnaire no longer knows are left out, and so is the priority
    neighbourhood where the two campaigns go by different maps.

    Parameters
    ----------
    source : Store or Tables
        Read once, now.
    zonings : mapping of str to str, optional
        Campaign → map of priority neighbourhoods (`lib.store.Campaign.qpv_zoning`); by default as the store says.
    """
    if isinstance(source, Store):
        if zonings is None:
            zonings = {each.name: each.qpv_zoning for each in source.campaign_states()}
        source = source.tables()
    chosen = _newest(source, campaign, view)
    answers = _identities(source, codebook, {number for _, numbers in chosen.values() for number in numbers})
    maps = zonings or {}

    def of(centre: Centre) -> Return | None:
        if centre.code not in chosen:
            return None
        earlier, numbers = chosen[centre.code]
        moved = {maps.get(earlier), maps.get(campaign)} == {"2015", "2024"}
        kept = [answers[number] for number in numbers if answers[number].get(STATUS) != ENDED]
        links = [{q: value for q, value in one.items() if not (moved and q == ZONED)} for one in kept]
        observations = tuple(Observation(n, link) for n, link in enumerate(links[: marks.MAX_LINKS], start=1))
        return Return(campaign, centre.code, view, centre.name, centre.commune, observations)

    return of


def _newest(tables: Tables, campaign: str, view: str) -> dict[str, tuple[str, list[int]]]:
    """Centre → its newest earlier campaign, and the ids of its observations in it, in the order of the file."""
    seen = tables.observations
    seen = seen[((seen["view"] == view) & (seen["campaign"] < campaign)).to_numpy()]
    chosen: dict[str, tuple[str, list[int]]] = {}
    columns = (seen["centre"], seen["campaign"], seen["id"])
    for centre, earlier, number in sorted(zip(*map(list, columns), strict=True)):
        if chosen.get(centre, ("",))[0] != earlier:
            chosen[centre] = (earlier, [])
        chosen[centre][1].append(number)
    return chosen


def _identities(tables: Tables, codebook: Codebook, wanted: set[int]) -> dict[int, dict[str, str]]:
    """Observation → what its link is, in the order of the questionnaire."""
    questions = {q.name: q for q in plan_of(codebook).link_questions if q.name not in NOT_CARRIED}
    frame = tables.answers
    codes = frame["question"].cat.categories.get_indexer(list(questions))
    rows = frame[frame["question"].cat.codes.isin(codes).to_numpy() & frame["observation"].isin(wanted).to_numpy()]
    given: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for observation, question, value in zip(*(rows[name].tolist() for name in rows.columns), strict=True):
        if _is_known(questions[question], value):
            given[observation][question] = value
    order = {name: rank for rank, name in enumerate(questions)}
    return {number: dict(sorted(given[number].items(), key=lambda item: order[item[0]])) for number in wanted}


def _is_known(question: Question, value: str) -> bool:
    return not question.choices or all(name in question.choice_by_name for name in value.split())
