"""What goes with the figures in every file: the definitions of the indicators, and the questions with their choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib import dictionary
from lib.codebook import Codebook
from lib.export.chapters import Chapter

DEFINITIONS, QUESTIONNAIRE = "Définitions", "Questionnaire"
"""Names of the sheets."""
_TYPES = {
    "select_one": "un choix",
    "select_multiple": "plusieurs choix",
    "integer": "nombre entier",
    "decimal": "nombre",
    "text": "texte",
    "date": "date",
    "note": "note",
}


@dataclass(frozen=True)
class Listing:
    """A plain list of words: ``widths`` are those of its columns, in letters."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


def definitions(chapters: Iterable[Chapter]) -> Listing:
    """The dictionary; the indicators that these chapters show are marked."""
    here = {code for chapter in chapters for shown in chapter.shown for code in shown.frame["indicator"].unique()}
    headers = ("Code", "Indicateur", "Ce qui est compté", "Base", "Unité", "Dans ce classeur")
    rows = [
        (d.code, d.label, d.numerator, d.base, d.unit, "oui" if d.code in here else "")
        for d in dictionary.load().values()
        if d.built
    ]
    return Listing(DEFINITIONS, headers, tuple(rows), (24, 30, 52, 48, 16, 12))


def questionnaire(codebook: Codebook) -> Listing:
    """The questions, and below each its choices."""
    headers = ("Question", "Code", "Libellé", "Type", "Choix", "Libellé du choix", "Famille")
    rows: list[Sequence[str]] = []
    for question in codebook:
        kind = _TYPES.get(question.type, question.type)
        rows.append((question.name, question.code, question.label, kind, "", "", ""))
        rows += [
            (question.name, question.code, "", "", choice.name, choice.label, choice.family)
            for choice in question.choices
        ]
    return Listing(codebook.title, headers, tuple(map(tuple, rows)), (26, 8, 52, 16, 30, 52, 30))
