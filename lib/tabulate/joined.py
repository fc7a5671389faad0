"""Cells that hold several choices: which sign joins them, and what the choices are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from lib.folding import fold
from lib.french import number
from lib.listing.split import recurring, split_known
from lib.tabulate import headers
from lib.tabulate.cells import Cells
from lib.tabulate.headers import phrases

_JOINING = re.compile(r"[;|\n\r]|, |\S \S|,")
_ROWS_OF_CODES = {
    ",": re.compile(r"\d{1,3}(?:, ?\d{1,3}){2,}|\d{1,3}, \d{1,3}", re.ASCII),
    " ": re.compile(r"\d{1,2}(?: \d{1,2})+", re.ASCII),
}
"""Several codes in a cell; « 1,3 » alone would be a decimal, « 1 200 » a thousand."""
_SAMPLE = 200
"""How many cells tell whether a column is worth a closer look."""
_LINKING = phrases(
    """
    a | à | au | aux | avec | ce | dans | de | des | du | en | et | fois | la | le | les | ou | par | pas | pour |
    que | si | sur | un | une
    """
)


class Joined(NamedTuple):
    """How a column joins its choices, how sure that is, and why."""

    separator: str
    labels: tuple[str, ...]
    confidence: float
    reason: str


def surely(cells: Cells) -> Joined | None:
    """Cells that all end with a separator, as Microsoft Forms writes even a single choice; numbers in a row."""
    texts = list(cells.counts)
    if all(text.endswith(";") for text in texts):
        return Joined(";", labels_of(texts, ";"), 0.95, "toutes les cellules se terminent par « ; »")
    for separator in (",", " "):
        if any(map(_ROWS_OF_CODES[separator].fullmatch, texts)) and all(
            part.isdecimal() and len(part) < 4 for text in texts for part in split(text, separator)
        ):
            reason = "numéros de choix à la suite"
            return Joined(separator, labels_of(texts, separator), 0.75, reason)
    return None


def likely(cells: Cells) -> Joined | None:
    """Cells that hold several choices, whose labels come back from cell to cell."""
    if headers.asks_text(cells.header) or not any(_JOINING.search(text) for text in cells.counts):
        return None
    found = _found(cells)
    if found is None:
        return None
    separator, labels, whole = found
    shown = {" ": "l’espace", "\n": "un saut de ligne"}.get(separator, f"« {separator.strip()} »")
    reason = f"{number(len(labels))} libellés qui reviennent, séparés par {shown}"
    return Joined(separator, labels, round(0.6 + 0.35 * whole, 2), reason)


def _found(cells: Cells) -> tuple[str, tuple[str, ...], float] | None:
    """Separator and labels, with the share of the cells that hold nothing else.

    Some of the cells tell whether there is anything to find; where they leave parts unread, all are looked at.
    """
    texts = [text for text in cells.texts if text]
    for sample in (texts[:: max(1, len(texts) // _SAMPLE)], texts):
        found = recurring(sample)
        if found is None or (found[0] == " " and not _are_codes(found[1], cells)):
            return None
        separator, labels = found[0], tuple(found[1])
        if separator == ",":
            labels = _without_additions(cells, labels)
        read = {text: parted(text, labels) for text in cells.counts}
        several = sum(cells.counts[text] for text, (matched, _) in read.items() if len(matched) > 1)
        whole = sum(cells.counts[text] for text, (matched, rest) in read.items() if matched and not rest)
        if whole == cells.n or len(sample) == len(texts):
            break
    if not several or whole < 0.5 * cells.n:
        return None
    return separator, labels, whole / cells.n


def _are_codes(labels: Sequence[str], cells: Cells) -> bool:
    """Whether words between spaces are codes of choices, and not the words of « 2 fois par mois »."""
    if any(label.lower() in _LINKING for label in labels):
        return False
    return len(cells.counts) >= len(labels) or any("_" in label for label in labels)


def named(text: str, names: Sequence[str]) -> tuple[list[str], str]:
    """`split_known`, also where labels of several words stand between mere spaces, as KoboToolbox joins them."""
    matched, rest = split_known(text, names)
    if not rest:
        return matched, rest
    left, spaced = fold(text), []
    by_length = sorted(names, key=len, reverse=True)
    while left:
        name = next((n for n in by_length if (left + " ").startswith(fold(n) + " ")), None)
        if name is None:
            return matched, rest
        spaced.append(name)
        left = left[len(fold(name)) :].lstrip()
    return list(dict.fromkeys(spaced)), ""


@lru_cache(maxsize=8192)
def parted(text: str, labels: tuple[str, ...]) -> tuple[list[str], str]:
    """`split_known`, remembered while a column is looked at."""
    return split_known(text, labels)


def _without_additions(cells: Cells, labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels without those that are another one with what somebody typed behind it: « Café, jamais vu »."""
    if not any(", " in label for label in labels):
        return labels
    times: Counter[str] = Counter()
    for text, n in cells.counts.items():
        times.update(dict.fromkeys(parted(text, labels)[0], n))
    again = [f"{label}, " for label in labels if times[label] > 1]
    return tuple(label for label in labels if times[label] > 1 or not label.startswith(tuple(again)))


def labels_of(texts: Iterable[str], separator: str) -> tuple[str, ...]:
    """Every part of joined cells; numbers in their order, words as they come."""
    labels = list(dict.fromkeys(part for text in texts for part in split(text, separator)))
    return tuple(sorted(labels, key=int)) if all(map(str.isdecimal, labels)) else tuple(labels)


def split(text: str, separator: str) -> list[str]:
    """The parts of a cell; what is nothing but a trailing separator is none."""
    pieces = text.split() if separator == " " else text.replace("\r", "\n").split(separator)
    return [piece for part in pieces if (piece := part.strip())]
