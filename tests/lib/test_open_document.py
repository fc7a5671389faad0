"""The tables as .ods and as CSV, read again."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from lib import responses
from lib.codebook import load
from lib.export import open_document, tables_zip
from lib.export.running import Cancelled
from lib.filters import Filters
from lib.gallery import catalogue
from tests.support import reports, small
from tests.support.reports import ALL

TODAY = date(2026, 11, 23)
BY = ("", "etab_niveau")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return reports.of_examples(tmp_path_factory.mktemp("ods"))


@pytest.fixture(scope="module")
def made(source: SimpleNamespace) -> dict[str, bytes]:
    return {by: open_document.build(source, ALL, by=by or None, today=TODAY) for by in BY}


def tables_of(data: bytes) -> dict[str, list[list[dict[str, object]]]]:
    """Title → the tables of the figures that have it, header → cell; a table ends where its numbers do."""
    found: dict[str, list[list[dict[str, object]]]] = {}
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names[1:]:
        rows = [*book.get_sheet_by_name(name).to_python(), []]
        for at, row in enumerate(rows):
            if row[:1] != ["Modalité"] or at < 3:  # the heads at the top stay in sight, and have no table
                continue
            start = max(line for line in range(at) if not any(rows[line])) + 1
            header = [cell for cell in row if cell]
            body = []
            for line in rows[at + 1 :]:
                cells = dict(zip(header, line, strict=False))
                if not any(cell != "" for name, cell in cells.items() if name not in ("Modalité",)):
                    break
                body.append(cells)
            found.setdefault(str(rows[start][0]), []).append(body)
    return found


@pytest.mark.parametrize("by", BY)
def test_every_number_of_every_figure_is_that_of_its_frame(
    source: SimpleNamespace, made: dict[str, bytes], by: str
) -> None:
    tables = tables_of(made[by])
    for figure, frame in reports.listed(source, by):
        assert reports.said(frame) in [reports.read(rows) for rows in tables[figure.title]], figure.code


def test_a_crossing_is_rows_and_columns_of_numbers(source: SimpleNamespace, made: dict[str, bytes]) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made[""])).get_sheet_by_name("Croisements")
    read = [[None if cell == "" else cell for cell in row] for row in sheet.to_python()]
    figure = catalogue.find(source.bits.codebook, "lecture/x1")
    frame = figure.frame(source, ALL, None, True)
    assert frame["masked"].any()
    assert reports.crossings(read)[f"X1 · {figure.title}"][1] == reports.crossed(frame)


def test_what_is_masked_changes_no_byte_of_the_file() -> None:
    chosen = Filters(("2025-2026",), centre=("C",))
    last = small.OPEN.strip().splitlines()
    last[12] = "12 | tout_a_fait | pas_accord | concurrence | oui"
    other = reports.of_responses(responses.build(reports.tables(*small.SHEETS[:-1], "\n".join(last)), load()))
    for build in (open_document.build, tables_zip.build):
        assert build(reports.of_small(), chosen, today=TODAY) == build(other, chosen, today=TODAY)


def test_heads_stay_in_sight_and_rows_are_as_high_as_their_words(made: dict[str, bytes]) -> None:
    parts = {name: data.decode() for name, data in reports.parts(made[""]).items() if name.endswith(".xml")}
    levers = re.search(r'<table:table table:name="Leviers".*?</table:table>', parts["content.xml"], re.DOTALL)[0]
    heads = re.search("<table:table-header-rows>(.*?)</table:table-header-rows>", levers)[1]
    assert [re.findall("<text:p>(.*?)</text:p>", row)[0] for row in heads.split("</table:table-row>")[:-1]] == [
        "Leviers",
        "Campagne 2025-2026, regard\u00a0: centre social.",
        "Modalité",
    ]
    assert set(re.findall("<table:table-row[^>]*>", levers)) == {'<table:table-row table:style-name="rangee">'}
    assert 'style:use-optimal-row-height="true"' in parts["content.xml"]
    frozen = re.search(r'config:name="Leviers">(.*?)</config:config-item-map-entry>', parts["settings.xml"])[1]
    assert '"VerticalSplitPosition" config:type="int">3<' in frozen
    assert "settings.xml" in parts["META-INF/manifest.xml"]


def rows_of_sheet(data: bytes, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def test_definitions_and_questionnaire_go_with_the_tables(made: dict[str, bytes], source: SimpleNamespace) -> None:
    definitions, questions = (rows_of_sheet(made[""], name) for name in ("Définitions", "Questionnaire"))
    known = {row[0]: row for row in definitions[2:]}
    assert known["taux_retour"][5] == "oui"
    assert {row[0] for row in questions[2:]} == {question.name for question in source.bits.codebook}
    assert "Observations" not in CalamineWorkbook.from_filelike(io.BytesIO(made[""])).sheet_names


def test_the_data_set_holds_the_same_as_its_csv(source: SimpleNamespace) -> None:
    files = reports.parts(tables_zip.data_set(source, ALL, pseudonyms=False, today=TODAY))
    written = list(csv.reader(io.StringIO(files["observations.csv"].decode("utf-8-sig")), delimiter=";"))
    data = open_document.data_set(source, ALL, pseudonyms=False, today=TODAY)
    rows = rows_of_sheet(data, "Observations")
    head = next(at for at, row in enumerate(rows) if row[0] == "Campagne")
    assert "non masquées" in rows[1][0]
    shown = [[f"{cell:.0f}" if isinstance(cell, float) else cell for cell in row] for row in rows]
    assert [shown[head - 1], *shown[head + 1 :]] == written
    variables = rows_of_sheet(data, "Variables")
    assert [row[0] for row in variables[2:]] == rows[head]
    assert [row[1] for row in variables[2:]] == written[0]


def test_the_data_set_under_codes_names_nobody() -> None:
    texts = reports.parts(open_document.data_set(reports.of_small(), ALL, today=TODAY))["content.xml"].decode()
    cells = re.findall("<text:p>(.*?)</text:p>", texts)
    assert not [text for text in cells if text in ("Aubenas", "Privas", "Ville") or text.startswith("Centre A")]


def test_names_that_look_like_formulas_are_words() -> None:
    tables = reports.tables()
    tables.centres["name"] = ['=HYPERLINK("x")', *tables.centres["name"][1:]]
    hostile = reports.of_responses(responses.build(tables, load()))
    content = reports.parts(open_document.build(hostile, ALL, by="centre", today=TODAY))["content.xml"].decode()
    assert "table:formula" not in content
    assert '\'=HYPERLINK("x")' in content
    assert ">=HYPERLINK" not in content


def test_the_kind_of_file_stands_first_and_bare() -> None:
    data = open_document.build(reports.of_small(), ALL, today=TODAY)
    assert data[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize("build", [open_document.build, tables_zip.build])
def test_an_export_stops_where_it_is_told_to(build: object) -> None:
    with pytest.raises(Cancelled):
        build(reports.of_small(), ALL, today=TODAY, cancelled=lambda: True)


@pytest.mark.parametrize("build", [open_document.build, tables_zip.build])
def test_an_export_can_be_stopped_while_it_is_written(build: object) -> None:
    reached = [0]
    with pytest.raises(Cancelled):
        build(
            reports.of_small(), ALL, today=TODAY,
            progress=lambda done, _: reached.append(done), cancelled=lambda: reached[-1] > 90,
        )  # fmt: skip
    assert 90 < reached[-1] < 100


def test_every_table_is_a_csv_named_after_figure_and_campaign(source: SimpleNamespace) -> None:
    files = reports.parts(tables_zip.build(source, ALL, today=TODAY))
    assert {"LISEZMOI.txt", "leviers_2025-2026.csv", "paroles-dimensions_2025-2026.csv"} <= set(files)
    assert {"evolution-facteurs-memes_2024-2025_a_2025-2026.csv", "regards-ecart_2025-2026.csv"} <= set(files)
    assert {"lecture-x1_2025-2026.csv", "lecture-x2-nombre_2025-2026.csv"} <= set(files)
    for figure, frame in reports.listed(source, ""):
        text = files[f"{figure.code.replace('/', '-')}_2025-2026.csv"].decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        shown = [row[next(name for name in ("Liens", "Paroles") if name in row)] for row in rows]
        expected = frame["n"].map(lambda n: f"{n:.0f}", na_action="ignore").where(~frame["masked"], "masqué")
        assert shown == expected.fillna("").tolist(), figure.code


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("evolution/durables/3_2025-2026", "evolution-durables-3_2025-2026"),
        ('a:b*c?"<>|\\d', "a-b-c-d"),
        ("R\u00e9union du 3 mars", "R\u00e9union-du-3-mars"),
        ("Re\u0301union", "R\u00e9union"),
        ("con", "_con"),
        ("LPT1", "_LPT1"),
        ("fin. ", "fin"),
        ("***", "tableau"),
        ("x" * 300, "x" * 120),
    ],
)
def test_file_names_are_taken_by_any_system(given: str, expected: str) -> None:
    assert tables_zip.safe_name(given) == expected


def test_the_questionnaire_is_an_xlsform_that_reads_as_the_codebook(tmp_path: Path) -> None:
    path = tmp_path / "questionnaire.xlsx"
    path.write_bytes(tables_zip.questionnaire(load()))
    assert load(path) == load()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: nothing to open it with")
def test_libreoffice_opens_it(made: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "tableaux.ods").write_bytes(made[""])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = ["soffice", profile, "--headless", "--convert-to", "xlsx", "tableaux.ods"]
    subprocess.run(call, cwd=tmp_path, check=True, capture_output=True, timeout=400)
    again = CalamineWorkbook.from_path(tmp_path / "tableaux.xlsx")
    wrote = CalamineWorkbook.from_filelike(io.BytesIO(made[""]))
    assert again.sheet_names == wrote.sheet_names
    rows = [book.get_sheet_by_name("Leviers").to_python()[5][:4] for book in (again, wrote)]
    assert rows[0] == rows[1]
