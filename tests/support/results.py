"""Small result frames written by hand, with the columns and missing values that `lib.indicators` promises."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.results import DTYPES


def display_of(base: int) -> str:
    return "percent" if base >= 10 else "count" if base >= 5 else "masked" if base else "empty"


def row(
    n: int = 0,
    base: int = 0,
    missing: int = 0,
    *,
    dont_know: int = 0,
    interval: tuple[float, float] | None = None,
    value: float | None = None,
    display: str = "",
    unit: str = "%",
    **words: str,
) -> dict[str, object]:
    """One row; ``display`` follows from the base unless it is given (secondary masking)."""
    shown = display or display_of(base)
    hidden, percent = shown == "masked", shown == "percent"
    low, high = interval if interval and percent else (None, None)
    texts = {name: words.get(name, "") for name, dtype in DTYPES.items() if dtype == "str"}
    return texts | {
        "n": None if hidden else n,
        "base": None if hidden else base,
        "missing": None if hidden else missing,
        "dont_know": None if hidden else dont_know,
        "share": n / base if percent else None,
        "low": low,
        "high": high,
        "value": None if hidden else value,
        "unit": unit,
        "display": shown,
        "masked": hidden,
    }


def frame(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(DTYPES)).astype(DTYPES)


def choices(
    counts: dict[str, int],
    base: int,
    missing: int = 0,
    *,
    question: str = "l1",
    families: dict[str, str] | None = None,
    **words: str,
) -> list[dict[str, object]]:
    """Rows of one question: ``counts`` maps a label to its links; ``autre`` and ``aucun`` keep their names."""
    names = {"Autre (préciser)": "autre", "Aucun": "aucun", "Ne sait pas": "nsp"}
    return [
        row(
            n,
            base,
            missing,
            indicator=question,
            question=question,
            choice=names.get(label, f"c{position}"),
            label=label,
            family=(families or {}).get(label, ""),
            **words,
        )
        for position, (label, n) in enumerate(counts.items(), start=1)
    ]


def scale(factors: dict[str, Sequence[int]], missing: int = 0, **words: str) -> list[dict[str, object]]:
    """Rows of rated factors: ``factors`` maps a label to the links that gave 0, 1, 2 and 3."""
    rows = []
    for position, (label, points) in enumerate(factors.items(), start=1):
        base = sum(points)
        mean = sum(score * n for score, n in enumerate(points)) / base if base else None
        for score, n in enumerate(points):
            name = f"dur_{position}"
            rows.append(
                row(
                    n,
                    base,
                    missing,
                    value=mean,
                    unit="points (0–3)",
                    indicator="score_facteur",
                    question=name,
                    choice=str(score),
                    label=label,
                    **words,
                )
            )
    return rows
