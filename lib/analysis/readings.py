"""The fifteen ready-made readings of the document, X1 to X15: which figures each is made of.

What is said about each (its question, its base, its caution) stands in ``data/codebook/readings.csv``. Whoever goes
through all fifteen meets a « lien » that is chance one time in twenty at most: the readings share that between them,
and the figures of a reading its part.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from types import MappingProxyType

import pandas as pd

from lib import charts, dictionary, indicators, sentences
from lib.analysis import dimensions, regards
from lib.analysis.crossing_figures import PAGE, of_crossing, of_means
from lib.analysis.dimensions import AGE, COLUMNS, CRISIS, DURABLE, MIDDAY, OUTSIDE, PARENTS, PRESENT, ROWS
from lib.analysis.statistics import LEVEL
from lib.codebook import DEFAULT_PATH, Codebook
from lib.derived import LEVERS, PARTNERS, STATUS
from lib.filters import Filters
from lib.french import typeset
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.observation import VIEWS

FAMILY = "lecture"
PATH = DEFAULT_PATH / "readings.csv"
CORE = "core"
"""Level of the choices of the document's numbered lists."""
FACTORS = "facteurs"
"""Stands for all the rated factors."""
PAIRED, PAIRED_FIGURES = "x3", ("regards/ecart", "regards/accord/reponses", f"regards/un-seul-cote/{LEVERS}")
"""The reading whose figures are those of the page « Regards croisés »; the first of them answers for it."""
BESIDE = "Les deux regards sont côte à côte et portent en partie sur les mêmes liens, aucun test n’est donc fait."


@dataclass(frozen=True, slots=True)
class Reading:
    """What is said about one reading; ``lines`` are those of the document."""

    code: str
    title: str
    question: str
    lecture: str
    base: str
    caution: str
    lines: tuple[str, ...]


@cache
def load() -> Mapping[str, Reading]:
    """Code (``x1`` …) → reading, in the order of the file."""
    with PATH.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType({row["code"].lower(): _reading(row) for row in rows})


def _reading(row: Mapping[str, str]) -> Reading:
    texts = {name: typeset(row[name]) for name in ("code", "title", "question", "lecture", "base", "caution")}
    return Reading(**texts, lines=tuple(row["lines"].split()))


@dataclass(frozen=True)
class _Cross:
    """One crossing; ``keep`` and ``keep_columns`` name options, their family or `CORE`, all if empty."""

    name: str
    title: str
    rows: str
    columns: str
    mode: str
    keep: tuple[str, ...] = ()
    counts: bool = False
    keep_columns: tuple[str, ...] = ()

    def build(self, codebook: Codebook, code: str, level: float, caution: str) -> Figure:
        rows, columns = _side(codebook, self.rows, self.keep), _side(codebook, self.columns, self.keep_columns)
        if not (rows.options and columns.options):
            raise UnknownFigure(code)
        return of_crossing(
            code, typeset(self.title), rows, columns, self.mode, level=level, counts=self.counts, caution=caution
        )


def _side(codebook: Codebook, name: str, keep: Sequence[str]) -> dimensions.Dimension:
    side = dimensions.find(codebook, name)
    if not keep:
        return side
    known = codebook[name].choice_by_name
    return side.only(*(o.code for o in side.options if {o.code, o.family, known[o.code].level} & {*keep}))


@dataclass(frozen=True)
class _Means:
    """Means of rated questions by group."""

    name: str
    title: str
    rated: tuple[str, ...]
    groups: str

    def build(self, codebook: Codebook, code: str, level: float, caution: str) -> Figure:
        if self.rated == (FACTORS,):
            rated: Sequence[dimensions.Dimension] = dimensions.factors(codebook)
        else:
            rated = [dimensions.find(codebook, name) for name in self.rated]
        groups = dimensions.find(codebook, self.groups)
        return of_means(code, typeset(self.title), rated, groups, level=level, caution=caution)


@dataclass(frozen=True)
class _Views:
    """A question as each view answers it, side by side and never added: nothing to test."""

    name: str
    title: str
    question: str

    def build(self, codebook: Codebook, code: str, _level: float, caution: str) -> Figure:
        if self.question not in codebook:
            raise UnknownFigure(code)
        return Figure(
            code,
            PAGE,
            typeset(self.title),
            codebook[self.question].label,
            partial(_by_view, self.question),
            chart=partial(charts.profile_bars, by="Regard"),
            sentence=partial(_beside, codebook=codebook),
            indicators=(dictionary.of_question(self.question),),
            compares=False,
            caution=caution,
        )


def _by_view(question: str, source: Source, filters: Filters, _by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.choices(source.bits, question, replace(filters, view=VIEWS), by="view", mask=mask)


def _beside(frame: pd.DataFrame, codebook: Codebook) -> str:
    return f"{sentences.of_choices(frame, codebook)} {BESIDE}"


_AIMS = "Familles et parents"
_HIERARCHY = ("qui_direction", "qui_inspection_academique")
_Spec = _Cross | _Means | _Views

SPECS: Mapping[str, tuple[_Spec, ...]] = {
    "x1": (_Cross("", "Leviers cités, liens durables et non durables", LEVERS, DURABLE, COLUMNS),),
    "x2": (
        _Means("", "Facteurs, liens durables et non durables", (FACTORS,), DURABLE),
        _Means("nombre", "Nombre de facteurs présents, selon l’ancienneté", (PRESENT,), AGE),
    ),
    "x4": (_Cross("", "Partenaires et objectifs de la liste courte", PARTNERS, "p1", ROWS, keep_columns=(CORE,)),),
    "x5": (_Cross("", "Liens nés d’une crise et durée", CRISIS, DURABLE, ROWS, counts=True),),
    "x6": (
        _Cross("", "Statut du lien selon la nature du fil", "d3", STATUS, ROWS),
        _Cross("cote", "Statut du lien selon le côté qui tient le fil", "d4", STATUS, ROWS),
    ),
    "x7": (
        _Cross("", "Direction et inspection, selon le niveau", PARTNERS, "etab_niveau", COLUMNS, _HIERARCHY),
        _Cross("accord", "Accord de la hiérarchie, selon le niveau", "d6", "etab_niveau", COLUMNS),
        _Cross("duree", "Direction et inspection, selon la durée", PARTNERS, DURABLE, COLUMNS, _HIERARCHY),
        _Cross("accord-duree", "Accord de la hiérarchie, selon la durée", "d6", DURABLE, COLUMNS),
    ),
    "x8": (_Cross("", "Premier pas et durée", "r2", DURABLE, ROWS),),
    "x9": (
        _Means(
            "",
            "Réciprocité et intérêt partagé, avec et sans moments hors cadre éducatif",
            ("dur_reciprocite", "dur_interet_partage"),
            OUTSIDE,
        ),
        _Cross("confiance", "Confiance citée, avec et sans", "d2", OUTSIDE, COLUMNS, ("dur_confiance",)),
    ),
    "x10": (
        _Cross("", "Évaluation et durée", "d5", DURABLE, ROWS),
        _Cross("frequence", "Évaluation et fréquence des rencontres", "d5", "frequence", ROWS),
    ),
    "x11": (
        _Cross(
            "",
            "Coordination REP, selon l’éducation prioritaire",
            PARTNERS,
            "education_prioritaire",
            COLUMNS,
            ("qui_coordo_rep",),
        ),
    ),
    "x12": (
        _Means("", "Note de rythme, selon le temps de midi", ("dur_rythme_temporalites",), MIDDAY),
        _Means("frequence", "Note de rythme, selon la fréquence", ("dur_rythme_temporalites",), "frequence"),
    ),
    "x13": (_Cross("", "Objectifs tournés vers les familles, avec et sans parents", "p1", PARENTS, COLUMNS, (_AIMS,)),),
    "x14": (
        _Means("", "Note de complémentarité, selon la concurrence perçue", ("dur_complementarite",), "o3"),
        _Cross(
            "roles", "Rôles clarifiés, selon la concurrence perçue", "d2", "o3", COLUMNS, ("dur_clarification_roles",)
        ),
    ),
    "x15": (
        _Views("", "L’école est plus ouverte : selon le regard", "o1"),
        _Cross("debut", "L’école est plus ouverte : selon l’ancienneté du lien", "o1", AGE, COLUMNS),
    ),
}
"""Reading → its figures, the first under the code of the reading itself."""


def codes(code: str) -> tuple[str, ...]:
    """The codes of the figures of a reading."""
    if code == PAIRED:
        return PAIRED_FIGURES
    return tuple("/".join(filter(None, (FAMILY, code, spec.name))) for spec in SPECS.get(code, ()))


def of_figure(code: str) -> str:
    """« X2 » for ``lecture/x2/nombre``: the reading that a figure is made for, "" for any other figure."""
    family, _, rest = code.partition("/")
    return load()[rest.partition("/")[0]].code if family == FAMILY else ""


def figure(codebook: Codebook, *words: str) -> Figure:
    """The figure of ``lecture/x2/nombre``; raises `UnknownFigure`."""
    full = "/".join((FAMILY, *words))
    code, name = words[0], "/".join(words[1:])
    if words == (PAIRED,):
        return regards.figure(codebook, *PAIRED_FIGURES[0].split("/")[1:])
    specs = SPECS.get(code, ())
    for spec in specs:
        if spec.name == name:
            try:
                return spec.build(codebook, full, _level(len(specs)), load()[code].caution)
            except KeyError as error:
                raise UnknownFigure(full) from error
    raise UnknownFigure(full)


def _level(figures: int) -> float:
    """The level of each figure of a reading that has so many: an equal part of an equal part (Bonferroni)."""
    return LEVEL / len(load()) / figures
