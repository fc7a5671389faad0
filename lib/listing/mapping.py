"""What the columns of a list mean, as a person said it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Self

IGNORED = ""
"""Target of a column that says nothing about any question."""


class MappingError(ValueError):
    """A mapping that cannot be used; ``problem`` says why, in French."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which question each column of one source answers.

    Attributes
    ----------
    source : str
        The `fingerprint` of the headers it was made for.
    columns : mapping of str to str
        Header → ``question``, ``question/choice`` or ``""`` for a column to be ignored. A header that stands
        several times in its sheet is told apart by its rank: ``Précisez (2)``. Headers that it does not name are
        matched as if there were no mapping.
    """

    source: str
    columns: Dictionary[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What tells this mapping from another one of the same source."""
        return _digest(f"{header}\t{target}" for header, target in sorted(self.columns.items()))[:12]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"source": self.source, "columns": dict(self.columns)}

    @classmethod
    def of_dict(cls, given: object) -> Self:
        """From JSON; raises `MappingError` where it is not a mapping."""
        if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
            raise MappingError("Il faut un objet JSON avec « columns » : pour chaque en-tête, la question.")
        columns = given["columns"]
        if not all(isinstance(target, str) for target in columns.values()):
            raise MappingError("Dans « columns », chaque en-tête doit avoir un texte (vide : colonne ignorée).")
        source = given.get("source", "")
        return cls(source if isinstance(source, str) else "", columns)


def fingerprint(headers: Iterable[str]) -> str:
    """What a source is known by: its headers, in any order and however often they stand."""
    return _digest(sorted({header.strip() for header in headers if header.strip()}))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
