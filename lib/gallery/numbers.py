"""The key numbers: shares that one line each can say, on one chart that can be shown, saved and presented."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from lib import indicators, sentences
from lib.codebook import Codebook
from lib.derived import SCHOOL_ASKED, STATUS
from lib.figures import SHARES, WITHIN
from lib.filters import Filters
from lib.gallery.figure import Figure, Source
from lib.records import rows_of

CODE = "chiffres-cles"
ASKED = {
    "liens_durables": STATUS,
    **{code: question for code, (question, _) in (*SHARES.items(), *WITHIN.items())},
    "ecoles_interrogees": SCHOOL_ASKED,
}
"""Share of links → the question that it needs, in the order in which they are said."""
_SAID = 4
"""How many the sentence says; the chart has them all."""


def figures(codebook: Codebook) -> Iterator[Figure]:
    """Yield the figure, unless the questionnaire asks nothing of what it is made of."""
    known = tuple(code for code, question in ASKED.items() if question in codebook)
    if known:
        yield Figure(
            CODE,
            "ensemble",
            "Les chiffres clés",
            "Quelques chiffres de l’ensemble",
            _frame,
            sentence=sentence,
            indicators=known,
            compares=False,
        )


def _frame(source: Source, filters: Filters, _by: str | None, mask: bool) -> pd.DataFrame:
    frame = indicators.summary(source.responses, source.bits, filters, mask=mask)
    order = {code: rank for rank, code in enumerate(ASKED)}
    return frame[frame["indicator"].isin(order)].sort_values("indicator", key=lambda codes: codes.map(order))


def sentence(frame: pd.DataFrame) -> str:
    """« Liens durables : 60 % (31 sur 52). Évaluation partagée : 64 % (49 sur 77). … »

    Parameters
    ----------
    frame : DataFrame
        Rows of `lib.indicators.summary`.
    """
    rows = rows_of(frame)
    shown = [row for row in rows if not row["masked"] and row["display"] != "empty"]
    if not shown:
        return sentences.TOO_FEW if any(row["masked"] for row in rows) else sentences.NO_ANSWER
    return " ".join(sentences.of_figure(row) for row in shown[:_SAID])
