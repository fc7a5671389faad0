"""Tables that several pages draw."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import tables
from lib.findings import Finding, Severity

_HEADER, _BORDER = 35, 2
_ROW = 92
_HIGHEST = 560
"""Pixels of a grid before it scrolls: a reader still sees what stands around it."""
_WEIGHT = {Severity.BLOCKING: 0, Severity.CHECK: 1, Severity.INFO: 2}


def findings_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """Findings for reading, the heaviest first.

    Returns
    -------
    DataFrame
        One row per finding, all columns str: « Gravité », « Feuille », « Cellule », « Constat », « Que faire ».
    """
    ordered = sorted(findings, key=lambda finding: _WEIGHT[finding.severity])
    return pd.DataFrame(
        [(f.severity.value, f.place.sheet, f.place.cell, f.said, f.remedy) for f in ordered],
        columns=["Gravité", "Feuille", "Cellule", "Constat", "Que faire"],
        dtype="str",
    )


def height(rows: int, row_height: int) -> int:
    """The height of a grid: all its rows, or as many as fit and half a row more, which shows that others follow.

    >>> height(5, 92)
    497
    >>> height(50, 92)
    543
    """
    fitting = (_HIGHEST - _HEADER - _BORDER) / row_height
    return round(_HEADER + _BORDER + row_height * (rows if rows <= fitting else int(fitting - 0.5) + 0.5))


def figures(table: pd.DataFrame, alt: str) -> None:
    """Draw a table of strings: a click on a header puts figures in the order of their numbers, not of their digits."""
    # A Styler: the grid sorts by the numbers, which are those that are read, and shows the words.
    st.dataframe(tables.sortable(table).style.format(str), hide_index=True, alt=alt)


def findings(found: Sequence[Finding], alt: str) -> None:
    """Draw findings, the heaviest first."""
    st.dataframe(
        findings_table(found),
        hide_index=True,
        row_height=_ROW,
        height=height(len(found), _ROW),
        column_config={
            "Gravité": st.column_config.TextColumn(width=90),
            "Feuille": st.column_config.TextColumn(width=90),
            "Cellule": st.column_config.TextColumn(width=60),
            "Constat": st.column_config.TextColumn(width=290),
            "Que faire": st.column_config.TextColumn(width=280),
        },
        alt=alt,
    )
