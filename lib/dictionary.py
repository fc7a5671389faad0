"""The dictionary of indicators: what each is, and where it is shown, as the screen explains it.

The file is read by pages, frames and command line alike; tests hold it against the code in both directions.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lib.codebook import DEFAULT_PATH
from lib.french import typeset

PATH = DEFAULT_PATH / "indicators.csv"
CHOICE, FAMILY = "part_modalite", "part_famille"
"""Codes of the shares of any question, and of its families, that has no indicator of its own."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator.

    Attributes
    ----------
    code : str
        Stands in the result frame (`lib.results`) and in every file; never changed.
    label, numerator, base, unit : str
        In French; ``base`` is « — » where nothing is divided.
    questions : tuple of str
        The questions of the codebook whose choices it counts.
    built : bool
        Whether it is computed yet.
    where : tuple of str
        Short names of the pages that show it (see `lib.ui.links`); empty where only files hold it.
    readings : tuple of str
        The cross-readings that use it, ``X1`` … ``X15``.
    """

    code: str
    label: str
    numerator: str
    base: str
    unit: str
    questions: tuple[str, ...] = ()
    built: bool = True
    where: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


@cache
def load() -> Mapping[str, Definition]:
    """Code → definition, in the order of the file."""
    with PATH.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType({row["code"]: _definition(row) for row in rows})


def _definition(row: Mapping[str, str]) -> Definition:
    texts = {name: typeset(row[name].strip()) for name in ("code", "label", "numerator", "base", "unit")}
    lists = {name: tuple(row[name].split()) for name in ("questions", "where", "readings")}
    return Definition(**texts, **lists, built=row["built"].strip() != "no")


@cache
def of_question(question: str) -> str:
    """Code of the indicator that the choices of a question make."""
    return next((d.code for d in load().values() if question in d.questions), CHOICE)
