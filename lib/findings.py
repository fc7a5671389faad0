"""The catalogue of what can be wrong in a file, as plain data.

A finding says in French where it is, what is wrong and what to do. Everything found in a file is gathered in
one pass; nothing here raises. ``CATALOGUE`` is the only place where these sentences live.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from lib.observation import NOWHERE, Place


class Severity(StrEnum):
    """How much a finding weighs; the values are what people read."""

    BLOCKING = "bloquant"
    CHECK = "à vérifier"
    INFO = "information"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue: templates for the sentence and for its remedy, in `str.format` syntax."""

    severity: Severity
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a file."""

    code: str
    severity: Severity
    message: str
    remedy: str
    place: Place = NOWHERE
    value: str = ""
    suggestion: str = ""

    def as_dict(self) -> dict[str, str]:
        """Flat, for JSON and for the store: code, severity, message, remedy, sheet, cell, value, suggestion."""
        flat = asdict(self)
        place = flat.pop("place")
        return {**flat, "severity": self.severity.value, **place}


CATALOGUE: dict[str, Rule] = {}


def find(code: str, place: Place = NOWHERE, *, value: str = "", suggestion: str = "", **words: object) -> Finding:
    """Make a finding from the catalogue; ``words`` fill its sentences (as do sheet, cell, value, suggestion)."""
    rule = CATALOGUE[code]
    filled = {"sheet": place.sheet, "cell": place.cell, "value": value, "suggestion": suggestion, **words}
    return Finding(
        code,
        rule.severity,
        rule.message.format(**filled),
        rule.remedy.format(**filled),
        place,
        value,
        suggestion,
    )


def is_blocked(findings: list[Finding]) -> bool:
    """Whether the file cannot be accepted as it is."""
    return any(finding.severity is Severity.BLOCKING for finding in findings)
