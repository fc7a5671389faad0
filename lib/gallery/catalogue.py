"""Finds a figure by its code.

Most figures are listed once for a questionnaire. Families of figures whose code carries parameters
(``croisement/l1/durable``) are made when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from lib.analysis import crossing_figures, evolution, readings, regards
from lib.codebook import Codebook, per_codebook
from lib.gallery import homework, numbers, precise, themes
from lib.gallery.figure import Figure, UnknownFigure
from lib.sheet import figures as sheet
from lib.voices import figures as voices

MADE: Mapping[str, Callable[..., Figure]] = {
    themes.NETWORK: themes.network_figure,
    "facteur": precise.of_factor,
    "reponse": precise.of_answers,
    regards.FAMILY: regards.figure,
    evolution.PAGE: evolution.figure,
    sheet.FAMILY: sheet.figure,
    crossing_figures.FAMILY: crossing_figures.figure,
    readings.FAMILY: readings.figure,
}
"""First word of a code → ``(codebook, *the words after it)`` → its figure; raises `UnknownFigure`."""

_KEPT = 512


@per_codebook
def listed(codebook: Codebook) -> Mapping[str, Figure]:
    """Code → figure, in the order of the pages, of all that have no parameters."""
    made = (numbers, themes, homework, voices)
    every = (figure for room in made for figure in room.figures(codebook))
    return MappingProxyType({figure.code: figure for figure in every})


def of_page(codebook: Codebook, page: str) -> tuple[Figure, ...]:
    """The figures without parameters of one page."""
    return tuple(figure for figure in listed(codebook).values() if figure.page == page)


def find(codebook: Codebook, code: str) -> Figure:
    """The figure of a code; raises `UnknownFigure`."""
    return listed(codebook).get(code) or _maker(codebook)(code)


@per_codebook
def _maker(codebook: Codebook) -> Callable[[str], Figure]:
    return lru_cache(maxsize=_KEPT)(partial(_make, codebook))


def _make(codebook: Codebook, code: str) -> Figure:
    family, *words = code.split("/")
    if family not in MADE or not words:
        raise UnknownFigure(code)
    return MADE[family](codebook, *words)
