"""Search in quotations: accents, case and typographic signs do not matter, and words are found from their beginning.

« ecole » finds « Écoles »; several words must all be there; what stands in quotation marks is found as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_SAME = str.maketrans({**dict.fromkeys("’‘ʼ´`′", "'"), **dict.fromkeys("‐‑‒–—―−", "-"), "œ": "oe", "æ": "ae"})
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_BLANKS = re.compile(r"\s+")
_PHRASES = re.compile(r'"([^"]*)"?')
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("«»“”„", '"'))
LONGEST = 200
"""Characters of a search that are looked at: nobody types more, and each word costs time."""


class Piece(NamedTuple):
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_found: bool


def flat(text: str) -> str:
    """The text as it is searched.

    >>> flat("L’École,  à Évry")
    "l'ecole, a evry"
    """
    lower = _BLANKS.sub(" ", text).casefold().translate(_SAME)
    return _ACCENTS.sub("", lower if lower.isascii() else unicodedata.normalize("NFKD", lower))


def _flattened(text: str) -> tuple[str, list[int]]:
    """`flat`, sign by sign, and for each sign of the result where it stood."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign.isspace() and place and text[place - 1].isspace():
            continue  # blanks in a row are one
        plain = _of_sign(sign)
        signs.extend(plain)
        places.extend([place] * len(plain))
    return "".join(signs), places


_of_sign = lru_cache(maxsize=4096)(flat)


@lru_cache(maxsize=64)
def terms(search: str) -> tuple[str, ...]:
    """What all must be in a text: words, and phrases in quotation marks; flat.

    >>> terms('École "temps de midi" ')
    ('temps de midi', 'ecole')
    """
    marked = search[:LONGEST].translate(_QUOTATION_MARKS)
    phrases = [" ".join(flat(phrase).split()) for phrase in _PHRASES.findall(marked)]
    words = flat(_PHRASES.sub(" ", marked)).split()
    given = [term for term in (*phrases, *(word.strip(",;.!?") for word in words)) if term]
    return tuple(dict.fromkeys(given))


@lru_cache(maxsize=64)
def _patterns(search: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\w){re.escape(term)}\w*") for term in terms(search))


def matches(flat_texts: Sequence[str], search: str) -> list[bool]:
    """Which of the texts (made `flat` before) hold all that is looked for; nothing looked for is in all of them."""
    patterns = _patterns(search)
    return [all(pattern.search(text) for pattern in patterns) for text in flat_texts]


def pieces(text: str, search: str) -> list[Piece]:
    """The text in pieces, those that were found apart; joined together they are the text.

    >>> pieces("Des écoles", "ecole")
    [Piece(text='Des ', is_found=False), Piece(text='écoles', is_found=True)]
    """
    cut: list[Piece] = []
    done = 0
    for begin, end in _spans(text, search):
        cut += [Piece(text[done:begin], False), Piece(text[begin:end], True)]
        done = end
    cut.append(Piece(text[done:], False))
    return [piece for piece in cut if piece.text]


def _spans(text: str, search: str) -> list[tuple[int, int]]:
    """Where in the text something was found, in order; what overlaps is one."""
    plain, places = _flattened(text)
    found = sorted(match.span() for pattern in _patterns(search) for match in pattern.finditer(plain))
    spans: list[tuple[int, int]] = []
    for start, stop in found:
        begin, end = places[start], places[stop - 1] + 1
        if spans and begin < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return spans
