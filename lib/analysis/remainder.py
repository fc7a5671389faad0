"""What « Regards croisés » withholds under a filter, because beside the pages of the themes it would tell a few links.

A theme's page shows what all links of a view answered, « Regards croisés » what the pairs did. The one less the other
is what the view's remainder answered: its links that are no pair, or of which the other side did not answer. Where a
filter leaves a remainder of one to four links, people may know which they are, and of that question is withheld:

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
        paired = int(of_pairs.of(question.name)[0, 0])
        left = [abs(int(view.answered(question)[0, 0]) - paired) for view in of_views]
        if any(tells(count) for count in left):
            own.add(question.name)
        if tells(sum(left)):
            together.add(question.name)
    return Withheld(frozenset(own), frozenset(together))


def narrows(filters: Filters) -> bool:
    """Whether a filter leaves out more than other campaigns and the other view."""
    return any(column not in POPULATIONS for column in filters.chosen())


def tells(count: int) -> bool:
    """Whether so many links are too few to be told."""
    return 0 < count < MASKED_BELOW
