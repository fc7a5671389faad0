"""The report as an Excel workbook: for each theme a sheet of tables and native charts, then what they mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from openpyxl import Workbook

from lib.export import (
    chapters,
    glossary,
    observations,
    slides,
    workbook_crossings,
    workbook_front,
    workbook_looks,
    workbook_theme,
)
from lib.export.chapters import Chapter
from lib.export.observations import DataSet
from lib.export.running import Progress, Stopping, part, step
from lib.filters import Filters
from lib.french import NBSP, inside, typeset
from lib.gallery.figure import Source
from lib.template.package import to_bytes

TITLE = typeset("Partenariats entre écoles et centres sociaux : les chiffres")
_OTHERS = {
    workbook_front.RAW: "Une ligne par lien, regard et campagne, sans masque",
    glossary.DEFINITIONS: "Chaque indicateur : ce qui est compté, et sur quelle base",
    glossary.QUESTIONNAIRE: "Les questions et leurs choix",
    workbook_theme.ChartData.TITLE: "Ce que dessinent certains graphiques, pour les modifier",
}
_FIGURES = 45
"""The part of working out the figures in a hundred; the rest is writing and saving."""
_LEAVES = typeset(f"Attention : la feuille « {workbook_front.RAW} » contient des données individuelles non masquées.")


def build(
    source: Source,
    filters: Filters,
    *,
    by: str | None = None,
    raw: Filters | None = None,
    pseudonyms: bool = True,
    today: date,
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> bytes:
    """Make the workbook of a selection.

    Parameters
    ----------
    filters : Filters
        One campaign and one view, unless ``by`` tells them apart.
    by : str, optional
        Column of the responses to compare by.
    raw : Filters, optional
        Add the observations themselves, of this selection: for coordinators.
    pseudonyms : bool
        Codes in their place of centres, schools and communes.
    today : date
        Stands in the contents.
    progress, cancelled : callable, optional
        See `lib.export.running`; progress counts to a hundred; raises `Cancelled`.

    Returns
    -------
    bytes
        An .xlsx file; the same for the same responses, but for observations under pseudonyms.
    """
    worked_out = chapters.work_out(source, filters, by, part(progress, 0, _FIGURES), cancelled)
    told = {"progress": part(progress, _FIGURES, 100), "cancelled": cancelled}
    return of_chapters(source, filters, worked_out, by=by, raw=raw, pseudonyms=pseudonyms, today=today, **told)


def of_chapters(
    source: Source,
    filters: Filters,
    worked_out: list[Chapter],
    *,
    by: str | None = None,
    raw: Filters | None = None,
    pseudonyms: bool = True,
    today: date,
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> bytes:
    """Make the workbook of figures that are worked out; the parameters are those of `build`.

    Progress counts the sheets of figures, then the other sheets, then the saving.
    """
    steps = len(worked_out) + 2
    taken = observations.of(source.responses, raw, pseudonyms=pseudonyms) if raw else None
    of_raw = slides.selection_in_words(source, raw) if raw else ""
    workbook = Workbook()
    workbook_looks.add_styles(workbook)
    words = slides.selection_in_words(source, filters)
    properties = workbook.properties
    properties.title, properties.creator, properties.language = TITLE, "Passerelle", "fr-FR"
    properties.subject = workbook_looks.safe(words)
    foot = f"{words}. {slides.stamp(today)}"[:200]
    first = workbook.active
    first.title = workbook_front.CONTENTS
    sheets = _themes(workbook, source, worked_out, foot, lambda done: step(done, steps, progress, cancelled))
    step(steps - 2, steps, progress, cancelled)
    others = _others(workbook, source, worked_out, taken, of_raw, foot)
    said = [f"Sélection{NBSP}: {words}."]
    if by:
        said.append(f"Comparaison{NBSP}: {inside(slides.compared(source, by))}.")
    said += [chapters.origin(source, filters), slides.stamp(today)]
    warning = _LEAVES if taken else ""
    workbook_front.contents(first, TITLE, said, list(zip(sheets, worked_out, strict=True)), others, warning, foot)
    step(steps - 1, steps, progress, cancelled)
    data = to_bytes(workbook)
    step(steps, steps, progress, cancelled)
    return data


def _themes(
    workbook: Workbook, source: Source, worked_out: list[Chapter], foot: str, begin: Callable[[int], None]
) -> list[str]:
    """A sheet for each chapter, and the one with the numbers of their charts if it is needed; gives their names.

    ``begin`` is told the rank of each chapter before it is written.
    """
    sheets = [workbook.create_sheet(chapter.title[:31]) for chapter in worked_out]
    numbers = workbook.create_sheet(workbook_theme.ChartData.TITLE)
    of_charts = workbook_theme.ChartData(numbers, foot)
    for rank, (sheet, chapter) in enumerate(zip(sheets, worked_out, strict=True)):
        begin(rank)
        asked = chapter.shown[0]
        words = slides.selection_in_words(source, asked.figure.speaks_of(asked.filters))
        if chapter.crosses:
            workbook_crossings.write(sheet, chapter, f"{words}.", foot)
        else:
            workbook_theme.write(sheet, chapter, f"{words}.", foot, source.bits.codebook, of_charts)
    if of_charts.is_empty:
        workbook.remove(numbers)
    return [sheet.title for sheet in sheets]


def _others(
    workbook: Workbook, source: Source, worked_out: list[Chapter], data: DataSet | None, of_raw: str, foot: str
) -> list[tuple[str, str]]:
    """The sheets without figures, in their order; gives (name, what it holds)."""
    numbers = workbook_theme.ChartData.TITLE
    if data:
        said = f"Sélection{NBSP}: {of_raw}."
        workbook_front.raw(workbook.create_sheet(workbook_front.RAW), data, said, foot)
    for name, listed in (
        (glossary.DEFINITIONS, glossary.definitions(worked_out)),
        (glossary.QUESTIONNAIRE, glossary.questionnaire(source.bits.codebook)),
    ):
        workbook_front.listing(workbook.create_sheet(name), listed, foot)
    if numbers in workbook.sheetnames:
        workbook.move_sheet(numbers, len(workbook.sheetnames))
    return [(name, typeset(what)) for name, what in _OTHERS.items() if name in workbook.sheetnames]
