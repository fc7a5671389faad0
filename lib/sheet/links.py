"""The links of one centre, or of one school, as a list for reading: names stand in it, so it is for the working view.

Nothing is counted here; a link that is only wished for is listed like any other.
"""

from __future__ import annotations

import pandas as pd

from lib.codebook import Codebook
from lib.french import NOTHING, count
from lib.gallery.figure import Source

SCHOOL, CENTRE, VIEW = "Établissement", "Centre social", "Regard"
_COLUMNS = {
    "etab_niveau": "Niveau",
    "education_prioritaire": "Éducation prioritaire",
    "qpv": "QPV",
    "statut_lien": "Statut",
    "annee_debut": "Début",
    "age": "Ancienneté",
    "frequence": "Rencontres",
}


def of_centre(source: Source, campaign: str, view: str, centre: str) -> pd.DataFrame:
    """Every link of a return, by school.

    Returns
    -------
    DataFrame
        Every cell a string: ``Établissement``, ``Niveau``, ``Éducation prioritaire``, ``QPV``, ``Statut``,
        ``Début`` (a year), ``Ancienneté``, ``Rencontres``; « – » for what was not answered.
    """
    frame = source.responses.frame
    mine = (frame["campaign"] == campaign) & (frame["view"] == view) & (frame["centre"] == centre)
    found = frame[mine].sort_values("school_name", kind="stable")
    return in_words(found, source.responses.codebook, {SCHOOL: found["school_name"]})


def in_words(frame: pd.DataFrame, codebook: Codebook, first: dict[str, pd.Series]) -> pd.DataFrame:
    """The profile of each row of the responses frame in words, behind some columns of its own."""
    columns = {name: values.astype("str").to_list() for name, values in first.items()}
    for name, header in _COLUMNS.items():
        if name in frame:
            columns[header] = [_word(value, name, codebook) for value in frame[name]]
    return pd.DataFrame(columns, dtype="str")


def _word(value: object, name: str, codebook: Codebook) -> str:
    if pd.isna(value):
        return NOTHING
    if name == "age":
        return count(int(value), "an", "ans")
    if name == "annee_debut":
        return str(int(value))  # a year has no space between its thousands
    return codebook[name].choice_by_name[str(value)].label
