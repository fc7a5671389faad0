"""Every way in which a header can name a question or a choice of a codebook, and how like two wordings are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lib.codebook import OTHER, Codebook, Question, per_codebook
from lib.folding import fold

# What is counted without bounds takes a minute on a header of 30,000 letters.
_NUMBERING = re.compile(
    r"(?:question |q)?(?:[a-z]?\d{1,2}[a-z]?)\s?[.):-]\s?(?=\S)"
    r"|(?<!\w)\w{0,20}\d\w{0,20}(?:\[\w{1,20}\])?\.\s(?=\S)"
)
_ASIDE = re.compile(
    r"\((?:obligatoire|facultati(?:f|ve)|plusieurs (?:reponses|choix) possibles?|une seule reponse|preciser)\)"
)
_DECORATION = " *?:!.…"
_REPEATED = re.compile(r"(?<=\D)(?:\.\d{1,2}|\s?\d|\s?\(\d{1,2}\))$")
_PRECISION = re.compile(r"(?:(?:si )?autres?[ ,:(-]*)?(?:(?:veuillez |merci de )?precise[rz]|lequel|laquelle)\b.{0,20}")
_PARTIAL, _SHORT_PARTIAL = 0.85, 0.6
"""What a wording is worth that is a part of the other, or less than a quarter of it: never enough to be sure."""
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
    short, long = sorted((len(one), len(other)))
    worth = 0.0 if short < 4 else _PARTIAL if short * 4 >= long else _SHORT_PARTIAL
    return max(whole, worth * fuzz.token_set_ratio(one, other))


class Wordings:
    """The wordings of one codebook, worked out once: names before labels before aliases."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._questions = _first_wins(
            ((question.name, question.name) for question in codebook),
            _codes(codebook),
            ((question.label, question.name) for question in codebook),
            ((alias, question.name) for question in codebook for alias in question.aliases),
        )
        self._choices = {question.name: _of_choices(question) for question in codebook if question.choices}
        self._groups = _of_groups(codebook)
        self.long = {key: names for key, names in self._questions.items() if len(key) > 3}
        """The wordings of questions that are long enough for a likeness to say anything."""

    def named(self, text: str) -> tuple[str, ...]:
        """The questions that a text names exactly, in order; « Autre (préciser) » names many."""
        return self._questions.get(fold(text)) or self._questions.get(plain(text)) or ()

    def choice(self, question: str, text: str) -> str:
        """The choice of a question that a text names exactly, or nothing."""
        known = self._choices.get(question, {})
        return known.get(fold(text)) or known.get(plain(text)) or ""

    def choice_wordings(self, question: str) -> dict[str, str]:
        """Plain wording → choice."""
        return self._choices.get(question, {})

    def group(self, text: str) -> frozenset[str]:
        """The questions of the group that a text names exactly."""
        return self._groups.get(fold(text)) or self._groups.get(plain(text)) or frozenset()


@per_codebook
def wordings_of(codebook: Codebook) -> Wordings:
    return Wordings(codebook)


def _first_wins(*tiers: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Folded and plain wordings → names; what an earlier tier knows, a later one does not change."""
    known: dict[str, tuple[str, ...]] = {}
    for tier in tiers:
        fresh: dict[str, dict[str, None]] = {}
        for text, name in tier:
            for key in {fold(text), plain(text)} - known.keys() - {""}:
                fresh.setdefault(key, {})[name] = None
        known |= {key: tuple(names) for key, names in fresh.items()}
    return known


def _codes(codebook: Codebook) -> Iterator[tuple[str, str]]:
    """« R1 », where only one question has the number."""
    having: dict[str, list[str]] = {}
    for question in codebook:
        having.setdefault(question.code, []).append(question.name)
    return ((code, names[0]) for code, names in having.items() if code and len(names) == 1)


def _of_choices(question: Question) -> dict[str, str]:
    """Wording → choice; a wording that two choices share names neither. LimeSurvey calls « Autre » ``other``."""
    known = _first_wins(
        ((choice.name, choice.name) for choice in question.choices),
        ((choice.label, choice.name) for choice in question.choices),
        ((alias, choice.name) for choice in question.choices for alias in choice.aliases),
        [("other", OTHER)] if OTHER in question.choice_by_name else [],
    )
    return {key: names[0] for key, names in known.items() if len(names) == 1}


def _of_groups(codebook: Codebook) -> dict[str, frozenset[str]]:
    members: dict[str, set[str]] = {}
    for question in codebook:
        name = question.group
        while name:
            group = codebook.group_by_name[name]
            for key in {fold(group.name), fold(group.label), plain(group.label)}:
                members.setdefault(key, set()).add(question.name)
            name = group.parent
    return {key: frozenset(names) for key, names in members.items()}
