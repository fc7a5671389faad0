"""The table of a figure with numbers as numbers: what workbook and OpenDocument hold of a result frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import pandas as pd

from lib.codebook import Codebook
from lib.french import is_missing, typeset
from lib.nouns import counted
from lib.records import Row, rows_of
from lib.tables import MASKED

Value = str | int | float | None
"""What a cell holds; None where nothing applies, and `lib.tables.MASKED` for every number of a masked row."""


class Look(Enum):
    """How a column of numbers is written; ``TEXT`` for words."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


@dataclass(frozen=True)
class Column:
    """One column; ``name`` is that of the result frame."""

    name: str
    header: str
    look: Look


@dataclass(frozen=True)
class Cell:
    """One cell, and how it is written: a column of values holds counts, shares and means."""

    value: Value
    look: Look


_HEADERS = {
    "label": ("Modalité", Look.TEXT),
    "group": ("Groupe", Look.TEXT),
    "point": ("Réponse", Look.TEXT),
    "family": ("Famille", Look.TEXT),
    "n": ("", Look.COUNT),
    "base": ("Base", Look.COUNT),
    "missing": ("Non-réponses", Look.COUNT),
    "dont_know": (typeset("dont « ne sait pas »"), Look.COUNT),
    "share": ("Part", Look.SHARE),
    "low": (typeset("IC 95 % bas"), Look.SHARE),
    "high": (typeset("IC 95 % haut"), Look.SHARE),
    "value": ("Valeur", Look.MEAN),
    "unit": ("Unité", Look.TEXT),
}


def columns(frames: Sequence[pd.DataFrame]) -> list[Column]:
    """The columns that these frames need, the same for all of them so that they stand below each other."""
    rows = [row for frame in frames for row in rows_of(frame)]
    nouns = {counted(row["indicator"])[1].capitalize() for row in rows}
    needed = {
        "group": any(row["group"] for row in rows),
        "point": any(_is_point(row) for row in rows),
        "family": any(row["family"] for row in rows),
        **{name: any(_takes(row, name) for row in rows) for name in ("share", "low", "high", "value")},
    }
    needed["unit"] = needed["value"]
    headers = {name: (text or (nouns.pop() if len(nouns) == 1 else "Effectif")) for name, (text, _) in _HEADERS.items()}
    return [Column(name, headers[name], look) for name, (_, look) in _HEADERS.items() if needed.get(name, True)]


def row(of: Row, wanted: Sequence[Column], codebook: Codebook) -> list[Cell]:
    """One row of a result frame, with the key that `lib.records.rows_of` adds."""
    return [_cell(of, column, codebook) for column in wanted]


def _cell(of: Row, column: Column, codebook: Codebook) -> Cell:
    if column.look is Look.TEXT:
        return Cell(_text(of, column.name, codebook), Look.TEXT)
    look = _look_of_value(of) if column.name == "value" else column.look
    if of["masked"]:
        return Cell(MASKED if _takes(of, column.name) else None, look)
    value = of[column.name]
    if is_missing(value):
        return Cell(None, look)
    return Cell(int(value) if column.look is Look.COUNT else float(value), look)


def _text(of: Row, name: str, codebook: Codebook) -> str | None:
    if name == "point":
        return _point(of, codebook) if _is_point(of) else None
    if name == "group":
        return str(of["group_label"] or of["group"]) or None
    if name == "unit" and not (_takes(of, "value") and of["unit"] != "%"):
        return None
    return str(of[name]) or None


def _is_point(of: Row) -> bool:
    """Whether a row is one answer on a scale, where ``label`` is the factor."""
    return of["indicator"] == "score_facteur" and bool(of["choice"]) and of["choice"] != of["question"]


def _point(of: Row, codebook: Codebook) -> str:
    question, choice = str(of["question"]), str(of["choice"])
    known = codebook[question].choice_by_name if question in codebook else {}
    return known[choice].label if choice in known else choice


def _takes(of: Row, name: str) -> bool:
    """Whether a number of this name can stand in the row: a masked one hides only what it would have."""
    if name == "value":
        return not is_missing(of["value"]) or (of["masked"] and (of["unit"] != "%" or _is_point(of)))
    if name in ("share", "low", "high"):
        return not is_missing(of[name]) or (of["masked"] and (of["unit"] == "%" or _is_point(of)))
    return True


def _look_of_value(of: Row) -> Look:
    """A share, a mean with one decimal, or a whole number (of links, of years)."""
    if of["unit"] == "%":
        return Look.SHARE
    whole = not is_missing(of["value"]) and float(of["value"]).is_integer()
    return Look.COUNT if whole and not str(of["unit"]).startswith("points") else Look.MEAN
