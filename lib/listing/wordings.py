"""Every way in which a header can name a question or a choice of a codebook, and how like two wordings are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lib.codebook import OTHER, Codebook, Question, per_codebook
from lib.folding import fold

_NUMBERING = re.compile(r"(?:question |q)?(?:[a-z]?\d{1,2}[a-z]?)\s?[.):-]\s?(?=\S)|\w+(?:\[\w+\])?\.\s(?=\S)")
_ASIDE = re.compile(
    r"\((?:obligatoire|facultatif|facultative|plusieurs (?:reponses|choix) possibles?|une seule reponse|preciser)\)"
)
_DECORATION = " *?:!.…"
_REPEATED = re.compile(r"(?<=\D)(?:\.\d{1,2}|\s?\d|\s?\(\d{1,2}\))$")
_PRECISION = re.compile(r"(?:(?:si )?autres?[ ,:(-]*)?(?:(?:veuillez |merci de )?precise[rz]|lequel|laquelle)\b.{0,20}")
_PARTIAL = 0.85
"""What a wording that is only a part of the other is worth: never enough to be sure."""
_LONGEST = 300
"""Longer headers are no wording of anything, and would take long to compare."""


def plain(text: str) -> str:
    """A folded wording without its number, its star and what stands in parentheses for every question.

    >>> plain("1. Quels leviers ? (plusieurs réponses possibles) *")
    'quels leviers'
    """
    folded = _ASIDE.sub("", fold(text)).strip(_DECORATION)
    return _NUMBERING.sub("", folded, count=1).strip(_DECORATION) or folded


def without_rank(text: str) -> str:
    """A header without the number that tools put behind one that stands several times: « Précisez2 »."""
    return _REPEATED.sub("", text.strip())


def asks_precision(text: str) -> bool:
    """Whether a header asks which « Autre » is meant, whatever question it stands behind."""
    return bool(_PRECISION.fullmatch(fold(text).strip(_DECORATION)))


def likeness(one: str, other: str) -> float:
    """How like two plain wordings are, 0–100; the order of words counts little, a part for less than the whole."""
    from rapidfuzz import fuzz  # only a header that nothing names exactly pays for it

    if not one or not other or max(len(one), len(other)) > _LONGEST:
        return 0.0
    whole = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    part = _PARTIAL * fuzz.token_set_ratio(one, other) if min(len(one), len(other)) >= 4 else 0.0
    return max(whole, part)


class Wordings:
    """The wordings of one codebook, worked out once."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.questions = _by_priority(_of_question(question) for question in codebook)
        self.choices = {
            question.name: _by_priority(
                ((choice.name,), (choice.name, (choice.label,)), (choice.name, choice.aliases))
                for choice in ()  # replaced below; keeps the type plain
            )
            for question in ()
        }
        self.choices = {
            question.name: {key: names[0] for key, names in _by_priority(_of_choices(question)).items() if names[1:] == ()}
            for question in codebook
            if question.choices
        }
        self.groups = _of_groups(codebook)
        self.labels = {key: names for key, names in self.questions.items() if len(key) > 3}

    def named(self, text: str) -> tuple[str, ...]:
        """The questions that a text names exactly, in the order of the codebook; several share « Autre »."""
        for key in (fold(text), plain(text)):
            if found := self.questions.get(key):
                return found
        return ()

    def choice(self, question: str, text: str) -> str:
        """The choice of a question that a text names exactly, or nothing."""
        known = self.choices.get(question, {})
        return known.get(fold(text)) or known.get(plain(text)) or ""

    def within(self, group: str, text: str) -> tuple[str, ...]:
        """The questions of a group, named by its name, label or code, that a text names exactly."""
        members = self.groups.get(fold(group)) or self.groups.get(plain(group)) or frozenset()
        return tuple(name for name in self.named(text) if name in members)
