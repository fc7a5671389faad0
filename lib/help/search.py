"""Searching short texts as people type: case, accents, apostrophes and the order of the words do not matter."""

from __future__ import annotations

from collections.abc import Iterable

from lib.folding import fold


def matches(typed: str, texts: Iterable[str]) -> bool:
    """Whether each word that was typed stands in one of the texts; an empty search matches everything.

    Examples
    --------
    >>> matches("ecole part", ["Part d’une réponse", "École"])
    True
    """
    within = "\n".join(fold(text) for text in texts)
    return all(fold(word) in within for word in typed.split())
