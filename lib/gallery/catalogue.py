"""Finds a figure by its code.

Most figures are listed once for a questionnaire. Families of figures whose code carries parameters
(``croisement/l1/durable``) are made when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from lib.codebook import Codebook, per_codebook
from lib.gallery import themes
from lib.gallery.figure import Figure

MADE: Mapping[str, Callable[..., Figure]] = {}
"""First word of a code → ``(codebook, *the words after it)`` → its figure; raises `UnknownFigure`."""

_KEPT = 512


class UnknownFigure(KeyError):
    """No figure has this code, or the questionnaire in use does not allow it."""


@per_codebook
def listed(codebook: Codebook) -> Mapping[str, Figure]:
    """Code → figure, in the order of the pages, of all that have no parameters."""
    return MappingProxyType({figure.code: figure for figure in themes.figures(codebook)})


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
