"""The single figures: rate of return, index, durable links … Each is finished from counts alone.

Definitions stand in the dictionary (``data/codebook/indicators.csv``); a figure whose question is not in the
codebook is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from lib import derived, dictionary
from lib.codebook import Codebook
from lib.derived import LEVERS, PARTNERS, SCHOOL_ASKED
from lib.filters import WISHED
from lib.observation import CENTRE
from lib.responses import Responses
from lib.results import Rows
from lib.selection import POPULATIONS, Selection

DURABLE_YEARS = 3

SHARES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "evaluation_partagee": ("d5", ("partagee_formalisee", "partagee_informelle")),
    "accord_hierarchie": ("d6", ("oui",)),
    "accord_o1": ("o1", ("plutot", "tout_a_fait")),
    "accord_o2": ("o2", ("plutot", "tout_a_fait")),
    "concurrence_percue": ("o3", ("concurrence", "les_deux")),
}
"""Figure → question with one answer, and the choices that make its numerator; « ne sait pas » leaves the base."""

COUNTED = {
    "nb_leviers": LEVERS,
    "nb_partenaires": PARTNERS,
}
"""Figure → question whose ticked boxes are counted per link; « Aucun » counts as none of them."""

WITHIN = {"un_dispositif": (LEVERS, "scheme"), "trois_familles": (PARTNERS, "all_families")}
"""Figure → question, and its derived column that holds the numerator."""


def parts(codebook: Codebook) -> tuple[str, ...]:
    """What has to be counted for `add`."""
    asked = [question for question, _ in SHARES.values()] + list(COUNTED.values()) + [derived.STATUS]
    known = [name for name in dict.fromkeys(asked) if name in codebook]
    families = [f"{PARTNERS}:families"] if PARTNERS in codebook and codebook[PARTNERS].families else []
    return (*known, *families, "schemes", "ages", "index", "sections", "views", "school_asked")


def add(rows: Rows, selection: Selection, responses: Responses, years: int = DURABLE_YEARS) -> None:
    """Add every single figure that the codebook allows.

    Parameters
    ----------
    years : int
        Age from which an active link is durable.
    """
    _participation(rows, selection, responses)
    _ages(rows, selection, years)
    _levers_and_partners(rows, selection)
    _index(rows, selection)
    for code, (question, choices) in SHARES.items():
        columns = [f"{question}/{choice}" for choice in choices]
        if question in responses.codebook and all(selection.has(column) for column in columns):
            _share(rows, selection, code, question, selection.sum_of(columns))
    if selection.has(f"{SCHOOL_ASKED}:active"):
        concerned, silent = (selection.of(f"{SCHOOL_ASKED}:active{part}") for part in ("", ":silent"))
        # The study takes every active link for base; those that did not answer are in it, and said beside it.
        yes = selection.of(f"{SCHOOL_ASKED}:active:yes")
        _figure(rows, "ecoles_interrogees", yes, concerned, missing=silent)


def _figure(rows: Rows, code: str, n: np.ndarray, base: np.ndarray | None, **more: object) -> None:
    rows.add(code, [dictionary.load()[code].label], n, base, **more)


def _share(rows: Rows, selection: Selection, code: str, question: str, n: np.ndarray) -> None:
    definition = selection.bits.codebook[question]
    base = selection.answered(definition)
    missing, dont_know = selection.asked(definition) - base, selection.dont_know(definition)
    _figure(rows, code, n, base, missing=missing, dont_know=dont_know, question=question)


def _number(rows: Rows, code: str, total: np.ndarray, base: np.ndarray, **more: object) -> None:
    """A mean or a median: no share, and no value for an empty base."""
    with np.errstate(invalid="ignore", divide="ignore"):
        value = total / base
    _figure(rows, code, base, base, value=value, is_share=False, **more)


def _participation(rows: Rows, selection: Selection, responses: Responses) -> None:
    if selection.column is None or selection.column in POPULATIONS:
        returned, invited = _coverage(selection, responses)
        _figure(rows, "taux_retour", returned, invited, is_participation=True)
    links = selection.n
    _figure(rows, "liens_recenses", links, None, value=links, is_share=False, judged_by=links)
    if selection.filters.view == (CENTRE,) and selection.column != "view":
        # Seen from the school's side alone it would be a whole by construction: centres always answer.
        _figure(rows, "double_regard", selection.of("both_views"), links)
    names = derived.survey_sections(responses.codebook)
    if names:
        answered = selection.sum_of(f"section:{name}" for name in names)
        # Sections of one link are not independent of each other: no interval.
        wished = selection.of(f"{derived.STATUS}/{WISHED}")  # nothing is asked about a link that is only wished
        expected = (links - wished) * len(names)
        _figure(rows, "completude", answered, expected, judged_by=links, has_interval=False)


def _coverage(selection: Selection, responses: Responses) -> tuple[np.ndarray, np.ndarray]:
    """Centres with a return, and centres invited, of the communes and centres chosen: whatever their links are.

    A centre invited to several campaigns counts in each.
    """
    filters = selection.filters
    narrowed = {"campaign": filters.campaign, "centre": filters.centre, "territory": filters.territory}
    expected = responses.expected
    for column, kept in narrowed.items():
        expected = expected[expected[column].isin(kept)] if kept else expected
    invited = set(expected[["campaign", "centre"]].astype("str").itertuples(index=False, name=None))
    counts = []
    for group in selection.groups.names:
        views = {group} if selection.column == "view" else set(filters.view)
        of_group = {key for key in invited if selection.column != "campaign" or key[0] == group}
        returned = {(c, centre) for c, view, centre in responses.returns if not views or view in views}
        counts.append((len(of_group & returned), len(of_group)))
    table = np.array(counts, dtype=np.int64).reshape(-1, 2)
    return table[:, :1], table[:, 1:]


def _ages(rows: Rows, selection: Selection, years: int) -> None:
    ages, _, dated_active = _dated(selection)
    base = dated_active.sum(axis=1, keepdims=True)
    median = _medians(ages, dated_active)
    _number(rows, "anciennete_mediane", median * base, base, missing=selection.active - base)
    if selection.column == derived.STATUS:
        return  # among active links all would be durable, among the others none
    whatever = selection.whatever_status(["ages"])
    ages, dated, dated_active = _dated(whatever)
    old = ages >= years if len(ages) else [False]
    observable = dated[:, old].sum(axis=1, keepdims=True)
    durable = dated_active[:, old].sum(axis=1, keepdims=True)
    unknown = whatever.n - dated.sum(axis=1, keepdims=True)
    _figure(rows, "liens_durables", durable, observable, missing=unknown)


def _dated(selection: Selection) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The ages that occur, and how many links (and active links) have each: groups × ages."""
    everybody, active = _histogram(selection, "all"), _histogram(selection, "active")
    ages = np.array(sorted(everybody), dtype=np.int64)
    none = [np.zeros_like(selection.n)]
    return (
        ages,
        np.hstack([everybody[age] for age in ages] or none),
        np.hstack([active[age] for age in ages] or none),
    )


def _histogram(selection: Selection, which: str) -> dict[int, np.ndarray]:
    pattern = re.compile(rf"age:{which}:(\d+)")
    names = [name for name in selection.columns if pattern.fullmatch(name)]
    return {int(name.rpartition(":")[2]): selection.of(name) for name in names}


def _medians(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The median of each row of a histogram: the middle value, or the mean of the two; 0 where it is empty."""
    if not len(values):
        return np.zeros((len(counts), 1))
    reached = counts.cumsum(axis=1)
    total = reached[:, -1:]
    lower = (reached < (total + 1) // 2).sum(axis=1, keepdims=True)
    upper = (reached < total // 2 + 1).sum(axis=1, keepdims=True)
    last = len(values) - 1
    return (values[lower.clip(max=last)] + values[upper.clip(max=last)]) / 2


def _levers_and_partners(rows: Rows, selection: Selection) -> None:
    codebook = selection.bits.codebook
    for code, (question, column) in WITHIN.items():
        if question in codebook and selection.has(f"{question}:{column}"):
            _share(rows, selection, code, question, selection.of(f"{question}:{column}"))
    for code, question in COUNTED.items():
        if question in codebook and codebook[question].is_multiple:
            definition = codebook[question]
            base = selection.answered(definition)
            ticks = selection.sum_of(f"{question}/{choice.name}" for choice in definition.substantive)
            missing = selection.asked(definition) - base
            _number(rows, code, ticks, base, missing=missing, question=question)


def _index(rows: Rows, selection: Selection) -> None:
    """Mean over the links of the mean of their noted factors, from whole sums for each number of factors noted."""
    codebook = selection.bits.codebook
    if not derived.factors(codebook):
        return
    base = np.zeros_like(selection.n)
    total = np.zeros(selection.n.shape)
    for depth in derived.index_depths(codebook):
        base = base + selection.of(f"index:{depth}")
        bits = range(derived.index_bits(codebook))
        points = sum(selection.of(f"index:{depth}:bit{bit}") << bit for bit in bits)
        total = total + points / depth
    _number(rows, "indice_durabilite", total, base, missing=selection.n - base)
