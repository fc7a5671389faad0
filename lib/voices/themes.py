"""The themes with which a quotation can be tagged: the codebook's own choices, and its rated factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lib.codebook import DONT_KNOW, NONE, OTHER, Codebook, Question, per_codebook
from lib.layout.plan import plan_of

DOCUMENT = ("core", "extension", "sub")
"""Levels of the choices that are the document's own, also where only one of them can be ticked."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme.

    Attributes
    ----------
    code : str
        Name of the choice or of the factor; with its question before it where another question has that name.
    wordings : tuple of str
        Other ways of saying it, from the codebook.
    """

    code: str
    label: str
    dimension: str
    family: str = ""
    wordings: tuple[str, ...] = ()


@per_codebook
def load(codebook: Codebook) -> Mapping[str, Theme]:
    """Code → theme, in the order of the questionnaire."""
    themes: dict[str, Theme] = {}
    lists: dict[str, str] = {}
    for question in codebook:
        if not question.dimension:
            continue
        if question.is_scale:
            label = question.label
            themes.setdefault(question.name, Theme(question.name, label, question.dimension, wordings=question.aliases))
            continue
        for choice in question.choices:
            if not _is_theme(question, choice.name, choice.level) or lists.get(choice.name) == question.list_name:
                continue
            code = choice.name if choice.name not in themes else f"{question.name}/{choice.name}"
            lists.setdefault(choice.name, question.list_name)
            themes[code] = Theme(code, choice.label, question.dimension, choice.family, choice.aliases)
    return MappingProxyType(themes)


def _is_theme(question: Question, name: str, level: str) -> bool:
    return name not in (NONE, OTHER, DONT_KNOW) and (question.is_multiple or level in DOCUMENT)


@per_codebook
def dimensions(codebook: Codebook) -> Mapping[str, str]:
    """Dimension → what people read for it, in the order of the questionnaire: those that a return can name."""
    return MappingProxyType(plan_of(codebook).themes)
