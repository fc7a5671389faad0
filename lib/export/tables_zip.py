"""Plain files for other programs: every table of a report, the whole data set with its codebook, the questionnaire."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd

from lib import french_csv, tables, xlsform
from lib.codebook import Codebook
from lib.export import chapters, observations, slides
from lib.export.chapters import Chapter, Shown
from lib.export.observations import DataSet
from lib.export.running import Progress, Stopping, part, step
from lib.filters import Filters
from lib.french import NBSP
from lib.gallery.figure import Source
from lib.injection import neutralised
from lib.template.package import entry

README, DATA, CODEBOOK = "LISEZMOI.txt", "observations.csv", "dictionnaire_des_variables.csv"
_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST = 120
_FIGURES = 80
"""The part of working out the figures in a hundred; the rest is writing them."""


def build(
    source: Source,
    filters: Filters,
    *,
    by: str | None = None,
    today: date,
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> bytes:
    """Every table of a selection as a zip of CSV files, named after figure and campaign.

    Parameters are those of `lib.export.workbook.build`; the same responses give the same bytes.
    """
    worked_out = chapters.work_out(source, filters, by, part(progress, 0, _FIGURES), cancelled)
    told = {"progress": part(progress, _FIGURES, 100), "cancelled": cancelled}
    return zipped(of_chapters(source, filters, worked_out, today=today, **told))


def of_chapters(
    source: Source,
    filters: Filters,
    worked_out: Sequence[Chapter],
    *,
    today: date,
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> dict[str, bytes]:
    """File name → what is in it, of every table that is worked out and of the words that go with them."""
    files: dict[str, bytes] = {}
    told = [f"{slides.selection_in_words(source, filters)}.", chapters.origin(source, filters), slides.stamp(today), ""]
    for done, chapter in enumerate(worked_out):
        step(done, len(worked_out), progress, cancelled)
        for shown in chapter.shown:
            name = file_name(shown)
            selection = slides.selection_in_words(source, shown.figure.speaks_of(shown.filters))
            files[name] = tables.csv(shown.frame, Sélection=selection)
            told += [f"{name} – {chapter.title}, {shown.figure.title}", f"    {shown.figure.base(shown.frame)}"]
    told += ["", *slides.LIMITS]
    step(len(worked_out), len(worked_out), progress, cancelled)
    return {README: _text(told), **files}


def file_name(shown: Shown) -> str:
    """``leviers_2025-2026.csv``: a name that any system takes, and that no other figure has."""
    names = shown.filters.campaign
    campaign = "_a_".join((min(names), max(names))) if len(names) > 1 else "".join(names)
    return f"{safe_name('_'.join(filter(None, (shown.figure.code, campaign))))}.csv"


def safe_name(text: str) -> str:
    """What Windows, too, takes for a file name (without its ending)."""
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).strip("-. ")[:_LONGEST] or "tableau"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def data_set(source: Source, filters: Filters, *, pseudonyms: bool = True, today: date) -> bytes:
    """The observations with their codebook as a zip of CSV files: for coordinators, not masked."""
    data = observations.of(source.responses, filters, pseudonyms=pseudonyms)
    words = f"Sélection{NBSP}: {slides.selection_in_words(source, filters)}."
    variables = [observations.CODEBOOK_HEAD, *observations.codebook_rows(data)]
    return zipped(
        {
            README: _text([*data.notes, words, "", slides.stamp(today)]),
            DATA: observations_csv(data),
            CODEBOOK: _csv(variables),
        }
    )


def observations_csv(data: DataSet) -> bytes:
    """One row for each observation under the names of the variables; numbers bare, blank for a non-response."""
    header = [observations.variable(column.name) for column in data.columns]
    columns = [data.frame[name].tolist() for name in data.frame.columns]
    rows = zip(*columns, strict=True)
    return _csv([header, *(["" if value is pd.NA else value for value in row] for row in rows)])


def questionnaire(codebook: Codebook) -> bytes:
    """The questionnaire as an XLSForm, for survey tools."""
    with TemporaryDirectory() as folder:
        return xlsform.write(codebook, Path(folder) / "questionnaire.xlsx").read_bytes()


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    return french_csv.written(
        [neutralised(value) if isinstance(value, str) else value for value in row] for row in rows
    )


def _text(lines: Iterable[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by their paths; the same files give the same bytes."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(entry(name), data)
    return buffer.getvalue()
