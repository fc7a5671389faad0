"""Small lists that a test can show, read as `lib.intake` reads them."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary

from lib.checks import Expected
from lib.codebook import load
from lib.intake import interpret
from lib.listing.mapping import Mapping
from lib.observation import Observation, Return, Verbatim
from tests.support.sheets import flat, sheet

CODEBOOK = load()
EXPECTED = Expected("2025-2026", "C1", "centre", {"C1": "Centre A", "C2": "Centre B"}, ("2025-2026",))
LINK = {"etab_nom": "École A", "etab_commune": "Ville", "etab_niveau": "elementaire", "statut_lien": "actif"}
"""What most lists say of their first link."""
QUIET = ("section_untouched", "centre_new")
"""Findings that every small list has."""


def read(
    given: str | Dictionary[str, str], expected: Expected = EXPECTED, mapping: Mapping | None = None
) -> tuple[tuple[Return, ...], list[tuple[str, ...]]]:
    """Returns and findings (flat, without the quiet ones) of one sheet called « Export », or of several."""
    texts = {"Export": given} if isinstance(given, str) else given
    sheets = [sheet(name, text) for name, text in texts.items()]
    returns, findings = interpret(sheets, CODEBOOK, expected, mapping)
    return returns, [row for row in flat(findings) if row[0] not in QUIET]


def a_return(*answers: Dictionary[str, str], tool: str, **more: object) -> Return:
    """The return of centre C1 whose links have these answers."""
    known = {"campaign": "2025-2026", "centre_code": "C1", "view": "centre", "centre_name": "Centre A"}
    known |= {"template": tool} | more
    said = tuple(Observation(number, answer) for number, answer in enumerate(answers, start=1))
    return Return(**known, observations=said)


def quote(text: str, dimension: str, link: int, citable: bool = False) -> Verbatim:
    return Verbatim(text, dimension, link, citable)
