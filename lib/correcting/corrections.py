"""« Corriger ici »: putting cells right by hand, without a new upload.

The bytes of a file are never changed: edits replace the text of cells after they were read, and everything is
checked again. What was edited is kept with the deposit (`lib.store.Store.deposit`, ``corrections``).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lib.checks import Expected
from lib.codebook import Codebook, Question
from lib.findings import Finding
from lib.french import typeset
from lib.intake import Examined, examine_safely
from lib.layout.plan import BOX, Plan, Step, plan_of
from lib.layout.shape import VERBATIM_COLUMNS
from lib.layout.spots import QUOTATION, Answer, Spot, UnknownCell
from lib.observation import Edit, Place, Return
from lib.worker import Worker

__all__ = ["Answer", "Cell", "Group", "Kind", "UnknownCell", "apply", "cells", "groups", "merged"]

TICKED, NOT_TICKED = "oui", "non"
_OLDEST_YEAR = 1000
"""A whole number that cannot be smaller is a year."""
_WHOLE = "Tout le centre"


class Kind(StrEnum):
    """How a cell is to be filled in."""

    CHOICE = "choice"
    MARK = "mark"
    TEXT = "text"
    YEAR = "year"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that can be put right.

    Attributes
    ----------
    findings : tuple of Finding
        What is wrong there, the worst first; empty for a cell that goes with that of another finding.
    label : str
        The question, for a box with its choice.
    link : str
        « Lien 3 (École A) », or « Tout le centre ».
    value : str
        What stands there now.
    options : tuple of str
        What the drop-down offers, empty for what is typed. An empty text is always allowed: it clears the cell.
    low, high : int or None
        Bounds of a number or year.
    suggestion : str
        What may have been meant.
    """

    place: Place
    findings: tuple[Finding, ...]
    label: str
    link: str
    value: str
    kind: Kind
    options: tuple[str, ...] = ()
    required: bool = False
    low: int | None = None
    high: int | None = None
    suggestion: str = ""

    def edit(self, after: str) -> Edit:
        """The edit that puts another text in this cell."""
        return Edit(self.place, self.value, after)


@dataclass(frozen=True, slots=True)
class Group:
    """Cells that one column of a grid can hold: filled in the same way, with the same drop-down."""

    kind: Kind
    options: tuple[str, ...]
    cells: tuple[Cell, ...]


def cells(examined: Examined, codebook: Codebook) -> list[Cell]:
    """The cells of a file that can be put right by hand, the worst first."""
    found: dict[Place, list[Finding]] = {}
    for finding in examined.findings:
        found.setdefault(finding.place, []).append(finding)
    plan = plan_of(codebook)
    return [_cell(spot, tuple(found.get(spot.place, ())), examined.returns, plan) for spot in examined.spots]


def groups(cells: Iterable[Cell]) -> list[Group]:
    """Cells by how they are filled in, in the order of the first of each."""
    alike: dict[tuple[Kind, tuple[str, ...]], list[Cell]] = {}
    for cell in cells:
        alike.setdefault((cell.kind, cell.options), []).append(cell)
    return [Group(kind, options, tuple(members)) for (kind, options), members in alike.items()]


def merged(done: Iterable[Edit], more: Iterable[Edit]) -> tuple[Edit, ...]:
    """All edits of a file: the later one of each cell, which still says what the file itself has there."""
    edits = {edit.place: edit for edit in done}
    for edit in more:
        before = edits[edit.place].before if edit.place in edits else edit.before
        edits[edit.place] = Edit(edit.place, before, edit.after)
    return tuple(edits.values())


def apply(
    worker: Worker,
    data: bytes,
    filename: str,
    edits: Sequence[Edit | Answer],
    expected: Expected | None = None,
    codebook_path: str | os.PathLike[str] | None = None,
    **how: object,
) -> Examined:
    """Read a file again with some cells put right, and check everything.

    Parameters
    ----------
    edits : sequence of Edit or Answer
        All of them, those of earlier rounds included (`merged`): the bytes are the file as it was handed in.
    **how
        What else `lib.intake.examine_safely` is told, such as the mapping of a list.

    Returns
    -------
    Examined
        Its ``edits`` are those that changed something, each with the text that it replaced: what to keep.

    Raises
    ------
    UnknownCell
        If an edit is of a cell that the file does not have.
    """
    return examine_safely(worker, data, filename, expected, codebook_path, edits=tuple(edits), **how)


def _cell(spot: Spot, findings: tuple[Finding, ...], returns: Sequence[Return], plan: Plan) -> Cell:
    suggestion = next((finding.suggestion for finding in findings if finding.suggestion), "")
    common = {"place": spot.place, "findings": findings, "value": spot.text, "suggestion": suggestion}
    if spot.code.startswith(QUOTATION):
        return Cell(link=_WHOLE, **_of_quotation(spot.code.removeprefix(QUOTATION), returns, plan), **common)
    step = _step(spot.code, plan)
    link = _link_name(spot, returns)
    if step is None:
        return Cell(label="", link=link, kind=Kind.TEXT, **common)
    if step.kind == BOX:
        label = typeset(f"{step.question.label} : {step.question.choice_by_name[step.choice].label}")
        common["suggestion"] = TICKED if suggestion == "x" else suggestion
        return Cell(label=label, link=link, kind=Kind.MARK, options=(TICKED, NOT_TICKED), **common)
    return Cell(link=link, **_of_question(step), **common)


def _step(code: str, plan: Plan) -> Step | None:
    """What a code stands for; a whole ``select_multiple`` in one cell has none of its own in the template."""
    if code in plan.steps:
        return plan.steps[code]
    return Step("", plan.codebook[code]) if code in plan.codebook else None


def _of_question(step: Step) -> Mapping[str, object]:
    question = step.question
    about = {"label": question.label, "required": question.required}
    if question.is_multiple and not step.kind:
        return {**about, "kind": Kind.TEXT}  # several choices joined in one cell
    if question.choices:
        return {**about, "kind": Kind.CHOICE, "options": tuple(choice.label for choice in question.choices)}
    return {**about, "kind": _kind(question), "low": question.minimum, "high": question.maximum}


def _kind(question: Question) -> Kind:
    if question.type == "date":
        return Kind.DATE
    if question.type == "integer":
        return Kind.YEAR if (question.minimum or 0) >= _OLDEST_YEAR else Kind.NUMBER
    return Kind.NUMBER if question.type == "decimal" else Kind.TEXT


def _of_quotation(part: str, returns: Sequence[Return], plan: Plan) -> Mapping[str, object]:
    about = {"label": typeset(f"Parole : {VERBATIM_COLUMNS[part].lower()}")}
    if part == "theme":
        return {**about, "kind": Kind.CHOICE, "options": tuple(plan.themes.values())}
    if part == "citable":
        return {**about, "kind": Kind.MARK, "options": (TICKED, NOT_TICKED)}
    if part == "lien":
        numbers = tuple(str(seen.number) for ret in returns for seen in ret.observations)
        return {**about, "kind": Kind.CHOICE, "options": numbers}
    return {**about, "kind": Kind.TEXT}


def _link_name(spot: Spot, returns: Sequence[Return]) -> str:
    if not spot.link:
        return _WHOLE
    seen = returns[spot.ret].observations if spot.ret < len(returns) else ()
    school = next((one.answers.get("etab_nom", "") for one in seen if one.number == spot.link), "")
    return f"Lien {spot.link} ({school})" if school else f"Lien {spot.link}"
