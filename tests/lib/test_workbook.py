"""The report as a workbook, read again: every number, every chart, nothing hidden, nothing run."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from lib import responses
from lib.analysis import readings
from lib.codebook import load
from lib.export import native, slides, workbook
from lib.export.chapters import TITLES
from lib.export.running import Cancelled
from lib.filters import Filters
from lib.gallery import catalogue
from tests.support import reports, small
from tests.support.reports import ALL

TODAY = date(2026, 11, 23)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
BY = ("", "etab_niveau")
FRONT = ["Sommaire", "Vue d’ensemble", "Rencontre", "Leviers", "Durabilité", "Rôles", "Partenaires", "Finalités"]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return reports.of_examples(tmp_path_factory.mktemp("workbook"))


@pytest.fixture(scope="module")
def made(source: SimpleNamespace) -> dict[str, bytes]:
    return {by: workbook.build(source, ALL, by=by or None, today=TODAY) for by in BY}


@pytest.fixture(scope="module")
def opened(made: dict[str, bytes]) -> dict[str, Workbook]:
    return {by: load_workbook(io.BytesIO(data)) for by, data in made.items()}


def table_of(book: Workbook, code: str) -> list[dict[str, object]]:
    """The table of a figure, header → cell."""
    name = "t_" + "".join(letter if letter.isalnum() else "_" for letter in code)
    sheet, ref = next((sheet, sheet.tables[name].ref) for sheet in book if name in sheet.tables)
    header, *rows = [[cell.value for cell in row] for row in sheet[ref]]
    return [dict(zip(header, row, strict=True)) for row in rows]


def cells(book: Workbook, reference: str) -> list[object]:
    """The values that a chart's reference (``'Leviers'!$A$5:$A$9``) points at."""
    name, _, area = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    sheet = book[name.strip("'").replace("''", "'")]
    return [row[0].value for row in sheet.iter_rows(top, bottom, left, right)]


@pytest.mark.parametrize("by", BY)
def test_every_number_of_every_figure_is_that_of_its_frame(
    source: SimpleNamespace, opened: dict[str, Workbook], by: str
) -> None:
    figures = list(reports.listed(source, by))
    assert len(figures) >= 38
    for figure, frame in figures:
        assert reports.read(table_of(opened[by], figure.code)) == reports.said(frame), figure.code


def test_shares_means_and_counts_are_numbers_with_their_formats(opened: dict[str, Workbook]) -> None:
    sheet = opened[""]["Durabilité"]
    top, bottom = (int(row) for row in sheet.tables["t_facteurs"].ref.replace("A", "").replace("L", "").split(":"))
    header = {cell.value: cell.column for cell in sheet[top]}
    row = sheet[top + 1]
    formats = {name: row[column - 1].number_format for name, column in header.items() if name}
    assert formats["Liens"] == formats["Base"] == formats["Non-réponses"] == "#,##0"
    assert (formats["Part"], formats["Valeur"]) == ("0 %", "0.0")
    assert isinstance(row[header["Liens"] - 1].value, int)
    assert bottom - top == 32  # eight factors, four points


def test_the_fifteen_readings_are_tables_of_numbers_with_verdict_base_and_caution(
    source: SimpleNamespace, opened: dict[str, Workbook]
) -> None:
    sheet = opened[""]["Croisements"]
    written = reports.crossings([[cell.value for cell in row] for row in sheet.iter_rows()])
    codes = [code for reading in readings.SPECS for code in readings.codes(reading)]
    assert {readings.of_figure(code) for code in codes} == {f"X{number}" for number in range(1, 16)} - {"X3"}
    for code, (heading, (words, numbers)) in zip(codes, written.items(), strict=True):
        figure = catalogue.find(source.bits.codebook, code)
        frame = figure.frame(source, ALL, None, True)
        assert heading == f"{readings.of_figure(code)} · {figure.title}"
        assert numbers == reports.crossed(frame), code
        assert {figure.sentence(frame), figure.base(frame), figure.caution} <= set(words)
    masked = sum(cell.value == reports.HIDDEN for row in sheet.iter_rows() for cell in row)
    shares = {cell.number_format for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)}
    assert masked and shares == {"0 %", "0.0"}
    assert "regards/ecart" in readings.codes(readings.PAIRED)
    assert table_of(opened[""], "regards/ecart")


@pytest.mark.parametrize("by", BY)
def test_charts_say_what_they_show_to_those_who_cannot_see_them(
    source: SimpleNamespace, made: dict[str, bytes], by: str
) -> None:
    files = {name: data for name, data in reports.parts(made[by]).items() if name.startswith("xl/drawings/drawing")}
    named = [one for data in files.values() for one in ElementTree.fromstring(data).iter(f"{{{DRAWING}}}cNvPr")]
    assert len(named) == sum(len(sheet._charts) for sheet in load_workbook(io.BytesIO(made[by]))) > 10
    told = {(one.get("title"), one.get("descr")) for one in named}
    assert all(title and words for title, words in told)
    assert {one.get("name").split()[0] for one in named} == {"Graphique"}
    figure, frame = next(pair for pair in reports.listed(source, by) if pair[0].code == "dispositifs")
    assert (figure.title, figure.sentence(frame)) in told


@pytest.mark.parametrize("by", BY)
def test_every_chart_draws_the_cells_that_the_screen_draws(
    source: SimpleNamespace, opened: dict[str, Workbook], by: str
) -> None:
    book = opened[by]
    drawn = {}
    for sheet in book:
        for chart in sheet._charts:
            title = "".join(run.t for run in chart.title.tx.rich.p[0].r)
            drawn.setdefault(title, []).append(chart)
    seen = 0
    for figure, frame in reports.listed(source, by):
        wanted = native.of(figure, frame, slides.compared(source, by if figure.compares else ""))
        if not wanted.series:
            continue
        expected = [(one.name, [_digits(value) for value in one.values]) for one in wanted.series]
        shown = [[_series(book, series) for series in chart.series] for chart in drawn[figure.question]]
        assert expected in shown, figure.code
        chart = drawn[figure.question][shown.index(expected)]
        assert cells(book, chart.series[0].cat.strRef.f) == list(wanted.categories)
        seen += 1
    assert seen >= (35 if not by else 10)


def _series(book: Workbook, series: object) -> tuple[str, list[object]]:
    named = series.tx.strRef
    name = cells(book, named.f)[0] if named else series.tx.v
    assert series.val.numRef.numCache is None
    return name, [_digits(value) for value in cells(book, series.val.numRef.f)]


def _digits(value: float | None) -> float | None:
    return None if value is None else reports.digits(value)


def test_bars_have_the_colours_of_the_screen(source: SimpleNamespace, opened: dict[str, Workbook]) -> None:
    figure, frame = next(pair for pair in reports.listed(source, "") if pair[0].code == "leviers-familles")
    wanted = native.of(figure, frame).series[0].colours
    charts = opened[""]["Leviers"]._charts
    chart = next(chart for chart in charts if len(chart.series[0].dPt) == len(wanted) == 8)
    assert [f"#{point.spPr.solidFill.srgbClr}" for point in chart.series[0].dPt] == list(wanted)
    assert len(set(wanted)) == 8


def test_charts_lie_beside_their_tables_and_not_upon_them(opened: dict[str, Workbook]) -> None:
    for sheet in opened[""]:
        widest = max((range_boundaries(table.ref)[2] for table in sheet.tables.values()), default=0)
        ends = 0
        for chart in sheet._charts:
            assert chart.anchor._from.col >= widest
            height = chart.anchor.ext.height / 12_700
            top, row = chart.anchor._from.row + 1, chart.anchor._from.row + 1
            assert top > ends
            while height > 0:
                height -= sheet.row_dimensions[row].height or 15
                row += 1
            ends = row - 1


def test_no_chart_is_taller_than_the_page_it_begins_on(opened: dict[str, Workbook]) -> None:
    across, down = 27.6, 17.4  # centimetres of A4 landscape within the margins
    tallest = 0.0
    for sheet in opened[""]:
        if not sheet._charts or sheet.title not in TITLES.values():
            continue
        last = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))[2]
        width = sum(sheet.column_dimensions[get_column_letter(at)].width for at in range(1, last + 1)) * 0.205
        page = down * width / across * 28.35 - sum(sheet.row_dimensions[row].height or 15 for row in (1, 2, 3))
        heights = [chart.anchor.ext.height / 12_700 for chart in sheet._charts]
        assert max(heights) < page, sheet.title
        tallest = max(tallest, max(heights) / page)
    assert tallest > 0.85  # there is one that takes all of a page


@pytest.mark.parametrize("by", BY)
def test_sheets_are_named_frozen_filtered_and_ready_to_print(opened: dict[str, Workbook], by: str) -> None:
    book = opened[by]
    assert book.sheetnames[: len(FRONT)] == FRONT
    assert book.sheetnames[-3:] == ["Définitions", "Questionnaire", "Données des graphiques"]
    assert max(map(len, book.sheetnames)) <= 31
    for sheet in book:
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
        assert sheet.print_title_rows
        assert sheet.oddFooter.right.text == "Page &P sur &N"
        assert sheet.title == "Sommaire" or sheet.freeze_panes
    assert book["Définitions"].auto_filter.ref
    assert all(table.autoFilter is not None for table in book["Leviers"].tables.values())


def test_the_contents_say_what_is_taken_and_lead_to_each_sheet(opened: dict[str, Workbook]) -> None:
    sheet = opened[""]["Sommaire"]
    texts = [row[0].value for row in sheet.iter_rows(max_row=4)]
    assert texts[1] == "Sélection\u00a0: Campagne 2025-2026, regard\u00a0: centre social."
    assert texts[2].startswith("Source\u00a0: ")
    assert texts[3] == "État au 23 novembre 2026."
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert list(links) == opened[""].sheetnames[1:]
    assert links["Leviers"] in ("Leviers!A1", "'Leviers'!A1")


def test_a_figure_stands_with_sentence_base_and_definition(
    source: SimpleNamespace, opened: dict[str, Workbook]
) -> None:
    figure, frame = next(pair for pair in reports.listed(source, "") if pair[0].code == "leviers")
    texts = {cell.value for row in opened[""]["Leviers"].iter_rows() for cell in row if isinstance(cell.value, str)}
    assert {figure.title, figure.sentence(frame), *slides.definitions(figure)} <= texts
    assert any(text.startswith(figure.base(frame)) for text in texts)


def test_campaigns_and_views_have_their_sheets_where_there_are_several(opened: dict[str, Workbook]) -> None:
    table = table_of(opened[""], "evolution/facteurs/memes")
    assert {row["Groupe"] for row in table} == {"2024-2025", "2025-2026"}
    assert {row["Groupe"] for row in table_of(opened[""], "regards/ecart")} >= {"Centre social", "École"}


@pytest.mark.parametrize(
    ("chosen", "by", "lines"),
    [
        # three links of one centre: all is masked, whatever one of them answers
        (Filters(("2025-2026",), centre=("C",)), "", {12: "12 | tout_a_fait | pas_accord | concurrence | oui"}),
        # by level all groups are masked here: an elementary school and a lycée change their answers to O1
        (
            ALL,
            "etab_niveau",
            {3: "3 | tout_a_fait | plutot | concurrence | non", 11: "11 | pas_accord | nsp | nsp | non"},
        ),
    ],
)
def test_what_is_masked_changes_no_byte_of_the_file(chosen: Filters, by: str, lines: dict[int, str]) -> None:
    last = small.OPEN.strip().splitlines()
    for line, text in lines.items():
        last[line] = text
    other = responses.build(reports.tables(*small.SHEETS[:-1], "\n".join(last)), load())
    sources = (reports.of_small(), reports.of_responses(other))
    assert not sources[0].responses.frame.equals(sources[1].responses.frame)
    given = [workbook.build(source, chosen, by=by or None, today=TODAY) for source in sources]
    assert given[0] == given[1]
    rows = table_of(load_workbook(io.BytesIO(given[0])), "ecole-ouverte")
    assert {row["Liens"] for row in rows} == {row["Base"] for row in rows} == {"masqué"}


def test_the_same_responses_give_the_same_bytes() -> None:
    assert workbook.build(reports.of_small(), ALL, today=TODAY) == workbook.build(reports.of_small(), ALL, today=TODAY)


def test_the_file_says_its_language_and_title() -> None:
    properties = load_workbook(io.BytesIO(workbook.build(reports.of_small(), ALL, today=TODAY))).properties
    assert (properties.language, properties.creator) == ("fr-FR", "Passerelle")
    assert properties.title == "Partenariats entre écoles et centres sociaux\u00a0: les chiffres"


def test_names_that_look_like_formulas_are_words() -> None:
    tables = reports.tables()
    names = {101: '=HYPERLINK("x")', 102: "+1", 103: "@SUM(A1)"}
    schools = [names.get(number, "École") for number in tables.observations["id"]]
    tables.observations["school_name"] = pd.array(schools, dtype="str")
    tables.centres["name"] = ["=1+1", *tables.centres["name"][1:]]
    hostile = reports.of_responses(responses.build(tables, load()))
    data = workbook.build(hostile, ALL, by="centre", raw=ALL, pseudonyms=False, today=TODAY)
    sheets = {name: xml for name, xml in reports.parts(data).items() if name.startswith("xl/worksheets/sheet")}
    assert not [name for name, xml in sheets.items() if b"<f>" in xml or b"<f " in xml]
    texts = {cell.value: cell for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row}
    assert {'\'=HYPERLINK("x")', "'+1", "'@SUM(A1)", "'=1+1"} <= set(texts)
    assert texts['\'=HYPERLINK("x")'].data_type == "s"


def test_observations_are_there_on_demand_with_a_warning() -> None:
    source = reports.of_small()
    assert "Observations" not in load_workbook(io.BytesIO(workbook.build(source, ALL, today=TODAY))).sheetnames
    book = load_workbook(io.BytesIO(workbook.build(source, ALL, raw=ALL, today=TODAY)))
    sheet = book["Observations"]
    assert "non masquées" in sheet["A2"].value
    assert any("non masquées" in str(cell.value) for cell in book["Sommaire"]["A"])
    header = _header(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(header + 1)]
    assert len(rows) == 12  # thirteen links, one of them only wished for
    names = [cell.value for cell in sheet[header]]
    column = names.index("Année de début du lien")
    assert sorted(row[column] for row in rows if row[column]) == [2012, 2015, 2018, 2019, *range(2020, 2025), 2026]


def _header(sheet: Worksheet) -> int:
    return int(sheet.auto_filter.ref.partition(":")[0].removeprefix("A"))


def test_observations_under_pseudonyms_name_nobody() -> None:
    data = workbook.build(reports.of_small(), ALL, raw=ALL, today=TODAY)
    book = load_workbook(io.BytesIO(data))
    sheet = book["Observations"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [text for text in texts if text.startswith(("École ", "Centre ")) and len(text) < 10]
    assert not {"Aubenas", "Privas", "Ville"} & set(texts)


@pytest.mark.parametrize("after", [0, 5])
def test_a_report_stops_between_two_figures(after: int) -> None:
    asked, told = [], []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > after

    with pytest.raises(Cancelled):
        workbook.build(reports.of_small(), ALL, today=TODAY, progress=lambda *at: told.append(at), cancelled=cancelled)
    assert len(told) == after


def test_writing_and_saving_have_their_share_of_the_progress_and_can_be_stopped() -> None:
    told: list[int] = []
    made = workbook.build(reports.of_small(), ALL, today=TODAY, progress=lambda done, total: told.append(done))
    assert told == sorted(told)
    assert told[-1] == 100
    sheets = len(load_workbook(io.BytesIO(made)).sheetnames)
    assert len({done for done in told if done > workbook._FIGURES}) >= sheets - 3
    for last in (workbook._FIGURES, told[-2]):
        reached = [0]
        with pytest.raises(Cancelled):
            workbook.build(
                reports.of_small(), ALL, today=TODAY,
                progress=lambda done, _, reached=reached: reached.append(done),
                cancelled=lambda last=last, reached=reached: reached[-1] >= last,
            )  # fmt: skip
        assert reached[-1] < 100


@pytest.mark.parametrize(
    ("chosen", "by", "groups"),
    [
        (Filters(("2025-2026",), view=("centre", "ecole")), "view", {"Centre social", "École"}),
        (Filters(), "campaign", {"2024-2025", "2025-2026"}),
        (Filters(("2025-2026",), view=("ecole",)), "centre", {"Centre A"}),
    ],
)
def test_views_campaigns_and_centres_are_compared_too(chosen: Filters, by: str, groups: set[str]) -> None:
    book = load_workbook(io.BytesIO(workbook.build(reports.of_small(), chosen, by=by, raw=chosen, today=TODAY)))
    assert {row["Groupe"] for row in table_of(book, "leviers")} == groups


def test_a_selection_without_links_still_makes_a_workbook() -> None:
    data = workbook.build(reports.of_small(), Filters(("2025-2026",), centre=("E",)), today=TODAY)
    assert load_workbook(io.BytesIO(data)).sheetnames[0] == "Sommaire"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: nothing to convert with")
def test_libreoffice_prints_it(made: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "rapport.xlsx").write_bytes(made["etab_niveau"])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = ["soffice", profile, "--headless", "--convert-to", "pdf", "rapport.xlsx"]
    subprocess.run(call, cwd=tmp_path, check=True, capture_output=True, timeout=400)
    assert (tmp_path / "rapport.pdf").read_bytes().startswith(b"%PDF")
