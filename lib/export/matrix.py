"""A crossing as people read it: answers in rows, groups in columns, one block for each of its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib.export.typed import Cell, Look
from lib.french import is_missing
from lib.records import Row, by_answer, gather, name_of_group, rows_of
from lib.tables import MASKED

BASE = "Base"


@dataclass(frozen=True)
class Block:
    """One number of each cell; the first column names the rows, and the base stands last where they share it."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def blocks(frame: pd.DataFrame) -> list[Block]:
    """The numbers of a result frame of answers × groups: shares or means where there are some, then links."""
    rows = rows_of(frame)
    groups = {name: name_of_group(part) for name, part in gather(rows, "group").items()}
    lines = list(by_answer(rows).values())
    kinds = (("share", "Part", Look.SHARE), ("value", _value(rows), Look.MEAN), ("n", "Liens", Look.COUNT))
    found = []
    for name, title, look in kinds:
        if name == "n" or any(not is_missing(row[name]) for row in rows):
            body = [(_label(line), *(_cell(line.get(group), name, look) for group in groups)) for line in lines]
            found.append(Block((title, *groups.values()), tuple(body)))
    return [*found[:-1], _with_base(found[-1], lines, list(groups))]


def _value(rows: list[Row]) -> str:
    return "Moyenne" if all(is_missing(row["share"]) for row in rows) else "Rapport à l’ensemble"


def _label(line: dict[str, Row]) -> Cell:
    return Cell(str(next(iter(line.values()))["label"]), Look.TEXT)


def _cell(row: Row | None, name: str, look: Look) -> Cell:
    if row is not None and row["masked"]:
        return Cell(MASKED, look)
    if row is None or is_missing(row[name]):
        return Cell(None, look)
    return Cell(int(row[name]) if look is Look.COUNT else float(row[name]), look)


def _with_base(links: Block, lines: list[dict[str, Row]], groups: list[str]) -> Block:
    """The links with what they are counted over: a row of it, else a column; of a mean the links are its base."""
    down = [_shared([line.get(group) for line in lines]) for group in groups]
    if all(down):
        return Block(links.header, (*links.rows, (Cell(BASE, Look.TEXT), *down)))
    beside = [_shared(list(line.values())) for line in lines]
    if all(beside):
        rows = [(*row, base) for row, base in zip(links.rows, beside, strict=True)]
        return Block((*links.header, BASE), tuple(rows))
    return links


def _shared(rows: list[Row | None]) -> Cell | None:
    """The base that these rows share, masked where all are; None if there are several."""
    bases = {row["base"] for row in rows if row is not None and not row["masked"]}
    if len(bases) > 1:
        return None
    return Cell(int(bases.pop()), Look.COUNT) if bases else Cell(MASKED, Look.COUNT)
