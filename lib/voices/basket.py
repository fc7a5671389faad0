"""The basket: quotations chosen for the meeting. What it hands out is only what may leave, and names nobody's school.

`chosen` is what slides and files read; everything in it may be projected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from lib import french_csv
from lib.codebook import Codebook
from lib.filters import COLUMN_OF, Filters
from lib.french import THIN, quote
from lib.injection import neutralised
from lib.responses import Responses
from lib.voices import quotations, themes

_LEVEL = COLUMN_OF["level"]
_SAID_BY = {"centre": "un centre social", "ecole": "une école"}
_COLUMNS = {
    "text": "Parole",
    "dimension_label": "Thème",
    "said_by": "Regard",
    "level_label": "Niveau de l’établissement",
    "theme_labels": "Étiquettes",
    "time_code": "Minutage",
    "campaign": "Campagne",
}


def chosen(responses: Responses, told: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The quotations of a basket that may leave the working view, in its order.

    Parameters
    ----------
    told : DataFrame
        All quotations (`lib.voices.quotations.gather`).
    keys : sequence of str
        Fingerprints, as `Store.basket` gives them.

    Returns
    -------
    DataFrame
        One row per quotation, all str: quotation (fingerprint), text, campaign, view, dimension, dimension_label,
        said_by (« une école »), level_label ("" where naming it could point at a school), theme_labels (joined
        by « ; »), time_code, source (one line to stand under the words). What no return in force holds any more,
        and what is not citable or not proof-read, is left out.
    """
    codebook = responses.codebook
    held = quotations.of_keys(told, keys)
    parts = [
        quotations.shown(held[(held["campaign"] == campaign) & (held["view"] == view)], responses, _all(campaign, view))
        for campaign, view in dict.fromkeys(zip(held["campaign"], held["view"], strict=True))
    ]
    if not parts:
        return pd.DataFrame(columns=["quotation", "view", "dimension", *_COLUMNS, "source"], dtype="str")
    safe = quotations.of_keys(pd.concat([part.quotations for part in parts]), keys)
    labelled = safe.assign(
        dimension_label=_labels(safe["dimension"], themes.dimensions(codebook)),
        said_by=_labels(safe["view"], _SAID_BY),
        level_label=_labels(safe[_LEVEL], _levels(codebook)),
        theme_labels=[theme_labels(codebook, given) for given in safe["themes"]],
    )
    labelled = labelled[["quotation", "view", "dimension", *_COLUMNS]].astype("str").reset_index(drop=True)
    return labelled.assign(source=pd.array([_source(row) for row in labelled.to_dict("records")], dtype="str"))


def _all(campaign: str, view: str) -> Filters:
    return Filters(campaign=(campaign,), view=(view,))


def _labels(column: pd.Series, labels: Mapping[str, str]) -> list[str]:
    return [labels.get(value, value) for value in column]


def _levels(codebook: Codebook) -> dict[str, str]:
    choices = codebook[_LEVEL].choices if _LEVEL in codebook else ()
    return {choice.name: choice.label for choice in choices}


def theme_labels(codebook: Codebook, codes: Sequence[str]) -> str:
    """« Café des parents ; Demande des parents »; what the questionnaire in use no longer has is left out."""
    known = themes.load(codebook)
    return f"{THIN}; ".join(known[code].label for code in codes if code in known)


def _source(row: dict[str, str]) -> str:
    """« Un centre social (Collège) · Durabilité · enregistrement, 38-58 · 2025-2026 »."""
    said = row["said_by"][:1].upper() + row["said_by"][1:]
    parts = [f"{said} ({row['level_label']})" if row["level_label"] else said, row["dimension_label"]]
    parts += [f"enregistrement, {row['time_code']}"] if row["time_code"] else []
    return " · ".join(part for part in (*parts, row["campaign"]) if part)


def csv(given: pd.DataFrame) -> bytes:
    """`chosen` as a CSV that French Excel opens by double click; texts that would run as formulas do not."""
    told = enumerate(given.to_dict("records"), start=1)
    rows = ([number, *(neutralised(row[name]) for name in _COLUMNS)] for number, row in told)
    return french_csv.written([["Ordre", *_COLUMNS.values()], *rows])


def text(given: pd.DataFrame) -> str:
    """`chosen` as plain text, to be pasted into a letter."""
    return "\n\n".join(f"{quote(row['text'])}\n{row['source']}" for row in given.to_dict("records")) + "\n"
