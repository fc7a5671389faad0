"""A centre beside the département as people read it: one row per figure, one column per side."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib import sentences
from lib.codebook import Codebook
from lib.french import count, is_missing, number, percent
from lib.records import gather, name_of_group, rows_of
from lib.tables import MASKED

FIGURE, QUESTION, ANSWER = "Chiffre", "Question", "Réponse"


def cell(row: Mapping[str, object], empty: str = sentences.UNANSWERED) -> str:
    """One figure with what it is taken over: « 48 % (37 sur 77) », « 4 sur 7 », « 2,1 (7 liens) », « masqué »."""
    if row["masked"]:
        return MASKED
    if row["display"] == "empty":
        return empty
    if not is_missing(row["value"]):
        whole = float(row["value"]).is_integer() and not str(row["unit"]).startswith("points")
        value = number(row["value"], 0 if whole else 1)
        return value if is_missing(row["base"]) else f"{value} ({count(row['base'], 'lien', 'liens')})"
    out_of = f"{number(row['n'])} sur {number(row['base'])}"
    return out_of if is_missing(row["share"]) else f"{percent(row['share'])} ({out_of})"


def beside(frame: pd.DataFrame, codebook: Codebook | None = None, *, empty: str = sentences.UNANSWERED) -> pd.DataFrame:
    """Lay the sides of a result frame (`lib.sheet.beside`) next to each other.

    Parameters
    ----------
    codebook : Codebook, optional
        Names the questions in a column of their own, for a frame that holds several; each is named once.
    empty : str
        What stands where there is nothing to count.

    Returns
    -------
    DataFrame
        Every cell a string: ``Chiffre`` with its unit where it is no share (on demand ``Question`` and ``Réponse``
        instead), then one column per side.
    """
    rows = rows_of(frame)
    named = FIGURE if codebook is None else ANSWER
    sides = {name: name_of_group(part) for name, part in gather(rows, "group").items()}
    lines: dict[tuple[object, ...], dict[str, str]] = {}
    for row in rows:
        line = lines.setdefault((row["indicator"], row["question"], row["key"]), {})
        if codebook is not None:
            line[QUESTION] = codebook[row["question"]].label
        line[named] = _figure(row)
        line[sides[row["group"]]] = cell(row, empty)
    columns = [*([QUESTION] if codebook is not None else []), named, *sides.values()]
    table = pd.DataFrame(list(lines.values()), columns=columns, dtype="str").fillna(empty)
    if codebook is not None:
        table[QUESTION] = table[QUESTION].mask(table[QUESTION].duplicated(), "")
    return table


def _figure(row: Mapping[str, object]) -> str:
    """The label, with its unit where the label does not say it: « Indice de durabilité, points (0–3) »."""
    label, unit = str(row["label"]), str(row["unit"])
    return label if unit == "%" or unit.split(" ")[0] in label.lower() else f"{label}, {unit}"
