"""The figures of a centre's sheet, by code: ``fiche/facteurs/EXA`` and ``fiche/choix/l1/EXA``.

Slides and workbooks find them in the catalogue like any other. The code of the centre is not checked: a centre
that is not in the responses has no rows of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from lib import dictionary, sentences
from lib.charts.beside import beside_bars
from lib.charts.drawing import PAGE as PAGE_WIDTH
from lib.charts.dumbbell import dumbbell
from lib.codebook import Codebook, Question
from lib.derived import PARTNERS, factors
from lib.filters import Filters
from lib.french import NBSP, THIN, join, typeset
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.sheet import beside, table

FAMILY, PAGE = "fiche", "fiche"
TITLES = {
    "r1": "Ce qui a fait que ça a pris",
    "l1": "Les leviers",
    PARTNERS: "Les partenaires",
    "p1": "Les objectifs",
}
LONGEST_FIRST = "Les choix que le centre donne le plus souvent, et à égalité ceux que le département donne le plus."


def figure(codebook: Codebook, kind: str, *words: str) -> Figure:
    """Make a figure of the sheet of one centre.

    Parameters
    ----------
    kind : str
        ``facteurs``, then the code of the centre; or ``choix``, a closed question, and the code of the centre.

    Raises
    ------
    UnknownFigure
        When the words say nothing that this questionnaire asks.
    """
    match kind, words:
        case "facteurs", [centre] if centre and factors(codebook):
            return _factors(codebook, centre)
        case "choix", [question, centre] if centre and _is_closed(codebook, question):
            return _choices(codebook[question], centre)
    raise UnknownFigure(code(kind, *words))


def code(kind: str, *words: str) -> str:
    """The code of a figure: ``code("choix", "l1", "EXA")`` is ``fiche/choix/l1/EXA``."""
    return "/".join((FAMILY, kind, *words))


def _is_closed(codebook: Codebook, question: str) -> bool:
    if question not in codebook:
        return False
    asked = codebook[question]
    return asked.is_multiple or (asked.is_single and not asked.is_scale)


def _of_factors(centre: str, source: Source, filters: Filters, _by: str | None, mask: bool) -> pd.DataFrame:
    return beside.factors(source, filters, centre, mask)


def _of_choices(
    question: str, centre: str, source: Source, filters: Filters, _by: str | None, mask: bool
) -> pd.DataFrame:
    return beside.choices(source, question, filters, centre, mask)


def _means(
    frame: pd.DataFrame,
    title: str,
    by: str | None = None,
    *,
    centre: str,
    scale: Mapping[int, str],
    width: int = PAGE_WIDTH,
) -> go.Figure:
    """The dumbbell chart; which factors of the centre have no mark is said above it, where it covers nothing."""
    mine = frame["group"] == centre
    unmarked = frame[mine & frame["value"].isna()]
    notes = []
    for masked, of in unmarked.groupby("masked"):
        reason = sentences.TOO_SMALL if masked else sentences.UNANSWERED
        which = "tous les facteurs" if len(of) == mine.sum() else join(of["label"].tolist())
        notes.append(f"{reason} pour le centre{NBSP}: {which}")
    note = f"{THIN}; ".join(notes)
    sides, shown = (beside.WHOLE, centre), frame.drop(unmarked.index)
    return dumbbell(shown, title, by, sides=sides, scale=scale, note=note[:1].upper() + note[1:], width=width)


def _choices(question: Question, centre: str) -> Figure:
    return Figure(
        code("choix", question.name, centre),
        PAGE,
        typeset(f"{TITLES.get(question.name, question.label)}, à côté du département"),
        question.label,
        partial(_of_choices, question.name, centre),
        chart=beside_bars,
        table=table.beside,
        indicators=(dictionary.of_question(question.name),),
        compares=False,
        caution=LONGEST_FIRST if question.is_multiple else "",
    )


def _factors(codebook: Codebook, centre: str) -> Figure:
    points = {int(point.name): point.label for point in factors(codebook)[0].substantive}
    return Figure(
        code("facteurs", centre),
        PAGE,
        "Les facteurs, à côté du département",
        "Note moyenne de chaque facteur",
        partial(_of_factors, centre),
        chart=partial(_means, centre=centre, scale=points),
        sentence=sentences.of_scale,
        table=table.beside,
        kind="dumbbell",
        indicators=("score_facteur",),
        compares=False,
    )
