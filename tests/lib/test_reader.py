"""Sheets in, text out; and every file that cannot be read is one French finding."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from lib import codebook, template
from lib.findings import CATALOGUE, Severity
from lib.observation import Place
from lib.reader import Sheet, address, rawcells, read
from lib.reader.archive import Limits
from lib.worker import Worker, WorkerCrashed, WorkerOutOfMemory, WorkerTimedOut
from tests.support import files

DATA = Path(__file__).parent.parent / "data"
# Excel knows no time zones.
AT_HALF_PAST_TWO = dt.datetime(2025, 9, 1, 14, 30)  # noqa: DTZ001
AT_MIDNIGHT = dt.datetime(2025, 9, 1)  # noqa: DTZ001
NBSP = "\u00a0"
THIN = "\u202f"


def sheets(data: bytes) -> list[Sheet]:
    found, findings = read(data, "retour.xlsx")
    assert findings == []
    return found


def refusal(data: bytes, limits: Limits | None = None) -> str:
    """The code of the one finding that a refused file has."""
    found, findings = read(data, "retour.xlsx", limits or Limits())
    assert found == []
    (finding,) = findings
    assert finding.severity is Severity.BLOCKING
    return finding.code


def test_cells_become_text() -> None:
    data = files.workbook(
        {
            "Types": [
                ["texte", " deux mots ", "01", "ligne\nsuivante"],
                ["nombre", 3, 3.0, 2.5],
                ["arrondi", 0.1 + 0.2, -4.0, 1234567890.0],
                ["logique", True, False, None],
                ["date", dt.date(2025, 9, 1), AT_HALF_PAST_TWO, AT_MIDNIGHT],
                ["durée", dt.time(12, 5), dt.timedelta(hours=30), dt.timedelta(minutes=-90)],
            ]
        }
    )
    assert sheets(data) == [
        Sheet(
            "Types",
            (
                ("texte", " deux mots ", "01", "ligne\nsuivante"),
                ("nombre", "3", "3", "2.5"),
                ("arrondi", "0.3", "-4", "1234567890"),
                ("logique", "vrai", "faux", ""),
                ("date", "2025-09-01", "2025-09-01T14:30:00", "2025-09-01"),
                ("durée", "12:05:00", "30:00:00", "-01:30:00"),
            ),
        )
    ]


def test_empty_rows_and_columns_before_the_data_keep_their_place() -> None:
    data = files.workbook({"Décalée": [[], [], [None, None, "C3"], [None, "B4"]]})
    (sheet,) = sheets(data)
    assert sheet.rows == (("", "", ""), ("", "", ""), ("", "", "C3"), ("", "B4", ""))


def test_hidden_sheets_are_read_and_marked() -> None:
    data = files.workbook({"Centre": [["a"]], "_passerelle": [["b"]], "Vide": []}, hidden=("_passerelle",))
    assert sheets(data) == [
        Sheet("Centre", (("a",),)),
        Sheet("_passerelle", (("b",),), hidden=True),
        Sheet("Vide", ()),
    ]


def test_error_cells_keep_their_text() -> None:
    data = files.raw_workbook(
        '<sheetData><row r="2"><c r="B2" t="e"><f>NA()</f><v>#N/A</v></c><c r="C2"><v>5</v></c></row>'
        '<row r="3"><c r="A3" s="1" t="e"><v>#REF!</v></c><c r="B3" t="str"><v>t="e"</v></c></row></sheetData>'
    )
    assert sheets(data) == [Sheet("Liens & notes", (("", "", ""), ("", "#N/A", "5"), ("#REF!", 't="e"', "")))]


def test_open_document_sheet_is_read_like_the_others() -> None:
    assert sheets((DATA / "libreoffice.ods").read_bytes()) == [
        Sheet(
            "Réponses",
            (
                ("", "", "", "", "", ""),
                ("", "École", "Année", "Note", "Saisie", "Formule"),
                ("", "Jean-Moulin", "2019", "2.5", "2025-09-01", "#N/A"),
                ("", "01", "1", "", "2025-09-01T14:30:00", "#DIV/0!"),
                ("", "", "", "", "12:05:00", ""),
            ),
        ),
        Sheet("_cachée", (("secret",),), hidden=True),
    ]


def test_old_excel_file_is_read_like_the_others() -> None:
    assert sheets((DATA / "libreoffice.xls").read_bytes()) == [
        Sheet(
            "Réponses",
            (
                ("", "", "", "", "", ""),
                ("", "École", "Année", "Note", "Saisie", "Formule"),
                ("", "Jean-Moulin", "2019", "2.5", "2025-09-01", "#N/A"),
                ("", "01", "vrai", "", "2025-09-01T14:30:00", "#DIV/0!"),
                ("", "", "", "", "12:05:00", ""),
            ),
        ),
        Sheet("_cachée", (("secret",),), hidden=True),
    ]


def test_binary_excel_file_is_read_like_the_others() -> None:
    data = files.binary_workbook([["École", "Note"], ["Jean-Moulin", 2.5], ["", 3.0], ["01", True]])
    assert sheets(data) == [Sheet("Binaire", (("École", "Note"), ("Jean-Moulin", "2.5"), ("", "3"), ("01", "vrai")))]


def test_content_and_not_the_name_says_what_a_file_is() -> None:
    data = files.workbook({"Centre": [["a"]]})
    sheets, (remark,) = read(data, "retour.csv")
    assert sheets == [Sheet("Centre", (("a",),))]
    assert (remark.code, remark.severity, remark.value) == ("named_text", Severity.INFO, ".csv")


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (4, 25, "Z5"), (9, 26, "AA10"), (0, 701, "ZZ1"), (1_048_575, 16_383, "XFD1048576")],
)
def test_address_is_the_one_that_excel_shows(row: int, column: int, name: str) -> None:
    assert address(row, column) == name


@pytest.mark.parametrize("name", ["protected.xlsx", "protected.xls", "protected.ods"])
def test_workbook_with_a_password_says_how_to_take_it_off(name: str) -> None:
    found, findings = read((DATA / name).read_bytes(), name)
    assert found == []
    (finding,) = findings
    assert finding.code == "encrypted"
    assert finding.message == (f"Ce classeur est protégé par un mot de passe{NBSP}: Passerelle ne peut pas l’ouvrir.")
    assert "Protéger le classeur" in finding.remedy


OTHER_FILES = {
    "vide": (b"", "empty_file"),
    "blancs": (b"\xef\xbb\xbf \r\n", "empty_file"),
    "json": (b'[{"ecole": "Jean-Moulin"}]', "is_text"),
    "page web": (b"\r\n<html><body><table><tr><td>1</td></tr></table></body></html>", "is_web_page"),
    "XML de 2003": (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "is_web_page"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is_pdf"),
    "photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is_picture"),
    "photo de téléphone": (b"\x00\x00\x00\x18ftypheic", "is_picture"),
    "rtf": (b"{\\rtf1 bonjour}", "is_document"),
    "docx": (files.packed({"word/document.xml": "<x/>"}), "is_document"),
    "odt": (
        files.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        "is_document",
    ),
    "numbers": (files.packed({"Index/Document.iwa": "x"}), "is_numbers"),
    "zip": (files.packed({"retour.xlsx": files.workbook({"A": [["a"]]})}), "is_archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "is_archive"),
    "octets": (bytes(range(256)), "not_a_spreadsheet"),
    "csv avec des octets nuls": (b"a;b\n\x00\x00;1\n", "text_damaged"),
    "OLE2 sans classeur": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "corrupt"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "is_document"),
    "zip vide": (files.packed({}), "not_a_spreadsheet"),
    "classeur vide": (files.workbook({"Feuille": [], "Autre": []}), "empty_workbook"),
}


@pytest.mark.parametrize(("data", "code"), OTHER_FILES.values(), ids=OTHER_FILES.keys())
def test_what_is_no_workbook_is_named(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_truncated_workbook_is_corrupt_wherever_it_was_cut() -> None:
    data = files.workbook({"Centre": [["a", 1], ["b", 2]]})
    assert {refusal(data[: len(data) * part // 10]) for part in range(1, 10)} == {"corrupt"}


def test_encoding_that_nobody_knows_is_a_corrupt_file() -> None:
    data = files.packed({"mimetype": files.ODS_MIMETYPE, "content.xml": '<?xml version="1.0" encoding="zz"?><a/>'})
    assert refusal(data) == "corrupt"


def test_panic_of_the_parser_is_a_corrupt_file() -> None:
    # The length of one record of the workbook, made wrong: an index out of range in native code.
    data = files.with_byte((DATA / "libreoffice.xls").read_bytes(), 2050, 1)
    with pytest.raises(BaseException, match="out of range") as panic:
        load_workbook(io.BytesIO(data))
    assert not isinstance(panic.value, Exception)
    assert refusal(data) == "corrupt"


# --- Limits -----------------------------------------------------------------------------------------------


def test_heavy_file_is_refused_with_its_size() -> None:
    _, (finding,) = read(bytes(2_500_000), "x.xlsx", Limits(file_bytes=2_000_000))
    assert (finding.code, finding.message) == (
        "too_large",
        f"Ce fichier est trop lourd{NBSP}: 2,5{NBSP}Mo, pour 2{NBSP}Mo au plus.",
    )


def test_too_many_parts_are_refused() -> None:
    many = files.raw_workbook("<sheetData/>", {f"xl/media/{number}.xml": "" for number in range(60)})
    assert refusal(many, Limits(entries=50)) == "too_large_unpacked"


def test_declared_size_is_believed_when_it_is_too_large() -> None:
    data = files.with_declared_sizes(files.workbook({"A": [["a"]]}), 1_000_000_000)
    assert refusal(data) == "too_large_unpacked"


def test_declared_size_is_not_believed_when_it_is_small() -> None:
    bomb = files.raw_workbook("<sheetData/>", {"xl/media/image.bin": bytes(3_000_000)})
    lying = files.with_declared_sizes(bomb, 100)
    assert len(lying) < 10_000
    assert refusal(lying, Limits(unpacked_bytes=2_000_000)) == "too_large_unpacked"


def test_part_that_is_packed_beyond_reason_is_refused() -> None:
    assert refusal(files.raw_workbook("<sheetData/>", {"xl/x.xml": bytes(12_000_000)})) == "too_large_unpacked"


def test_zip_inside_a_workbook_is_not_opened() -> None:
    inner = files.packed({"bombe": bytes(5_000_000)})
    data = files.raw_workbook(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', {"xl/embeddings/a.zip": inner}
    )
    assert [sheet.rows for sheet in sheets(data)] == [(("1",),)]


def test_number_of_cells_is_limited_over_all_sheets() -> None:
    data = files.workbook({"A": [["x"] * 10] * 60, "B": [["x"] * 10] * 60})
    assert refusal(data, Limits(cells=1_000)) == "too_many_cells"
    _, (finding,) = read(data, "x.xlsx", Limits(cells=1_000))
    assert finding.place == Place("B", "J60")
    assert finding.message == (
        f"Ce classeur est trop étendu{NBSP}: la feuille «{NBSP}B{NBSP}» va jusqu’à la cellule J60, "
        f"et le classeur dépasse 1{THIN}000 cellules."
    )


TALL = '<dimension ref="A1:C1048576"/>'
THREE = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'


def test_sheet_that_says_it_is_a_million_rows_tall_is_read_by_its_three_cells() -> None:
    (sheet,) = sheets(files.raw_workbook(f"{TALL}<sheetData>{THREE}</sheetData>"))
    assert sheet.rows == (("1", "2"), ("3", ""))


@pytest.mark.parametrize("empty", ['<c r="C1048576" s="0"/>', '<c r="C1048576" s="0"></c>'])
def test_formatted_empty_cells_a_million_rows_down_are_no_data(empty: str) -> None:
    far = f'<row r="1048576">{empty}<c r="D1048576" s="0"/></row>'
    (sheet,) = sheets(files.raw_workbook(f"{TALL}<sheetData>{THREE}{far}</sheetData>"))
    assert sheet.rows == (("1", "2"), ("3", ""))


def test_the_parser_is_spared_the_cells_of_a_template_that_are_only_coloured() -> None:
    book = codebook.load()
    data = template.build(book, campaign="2025-2026", centre_code="C01", centre_name="Centre A", view="centre")
    with zipfile.ZipFile(rawcells.of_zip(data, Limits()).file) as parts:
        cells = b"".join(parts.read(name) for name in parts.namelist() if "/worksheets/" in name)
    assert len(re.findall(rb"<c ", cells)) > 1000
    assert re.findall(rb"<c [^<>]*(?:/>|></c>)", cells) == []


@pytest.mark.parametrize("dimension", ["", '<dimension ref="A1:B2"/>', '<dimension ref="A1:XFD1048576"/>'])
def test_one_value_at_the_far_corner_is_refused_before_it_is_unfolded(dimension: str) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    _, (finding,) = read(files.raw_workbook(f"{dimension}<sheetData>{THREE}{far}</sheetData>"), "x.xlsx")
    assert (finding.code, finding.place) == ("too_many_cells", Place("Liens & notes", "XFD1048576"))


def test_single_cell_at_the_far_corner_is_refused_before_it_is_unfolded() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(files.raw_workbook(f"<sheetData>{far}</sheetData>")) == "too_many_cells"


ODS_VALUE = '<table:table-cell office:value-type="float" office:value="7"{}/>'


def test_repeated_open_document_cells_are_counted_before_they_are_unfolded() -> None:
    wide = ODS_VALUE.format(' table:number-columns-repeated="16384"')
    tall = f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-row>'
    _, (finding,) = read(files.raw_ods(tall), "x.ods")
    assert (finding.code, finding.place) == ("too_many_cells", Place("Feuille", "XFD1048576"))


def test_repeated_empty_open_document_cells_cost_nothing() -> None:
    rest = '<table:table-cell table:number-columns-repeated="16383"/>'
    row = f"<table:table-row>{ODS_VALUE.format('')}{rest}</table:table-row>"
    below = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    assert sheets(files.raw_ods(row + below)) == [Sheet("Feuille", (("7",),))]


# --- Whatever comes ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def worker():
    with Worker(1, preload=("lib.reader",), timeout=10) as worker:
        yield worker


def test_memory_that_a_damaged_file_asks_for_is_refused_to_the_process(worker: Worker) -> None:
    # The last row of a sheet, made wrong: the parser asks for hundreds of gigabytes and is ended by the system.
    data = files.with_byte((DATA / "libreoffice.xls").read_bytes(), 3655, 255)
    with pytest.raises(WorkerOutOfMemory):
        worker.run(read, data, "x.xls")
    assert worker.run(read, files.workbook({"A": [["a"]]}), "x.xlsx") == ([Sheet("A", (("a",),))], [])


SEEDS = {
    "xlsx": files.workbook({"Réponses": [["École", 1, True], ["01", 2.5, dt.date(2025, 9, 1)]]}),
    "xlsb": files.binary_workbook([["École", 1.0], ["01", True]]),
    "xls": (DATA / "libreoffice.xls").read_bytes(),
    "ods": (DATA / "libreoffice.ods").read_bytes(),
}


REMARKS = {"xls": {"macros_ignored", "errors_unseen"}}
"""What may be said of a damaged file that is read; the parts of a zip bear checksums, no damage to them goes unseen."""


def _damages(kind: str) -> st.SearchStrategy[tuple[str, list[tuple[int, int]]]]:
    change = st.tuples(st.integers(8, len(SEEDS[kind]) - 1), st.integers(0, 255))
    return st.tuples(st.just(kind), st.lists(change, min_size=1, max_size=8))


@settings(max_examples=150, deadline=None)
@given(damage=st.sampled_from(sorted(SEEDS)).flatmap(_damages))
@example(damage=("xls", [(1540, 3)]))  # read, but not looked through for errors
def test_damaged_workbook_is_read_or_refused_with_one_finding(worker: Worker, damage) -> None:
    kind, changes = damage
    damaged = bytearray(SEEDS[kind])
    for place, byte in changes:
        damaged[place] = byte
    try:
        found, findings = worker.run(read, bytes(damaged), f"x.{kind}")
    except (WorkerCrashed, WorkerTimedOut):
        return  # told by the caller with one finding
    codes = [finding.code for finding in findings]
    if found:
        assert len(codes) == len(set(codes))
        assert set(codes) <= REMARKS.get(kind, set())
    else:
        assert [finding.severity for finding in findings] == [Severity.BLOCKING]


def test_workbook_read_without_its_errors_says_so() -> None:
    found, findings = read(files.with_byte((DATA / "libreoffice.xls").read_bytes(), 1540, 3), "x.xls")
    assert [sheet.name for sheet in found] == ["Réponses", "_cachée"]
    assert [(finding.code, finding.severity) for finding in findings] == [("errors_unseen", Severity.CHECK)]


def test_every_refusal_says_what_to_do() -> None:
    codes = {code for _, code in OTHER_FILES.values()}
    assert {code for code in codes if not CATALOGUE[code].remedy} == set()
