"""What a report holds: its figures theme by theme, worked out from one selection, always masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from lib import charts, indicators
from lib.analysis import crossing_figures, evolution, pairs, readings, regards, waves
from lib.charts.drawing import PAGE
from lib.codebook import Codebook
from lib.derived import LEVERS, PARTNERS
from lib.export import slides
from lib.export.running import Progress, Stopping, step
from lib.filters import Filters
from lib.french import NBSP, typeset
from lib.gallery import catalogue
from lib.gallery.figure import Figure, Source, UnknownFigure

TITLES = {
    "ensemble": "Vue d’ensemble",
    "rencontre": "Rencontre",
    "leviers": "Leviers",
    "durabilite": "Durabilité",
    "roles": "Rôles",
    "partenaires": "Partenaires",
    "finalites": "Finalités",
    "ouvertes": "Questions ouvertes",
    "devoirs": "Devoirs",
    regards.PAGE: "Regards croisés",
    crossing_figures.PAGE: "Croisements",
    evolution.PAGE: "Évolution",
    "paroles": "Paroles",
}
"""Page of the figures → the title of its chapter, in the order of the pages."""

NUMBERS = "chiffres"
_PAIRED = ("r1", LEVERS, PARTNERS, "p1")


@dataclass(frozen=True)
class Wanted:
    """One figure to be worked out.

    Attributes
    ----------
    by : str
        Column to compare by, "" for none.
    """

    chapter: str
    figure: Figure
    filters: Filters
    by: str = ""


@dataclass(frozen=True)
class Shown:
    """One figure worked out; ``by`` is what its groups are, in French."""

    figure: Figure
    frame: pd.DataFrame
    by: str
    filters: Filters


@dataclass(frozen=True)
class Chapter:
    """The figures of one theme; ``key`` is one of `TITLES`."""

    key: str
    shown: list[Shown] = field(default_factory=list)

    @property
    def title(self) -> str:
        return TITLES[self.key]

    @property
    def crosses(self) -> bool:
        """Whether its figures are tables of answers × groups."""
        return self.key == crossing_figures.PAGE

    @property
    def told(self) -> str:
        """What one reads in it."""
        if self.crosses:
            return typeset(f"Les quinze lectures du document, X1 à X15 (X3 : feuille « {TITLES[regards.PAGE]} »)")
        return typeset(" ; ".join(dict.fromkeys(shown.figure.title for shown in self.shown)))

    def heading(self, shown: Shown) -> str:
        """The title of one of its figures, with its reading (X1 …), or its question where another has the same."""
        title = " · ".join(filter(None, (readings.of_figure(shown.figure.code), shown.figure.title)))
        same = sum(other.figure.title == shown.figure.title for other in self.shown)
        return title if same == 1 else f"{title} – {shown.figure.question}"


def work_out(
    source: Source,
    filters: Filters,
    by: str | None = None,
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> list[Chapter]:
    """Work out every figure of a report.

    Parameters
    ----------
    filters : Filters
        One campaign and one view, unless ``by`` tells them apart.
    by : str, optional
        Column to compare by; figures that are not compared speak of the whole selection (of its newest campaign).
    progress, cancelled : callable, optional
        See `lib.export.running`; raises `Cancelled`.

    Returns
    -------
    list of Chapter
        In the order of the pages; a theme without figures has no chapter.
    """
    chapters: dict[str, Chapter] = {}
    every = list(_wanted(source, filters, by or ""))
    for done, wanted in enumerate(every):
        step(done, len(every), progress, cancelled)
        frame = wanted.figure.frame(source, wanted.filters, wanted.by or None, True)
        if not frame.empty:
            shown = Shown(wanted.figure, frame, slides.compared(source, wanted.by), wanted.filters)
            chapters.setdefault(wanted.chapter, Chapter(wanted.chapter)).shown.append(shown)
    step(len(every), len(every), progress, cancelled)
    return [chapters[page] for page in TITLES if page in chapters]


def origin(source: Source, filters: Filters) -> str:
    """« Source : 13 retours reçus sur 14 attendus. »; without numbers where several views or campaigns are compared."""
    return slides.origin(source, filters if len(filters.view) == 1 else replace(filters, campaign=()))


def _wanted(source: Source, filters: Filters, by: str) -> Iterator[Wanted]:
    codebook, alone = source.bits.codebook, _of_one(source, filters)
    for figure in (numbers(codebook), *catalogue.listed(codebook).values()):
        if figure.page in TITLES:
            compared = bool(by) and figure.compares
            yield Wanted(figure.page, figure, filters if compared else alone, by if compared else "")
    if pairs.count(source.responses, alone):
        for figure in _known(codebook, _of_pairs(codebook)):
            yield Wanted(regards.PAGE, figure, alone)
    for figure in _known(codebook, [code for reading in readings.SPECS for code in readings.codes(reading)]):
        yield Wanted(crossing_figures.PAGE, figure, alone)
    campaigns = waves.waves(source.responses, replace(alone, campaign=filters.campaign))
    if len(campaigns) > 1:
        for figure in _known(codebook, _of_waves(codebook)):
            yield Wanted(evolution.PAGE, figure, replace(alone, campaign=campaigns))


def _of_one(source: Source, filters: Filters) -> Filters:
    """The selection of figures that are not compared: one campaign, the newest, and one view, the first."""
    campaigns = filters.campaign or tuple(source.bits.present("campaign"))
    return replace(filters, campaign=(max(campaigns),) if campaigns else (), view=(filters.view or ("centre",))[:1])


def _known(codebook: Codebook, codes: Sequence[str]) -> Iterator[Figure]:
    for code in codes:
        try:
            yield catalogue.find(codebook, code)
        except UnknownFigure:
            continue


def _of_pairs(codebook: Codebook) -> list[str]:
    asked = [name for name in _PAIRED if name in codebook]
    each = [f"{regards.FAMILY}/{kind}/{name}" for name in asked for kind in ("accord", "un-seul-cote")]
    together = [f"{regards.FAMILY}/ecart", f"{regards.FAMILY}/accord/{regards.ANSWERS}"]
    return [*together, *each, f"{regards.FAMILY}/non-apparies/{regards.FACTORS}"]


def _of_waves(codebook: Codebook) -> list[str]:
    """Each subject over all links and over the same ones, then what becomes of the links."""
    scopes = (evolution.ALL, evolution.SAME)
    followed = [evolution.code_of(scope, subject) for subject in evolution.SUBJECTS for scope in scopes]
    durable = f"{evolution.PAGE}/durables/{waves.DURABLE_YEARS}"
    movements = [f"{evolution.PAGE}/mouvements", f"{evolution.PAGE}/maintien"]
    return [*followed, *movements, durable, f"{durable}/{evolution.SAME}"]


def numbers(codebook: Codebook) -> Figure:
    """The single figures as one table without a chart: each has a base and a unit of its own."""
    return Figure(
        NUMBERS,
        "ensemble",
        "Les chiffres de l’ensemble",
        "Les chiffres de l’ensemble",
        _numbers,
        chart=_no_chart,
        sentence=lambda frame: "",
        base=lambda frame: f"Base{NBSP}: chaque ligne a la sienne.",
    )


def _numbers(source: Source, filters: Filters, by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.summary(source.responses, source.bits, filters, mask, by=by)


def _no_chart(frame: pd.DataFrame, question: str, by: str | None = None, *, width: int = PAGE) -> object:
    return charts.message("", question, width)
