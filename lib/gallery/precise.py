"""Figures of single answers: what the document's open questions are spoken to by.

``reponse/q1/qui_direction`` (one answer of a question, or several) and ``facteur/dur_reciprocite`` (one factor) are
cut out of the very frames of the theme pages, masks included.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from lib import charts, dictionary, indicators, sentences
from lib.codebook import Codebook
from lib.filters import Filters
from lib.french import NBSP, count, is_missing, join, number, percent, quote
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.nouns import ANSWER, OF_QUESTION, Noun
from lib.records import Row, rows_of


def of_answers(codebook: Codebook, question: str, *names: str) -> Figure:
    """The links that give these answers (``reponse/<question>/<choice>/…``)."""
    known = {choice.name: choice.label for choice in codebook[question].substantive} if question in codebook else {}
    code = "/".join(("reponse", question, *names))
    if not names or len(set(names)) < len(names) or not set(names) <= set(known) or codebook[question].is_scale:
        raise UnknownFigure(code)
    asked = codebook[question]
    return Figure(
        code,
        asked.dimension,
        join([known[name] for name in names]),
        asked.label,
        partial(_answers, question, frozenset(names)),
        sentence=sentence_of_answers,
        indicators=(dictionary.of_question(question),),
    )


def of_factor(codebook: Codebook, *words: str) -> Figure:
    """One factor with its points (``facteur/<name>``)."""
    name = words[0] if len(words) == 1 else ""
    if name not in codebook or not codebook[name].is_scale:
        raise UnknownFigure("/".join(("facteur", *words)))
    return Figure(
        f"facteur/{name}",
        codebook[name].dimension,
        codebook[name].label,
        codebook[name].label,
        partial(_factor, name),
        chart=partial(charts.scale_bars, codebook=codebook),
        sentence=sentence_of_factor,
        kind="scale",
        indicators=("score_facteur",),
    )


def _answers(
    question: str, keep: frozenset[str], source: Source, filters: Filters, by: str | None, mask: bool
) -> pd.DataFrame:
    frame = indicators.choices(source.bits, question, filters, by=by, mask=mask)
    return frame[frame["choice"].isin(keep)]


def _factor(name: str, source: Source, filters: Filters, by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.scale(source.bits, [name], filters, by=by, mask=mask)


def sentence_of_answers(frame: pd.DataFrame) -> str:
    """« Levier « Dispositif CLAS » : 43 % des liens (30 sur 69 ayant répondu). »

    Parameters
    ----------
    frame : DataFrame
        Rows of one question of `lib.indicators.choices`; with groups, `lib.sentences.of_choices` speaks.
    """
    rows = rows_of(frame)
    if any(row["group"] for row in rows):
        return sentences.of_choices(frame)
    if any(row["masked"] for row in rows):
        return sentences.TOO_FEW
    if not rows or rows[0]["display"] == "empty":
        return sentences.NO_ANSWER
    noun = OF_QUESTION.get(rows[0]["question"], ANSWER)
    text = _one(rows[0], noun) if len(rows) == 1 else _several(rows, noun)
    return text if rows[0]["display"] == "percent" else f"{text} {sentences.COUNTS_ONLY}"


def _one(row: Row, noun: Noun) -> str:
    out_of = f"{number(row['n'])} sur {number(row['base'])} ayant répondu"
    amount = out_of if is_missing(row["share"]) else f"{percent(row['share'])} des liens ({out_of})"
    return f"{noun.singular.capitalize()} {quote(row['label'])}{NBSP}: {amount}."


def _several(rows: Sequence[Row], noun: Noun) -> str:
    """They are answers to one question, so they have one base."""
    amounts = [
        f"{quote(row['label'])} ({'' if is_missing(row['share']) else percent(row['share']) + ', '}{number(row['n'])})"
        for row in rows
    ]
    over = f"{noun.all_said} sur {count(rows[0]['base'], 'lien', 'liens')} ayant répondu"
    return f"{noun.plural.capitalize()} {over}{NBSP}: {join(amounts)}."


def sentence_of_factor(frame: pd.DataFrame) -> str:
    """« Facteur « Réciprocité » : 1,8 sur 3 en moyenne (73 liens ayant noté ce facteur). »

    Parameters
    ----------
    frame : DataFrame
        Rows of one factor of `lib.indicators.scale`; with groups, `lib.sentences.of_scale` speaks.
    """
    rows = rows_of(frame)
    if any(row["group"] for row in rows):
        return sentences.of_scale(frame)
    if any(row["masked"] for row in rows):
        return sentences.TOO_FEW
    first = rows[0]
    if first["display"] == "empty":
        return sentences.NO_ANSWER
    top = max(int(row["choice"]) for row in rows)
    mean = f"{number(first['value'], 1)} sur {top} en moyenne"
    over = f"{count(first['base'], 'lien', 'liens')} ayant noté ce facteur"
    return f"Facteur {quote(first['label'])}{NBSP}: {mean} ({over})."
