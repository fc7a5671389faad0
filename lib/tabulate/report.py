"""From the bytes of any survey export to its questions, counted: reader → table → questions → JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lib import codebook as codebooks
from lib import reader
from lib.codebook import CodebookError
from lib.findings import Finding, find, is_blocked
from lib.folding import fold
from lib.french import join, number, quote, typeset
from lib.intake import guarded
from lib.listing.table import Table, tables
from lib.tabulate.count import Survey, tabulate
from lib.tabulate.question import Choice, Kind, OverrideError, Result
from lib.worker import Worker

_PERCENT_FROM = 10
"""As `lib.masking` has it, whose import costs numpy; a test holds both together."""
_MOST_VALUES = 200
"""Choices that a question may show: nobody reads more, and a hostile file could have a million."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds.

    Attributes
    ----------
    survey : Survey or None
        The questions of one sheet; None where there is nothing to count.
    sheets : tuple of (str, int)
        Every sheet with a table, and how many rows it has.
    findings : tuple of Finding
        What the reader remarked, or why there is no survey.
    """

    survey: Survey | None = None
    sheets: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = ()


def examine(
    data: bytes,
    filename: str,
    sheet: str = "",
    codebook_path: str | os.PathLike[str] | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Report:
    """Read a file and count its questions. To be run in a `lib.worker.Worker` (see `lib.intake.examine`).

    Parameters
    ----------
    sheet : str
        Name of the sheet, or its rank from 1; by default the one with the largest table.
    codebook_path : path, optional
        An XLSForm whose types and labels rule; none by default.
    overrides : mapping of str to str, optional
        As for `lib.tabulate.detect`.
    """
    sheets, findings = reader.read(data, filename)
    if is_blocked(findings):
        return Report(findings=tuple(findings))
    found = tables(sheets)
    names = tuple((table.sheet, len(table.rows)) for table in found)
    table = _picked(found, sheet)
    if table is None:
        shown = join([quote(name) for name, _ in names]) or "aucune"
        why = find("unknown_sheet", value=sheet, known=shown) if sheet else find("no_table")
        return Report(sheets=names, findings=(*findings, why))
    codebook = codebooks.load(codebook_path) if codebook_path else None
    survey = tabulate(table, codebook=codebook, overrides=overrides)
    return Report(_without_cells(survey), names, tuple(findings))


def examine_safely(
    worker: Worker,
    data: bytes,
    filename: str,
    sheet: str = "",
    codebook_path: str | os.PathLike[str] | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Report:
    """`examine` in a worker process; whatever the bytes bring about is one blocking finding.

    Raises
    ------
    WorkerClosed, CodebookError, OverrideError
        No file is to blame.
    """
    task = (filename, sheet, codebook_path, overrides)
    done = guarded(worker, examine, data, *task, passing=(CodebookError, OverrideError))
    return Report(findings=(done,)) if isinstance(done, Finding) else done


def _picked(found: Sequence[Table], sheet: str) -> Table | None:
    """The table of the sheet that was asked for, else the one with the most answers."""
    if not sheet:
        filled = [table for table in found if table.rows]
        return max(filled, key=_filled, default=None)
    wanted = [table for table in found if fold(table.sheet) == fold(sheet)]
    if not wanted and sheet.isdecimal() and 0 < int(sheet) <= len(found):
        wanted = [found[int(sheet) - 1]]
    return wanted[0] if wanted else None


def _filled(table: Table) -> int:
    return sum(len(row) - row.count("") for row in table.rows)


def _without_cells(survey: Survey) -> Survey:
    """What was counted, without the texts that it was counted from: they stay in the worker."""
    bare = {"values": {}, "unknown": {}, "dummies": (), "beside": frozenset()}
    results = [replace(result, question=replace(result.question, **bare)) for result in survey.results]
    return replace(survey, results=tuple(results))


def as_dict(report: Report) -> dict[str, object]:
    """For JSON; ``share`` only from a base of 10, as everywhere."""
    survey = report.survey
    told: dict[str, object] = {
        "rows": survey.rows if survey else 0,
        "questions": [_question(result) for result in survey.results] if survey else [],
        "sheet": survey.sheet if survey else "",
        "sheets": [{"sheet": name, "rows": rows} for name, rows in report.sheets],
        "notes": list(survey.notes) if survey else [],
        "findings": [finding.as_dict() for finding in report.findings],
    }
    return told


def _question(result: Result) -> dict[str, object]:
    question = result.question
    told: dict[str, object] = {
        "name": question.name,
        "label": question.label,
        "type": question.type.value,
        "columns": list(question.columns),
        "base": result.base,
        "missing": result.missing,
        "choices": [_choice(choice, result) for choice in result.choices[:_MOST_VALUES]],
    }
    if result.mean is not None:
        told |= {"mean": result.mean, "median": _plain(result.median)}
        told |= {"min": _plain(result.minimum), "max": _plain(result.maximum)}
    if question.type is Kind.date and result.first:
        told |= {"min": result.first, "max": result.last}
    told |= {"confidence": question.confidence, "reason": question.reason}
    for name in ("not_asked", "none_ticked", "dont_know"):
        if value := getattr(result, name):
            told[name] = value
    if result.unknown:
        told["unknown"] = [{"value": choice.value, "n": choice.n} for choice in result.unknown[:_MOST_VALUES]]
    if result.warnings:
        told["warnings"] = list(result.warnings)
    return told


def _choice(choice: Choice, result: Result) -> dict[str, object]:
    told: dict[str, object] = {"value": choice.value, "n": choice.n}
    if result.question.is_fixed and choice.code:
        told["code"] = choice.code
    share = share_of(choice.n, result.base)
    return told if share is None else told | {"share": round(share, 6)}


def share_of(n: int, base: int) -> float | None:
    """The share of respondents, where the base can carry one."""
    return n / base if base >= _PERCENT_FROM else None


def _plain(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def why_this_sheet(report: Report) -> str:
    """« Feuille « Données » (120 lignes), la plus remplie des 3. »"""
    if report.survey is None:
        return ""
    text = f"Feuille « {report.survey.sheet} » : {number(report.survey.rows)} lignes"
    others = [f"« {name} » ({number(rows)})" for name, rows in report.sheets if name != report.survey.sheet]
    return typeset(text + (f" ; autres feuilles : {join(others)}." if others else "."))
