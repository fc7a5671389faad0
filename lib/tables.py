"""The table under a chart, and its CSV: the same result frame as the chart, in words or in raw numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from lib import french_csv
from lib.french import NOTHING, THIN, is_missing, number, percent, rounded
from lib.injection import neutralised
from lib.nouns import counted

MASKED = "masqué"
_NO_NUMBER = ("", MASKED, NOTHING)

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
    "share": ("Part (%)", 1),
    "low": ("IC 95\u202f% bas (%)", 1),
    "high": ("IC 95\u202f% haut (%)", 1),
    "value": ("Valeur", 6),
    "unit": ("Unité", None),
}
_SHARES = ("share", "low", "high")

_NUMBER = rf"[+−]?\d[\d{THIN}]*(?:,\d+)?"
_FIGURE = re.compile(rf"({_NUMBER})(?=$| |{THIN}%)(?:[^(]*? sur ({_NUMBER}))?")
"""What a cell must begin with to be a figure, and what it is out of: « 43 % (26) », « 3 sur 7 », « −0,4 »."""


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


class Written(float):
    """A number that people read as it was written; « masqué » and « – » rank below every number.

    >>> Written("8\u202f% (3)") < Written("77\u202f%"), Written("masqué") < Written("−0,4"), str(Written("−0,4"))
    (True, True, '−0,4')
    """

    words: str

    def __new__(cls, words: str) -> Written:
        made = super().__new__(cls, _rank(words))
        made.words = words
        return made

    def __str__(self) -> str:
        return self.words


def _rank(words: str) -> float:
    """The number that a cell begins with; of « 3 sur 7 » the per cent, which may stand among shares."""
    if not (found := _FIGURE.match(words)):
        return float("-inf")
    first, whole = map(_read, found.groups(default="0"))
    return 100 * first / whole if whole else first


def _read(text: str) -> float:
    return float(text.replace(THIN, "").replace("−", "-").replace(",", "."))


def sortable(table: pd.DataFrame) -> pd.DataFrame:
    """A table of strings whose columns of numbers can be put in order, for a grid that sorts numbers as numbers.

    Made from what people read and from nothing else: what a mask hides has no number here either.

    Parameters
    ----------
    table : DataFrame
        As every ``table`` of a figure gives it: all cells are strings.

    Returns
    -------
    DataFrame
        The same cells; a column is of `Written` where it holds numbers and nothing else but « masqué », « – » and
        empty cells.
    """
    return table.apply(lambda column: _sortable(column.tolist()))


def _sortable(cells: Sequence[str]) -> pd.Series:
    said = [cell for cell in cells if cell not in _NO_NUMBER]
    if said and all(map(_FIGURE.match, said)):
        return pd.Series([Written(cell) for cell in cells], dtype="object")
    return pd.Series(cells, dtype="str")


def csv(frame: pd.DataFrame, **context: str) -> bytes:
    """The frame as a CSV that French Excel opens by double click.

    Semicolons, UTF-8 with its mark, CRLF, decimal commas and one header row; numbers are bare (a share of ``42,6``
    under « Part (%) », not « 43 % »), masked cells read « masqué », and a text that a spreadsheet would take for a
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
    is_share = name in _SHARES or (name == "value" and row["unit"] == "%")
    written = rounded(value, _CSV_COLUMNS["share"][1] + 2).scaleb(2) if is_share else rounded(value, decimals)
    return f"{(written + 0).normalize():f}".replace(".", ",")  # 79 and not 79,000000; + 0: no « -0 »


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
