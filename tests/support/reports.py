"""What reports are made of in their tests, and what their tables should say, straight from the result frames."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from lib import examples, responses
from lib.codebook import load
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.figure import Figure
from lib.store import Store
from lib.store.frames import Tables
from lib.tally import Bits
from tests.support import small
from tests.support.stores import fresh_url

CAMPAIGN = "2025-2026"
ALL = Filters(campaign=(CAMPAIGN,))
HIDDEN = "masqué"
COUNTS = ("n", "base", "missing", "dont_know")
NUMBERS = (*COUNTS, "share", "low", "high", "value")


def of_examples(folder: Path) -> SimpleNamespace:
    """The made-up département, which two campaigns and both views speak of."""
    with Store.open(fresh_url(folder)) as store:
        for number, given in enumerate(examples.generate(load())):
            store.deposit(given, data=str(number).encode(), filename="essai.xlsx")
        return of_responses(responses.build(store.tables(), load()))


def of_small() -> SimpleNamespace:
    """The small return written by hand."""
    return of_responses(responses.build(tables(), load()))


def tables(*sheets: str) -> Tables:
    """The small return without quotations; ``sheets`` stand in place of its own."""
    links: dict[str, dict[str, str]] = {}
    for sheet in sheets or small.SHEETS:
        for row in small.rows(sheet):
            links.setdefault(row["lien"], {"campagne": small.CAMPAIGN, "regard": "centre"}).update(row)
    given = small.of_rows([*links.values(), *small.rows(small.SCHOOLS)], load())
    nothing = {name: pd.array([], dtype=kind) for name, kind in _QUOTATION.items()}
    return replace(given, verbatims=pd.DataFrame(nothing))


_QUOTATION = {
    **dict.fromkeys(("id", "observation"), "Int64"),
    **dict.fromkeys(("campaign", "view", "centre", "dimension", "text", "time_code"), "str"),
    "citable": "bool",
}


def of_responses(taken: responses.Responses) -> SimpleNamespace:
    return SimpleNamespace(responses=taken, bits=Bits.pack(taken))


def listed(source: SimpleNamespace, by: str) -> Iterator[tuple[Figure, pd.DataFrame]]:
    """Every figure without parameters that has rows, with its frame."""
    for figure in catalogue.listed(source.bits.codebook).values():
        frame = figure.frame(source, ALL, by if by and figure.compares else None, True)
        if len(frame):
            yield figure, frame


def said(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """(label, group, n, base, missing, dont_know, share, low, high, value), sorted; None where there is nothing.

    Of a masked row the counts are « masqué »; what else it would have had is not told here.
    """
    rows = []
    for row in frame.to_dict("records"):
        words = (row["label"] or None, row["group_label"] or row["group"] or None)
        if row["masked"]:
            rows.append((*words, *[HIDDEN] * len(COUNTS), *[None] * 4))
        else:
            rows.append((*words, *(None if pd.isna(row[name]) else digits(row[name]) for name in NUMBERS)))
    return sorted(rows, key=repr)


def read(rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """The same, of a table as it was read again: column header → cell."""
    headers = {"n": ("Liens", "Paroles", "Effectif"), "base": ("Base",), "missing": ("Non-réponses",)}
    headers |= {"dont_know": ("dont «\u00a0ne sait pas\u00a0»",), "share": ("Part",), "value": ("Valeur",)}
    headers |= {"low": ("IC 95\u202f% bas",), "high": ("IC 95\u202f% haut",)}
    found = []
    for row in rows:
        cells = [next((row[name] for name in headers[key] if name in row), None) for key in NUMBERS]
        if cells[0] == HIDDEN:
            assert not [cell for cell in cells if isinstance(cell, (int, float))]
            cells[4:] = [None] * 4
        numbers = [digits(cell) if isinstance(cell, (int, float)) else cell or None for cell in cells]
        found.append((row["Modalité"] or None, row.get("Groupe") or None, *numbers))
    return sorted(found, key=repr)


def digits(value: object) -> float:
    """A number as far as every spreadsheet keeps it."""
    return float(f"{float(value):.12g}")


def parts(data: bytes) -> dict[str, bytes]:
    """Name → bytes of everything in a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def crossed(frame: pd.DataFrame) -> dict[str, dict[tuple[str, str], object]]:
    """Title → (answer, group) → number of each of a crossing's cells; masked ones read « masqué »."""
    mean = frame["share"].isna().all()
    titles = {"share": "Part", "value": "Moyenne" if mean else "Rapport à l’ensemble", "n": "Liens"}
    found = {}
    for name, title in titles.items():
        if name == "n" or frame[name].notna().any():
            cells = zip(frame["label"], frame["group_label"], frame["masked"], frame[name], strict=True)
            found[title] = {
                (label, group): HIDDEN if masked else None if pd.isna(value) else digits(value)
                for label, group, masked, value in cells
            }
    return found


def crossings(rows: list[list[object]]) -> dict[str, tuple[list[str], dict[str, dict[tuple[str, str], object]]]]:
    """The same read again from a sheet: heading → its other words, and its tables without their bases."""
    found: dict[str, tuple[list[str], dict[str, dict[tuple[str, str], object]]]] = {}
    words, tables, table, header = [], {}, None, []
    for first, *cells in rows:
        if re.match(r"X\d+ · ", str(first or "")):
            words, tables, table = [], {}, None
            found[str(first)] = (words, tables)
        elif first in ("Part", "Moyenne", "Rapport à l’ensemble", "Liens") and any(cells):
            header, table = cells, tables.setdefault(first, {})
        elif first == "Base":
            continue
        elif first and table is not None and ("Liens" not in tables or any(cell is not None for cell in cells)):
            named = zip(header, cells, strict=True)
            table |= {
                (first, group): digits(cell) if isinstance(cell, (int, float)) else cell
                for group, cell in named
                if group not in (None, "Base")
            }
        elif first:
            words.append(str(first))
    return found
