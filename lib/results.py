"""The result frame: how counts become rows, with shares, intervals and masks.

One frame feeds chart, table, sentence and export. It always has all of `DTYPES`, in that order:

=============  =======  =====================================================================================
column         dtype    meaning
=============  =======  =====================================================================================
indicator      str      code in the dictionary
question       str      question of the codebook, "" for a single figure
choice         str      choice (or point of a scale), "" for a family or a single figure
label          str      what people read: of the choice, the family, the factor or the figure
family         str      family of the choice
group          str      value of the grouping column, "" for the whole selection
group_label    str      what people read for it
n              Int64    links in the numerator; for a mean, a median or an index the links it is taken over
base           Int64    links in the denominator
missing        Int64    links asked that are not in the base: no answer, or « ne sait pas »
dont_know      Int64    those of them that say « ne sait pas »
share          Float64  n / base, from a base of 10
low, high      Float64  its Wilson 95 % interval
value          Float64  mean, median, index or number, from a base of 5
unit           str      of value, else « % »
display        str      ``percent``, ``count``, ``masked`` or ``empty`` (see `lib.masking`)
masked         bool     every number of the row is then NA: the hidden numbers are nowhere in the frame
=============  =======  =====================================================================================

``base + missing`` is the number of links concerned by the question, except where the study takes for base something
else than those who answered: ``partenaire_moteur`` (links that cite the partner), ``ecoles_interrogees`` (active
links) and ``liens_durables`` (links begun long enough ago; ``missing`` are those whose beginning is not known).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from lib import dictionary
from lib.masking import EMPTY, PERCENT, display, hidden, split, summed

_TEXTS = ("indicator", "question", "choice", "label", "family", "group", "group_label")
_COUNTS = ("n", "base", "missing", "dont_know")
_NUMBERS = ("share", "low", "high", "value")
DTYPES = {
    **dict.fromkeys(_TEXTS, "str"),
    **dict.fromkeys(_COUNTS, "Int64"),
    **dict.fromkeys(_NUMBERS, "Float64"),
    "unit": "str",
    "display": "str",
    "masked": "bool",
}
Z95 = 1.959963984540054
"""97.5 % quantile of the normal law (scipy's import would cost a second at start; the tests hold it to scipy)."""


class Split(NamedTuple):
    """Which values of a filtered column are kept, and the number of the smaller whole that each is part of."""

    kept: np.ndarray
    wholes: np.ndarray | None = None


@dataclass(frozen=True)
class Groups:
    """The groups of a frame.

    Attributes
    ----------
    names, labels : tuple of str
        Value of the grouping column, and what people read for it.
    sizes : int array, rows × 1
        Number of links of each group, then of the parts that ``splits`` names.
    add_up : bool
        Whether the groups are parts of a whole that is shown elsewhere.
    splits : tuple of Split
        One for each filtered column. Arrays of counts hold, behind the groups, each value's part of each group (value
        by value).
    beside : int
        How many groups a filter on the grouping itself leaves out. Their counts stand right behind the groups: what
        is hidden because of them in the grouping of all stays hidden.
    wholes : int array, groups and those beside, optional
        Number of the smaller whole that each is part of (see `lib.masking.hidden`).
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    sizes: np.ndarray
    add_up: bool = True
    splits: tuple[Split, ...] = ()
    beside: int = 0
    wholes: np.ndarray | None = None

    def given_away(self, bases: np.ndarray) -> np.ndarray:
        """Where a selection shows what its parts hide (see `lib.masking.split`): groups × columns."""
        count, width = len(self.names), bases.shape[1]
        found, start = np.zeros((count, width), dtype=bool), count + self.beside
        for kept, wholes in self.splits:
            stop = start + len(kept) * count
            parts = bases[start:stop].reshape(len(kept), count * width)
            found |= split(parts, kept, wholes).reshape(count, width)
            start = stop
        return found


def wilson(n: np.ndarray, base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the 95 % Wilson interval of ``n / base`` (NaN for a base of 0)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share, z2 = n / base, Z95**2 / base
        middle = (share + z2 / 2) / (1 + z2)
        half = Z95 / (1 + z2) * np.sqrt(share * (1 - share) / base + z2 / base / 4)
    low, high = np.where(n == 0, 0.0, middle - half), np.where(n == base, 1.0, middle + half)
    return np.where(base > 0, low, np.nan), np.where(base > 0, high, np.nan)


class Rows:
    """Gathers the rows of a result frame as arrays, and makes the frame once."""

    def __init__(self, groups: Groups, *, mask: bool) -> None:
        self._groups = groups
        self._mask = mask
        self._small_wholes = None
        if groups.wholes is not None:
            self._small_wholes = hidden(summed(groups.sizes[: len(groups.wholes)], groups.wholes))
        self._small = self._hidden(groups.sizes) if mask else None
        self._texts: dict[str, list[str]] = {name: [] for name in (*_TEXTS, "unit", "display")}
        self._numbers: dict[str, list[np.ndarray]] = {name: [] for name in (*_COUNTS, *_NUMBERS, "masked")}

    def add(
        self,
        indicator: str,
        labels: Sequence[str],
        n: np.ndarray,
        base: np.ndarray | None,
        *,
        question: str = "",
        choices: Sequence[str] = ("",),
        families: Sequence[str] = ("",),
        missing: np.ndarray | int = 0,
        dont_know: np.ndarray | int = 0,
        value: np.ndarray | None = None,
        is_share: bool = True,
        has_interval: bool = True,
        judged_by: np.ndarray | None = None,
        is_participation: bool = False,
    ) -> None:
        """Add one row for each group × choice.

        Parameters
        ----------
        n, base, missing, dont_know, value : arrays, groups × choices
            Anything that broadcasts to it; ``base`` None where the figure has none.
        judged_by : array, groups × choices, optional
            Number of links by which the row is masked, where it is not the base.
        is_participation : bool
            The figure counts centres and not links: it stands beside every other and is never masked.
        """
        shape = (len(self._groups.names), len(labels))
        judge = base if judged_by is None else judged_by
        masked = np.zeros(shape, dtype=bool)
        if self._mask and not is_participation:
            masked = np.broadcast_to(self._hidden(judge, self._small), shape)
        n, weight, missing, dont_know = (self._of_groups(v, shape) for v in (n, judge, missing, dont_know))
        shown = display(weight, masked)
        denominator = self._of_groups(0 if base is None else base, shape)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = n / denominator if is_share else np.full(shape, np.nan)
        share = np.where(shown == PERCENT, share, np.nan)
        low, high = wilson(n, denominator) if is_share and has_interval else (share, share)
        number = np.full(shape, np.nan) if value is None else self._of_groups(value, shape)
        self._number("n", n, masked)
        self._number("base", denominator, masked | (base is None))
        self._number("missing", missing, masked)
        self._number("dont_know", dont_know, masked)
        self._number("share", share, masked)
        for name, bound in (("low", low), ("high", high)):
            self._number(name, np.where(np.isnan(share) | (not has_interval), np.nan, bound), masked)
        self._number("value", number, masked | (shown == EMPTY))
        self._number("masked", masked, None)
        self._words(indicator, question, labels, choices, families, shown)

    def _hidden(self, bases: np.ndarray, also: np.ndarray | None = None) -> np.ndarray:
        """What is masked of each group; counts without their parts are judged by themselves."""
        groups = self._groups
        count = len(groups.names)
        if len(bases) > count:
            away = groups.given_away(bases)
            also = away if also is None else away | also
            also = np.vstack([also, np.zeros((groups.beside, also.shape[1]), dtype=bool)])
            bases = bases[: count + groups.beside]
        known = {"adds_up": groups.add_up, "wholes": groups.wholes, "of_wholes": self._small_wholes}
        return hidden(bases, also, **known)[:count]

    def _of_groups(self, values: np.ndarray | int, shape: tuple[int, int]) -> np.ndarray:
        """The counts of the groups, without those of their parts."""
        return np.broadcast_to(values[: shape[0]] if np.ndim(values) == 2 else values, shape)

    def _number(self, name: str, values: np.ndarray | int, hide: np.ndarray | None) -> None:
        if hide is None:
            self._numbers[name].append(values.ravel())
            return
        values = np.where(hide, -1 if name in _COUNTS else np.nan, values)
        self._numbers[name].append(values.ravel())

    def _words(
        self,
        indicator: str,
        question: str,
        labels: Sequence[str],
        choices: Sequence[str],
        families: Sequence[str],
        shown: np.ndarray,
    ) -> None:
        groups, width, texts = self._groups, len(labels), self._texts
        size = len(groups.names) * width
        texts["indicator"] += [indicator] * size
        texts["question"] += [question] * size
        texts["unit"] += [dictionary.load()[indicator].unit] * size
        for name, words in (("label", labels), ("choice", choices), ("family", families)):
            words = list(words) * (width if len(words) == 1 < width else 1)
            texts[name] += words * len(groups.names)
        for name, words in (("group", groups.names), ("group_label", groups.labels)):
            texts[name] += [word for word in words for _ in range(width)]
        texts["display"] += shown.ravel().tolist()

    def frame(self) -> pd.DataFrame:
        """The result frame, with `DTYPES`."""
        columns: dict[str, object] = {}
        for name, dtype in DTYPES.items():
            if dtype == "str":
                columns[name] = pd.array(self._texts[name], dtype="str")
                continue
            values = np.concatenate(self._numbers[name]) if self._numbers[name] else np.zeros(0)
            if dtype == "Int64":
                columns[name] = pd.arrays.IntegerArray(values.astype(np.int64), values < 0)
            elif dtype == "Float64":
                missing = np.isnan(values)
                columns[name] = pd.arrays.FloatingArray(np.where(missing, 1.0, values), missing)
            else:
                columns[name] = values.astype(bool)
        return pd.DataFrame(columns, copy=False)
