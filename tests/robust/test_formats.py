"""What every format of workbook can hold besides plain cells: read rightly, or said cell by cell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from lib.findings import Severity
from lib.intake import examine
from lib.layout import grid
from lib.reader import Sheet, read
from lib.reader.rawcells import UNCALCULATED
from tests.support import files
from tests.support.files import Fault
from tests.support.sheets import flat, small_codebook, workbook

DATA = Path(__file__).parent.parent / "data"
EXAMPLE = DATA.parent.parent / "data" / "examples" / "passerelle_2025-2026_centre-social-a-exemple_regard-centre.xlsx"
NBSP = "\u00a0"


def rows_of(data: bytes) -> tuple[tuple[str, ...], ...]:
    (sheet,), findings = read(data, "retour.xlsx")
    assert findings == []
    return sheet.rows


def row(cells: str) -> bytes:
    return files.raw_workbook(f'<sheetData><row r="1">{cells}</row></sheetData>')


def filled(**cells: object) -> dict[str, list[list[object]]]:
    """The small template with more cells: ``{"Liens!F3": "=NA()"}``."""
    rows = {sheet.name: [list(line) for line in sheet.rows] for sheet in workbook()}
    for place, value in cells.items():
        name, cell = place.split("!")
        rows[name][int(cell[1:]) - 1][ord(cell[0]) - 65] = value
    return rows


# --- Dates and dialects -----------------------------------------------------------------------------------


def test_dates_of_a_workbook_that_counts_from_1904_are_the_days_that_excel_shows() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([dt.date(2025, 9, 1), dt.datetime(2025, 9, 1, 14, 30), 2019])  # noqa: DTZ001
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        assert b'date1904="1"' in archive.read("xl/workbook.xml")
    assert rows_of(buffer.getvalue()) == (("2025-09-01", "2025-09-01T14:30:00", "2019"),)


def strict(data: bytes) -> bytes:
    """The same workbook in the namespaces of « Classeur Open XML Strict »."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            for old, new in (
                (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"spreadsheetml/main"),
                (b"http://schemas.openxmlformats.org/officeDocument/2006/rel", b"officeDocument/rel"),
            ):
                part = part.replace(old, b"http://purl.oclc.org/ooxml/" + new)
            parts[name] = part
    return files.packed(parts)


def test_strict_workbook_is_read_like_the_others() -> None:
    data = EXAMPLE.read_bytes()
    assert examine(strict(data), "strict.xlsx").returns == examine(data, "retour.xlsx").returns


def test_dates_of_a_strict_workbook_stand_in_the_cell_as_iso() -> None:
    cells = '<c r="A1" t="d"><v>2025-09-01T00:00:00</v></c><c r="B1" t="d"><v>2025-09-01</v></c>'
    assert rows_of(strict(row(cells))) == (("2025-09-01", "2025-09-01"),)


def test_prefixed_elements_and_single_quotes_are_xml_like_any_other() -> None:
    cells = "<x:c r='A1' t='e'><x:v>#REF!</x:v></x:c><x:c r='B1'><x:f>NOW()</x:f></x:c><x:c r='C1'><x:v>7</x:v></x:c>"
    rows = f'<x:sheetData><x:row r="1">{cells}</x:row></x:sheetData>'
    sheet = f'<x:worksheet xmlns:x="{files.MAIN}">{rows}</x:worksheet>'
    data = files.raw_workbook("", {"xl/worksheets/sheet1.xml": sheet})
    assert rows_of(data) == (("#REF!", UNCALCULATED, "7"),)


# --- Error cells ------------------------------------------------------------------------------------------

FAULTY = {
    "Liens!F3": Fault(0x2A),
    "Liens!G3": Fault(0x1D),
    "Partenaires!C4": Fault(0x2A),
    "Durabilité!C2": Fault(0x07),
    "Durabilité!C3": Fault(0x1D),
    "Partenaires!C5": "x",
}
"""The cells of ``tests/data/errors.*``, which LibreOffice saved."""


def in_xlsx() -> bytes:
    """As openpyxl writes constant errors."""
    names = {0x2A: "#N/A", 0x1D: "#NAME?", 0x07: "#DIV/0!"}
    return files.workbook(filled(**{at: names.get(value, value) for at, value in FAULTY.items()}))


@pytest.mark.parametrize(
    "data",
    [
        in_xlsx(),
        (DATA / "errors.ods").read_bytes(),
        (DATA / "errors.xls").read_bytes(),
        files.binary_workbook_of(filled(**FAULTY)),
    ],
    ids=["xlsx", "ods", "xls", "xlsb"],
)
def test_error_cells_are_named_one_by_one_in_every_format(data: bytes) -> None:
    sheets, remarks = read(data, "retour")
    ret, findings = grid.parse(sheets, small_codebook())
    assert flat([*remarks, *findings]) == [
        ("cell_error", "Liens!F3", "#N/A"),
        ("cell_error", "Liens!G3", "#NAME?"),
        ("cell_error", "Partenaires!C4", "#N/A"),
        ("cell_error", "Durabilité!C2", "#DIV/0!"),
        ("cell_error", "Durabilité!C3", "#NAME?"),
    ]
    (link,) = ret.observations
    assert link.answers == {
        "etab_nom": "École A",
        "etab_commune": "Ville",
        "etab_niveau": "elementaire",
        "statut_lien": "actif",
        "q1": "caf parents",
    }


def test_repeated_error_cells_of_open_document_are_all_seen() -> None:
    error = (
        '<table:table-cell{} office:value-type="string" calcext:value-type="error">'
        "<text:p>#REF !</text:p></table:table-cell>"
    )
    twice = error.format(' table:number-columns-repeated="2"')
    data = files.raw_ods(f'<table:table-row table:number-rows-repeated="2">{twice}</table:table-row>')
    assert rows_of(data) == (("#REF!", "#REF!"), ("#REF!", "#REF!"))


def test_error_of_an_older_program_is_known_by_what_it_shows() -> None:
    number = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
        "<text:p>{}</text:p></table:table-cell>"
    )
    cells = "".join(number.format(text) for text in ("#DIV/0!", "Err:502", "0"))
    assert rows_of(files.raw_ods(f"<table:table-row>{cells}</table:table-row>")) == (("#DIV/0!", "#ERR:502!", "0"),)


def test_old_workbook_whose_cells_cannot_be_looked_at_is_read_with_a_warning() -> None:
    # The container says that small streams are larger ones; the parser does not care.
    data = files.with_byte((DATA / "errors.xls").read_bytes(), 57, 45)
    sheets, findings = read(data, "retour.xls")
    assert [sheet.name for sheet in sheets] == [sheet.name for sheet in workbook()]
    assert [(finding.code, finding.severity) for finding in findings] == [("errors_unseen", Severity.CHECK)]


@pytest.mark.parametrize("shown", ["#REF!", "#N/A", "#N/D", "#NOM ?", "#NOM?", "#VALEUR !", "#DIV/0!"])
def test_error_that_a_text_file_shows_is_an_error_in_the_words_of_every_program(shown: str) -> None:
    sheets = [*workbook(without=["Durabilité"]), *read_csv(f"passerelle:grille;lien:1\r\nreciprocite;{shown}\r\n")]
    _, findings = grid.parse(sheets, small_codebook())
    assert ("cell_error", "Durabilité!B2", shown) in flat(findings)


def read_csv(text: str) -> list[Sheet]:
    sheets, findings = read(text.encode(), "Durabilité.csv")
    assert findings == []
    return sheets


# --- Formulas ---------------------------------------------------------------------------------------------


def test_formula_that_was_never_calculated_is_said_and_not_read_as_blank() -> None:
    data = files.workbook(filled(**{"Partenaires!C4": '=IF(1=1,"x","")', "Durabilité!C2": "=1+1"}))
    sheets, _ = read(data, "retour.xlsx")
    ret, findings = grid.parse(sheets, small_codebook())
    assert flat(findings) == [
        ("formula_uncalculated", "Partenaires!C4", UNCALCULATED),
        ("formula_uncalculated", "Durabilité!C2", UNCALCULATED),
    ]
    assert findings[1].message == (
        f"Feuille «{NBSP}Durabilité{NBSP}», cellule C2{NBSP}: la cellule contient une formule dont le résultat "
        f"n’est pas dans le fichier («{NBSP}Réciprocité{NBSP}»)\u202f; la réponse est laissée de côté."
    )
    assert "reciprocite" not in ret.observations[0].answers


def test_template_that_was_filled_by_a_program_is_no_cause_for_remarks() -> None:
    """Its own formulas repeat the names of the schools; nothing is answered in them."""
    book = openpyxl.load_workbook(EXAMPLE)
    buffer = io.BytesIO()
    book.save(buffer)
    before, after = examine(EXAMPLE.read_bytes(), "a.xlsx"), examine(buffer.getvalue(), "b.xlsx")
    assert (after.returns, after.findings) == (before.returns, before.findings)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="B1"><f>1+1</f><v></v></c>', UNCALCULATED),
        ('<c r="B1"><f>1+1</f><v/></c>', UNCALCULATED),
        ('<c r="B1" s="4"><f>1+1</f></c>', UNCALCULATED),
        ('<c r="B1"><f t="shared" ref="B1:B2" si="0">A1</f><v></v></c>', UNCALCULATED),
        ('<c r="B1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="B1" t="str"><f>""</f></c>', ""),
        ('<c r="B1" t="e"><f>NA()</f><v>#N/A</v></c>', "#N/A"),
        ('<c r="B1"/>', ""),
    ],
)
def test_only_a_formula_without_result_counts_as_not_calculated(cell: str, text: str) -> None:
    assert rows_of(row(f'<c r="A1"><v>1</v></c>{cell}<c r="C1"><v>3</v></c>')) == (("1", text, "3"),)


def test_shared_formula_without_result_is_seen_where_it_is_only_referred_to() -> None:
    cells = '<c r="A1"><f t="shared" ref="A1:C1" si="0">X9</f><v>1</v></c><c r="B1"><f t="shared" si="0"/></c>'
    assert rows_of(row(f'{cells}<c r="C1"><f t="shared" si="0"/><v>5</v></c>')) == (("1", UNCALCULATED, "5"),)


def test_formula_without_result_beyond_the_last_value_is_still_seen() -> None:
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    data = files.raw_workbook(f'<sheetData>{first}<row r="2"><c r="B2"><f>A1</f></c></row></sheetData>')
    assert rows_of(data) == (("1", ""), ("", UNCALCULATED))


@pytest.mark.parametrize(("inner", "text"), [("", UNCALCULATED), ("<text:p/>", "")], ids=["none", "empty text"])
def test_formula_of_open_document_without_result(inner: str, text: str) -> None:
    formula = f'<table:table-cell table:formula="of:=A1">{inner}</table:table-cell>'
    value = '<table:table-cell office:value-type="float" office:value="7"/>'
    assert rows_of(files.raw_ods(f"<table:table-row>{formula}{value}</table:table-row>")) == ((text, "7"),)


# --- Texts, edges, macros ---------------------------------------------------------------------------------


def test_apostrophe_that_makes_a_text_of_a_number_is_no_part_of_it() -> None:
    book = openpyxl.Workbook()
    book.active.append(["0950", "x"])
    book.active["A1"].quotePrefix = True
    buffer = io.BytesIO()
    book.save(buffer)
    assert rows_of(buffer.getvalue()) == (("0950", "x"),)


def test_apostrophe_that_was_typed_is_part_of_the_text_and_the_finding_helps() -> None:
    sheets, _ = read(files.workbook(filled(**{"Partenaires!C4": "'x", "Liens!G3": "'2019"})), "retour.xlsx")
    _, findings = grid.parse(sheets, small_codebook())
    assert flat(findings) == [
        ("not_a_number", "Liens!G3", "'2019", "2019"),
        ("unknown_mark", "Partenaires!C4", "'x", "x"),
    ]


def test_text_of_32767_characters_is_read_whole() -> None:
    text = "é" * 32_767
    assert rows_of(files.workbook({"A": [[text, "fin"]]})) == ((text, "fin"),)


def test_text_that_no_spreadsheet_holds_is_refused_with_its_cell() -> None:
    cells = f'<c r="A1"><v>1</v></c><c r="B1" t="str"><v>{"x" * 100_001}</v></c>'
    found, (finding,) = read(row(cells), "retour.xlsx")
    assert (found, finding.code, finding.place.cell) == ([], "cell_too_long", "B1")


def test_all_16384_columns_are_read_and_not_one_more() -> None:
    (read_row,) = rows_of(row('<c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c>'))
    assert (len(read_row), read_row[0], read_row[-1]) == (16_384, "1", "2")
    found, (finding,) = read(row('<c r="A1"><v>1</v></c><c r="XFE1"><v>2</v></c>'), "retour.xlsx")
    assert (found, finding.code, finding.place.cell) == ([], "too_many_cells", "XFE1")


PROGRAM = {
    "xlsm": files.raw_workbook(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
        {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
    ),
    "xlsb": files.with_parts(files.binary_workbook([[1.0]]), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "ods": files.with_parts(
        files.raw_ods(
            '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
        ),
        {"Basic/Standard/Module1.xml": "<script/>"},
    ),
}


@pytest.mark.parametrize("kind", PROGRAM)
def test_macros_are_left_alone_and_said(kind: str) -> None:
    (sheet,), findings = read(PROGRAM[kind], f"retour.{kind}")
    assert sheet.rows == (("1",),)
    assert [(finding.code, finding.severity) for finding in findings] == [("macros_ignored", Severity.INFO)]
