"""The figures of the page « Évolution », by their codes.

``evolution/tous/<subject>``, ``evolution/memes/<subject>``
    A question, or one of `SUBJECTS`, over all links of each campaign, or over the same links. A third word keeps
    some series only, joined by ``+``: ``evolution/tous/l1/lev_clas+lev_pre``.
``evolution/facteurs/tous``, ``evolution/facteurs/memes``, ``evolution/acquis/tous``, ``evolution/acquis/memes``
    Means of the factors, and the share of links where they are acquired.
``evolution/durables/<years>``, ``evolution/durables/<years>/memes``
    Durable links, « durable » beginning at 1 to 10 years.
``evolution/mouvements``, ``evolution/maintien``
    Between each two campaigns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib import charts, derived, dictionary
from lib.analysis import movements, wave_words, waves
from lib.analysis.waves import INDEX, Measure
from lib.charts import drawing
from lib.charts.drawing import PAGE as PAGE_WIDTH
from lib.charts.lines import lines
from lib.charts.movements import movement_bars
from lib.codebook import Codebook, Question, per_codebook
from lib.derived import STATUS
from lib.figures import SHARES, WITHIN
from lib.filters import Filters
from lib.french import NBSP, THIN, is_missing, typeset
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.indicators import PROFILE
from lib.records import Row, gather, rows_of
from lib.responses import Responses
from lib.sentences import NOT_BY_STATUS

PAGE = "evolution"
ALL, SAME = "tous", "memes"
FACTORS, ACQUIRED, SINGLE = "facteurs", "acquis", "chiffres"
SUBJECTS = {
    SINGLE: "Quelques chiffres de l’ensemble",
    FACTORS: "Facteurs de durabilité, en moyenne",
    ACQUIRED: "Facteurs de durabilité acquis",
    INDEX: "Indice de durabilité",
    "nb_leviers": "Leviers par lien",
    "nb_partenaires": "Types de partenaires par lien",
}
"""What can be followed besides questions: code → what people read."""

_SCOPES = {ALL: "tous les liens", SAME: "les mêmes liens"}
_CAUTIONS = {
    ALL: "Les liens ne sont pas les mêmes d’une campagne à l’autre : un écart peut tenir à ceux qui entrent ou "
    "sortent. À lire avec la figure sur les mêmes liens.",
    SAME: "Seuls comptent les liens retrouvés et renseignés dans chaque campagne, à moins de 5 près si un centre "
    "social est absent de l’une : ceux qu’on a perdus de vue n’y sont pas, et ils ne ressemblent pas forcément aux "
    "autres.",
}


def code_of(scope: str, subject: str, series: Sequence[str] = ()) -> str:
    """The code of a figure: ``code_of("tous", "l1", ["lev_clas"])`` is ``evolution/tous/l1/lev_clas``."""
    words = [subject, scope] if subject in (FACTORS, ACQUIRED) else [scope, subject]
    return "/".join([PAGE, *words, *(["+".join(series)] if series else [])])


@per_codebook
def subjects(codebook: Codebook) -> Mapping[str, str]:
    """What can be followed with a questionnaire: code → what people read, questions after the figures."""
    known = {}
    for code, label in SUBJECTS.items():
        if _measures(codebook, code):
            known[code] = typeset(label)
    return known | {name: question.label for name, question in _asked_of_links(codebook).items()}


def series_of(codebook: Codebook, subject: str) -> Mapping[str, str]:
    """The lines that a subject may have: code → label."""
    if subject in codebook:
        return {choice.name: choice.label for choice in codebook[subject].choices}
    if subject in (FACTORS, ACQUIRED):
        return {question.name: question.label for question in derived.factors(codebook)}
    return {code: dictionary.load()[code].label for code in _single(codebook)} if subject == SINGLE else {}


def figure(codebook: Codebook, *words: str) -> Figure:
    """The figure that the words of a code name; raises `UnknownFigure`."""
    match words:
        case ("mouvements",) if STATUS in codebook:
            return _movements()
        case ("maintien",) if STATUS in codebook:
            return _maintained()
        case ("durables", years) if STATUS in codebook and years.isdecimal():
            return _durable(words, int(years), ALL)
        case ("durables", years, "memes") if STATUS in codebook and years.isdecimal():
            return _durable(words, int(years), SAME)
        case ("facteurs" | "acquis" as subject, "tous" | "memes" as scope, *series):
            return _followed(codebook, words, scope, subject, series)
        case ("tous" | "memes" as scope, subject, *series) if subject not in (FACTORS, ACQUIRED):
            return _followed(codebook, words, scope, subject, series)
    raise UnknownFigure("/".join((PAGE, *words)))


def _asked_of_links(codebook: Codebook) -> dict[str, Question]:
    """The closed questions about links: their profile, then what the sections of the survey ask."""
    asked = [question for part in derived.closed_sections(codebook).values() for question in part]
    profile = [question for question in codebook if question.is_single and question.dimension == PROFILE]
    return {question.name: question for question in (*profile, *asked) if not question.is_scale}


def _single(codebook: Codebook) -> list[str]:
    return [code for code in (*SHARES, *WITHIN) if waves.can_follow(codebook, code)]


def _measures(codebook: Codebook, subject: str) -> list[Measure]:
    """What a subject is made of; nothing where the questionnaire does not give it."""
    if subject == SINGLE:
        return [waves.of_figure(codebook, code) for code in _single(codebook)]
    if subject in (FACTORS, ACQUIRED):
        make = waves.of_mean if subject == FACTORS else waves.of_acquired
        return [make(question.name) for question in derived.factors(codebook)]
    if subject in SUBJECTS:
        return [waves.of_figure(codebook, subject)] if waves.can_follow(codebook, subject) else []
    return [waves.of_choices(subject)] if subject in _asked_of_links(codebook) else []


def _followed(codebook: Codebook, words: Sequence[str], scope: str, subject: str, series: Sequence[str]) -> Figure:
    measures = _measures(codebook, subject)
    chosen = series[0].split("+") if series else []
    if not measures or len(series) > 1 or not set(chosen) <= series_of(codebook, subject).keys():
        raise UnknownFigure("/".join((PAGE, *words)))
    question = codebook[subject].label if subject in codebook else subjects(codebook)[subject]
    return _lines(words, scope, question, measures, frozenset(chosen), _indicators(codebook, subject))


def _indicators(codebook: Codebook, subject: str) -> tuple[str, ...]:
    if subject == SINGLE:
        return tuple(_single(codebook))
    known = {FACTORS: "score_facteur", ACQUIRED: "facteur_acquis"}
    return (known.get(subject) or (subject if subject in SUBJECTS else dictionary.of_question(subject)),)


def _lines(
    words: Sequence[str],
    scope: str,
    question: str,
    measures: Sequence[Measure],
    chosen: frozenset[str],
    indicators: tuple[str, ...],
    caution: str = "",
) -> Figure:
    same = scope == SAME
    return Figure(
        code="/".join((PAGE, *words)),
        page=PAGE,
        title=f"{question.rstrip(f'{THIN}?.')}{NBSP}: {_SCOPES[scope]}",
        question=question,
        frame=partial(_frame, tuple(measures), chosen, same),
        chart=partial(lines, base=wave_words.short_base_of_same) if same else lines,
        sentence=wave_words.sentence,
        base=wave_words.base_of_same if same else wave_words.base_of_all,
        table=wave_words.table,
        kind="lines",
        indicators=indicators,
        compares=False,
        caution=typeset(f"{_CAUTIONS[scope]} {caution}".strip()),
    )


def _frame(
    measures: Sequence[Measure],
    chosen: frozenset[str],
    same: bool,
    source: Source,
    filters: Filters,
    by: str | None,
    mask: bool,
) -> pd.DataFrame:
    frame = (waves.of_same if same else waves.of_all)(measures, source, filters, mask)
    return frame[frame["choice"].isin(chosen)].reset_index(drop=True) if chosen else frame


def _durable(words: Sequence[str], years: int, scope: str) -> Figure:
    if years not in waves.YEARS:
        raise UnknownFigure("/".join((PAGE, *words)))
    question = f"Liens durables, à partir de {years} an{'s' if years > 1 else ''}"
    near = "Une durée trop proche d’une autre est masquée : leur écart désignerait moins de 5 liens."
    caution = f"{NOT_BY_STATUS} {near}"
    return _lines(words, scope, question, [waves.of_durable(years)], frozenset(), (waves.DURABLE,), caution)


def _movements() -> Figure:
    return Figure(
        code=f"{PAGE}/mouvements",
        page=PAGE,
        title="Liens commencés, poursuivis, interrompus",
        question=typeset("Que deviennent les liens d’une campagne à la suivante ?"),
        frame=lambda source, filters, by, mask: movements.movements(source, filters, mask),
        chart=_movement_bars,
        sentence=wave_words.of_movements,
        base=wave_words.base_of_movements,
        indicators=(*movements.FATES, *movements.ORIGINS),
        stands_for=_moved,
        by_status=False,
        compares=False,
        caution=typeset(
            "Un lien qu’on ne retrouve pas n’a pas forcément pris fin : son centre peut n’avoir fait aucun retour, ou "
            f"un retour sans lui. {NOT_BY_STATUS}"
        ),
    )


def _movement_bars(frame: pd.DataFrame, question: str, by: str | None = None, *, width: int = PAGE_WIDTH) -> go.Figure:
    """The bars of movements, each of which names its row to whoever selects it."""
    drawn = movement_bars(frame, question, by, width=width)
    counted = [row for row in rows_of(frame) if not is_missing(row["n"]) and row["n"]]
    of_code = gather(counted, "choice")
    for trace in drawn.data:
        rows = of_code[trace.customdata[0]]
        bars = len(trace.y) // len(rows)  # the links kept stand in both bars of their pair, one after the other
        trace.customdata = drawing.codes([row for row in rows for _ in range(bars)])
    return drawn


def _moved(responses: Responses, filters: Filters, _by: str | None, row: Row) -> np.ndarray:
    return movements.links_of(responses, filters, row)


def _maintained() -> Figure:
    return Figure(
        code=f"{PAGE}/maintien",
        page=PAGE,
        title="Maintien",
        question=typeset("Parmi les liens actifs retrouvés la fois suivante, combien le sont encore ?"),
        frame=lambda source, filters, by, mask: movements.maintained(source, filters, mask),
        chart=charts.profile_bars,
        sentence=wave_words.of_maintained,
        base=wave_words.base_of_maintained,
        indicators=("maintien",),
        stands_for=_moved,
        by_status=False,
        compares=False,
        caution=typeset(f"Les liens qu’on ne retrouve pas ne sont pas dans la base. {NOT_BY_STATUS}"),
    )
