"""What « Regards croisés » withholds under a filter, because beside the pages of the themes it would tell a few links.

A theme's page shows what all links of a view answered, « Regards croisés » what the pairs did. The one less the other
is what the view's remainder answered: its links that are no pair, or of which the other side did not answer. Where a
filter leaves a remainder of one to four links, or all of the remainder without the filter but one to four, people may
know which they are, and of that question is withheld:

- Each side's own numbers: by whom an answer is given, the mean of a side.
- Agreement on each answer, for it is base − centre alone − school alone: where no centre gives the answer, all that
  disagree are schools.

The gap and its size, and how many links get the same answer, speak of both sides at once: they are withheld where the
two remainders come to one to four links together. Without a filter the remainder may be any links of the département,
and nothing is withheld (see `lib.masking`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.analysis import pairs
from lib.codebook import Question
from lib.filters import Filters
from lib.gallery.figure import Source
from lib.masking import MASKED_BELOW
from lib.observation import VIEWS
from lib.selection import POPULATIONS, Selection


@dataclass(frozen=True)
class Withheld:
    """Names of questions and factors of which something is not shown.

    Attributes
    ----------
    own : frozenset of str
        Each side's own numbers, and agreement on each answer.
    together : frozenset of str
        What is said of both sides at once, too.
    """

    own: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()


def withheld(source: Source, filters: Filters, questions: Sequence[Question]) -> Withheld:
    """Find what of some questions has to be withheld in a selection of pairs."""
    if not narrows(filters) or not questions:
        return Withheld()
    names = [question.name for question in questions]
    of_pairs = Selection(pairs.pack(source.responses), pairs.of_pairs(filters), None, names)
    of_views = [Selection(source.bits, replace(filters, view=(view,)), None, names) for view in VIEWS]
    own, together = set(), set()
    for question in questions:
        left = [np.abs(view.answered(question) - of_pairs.of(question.name)) for view in of_views]
        if any(_tells(count, of_pairs) for count in left):
            own.add(question.name)
        if _tells(sum(left), of_pairs):
            together.add(question.name)
    return Withheld(frozenset(own), frozenset(together))


def _tells(left: np.ndarray, selection: Selection) -> bool:
    """Whether a remainder is that of a few links, or leaves a few of the one without a filter (where it is any)."""
    few, row = tells(int(left[0, 0])), 1
    for kept, _ in selection.groups.splits:
        of_values, row = left[row : row + len(kept), 0], row + len(kept)
        few |= left[0, 0] > 0 and tells(int(of_values[~kept].sum()))
    return bool(few)


def narrows(filters: Filters) -> bool:
    """Whether a filter leaves out more than other campaigns and the other view."""
    return any(column not in POPULATIONS for column in filters.chosen())


def tells(count: int) -> bool:
    """Whether so many links are too few to be told."""
    return 0 < count < MASKED_BELOW
