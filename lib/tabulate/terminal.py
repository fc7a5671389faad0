"""The questions of a survey as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from lib.french import NBSP, NOTHING, number, percent, typeset
from lib.tabulate.question import Kind, Result
from lib.tabulate.report import Report, share_of, why_this_sheet

_MOST_CHOICES = 40
_BAR = 20


def parts(report: Report, name: str) -> Iterator[RenderableType]:
    """What to print, from top to bottom; texts of the file are never markup."""
    for finding in report.findings:
        yield Text(f"{finding.message} {finding.remedy}", style="yellow" if report.survey else "bold red")
    if report.survey is None:
        return
    yield Text(f"{name} · {why_this_sheet(report)}")
    for note in report.survey.notes:
        yield Text(note, style="yellow")
    yield _overview(report.survey.results)
    for result in report.survey.results:
        if result.choices or result.spread:
            yield _answers(result)


def _overview(results: tuple[Result, ...]) -> Table:
    table = Table("Question", "Type", "Sûreté", "Pourquoi", title="Questions", title_justify="left")
    for header in ("Base", "Sans réponse", "Moyenne"):
        table.add_column(header, justify="right")
    for result in results:
        question = result.question
        mean = NOTHING if result.mean is None else result.written(result.mean)
        told = (
            question.name if question.name == question.label else f"{question.name}\n{question.label}",
            question.type.french,
            percent(question.confidence),
            "\n".join([question.reason, *(f"⚠ {warning}" for warning in result.warnings)]),
            number(result.base),
            number(result.silent) + (f" (et {number(result.not_asked)} non posées)" if result.not_asked else ""),
            mean,
        )
        table.add_row(*map(Text, told))
    return table


def _answers(result: Result) -> Table:
    question = result.question
    table = Table("Réponse", title=Text(question.label), title_justify="left", caption_justify="left")
    for header in ("Répondants", "Part"):
        table.add_column(header, justify="right")
    table.add_column("")
    rows = result.choices or result.spread
    most = max((choice.n for choice in rows), default=0) or 1
    for choice in rows[:_MOST_CHOICES]:
        share = share_of(choice.n, result.base)
        shown = NOTHING if share is None else percent(share)
        table.add_row(Text(choice.value), number(choice.n), shown, "█" * round(_BAR * choice.n / most))
    table.caption = Text(_caption(result, len(rows)))
    return table


def _caption(result: Result, rows: int) -> str:
    text = f"Base{NBSP}: {number(result.base)} sur {number(result.base + result.silent)}"
    if result.question.type is Kind.multiple:
        text += " ; plusieurs réponses possibles"
    if result.mean is not None:
        text += f" ; moyenne {result.written(result.mean)}, médiane {result.written(result.median)}"
    if rows > _MOST_CHOICES:
        text += f" ; {number(rows - _MOST_CHOICES)} autres réponses dans --json"
    unknown = ", ".join(f"« {choice.value} » ({number(choice.n)})" for choice in result.unknown[:10])
    return typeset(text + (f" ; inconnues du questionnaire : {unknown}" if unknown else "") + ".")
