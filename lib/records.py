"""The result frame as plain records, for what reads it row by row (a hundred rows: pandas would cost more)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

Row = Mapping[str, object]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """One dict per row; ``key`` is added, what tells one row from another within its group."""
    names = list(frame.columns)
    columns = [frame[name].tolist() for name in names]
    columns.append([choice or label for choice, label in zip(frame["choice"], frame["label"], strict=True)])
    names.append("key")
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def gather(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """The rows by the value of one column, values in the order in which they come."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def by_answer(rows: Iterable[Row], key: str = "key") -> dict[object, dict[str, Row]]:
    """Answer → group → row: a frame as rows and columns."""
    lines: dict[object, dict[str, Row]] = {}
    for row in rows:
        lines.setdefault(row[key], {})[str(row["group"])] = row
    return lines


def name_of_group(rows: list[Row]) -> str:
    """What people read for the group that these rows belong to, "" for the whole selection."""
    return str(rows[0]["group_label"] or rows[0]["group"])
