"""From a question of the codebook to an input cell: its style, its value, and what may be typed into it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lib.codebook import Question
from lib.french import typeset

TICK = "x"
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
_LARGEST = 999_999_999

_CHOOSE = "Choisissez une valeur de la liste (flèche à droite de la cellule), ou effacez la cellule."
_TICK = "Tapez x pour cocher, ou effacez la cellule. « oui » et « non » écrits à la main sont compris aussi."


class References(Protocol):
    """Where lists for drop-downs are kept."""

    def reference(self, name: str, values: tuple[object, ...]) -> str: ...


def style_of(question: Question, *, wide: bool = False) -> str:
    """The name of the style of the question's input cell; ``wide`` for a column made for texts."""
    if question.is_single:
        return "answer" if wide else "choice"
    if question.type == "text":
        return "text_answer" if wide else "text"
    return {"integer": "number", "decimal": "decimal", "date": "date"}.get(question.type, "text")


def value_of(question: Question, answer: str) -> object:
    """An answer as the cell shows it: label of a choice, number, date; text that is none of it stays as it is."""
    if question.is_single:
        choice = question.choice_by_name.get(answer)
        return choice.label if choice else answer
    try:
        if question.type == "integer":
            return int(answer)
        if question.type == "decimal":
            return float(answer)
        if question.type == "date":
            return date.fromisoformat(answer)
    except ValueError:
        return answer
    return answer


class Rules:
    """The input rules of one sheet; ranges under the same rule are gathered, since Excel counts rules."""

    def __init__(self, lists: References) -> None:
        self._lists = lists
        self._ranges: dict[tuple[tuple[str, object], ...], list[str]] = {}

    def attach(self, sheet: Worksheet) -> None:
        for rule, ranges in self._ranges.items():
            words = {"error": typeset(dict(rule)["error"]), "sqref": " ".join(ranges)}
            validation = DataValidation(**{**dict(rule), **words}, allow_blank=True)
            sheet.add_data_validation(validation)

    def tick(self, cells: str) -> None:
        """A box: « x » is offered, other words are let through (the reader knows « oui », « non » …)."""
        reference = self._lists.reference("_case", (TICK,))
        self._list(cells, reference, error=_TICK, errorStyle="information", showErrorMessage=True)

    def choose(self, cells: str, name: str, values: Iterable[object], *, strict: bool = True) -> None:
        """A drop-down; unless ``strict``, anything else may be typed, such as 2 for « 2 – Présent »."""
        reference = self._lists.reference(name, tuple(values))
        self._list(cells, reference, error=_CHOOSE, errorStyle="stop", showErrorMessage=strict)

    def answer(self, cells: str, question: Question) -> None:
        """What the question's type and constraint allow."""
        if question.choices:
            labels = [choice.label for choice in question.choices]
            self.choose(cells, question.list_name, labels, strict=not question.is_scale)
        elif question.type == "text" and question.max_length:
            self.longest(cells, question.max_length)
        elif question.type in ("integer", "decimal"):
            self._number(cells, question)
        elif question.type == "date":
            remedy = "Écrivez une date comme 15/03/2026, ou effacez la cellule."
            bounds = {"formula1": str(int(to_excel(FIRST_DAY))), "formula2": str(int(to_excel(LAST_DAY)))}
            self._add(cells, "Ce n’est pas une date", remedy, type="date", operator="between", **bounds)

    def longest(self, cells: str, length: int) -> None:
        """Text of at most ``length`` characters."""
        remedy = f"{length} caractères au plus : raccourcissez le texte."
        bound = {"operator": "lessThanOrEqual", "formula1": str(length)}
        self._add(cells, "Texte trop long", remedy, type="textLength", **bound)

    def _number(self, cells: str, question: Question) -> None:
        whole = question.type == "integer"
        # A whole number is read as digits only, so a sign is not offered.
        low = question.minimum if question.minimum is not None else (0 if whole else -_LARGEST)
        high = question.maximum if question.maximum is not None else _LARGEST
        kind = "un nombre entier" if whole else "un nombre"
        said = question.constraint_message or f"Écrivez {kind}."
        self._add(
            cells,
            "Nombre non prévu",
            f"{said} Corrigez, ou effacez la cellule."[:255],
            type="whole" if whole else "decimal",
            operator="between",
            formula1=str(low),
            formula2=str(high),
        )

    def _list(self, cells: str, reference: str, **rule: object) -> None:
        key = {"type": "list", "formula1": reference, "errorTitle": "Valeur non prévue", **rule}
        self._ranges.setdefault(tuple(key.items()), []).append(cells)

    def _add(self, cells: str, title: str, error: str, **rule: object) -> None:
        key = {"errorTitle": title, "error": error, "errorStyle": "stop", "showErrorMessage": True, **rule}
        self._ranges.setdefault(tuple(key.items()), []).append(cells)
