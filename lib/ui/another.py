"""« Autre enquête »: any survey export, counted question by question. Nothing of it is stored."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from lib import french, reader, sentences, tables
from lib.codebook import CodebookError
from lib.tabulate import Kind, OverrideError, Result, export, report, show
from lib.tabulate.report import Report, why_this_sheet
from lib.ui import cache, card, chart, session, wording
from lib.ui import tables as drawn
from lib.ui.session import Survey

FORMATS = ("xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "tab", "txt")
AT_A_TIME = 10
"""Questions on the screen at once: each chart takes the browser a while."""
_SURE, _LIKELY = 0.9, 0.7


def drop() -> Survey | None:
    """Draw the two uploaders and read what is new in them; None until there is an export."""
    size = reader.LIMITS.file_bytes // 1_000_000
    given = st.file_uploader(
        "L’export d’une enquête (Excel, LibreOffice ou CSV)", type=FORMATS, max_upload_size=size, key="enquete"
    )
    with st.popover("J’ai aussi le questionnaire (XLSForm)", icon=":material/list_alt:", key="questionnaire"):
        form = st.file_uploader(
            "Le XLSForm de l’enquête\u00a0: ses types et ses libellés l’emportent sur ce qui est deviné",
            type=("xlsx",),
            max_upload_size=size,
            key="xlsform",
        )
    if given is None:
        return None
    survey = session.survey(given.file_id, form.file_id if form else "")
    if survey.report is None:
        survey.filename, survey.data = given.name, given.getvalue()
        survey.form = form.getvalue() if form else b""
        with st.spinner("Lecture de l’enquête…"):
            survey.report = _examined(survey)
    return survey


def _examined(survey: Survey) -> Report:
    """Read the file in a worker; a questionnaire that cannot be used is said, and done without."""
    survey.problems = ()
    task = (cache.worker(), survey.data, survey.filename, survey.sheet)
    try:
        if survey.form:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "questionnaire.xlsx")
                path.write_bytes(survey.form)
                return report.examine_safely(*task, path, survey.types)
    except CodebookError as error:
        survey.problems = tuple(error.problems)
    except OverrideError:
        survey.types.clear()  # the questions of another sheet
        return _examined(survey)
    try:
        return report.examine_safely(*task, overrides=survey.types)
    except OverrideError:
        survey.types.clear()
        return report.examine_safely(*task)


def summary(survey: Survey) -> Sequence[Result]:
    """Draw what the file holds, the overview of its questions and the files; gives the questions."""
    told = survey.report
    if survey.problems:
        st.error("Le questionnaire n’a pas pu être utilisé\u00a0: " + wording.plain(" ".join(survey.problems)))
    if told.findings:
        drawn.findings(told.findings, f"Remarques sur {survey.filename}")
    if told.survey is None:
        return ()
    if len(told.sheets) > 1:
        _choose_sheet(survey)
    st.text(why_this_sheet(survey.report))
    for note in told.survey.notes:
        st.caption(wording.plain(note))
    st.dataframe(
        export.overview(told.survey),
        hide_index=True,
        column_config={"Question": st.column_config.TextColumn(width="medium")},
        alt="Les questions trouvées dans le fichier",
    )
    _downloads(survey)
    return told.survey.results


def _choose_sheet(survey: Survey) -> None:
    names = [name for name, _ in survey.report.sheets]
    st.selectbox(
        "Feuille",
        names,
        index=names.index(survey.report.survey.sheet),
        key=f"feuille-{survey.key}",
        on_change=_take_sheet,
        args=(survey,),
        width=300,
    )


def _take_sheet(survey: Survey) -> None:
    survey.sheet = st.session_state[f"feuille-{survey.key}"]
    survey.types.clear()
    survey.report = _examined(survey)


def _downloads(survey: Survey) -> None:
    stem = Path(survey.filename).stem
    with st.container(horizontal=True):
        for label, name, mime, make in (
            (wording.DOWNLOAD_CSV, f"{stem} - resultats.csv", "text/csv", _csv),
            ("Télécharger (JSON)", f"{stem} - resultats.json", "application/json", _json),
        ):
            st.download_button(
                label,
                data=lambda make=make: make(survey),
                file_name=name,
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"enquete-{mime}",
            )


def _csv(survey: Survey) -> bytes:
    return export.csv(survey.report.survey, survey.filename)


def _json(survey: Survey) -> bytes:
    return export.json_bytes(survey.report)


def some(results: Sequence[Result]) -> Sequence[Result]:
    """Draw the choice of a few questions where there are many; gives those to show."""
    if len(results) <= AT_A_TIME:
        return results
    starts = range(0, len(results), AT_A_TIME)
    first = st.selectbox(
        "Questions à montrer",
        starts,
        format_func=lambda at: f"{at + 1} à {min(at + AT_A_TIME, len(results))} sur {len(results)}",
        key="enquete-page",
        width=220,
    )
    return results[first : first + AT_A_TIME]


def question(survey: Survey, rank: int, result: Result) -> None:
    """Draw one question: sentence, chart, and how it was read, which can be corrected."""
    asked = result.question
    st.subheader(wording.plain(asked.label), anchor=False)
    st.text(show.sentence(result))
    for warning in result.warnings:
        st.warning(wording.plain(warning), icon=":material/rule:")
    if asked.type not in (Kind.identifier, Kind.text) and result.base:
        alt = f"{asked.label}. {show.sentence(result)}"
        chart.show(chart.spec(show.chart(result, width=card.room())), key=f"question-{rank}", alt=alt)
    _reading(survey, rank, result)
    _table(rank, result)


def _reading(survey: Survey, rank: int, result: Result) -> None:
    asked = result.question
    key = f"type-{survey.key}-{survey.report.survey.sheet}-{asked.name}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = tuple(Kind)
        st.selectbox(
            "Type",
            kinds,
            index=kinds.index(asked.type),
            format_func=lambda kind: kind.french,
            key=key,
            on_change=_correct,
            args=(survey, asked.name, key),
            width=200,
        )
        st.caption(wording.plain(f"{_sure(asked.confidence)}\u00a0: {asked.reason}"))


def _correct(survey: Survey, name: str, key: str) -> None:
    survey.types[name] = st.session_state[key].value
    survey.report = _examined(survey)


def _sure(confidence: float) -> str:
    word = "Sûr" if confidence >= _SURE else "Probable" if confidence >= _LIKELY else "À vérifier"
    return f"{word} ({french.percent(confidence)})"


@st.fragment
def _table(rank: int, result: Result) -> None:
    details = st.expander(wording.TABLE_ALONE, key=f"question-{rank}-tableau", on_change="rerun")
    if not details.open:
        return
    with details:
        frame = show.frame(result)
        st.text(sentences.base_line(frame))
        drawn.figures(tables.table(frame), "Les chiffres du graphique ci-dessus")
        st.download_button(
            wording.DOWNLOAD_CSV,
            data=lambda: tables.csv(frame),
            file_name=f"question-{rank + 1}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key=f"question-{rank}-csv",
        )
