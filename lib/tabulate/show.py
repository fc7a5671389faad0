"""One question as people read it: result frame, chart, sentence.

The frame is the one that all other figures have (`lib.results`), so that the same chart, table and sentence read
it; its indicator is `lib.nouns.SURVEY`, which counts respondents. Small numbers are not masked: these are
somebody's own answers, on that person's own screen. What a base can carry still holds: shares from 10 respondents,
else counts.
"""

from __future__ import annotations

from datetime import date as Date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib import charts, dictionary, sentences
from lib.charts.drawing import PAGE
from lib.codebook import NONE, OTHER
from lib.folding import fold
from lib.french import count, date, number, typeset
from lib.nouns import SURVEY, counted
from lib.results import Groups, Rows
from lib.tabulate import headers
from lib.tabulate.question import Choice, Kind, Result

_WHOLE = ("",)
_NOTHING = frozenset(("aucun", "aucune", "aucun de ces choix", "aucune de ces reponses", "none", "rien"))
_MOST_POINTS = 21


def frame(result: Result) -> pd.DataFrame:
    """The result frame of one question: a row per choice, point, interval or period; none without an answer.

    A free text or an identifier has one row, « Réponses »: how many respondents wrote something.
    """
    shown = _rows(result)
    rows = Rows(Groups(_WHOLE, _WHOLE, np.array([[result.rows]])), mask=False)
    if not shown:
        return rows.frame()
    asked_only = result.question.type in (Kind.text, Kind.identifier)
    base = result.base + result.silent if asked_only else result.base
    rows.add(
        dictionary.CHOICE,
        [choice.value for choice in shown],
        np.array([choice.n for choice in shown]),
        np.array([base]),
        question=result.question.name,
        choices=_codes(shown),
        missing=np.array([0 if asked_only else result.silent]),
        dont_know=np.array([result.dont_know]),
        value=None if result.mean is None else np.array([result.mean]),
    )
    made = rows.frame()
    made["indicator"] = pd.array([SURVEY] * len(made), dtype="str")
    if result.mean is not None:
        unit = _scale_unit(shown) if result.question.type is Kind.scale else "moyenne"
        made["unit"] = pd.array([unit] * len(made), dtype="str")
    return made


def _rows(result: Result) -> list[Choice]:
    kind = result.question.type
    if kind in (Kind.text, Kind.identifier):
        return [Choice("Réponses", result.base)]
    if kind in (Kind.number, Kind.date):
        return list(result.spread)
    return points(result) if kind is Kind.scale else list(result.choices)


def points(result: Result) -> list[Choice]:
    """The choices of a scale with the points that nobody gave, from end to end."""
    numbers = {choice.code: choice for choice in result.choices}
    are_points = all(code.removeprefix("-").isdecimal() for code in numbers)
    if not numbers or not are_points or result.question.is_fixed:
        return list(result.choices)
    seen = sorted(map(int, numbers))
    low, high = headers.bounds(result.question.label) or (seen[0], seen[-1])
    low, high = min(low, seen[0]), max(high, seen[-1])
    if high - low >= _MOST_POINTS:
        return list(result.choices)
    return [numbers.get(str(at), Choice(str(at), 0, str(at))) for at in range(low, high + 1)]


def _scale_unit(shown: list[Choice]) -> str:
    ends = [choice.code for choice in shown if choice.code.lstrip("-").isdecimal()]
    return f"points ({ends[0]}–{ends[-1]})" if ends else "points"


def _codes(shown: list[Choice]) -> list[str]:
    """The code of each row, once; « Autre » and « Aucun » have those that figures put last."""
    codes: list[str] = []
    for choice in shown:
        folded = fold(choice.value)
        code = choice.code or choice.value
        if folded in _NOTHING and NONE not in codes:
            code = NONE
        elif headers.is_other(choice.value) and OTHER not in codes:
            code = OTHER
        codes.append(code if code not in codes else f"{code} ({len(codes)})")
    return codes


def chart(result: Result, *, width: int = PAGE) -> go.Figure:
    """The figure of one question: sorted bars for a multiple choice, bars in their order for what has one."""
    label, kind = result.question.label, result.question.type
    if not result.base or kind in (Kind.text, Kind.identifier):
        return charts.message(sentence(result), label, width)
    draw = charts.bars if kind is Kind.multiple else charts.profile_bars
    return draw(frame(result), label, width=width)


def sentence(result: Result) -> str:
    """One French sentence: what was answered, by how many."""
    kind = result.question.type
    if kind is Kind.identifier:
        return typeset("Colonne technique ou personnelle : elle n’est pas comptée.")
    if not result.base:
        return "Aucune réponse à cette question."
    who = count(result.base, *counted(SURVEY))
    if kind is Kind.text:
        asked = number(result.base + result.silent)
        return f"{count(result.base, 'réponse écrite', 'réponses écrites')} sur {asked}."
    if kind is Kind.date:
        first, last = (date(Date.fromisoformat(day)) for day in (result.first, result.last))
        return f"Le {first} ({who})." if first == last else f"Du {first} au {last} ({who})."
    if result.mean is not None:
        return typeset(
            f"Moyenne : {result.written(result.mean)} ; médiane : {result.written(result.median)} ; "
            f"de {result.written(result.minimum)} à {result.written(result.maximum)} ({who})."
        )
    return sentences.of_choices(frame(result))
