"""How often the suggested themes of a quotation are right, on the document's own post-its, and what other ways give.

Each post-it is tried on all the others: whatever was written from it (its own words, the label or alias that the
codebook made of it) is taken away first. Post-its that nothing else describes are left out; the counts say how many.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from lib.codebook import load
from lib.voices import themes
from lib.voices.search import flat
from lib.voices.suggest import PostIt, Suggester, features, postits, stems

LEAST = {True: (0.66, 0.80), False: (0.42, 0.68)}
"""Right first, and among the first three, with and without the dimension: well below what was measured."""


def whole_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", flat(text)) if len(word) > 2]


def letters(text: str) -> list[str]:
    words = [f" {word} " for word in whole_words(text)]
    return [word[i : i + n] for word in words for n in (3, 4, 5) for i in range(len(word) - n + 1)]


IN_USE = "stems and runs"
WAYS: dict[str, Callable[[str], list[str]]] = {
    IN_USE: features,
    "stems alone": stems,
    "whole words": whole_words,
    "runs of 3, 4, 5": letters,
    "stems and 3, 4, 5": lambda text: stems(text) + letters(text),
}


def measured(way: str, examples: tuple[PostIt, ...], *, knows_dimension: bool) -> tuple[float, float]:
    known = tuple(themes.load(load()).values())
    found = Suggester(known, examples, WAYS[way]).measure(knows_dimension=knows_dimension)
    asked = "with dimension" if knows_dimension else "without dimension"
    print(
        f"\nsuggestions, {way:<17} {asked:<18} {found.tried:>3} tried ({found.left_out} left out): "
        f"first {found.first_share:.0%}, first three {found.top_share:.0%}",
        end="",
    )
    return found.first_share, found.top_share


@pytest.mark.parametrize("knows_dimension", [True, False])
def test_suggestions_are_right_about_the_post_its(knows_dimension: bool) -> None:
    shares = {way: measured(way, postits(), knows_dimension=knows_dimension) for way in WAYS}
    first, top = shares[IN_USE]
    assert first >= LEAST[knows_dimension][0]
    assert top >= LEAST[knows_dimension][1]
    assert first > shares["whole words"][0]  # else all this would be for nothing
