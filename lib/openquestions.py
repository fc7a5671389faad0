"""The document's own questions, follow-ups and homework, and what of the survey speaks to each.

``data/codebook/open_questions.csv`` holds them, in the document's wording and order. A row names the figures
(`lib.gallery`) and the single figures (`lib.dictionary`) that speak to it, and how far they reach: ``direct`` if the
survey asks the very thing, ``partial`` if it only throws light on it, nothing if no question of the survey does.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import pandas as pd

from lib import indicators, sentences
from lib.codebook import DEFAULT_PATH, Codebook
from lib.filters import Filters
from lib.french import NBSP, count, date, datetime_, join, quote, typeset
from lib.gallery import catalogue
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.store.remarks import DROPPED, SETTLED, STATUSES, TO_DISCUSS, UNDER_WAY, Remark, Tick

PATH = DEFAULT_PATH / "open_questions.csv"
QUESTION, FOLLOW_UP, TASK = "question", "followup", "task"
DIRECT, PARTIAL = "direct", "partial"
SECTION = "Questions ouvertes"
"""Heading of the document under which six of its questions stand; two more stand among other things."""

STATUS_LABELS: Mapping[str, str] = MappingProxyType(
    {TO_DISCUSS: "À discuter", UNDER_WAY: "En cours", SETTLED: "Tranchée", DROPPED: "Sans suite"}
)
UNANSWERED = "Aucune question de l’enquête n’y répond encore."
_COUNTED = {
    TO_DISCUSS: ("à discuter", "à discuter"),
    UNDER_WAY: ("en cours", "en cours"),
    SETTLED: ("tranchée", "tranchées"),
    DROPPED: ("sans suite", "sans suite"),
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One row of the list.

    Attributes
    ----------
    kind : str
        ``question``, ``followup`` or ``task``.
    section : str
        Heading of the document under which it stands.
    label : str
        As it is shown; ``original`` is the document's own wording (first names left out).
    same_as : str
        Code of the question that asks the same, "" if none does.
    reach : str
        ``direct``, ``partial`` or "": how far ``figures`` and ``indicators`` answer it.
    """

    code: str
    kind: str
    section: str
    label: str
    original: str
    same_as: str = ""
    reach: str = ""
    figures: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The label, with the theme for a question that the document asks in the middle of one."""
        return self.label if self.kind != QUESTION or self.section == SECTION else f"{self.section}{NBSP}: {self.label}"

    @property
    def is_local(self) -> bool:
        """Of homework: whether each centre does it for itself; else it is the département's."""
        return self.code.startswith("dev_local_")

    @property
    def is_counted(self) -> bool:
        """Of homework: whether the survey asks if it is done, so that nobody has to tick it."""
        return self.reach == DIRECT


@cache
def load() -> Mapping[str, OpenQuestion]:
    """Code → question, follow-up or piece of homework, in the document's order."""
    with PATH.open(encoding="utf-8-sig", newline="") as file:
        found = [_row(row) for row in csv.DictReader(file)]
    return MappingProxyType({each.code: each for each in found})


def _row(row: Mapping[str, str]) -> OpenQuestion:
    return OpenQuestion(
        row["code"],
        row["kind"],
        row["dimension"],
        typeset(row["label"]),
        typeset(row["original"]),
        row["same_as"],
        row["reach"],
        tuple(row["figures"].split()),
        tuple(row["indicators"].split()),
    )


def questions() -> tuple[OpenQuestion, ...]:
    """The six questions of the document's section « Questions ouvertes »."""
    return tuple(each for each in load().values() if each.kind == QUESTION and each.section == SECTION)


def asked_elsewhere() -> tuple[OpenQuestion, ...]:
    """The questions that the document asks in the middle of other themes."""
    return tuple(each for each in load().values() if each.kind == QUESTION and each.section != SECTION)


def follow_ups() -> tuple[OpenQuestion, ...]:
    """The fourteen « suites et idées en vrac »."""
    return tuple(each for each in load().values() if each.kind == FOLLOW_UP)


def homework(*, local: bool) -> tuple[OpenQuestion, ...]:
    """The « devoirs »: each centre's own (``local``), or the people to see in the département."""
    return tuple(each for each in load().values() if each.kind == TASK and each.is_local == local)


def readings(source: Source, question: OpenQuestion, filters: Filters, mask: bool = True) -> tuple[str, ...]:
    """What the survey says of a question, in sentences; none where the questionnaire asks nothing about it.

    A sentence that does not say itself which question of the survey it answers has that question before it.
    """
    figures = speaking(source.bits.codebook, question)
    said = [_asked(figure, figure.sentence(figure.frame(source, filters, None, mask))) for figure in figures]
    if question.indicators:
        rows = indicators.summary(source.responses, source.bits, filters, mask).to_dict("records")
        said += [sentences.of_figure(row) for row in rows if row["indicator"] in question.indicators]
    return tuple(said)


def _asked(figure: Figure, sentence: str) -> str:
    """« « L’école a-t-elle été interrogée … ? » La réponse la plus fréquente est « Non » : … »"""
    question = quote(figure.question)
    return sentence if question in sentence else f"{question} {sentence}"


def speaking(codebook: Codebook, question: OpenQuestion) -> tuple[Figure, ...]:
    """The figures that speak to a question, as far as the questionnaire in use allows them."""
    found = []
    for code in question.figures:
        with suppress(UnknownFigure):
            found.append(catalogue.find(codebook, code))
    return tuple(found)


def status_of(remark: Remark | None) -> str:
    """The status of a question; one on which nobody wrote is to be discussed."""
    return remark.status if remark else TO_DISCUSS


def tally(asked: Iterable[OpenQuestion], remarks: Mapping[str, Remark]) -> str:
    """« 4 à discuter, 1 en cours et 1 tranchée », in the order in which a question goes through them."""
    found = Counter(status_of(remarks.get(each.code)) for each in asked if not each.same_as)
    return join([count(found[status], *_COUNTED[status]) for status in STATUSES if found[status]])


def signature(remark: Remark) -> str:
    """« Noté le 23 novembre 2026 à 14 h 08 par référente famille, campagne 2025-2026 »; user text is in it."""
    return _noted("Noté", remark) + (f", campagne {remark.campaign}" if remark.campaign else "")


def tick_signature(tick: Tick) -> str:
    """« Noté le 3 mars 2026 à 9 h 05 par référente famille », or « Décoché … »; user text is in it."""
    return _noted("Noté" if tick.day else "Décoché", tick)


def tick_table(events: Iterable[Tick]) -> pd.DataFrame:
    """Everything that was ticked and unticked, as people read it; every cell a string, user text in « Par »."""
    rows = [
        (load()[tick.task].label if tick.task in load() else tick.task, _day(tick), datetime_(tick.at), tick.who)
        for tick in events
    ]
    return pd.DataFrame(rows, columns=["Devoir", "Fait le", "Noté le", "Par"], dtype="str")


def _day(tick: Tick) -> str:
    return date(tick.day) if tick.day else "décoché"


def _noted(verb: str, event: Remark | Tick) -> str:
    return f"{verb} le {datetime_(event.at)}" + (f" par {event.who}" if event.who else "")
