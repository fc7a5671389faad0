"""The dictionary of indicators: code, label, numerator, base and unit, as the screen explains them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lib.codebook import DEFAULT_PATH

PATH = DEFAULT_PATH / "indicators.csv"
CHOICE, FAMILY = "part_modalite", "part_famille"
"""Codes of the shares of any question, and of its families, that has no indicator of its own."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator; ``questions`` are those whose choices it counts, ``built`` whether it is computed yet."""

    code: str
    label: str
    numerator: str
    base: str
    unit: str
    questions: tuple[str, ...] = ()
    built: bool = True


@cache
def load() -> Mapping[str, Definition]:
    """Code → definition, in the order of the file."""
    with PATH.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType({row["code"]: _definition(row) for row in rows})


def _definition(row: Mapping[str, str]) -> Definition:
    texts = {name: row[name].strip() for name in ("code", "label", "numerator", "base", "unit")}
    return Definition(**texts, questions=tuple(row["questions"].split()), built=row["built"].strip() != "no")


@cache
def of_question(question: str) -> str:
    """Code of the indicator that the choices of a question make."""
    return next((d.code for d in load().values() if question in d.questions), CHOICE)
