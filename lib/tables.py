"""The table under a chart, and its CSV: the same result frame as the chart, in words or in raw numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib import french_csv
from lib.french import NOTHING, is_missing, number, percent
from lib.injection import neutralised
from lib.nouns import counted

MASKED = "masqué"

# Column of the result frame → (French header, decimals that the CSV keeps); None for text.
_CSV_COLUMNS: dict[str, tuple[str, int | None]] = {
    "indicator": ("Indicateur", None),
    "question": ("Question", None),
    "choice": ("Code", None),
    "label": ("Modalité", None),
    "family": ("Famille", None),
    "group": ("Code du groupe", None),
    "group_label": ("Groupe", None),
    "n": ("Liens", 0),
    "base": ("Base", 0),
    "missing": ("Non-réponses", 0),
    "dont_know": ("dont « ne sait pas »".replace("« ", "«\u00a0").replace(" »", "\u00a0»"), 0),
    "share": ("Part", 6),
    "low": ("IC 95\u202f% bas", 6),
    "high": ("IC 95\u202f% haut", 6),
    "value": ("Valeur", 6),
    "unit": ("Unité", None),
}


def table(frame: pd.DataFrame, *, interval: bool = False) -> pd.DataFrame:
    """The frame as people read it: French headers, every cell a string.

    Parameters
    ----------
    frame : DataFrame
        Result frame of `lib.indicators`, in any order; the order is kept.
    interval : bool
        Add the 95 % Wilson interval.

    Returns
    -------
    DataFrame
        ``Groupe`` (if there are groups), ``Modalité``, ``Famille`` (if there are families), ``Liens``, ``Base``,
        ``Non-réponses``, ``Part`` (if anything is a share), ``IC 95 %`` (on demand), ``Valeur`` (if there is one).
        Masked cells read « masqué »; what does not apply reads « – ».
    """
    rows = frame.to_dict("records")
    columns: dict[str, list[str]] = {}
    if (frame["group"] != "").any():
        columns["Groupe"] = [row["group_label"] or row["group"] for row in rows]
    columns["Modalité"] = [row["label"] for row in rows]
    if (frame["family"] != "").any():
        columns["Famille"] = [row["family"] or NOTHING for row in rows]
    for name in ("n", "base", "missing"):
        columns[_header(name, frame)] = [_shown(row, row[name]) for row in rows]
    if frame["share"].notna().any() or (frame["display"] == "masked").any():
        columns["Part"] = [MASKED if row["masked"] else percent(row["share"]) for row in rows]
    if interval:
        columns["IC 95\u202f%"] = [_interval(row) for row in rows]
    if frame["value"].notna().any():
        columns["Valeur"] = [_value(row) for row in rows]
    return pd.DataFrame(columns, dtype="str")


def csv(frame: pd.DataFrame, **context: str) -> bytes:
    """The frame as a CSV that French Excel opens by double click.

    Semicolons, UTF-8 with its mark, CRLF, decimal commas and one header row; numbers are raw (a share of
    ``0,426230``, not « 43 % »), masked cells read « masqué », and a text that a spreadsheet would take for a
    formula gets an apostrophe before it (CWE-1236). ``context`` adds columns of one value at the left, e.g.
    ``csv(frame, Campagne="2025-2026", Regard="centre")``.
    """
    header = [neutralised(text) for text in (*context, *(_header(name, frame) for name in _CSV_COLUMNS))]
    lead = [neutralised(text) for text in context.values()]
    rows = (lead + [_raw(row, name) for name in _CSV_COLUMNS] for row in frame.to_dict("records"))
    return french_csv.written([header, *rows])


def _header(name: str, frame: pd.DataFrame) -> str:
    """The header of a column; another survey counts respondents and not links, and some figures quotations."""
    if name == "n" and len(nouns := {counted(indicator) for indicator in frame["indicator"].unique()}) == 1:
        return nouns.pop()[1].capitalize()
    return _CSV_COLUMNS[name][0]


def _raw(row: Mapping[str, object], name: str) -> str:
    decimals = _CSV_COLUMNS[name][1]
    value = row[name]
    if decimals is None:
        return neutralised(str(value))
    if row["masked"]:
        return MASKED
    if is_missing(value):
        return ""
    return f"{value:.{decimals}f}".replace(".", ",")


def _shown(row: Mapping[str, object], value: object) -> str:
    return MASKED if row["masked"] else number(value)


def _interval(row: Mapping[str, object]) -> str:
    if row["masked"]:
        return MASKED
    if is_missing(row["low"]):
        return NOTHING
    return f"{number(row['low'] * 100)} à {percent(row['high'])}"


def _value(row: Mapping[str, object]) -> str:
    if row["masked"]:
        return MASKED
    if is_missing(row["value"]):
        return NOTHING
    whole = float(row["value"]).is_integer() and not str(row["unit"]).startswith("points")
    return percent(row["value"]) if row["unit"] == "%" else number(row["value"], 0 if whole else 1)
