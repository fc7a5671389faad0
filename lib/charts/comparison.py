"""What of a comparison is drawn: of many groups the largest, of many choices the most cited, and saying so.

Forty choices in two thousand panels are a wall that nobody reads and no browser paints; the table has them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lib import sentences
from lib.french import NBSP, THIN, count, is_missing, join, number
from lib.records import Row, name_of_group

CHOICES = 15
"""How many choices a comparison draws."""


class Groups(NamedTuple):
    """The groups that are drawn, and the lines that say which are not."""

    kept: dict[str, list[Row]]
    notes: list[str]
    hidden: list[str]


class Choices(NamedTuple):
    """The choices that are drawn, in their order, and the line that says that others are not."""

    kept: list[str]
    notes: list[str]


def largest(groups: Mapping[str, list[Row]], most: int) -> Groups:
    """The groups with the largest bases, in the order in which they come; masked ones are only named."""
    shown = {name: part for name, part in groups.items() if not all(row["masked"] for row in part)}
    size = {name: max(or_zero(row["base"]) for row in part) for name, part in shown.items()}
    first = set(sorted(size, key=lambda name: -size[name])[:most])
    kept = {name: part for name, part in shown.items() if name in first}
    notes = []
    if len(kept) < len(shown):
        notes = [
            f"les {len(kept)} groupes les plus nombreux sur {number(len(groups))}{THIN}; tous sont dans le tableau"
        ]
    return Groups(kept, notes, _too_small([name_of_group(part) for name, part in groups.items() if name not in shown]))


def _too_small(names: Sequence[str]) -> list[str]:
    """The line that names the masked groups, or says how many they are."""
    if not names:
        return []
    named = join(names) if len(names) <= sentences.GROUPS_NAMED else count(len(names), "groupe", "groupes")
    return [f"{sentences.TOO_SMALL}{NBSP}: {named}"]


def most_cited(choices: list[str], rows: Sequence[Row]) -> Choices:
    """The choices that most links cite, all groups together; ties in their order."""
    if len(choices) <= CHOICES:
        return Choices(choices, [])
    total = Counter(dict.fromkeys(choices, 0))
    for row in rows:
        total[row["key"]] += or_zero(row["n"])
    kept = {key for key, _ in total.most_common(CHOICES)}
    note = f"les {CHOICES} réponses les plus fréquentes sur {len(choices)}{THIN}; toutes sont dans le tableau"
    return Choices([key for key in choices if key in kept], [note])


def or_zero(value: object) -> float:
    """A number to sort by: 0 where it is missing."""
    return 0 if is_missing(value) else value
