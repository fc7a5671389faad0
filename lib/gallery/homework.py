"""The homework centre by centre: in how many of its active links has each asked the school (H1)?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib import charts, indicators, sentences
from lib.charts.drawing import PAGE
from lib.codebook import Codebook
from lib.derived import ACTIVE, SCHOOL_ASKED, STATUS
from lib.filters import Filters
from lib.french import NBSP, NOTHING, THIN, count, join, number, percent, typeset
from lib.gallery.figure import Figure, Source
from lib.records import Row, rows_of
from lib.responses import Responses
from lib.tables import MASKED

ASKED = "ecoles_interrogees"
_YES = "oui"
_CENTRE = ("centre social", "centres sociaux")
_NAMED = 3
"""How many centres a sentence names at most."""


def figures(codebook: Codebook) -> Iterator[Figure]:
    """Yield the figure of each centre's homework, if the questionnaire asks for it."""
    if SCHOOL_ASKED not in codebook:
        return
    yield Figure(
        "devoirs/par-centre",
        "devoirs",
        "Les écoles interrogées, par centre social",
        typeset("Combien d’écoles chaque centre social a-t-il interrogées ?"),
        of_centres,
        chart=chart,
        sentence=sentence,
        base=base_line,
        table=table,
        indicators=(ASKED,),
        compares=False,
        stands_for=asked,
        by_status=False,
        caution=(
            "Dans ce qui se partage, un centre de moins de cinq liens actifs est masqué, et parfois d’autres avec "
            "lui, pour qu’une soustraction ne le fasse pas retrouver."
        ),
    )


def of_centres(source: Source, filters: Filters, by: str | None = None, mask: bool = True) -> pd.DataFrame:
    """The result frame of « écoles interrogées » with one row for each centre.

    Returns
    -------
    DataFrame
        `lib.results.DTYPES`: ``choice`` is the code of the centre, ``label`` its name; ``n`` are its active links
        whose school was asked, ``base`` its active links, ``missing`` those of them that do not say.
    """
    frame = indicators.summary(source.responses, source.bits, filters, mask, by="centre")
    frame = frame[frame["indicator"] == ASKED].reset_index(drop=True)
    nothing = pd.Series("", index=frame.index, dtype="str")
    named = {"question": nothing + SCHOOL_ASKED, "choice": frame["group"], "label": frame["group_label"]}
    return frame.assign(**named, group=nothing, group_label=nothing)


def asked(responses: Responses, filters: Filters, by: str | None, row: Row) -> np.ndarray:
    """Which rows of the responses are the active links of one centre whose school was asked."""
    own = filters.on("centre", str(row["choice"])).on(STATUS, ACTIVE)
    return own.kept(responses.frame) & (responses.frame[SCHOOL_ASKED] == _YES).to_numpy()


def chart(frame: pd.DataFrame, question: str, by: str | None = None, *, width: int = PAGE) -> go.Figure:
    """One bar for each centre that may be shown and has active links; the others stand in the table."""
    shown = frame[frame["display"].isin(("percent", "count"))]
    if shown.empty:
        return charts.bars(frame, question, width=width)
    labels = [f"{label} (sur{NBSP}{number(base)})" for label, base in zip(shown["label"], shown["base"], strict=True)]
    return charts.bars(shown.assign(label=pd.array(labels, dtype="str")), question, width=width)


def sentence(frame: pd.DataFrame) -> str:
    """« 2 centres sociaux sur 3 ont interrogé au moins une école : … ; 10 autres sont masqués. »"""
    rows = rows_of(frame)
    shown = _shown(rows)
    if not shown:
        return sentences.TOO_FEW if any(row["masked"] for row in rows) else sentences.NO_ANSWER
    asked = sorted((row for row in shown if row["n"]), key=lambda row: -row["n"])
    if asked:
        verb = "ont" if len(asked) > 1 else "a"
        who = f"{count(len(asked), *_CENTRE)} sur {number(len(shown))} {verb} interrogé au moins une école"
        named = join([f"{row['label']} ({number(row['n'])} sur {number(row['base'])})" for row in asked[:_NAMED]])
        text = f"{who}{', dont' if len(asked) > _NAMED else f'{NBSP}:'} {named}"
    else:
        text = f"Aucune école n’a été interrogée ({count(len(shown), *_CENTRE)})"
    if hidden := sum(row["masked"] for row in rows):
        text += f"{THIN}; {number(hidden)} {'autres sont masqués' if hidden > 1 else 'autre est masqué'}"
    return f"{text}."


def _shown(rows: Sequence[Row]) -> list[Row]:
    """The centres that have active links and may be shown."""
    return [row for row in rows if row["display"] in ("percent", "count")]


def base_line(frame: pd.DataFrame) -> str:
    """« Base : les liens actifs de chaque centre (14 pour 3 centres sociaux) ; … »"""
    rows = rows_of(frame)
    shown = _shown(rows)
    if not shown:
        return sentence(frame)
    links = count(sum(row["base"] for row in shown), "lien", "liens")
    return (
        f"Base{NBSP}: les liens actifs de chaque centre ({links} pour {count(len(shown), *_CENTRE)})"
        f"{THIN}; ceux qui n’ont pas répondu y restent."
    )


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """Centre by centre as people read it, every cell a string; a centre without active links has no numbers."""
    rows = rows_of(frame)
    return pd.DataFrame(
        {
            "Centre social": [row["label"] for row in rows],
            "Écoles interrogées": [_cell(row, number(row["n"])) for row in rows],
            "Liens actifs": [_cell(row, number(row["base"])) for row in rows],
            "Sans réponse": [_cell(row, number(row["missing"])) for row in rows],
            "Part": [_cell(row, percent(row["share"])) for row in rows],
        },
        dtype="str",
    )


def _cell(row: Row, text: str) -> str:
    if row["masked"]:
        return MASKED
    return NOTHING if row["display"] == "empty" else text
