"""One way of ignoring how a text is typed: case, accents, apostrophes, dashes and spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ´`′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("«»“”„\u200b\ufeff\u00ad\ufe0f", None),
        "œ": "oe",
        "æ": "ae",
    }
)
_AROUND = re.compile(r"\s*([-',;:()/+])\s*")


_SHORT = 200
"""Longer texts are not remembered: they are no labels, and many of them would fill the memory."""


def fold(text: str) -> str:
    """The text as it is compared: « École  Jean–Moulin » and « ecole jean-moulin » are one.

    Spaces of every kind count as one space and as none beside punctuation; a point or comma at the end is
    dropped, a question mark never is (« oui ? » is a doubt, not a yes).

    >>> fold("2 – Présent")
    '2-present'
    >>> fold("L’ école")
    "l'ecole"
    """
    return _remembered(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    lower = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    plain = "".join(sign for sign in lower if not unicodedata.combining(sign)) if not lower.isascii() else lower
    return _AROUND.sub(r"\1", " ".join(plain.split())).rstrip(".,;")


_remembered = lru_cache(maxsize=16384)(_fold)
