"""What was counted of another survey, as files and as the overview of its questions."""

from __future__ import annotations

import json

import pandas as pd

from lib import tables
from lib.french import percent
from lib.tabulate import show
from lib.tabulate.count import Survey
from lib.tabulate.report import Report, as_dict


def json_bytes(report: Report) -> bytes:
    """The whole report, as ``python -m lib tabulate --json`` prints it."""
    return json.dumps(as_dict(report), ensure_ascii=False, indent=2).encode()


def csv(survey: Survey, filename: str) -> bytes:
    """Every question, a row per choice, as a CSV that French Excel opens by double click."""
    frames = [show.frame(result) for result in survey.results]
    return tables.csv(pd.concat(frames, ignore_index=True), Fichier=filename, Feuille=survey.sheet)


def overview(survey: Survey) -> pd.DataFrame:
    """The questions for reading, in the order of the file.

    Returns
    -------
    DataFrame
        One row per question. « Question », « Type », « Sûreté », « Pourquoi » : str. « Base », « Sans réponse » :
        int64, respondents who answered, and who were asked and did not.
    """
    rows = [
        (
            result.question.label,
            result.question.type.french,
            percent(result.question.confidence),
            result.base,
            result.silent,
            result.question.reason,
        )
        for result in survey.results
    ]
    texts, counts = dict.fromkeys(("Question", "Type", "Sûreté"), "str"), ("Base", "Sans réponse")
    kinds = {**texts, **dict.fromkeys(counts, "int64"), "Pourquoi": "str"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
