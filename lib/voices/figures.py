"""Quotations counted: by dimension, by theme, and how many may leave. The unit is the quotation, never the link.

The frames are those of `lib.results`, masked by the same rules: fewer than five quotations are no figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib import charts, dictionary, sentences
from lib.charts.drawing import PAGE
from lib.codebook import Codebook
from lib.filters import WISHED, Filters
from lib.french import NBSP, typeset
from lib.gallery.figure import Figure, Source
from lib.results import Groups, Rows
from lib.selection import POPULATIONS, split_of, without
from lib.store.quotations import Notes
from lib.voices import quotations, themes

CITABLE, BY_DIMENSION, BY_THEME = "verbatims_citables", "paroles_theme", "paroles_etiquette"
TOO_FEW = f"Résultat masqué (il reposerait sur moins de 5{NBSP}paroles, ou laisserait les retrouver par soustraction)."
NONE_GIVEN = {
    BY_DIMENSION: "Aucune parole dans cette sélection.",
    BY_THEME: "Aucune parole n’est étiquetée dans cette sélection.",
}
SHOWN = 15
"""How many themes the figure shows, the most given first: a chart of all would be read by nobody."""


class _Counted(NamedTuple):
    """What is counted of a selection: the quotations of each part (see `lib.results.Groups`), the whole first."""

    parts: tuple[pd.DataFrame, ...]
    groups: Groups

    def of(self, masks: Sequence[pd.Series]) -> np.ndarray:
        """How many quotations of each part each mask (of all quotations) holds: parts × masks."""
        return np.array([[int(mask.loc[part.index].sum()) for mask in masks] for part in self.parts], dtype=np.int64)


def of_source(source: Source) -> pd.DataFrame:
    """The quotations of a source; one that knows nothing of what coordinators did has no themes and no readings."""
    held = getattr(source, "quotations", None)
    return quotations.gather(source.responses, Notes()) if held is None else held


def figures(codebook: Codebook) -> Iterator[Figure]:
    """Yield the figures of the page."""
    yield Figure(
        "paroles/dimensions",
        "paroles",
        "Les paroles reçues, par thème",
        typeset("De quoi parlent les paroles reçues ?"),
        lambda source, filters, by, mask: by_dimension(of_source(source), codebook, filters, mask),
        chart=_chart,
        sentence=_sentence,
        base=_base,
        indicators=(BY_DIMENSION,),
        compares=False,
        caution=typeset("Une parole ne représente qu’elle-même : elle illustre un chiffre, elle ne le remplace pas."),
    )
    yield Figure(
        "paroles/etiquettes",
        "paroles",
        "Les étiquettes données",
        typeset("Quelles étiquettes les paroles ont-elles reçues ?"),
        lambda source, filters, by, mask: by_theme(of_source(source), codebook, filters, mask),
        chart=_chart,
        sentence=_sentence,
        base=_base,
        indicators=(BY_THEME,),
        compares=False,
        caution=typeset(f"Une parole peut en avoir plusieurs ; les plus données sont montrées, {SHOWN} au plus."),
    )


def _nothing(frame: pd.DataFrame) -> str:
    """What to say instead of a figure, "" where there is something to show."""
    if frame["display"].isin(("percent", "count")).any():
        return ""
    return TOO_FEW if frame["masked"].any() else NONE_GIVEN[frame["indicator"].iloc[0]]


def _sentence(frame: pd.DataFrame) -> str:
    return _nothing(frame) or sentences.of_choices(frame)


def _base(frame: pd.DataFrame) -> str:
    return _nothing(frame) or sentences.base_line(frame)


def _chart(frame: pd.DataFrame, question: str, by: str | None = None, *, width: int = PAGE) -> go.Figure:
    if nothing := _nothing(frame):
        return charts.message(nothing, question, width)
    return charts.bars(frame, question, width=width)


def citable(told: pd.DataFrame, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """One row of a result frame: the quotations that may leave the working view, among those received."""
    counted = _counted(told, filters)
    rows = Rows(counted.groups, mask=mask)
    n = counted.of([told["leaves"]])
    rows.add(CITABLE, [dictionary.load()[CITABLE].label], n, counted.groups.sizes)
    return rows.frame()


def by_dimension(told: pd.DataFrame, codebook: Codebook, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """A result frame with one row for each dimension: its quotations, among those received."""
    counted = _counted(told, filters)
    labels = themes.dimensions(codebook)
    rows = Rows(counted.groups, mask=mask)
    n = counted.of([told["dimension"] == name for name in labels])
    known = n.sum(axis=1, keepdims=True)
    rows.add(
        BY_DIMENSION,
        list(labels.values()),
        n,
        known,
        choices=list(labels),
        missing=counted.groups.sizes - known,
        judged_by=known,
    )
    return rows.frame()


def by_theme(told: pd.DataFrame, codebook: Codebook, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """A result frame with one row for each of the themes most given, among the quotations that have one.

    Where nothing or nothing that may be shown is counted, one row says so: the names of the themes would tell too.
    """
    counted = _counted(told, filters)
    known = themes.load(codebook)
    given = {code: _has(told, code) for code in _most_given(counted.parts[0], known)}
    tagged = counted.of([told["themes"].map(len) > 0])
    untagged = counted.groups.sizes - tagged
    rows = Rows(counted.groups, mask=mask)
    if not given or (mask and _is_small(counted.groups, tagged)):
        rows.add(BY_THEME, [dictionary.load()[BY_THEME].label], tagged, tagged, missing=untagged)
        return rows.frame()
    dimensions = themes.dimensions(codebook)
    rows.add(
        BY_THEME,
        [known[code].label for code in given],
        counted.of(list(given.values())),
        tagged,
        choices=list(given),
        families=[dimensions.get(known[code].dimension, "") for code in given],
        missing=untagged,
    )
    return rows.frame()


def _is_small(groups: Groups, base: np.ndarray) -> bool:
    trial = Rows(groups, mask=True)
    trial.add(BY_THEME, [""], base, base)
    return bool(trial.frame()["masked"].any())


def _has(told: pd.DataFrame, theme: str) -> pd.Series:
    return told["themes"].map(lambda given: theme in given).astype(bool)


def _most_given(told: pd.DataFrame, known: Mapping[str, object]) -> list[str]:
    """Codes of the themes most given; ties in the order of the questionnaire."""
    often = told["themes"].explode().value_counts()
    held = [code for code in known if often.get(code, 0)]
    return sorted(held, key=lambda code: -often[code])[:SHOWN]


def _counted(told: pd.DataFrame, filters: Filters) -> _Counted:
    """The quotations of a selection, and those by whose number its masks are judged."""
    whole = quotations.within(told, filters)
    for name in POPULATIONS:
        if whole[name].nunique() > 1:
            raise ValueError(f"{name}s must not be added: choose one of them")
    parts, splits = [whole], []
    communes = dict(zip(told["centre"], told["territory"], strict=True))
    for column in filters.chosen():
        if column in POPULATIONS:
            continue
        wider = quotations.within(told, without(filters, column))
        values = sorted(set(wider[column]) - {"", WISHED})
        parts += [wider[wider[column] == value] for value in (*values, "")]
        splits.append(split_of(filters, column, values, communes))
    sizes = np.array([[len(part)] for part in parts], dtype=np.int64)
    return _Counted(tuple(parts), Groups(("",), ("",), sizes, splits=tuple(splits)))
