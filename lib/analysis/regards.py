"""The figures of « Regards croisés », by code.

===================================  ===============================================================================
code                                 figure
===================================  ===============================================================================
``regards/ecart``                    means of both sides and their gap, factor by factor, on the same links
``regards/accord/<question>``        agreement on each answer, and by whom it is given
``regards/accord/reponses``          how often both give the same answer to each question that has one answer
``regards/un-seul-cote/<question>``  what only one side sees
``regards/non-apparies/facteurs``    means of all centres and of all schools: not the same links
``regards/non-apparies/<question>``  answers of all centres and of all schools
===================================  ===============================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from lib import charts, derived, dictionary, indicators, sentences
from lib.analysis import pairs, side_words, sides
from lib.analysis.pairs import BOTH, GAP, WHO
from lib.analysis.sides import AGREE, DISTANCE, NEITHER, ONE_SIDE
from lib.charts.dumbbell import Column, dumbbell
from lib.charts.sides import by_whom
from lib.codebook import Codebook, Question
from lib.filters import Filters
from lib.french import NBSP, typeset
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.observation import CENTRE, SCHOOL, VIEWS
from lib.records import Row
from lib.responses import Responses

FAMILY = PAGE = "regards"
ANSWERS, FACTORS, SAME = "reponses", "facteurs", "meme_reponse"
VOLUNTEERS = typeset("Les écoles qui répondent sont volontaires : biais positif.")
RARE = typeset(
    "Une réponse rarement donnée fait presque toujours accord, parce que les deux regards la laissent de côté : lire "
    "aussi par qui elle est donnée."
)
APART = typeset(
    "Tous les liens de chaque regard, vus ou non par l’autre : ce ne sont pas les mêmes liens, et une différence n’est "
    "pas un désaccord."
)
_AT_LEAST_ONE = ", ceux où un regard au moins donne la réponse"
_GAP_NOTE = typeset("écart : école − centre social, en moyenne, pris avant d’arrondir ; absolu : sans le signe")


def figure(codebook: Codebook, *words: str) -> Figure:
    """The figure of ``regards/<words>``; raises `UnknownFigure`."""
    if words == ("ecart",):
        return _gaps(codebook)
    kind, name = words if len(words) == 2 else ("", "")
    if (kind, name) == ("accord", ANSWERS):
        return _same_answers(codebook)
    if (kind, name) == ("non-apparies", FACTORS):
        return _unpaired_factors(codebook)
    asked = {question.name: question for question in pairs.questions(codebook)}
    if kind not in _OF_QUESTION or name not in asked:
        raise UnknownFigure("/".join((FAMILY, *words)))
    return _OF_QUESTION[kind](codebook, asked[name])


def choices(codebook: Codebook) -> dict[str, str]:
    """The questions that a page offers: name → « R1 · Qu’est-ce qui a fait que ça a pris ? »."""
    return {q.name: f"{q.code} · {q.label}" if q.code else q.label for q in pairs.questions(codebook)}


def _accord(codebook: Codebook, question: Question) -> Figure:
    return Figure(
        f"{FAMILY}/accord/{question.name}",
        PAGE,
        "L’accord des deux regards",
        question.label,
        partial(_of_pairs, sides.accord, question.name),
        chart=partial(by_whom, total=AGREE, head="accord", parts=(BOTH, CENTRE, SCHOOL, NEITHER)),
        sentence=side_words.of_accord if question.is_multiple else side_words.of_single_accord,
        base=side_words.base_of_pairs,
        table=side_words.table_of_accord,
        kind="cross",
        indicators=("accord_case", "case_cochee_par"),
        stands_for=_behind,
        compares=False,
        both_views=True,
        caution=f"{RARE} {VOLUNTEERS}",
    )


def _one_sided(codebook: Codebook, question: Question) -> Figure:
    return Figure(
        f"{FAMILY}/un-seul-cote/{question.name}",
        PAGE,
        "Ce qu’un seul côté voit",
        question.label,
        partial(_of_pairs, sides.one_sided, question.name),
        chart=partial(by_whom, total=ONE_SIDE, head="un seul côté", parts=(CENTRE, SCHOOL, BOTH), note=_AT_LEAST_ONE),
        sentence=side_words.of_one_sided,
        base=side_words.base_of_one_sided,
        table=side_words.table_of_one_sided,
        kind="cross",
        indicators=("vu_d_un_seul_cote",),
        stands_for=_behind,
        compares=False,
        both_views=True,
        caution=VOLUNTEERS,
    )


def _unpaired(codebook: Codebook, question: Question) -> Figure:
    return Figure(
        f"{FAMILY}/non-apparies/{question.name}",
        PAGE,
        "Toutes les réponses de chaque regard",
        question.label,
        partial(_by_view, question.name),
        chart=charts.bars if question.is_multiple else charts.profile_bars,
        sentence=partial(sentences.of_choices, codebook=codebook),
        indicators=(dictionary.of_question(question.name),),
        compares=False,
        both_views=True,
        caution=APART,
    )


_OF_QUESTION: Mapping[str, Callable[[Codebook, Question], Figure]] = {
    "accord": _accord,
    "un-seul-cote": _one_sided,
    "non-apparies": _unpaired,
}


def _same_answers(codebook: Codebook) -> Figure:
    if not any(question.is_single for question in pairs.questions(codebook)):
        raise UnknownFigure(f"{FAMILY}/accord/{ANSWERS}")
    return Figure(
        f"{FAMILY}/accord/{ANSWERS}",
        PAGE,
        "La même réponse des deux côtés",
        typeset("Centre social et école donnent-ils la même réponse ?"),
        lambda source, filters, _by, mask: sides.same_answers(source, filters, mask),
        sentence=side_words.of_same_answers,
        base=side_words.base_of_pairs,
        indicators=(SAME,),
        stands_for=_behind,
        compares=False,
        both_views=True,
        caution=VOLUNTEERS,
    )


def _gaps(codebook: Codebook) -> Figure:
    scale = _scale(codebook, "ecart")
    columns = (Column(GAP, "écart", is_signed=True), Column(DISTANCE, "absolu"))
    return Figure(
        f"{FAMILY}/ecart",
        PAGE,
        "L’écart sur chaque facteur",
        typeset("Où en êtes-vous sur chacun de ces facteurs ? Centre social et école, sur les mêmes liens"),
        lambda source, filters, _by, mask: sides.gaps(source, filters, mask),
        chart=partial(dumbbell, sides=VIEWS, columns=columns, scale=scale, note=_GAP_NOTE),
        sentence=side_words.of_gaps,
        base=side_words.base_of_pairs,
        table=side_words.table_of_gaps,
        kind="dumbbell",
        indicators=("ecart_facteur", "ecart_absolu", "score_facteur"),
        compares=False,
        both_views=True,
        caution=VOLUNTEERS,
    )


def _unpaired_factors(codebook: Codebook) -> Figure:
    scale = _scale(codebook, f"non-apparies/{FACTORS}")
    return Figure(
        f"{FAMILY}/non-apparies/{FACTORS}",
        PAGE,
        "Tous les facteurs, tous les liens de chaque regard",
        typeset("Où en êtes-vous sur chacun de ces facteurs ? Tous les liens de chaque regard"),
        lambda source, filters, _by, mask: sides.unpaired_factors(source.bits, filters, mask),
        chart=partial(dumbbell, sides=VIEWS, scale=scale),
        sentence=side_words.of_unpaired_factors,
        base=lambda frame: f"Base{NBSP}: {sentences.short_base(frame)}.",
        table=side_words.table_of_unpaired_factors,
        kind="dumbbell",
        indicators=("score_facteur",),
        compares=False,
        both_views=True,
        caution=APART,
    )


def _scale(codebook: Codebook, words: str) -> dict[int, str]:
    factors = derived.factors(codebook)
    if not factors:
        raise UnknownFigure(f"{FAMILY}/{words}")
    return {int(choice.name): choice.label for choice in factors[0].substantive}


def _of_pairs(
    count: Callable[..., pd.DataFrame], question: str, source: Source, filters: Filters, _by: str | None, mask: bool
) -> pd.DataFrame:
    return count(source, question, filters, mask)


def _behind(responses: Responses, filters: Filters, _by: str | None, row: Row) -> np.ndarray:
    """Which rows of the responses, the centre's, are the pairs that a part of a bar counts."""
    question = responses.codebook[str(row["question"])]
    rows, told = pairs.told(responses, question)
    if row["indicator"] == SAME:  # whichever the answer is
        counted = np.any([told[pairs.column(question, each.name, BOTH)] for each in question.substantive], axis=0)
    else:
        given = {who: told[pairs.column(question, str(row["choice"]), who)] for who in WHO}
        counted = _counted(given, told[question.name], str(row["group"]))
    found = np.zeros(len(responses.frame), dtype=bool)
    found[rows] = counted
    return found & pairs.of_pairs(filters).kept(responses.frame)


def _counted(given: Mapping[str, np.ndarray], answered: np.ndarray, group: str) -> np.ndarray:
    """The pairs of a group of `lib.analysis.sides`, of which ``given`` says who gives the answer."""
    alone = given[CENTRE] | given[SCHOOL]
    made = {AGREE: answered & ~alone, NEITHER: answered & ~alone & ~given[BOTH], ONE_SIDE: alone}
    return made[group] if group in made else given[group]


def _by_view(question: str, source: Source, filters: Filters, _by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.choices(source.bits, question, replace(filters, view=VIEWS), by="view", mask=mask)
