"""One centre beside the département: the same figure twice, in one result frame.

The centre's rows are those of the grouping by centre, so that whatever that grouping hides is hidden here too: a
centre with few links, and the one that is hidden with it so that neither is found by subtraction. The rows of the
département are all centres together, in the same campaign and view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from lib import derived, indicators
from lib.codebook import NONE, OTHER
from lib.filters import Filters
from lib.gallery.figure import Source
from lib.results import DTYPES

BY = "centre"
WHOLE, WHOLE_LABEL = "departement", "Département"
"""Group of the rows that are taken over all centres."""

TOP = 6
"""How many choices of a long list stand on a sheet."""

NUMBERS = (
    "liens_durables",
    "indice_durabilite",
    "anciennete_mediane",
    "evaluation_partagee",
    "accord_hierarchie",
    "nb_leviers",
    "un_dispositif",
    "nb_partenaires",
    "trois_familles",
)
"""The single figures of a sheet, by indicator."""

PROFILE = ("etab_niveau", "education_prioritaire", "qpv", "statut_lien", "frequence")
"""The questions that describe the links of a centre."""

Measure = Callable[[Filters, str | None], pd.DataFrame]
"""``(filters, by)`` → result frame."""


def numbers(source: Source, filters: Filters, centre: str, mask: bool = True) -> pd.DataFrame:
    """The single figures of `NUMBERS`, for the centre and for the département.

    Returns
    -------
    DataFrame
        Result frame; ``group`` is the centre's code or `WHOLE`. A centre without links in the selection has no rows.
    """
    frame = _both(filters, centre, lambda kept, by: _summary(source, kept, by, mask))
    kept = frame[frame["indicator"].isin(NUMBERS)]
    return kept.iloc[kept["indicator"].map(NUMBERS.index).argsort(kind="stable")].reset_index(drop=True)


def size(source: Source, filters: Filters, centre: str, mask: bool = True) -> pd.DataFrame:
    """How many links are counted, for the centre and for the département (``liens_recenses``)."""
    frame = _both(filters, centre, lambda kept, by: _summary(source, kept, by, mask))
    return frame[frame["indicator"] == "liens_recenses"].reset_index(drop=True)


def factors(source: Source, filters: Filters, centre: str, mask: bool = True) -> pd.DataFrame:
    """The mean of each rated factor, for the centre and for the département.

    Returns
    -------
    DataFrame
        Result frame, one row per factor (``choice``) and side: ``value`` the mean, ``n`` and ``base`` the links that
        noted it.
    """
    names = [question.name for question in derived.factors(source.bits.codebook)]
    points = _both(filters, centre, lambda kept, by: indicators.scale(source.bits, names, kept, by=by, mask=mask))
    means = points.drop_duplicates(["group", "question"], ignore_index=True)
    return means.assign(
        choice=means["question"],
        n=means["base"],
        **{name: pd.array([pd.NA] * len(means), dtype="Float64") for name in ("share", "low", "high")},
    )[list(DTYPES)]


def choices(source: Source, question: str, filters: Filters, centre: str, mask: bool = True) -> pd.DataFrame:
    """The choices of a question, for the centre and for the département.

    Of a long list only `TOP` are kept: those that the centre gives most; at a tie, and where the centre's answers
    are hidden, those that the département gives most. « Autre » and « Aucun » stand in no such list.

    Returns
    -------
    DataFrame
        Result frame, the centre's rows first; each side has the same choices in the same order.
    """
    frame = _both(filters, centre, lambda kept, by: indicators.choices(source.bits, question, kept, by=by, mask=mask))
    if not source.bits.codebook[question].is_multiple:
        return frame
    counts = frame[~frame["choice"].isin([OTHER, NONE])]
    ranks = counts.assign(of_whole=counts["group"] == WHOLE).pivot(index="choice", columns="of_whole", values="n")
    ranks = ranks.reindex(index=counts["choice"].unique(), columns=[False, True]).fillna(-1)
    kept = ranks.sort_values([False, True], ascending=False, kind="stable").index[:TOP]
    place = {choice: position for position, choice in enumerate(kept)}
    chosen = frame[frame["choice"].isin(kept)]
    order = pd.DataFrame({"side": chosen["group"] == WHOLE, "place": chosen["choice"].map(place)})
    return chosen.loc[order.sort_values(["side", "place"]).index].reset_index(drop=True)


def profile(source: Source, filters: Filters, centre: str, mask: bool = True) -> pd.DataFrame:
    """What the links are: level, priority education, priority neighbourhood, status and rhythm.

    A choice that nobody in the département gave is left out.
    """
    parts = [choices(source, name, filters, centre, mask) for name in PROFILE if name in source.bits.codebook]
    frame = pd.concat(parts, ignore_index=True)
    whole = frame[(frame["group"] == WHOLE) & (frame["n"] == 0).fillna(False)]
    unheard = pd.MultiIndex.from_frame(whole[["question", "choice"]])
    return frame[~pd.MultiIndex.from_frame(frame[["question", "choice"]]).isin(unheard)].reset_index(drop=True)


def _summary(source: Source, filters: Filters, by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.summary(source.responses, source.bits, filters, mask, by=by)


def _both(filters: Filters, centre: str, measure: Measure) -> pd.DataFrame:
    everybody = replace(filters, centre=())
    apart, together = measure(everybody, BY), measure(everybody, None)
    return _joined([apart[apart["group"] == centre], together.assign(group=WHOLE, group_label=WHOLE_LABEL)])


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True).astype(DTYPES)
