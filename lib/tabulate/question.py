"""The questions that a table holds, and what was counted of them: plain data, small enough to leave the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lib import french


class Kind(StrEnum):
    """What a question asks for. The values are those of the JSON."""

    single = "single"
    multiple = "multiple"
    scale = "scale"
    number = "number"
    date = "date"
    text = "text"
    identifier = "identifier"

    @property
    def french(self) -> str:
        return _FRENCH[self]


_FRENCH = {
    Kind.single: "choix unique",
    Kind.multiple: "choix multiple",
    Kind.scale: "échelle",
    Kind.number: "nombre",
    Kind.date: "date",
    Kind.text: "texte libre",
    Kind.identifier: "identifiant",
}


class OverrideError(ValueError):
    """A correction that names no question, or no type; the message is French."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question and how many respondents gave it; ``code`` where the questionnaire has one."""

    value: str
    n: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Dummy:
    """A column that stands for one choice: what people read, the cell texts that mean « chosen »."""

    position: int
    value: str
    code: str = ""
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a table.

    Attributes
    ----------
    name : str
        What corrections call it: the code where the headers are codes, else the label. Unique in its table.
    label : str
        What people read.
    type : Kind
    columns : tuple of str
        The headers of its columns, as they stand.
    confidence, reason
        How sure the type is (0–1), and why, in French.
    cell : int or None
        Position of the column that holds the whole answer.
    dummies : tuple of Dummy
        The columns that each stand for one choice.
    values : mapping of str to tuple of str
        Cell → the choices that it names, for `single`, `multiple` and `scale`; without choices it is no answer.
    options : tuple of Choice
        The choices in their order. Of a scale, ``code`` is the point where there is one.
    unknown : mapping of str to tuple of str
        Cell → the parts of it that name no choice of the questionnaire.
    warnings : tuple of str
        What a person should look at, in French.
    beside : frozenset of str
        Cells that say « ne sait pas »: they leave the base of a scale.
    is_fixed : bool
        Whether the options come from a questionnaire: all are shown, in its order.
    asked_if : tuple of (question, choice)
        One of these answers makes the question asked; empty where it is asked of everybody.
    """

    name: str
    label: str
    type: Kind
    columns: tuple[str, ...]
    confidence: float
    reason: str
    cell: int | None = None
    dummies: tuple[Dummy, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: tuple[Choice, ...] = ()
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    is_fixed: bool = False
    asked_if: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What was counted of one question.

    Attributes
    ----------
    rows : int
        Rows of the table.
    base : int
        Respondents who answered.
    not_asked : int
        Rows that the export, or the questionnaire, shows not to have been asked.
    none_ticked : int
        Rows in which every box is expressly left unticked: asked, and no answer.
    dont_know : int
        Answers « ne sait pas » to a scale: they leave the base.
    choices : tuple of Choice
    mean, median, minimum, maximum : float or None
        Of numbers, and of scales whose points are numbers.
    first, last : str
        Of dates, ISO.
    spread : tuple of Choice
        Numbers by intervals, dates by months or years: for a chart.
    unknown : tuple of Choice
        Values that the questionnaire does not have.
    warnings : tuple of str
    """

    question: Question
    rows: int
    base: int
    not_asked: int = 0
    none_ticked: int = 0
    dont_know: int = 0
    choices: tuple[Choice, ...] = ()
    mean: float | None = None
    median: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    first: str = ""
    last: str = ""
    spread: tuple[Choice, ...] = ()
    unknown: tuple[Choice, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """Rows without an answer, those not asked included: ``base + missing`` are all rows."""
        return self.rows - self.base

    @property
    def are_years(self) -> bool:
        """Whether the numbers are years: written without a space between thousands."""
        return self.minimum is not None and self.minimum >= 1800 and self.maximum <= 2200

    def written(self, value: float, decimals: int = 1) -> str:
        """A number of this question as people read it."""
        written = format(value, ".12g").partition(".")[2]
        text = french.number(value, min(decimals, len(written)))
        return text.replace(french.THIN, "") if self.are_years else text

    @property
    def silent(self) -> int:
        """Rows asked, as far as is known, that gave no answer."""
        return self.missing - self.not_asked
