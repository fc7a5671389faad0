"""The observations that a figure speaks of: one tally for the whole, or one for each group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from lib.codebook import DONT_KNOW, Question
from lib.derived import ACTIVE, STATUS
from lib.filters import COLUMN_OF, WISHED, Filters
from lib.french import NBSP, join
from lib.results import Groups, Split
from lib.tally import NOT_GIVEN, WHOLE_OF, Bits, Tally

NOT_GIVEN_LABEL = "Non renseigné"
POPULATIONS = ("view", "campaign")
"""Columns across which nothing is ever added: the same link stands in each of their values."""

GROUPINGS = {
    "etab_niveau": "Niveau",
    "education_prioritaire": "Éducation prioritaire",
    "qpv": "Quartier prioritaire (QPV)",
    "statut_lien": "Statut du lien",
    "territory": "Commune du centre",
    "centre": "Centre social",
    "campaign": "Campagne",
    "view": "Regard",
}
"""Column of the responses → what people call a comparison by it; other questions go by their label."""

_VIEW_QUESTION = "regard"  # labels the views


class Selection:
    """Tallies of one population, whole (``by`` None) or group by group.

    Counts come as integer arrays of groups × columns. Behind the rows of the groups stand those that a
    filter on the grouping leaves out, then those of their parts, one for each value of each filtered column and each
    group: masks are judged by them (`Groups.beside`, `Groups.splits`).

    Parameters
    ----------
    by : str, optional
        Field of `Filters` (``level``) or column with one answer (``etab_niveau``, ``r2``, ``centre`` …).
    parts : sequence of str, optional
        What to count, see `Bits.count`.

    Raises
    ------
    ValueError
        When the filters take several views or campaigns that the grouping does not keep apart.
    """

    def __init__(self, bits: Bits, filters: Filters, by: str | None = None, parts: Sequence[str] | None = None) -> None:
        self.column = COLUMN_OF.get(by, by) if by else None
        _refuse_sums(bits, filters, self.column)
        self.bits, self.filters = bits, filters
        tallies = self._grouped(filters, parts)
        names = tuple(tallies)
        self._tallies: list[Tally] = list(tallies.values())
        beside = self._left_out(names, parts)
        self._tallies += beside.values()
        splits = tuple(self._split(column, names, parts) for column in self._narrowed())
        self.n = np.array([[tally.n] for tally in self._tallies], dtype=np.int64).reshape(-1, 1)
        self.groups = Groups(
            names=names,
            labels=tuple(group_label(bits, self.column, name) for name in names),
            sizes=self.n,
            add_up=self.column not in POPULATIONS,
            splits=splits,
            beside=len(beside),
            wholes=numbered([*names, *beside], bits.whole_of) if self.column in WHOLE_OF else None,
        )

    def _grouped(self, filters: Filters, parts: Sequence[str] | None) -> dict[str, Tally]:
        if self.column is None:
            return {"": self.bits.count(filters, parts)}
        return self.bits.count_by(filters, self.column, parts)

    def _left_out(self, names: tuple[str, ...], parts: Sequence[str] | None) -> dict[str, Tally]:
        """The groups that a filter on the grouping itself leaves out: the others are judged beside them."""
        itself = {self.column, WHOLE_OF.get(self.column)} & self.filters.chosen().keys()
        if self.column in POPULATIONS or not itself:
            return {}
        every = self._grouped(without(self.filters, self.column), parts)
        return {name: tally for name, tally in every.items() if name not in names}

    def _narrowed(self) -> Iterable[str]:
        """The filters that leave something out of a whole which is shown elsewhere, except the grouping itself."""
        return [column for column in self.filters.chosen() if column not in (*POPULATIONS, self.column)]

    def _split(self, column: str, names: tuple[str, ...], parts: Sequence[str] | None) -> Split:
        """Count each value of a filtered column in each group, behind the groups themselves; which are kept."""
        wider = without(self.filters, column)
        whole = self._grouped(wider, parts)
        values = [value for value in self.bits.values(column) if value != WISHED]  # in no whole that is shown
        nothing = Tally.none(self.bits.count(self.filters, parts))
        by_value = [self._grouped(wider.on(column, value), parts) for value in values]
        for groups in by_value:
            self._tallies += [groups.get(name, nothing) for name in names]
        for name in names:  # those that do not say it
            given = [groups[name] for groups in by_value if name in groups]
            self._tallies.append(whole[name].less(given) if name in whole else nothing)
        return split_of(self.filters, column, values, self.bits.whole_of)

    def whatever_status(self, parts: Sequence[str]) -> Selection:
        """The same groups without the filter on the status, for figures in which the status is the answer."""
        if not self.filters.status:
            return self
        other = Selection(self.bits, replace(self.filters, status=()), self.column, parts)
        known = dict(zip(other.groups.names, other._tallies, strict=False))
        nothing = Tally.none(self.bits.count(other.filters, parts))
        other._tallies = [known.get(name, nothing) for name in self.groups.names]
        other.n = np.array([[tally.n] for tally in other._tallies], dtype=np.int64).reshape(-1, 1)
        return other

    def has(self, column: str) -> bool:
        return self.bits.has(column)

    @property
    def columns(self) -> Iterable[str]:
        """The columns that were counted."""
        return self._tallies[0].position if self._tallies else ()

    def many(self, columns: Iterable[str]) -> np.ndarray:
        columns = list(columns)
        counted = [tally.many(columns) for tally in self._tallies]
        return np.array(counted, dtype=np.int64).reshape(len(counted), len(columns))

    def of(self, column: str) -> np.ndarray:
        """The counts of one column; none at all for a column that the codebook does not give."""
        return self.many([column]) if self.has(column) else np.zeros_like(self.n)

    def sum_of(self, columns: Iterable[str]) -> np.ndarray:
        return self.many(columns).sum(axis=1, keepdims=True)

    def asked(self, question: Question) -> np.ndarray:
        """How many are asked the question: all, but where the questionnaire sets a condition."""
        return self.of(f"{question.name}?") if self.has(f"{question.name}?") else self.n

    def answered(self, question: Question) -> np.ndarray:
        """The base: a box or « Aucun » for boxes, an answer other than « ne sait pas » elsewhere."""
        if question.is_multiple:
            return self.of(question.name)
        return self.sum_of(f"{question.name}/{choice.name}" for choice in question.substantive)

    def dont_know(self, question: Question) -> np.ndarray:
        return np.zeros_like(self.n) if question.is_multiple else self.of(f"{question.name}/{DONT_KNOW}")

    @cached_property
    def active(self) -> np.ndarray:
        return self.of(f"{STATUS}/{ACTIVE}")


def without(filters: Filters, column: str) -> Filters:
    """The same without the filter on a column, nor on what its values are parts of."""
    return filters.on(column).on(WHOLE_OF.get(column, column))


def split_of(filters: Filters, column: str, values: Sequence[str], whole_of: Mapping[str, str]) -> Split:
    """What a filter keeps of the values of its column; behind them stand those who do not say it, kept by none."""
    chosen = filters.chosen()
    kept = [value in chosen[column] for value in values]
    if column not in WHOLE_OF:
        return Split(np.array([*kept, False]))
    if within := chosen.get(WHOLE_OF[column]):
        kept = [keep and whole_of.get(value) in within for keep, value in zip(kept, values, strict=True)]
    return Split(np.array([*kept, False]), numbered([*values, NOT_GIVEN], whole_of))


def numbered(values: Sequence[str], whole_of: Mapping[str, str]) -> np.ndarray:
    """The number of the whole that each value is part of, for `lib.masking.hidden`."""
    return np.unique([whole_of.get(value, "") for value in values], return_inverse=True)[1]


def group_label(bits: Bits, column: str | None, value: str) -> str:
    """What people read for a group: label of the choice, name of the centre, the campaign itself."""
    if column is None:
        return ""
    if value == NOT_GIVEN:
        return NOT_GIVEN_LABEL
    if column == "centre":
        return bits.centre_names.get(value, value)
    question = _VIEW_QUESTION if column == "view" else column
    choices = bits.codebook[question].choice_by_name if question in bits.codebook else {}
    return choices[value].label if value in choices else value


def narrowed_in_words(filters: Filters, label: Callable[[str, str], str]) -> list[str]:
    """« Niveau : Collège et Lycée »: what each filter keeps, view and campaign aside; a « Non » alone says nothing.

    ``label`` gives what people read for a value of a column.
    """
    return [
        f"{GROUPINGS[column]}{NBSP}: {join([label(column, value) for value in values])}"
        for column, values in filters.chosen().items()
        if column not in POPULATIONS
    ]


def _refuse_sums(bits: Bits, filters: Filters, column: str | None) -> None:
    for name in POPULATIONS:
        values = getattr(filters, name) or bits.present(name)
        if len(set(values)) > 1 and name != column:
            raise ValueError(f"{name}s {', '.join(values)} must not be added: choose one of them or group by {name!r}")
