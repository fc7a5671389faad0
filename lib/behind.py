"""The links behind one bar: how they spread over levels, priority education and statuses, and which they are.

A bar is a row of the result frame. How its links spread is a crossing, and masked like one: every number of links
is judged by itself, and more is hidden until no hidden one can be found by subtraction. Which links they are, by
name, is for a coordinator's working view only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib import derived
from lib.analysis.network import TOGETHER
from lib.codebook import DONT_KNOW, Codebook
from lib.derived import DRIVERS, PARTNERS
from lib.filters import COLUMN_OF, FIELD_OF, Filters
from lib.french import NBSP, NOTHING, THIN, is_missing, join, number
from lib.indicators import ACQUIRED_FROM
from lib.records import Row, gather, name_of_group, rows_of
from lib.responses import Responses
from lib.results import DTYPES, Rows
from lib.selection import Selection
from lib.sentences import TOO_SMALL
from lib.tally import NOT_GIVEN, Bits

SPREAD_OVER = ("etab_niveau", "education_prioritaire", derived.STATUS)
LINKS = "liens_recenses"


def find(frame: pd.DataFrame, question: str, key: str, group: str) -> Row | None:
    """The row that a selected mark stands for; None if nothing is drawn for it (any more)."""
    for row in rows_of(frame):
        if (row["question"], row["key"], row["group"]) == (question, key, group):
            return row if is_bar(row) else None
    return None


def is_bar(row: Row) -> bool:
    """Whether a row has links behind it that may be spoken of."""
    drawn = not row["masked"] and not is_missing(row["n"]) and row["n"] > 0
    return drawn and bool(row["question"]) and row["indicator"] != TOGETHER


def name(row: Row) -> str:
    """What people read for a bar: « Dispositif CLAS », « Réciprocité : 3 », « Dispositif CLAS, Collège »."""
    said = str(row["label"])
    if row["choice"] and str(row["choice"]).isdecimal():
        said = f"{said}{NBSP}: {row['choice']}"
    return f"{said}, {name_of_group([row])}" if row["group"] else said


def narrowed(filters: Filters, by: str | None, group: str) -> Filters | None:
    """The filters of one group of a comparison; None where no filter can say it (« Non renseigné »)."""
    if not by or not group:
        return filters
    column = COLUMN_OF.get(by, by)
    return None if column not in FIELD_OF or group == NOT_GIVEN else filters.on(column, group)


def spread(bits: Bits, filters: Filters, row: Row, mask: bool = True) -> pd.DataFrame:
    """How many of the links behind a bar are of each level, kind of priority education and status.

    Parameters
    ----------
    filters : Filters
        Of the bar, with its own group (`narrowed`).
    row : Row
        The bar.

    Returns
    -------
    DataFrame
        Result frame (`lib.results`): ``label`` is what they are spread over, ``group`` the value, ``n`` the links.
        What all the links answer alike, the bar's own question or a single value that is filtered, is left out.
    """
    part, columns = _counted(bits.codebook, row)
    frames = []
    for attribute in SPREAD_OVER:
        alike = attribute == row["question"] or len(filters.chosen().get(attribute, ())) == 1
        if attribute not in bits.codebook or alike:
            continue
        selection = Selection(bits, filters, attribute, [part])
        rows, links = Rows(selection.groups, mask=mask), selection.sum_of(columns)
        label = bits.codebook[attribute].label
        rows.add(LINKS, [label], links, None, question=attribute, value=links, is_share=False, judged_by=links)
        frames.append(rows.frame())
    empty = pd.DataFrame(columns=list(DTYPES)).astype(DTYPES)
    return pd.concat(frames, ignore_index=True) if frames else empty


def said(frame: pd.DataFrame) -> list[str]:
    """One line for each attribute: « Niveau : Élémentaire 19, Collège 10 ; effectif trop faible : Lycée »."""
    lines = []
    for label, rows in gather(rows_of(frame), "label").items():
        shown = [f"{name_of_group([row])} {number(row['n'])}" for row in rows if not row["masked"] and row["n"]]
        hidden = [name_of_group([row]) for row in rows if row["masked"]]
        away = [f"{TOO_SMALL}{NBSP}: {join(hidden)}" if shown else TOO_SMALL] if hidden else []
        lines.append(f"{label}{NBSP}: " + f"{THIN}; ".join([*filter(None, [", ".join(shown)]), *away]) + ".")
    return lines


def _counted(codebook: Codebook, row: Row) -> tuple[str, Sequence[str]]:
    """Which part of the bits, and which columns of it that exclude each other, count the links of a bar."""
    question, choice = str(row["question"]), str(row["choice"])
    if row["indicator"] == "partenaire_moteur":
        return "drivers", [f"{DRIVERS}:{PARTNERS}/{choice}"]
    if row["indicator"] == "facteur_acquis":
        return question, [f"{question}/{point}" for point in _acquired(codebook, question)]
    if not choice:
        return f"{question}:families", [f"{question}:family:{row['family']}"]
    return question, [f"{question}/{choice}"]


def _acquired(codebook: Codebook, question: str) -> list[str]:
    return [choice.name for choice in codebook[question].substantive if int(choice.name) >= ACQUIRED_FROM]


def links(responses: Responses, filters: Filters, by: str | None, row: Row) -> pd.DataFrame:
    """The links behind a bar by name, for a working view: never to be projected or put into a file.

    Parameters
    ----------
    filters, by
        Of the figure, whole: the row says its own group.

    Returns
    -------
    DataFrame
        One row per link, all columns str: Centre, Établissement, Commune, Niveau, Statut, Depuis (year it began).
    """
    frame, codebook = responses.frame, responses.codebook
    kept = frame[filters.kept(frame) & _of_group(frame, by, str(row["group"])) & _ticked(frame, codebook, row)]
    shown = {
        "Centre": kept["centre_name"].astype("str"),
        "Établissement": kept["school_name"],
        "Commune": kept["school_commune"],
        "Niveau": _labels(kept, codebook, "etab_niveau"),
        "Statut": _labels(kept, codebook, derived.STATUS),
        "Depuis": kept["annee_debut"].astype("object").map(str, na_action="ignore") if "annee_debut" in kept else None,
    }
    named = pd.DataFrame(shown, index=kept.index, dtype="str").fillna(NOTHING)
    return named.sort_values(["Centre", "Établissement"], ignore_index=True)


def _labels(frame: pd.DataFrame, codebook: Codebook, question: str) -> pd.Series | None:
    if question not in codebook:
        return None
    label_of = {choice.name: choice.label for choice in codebook[question].choices}
    return frame[question].astype("object").map(label_of)


def _of_group(frame: pd.DataFrame, by: str | None, group: str) -> np.ndarray:
    if not by or not group:
        return np.ones(len(frame), dtype=bool)
    column = frame[COLUMN_OF.get(by, by)]
    return column.isna().to_numpy() if group == NOT_GIVEN else (column == group).to_numpy()


def _ticked(frame: pd.DataFrame, codebook: Codebook, row: Row) -> np.ndarray:
    """Which rows give the answer that a bar counts."""
    question, choice = codebook[str(row["question"])], str(row["choice"])
    if row["indicator"] == "partenaire_moteur":
        return (frame[f"{PARTNERS}/{choice}"] & frame[f"{DRIVERS}/{choice}"]).to_numpy()
    if row["indicator"] == "facteur_acquis":
        return (frame[question.name] >= ACQUIRED_FROM).fillna(False).to_numpy(dtype=bool)
    if question.is_multiple:
        names = [choice] if choice else [c.name for c in question.substantive if c.family == row["family"]]
        return frame[[f"{question.name}/{name}" for name in names]].to_numpy().any(axis=1)
    if question.is_scale and choice != DONT_KNOW:
        return (frame[question.name] == int(choice)).fillna(False).to_numpy(dtype=bool)
    return (frame[question.name] == choice).to_numpy()
