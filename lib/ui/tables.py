"""Tables that several pages draw."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.findings import Finding, Severity

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


def findings(found: Sequence[Finding], alt: str) -> None:
    """Draw findings, the heaviest first."""
    st.dataframe(
        findings_table(found),
        hide_index=True,
        row_height=92,
        column_config={
            "Gravité": st.column_config.TextColumn(width=90),
            "Feuille": st.column_config.TextColumn(width=90),
            "Cellule": st.column_config.TextColumn(width=60),
            "Constat": st.column_config.TextColumn(width=290),
            "Que faire": st.column_config.TextColumn(width=280),
        },
        alt=alt,
    )
