"""What the columns of a list mean and which choices their values stand for, as a person said it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Self

IGNORED = ""
"""Target of a column that says nothing about any question."""
NOT_COUNTED = ""
"""What a value stands for that is no answer."""


class MappingError(ValueError):
    """A mapping that cannot be used; ``problem`` says why, in French."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which question each column of one source answers, and which choice each of its values stands for.

    Attributes
    ----------
    source : str
        The `fingerprint` of the headers it was made for.
    columns : mapping of str to str
        Header → ``question``, ``question/choice`` or ``""`` for a column to be ignored. A header that stands
        several times in its sheet is told apart by its rank: ``Précisez (2)``. Headers that it does not name are
        matched as if there were no mapping.
    values : mapping of str to mapping of str to str
        Header → value as it stands in the cells → name of the choice that it stands for, or ``""`` for a value
        that is not counted. Other values are read as if there were no mapping.
    """

    source: str
    columns: Dictionary[str, str] = field(default_factory=dict)
    values: Dictionary[str, Dictionary[str, str]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What tells this mapping from another one of the same source."""
        said = [f"{header}\t{target}" for header, target in sorted(self.columns.items())]
        for header, values in sorted(self.values.items()):
            said += [f"{header}\t{value}\t{choice}" for value, choice in sorted(values.items())]
        return _digest(said)[:12]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        values = {header: dict(said) for header, said in self.values.items()}
        return {"source": self.source, "columns": dict(self.columns), "values": values}

    @classmethod
    def of_dict(cls, given: object) -> Self:
        """From JSON; raises `MappingError` where it is not a mapping. A value with null is one to be said yet."""
        if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
            raise MappingError("Il faut un objet JSON avec « columns » : pour chaque en-tête, la question.")
        columns, source = given["columns"], given.get("source", "")
        if not all(isinstance(target, str) for target in columns.values()):
            raise MappingError("Dans « columns », chaque en-tête doit avoir un texte (vide : colonne ignorée).")
        return cls(source if isinstance(source, str) else "", columns, _values(given.get("values", {})))


def _values(given: object) -> dict[str, dict[str, str]]:
    if not isinstance(given, dict) or not all(isinstance(said, dict) for said in given.values()):
        raise MappingError("« values » doit donner, pour un en-tête, la modalité de chaque valeur.")
    if not all(choice is None or isinstance(choice, str) for said in given.values() for choice in said.values()):
        raise MappingError("Dans « values », chaque valeur doit avoir un texte (vide : valeur qui n’est pas comptée).")
    told = {header: {value: c for value, c in said.items() if c is not None} for header, said in given.items()}
    return {header: said for header, said in told.items() if said}


def fingerprint(headers: Iterable[str]) -> str:
    """What a source is known by: its headers, in any order and however often they stand."""
    return _digest(sorted({header.strip() for header in headers if header.strip()}))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
